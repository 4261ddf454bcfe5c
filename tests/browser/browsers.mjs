/* The browsers. Each has
       name, can            what it is called; what it can be made to do
       page(form)           a new page; form: width, height, dark, scripts, home (what it may ask for)
       addressOf(folder)    where the report is: on disk, or on a server of this machine
       close()
   and its pages what the tests call of puppeteer's Page, with `noise` beside it. */
import puppeteer from "puppeteer-core";
import { pathToFileURL } from "node:url";
import { relative, resolve } from "node:path";
import { serve } from "./server.mjs";

export { webkit } from "./webkit.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/* Where reports are, if `served` names a folder on a server of this machine, else on disk. */
export async function placeOf(served) {
  if (!served) return { addressOf: folder => pathToFileURL(resolve(folder)).href + "/", stop: () => {} };
  const { port, stop } = await serve(served);
  return { addressOf: folder => `http://127.0.0.1:${port}/${encodeURI(relative(served, folder))}/`, stop };
}

function listen(page, home) {
  page.noise = [];
  page.on("console", message => page.noise.push(`console: ${message.text()}`));
  page.on("pageerror", error => page.noise.push(`error: ${error.message}`));
  page.on("request", request => {
    const url = request.url();
    if (!url.startsWith(home) && !url.startsWith("data:")) page.noise.push(`outside the report: ${url}`);
  });
  page.on("dialog", dialog => { page.noise.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("requestfailed", request => page.noise.push(`failed: ${request.url()}`));
}

async function puppeteerPage(browser, { width, height, home }) {
  const page = await browser.newPage();
  listen(page, home);
  await page.setViewport({ width, height });
  return page;
}

export async function chromium(served) {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true, args: FLAGS, protocolTimeout: 120000 });
  const { addressOf, stop } = await placeOf(served);
  return {
    name: "Chromium", can: { scriptsOff: true, media: true, print: true }, addressOf,
    async page(form) {
      const page = await puppeteerPage(browser, form);
      if (!form.scripts) await page.setJavaScriptEnabled(false);
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: form.dark ? "dark" : "light" }]);
      return page;
    },
    async close() { stop(); await browser.close(); },
  };
}

/* Firefox has one process for each choice that it takes from its preferences. Without the first one
   files could read their neighbours, which they cannot for those who open a report. */
const firefoxPreferences = ({ dark, scripts }) => ({
  "security.fileuri.strict_origin_policy": true,
  "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
  "javascript.enabled": scripts,
});
/* Where scripts are off no promise is kept, so puppeteer's own way to find elements would wait forever. */
function withoutPromises(page) {
  const over = (list, run, given) => page.evaluate(`(${run})(${list}, ...${JSON.stringify(given)})`);
  page.$eval = (query, run, ...given) => over(`document.querySelector(${JSON.stringify(query)})`, run, given);
  page.$$eval = (query, run, ...given) => over(`[...document.querySelectorAll(${JSON.stringify(query)})]`, run, given);
  return page;
}
export async function firefox(served) {
  const started = new Map(), { addressOf, stop } = await placeOf(served);
  const start = form => puppeteer.launch({
    browser: "firefox", executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr", headless: true,
    extraPrefsFirefox: firefoxPreferences(form), protocolTimeout: 120000,
  });
  return {
    name: "Firefox", can: { scriptsOff: true }, addressOf,
    async page(form) {
      const key = JSON.stringify(firefoxPreferences(form));
      if (!started.has(key)) started.set(key, start(form));
      const page = await puppeteerPage(await started.get(key), form);
      return form.scripts ? page : withoutPromises(page);
    },
    async close() { stop(); for (const browser of started.values()) await (await browser).close(); },
  };
}
