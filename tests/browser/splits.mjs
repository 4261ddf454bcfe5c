/* A report for each split: its figures against its own report.json and the table of all, the way from
   one to the other by mouse, by keyboard and without scripts, and what goes along. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { address, check, equal, goBack, isReady, open, parseShown, setThreshold, settled, skip, test, text, texts, toOptimum, until } from "./harness.mjs";

const rate = value => value === null ? "\u2013" : value.toFixed(3);
const links = ".splits .seg a", here = ".splits [aria-current=page]";

/* Pages of splits show pictures of the whole: nothing is outside of that. */
async function openPart(browser, folder, part, form = {}) {
  const home = browser.addressOf(folder), page = await browser.page({ width: 1440, height: 900, dark: false, scripts: true, home, ...form });
  await page.goto(`${home}${part.folder}/index.html`);
  if (form.scripts !== false) await isReady(page);
  return page;
}
const arrives = async (page, path) => {
  await until(page, wanted => location.pathname.endsWith(wanted) && window.proofsheet?.ready, path);
  await settled(page);
};

async function figureTest(browser, folder, json) {
  await test("each split has a report whose figures are in the table of all, and an optimum of its own", async () => {
    const whole = await open(browser, folder), rows = await whole.$$eval(".bysplit tbody tr", list => list.map(row => [...row.cells].map(cell => cell.textContent)));
    await whole.close();
    equal(rows.length, json.splits.length + 1);
    check(new Set(json.splits.map(part => part.optimal.confidence)).size === json.splits.length, "the optima are equal");
    for (const [i, part] of json.splits.entries()) {
      const own = parseShown(readFileSync(join(folder, part.folder, "report.json"), "utf8")), { confidence, precision, recall, f1 } = own.optimal;
      equal([own.coco, { confidence, precision, recall, f1 }, own.dataset.images, own.dataset.objects, own.split], [part.coco, part.optimal, part.images, part.objects, part.name]);
      const page = await openPart(browser, folder, part);
      equal([await page.$eval("#number", e => e.value), ...await texts(page, ".bar .prf dd span")], [String(confidence), rate(precision), rate(recall), rate(f1)], "in the bar");
      equal(rows[i + 1], [part.name, String(part.images), String(part.objects), String(confidence), rate(precision), rate(recall), rate(f1), rate(own.coco.AP50), rate(own.coco.AP)], "in the table");
      equal(await page.$$eval(".figs .val", list => list.slice(0, 2).map(e => e.textContent)), [rate(own.coco.AP), rate(own.coco.AP50)], "among the figures");
      check(page.noise.length === 0, page.noise.join("; "));
      await page.close();
    }
  });
}

async function pictureTest(browser, folder, part) {
  await test("the page of a split shows the pictures of all, and the view names the split", async () => {
    const page = await openPart(browser, folder, part);
    await page.$eval("#images", e => e.scrollIntoView());
    await until(page, () => document.querySelector("#sheet img"));
    await until(page, () => { const image = document.querySelector("#sheet img"); return image.complete && image.naturalWidth > 0; });
    equal(await page.$$eval("#sheet .frame", list => list.length), part.images, "frames");
    await page.click("#sheet .frame");
    await until(page, () => document.querySelector("#view[open] image"));
    await until(page, () => document.querySelector("#view-facts dd"));
    const facts = await page.$$eval("#view-facts div", list => list.map(fact => fact.textContent));
    check(facts.includes(`Split${part.name}`), facts.join());
    check(page.noise.length === 0, page.noise.join("; "));
    await page.close();
  });
}

