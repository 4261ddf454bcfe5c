/* Numbers on the page against report.json, at the ends of the slider and at the optimum. */
import { check, equal, open, setThreshold, settled, skip, test, text, texts, toOptimum } from "./harness.mjs";

const rate = value => value === null || value === undefined ? "\u2013" : value;
/* A shown rate and the figure behind it agree if the figure rounds to it, whichever way a tie goes. */
function sameRate(shown, value, what) {
  if (rate(value) === "\u2013") return equal(shown, "\u2013", what);
  check(Math.abs(Number(shown) - value) <= 0.0005 + 1e-9, `${what}: shows ${shown}, is ${value}`);
}
const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

async function checkBar(page, json, k) {
  for (const [id, key] of [["p", "precision"], ["r", "recall"], ["f", "f1"]]) {
    sameRate(await text(page, `#bar-${id} span`), json.sweep[key][k], `${key} at ${k}`);
    sameRate(await text(page, `#card-${id} .val`), json.sweep[key][k], `card of ${key} at ${k}`);
  }
  const kept = json.sweep.correct[k] + json.sweep.false_positive[k] + (json.sweep.mistaken ? json.sweep.mistaken[k] : 0);
  const shown = await text(page, ".fig-balance");
  check(shown.includes(grouped(json.sweep.correct[k])) || !json.sweep.correct[k], `balance lacks ${json.sweep.correct[k]} correct`);
  if (json.sweep.mistaken) check(shown.includes(grouped(kept)), `balance lacks ${kept} kept`);
}

async function checkClasses(page, json) {
  const rows = await page.$$eval("#classes tbody tr", list => list.map(row => [...row.children].map(cell => cell.textContent.trim())));
  for (const row of rows) {
    const found = json.classes.filter(c => c.name === row[0]);
    if (found.length !== 1) continue; /* names may be equal, or mended to be shown */
    const at = found[0].at_optimal;
    [at.precision, at.recall, at.f1, found[0].AP50, found[0].AP75, found[0].AP].forEach((value, i) => sameRate(row[3 + i], value, `${row[0]}, column ${3 + i}`));
  }
}
/* Of a large matrix place C + 1 is all classes that have no line of their own. */
function wantedCount(counts, a, p, C, named) {
  const places = i => i <= C ? [i] : Array.from({ length: C }, (_, c) => c).filter(c => !named.has(c));
  return places(a).reduce((n, x) => n + places(p).reduce((m, y) => m + counts[x][y], 0), 0);
}
/* What was evaluated, by what rule, from which files. */
async function headTest(page, json) {
  await test("the head and the method say what was evaluated: set, boxes, classes, rule, version, hashes", async () => {
    const facts = await page.$$eval(".mast .facts dd", list => list.map(e => e.textContent)), head = await text(page, ".mast"), method = await text(page, "#method"), { dataset } = json;
    check(facts.some(fact => fact.includes(`${grouped(dataset.objects)} in ${grouped(dataset.classes.length)} class`)), `objects: ${facts}`);
    check(facts.some(fact => fact.startsWith(grouped(dataset.images))) && facts.some(fact => fact.startsWith(grouped(dataset.detections))), `images, boxes: ${facts}`);
    check(facts.some(fact => fact.includes(`IoU ${json.iou.toFixed(2)}`)), `rule: ${facts}`);
    check(head.includes(json.title.split(" on ")[0]), `title: ${head}`);
    check((await text(page, "footer")).includes(`proofsheet ${json.tool.version}`), "no version");
    for (const input of json.inputs.filter(row => row.sha256)) check(method.includes(input.sha256) && method.includes(input.name), `${input.role} ${input.name}`);
  });
}
const matrixCounts = page => page.$$eval("#mx td[data-a]", list => list.map(td => [+td.dataset.a, +td.dataset.p, +(td.querySelector("b") || td).textContent.replace(/,/g, "")]));

