/* The two tables: which classes they show and in which order, what the address keeps of it, and the
   figures of the panel beside the matrix. Held against report.json and the input files. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { address, check, equal, open, reload, setThreshold, settled, skip, test, text, texts, until } from "./harness.mjs";
import { cellsAt, readCoco } from "./oracle.mjs";
import { namesShown } from "./cells.mjs";

const number = word => +word.replace(/[^\d.]/g, "");
const rows = page => page.$$eval("#classes tbody tr[data-class]", list => list.map(row => [+row.dataset.class, ...[...row.children].slice(2).map(cell => cell.textContent.trim())]));
const columnNames = page => page.$$eval("#mx thead tr:last-child th:not(.axis)", list => list.map(th => th.title));
const choose = (page, query, value) => page.$eval(query, (list, wanted) => { list.value = wanted; list.dispatchEvent(new Event("change", { bubbles: true })); }, value);

/* ---- classes */

async function topTests(page, json) {
  const inset = json.classes.filter(row => row.objects), f1 = row => row.at_optimal.f1 ?? 0;
  await test("the ten worst, the ten best, those with most objects; the address keeps choice and order", async () => {
    for (const [which, value, rank] of [["worst", f1, ""], ["best", row => -f1(row), "rank=-f"], ["objects", row => -row.objects, "rank=-objects"]]) {
      await page.click(`#tops [data-v="${which}"]`);
      const shown = (await rows(page)).map(row => json.classes[row[0]]), values = inset.map(value).sort((x, y) => x - y).slice(0, 10);
      equal(shown.length, Math.min(10, inset.length), which);
      shown.forEach((row, i) => check(Math.abs(value(row) - values[i]) <= 0.001, `${which}: ${row.name} is number ${i + 1}`));
      await until(page, part => location.hash.includes("cls=") && location.hash.includes(part), rank);
      const before = await rows(page);
      await reload(page);
      equal(await rows(page), before, `${which} after reload`);
    }
    await page.click('#tops [data-v="all"]');
    await until(page, () => !/cls=|rank=/.test(location.hash));
  });
  await test("Find a class shows the classes whose name has the words", async () => {
    const words = json.classes[json.classes.length - 1].name.toLowerCase().slice(-4).trim();
    await page.$eval("#class-find", (e, value) => { e.value = value; e.dispatchEvent(new Event("input", { bubbles: true })); }, words);
    const wanted = json.classes.map((row, i) => [row, i]).filter(([row]) => row.name.toLowerCase().includes(words)).map(([, i]) => i);
    equal((await rows(page)).map(row => row[0]).sort((x, y) => x - y).slice(0, 40), wanted.slice(0, 40), words);
    await page.$eval("#class-find", e => { e.value = "no such class"; e.dispatchEvent(new Event("input", { bubbles: true })); });
    equal([(await rows(page)).length, await text(page, "#rows-note")], [0, "No class fits."]);
    await page.$eval("#class-find", e => { e.value = ""; e.dispatchEvent(new Event("input", { bubbles: true })); });
  });
}

