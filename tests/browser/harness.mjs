/* Opening the report in a browser, waiting for it, counting results. What browsers there are is in
   browsers.mjs. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

export const results = { passed: 0, failed: 0, skipped: 0, report: console.log };

export async function test(name, run) {
  const start = Date.now(), seconds = () => ` (${((Date.now() - start) / 1000).toFixed(1)} s)`;
  try {
    const skipped = await run();
    if (skipped?.skip) {
      results.skipped++;
      results.report(`skip ${name}: ${skipped.skip}`);
      return;
    }
    results.passed++;
    results.report(`ok   ${name}${seconds()}`);
  } catch (error) {
    results.failed++;
    results.report(`FAIL ${name}\n     ${String(error.stack || error).split("\n").slice(0, 4).join("\n     ")}`);
  }
}
/* What a test returns where the browser cannot show what it looks at. */
export const skip = why => ({ skip: why });

export function check(holds, text) {
  if (!holds) throw new Error(text);
}
export function equal(found, wanted, text) {
  const [a, b] = [found, wanted].map(value => JSON.stringify(value));
  if (a !== b) throw new Error(`${text || "differs"}: found ${a.slice(0, 300)}, wanted ${b.slice(0, 300)}`);
}

/* Alive; whole, with the sections that start when they are near, or while the browser has time. */
export const isReady = page => page.waitForFunction("window.proofsheet && window.proofsheet.ready", { timeout: 30000 });
export const isWhole = page => page.waitForFunction("window.proofsheet && window.proofsheet.whole", { timeout: 30000 });

/* Opens the report and waits until all of it has started. `noise` collects whatever should not happen. */
export async function open(browser, folder, { hash = "", scripts = true, early = false, ...form } = {}) {
  const home = browser.addressOf(folder), page = await browser.page({ width: 1440, height: 900, dark: false, scripts, home, ...form });
  await page.goto(home + "index.html" + hash);
  if (scripts) await (early ? isReady : isWhole)(page);
  return page;
}
export async function reload(page) {
  await page.reload();
  await isWhole(page);
  await settled(page);
}

/* A copy of the report without one of its files, without pictures, for as long as `look` takes; beside
   the report, so that a server has it too. */
export async function without(folder, file, look) {
  const copy = mkdtempSync(join(folder, "..", "without-"));
  try {
    for (const name of ["index.html", "data"]) cpSync(join(folder, name), join(copy, name), { recursive: true });
    rmSync(join(copy, file));
    await look(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/* The threshold at which the page opens: the optimum, or what stands in for it. */
export async function openingIndex(browser, folder) {
  const page = await open(browser, folder), k = await page.evaluate(() => window.proofsheet.state.k);
  await page.close();
  return k;
}

/* A name as it is shown: controls, and marks that turn the reading order around, are made visible. */
const shown = name => name.replace(/[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, "\ufffd");
export const parseShown = json => JSON.parse(json, (key, value) => typeof value === "string" ? shown(value) : value);

export const text = (page, query) => page.$eval(query, element => element.textContent.trim());
export const texts = (page, query) => page.$$eval(query, list => list.map(element => element.textContent.trim()));
export const address = page => page.evaluate(() => location.href);
export const until = (page, condition, ...given) => page.waitForFunction(condition, { timeout: 10000 }, ...given);

/* The page's own way back: a driver's may pass over what was opened without a person's click. */
export const goBack = page => page.evaluate(() => { history.back(); });
export const goForward = page => page.evaluate(() => { history.forward(); });

/* Until the slider has come to rest, no file is on its way, and what depends on both is drawn. */
export const settled = page => page.evaluate(async () => {
  const frame = () => new Promise(done => { requestAnimationFrame(done); setTimeout(done, 60); });
  for (let calm = 0; calm < 4;) {
    await frame();
    calm = window.proofsheet?.busy ? 0 : calm + 1;
  }
});

export async function setThreshold(page, k) {
  await page.$eval("#range", (range, value) => {
    range.value = value;
    range.dispatchEvent(new Event("input", { bubbles: true }));
  }, k);
  await settled(page);
}
export async function toOptimum(page) {
  await page.click("#optimal");
  await settled(page);
}
