/* The vector explorer: what is drawn where, how it is coloured, what is chosen, and the way to it by
   mouse and by keys. Places and outcomes are taken from report.json, not from the page. */
import { namesShown } from "./cells.mjs";
import { address, check, equal, open, reload, setThreshold, settled, skip, test, text, texts, until } from "./harness.mjs";
import { outcomesAt, readCoco } from "./oracle.mjs";

const shown = page => page.evaluate(() => { const { drawn, chosen } = window.proofsheet.map; return { drawn, chosen }; });
const placeOf = (page, i) => page.evaluate(at => window.proofsheet.map.place(at), i);
const pooled = ({ ok, mis, fn, fp }) => { const all = 2 * ok + 2 * mis + fn + fp; return all ? 2 * ok / all : null; };
const grouped = n => n.toLocaleString("en");
const summed = images => images.reduce((sum, image) => ({ ok: sum.ok + image.correct, mis: sum.mis + image.misclassified, fn: sum.fn + image.false_negative, fp: sum.fp + image.false_positive }), { ok: 0, mis: 0, fn: 0, fp: 0 });

/* What became of each image at a confidence, from the inputs: by its name. */
function countsFrom(truth, predictions, t, least) {
  const counts = new Map();
  for (const { image, actual, predicted } of outcomesAt(readCoco(truth, predictions), t, least)) {
    const sum = counts.get(image.name) || { ok: 0, mis: 0, fn: 0, fp: 0 };
    sum[actual === "" ? "fp" : predicted === "" ? "fn" : actual === predicted ? "ok" : "mis"]++;
    counts.set(image.name, sum);
  }
  return name => counts.get(name) || { ok: 0, mis: 0, fn: 0, fp: 0 };
}
/* As printf rounds: a half goes to the even digit. */
const rounded = value => { const low = Math.floor(value), half = value - low === .5; return half ? low + low % 2 : Math.round(value); };

async function atMap(browser, folder, hash) {
  const page = await open(browser, folder, { hash });
  await page.$eval("#map", e => e.scrollIntoView({ block: "center" }));
  await settled(page);
  return page;
}
/* The step of the ramp that an image of this F1 has, written once more. */
const stepOf = (value, low) => value === null ? 0 : 10 - Math.max(0, Math.min(9, Math.floor((Math.round(value * 100) - low) * 10 / (100 - low))));

async function drag(page, points) {
  await page.mouse.move(...points[0]);
  await page.mouse.down();
  for (const to of points.slice(1)) await page.mouse.move(...to, { steps: 4 });
  await page.mouse.up();
  await settled(page);
}
/* An image that no other is near to, so that pointing at it is not left to chance. */
function lonely(images) {
  const far = images.map((a, i) => [Math.min(...images.map((b, j) => i === j ? 9 : Math.hypot(a.x - b.x, a.y - b.y))), i]);
  return far.sort((x, y) => y[0] - x[0])[0][1];
}

async function noMapTests(browser, folder) {
  await test("without vectors the explorer says what it needs", async () => {
    const page = await open(browser, folder);
    check((await text(page, "#explorer .body")).includes("--embeddings"), "no reason");
    equal(await page.$$eval("#map", list => list.length), 0, "a map");
    equal(page.noise, []);
    await page.close();
  });
}

