/* Drives a finished report in headless Chromium, opened from disk:

       node run.mjs [--brief] REPORT [TRUTH.json PREDICTIONS.json]

   --brief looks at fewer cells and widths. With the two COCO files, the images behind every cell and
   every kind of error are checked against a second matching. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { launch, openingIndex, results } from "./harness.mjs";
import { fileTests } from "./files.mjs";
import { figureTests } from "./figures.mjs";
import { cellTests } from "./cells.mjs";
import { kindTests } from "./kinds.mjs";
import { adviceTests } from "./advice.mjs";
import { viewTests } from "./view.mjs";
import { explorerTests } from "./explorer.mjs";
import { formTests } from "./form.mjs";

const given = process.argv.slice(2), brief = given[0] === "--brief";
const [folder, truth, predictions] = given.slice(brief ? 1 : 0);
if (!folder || !existsSync(join(folder, "index.html"))) {
  console.log("usage: node run.mjs [--brief] REPORT [TRUTH.json PREDICTIONS.json]");
  process.exit(2);
}
const context = {
  folder, truth, predictions, brief,
  json: JSON.parse(readFileSync(join(folder, "report.json"))),
  html: readFileSync(join(folder, "index.html"), "utf8"),
  shards: readdirSync(join(folder, "data")).map(name => ({ name, text: readFileSync(join(folder, "data", name), "utf8") })),
};
const browser = await launch();
context.best = await openingIndex(browser, folder);
for (const tests of [fileTests, figureTests, cellTests, kindTests, adviceTests, viewTests, explorerTests, formTests]) await tests(browser, context);
await browser.close();
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed ? 1 : 0);