async function mouseTest(browser, folder, parts) {
  await test("a link leads to the split with what was chosen, Back and All lead back", async () => {
    const page = await open(browser, folder);
    equal(await texts(page, links), ["All " + parts.reduce((n, part) => n + part.images, 0), ...parts.map(part => `${part.name} ${part.images}`)]);
    check((await text(page, here)).startsWith("All"), "All is current");
    await page.evaluate(() => { location.hash = "#v=images&cell=0,0&img=3"; });
    await until(page, () => document.querySelector("#view[open]"));
    await page.click("#view [data-close]");
    await setThreshold(page, await page.evaluate(() => window.proofsheet.state.k) - 7);
    const [chosen, list] = [await page.$eval("#number", e => e.value), await page.$$(links)];
    await until(page, () => /t=/.test(location.hash));
    await list[1].click();
    await arrives(page, parts[0].folder + "/index.html");
    const there = await address(page);
    check(there.includes("cell=0,0") && !there.includes("img="), there);
    equal([await page.$eval("#number", e => e.value), await text(page, here)], [chosen, `${parts[0].name} ${parts[0].images}`]);
    await (await page.$$(links))[2].click();
    await arrives(page, parts[1].folder + "/index.html");
    equal(await page.$eval("#number", e => e.value), chosen);
    await goBack(page);
    await arrives(page, parts[0].folder + "/index.html");
    await toOptimum(page);
    await (await page.$$(links))[0].click();
    await arrives(page, "report/index.html");
    equal(await page.evaluate(() => window.proofsheet.state.cell), [0, 0], "the cell");
    check(!(await address(page)).includes("t="), "an optimum is each page's own");
    await page.close();
  });
}

async function keyTest(browser, folder, part) {
  await test("the keyboard opens the menu of a narrow page, Escape closes it, Enter follows a link", async () => {
    const page = await open(browser, folder, { width: 390 });
    const isOpen = () => page.$eval(".splits .pick", e => e.open);
    await page.focus(".splits .pick summary");
    await page.keyboard.press("Enter");
    check(await isOpen(), "it opens");
    await page.keyboard.press("Escape");
    check(!await isOpen() && await page.evaluate(() => document.activeElement.matches(".splits .pick summary")), "Escape");
    await page.keyboard.press("Enter");
    await page.focus(`.splits .pick a[href^="${part.folder}"]`);
    await page.keyboard.press("Enter");
    await arrives(page, part.folder + "/index.html");
    equal(await text(page, ".splits .pick summary"), `${part.name} ${part.images}`);
    await page.close();
  });
}

async function formTest(browser, folder) {
  await test("the bar is one row of at most 56 pixels, on a phone two rows, and never too wide", async () => {
    for (const [width, most] of [[1440, 56], [1024, 56], [800, 56], [390, 104], [320, 104]]) {
      const page = await open(browser, folder, { width });
      const [height, over] = await page.evaluate(() => [document.querySelector("#bar").getBoundingClientRect().height, document.documentElement.scrollWidth - innerWidth]);
      check(height <= most && over <= 0, `${height} pixels high at ${width}, ${over} too wide`);
      await page.close();
    }
  });
}

async function plainTest(browser, folder, parts) {
  await test("without scripts links and menu work", async () => {
    if (!browser.can.scriptsOff) return skip("scripts cannot be switched off here");
    for (const width of [1440, 390]) {
      const page = await open(browser, folder, { scripts: false, width });
      const query = width > 640 ? links : ".splits .pick a";
      equal(await page.$$eval(query, list => list.map(e => e.getAttribute("href"))), ["index.html", ...parts.map(part => `${part.folder}/index.html`)]);
      await page.close();
      const part = await openPart(browser, folder, parts[0], { scripts: false, width });
      equal(await part.$$eval(query, list => list.map(e => e.href)), ["index.html", ...parts.map(({ folder: place }) => place + "/index.html")].map(path => browser.addressOf(folder) + path));
      equal(await part.$$eval(".bar .prf dd span", list => list.map(e => e.textContent))
        .then(shown => shown[2]), rate(parts[0].optimal.f1), "F1 at its optimum");
      await part.close();
    }
  });
}

export async function splitTests(browser, { folder, json }) {
  const parts = json.splits;
  if (!parts) return;
  await figureTest(browser, folder, json);
  await pictureTest(browser, folder, parts[1]);
  await mouseTest(browser, folder, parts);
  await keyTest(browser, folder, parts[1]);
  await formTest(browser, folder);
  await plainTest(browser, folder, parts);
}
