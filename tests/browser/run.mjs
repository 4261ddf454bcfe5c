/* Drives finished reports in a browser:

       node run.mjs [--http] [--brief] [--core] [--half=0|1] BROWSER BUILD [SCENE...]

   BROWSER is chromium, firefox or webkit. The reports are those that run.sh has made; all of them, or
   the scenes named. Pages come from disk, with --http from a server on this machine. --brief looks at
   fewer cells and widths; --core leaves out, on scenes of odd figures, what depends on no figure;
   --half takes every other scene, so that two browsers can share them. With the two COCO files, the
   images behind every cell and every kind of error are checked against a second matching. What passed,
   and how long it took, is in BUILD/browser/BROWSER.log. */
import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as browsers from "./browsers.mjs";
import { openingIndex, parseShown, results } from "./harness.mjs";
import { fileTests } from "./files.mjs";
import { figureTests } from "./figures.mjs";
import { cellTests } from "./cells.mjs";
import { kindTests } from "./kinds.mjs";
import { adviceTests } from "./advice.mjs";
import { viewTests } from "./view.mjs";
import { explorerTests } from "./explorer.mjs";
import { tableTests } from "./tables.mjs";
import { budgetTests } from "./budgets.mjs";
import { edgeTests } from "./edges.mjs";
import { addressTests } from "./address.mjs";
import { accessTests } from "./access.mjs";
import { formTests } from "./form.mjs";
import { laterTests } from "./later.mjs";
import { splitTests } from "./splits.mjs";
import { aloneTests } from "./alone.mjs";

/* --tests=view,form chooses some of them. */
const ALL = [fileTests, budgetTests, laterTests, figureTests, cellTests, tableTests, kindTests, adviceTests, viewTests, explorerTests, formTests, edgeTests, addressTests, splitTests, accessTests];
const options = process.argv.slice(2).filter(word => word.startsWith("--"));
const chosen = options.find(word => word.startsWith("--tests="))?.slice(8).split(",");
const half = options.find(word => word.startsWith("--half="))?.slice(7);
const mine = i => half === undefined || i % 2 === +half;
const [which, build, ...wanted] = process.argv.slice(2).filter(word => !word.startsWith("--"));
if (!browsers[which] || !build) {
  console.log("usage: node run.mjs [--http] [--brief] chromium|firefox|webkit BUILD [SCENE...]");
  process.exit(2);
}
const log = join(build, "browser", `${which}${options.includes("--http") ? "-http" : ""}${half === undefined ? "" : `-${half}`}.log`);
writeFileSync(log, "");
results.report = line => {
  appendFileSync(log, line + "\n");
  if (!line.startsWith("ok")) console.log(line);
};

/* Folders of the scenes: the example with its pictures, and the small ones. */
const demo = join(build, "demo"), small = join(build, "browser");
const scenes = [["demo", demo, "truth.json", "detections.json"], ...readdirSync(small).sort()
  .map(name => [name, join(small, name), "truth.json", "found.json"])]
  .filter(([name, folder]) => existsSync(join(folder, "report", "index.html")) && (!wanted.length || wanted.includes(name)))
  .filter((_, i) => mine(i));

function contextOf([name, place, truth, found]) {
  const folder = join(place, "report"), data = join(folder, "data");
  return {
    name, folder, truth: join(place, truth), predictions: join(place, found),
    brief: name !== "demo" || options.includes("--brief"),
    json: parseShown(readFileSync(join(folder, "report.json"), "utf8")),
    html: readFileSync(join(folder, "index.html"), "utf8"),
    shards: readdirSync(data).map(file => ({ name: file, text: readFileSync(join(data, file), "utf8") })),
  };
}

/* Without scores the slider is locked: what moves it is left out. */
const STILL = { "no-scores": [budgetTests, cellTests, tableTests, formTests, edgeTests, accessTests] };

/* How the page starts, opens pictures and keeps its address does not depend on figures: with --core this
   is left to the example and to the scenes of odd names, of many classes and of splits. */
const SAME = [laterTests, viewTests, formTests, addressTests];
const SHAPES = ["demo", "hostile", "many-classes", "huge-classes", "splits"];
const core = name => options.includes("--core") && !SHAPES.includes(name);
const testsOf = name => (STILL[name] || ALL).filter(tests => !core(name) || !SAME.includes(tests))
  .filter(tests => !chosen || chosen.some(word => tests.name.startsWith(word)));

const browser = await browsers[which](options.includes("--http") ? build : null);
for (const scene of scenes) {
  const started = Date.now(), context = contextOf(scene), before = { ...results };
  results.report(`--- ${browser.name}: ${context.name}`);
  context.best = await openingIndex(browser, context.folder);
  for (const tests of testsOf(context.name)) await tests(browser, context);
  results.report(`    ${results.passed - before.passed} passed in ${Math.round((Date.now() - started) / 1000)} s`);
}
if (existsSync(join(small, "alone", "index.html")) && mine(1) && (!wanted.length || wanted.includes("alone"))) {
  results.report(`--- ${browser.name}: alone`);
  await aloneTests(browser, join(small, "alone"));
}
await browser.close();
console.log(`${browser.name}: ${scenes.length} reports, ${results.passed} passed, ${results.failed} failed` +
  (results.skipped ? `, ${results.skipped} skipped` : ""));
process.exit(results.failed || !scenes.length ? 1 : 0);
