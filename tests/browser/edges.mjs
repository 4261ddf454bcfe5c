/* What the page does where something is missing or odd: each scene has a behaviour of its own, and
   whatever the names say, they stay text. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, equal, open, parseShown, setThreshold, settled, skip, test, text, texts } from "./harness.mjs";

const bar = page => texts(page, "#bar-p span, #bar-r span, #bar-f span");
const count = (page, query) => page.$$eval(query, list => list.length);

const EDGES = {
  async "one-class"(page) {
    await test("one class: four cells, the last not defined, nothing to choose classes with, no pairs", async () => {
      equal([await count(page, "#mx tbody tr"), await count(page, "#mx td[data-a]"), await text(page, "#mx tbody td.nd")], [2, 3, "not defined"]);
      equal([await count(page, "#pick"), await count(page, "#pairs"), await count(page, ".rec .conf")], [0, 0, 0]);
    });
  },
  async "no-boxes"(page, { json }) {
    await test("no predictions: said at the top and among the faults; no optimum, precision is not defined", async () => {
      check((await text(page, ".verdict")).includes("hold no boxes"), await text(page, ".verdict"));
      check((await text(page, "#data")).includes("The file holds no detection."), "the faults do not name it");
      equal([await text(page, "#optimal"), await bar(page)], ["No optimum", ["\u2013", "0.000", "0.000"]]);
      equal(await page.$eval("#number", e => e.value), "0.50", "where the slider starts");
      for (const k of [0, json.thresholds.length - 1]) {
        await setThreshold(page, k);
        equal((await bar(page))[0], "\u2013", `precision at ${k}`);
      }
    });
  },
  async "no-objects"(page) {
    await test("no ground truth: recall and average precision are not defined, boxes are false positives", async () => {
      check((await text(page, ".verdict")).includes("holds no objects"), await text(page, ".verdict"));
      equal((await bar(page)).slice(0, 2), ["0.000", "\u2013"]);
      equal(await page.$$eval("#classes tbody tr", list => list.map(row => [3, 4].map(i => row.children[i].textContent).join())), Array(3).fill("0.000,\u2013"), "precision and recall of the classes");
      check((await texts(page, ".figs .val")).slice(0, 3).every(word => word === "\u2013"), "average precision");
      equal((await page.$$eval("#mx td[data-a]", list => list.filter(td => (td.querySelector("b") || td).textContent && td.dataset.a !== "3").length)), 0, "only false positives");
    });
  },
  async "nothing-right"(page) {
    await test("nothing right: no optimum is claimed, and the words say so", async () => {
      equal([await text(page, "#optimal"), (await bar(page)).slice(1)], ["No optimum", ["0.000", "0.000"]]);
      check(!/Run it at/.test(await text(page, ".verdict")), await text(page, ".verdict"));
    });
  },
  async "equal-scores"(page, { json }) {
    await test("all scores equal: a card says so, and figures change at that score alone", async () => {
      check((await texts(page, ".rec")).some(card => card.includes("Export the model's own scores")), "no card");
      const steps = new Set(json.sweep.recall.map((value, k) => `${json.thresholds[k] <= 0.6}:${value}`));
      equal(steps.size, 2, "steps");
    });
  },
  async "no-scores"(page, { json }) {
    await test("no scores: the slider is locked and says why, nothing that rests on scores is advised", async () => {
      equal(json.dataset.scores, false);
      equal(await page.$$eval("#range, #number, #optimal", list => list.map(e => e.disabled)), [true, true, true]);
      check((await text(page, "#bar-why")).includes("hold no scores"), await text(page, "#bar-why"));
      equal(await page.$eval("#range", e => document.getElementById(e.getAttribute("aria-describedby"))?.id), "bar-why");
      check(!/Run it at/.test(await text(page, ".verdict")) && /finds \d+% of the objects/.test(await text(page, ".verdict")), await text(page, ".verdict"));
      check((await text(page, ".caution")).includes("AP comes from one point alone"), await text(page, ".caution"));
      check((await text(page, "#data")).includes("no-scores") || (await text(page, "#data")).includes("hold no scores"), "the faults do not name it");
      equal([await count(page, "#points"), await count(page, "#trust"), json.optimal.confidence], [0, 0, null]);
      check((await texts(page, "#classes tbody tr td:last-child")).every(word => word === "\u2013"), "a class has a confidence of its own");
      check(!json.recommendations.some(card => ["R08", "R13"].includes(card.rule)), "advice on scores");
    });
    await test("no scores: figures are those of all boxes, and nothing moves them", async () => {
      const shown = await bar(page), { precision, recall, f1 } = json.sweep, k = json.thresholds.indexOf(0.5);
      [precision, recall, f1].forEach((list, i) => check(Math.abs(list[k] - +shown[i]) <= 0.0005 + 1e-9 && list.every(value => value === list[k]), `figure ${i}`));
      await page.$eval("#chart", e => e.scrollIntoView({ block: "center" }));
      const box = await (await page.$(".fig-curves")).boundingBox();
      await page.mouse.click(box.x + box.width * 0.8, box.y + box.height / 2);
      await page.evaluate(() => { location.hash = "#t=3"; });
      await settled(page);
      equal([await page.evaluate(() => window.proofsheet.state.k), await bar(page)], [k, shown]);
    });
  },
  async "huge-classes"(page, { json }) {
    await test("1,200 classes: the most confused and all others, a search in the full matrix", async () => {
      equal([await count(page, "#mx-over[hidden]"), await count(page, "#mx tbody tr"), await page.$eval("#more", e => e.hidden)], [1, 32, true]);
      await page.$eval("#mx-find", e => { e.value = "class 1100"; e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true })); });
      await settled(page);
      check((await page.$$eval("#mx th", list => list.map(e => e.title))).includes("class 1100"), "the search does not bring the class in");
      equal([await count(page, "#mx-over[hidden]"), await count(page, "#mx tbody tr")], [0, 13], "a class that is not named opens the full matrix");
      equal(json.classes.length, 1200);
    });
  },
};

/* Pictures were not given: names and counts, and a plate of the picture's size under the boxes. */
async function plateTest(page, { json }) {
  if (json.dataset.pictures || !json.dataset.images) return;
  await test("no pictures: names, counts and a plate with the boxes at their places", async () => {
    if (!await count(page, "#sheet .frame")) return skip("no image is listed");
    equal([await count(page, "#sheet img"), await count(page, "#sheet .plate") > 0], [0, true]);
    await page.$eval("#sheet .frame", e => e.click());
    await page.waitForSelector("#view[open] .photo");
    const { width, height } = json.images ? json.images[0] : { width: 640, height: 480 };
    equal(await page.$eval("#view .photo", e => e.getAttribute("viewBox")), `0 0 ${width || 640} ${height || 480}`);
    await page.keyboard.press("Escape");
    await settled(page);
  });
}