export async function figureTests(browser, { folder, json, best }) {
  const last = json.thresholds.length - 1;
  await test("without scripts the page shows the optimum", async () => {
    if (!browser.can.scriptsOff) return skip("scripts cannot be switched off here");
    const page = await open(browser, folder, { scripts: false });
    await checkBar(page, json, best);
    await checkClasses(page, json);
    check(await page.$eval("noscript p", e => e.getClientRects().length > 0), "no word about scripts");
    check(await page.$$eval("#sheet img,#sheet .plate", list => list.length) > 0, "no thumbnails");
    const tops = await page.$$eval("#sheet .frame", list => list.map(e => Math.round(e.getBoundingClientRect().top)));
    check(tops.length < 2 || tops[0] === tops[1], "thumbnails do not stand side by side");
    await page.close();
  });
  const page = await open(browser, folder);
  await test("with scripts too", async () => {
    await checkBar(page, json, best);
    await checkClasses(page, json);
  });
  await headTest(page, json);
  await test("the matrix holds the counts of report.json", async () => {
    const C = json.classes.length, shown = await matrixCounts(page), named = new Set(shown.map(cell => cell[0]));
    for (const [a, p, n] of shown) equal(n, wantedCount(json.confusion.counts, a, p, C, named), `cell ${a},${p}`);
  });
  for (const [name, k] of [["0", 0], ["the end", last], ["the optimum", best]]) {
    await test(`numbers at ${name} are those of report.json`, async () => {
      await setThreshold(page, k);
      await checkBar(page, json, k);
    });
  }
  await test("keys on the slider move marker, classes and matrix", async () => {
    const look = () => page.evaluate(() => [document.querySelector("#chart line.t-ink").getAttribute("x1"), document.querySelector(".fig-balance").textContent,
      document.querySelector("#classes tbody").innerHTML, document.querySelector("#mx").textContent, document.querySelector(".fig-scores svg.clip").getAttribute("viewBox")]);
    const sums = k => ["correct", "misclassified", "false_positive"].map(name => json.sweep[name][k]).join();
    await page.focus("#range");
    for (const [key, move] of [["ArrowRight", 1], ["ArrowLeft", -1], ["PageUp", 10], ["PageDown", -10]]) {
      const before = await page.$eval("#range", e => +e.value), old = await look();
      await page.keyboard.press(key);
      await settled(page);
      const step = await page.$eval("#range", e => +e.value) - before;
      check(step * move > 0 && Math.abs(step) >= 1, `${key} moved by ${step}`);
      const same = sums(before) === sums(before + step), now = await look();
      check(now[0] !== old[0] && now[4] !== old[4], `${key}: the marker did not follow`);
      if (Math.abs(move) === 10 && !same) now.forEach((part, i) => check(part !== old[i], `${key}: part ${i} did not follow`));
    }
    await page.keyboard.press("Home");
    equal(await page.$eval("#range", e => +e.value), 0);
    await page.keyboard.press("End");
    equal(await page.$eval("#range", e => +e.value), last);
    equal(await page.$eval("#number", e => e.value), await page.evaluate(() => document.querySelector("[data-now]").textContent));
  });
  await test("the optimal button goes back, the change against the optimum is shown", async () => {
    const there = json.sweep.recall[last] !== null && json.sweep.recall[best] !== null && last !== best;
    equal(/[+\u2212]/.test(await text(page, "#bar-r small")), there, "a change is shown");
    await toOptimum(page);
    equal(await page.$eval("#range", e => +e.value), best);
    equal(await text(page, "#bar-r small"), "");
  });
  await test("a typed threshold, a click on the graph and a Use button choose", async () => {
    await page.$eval("#number", e => { e.value = "0.5"; e.dispatchEvent(new Event("change")); });
    const away = json.thresholds.map(t => Math.abs(t - 0.5));
    equal(away[await page.$eval("#range", e => +e.value)], Math.min(...away), "0.5, or the nearest");
    await page.$eval("#chart", e => e.scrollIntoView({ block: "center" }));
    const box = await (await page.$(".fig-curves")).boundingBox();
    await page.mouse.click(box.x + box.width * 0.8, box.y + box.height / 2);
    const k = await page.$eval("#range", e => +e.value);
    check(k > last * 0.6, `the click chose ${k}`);
    const use = await page.$("#points tr[data-k] button");
    if (use) {
      const wanted = await use.evaluate(button => +button.closest("tr").dataset.k);
      await use.click();
      equal(await page.$eval("#range", e => +e.value), wanted);
    }
    await toOptimum(page);
  });
  await test("the line in the graph is dragged with the mouse, and stays where it is let go", async () => {
    const chosen = () => page.$eval("#range", e => +e.value);
    await page.$eval("#chart", e => e.scrollIntoView({ block: "center" }));
    const box = await (await page.$(".fig-curves")).boundingBox(), y = box.y + box.height / 2, line = () => page.$eval("#chart line.t-ink", e => parseFloat(e.getAttribute("x1")));
    await page.mouse.move(box.x + box.width * await line() / 100, y);
    await page.mouse.down();
    const met = [];
    for (const part of [0.25, 0.5, 0.75]) {
      await page.mouse.move(box.x + box.width * part, y, { steps: 4 });
      check(Math.abs(await line() - part * 100) < 2, `at ${part} the line stands at ${await line()} %`);
      met.push(await chosen());
      await checkBar(page, json, await chosen());
    }
    check(met[0] < met[1] && met[1] < met[2], `thresholds on the way: ${met}`);
    await page.mouse.up();
    await page.mouse.move(box.x + box.width * 0.1, y);
    equal(await chosen(), met[2], "after the button was let go");
    await settled(page);
    check((await page.evaluate(() => location.hash)).includes(`t=${met[2]}`) || met[2] === best, "the address does not keep it");
    await toOptimum(page);
  });
  await test("columns of the class table sort, and say so", async () => {
    await page.click('#classes [data-key="objects"] button');
    equal(await page.$eval('#classes [data-key="objects"]', e => e.getAttribute("aria-sort")), "descending");
    const objects = (await texts(page, "#classes tbody td:nth-child(3)")).map(t => +t.replace(/,/g, ""));
    check(objects.every((n, i) => !i || objects[i - 1] >= n), "not sorted");
    await page.click('#classes [data-key="f"] button');
  });
  await test("nothing complained", () => equal(page.noise, []));
  await page.close();
}
