/* The images behind the cells of the matrix, and the keys in it. */
import { address, check, equal, open, setThreshold, settled, test, text } from "./harness.mjs";
import { cellsAt, readCoco } from "./oracle.mjs";

export async function namesShown(page) {
  const names = [], turned = await page.$('#pager [aria-label="Page 1"]:not([aria-current])');
  if (turned) { /* the page stays when the list changes */
    await turned.evaluate(button => button.click());
    await settled(page);
  }
  for (;;) {
    names.push(...await page.$$eval("#sheet .frame .n", list => list.map(e => e.textContent)));
    const next = await page.$('#pager [aria-label="Next page"]:not([disabled])');
    if (!next) return names;
    const before = await text(page, "#pager span");
    await next.evaluate(button => button.click());
    await page.waitForFunction(old => document.querySelector("#pager span").textContent !== old, {}, before);
  }
}

export async function listCell(page, a, p) {
  await page.$eval(`#mx td[data-a="${a}"][data-p="${p}"]`, td => td.click());
  await page.waitForSelector("#panel-all");
  await page.$eval("#panel-all", button => button.click());
  await page.waitForFunction((x, y) => String(window.proofsheet.state.cell) === `${x},${y}`, {}, a, p);
  await settled(page);
  return namesShown(page);
}

export async function cellTests(browser, { folder, json, truth, predictions, best, brief }) {
  const most = brief ? 6 : 40; /* cells looked at, at each threshold */
  const page = await open(browser, folder), ids = json.dataset.classes.map(c => c.id), C = ids.length;
  const idOf = i => i === C ? "" : ids[i];
  const last = json.thresholds.length - 1;
  await test("a chosen cell is said in a sentence and shown in the panel", async () => {
    const words = await text(page, "#panel .sentence");
    check(/\d/.test(words) && words.endsWith("."), words);
  });
  await test("arrow keys, Home and End move in the matrix, Enter opens its images", async () => {
    const at = () => page.$eval("#mx td[aria-selected=true]", td => [+td.dataset.a, +td.dataset.p]);
    await page.$eval('#mx td[data-a]', td => td.click());
    const start = await at();
    for (const key of ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]) {
      const before = await at();
      await page.keyboard.press(key);
      check(String(await at()) !== String(before), `${key} did nothing`);
    }
    equal(await at(), start, "four arrows come back");
    await page.keyboard.press("End");
    equal((await at())[0], C, "End goes to the background");
    await page.keyboard.press("Home");
    check((await at())[0] !== C, "Home goes to the first class");
    equal(await page.$$eval("#mx td[tabindex='0']", list => list.length), 1, "tab stops");
  });
  await test("shares and swapped axes keep the cell and change the table", async () => {
    const old = await text(page, "#mx");
    await page.click('#mx-mode [data-v="column"]');
    const labelled = json.dataset.objects > 0;
    equal(old !== await text(page, "#mx"), labelled, "Column % changes the cells");
    check((await address(page)).includes("norm=column"), await address(page));
    await page.click("#mx-swap");
    check((await text(page, "#mx thead tr")).startsWith("Predicted"), "the axes were not swapped");
    await page.click("#mx-swap");
    await page.click('#mx-mode [data-v="count"]');
    equal(await text(page, "#mx"), old, "back");
  });
  if (!truth || !predictions || C > 40) return page.close();
  const data = readCoco(truth, predictions);
  for (const k of [Math.round(best / 3), best, Math.round((best + last) / 2)]) {
    await test(`cells list exactly their images at ${json.thresholds[k]}`, async () => {
      await setThreshold(page, k);
      const wanted = cellsAt(data, json.thresholds[k], json.iou), cells = await page.$$eval("#mx td[data-a]", list =>
        list.map(td => [+td.dataset.a, +td.dataset.p, (td.querySelector("b") || td).textContent]));
      let looked = 0;
      for (const [a, p, count] of cells) {
        const images = [...(wanted.get(`${idOf(a)},${idOf(p)}`) || [])].sort();
        equal(count === "", images.length === 0, `cell ${a},${p} empty`);
        if (!images.length || looked++ >= most) continue;
        equal((await listCell(page, a, p)).sort(), images, `cell ${idOf(a)},${idOf(p)} at ${k}`);
      }
      check(looked > 0, "no cell was looked at");
    });
  }
  await test("in a cell's images only the boxes that belong to it are drawn", async () => {
    await page.evaluate(() => scrollTo(0, document.querySelector("#sheet").getBoundingClientRect().top + scrollY - 120));
    await settled(page);
    const boxes = await page.$$eval("#sheet .pic svg", list => list.map(svg => svg.querySelectorAll(".bx").length));
    check(boxes.length > 0 && boxes.every(n => n > 0), `boxes: ${boxes}`);
  });
  await test("nothing complained over the cells", () => equal(page.noise, []));
  await page.close();
}