async function hostileTests(browser, page, { folder, json, truth }) {
  const names = JSON.parse(readFileSync(truth)).categories.map(c => c.name), given = parseShown(readFileSync(truth, "utf8"));
  const lacks = shown => given.categories.filter(({ name }) => !shown.includes(name.trim())).map(({ name }) => name.slice(0, 40));
  await test("names of any kind are text: in the tables, the matrix, the lists and the galleries", async () => {
    equal(lacks(await texts(page, "#classes tbody th button")), [], "class table");
    equal(lacks(await page.$$eval("#mx th[title]", list => list.map(e => e.title.trim()))), [], "matrix");
    const shown = await texts(page, "#sheet .frame .n");
    check(shown.length > 0 && shown.every(name => given.images.some(image => image.file_name === name)), `gallery: ${shown.slice(0, 5)}`);
  });
  await test("none of them runs or becomes an element", async () => {
    equal(await page.$$eval("img[src='x'],img[onerror],[onfocus],[autofocus]", list => list.map(e => e.outerHTML)), []);
    equal(await page.$$eval("script", list => list.filter(e => e.textContent.includes("alert(1)") && !e.type.includes("json") && !e.dataset.island).length), 0);
    for (const query of ["#pick summary", "#sheet .frame"]) await page.$eval(query, e => e.click());
    await page.waitForSelector("#view[open] .photo");
    check((await texts(page, "#view-list td")).length > 0, "no list");
    await page.keyboard.press("Escape");
    await page.evaluate(() => { location.hash = "#v=matrix&cell=0,1&by=%3Cscript%3Ealert(1)%3C/script%3E&kind='%22%3E%3Cimg src=x onerror=alert(1)%3E"; });
    await settled(page);
    equal(page.noise, []);
  });
  await test("report.json gives the names back as they were, CSV guards what a spreadsheet would compute", () => {
    equal(JSON.parse(readFileSync(join(folder, "report.json"))).dataset.classes.map(c => c.name), names);
    for (const file of ["classes.csv", "images.csv", "confusion.csv"]) {
      const rows = readFileSync(join(folder, "csv", file), "utf8"), starts = [...rows.matchAll(/(?:^|\r\n|,)("?)(=1\+1|=x|\+cmd|@SUM|-2(?![.\d]))/g)];
      equal(starts.map(found => found[0]), [], file);
      check(rows.startsWith("\ufeff"), `${file}: no mark of UTF-8`);
    }
  });
  await test("the PDF shows them as text and does nothing", () => {
    const pdf = join(folder, "report.pdf"), words = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
    const raw = execFileSync("qpdf", ["--qdf", "--object-streams=disable", pdf, "-"], { maxBuffer: 1 << 28 }).toString("latin1");
    check(words.includes("<!--") && words.includes("constructor"), "names are missing");
    equal(/\/(JavaScript|JS|Launch|SubmitForm|OpenAction\s*<<)\b/.exec(raw)?.[0], undefined);
  });
}

export async function edgeTests(browser, context) {
  const page = await open(browser, context.folder);
  await EDGES[context.name]?.(page, context);
  if (!existsSync(join(context.folder, "thumbs")) && context.name !== "huge-classes") await plateTest(page, context);
  if (context.name === "hostile") await hostileTests(browser, page, context);
  await test("nothing complained at the edges", () => equal(page.noise, []));
  await page.close();
}