async function drawingTests(browser, page, { json, truth, predictions, best }) {
  const images = json.images.filter(image => image.x !== null), low = await page.evaluate(() => window.proofsheet.map.low);
  await test("every image is one dot, at its place", async () => {
    equal((await shown(page)).drawn, images.length);
    const box = await page.$eval("#map canvas", e => { const { left, top, width, height } = e.getBoundingClientRect(); return { left, top, width, height }; });
    const unit = Math.min(box.width, box.height) - 40;
    for (const i of [0, images.length >> 1, images.length - 1]) {
      const [x, y] = await placeOf(page, i), wanted = [box.left + box.width / 2 + (json.images[i].x - .5) * unit, box.top + box.height / 2 + (json.images[i].y - .5) * unit];
      check(Math.hypot(x - wanted[0], y - wanted[1]) < 1, `image ${i}: ${[x, y]}, wanted ${wanted}`);
    }
  });
  await test("colours are the F1 of the images at the optimum", async () => {
    const tones = await page.evaluate(n => Array.from({ length: n }, (_, i) => window.proofsheet.map.tone(i)), json.images.length);
    json.images.forEach((image, i) => { if (image.x !== null) equal(tones[i], stepOf(image.f1, low), image.file); });
  });
  if (truth && predictions) await test("colours follow the slider", async () => {
    const k = Math.round((best + json.thresholds.length) / 2), of = countsFrom(truth, predictions, json.thresholds[k], json.iou);
    const tones = () => page.evaluate(n => Array.from({ length: n }, (_, i) => window.proofsheet.map.tone(i)), json.images.length), before = await tones();
    await setThreshold(page, k);
    const after = await tones();
    check(before.some((tone, i) => tone !== after[i]), "no colour changed");
    json.images.forEach((image, i) => {
      const value = pooled(of(image.file));
      if (image.x !== null) equal(after[i], stepOf(value === null ? null : rounded(value * 100) / 100, low), image.file);
    });
    await setThreshold(page, best);
  });
  await test("another colour has its legend, and the address keeps it", async () => {
    await page.select("#map-by", "fn");
    await settled(page);
    check((await text(page, "#map-key")).startsWith("missed"), await text(page, "#map-key"));
    check((await address(page)).includes("by=fn"), await address(page));
    await page.select("#map-by", "f1");
  });
}

async function pointingTests(page, { json }) {
  const i = lonely(json.images);
  await test("pointing at a dot shows its image", async () => {
    await page.mouse.move(...await placeOf(page, i), { steps: 3 });
    await settled(page);
    check((await text(page, "#map-tip")).includes(json.images[i].file), await text(page, "#map-tip"));
  });
  await test("a click opens it", async () => {
    await page.mouse.click(...await placeOf(page, i));
    await page.waitForSelector("#view[open] .photo");
    await settled(page);
    equal(await text(page, "#view-name"), json.images[i].file);
    await page.keyboard.press("Escape");
    await until(page, () => !location.hash.includes("img="));
  });
  await test("wheel and keys zoom, and come back", async () => {
    const width = async () => (await placeOf(page, 1))[0] - (await placeOf(page, 0))[0], before = await width();
    const [x, y] = await placeOf(page, i);
    await page.mouse.move(x + 2, y + 2, { steps: 3 });
    await page.mouse.wheel({ deltaY: -200 });
    await settled(page);
    check(Math.abs(await width()) > Math.abs(before) * 1.1, "the wheel does nothing");
    const [x2, y2] = await placeOf(page, i);
    check(Math.hypot(x2 - x, y2 - y) < 8, "what is under the pointer moved away");
    await page.focus("#map");
    await page.keyboard.press("0");
    await settled(page);
    check(Math.abs(await width() - before) < .01, "not back");
  });
}

