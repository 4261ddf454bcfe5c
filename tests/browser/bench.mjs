/* What a page costs, measured in the browser; never a test.

       node bench.mjs BROWSER REPORT...

   A line a report: weight of index.html; elements; milliseconds from the start of loading until it is
   ready; script and layout of one step of the slider (median, 95th percentile of 100); from a click on
   a cell of the matrix until its first images are there. */
import { statSync } from "node:fs";
import { join } from "node:path";
import * as browsers from "./browsers.mjs";
import { open, settled } from "./harness.mjs";

const [which, ...reports] = process.argv.slice(2);
if (!browsers[which] || !reports.length) {
  console.log("usage: node bench.mjs chromium|firefox|webkit REPORT...");
  process.exit(2);
}

const untilReady = page => page.evaluate(() => performance.getEntriesByName("proofsheet-ready")[0]?.startTime ?? -1);
const steps = page => page.evaluate(() => {
  const range = document.querySelector("#range"), times = [];
  for (let i = 0; i < 100; i++) {
    const start = performance.now();
    range.value = (i * 37) % (+range.max + 1);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return times.sort((x, y) => x - y);
});
const cellToImages = page => page.evaluate(async () => {
  const td = [...document.querySelectorAll("#mx td[data-a]")].find(cell => (cell.querySelector("b") || cell).textContent);
  td.click();
  const old = document.querySelector("#sheet .frame"), start = performance.now();
  document.querySelector("#panel-all").click();
  while (document.querySelector("#sheet .frame") === old && performance.now() - start < 5000) await new Promise(done => setTimeout(done, 0));
  return performance.now() - start;
});

const browser = await browsers[which](null);
for (const report of reports) {
  const page = await open(browser, report), ready = await untilReady(page), elements = await page.evaluate(() => document.querySelectorAll("*").length);
  await settled(page);
  const times = await steps(page);
  await settled(page);
  const cell = await cellToImages(page), ms = value => value.toFixed(1).padStart(7);
  console.log(`${browser.name.padEnd(9)} ${report}: ${Math.round(statSync(join(report, "index.html")).size / 1024)} KB, ${elements} elements, ready ${ms(ready)} ms, step ${ms(times[50])} / ${ms(times[95])} ms, cell ${ms(cell)} ms`);
  await page.close();
}
await browser.close();
process.exit(0);
