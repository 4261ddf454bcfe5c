/* Starting the browser, opening the report, counting results. */
import puppeteer from "puppeteer-core";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const results = { passed: 0, failed: 0 };

export const launch = () =>
  puppeteer.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true, args: FLAGS, protocolTimeout: 30000 });

export async function test(name, run) {
  try {
    await run();
    results.passed++;
    console.log(`ok   ${name}`);
  } catch (error) {
    results.failed++;
    console.log(`FAIL ${name}\n     ${String(error.stack || error).split("\n").slice(0, 4).join("\n     ")}`);
  }
}
export function check(holds, text) {
  if (!holds) throw new Error(text);
}
export function equal(found, wanted, text) {
  const [a, b] = [found, wanted].map(value => JSON.stringify(value));
  if (a !== b) throw new Error(`${text || "differs"}: found ${a.slice(0, 300)}, wanted ${b.slice(0, 300)}`);
}

export const addressOf = (folder, hash) => pathToFileURL(resolve(folder, "index.html")).href + (hash || "");

/* Opens the report and waits until it is ready. `noise` collects whatever should not happen. */
export async function open(browser, folder, { hash, width = 1440, height = 900, dark = false, scripts = true, block } = {}) {
  const page = await browser.newPage(), root = pathToFileURL(resolve(folder)).href + "/";
  page.noise = [];
  page.on("console", message => page.noise.push(`console: ${message.text()}`));
  page.on("pageerror", error => page.noise.push(`error: ${error.message}`));
  page.on("request", request => {
    const url = request.url();
    if (!url.startsWith(root) && !url.startsWith("data:")) page.noise.push(`outside the report: ${url}`);
  });
  page.on("requestfailed", request => page.noise.push(`failed: ${request.url()}`));
  if (!scripts) await page.setJavaScriptEnabled(false);
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
  if (block) {
    await page.setRequestInterception(true);
    page.on("request", request => { if (request.url().includes(block)) request.abort(); else request.continue(); });
  }
  await page.goto(addressOf(folder, hash));
  if (scripts) await page.waitForFunction("window.proofsheet && window.proofsheet.ready", { timeout: 20000 });
  return page;
}

/* The threshold at which the page opens: the optimum, or what stands in for it. */
export async function openingIndex(browser, folder) {
  const page = await open(browser, folder), k = await page.evaluate(() => window.proofsheet.state.k);
  await page.close();
  return k;
}

export const text = (page, query) => page.$eval(query, element => element.textContent.trim());
export const texts = (page, query) => page.$$eval(query, list => list.map(element => element.textContent.trim()));
export const rest = time => new Promise(done => setTimeout(done, time));

/* Until the slider has settled and what depends on it is drawn. */
export const settled = () => rest(450);

export async function setThreshold(page, k) {
  await page.$eval("#range", (range, value) => {
    range.value = value;
    range.dispatchEvent(new Event("input", { bubbles: true }));
  }, k);
  await settled();
}