async function classTests(browser, page, { folder, json }) {
  await test("every class has AP50, AP75, AP and its own best confidence; AP75 only where there is room", async () => {
    for (const [i, , , , , ap50, ap75, ap, best] of await rows(page)) {
      const row = json.classes[i];
      [[ap50, row.AP50], [ap75, row.AP75], [ap, row.AP]].forEach(([shown, value], n) => check(value === null ? shown === "\u2013" : Math.abs(shown - value) <= 0.0005 + 1e-9, `${row.name}, ${["AP50", "AP75", "AP"][n]}: ${shown}, ${value}`));
      check(row.optimal.confidence === null ? best === "\u2013" : Math.abs(best - row.optimal.confidence) < 0.006, `${row.name}: own best ${best}, ${row.optimal.confidence}`);
    }
    const small = await open(browser, folder, { width: 1024 });
    equal(await small.$$eval("#classes .ap75", list => list.filter(e => e.getClientRects().length).length), 0, "at 1,024 px");
    await small.close();
  });
  await test("the table is there as CSV, whole", async () => {
    const file = await page.$eval("#byclass a[download]", a => a.getAttribute("href"));
    check(existsSync(join(folder, file)), file);
    const names = json.classes.map(row => row.name);
    if (names.every(name => /^[\w ]+$/.test(name))) equal(readFileSync(join(folder, file), "utf8").trim().split("\r\n").slice(1).map(line => line.split(",")[0]), names);
  });
  await test("counts and shares: the bars and their head change", async () => {
    const bars = () => page.$eval("#classes tbody", e => e.innerHTML), before = await bars();
    await page.click('#share [data-v="share"]');
    check((await text(page, ".fig-class-bar-head")).includes("Share of objects") && before !== await bars(), "shares");
    await page.click('#share [data-v="counts"]');
    equal(before === await bars(), true, "and back");
  });
  if (json.classes.length > 10) await topTests(page, json);
  await test("a class of the table leads to its row and column in the matrix, and to its images", async () => {
    const [[i]] = await rows(page);
    await page.$eval(`#classes tr[data-class="${i}"] .name`, e => e.click());
    await settled(page);
    equal(await page.$eval("#mx td[aria-selected=true]", td => [+td.dataset.a, +td.dataset.p]), [i, i]);
    equal(await page.$$eval("#mx th.hl", list => list.map(th => th.title)), Array(2).fill(json.classes[i].name), "its heads");
    check(await page.$("#panel-class"), "no way to its images");
  });
}

/* More than 200 classes: the rows of a box that scrolls. */
async function tallTest(page, json) {
  await test("of a long table only the rows near the view are in the page", async () => {
    const all = json.classes.length, most = 120, seen = new Set();
    const look = async () => (await rows(page)).forEach(row => seen.add(row[0]));
    equal(await page.$eval("#classes", e => e.getAttribute("aria-rowcount")), String(all + 1));
    const places = () => page.$eval("#class-box", e => [e.scrollHeight, e.clientHeight]);
    for (let y = 0; y < (await places())[0]; y += (await places())[1]) {
      await page.$eval("#class-box", (e, top) => { e.scrollTop = top; }, y);
      await until(page, () => { /* rows fill the box; when a browser tells of scrolling is its own affair */
        const box = document.querySelector("#class-box").getBoundingClientRect();
        const list = [...document.querySelectorAll("#classes tbody tr[data-class]")].map(e => e.getBoundingClientRect());
        return list[0].top <= box.top + 60 && list.at(-1).bottom >= box.bottom - 60;
      });
      check((await rows(page)).length <= most, `${(await rows(page)).length} rows`);
      await look();
    }
    equal(seen.size, all, "rows met on the way");
    const last = await page.$$eval("#classes tbody tr[data-class]", list => list.at(-1).getAttribute("aria-rowindex"));
    equal(last, String(all + 1), "the last row's index");
    const box = await page.$eval("#class-box", e => { const { bottom } = e.getBoundingClientRect(); return [bottom, [...e.querySelectorAll("tr[data-class]")].at(-1).getBoundingClientRect().bottom]; });
    check(Math.abs(box[0] - box[1]) < 30, `the last row ends at ${box[1]}, the box at ${box[0]}`);
    await page.$eval("#class-box", e => { e.scrollTop = 0; });
    await settled(page);
    await page.$eval("#classes .name", e => e.focus());
    for (let i = 0; i < 60; i++) await page.keyboard.press("Tab");
    const at = await page.evaluate(() => [document.activeElement.className, document.activeElement.closest("tr")?.getAttribute("aria-rowindex")]);
    equal(at, ["link name", "62"], "sixty times Tab");
  });
}

/* ---- matrix */

/* Members of a place: of all others (C + 1) those without a line of their own. */
const members = (i, C, named) => i <= C ? [i] : Array.from({ length: C }, (_, c) => c).filter(c => !named.has(c));
const share = (n, of) => of === 0 ? "\u2013" : n * 100 < of && n ? "<1%" : null;

