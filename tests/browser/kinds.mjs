/* Kinds of error: the way from their table to the images, the filter beside the others, the words in
   the image view. Held against kinds found from the input files alone. */
import { address, check, equal, goBack, open, reload, setThreshold, settled, test, text, texts, until } from "./harness.mjs";
import { cellsAt, imagesOfKind, markKinds, readCoco } from "./oracle.mjs";
import { listCell, namesShown } from "./cells.mjs";

const KEYS = ["class", "place", "both", "duplicate", "background", "missed"];
const sorted = names => [...names].sort();
const state = page => page.evaluate(() => window.proofsheet.state);

/* Chooses in a list of the gallery, as a person does, and waits for the images. */
async function choose(page, id, value) {
  await page.select("#" + id, value);
  await page.waitForFunction((key, wanted) => window.proofsheet.state[key] === wanted, {}, id, value);
  await settled(page);
}
/* What the list says of the number of images: { class: 3, ... } */
const offered = page => page.$$eval("#kind option", list => Object.fromEntries(list.slice(1).map(o => [o.value, +/\(([\d,]+)\)$/.exec(o.textContent)[1].replace(/,/g, "")])));
const numbers = sizeOf => Object.fromEntries(KEYS.map(key => [key, sizeOf(key)]));

async function tableTests(page, { json, best }, wanted) {
  const last = json.thresholds.length - 1;
  const said = () => page.$$eval("[data-kind]", list => Object.fromEntries(list.map(b => [b.dataset.kind, +b.textContent.replace(/\D/g, "")])));
  await test("each kind says how many images hold it, at three thresholds", async () => {
    for (const k of [0, Math.round((best + last) / 2), best]) {
      await setThreshold(page, k);
      equal(await offered(page), numbers(key => wanted(key, k).length), `the filter at ${k}`);
      const table = await said();
      for (const key in table) equal(table[key], wanted(key, k).length, `${key} at ${k}`);
    }
  });
  await test("Show images lists exactly these, in their order, with these boxes strong", async () => {
    for (const key of KEYS) {
      const images = wanted(key, best), button = await page.$(`[data-kind="${key}"]`);
      if (!button) continue;
      equal(await button.evaluate(b => b.disabled), !images.length, `${key}: the button`);
      if (!images.length) continue;
      await button.evaluate(b => b.click());
      await settled(page);
      equal(await page.evaluate(() => document.activeElement.id), "kind", "focus");
      equal(await namesShown(page), images.map(image => image.name), key);
      await page.$eval("#sheet", e => e.scrollIntoView());
      await settled(page);
      const drawn = await page.$$eval("#sheet .frame", list => list.map(f => [f.querySelector(".n").textContent, f.querySelector(".pic svg") && f.querySelectorAll(".case").length]).filter(f => f[1] !== null));
      check(drawn.length > 0, "no boxes were drawn");
      const counts = new Map(images.map(image => [image.name, image.count]));
      for (const [name, count] of drawn) equal(count, counts.get(name), `${key}: strong boxes of ${name}`);
    }
  });
}

async function filterTests(page, { json, best }, data, wanted) {
  const last = json.thresholds.length - 1, key = KEYS.find(k => wanted(k, best).length) || "missed";
  await test("the filter follows the slider, and the address restores it", async () => {
    await choose(page, "kind", "");
    await choose(page, "kind", key);
    for (const k of [Math.round(best / 2), Math.round((best + last) / 2)]) {
      await setThreshold(page, k);
      equal(sorted(await namesShown(page)), sorted(wanted(key, k).map(image => image.name)), `${key} at ${k}`);
    }
    const k = (await state(page)).k, shown = await namesShown(page);
    check((await address(page)).includes("kind=" + key), await address(page));
    await reload(page);
    equal([(await state(page)).kind, (await state(page)).k], [key, k]);
    equal(await page.$eval("#kind", e => e.value), key);
    equal(await namesShown(page), shown, "after reload");
    await page.evaluate(() => { location.hash = "#kind=nonsense&sort=kind"; });
    await settled(page);
    equal([(await state(page)).kind, (await state(page)).sort], ["", "f"], "a bad address");
    await goBack(page);
    await until(page, wanted => document.querySelector("#kind").value === wanted, key);
  });
  await test("it goes with the filter of outcomes, each counting beside the other", async () => {
    await setThreshold(page, best);
    const cells = cellsAt(data, json.thresholds[best], json.iou), invented = new Set();
    for (const [name, images] of cells) if (/^,[^,]+$/.test(name)) for (const image of images) invented.add(image);
    await page.$eval('[data-show="fp"]', e => e.click());
    await settled(page);
    const both = kind => wanted(kind, best).map(image => image.name).filter(name => invented.has(name));
    equal(await offered(page), numbers(kind => both(kind).length));
    equal(await text(page, '[data-show="fp"] span'), String(both(key).length));
    equal(sorted(await namesShown(page)), sorted(both(key)));
    await page.$eval('[data-show="all"]', e => e.click());
  });
  await test("a keyboard chooses a kind and keeps its place", async () => {
    await choose(page, "kind", "");
    await page.focus("#kind");
    await page.keyboard.press("ArrowDown");
    await settled(page);
    equal([(await state(page)).kind, await page.evaluate(() => document.activeElement.id)], ["class", "kind"]);
    await choose(page, "kind", "");
  });
}

