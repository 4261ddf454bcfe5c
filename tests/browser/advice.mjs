/* Recommendations and label review: every link opens what its card speaks of, held against
   report.json and, for cells, kinds of error and missed objects, against the input files. */
import { address, check, equal, goBack, open, reload, setThreshold, settled, skip, test, text, texts, until } from "./harness.mjs";
import { markKinds, outcomesAt, overlap, readCoco } from "./oracle.mjs";
import { namesShown } from "./cells.mjs";

const sorted = names => [...names].sort();
const given = link => new URLSearchParams(link.slice(1));
const state = page => page.evaluate(() => window.proofsheet.state);
const follow = async (page, i) => {
  await page.$eval(`#card-${i} a[data-link]`, link => { link.closest("details")?.setAttribute("open", ""); link.click(); });
  await settled(page);
};

/* ---- what a card counts, reckoned from the input files alone; `word` and `of` are its aim */

const notFound = o => o.actual !== "" && o.actual !== o.predicted;
const isWrong = o => o.predicted !== "" && o.actual !== o.predicted;
const offsets = {
  right: ([x, , w], [X, , W]) => (x + w / 2 - X - W / 2) / W, down: ([, y, , h], [, Y, , H]) => (y + h / 2 - Y - H / 2) / H,
  wider: ([, , w], [, , W]) => w / W - 1, higher: ([, , , h], [, , , H]) => h / H - 1,
};
const counts = {
  R01: notFound,
  R02: (o, { of }) => notFound(o) && o.actual === of,
  R03: (o, { word }) => isWrong(o) && o.item.kind === word,
  R04: (o, { of }) => isWrong(o) && o.predicted === of,
  R09: (o, { word, side }) => side ? o.actual === o.predicted && offsets[side.replace("-", "")](o.box.bbox, o.object.bbox) * (side.endsWith("-") ? -1 : 1) > 0.05
    : isWrong(o) && o.item.kind === word,
  R10: o => isWrong(o) && o.item.kind === "duplicate",
  R11: o => notFound(o) && o.object.area < 1024,
  R12: o => notFound(o) && o.image.objects.some(other => !other.crowd && String(other.bbox) !== String(o.object.bbox) && overlap(other.bbox, o.object.bbox) >= 0.3),
  R17: o => o.predicted !== "" && o.image.objects.length === 0,
  R24: (o, { word }) => isWrong(o) && o.item.kind === word,
};

/* { images: names, items }: what the link must show; null where it is not about boxes or objects. */
function wantedOf(card, aim, { json, best }, data) {
  const t = json.thresholds[best], ids = [...json.dataset.classes.map(c => c.id), ""];
  const outcomes = outcomesAt(data, t, json.iou), [word, of = ""] = aim.split(":");
  const cell = given(card.link).get("cell")?.split(",").map(i => ids[+i]);
  const holds = cell ? o => o.actual === cell[0] && o.predicted === cell[1]
    : word === "missed" ? null : counts[card.rule] && (o => counts[card.rule](o, { word, of: ids[+of], side: word === "off" && of }));
  if (word === "missed" && !cell) {
    const missed = data.images.map(({ name, objects }) => ({ name, count: objects.filter(object => object.kind).length })).filter(image => image.count);
    return { images: missed.map(image => image.name), items: missed.reduce((n, image) => n + image.count, 0) };
  }
  if (!holds) return null;
  const found = outcomes.filter(holds);
  return { images: [...new Set(found.map(o => o.image.name))], items: found.length };
}
/* The figure of the card that its link must agree with. */
const SAID = { R01: "missed", R02: "missed", R04: "wrong", R06: "count", R10: "count", R17: "boxes", R16: "images", R18: "images", R19: "near", R20: "shared" };
const saidOf = ({ rule, evidence: e }) => rule === "R03" ? Math.max(e.background, e.place, e.class, e.duplicate, e.both) : e[SAID[rule]];
const numbersIn = words => (words.match(/\d[\d,]*/g) || []).map(n => +n.replace(/,/g, ""));