async function panelTests(page, { json, truth, predictions, best }) {
  const C = json.classes.length, ids = [...json.dataset.classes.map(c => c.id), ""], data = readCoco(truth, predictions);
  const shown = await page.$$eval("#mx td[data-a]", list => list.map(td => [+td.dataset.a, +td.dataset.p, (td.querySelector("b") || td).textContent]));
  const named = new Set(shown.map(cell => cell[0])), counts = json.confusion.counts, cells = cellsAt(data, json.thresholds[best], json.iou);
  const sum = (as, ps) => as.reduce((n, a) => n + ps.reduce((m, p) => m + counts[a][p], 0), 0), all = Array.from({ length: C + 1 }, (_, i) => i);
  const full = shown.filter(cell => cell[2]), some = [...full.filter(([a, p]) => a > C || p > C).slice(0, 6), full.find(([a, p]) => a > C && p > C), ...full.filter(([a, p]) => a <= C && p <= C).slice(0, 6)].filter(cell => cell);
  await test("the panel says count, shares and images of the cell, of all others too", async () => {
    check(some.length > 0 || !json.dataset.objects, "no cell");
    for (const [a, p] of some) {
      await page.$eval(`#mx td[data-a="${a}"][data-p="${p}"]`, td => td.click());
      const as = members(a, C, named), ps = members(p, C, named), n = sum(as, ps), words = await texts(page, "#panel .sentence b"), facts = await texts(page, "#panel .cellfacts dd");
      const images = new Set(as.flatMap(x => ps.flatMap(y => [...cells.get(`${ids[x]},${ids[y]}`) || []])));
      equal([number(words[0]), number(words.at(-1)), number(await text(page, "#panel-all")) || 1], [n, images.size, images.size], `cell ${a},${p}`);
      const wanted = [...a === C ? [] : [sum(as, all)], ...p === C ? [] : [sum(all, ps)]];
      equal(facts.length, wanted.length, "facts");
      wanted.forEach((of, i) => { const exact = share(n, of); check(exact ? facts[i] === exact : Math.abs(number(facts[i]) - 100 * n / of) <= 0.5 + 1e-9, `cell ${a},${p}: ${facts[i]} of ${n} in ${of}`); });
    }
  });
  const inner = some.find(([a, p]) => a > C && p > C), edge = some.find(([a, p]) => (a > C) !== (p > C) && a !== C && p !== C);
  if (inner) await test("a cell of all others opens the images of all its cells", async () => {
    for (const [a, p] of [inner, edge].filter(cell => cell)) {
      await page.$eval(`#mx td[data-a="${a}"][data-p="${p}"]`, td => td.click());
      await page.$eval("#panel-all", e => e.click());
      await until(page, wanted => String(window.proofsheet.state.cell) === wanted, `${a},${p}`);
      await settled(page);
      const wanted = new Set(members(a, C, named).flatMap(x => members(p, C, named).flatMap(y => [...cells.get(`${ids[x]},${ids[y]}`) || []])));
      equal((await namesShown(page)).sort(), [...wanted].sort(), `cell ${a},${p}`);
    }
  });
  if (inner) await test("and lists the largest of them, each a way to its place in the full matrix", async () => {
    await page.$eval(`#mx td[data-a="${inner[0]}"][data-p="${inner[1]}"]`, td => td.click());
    const listed = await page.$$eval("#panel .summed button", list => list.map(b => [+b.dataset.a, +b.dataset.p, +b.nextElementSibling.textContent.replace(/,/g, "")]));
    check(listed.length > 0, "nothing is listed");
    for (const [a, p, n] of listed) equal(n, counts[a][p], `${a},${p}`);
    const largest = members(C + 1, C, named).flatMap(x => members(C + 1, C, named).map(y => counts[x][y])).sort((x, y) => y - x).slice(0, listed.length);
    equal(listed.map(cell => cell[2]), largest, "the largest");
    await page.$eval("#panel .summed button", e => e.click());
    await until(page, () => !document.querySelector("#mx-over").hidden);
    await settled(page);
    equal(await page.$eval("#mx td[aria-selected=true]", td => [+td.dataset.a, +td.dataset.p]), listed[0].slice(0, 2));
    equal(await page.$$eval('#mx-part [aria-pressed="true"]', list => list.map(b => b.textContent)), ["Full matrix"]);
    await until(page, () => /full=1/.test(location.hash) && /mx=/.test(location.hash));
    await reload(page);
    equal([await page.$eval("#mx-over", e => e.hidden), await page.$eval("#mx td[aria-selected=true]", td => [+td.dataset.a, +td.dataset.p])], [false, listed[0].slice(0, 2)], "after reload");
    await page.click('#mx-part [data-v=""]');
    await until(page, () => document.querySelector("#mx-over").hidden && !location.hash.includes("full="));
  });
}