async function choosingTests(page, { json }) {
  const box = await page.$eval("#map", e => { const { left, top, width, height } = e.getBoundingClientRect(); return { left, top, width, height }; });
  const corner = (x, y) => [box.left + box.width * x, box.top + box.height * y];
  const inside = async ([x1, y1], [x2, y2]) => {
    const found = [];
    for (let i = 0; i < json.images.length; i++) {
      if (json.images[i].x === null) continue;
      const [x, y] = await placeOf(page, i), near = Math.min(Math.abs(x - x1), Math.abs(x - x2), Math.abs(y - y1), Math.abs(y - y2)) < 1.5;
      if (x > x1 && x < x2 && y > y1 && y < y2) found.push([i, near]);
    }
    return found;
  };
  await test("a rectangle chooses what lies in it, with the figures of the inputs", async () => {
    await page.click('#map-tool [data-v="rect"]');
    const from = corner(.15, .2), to = corner(.6, .75), wanted = await inside(from, to);
    await drag(page, [from, to]);
    const { chosen } = await shown(page), names = new Set(chosen);
    for (const [i, near] of wanted) check(near || names.has(i), `image ${i} is not chosen`);
    check(chosen.length > 0 && chosen.length <= wanted.length + 2, `${chosen.length} of ${wanted.length}`);
    const words = await text(page, "#picked"), { ok, mis, fn, fp } = summed(chosen.map(i => json.images[i]));
    for (const part of ["chosen by eye: not a test", `${grouped(ok)} of ${grouped(ok + mis + fn)} objects found`, `${grouped(ok)} of ${grouped(ok + mis + fp)} boxes right`]) check(words.includes(part), `${part}: ${words}`);
    if (fn) check(words.includes(`${grouped(fn)} missed`), words);
    const half = list => { const known = list.map(image => image.f1).filter(value => value !== null).sort((a, b) => a - b); return known[Math.ceil(known.length / 2) - 1].toFixed(2); };
    check(words.includes(`F1 ${half(chosen.map(i => json.images[i]))} or less; of all images, ${half(json.images)}.`), `${half(json.images)}: ${words}`);
  });
  await test("a lasso around known points gives exactly these images", async () => {
    await page.click('#map-tool [data-v="lasso"]');
    const at = await Promise.all(json.images.map((image, i) => image.x === null ? [-1e4, -1e4] : placeOf(page, i)));
    const [x, y] = at[lonely(json.images)], others = at.map(([a, b]) => Math.hypot(a - x, b - y)).sort((a, b) => a - b), r = (others[3] + others[4]) / 2;
    const wanted = at.flatMap(([a, b], i) => Math.hypot(a - x, b - y) < r ? [i] : []);
    await drag(page, Array.from({ length: 33 }, (_, s) => [x + r * Math.cos(s * Math.PI / 16), y + r * Math.sin(s * Math.PI / 16)]));
    equal((await shown(page)).chosen, wanted);
    await page.click('[data-do="copy"]');
    await page.waitForSelector("#picked textarea");
    equal((await page.$eval("#picked textarea", e => e.value)).split("\n"), wanted.map(i => json.images[i].file));
  });
  await test("a lasso chooses, the address restores it, Escape clears it", async () => {
    await page.click('#map-tool [data-v="lasso"]');
    await drag(page, [corner(.5, .05), corner(.95, .5), corner(.5, .95), corner(.05, .5), corner(.45, .08)]);
    const { chosen } = await shown(page);
    check(chosen.length > 0 && (await address(page)).includes("pick=t"), await address(page));
    await reload(page);
    equal((await shown(page)).chosen, chosen);
    await page.$eval("#map", e => e.scrollIntoView({ block: "center" }));
    await page.focus("#map");
    await page.keyboard.press("Escape");
    equal((await shown(page)).chosen, []);
  });
  await test("keys alone zoom, move, choose what is in sight, and copy its names", async () => {
    await page.focus("#map");
    for (const key of ["+", "+"]) await page.keyboard.press(key);
    await page.keyboard.down("Shift");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.up("Shift");
    await settled(page);
    const { left, top, right, bottom } = await page.$eval("#map canvas", e => e.getBoundingClientRect().toJSON()), wanted = await inside([left, top], [right, bottom]);
    await page.keyboard.press("s");
    await settled(page);
    const { chosen } = await shown(page), names = new Set(chosen);
    check(wanted.length > 0 && wanted.length < json.images.length && chosen.length <= wanted.length + 2, `${chosen.length} of ${wanted.length}`);
    for (const [i, near] of wanted) check(near || names.has(i), `image ${i} is not chosen`);
    await page.focus('#picked [data-do="copy"]');
    await page.keyboard.press("Enter");
    await page.waitForSelector("#picked textarea");
    equal((await page.$eval("#picked textarea", e => e.value)).split("\n").length, chosen.length);
    await page.focus('#picked [data-do="clear"]');
    await page.keyboard.press("Enter");
    equal((await shown(page)).chosen, []);
    await page.focus("#map");
    await page.keyboard.press("0");
  });
}