async function cardTests(page, context, data) {
  const { json } = context, cards = json.recommendations;
  await test("every card of report.json stands on the page, at most eight of them open", async () => {
    equal(await texts(page, ".rec h3"), [...cards.filter(c => c.open), ...cards.filter(c => !c.open)].map(c => c.title));
    check(cards.filter(c => c.open).length <= 8, "more than eight are open");
    for (const [i, card] of cards.entries()) {
      const said = (await text(page, `#card-${i} .say`)).replace(/\s+/g, " ");
      check(said.includes(card.action) && card.text.includes(await text(page, `#card-${i} .say p`)), card.title);
      if (card.link) equal(await page.$eval(`#card-${i} a[data-link]`, a => a.getAttribute("href")), card.link);
    }
  });
  await test("links that list images open exactly these, whatever was chosen before", async () => {
    for (const [i, card] of cards.entries()) {
      if (!/^#v=images&/.test(card.link)) continue;
      await setThreshold(page, Math.min(context.best + 7, json.thresholds.length - 1));
      await page.evaluate(() => document.querySelector('[data-show="fn"]').click());
      const said = numbersIn(await text(page, `#card-${i} a[data-link]`)), note = await text(page, `#card-${i} .go span`);
      const wanted = wantedOf(card, await page.$eval(`#card-${i}`, e => e.dataset.aim), context, data);
      await follow(page, i);
      const top = await page.$eval("#images", e => e.getBoundingClientRect().top);
      check(top > -10 && top < 300, `${card.title}: the section is not in sight (${top})`);
      equal(await page.evaluate(() => document.activeElement.closest("section")?.id), "images", "focus");
      const shown = await namesShown(page), now = await state(page);
      equal([now.k, now.show], [context.best, "all"], `${card.title}: the threshold`);
      equal([shown.length, card.shown.images], [said[0], said[0]], `${card.title}: what the link says`);
      if (wanted) {
        equal(sorted(shown), sorted(wanted.images), card.title);
        const items = card.shown.objects ?? card.shown.boxes;
        equal([items, numbersIn(note).includes(items)], [wanted.items, true], `${card.title}: ${note}`);
        equal(saidOf(card) ?? items, items, `${card.title}: the number in its sentence`);
      } else if (SAID[card.rule]) equal(shown.length, saidOf(card), card.title);
    }
  });
  await test("the other links lead to their section, and Back returns", async () => {
    for (const [i, card] of cards.entries()) {
      if (!card.link || /^#v=(images&|review)/.test(card.link)) continue;
      const before = await address(page);
      await follow(page, i);
      const to = given(card.link).get("v");
      check(await page.$("#" + to), `${card.title}: no section ${to}`);
      if (given(card.link).has("class")) equal(await page.$eval("#classes tr.on", row => row.dataset.class), given(card.link).get("class"));
      if (await address(page) === before) continue;
      await goBack(page);
      await until(page, old => location.href === old, before);
      await settled(page);
    }
  });
  const own = cards.findIndex(card => /card=/.test(card.link));
  if (own >= 0) await test("a card's own list goes with the other filters, and the address restores it", async () => {
    await follow(page, own);
    const all = await namesShown(page), title = cards[own].title;
    equal(await text(page, "#chips .chip.x"), title + all.length.toLocaleString("en"));
    await page.click('[data-show="fn"]');
    await settled(page);
    check((await namesShown(page)).every(name => all.includes(name)), "an image that is not the card's");
    await page.click('[data-show="all"]');
    await settled(page);
    await reload(page);
    equal(await namesShown(page), all, "after reload");
    await page.click("#chips .chip.x");
    await settled(page);
    equal([(await state(page)).card, (await namesShown(page)).length], [-1, json.dataset.images]);
  });
}

/* What the list of recommendations promises: every rule is either checked, and then it has a card or is
   named among what gave none, or is said to lack something. */
const ASKED = { "many-false-negatives": "R01", "false-negatives": "R02", "many-false-positives": "R03", "false-positives": "R04", "set-too-small": "R05", confusion: "R06", "more-data": "R07",
  "operating-point": "R08", "loose-boxes": "R09", duplicates: "R10", "small-objects": "R11", calibration: "R13", "label-missing": "R14a", imbalance: "R15", splits: "R23" };
async function coverageTest(page, json, name) {
  await test("every kind of advice that is asked for was checked, or the page says what it needs", async () => {
    const known = new Set([...json.rules_checked, ...json.rules_unchecked.map(row => row.rule)]);
    for (const [kind, rule] of Object.entries(ASKED)) check(known.has(rule), `${kind} (${rule}) is neither checked nor unchecked`);
    const said = await text(page, "#advice details.fold:last-of-type"), needs = await texts(page, "#advice details.fold:last-of-type tbody td");
    check(said.includes(`${json.rules_checked.length} rules checked`), said.slice(0, 80));
    for (const { rule, needs: need } of json.rules_unchecked) check(needs.includes(need), `${rule}: ${need}`);
  });
  if (name === "all-well") await test("where nothing is wrong the page says so in words, and what was checked", async () => {
    equal(json.recommendations.filter(card => card.severity !== "look").length, 0, "cards");
    check((await texts(page, ".rec h3")).some(title => /Nothing serious was found/.test(title)), `${await texts(page, ".rec h3")}`);
    check((await text(page, "#advice details.fold:last-of-type")).includes("Nothing to report on"), "what was checked is not listed");
  });
}

async function reviewTests(page, { json }) {
  const issues = json.label_issues, kinds = ["missing", "class", "box", "spurious", "clash"], shown = () => texts(page, "#rv-sheet .n");
  const of = (key, cls) => issues.filter(issue => issue.kind === key && (!cls || issue.class === cls)), first = kinds.find(key => of(key).length);
  const name = issue => issue.image.split("/").pop();
  await page.$eval("#review", e => e.scrollIntoView());
  await settled(page);
  if (!issues.length) {
    await test("an empty label review says why", async () => {
      check((await text(page, "#review .before")).length > 30 && !(await page.$("#rv-sheet")), "it does not");
    });
    return;
  }
  await test("label review: five lists with their counts, in the order of report.json", async () => {
    equal((await texts(page, "#rv-lists [data-list] span")).map(s => +s.replace(/,/g, "")), kinds.map(key => of(key).length));
    for (const key of kinds.filter(k => of(k).length)) {
      await page.click(`[data-list=${key}]`);
      await settled(page);
      equal(await shown(), of(key).slice(0, 24).map(name), key);
      equal(await page.$$eval("#rv-sheet .crop", list => list.every(crop => crop.querySelectorAll(".bx").length > 0)), true, "a cut-out without a box");
      check((await address(page)).includes("list=" + key), await address(page));
    }
  });
  await test("label review: pages, and classes", async () => {
    const long = kinds.find(key => of(key).length > 24);
    if (long) {
      await page.click(`[data-list=${long}]`);
      await settled(page);
      await page.click('#rv-pager [aria-label="Next labels"]');
      await settled(page);
      equal(await shown(), of(long).slice(24, 48).map(name), "page 2");
      await reload(page);
      equal(await shown(), of(long).slice(24, 48).map(name), "page 2 after reload");
    }
    await page.click(`[data-list=${first}]`);
    await settled(page);
    const names = json.dataset.classes.map(c => c.name), once = n => names.indexOf(n) === names.lastIndexOf(n);
    for (const row of names.map((n, i) => [String(i), n]).filter(([, n]) => once(n)).filter(([, n]) => of(first, n).length && of(first, n).length < of(first).length).slice(0, 4)) {
      await page.select("#rv-of", row[0]);
      await settled(page);
      equal(await shown(), of(first, row[1]).slice(0, 24).map(name), row[1]);
    }
  });
  await test("a label opens its image with its boxes in front; arrows go to the next, Escape comes back", async () => {
    await page.evaluate(key => { location.hash = `#v=review&list=${key}`; }, first);
    await settled(page);
    await page.focus("#rv-sheet .frame");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#view[open] .photo");
    const list = of(first), issue = () => state(page).then(now => now.issue);
    equal(await text(page, "#view-name"), name(list[0]));
    check(await page.$$eval("#view .kin, #view .photo > .bx", found => found.length) > 0, "no box stands out");
    const n = await issue();
    if (list.length > 1) {
      await page.keyboard.press("ArrowRight");
      await settled(page);
      equal([await text(page, "#view-name"), await issue()], [name(list[1]), n + 1]);
      await reload(page);
      await page.waitForSelector("#view[open] .photo");
      equal([await text(page, "#view-name"), await issue()], [name(list[1]), n + 1], "after reload");
      await page.keyboard.press("ArrowLeft");
      await settled(page);
      equal(await issue(), n);
    }
    await page.keyboard.press("Escape");
    await until(page, () => !location.hash.includes("img="));
    equal(await page.$eval("#view", e => e.open), false);
    check(await page.evaluate(() => document.activeElement.matches("#rv-sheet .frame")), "focus is elsewhere");
    check(!(await address(page)).includes("issue="), await address(page));
  });
  const cards = json.recommendations.map((card, i) => [card, i]).filter(([card]) => card.link.includes("list="));
  if (cards.length) await test("cards about labels open their rows of the list", async () => {
    for (const [card, i] of cards) {
      await follow(page, i);
      const said = +(/[\d,]+/.exec(await text(page, `#card-${i} a[data-link]`))[0].replace(/,/g, ""));
      const wanted = issues.filter(issue => issue.kind === given(card.link).get("list") && (!card.class || issue.class === card.class) && (!card.other || issue.other === card.other));
      equal([(await shown()).slice(0, 24), said], [wanted.slice(0, 24).map(name), wanted.length], card.title);
    }
  });
}

async function plainTest(browser, { folder, json }) {
  await test("without scripts: cards in words, links to sections that are there, labels as pictures", async () => {
    if (!browser.can.scriptsOff) return skip("scripts cannot be switched off here");
    const page = await open(browser, folder, { scripts: false });
    equal(await page.$$eval(".rec", list => list.length), json.recommendations.length);
    const dead = await page.$$eval("a[data-link]", list => list.map(a => a.getAttribute("href")).filter(href => !document.getElementById(href.slice(1))));
    equal(dead, [], "links to nothing");
    check(json.label_issues.length === 0 || await page.$$eval("#rv-sheet .frame svg .bx", list => list.length) > 0, "no label is shown");
    equal(page.noise, []);
    await page.close();
  });
}

export async function adviceTests(browser, context) {
  const { folder, json, truth, predictions } = context;
  if (!json.recommendations || !truth || !predictions) return;
  const page = await open(browser, folder), data = readCoco(truth, predictions);
  markKinds(data);
  await cardTests(page, context, data);
  await coverageTest(page, json, context.name);
  await reviewTests(page, context);
  await plainTest(browser, context);
  await test("nothing complained over recommendations and labels", () => equal(page.noise, []));
  await page.close();
}