async function orderTests(page, json) {
  const C = json.classes.length, counts = json.confusion.counts, together = (a, p) => counts[a][p] + counts[p][a];
  const place = new Map(json.classes.map((row, i) => [row.name, i])), once = place.size === C;
  await test("classes in four orders, which the address keeps; those that are confused lie side by side", async () => {
    if (!once) return skip("two classes have one name");
    const start = await page.$eval("#mx-order", e => e.value);
    for (const by of ["file", "alike", "objects", "name"]) {
      await choose(page, "#mx-order", by);
      const names = (await columnNames(page)).filter(name => place.has(name)), order = names.map(name => place.get(name));
      if (by === "file") equal(order, [...order].sort((x, y) => x - y), by);
      if (by === "name") equal(names, [...names].sort((x, y) => x < y ? -1 : 1), by);
      if (by === "objects") check(order.every((i, n) => !n || json.dataset.classes[order[n - 1]].objects >= json.dataset.classes[i].objects), by);
      if (by === "alike") {
        const pairs = order.flatMap(a => order.filter(p => p > a).map(p => [together(a, p), a, p])), most = Math.max(0, ...pairs.map(pair => pair[0]));
        check(!most || pairs.some(([n, a, p]) => n === most && Math.abs(order.indexOf(a) - order.indexOf(p)) === 1), "the most frequent pair is apart");
      }
      equal(new URLSearchParams((await address(page)).split("#")[1] || "").get("order"), by === start ? null : by, "address");
      const before = await columnNames(page);
      await reload(page);
      equal(await columnNames(page), before, `${by} after reload`);
    }
    await choose(page, "#mx-order", start);
  });
  await test("only errors: what is right is left out, of all others too", async () => {
    await page.click("#mx-errors");
    const left = await page.$$eval("#mx td[data-a]", list => list.filter(td => td.dataset.a === td.dataset.p).map(td => [+td.dataset.a, (td.querySelector("b") || td).textContent]));
    const named = new Set(await page.$$eval("#mx td[data-a]", list => list.map(td => +td.dataset.a)));
    const wrong = members(C + 1, C, named).reduce((n, a) => n + members(C + 1, C, named).reduce((m, p) => m + (a === p ? 0 : counts[a][p]), 0), 0);
    for (const [a, shown] of left) equal(number(shown || "0"), a === C + 1 ? wrong : 0, `cell ${a},${a}`);
    await page.click("#mx-errors");
  });
}

/* Without scripts the table is the same: all its numbers together are all boxes and objects. */
async function plainTest(browser, { folder, json, best }) {
  await test("without scripts the matrix is a table that adds up", async () => {
    if (!browser.can.scriptsOff) return skip("scripts cannot be switched off here");
    const page = await open(browser, folder, { scripts: false });
    const cells = await page.$$eval("#mx tbody td:not(.nd)", list => list.map(td => (td.querySelector("b") || td).textContent.replace(/,/g, "")));
    const all = json.sweep.correct[best] + json.sweep.misclassified[best] + json.sweep.false_positive[best] + json.sweep.false_negative[best];
    equal(cells.reduce((n, word) => n + Number(word), 0), all);
    check(await page.$eval("#mx", e => e.getClientRects().length > 0), "it is not in sight");
    await page.close();
  });
}

export async function tableTests(browser, context) {
  const { folder, json, truth, predictions } = context, C = json.classes.length;
  if (!json.confusion.counts) return;
  await plainTest(browser, context);
  const page = await open(browser, folder);
  await classTests(browser, page, context);
  if (C > 200) await tallTest(page, json);
  await page.close();
  const other = await open(browser, folder);
  if (truth && predictions) await panelTests(other, context);
  if (C > 1) await orderTests(other, json);
  await test("nothing complained over the tables", () => equal([...page.noise, ...other.noise], []));
  await other.close();
}