/* With fingers, as Chromium can play them. */
async function touchTests(browser, { folder }) {
  await test("one finger scrolls past the map, two zoom it, a lasso is chosen first", async () => {
    if (!browser.can.media) return skip("fingers cannot be played here");
    const page = await open(browser, folder, { width: 390, height: 800 });
    await page.setViewport({ width: 390, height: 800, hasTouch: true, isMobile: true });
    await reload(page);
    await page.$eval("#map", e => e.scrollIntoView({ block: "center" }));
    await settled(page);
    const client = await page.createCDPSession(), send = (type, touchPoints) => client.send("Input.dispatchTouchEvent", { type, touchPoints });
    const swipe = async (from, to) => {
      const at = part => from.map((point, i) => ({ x: point.x + (to[i].x - point.x) * part, y: point.y + (to[i].y - point.y) * part, id: i }));
      await send("touchStart", at(0));
      for (let step = 1; step <= 12; step++) await send("touchMove", at(step / 12));
      await send("touchEnd", []);
      await settled(page);
    };
    const { x, y } = await page.$eval("#map", e => { const { left, top, width, height } = e.getBoundingClientRect(); return { x: left + width / 2, y: top + height / 2 }; });
    const to = (dx, dy) => ({ x: x + dx, y: y + dy }), scrolled = () => page.evaluate(() => scrollY), wide = async () => Math.abs((await placeOf(page, 1))[0] - (await placeOf(page, 0))[0]);
    const still = await scrolled(), before = await wide();
    await swipe([to(-30, 0), to(30, 0)], [to(-90, 0), to(90, 0)]);
    check(Math.abs(await wide() / before - 3) < .5, `two fingers three times as far apart: ${before} to ${await wide()}`);
    equal([await scrolled(), await page.evaluate(() => visualViewport.scale)], [still, 1], "the page moves with two fingers");
    await swipe([to(0, 100)], [to(0, -100)]);
    check(await scrolled() > still + 100, "one finger does not scroll the page");
    await page.$eval("#map", e => e.scrollIntoView({ block: "center" }));
    await page.$eval('#map-zoom [data-z="0"]', e => e.click());
    await page.$eval('#map-tool [data-v="rect"]', e => e.click());
    await settled(page);
    const top = () => page.$eval("#map", e => Math.round(e.getBoundingClientRect().top)), now = await top();
    await swipe([to(-150, -150)], [to(150, 150)]);
    check(Math.abs(await top() - now) < 40, "the page scrolls while a rectangle is drawn"); /* a scroll is 300; pictures that load above move it by a few */
    check((await shown(page)).chosen.length > 0, "nothing is chosen");
    equal(page.noise, []);
    await page.close();
  });
}

