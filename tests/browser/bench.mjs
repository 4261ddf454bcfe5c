/* What a page costs, measured in the browser; never a test. Prints a table, a line a report:

       node bench.mjs BROWSER NAME=REPORT...

   Weight of index.html, of its script and style sheet, and of the largest file in data/, in KB; its
   longest script in KB and the longest line of one; elements when it is ready; milliseconds until
   then, from the start of loading (least of three); script and layout of one step of the slider (median
   and 95th percentile of 60) with the summary, the class table, the matrix, the gallery and the map in
   sight, and in the row below, the same with the painting of the next frame; until all is exact after the last step, beyond the 150 ms in which the next is waited
   for; from a click on a cell until its first cut-outs, and from its button until its first images are
   there (the median of five cells, each for the first time). Milliseconds are those of the wall: on a
   machine that does other things too they are upper bounds. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import * as browsers from "./browsers.mjs";
import { open, settled } from "./harness.mjs";

const [which, ...given] = process.argv.slice(2);
if (!browsers[which] || !given.length) {
  console.log("usage: node bench.mjs chromium|firefox|webkit NAME=REPORT...");
  process.exit(2);
}
const reports = given.map(word => word.split("=")).filter(([, folder]) => existsSync(join(folder, "index.html")));

const kb = bytes => Math.round(bytes / 1024);
function weightOf(folder) {
  const html = readFileSync(join(folder, "index.html"), "utf8"), texts = (name, plain) => [...html.matchAll(new RegExp(`<${name}${plain}>([^]*?)</${name}>`, "g"))].map(found => found[1]);
  const bytes = list => list.reduce((n, text) => n + Buffer.byteLength(text), 0), scripts = texts("script", "[^>]*"), data = join(folder, "data");
  return {
    index: kb(Buffer.byteLength(html)), script: kb(bytes(texts("script", ""))), style: kb(bytes(texts("style", ""))),
    shard: kb(Math.max(...readdirSync(data).map(file => statSync(join(data, file)).size))),
    longest: kb(Math.max(...scripts.map(text => text.length))), line: Math.max(...scripts.flatMap(text => text.split("\n").map(line => line.length))),
  };
}

/* [script and layout, the same and the frame after it] of each step, from the first thing that is done for
   it until it is painted. */
const steps = page => page.evaluate(async () => {
  const range = document.querySelector("#range"), times = [], last = +range.max + 1;
  const frame = () => new Promise(done => requestAnimationFrame(() => {
    const start = performance.now(), { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now() - start);
    port2.postMessage(0);
  }));
  for (let i = 1; i <= 60; i++) {
    const drawn = frame(), start = performance.now();
    range.value = (i * 37) % last;
    range.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    const stepped = performance.now() - start;
    times.push([stepped, stepped + await drawn]);
  }
  return [0, 1].map(i => times.map(pair => pair[i]).sort((x, y) => x - y)).map(sorted => [sorted[30], sorted[57]]);
});
/* From the last step until what depends on it stands still. */
const settling = page => page.evaluate(async () => {
  const range = document.querySelector("#range"), start = performance.now();
  let last = start;
  const watch = new MutationObserver(() => { last = performance.now(); });
  watch.observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true, attributes: true });
  range.value = 40;
  range.dispatchEvent(new Event("input", { bubbles: true }));
  while (performance.now() - last < 400 || window.proofsheet.busy) await new Promise(done => setTimeout(done, 10));
  watch.disconnect();
  return last - start - 150;
});
/* [until cut-outs, until images] of a cell. */
const cellToImages = (page, n) => page.evaluate(async n => {
  const until = async there => {
    const start = performance.now();
    while (!there() && performance.now() - start < 5000) await new Promise(done => setTimeout(done, 0));
    return performance.now() - start;
  };
  const cells = [...document.querySelectorAll("#mx td[data-a]")].filter(td => /\d/.test(td.textContent) && td.getAttribute("aria-selected") !== "true");
  const td = cells[n * 7 % cells.length], before = document.querySelector("#panel .crop");
  td.click();
  const crops = await until(() => { const now = document.querySelector("#panel .crop"); return now && now !== before; });
  const button = document.querySelector("#panel-all"), old = document.querySelector("#sheet .frame");
  button.click();
  return [crops, await until(() => { const now = document.querySelector("#sheet .frame"); return now && now !== old; })];
}, n);

async function measure(browser, folder) {
  const starts = [];
  for (let i = 0; i < 3; i++) {
    const page = await open(browser, folder, { early: true });
    starts.push(await page.evaluate(() => { const mark = performance.getEntriesByName("proofsheet-ready")[0]; return [mark.startTime, mark.detail]; }));
    await page.close();
  }
  const page = await open(browser, folder), places = [];
  await settled(page);
  for (const place of ["summary", "byclass", "matrix", "images", "explorer"]) {
    await page.evaluate(id => document.getElementById(id)?.scrollIntoView(), place);
    await settled(page);
    places.push(await steps(page));
    await settled(page);
  }
  await page.evaluate(() => document.querySelector("#matrix").scrollIntoView());
  await settled(page);
  const exact = await settling(page), cells = [];
  await page.evaluate(() => document.querySelector("#optimal").click());
  await settled(page);
  for (let n = 0; n < 5; n++) {
    cells.push(await cellToImages(page, n));
    await settled(page);
  }
  await page.close();
  const middle = i => cells.map(pair => pair[i]).sort((x, y) => x - y)[2];
  return { ready: Math.min(...starts.map(start => start[0])), elements: starts[0][1], places, exact, crops: middle(0), images: middle(1) };
}

const browser = await browsers[which](null), ms = value => value.toFixed(0);
const HEADS = ["report", "index", "script", "style", "shard", "longest", "line", "elements", "ready", "summary", "classes", "matrix", "images", "map", "exact", "cut-outs", "pictures"];
const row = cells => console.log(cells.map((cell, i) => i ? String(cell).padStart(9) : cell.padEnd(28)).join(""));
console.log(`${browser.name}: KB, and ms (median/95th percentile)`);
row(HEADS);
for (const [name, folder] of reports) {
  const weight = weightOf(folder), cost = await measure(browser, folder);
  row([name, weight.index, weight.script, weight.style, weight.shard, weight.longest, weight.line, cost.elements, ms(cost.ready),
    ...cost.places.map(([stepped]) => stepped.map(ms).join("/")), ms(cost.exact), ms(cost.crops), ms(cost.images)]);
  row(["    with painting", ...Array(8).fill(""), ...cost.places.map(([, painted]) => painted.map(ms).join("/"))]);
}
await browser.close();
process.exit(0);