async function cellTest(page, { json, best }, data, brief) {
  const ids = json.dataset.classes.map(c => c.id), C = ids.length, idOf = i => i === C ? "" : ids[i];
  const cells = cellsAt(data, json.thresholds[best], json.iou), of = (a, p, key) => sorted(cells.get(`${idOf(a)},${idOf(p)},${key}`) || []);
  await test("in a cell it lists the images whose boxes in that cell are of the kind", async () => {
    await setThreshold(page, best);
    const wrong = (await page.$$eval("#mx td[data-a]", list => list.filter(td => (td.querySelector("b") || td).textContent).map(td => [+td.dataset.a, +td.dataset.p]))).filter(([a, p]) => a !== p);
    for (const [a, p] of wrong.slice(-(brief ? 4 : 12))) {
      await listCell(page, a, p);
      equal((await state(page)).kind, "", "a cell opens without the filter");
      equal(await offered(page), numbers(key => of(a, p, key).length), `cell ${a},${p}`);
      for (const key of KEYS.filter(name => of(a, p, name).length)) {
        await choose(page, "kind", key);
        equal(sorted(await namesShown(page)), of(a, p, key), `cell ${a},${p}, ${key}`);
      }
    }
  });
}

async function viewTest(page, { best }, data, wanted) {
  const key = KEYS.find(k => wanted(k, best).length);
  if (!key) return;
  await test("the image view names the kind of every wrong box in the words of the table", async () => {
    await page.evaluate(name => { location.hash = `#kind=${name}&sort=kind`; }, key);
    await settled(page);
    await page.$eval("#sheet .frame", e => e.click());
    await page.waitForSelector("#view[open] .photo");
    const image = data.images.find(i => i.name === wanted(key, best)[0].name), row = await page.$(`[data-kind="${key}"]`);
    const word = row && await row.evaluate((b, missed) => b.closest("tr").querySelector(missed ? "small" : "th").firstChild.textContent, key === "missed");
    const listed = await texts(page, "#view-list td:first-child small");
    equal(listed.length, KEYS.reduce((n, k) => n + (wanted(k, best).find(i => i.name === image.name)?.count || 0), 0), "wrong boxes and missed objects");
    if (word) equal(listed.filter(said => said === word).length, wanted(key, best)[0].count, word);
    equal(await page.$$eval("#view g.kin", list => list.length), wanted(key, best)[0].count, "boxes that stand out");
    await page.keyboard.press("Escape");
  });
}

export async function kindTests(browser, context) {
  const { folder, json, truth, predictions, brief } = context;
  if (!truth || !predictions) return;
  const data = readCoco(truth, predictions), page = await open(browser, folder), found = new Map();
  markKinds(data);
  const wanted = (key, k) => {
    if (!found.has(key + k)) found.set(key + k, imagesOfKind(data, key, json.thresholds[k]));
    return found.get(key + k);
  };
  await tableTests(page, context, wanted);
  await filterTests(page, context, data, wanted);
  if (json.dataset.classes.length <= 40) await cellTest(page, context, data, brief);
  await viewTest(page, context, data, wanted);
  await test("nothing complained over the kinds", () => equal(page.noise, []));
  await page.close();
}