async function groupTests(browser, page, { folder, json, truth, predictions, best }) {
  const clusters = json.clusters || [], names = n => json.images.filter(image => image.cluster === n).map(image => image.file).sort();
  if (clusters.length) await test("a row of the clusters isolates its images", async () => {
    await page.click("#clusters [data-pick]");
    await settled(page);
    const number = +(await page.$eval("#clusters [data-pick]", e => e.dataset.pick)).slice(1), { chosen } = await shown(page);
    equal(chosen.map(i => json.images[i].file).sort(), names(number));
    const faded = await page.evaluate(n => Array.from({ length: n }, (_, i) => window.proofsheet.map.faded(i)), json.images.length);
    json.images.forEach((image, i) => { if (image.x !== null) equal(faded[i], image.cluster !== number, image.file); });
    check((await address(page)).includes(`cluster=${number}`), await address(page));
  });
  if (clusters.length && truth && predictions) await test("the F1 of a cluster and its counts follow the slider", async () => {
    const k = Math.round(best / 2), of = countsFrom(truth, predictions, json.thresholds[k], json.iou), { chosen } = await shown(page);
    const sum = { ok: 0, mis: 0, fn: 0, fp: 0 };
    for (const i of chosen) for (const key in sum) sum[key] += of(json.images[i].file)[key];
    await setThreshold(page, k);
    const words = await text(page, "#picked");
    check(words.includes(`F1 ${(rounded(pooled(sum) * 1000) / 1000).toFixed(3)} at`) && words.includes(`${grouped(sum.ok)} correct`), `${JSON.stringify(sum)}: ${words}`);
    await setThreshold(page, best);
  });
  if (clusters.length) await test("its button opens the gallery of these images, and a chip takes the filter off", async () => {
    const key = await page.$eval("#clusters [data-all]", e => e.dataset.all), wanted = names(+key.slice(1));
    await page.$eval("#clusters [data-all]", e => e.click());
    await settled(page);
    equal((await namesShown(page)).sort(), wanted);
    check((await text(page, "#pager span")).includes(wanted.length.toLocaleString("en") + " image"), await text(page, "#pager span"));
    const again = await open(browser, folder, { hash: `#only=${key}` });
    await settled(again);
    check((await text(again, "#pager span")).includes(wanted.length.toLocaleString("en") + " image"), "the address does not restore it");
    await again.close();
    await page.click("#chips .chip.x");
    await settled(page);
    check((await text(page, "#pager span")).includes(json.dataset.images.toLocaleString("en") + " image"), "the filter stays");
  });
  await test("keys go from image to image, and Enter opens the one", async () => {
    await page.$eval("#map", e => { e.scrollIntoView({ block: "center" }); e.focus(); });
    await page.keyboard.press("ArrowRight");
    await settled(page);
    const first = await text(page, "#map-tip b");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowUp");
    await settled(page);
    check(first && first !== await text(page, "#map-tip b"), "the same image");
    const name = await text(page, "#map-tip b");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#view[open] .photo");
    await settled(page);
    equal(await text(page, "#view-name"), name);
    await page.keyboard.press("Escape");
  });
  await test("the address restores layout, colour and group", async () => {
    const other = await atMap(browser, folder, "#map=p&by=ok" + (clusters.length ? "&cluster=1" : ""));
    equal(await other.$eval("#map-by", e => e.value), "ok");
    equal(await other.$eval('#map-view [data-v="p"]', e => e.getAttribute("aria-pressed")), "true");
    if (clusters.length) equal((await shown(other)).chosen.map(i => json.images[i].file).sort(), names(1));
    equal(other.noise, []);
    await other.close();
  });
}

export async function explorerTests(browser, context) {
  const { folder, json } = context;
  if (!json.map) return json.dataset.images ? noMapTests(browser, folder) : undefined;
  const page = await atMap(browser, folder);
  await drawingTests(browser, page, context);
  await pointingTests(page, context);
  await choosingTests(page, context);
  await groupTests(browser, page, context);
  await touchTests(browser, context);
  await test("without scripts the map is a picture beside its tables", async () => {
    if (!browser.can.scriptsOff) return skip("scripts cannot be switched off here");
    const plain = await open(browser, folder, { scripts: false });
    if (json.images.length <= 2000) check(await plain.$eval("#explorer .fig-map", e => e.getBoundingClientRect().width > 200), "no picture");
    equal(await plain.$$eval("#clusters tbody tr", list => list.length), (json.clusters || []).length);
    await plain.close();
  });
  await test("nothing complained in the explorer", () => equal(page.noise, []));
  await page.close();
}
