/* The image view, and what Back, Escape and the address do. */
import { address, check, equal, goBack, goForward, open, reload, settled, skip, test, text, until } from "./harness.mjs";

const opened = page => page.$eval("#view", e => e.open);
const boxes = page => page.$$eval("#view g.box", list => ({ truth: list.filter(g => g.dataset.id[0] === "g").length, predictions: list.filter(g => g.dataset.id[0] === "p").length }));
async function openFirst(page) {
  await page.waitForSelector("#sheet .frame");
  await page.$eval("#sheet .frame", e => { e.scrollIntoView({ block: "center" }); e.focus(); });
  await settled(page);
  await page.click("#sheet .frame");
  await page.waitForSelector("#view[open] .photo");
}

export async function viewTests(browser, { folder, json, best }) {
  const page = await open(browser, folder);
  await test("an image opens with both layers", async () => {
    await openFirst(page);
    const found = await boxes(page);
    check(found.truth + found.predictions > 0, "no box");
    check((await address(page)).includes("img="), await address(page));
  });
  await test("Ground Truth and Model Predictions show and hide their boxes, by button and by key", async () => {
    const all = await boxes(page), pressed = name => page.$eval(`[data-layer=${name}]`, e => e.getAttribute("aria-pressed"));
    await page.click("[data-layer=truth]");
    equal(await boxes(page), { truth: 0, predictions: all.predictions });
    equal(await pressed("truth"), "false");
    await page.keyboard.press("g");
    equal(await boxes(page), all);
    await page.keyboard.press("p");
    equal(await boxes(page), { truth: all.truth, predictions: 0 });
    equal(await pressed("predictions"), "false");
    await page.click("[data-layer=predictions]");
    equal(await boxes(page), all);
    await page.click("[data-layer=errors]");
    equal(await page.$$eval("#view .box .bx.ok", list => list.length), 0, "correct boxes among errors");
    await page.click("[data-layer=errors]");
  });
  await test("one class of the image alone", async () => {
    const offered = await page.$$eval("#view-class option", list => list.map(e => +e.value)), all = await boxes(page);
    equal(await page.$eval("#view-class", e => e.hidden), offered.length < 3);
    if (offered.length < 3) return;
    const choose = c => page.$eval("#view-class", (list, value) => { list.value = value; list.dispatchEvent(new Event("change", { bubbles: true })); }, c);
    const parts = [];
    for (const c of offered.slice(1)) {
      await choose(c);
      const classes = await page.$$eval("#view g.box title", list => list.map(e => e.textContent));
      check(classes.length > 0, "no box of a class that is offered");
      parts.push(await boxes(page));
    }
    /* a misclassified box and its object are shown with both classes */
    check(parts.reduce((n, part) => n + part.truth, 0) >= all.truth && parts.every(part => part.truth + part.predictions <= all.truth + all.predictions), "boxes are lost or invented");
    await choose(-1);
    equal(await boxes(page), all);
  });
  await test("beside the boxes stand the image's outcomes, precision, recall, F1 and its cluster", async () => {
    const name = await text(page, "#view-name"), wanted = json.images && json.images.find(image => image.file.split("/").pop() === name);
    if (!wanted) return skip("report.json does not list images");
    await page.waitForSelector("#view-facts div:nth-child(3)");
    const sums = await text(page, "#view-sum"), facts = Object.fromEntries(await page.$$eval("#view-facts div", list => list.map(e => [...e.children].map(child => child.textContent))));
    const { correct, misclassified, false_positive, false_negative } = wanted, kept = correct + misclassified + false_positive, objects = correct + misclassified + false_negative;
    for (const n of [correct, misclassified, false_positive, false_negative]) check(!n || sums.includes(String(n)), `${sums} lacks ${n}`);
    for (const [term, part, whole] of [["Precision", correct, kept], ["Recall", correct, objects], ["F1", 2 * correct, kept + objects]]) {
      check(whole ? Math.abs(facts[term] - part / whole) <= 0.005 + 1e-9 : facts[term] === "\u2013", `${term} ${facts[term]} of ${part} in ${whole}`);
    }
    const cluster = json.clusters?.find(row => row.id === wanted.cluster);
    equal(!!facts.Cluster, !!cluster, "a cluster");
    if (cluster) check(facts.Cluster.endsWith(cluster.name), `${facts.Cluster}, ${cluster.name}`);
  });
  await test("an address that names an image or a group opens it whole, before the map is looked at", async () => {
    const group = json.clusters?.length ? `&only=c${json.clusters[0].id}` : "", direct = await open(browser, folder, { hash: `#img=0${group}` });
    await direct.waitForSelector("#view-facts div:nth-child(3)");
    await settled(direct);
    if (group) check((await text(direct, "#pager")).includes(`of ${json.clusters[0].images} image`), await text(direct, "#pager"));
    equal(direct.noise, []);
    await direct.close();
  });
  await test("a row and its box are lifted together", async () => {
    await page.hover("#view-list tr");
    equal(await page.$$eval("#view g.box.hot", list => list.length), 1);
  });
  await test("zoom and the way to the next image", async () => {
    const width = () => page.$eval("#view .photo", e => e.getBoundingClientRect().width), before = await width(), name = await text(page, "#view-name");
    await page.keyboard.press("+");
    check(await width() > before * 1.2, "not larger");
    await page.keyboard.press("0");
    equal(Math.round(await width()), Math.round(before));
    await page.click('#view [data-zoom="one"]');
    const image = await page.$eval("#view .photo", e => ({ box: e.getBoundingClientRect().width, height: e.getBoundingClientRect().height, wide: e.viewBox.baseVal.width, high: e.viewBox.baseVal.height }));
    const scale = Math.min(image.box / image.wide, image.height / image.high);
    check(Math.abs(scale - 1) < 0.01, `one pixel is ${scale}`);
    await page.keyboard.press("0");
    equal(Math.round(await width()), Math.round(before));
    if (json.dataset.images > 1) {
      await page.keyboard.press("ArrowRight");
      await settled(page);
      check(name !== await text(page, "#view-name"), "the same image");
      await page.keyboard.press("ArrowLeft");
      await settled(page);
      equal(await text(page, "#view-name"), name);
    }
  });
  await test("Escape closes and gives the focus back", async () => {
    await page.keyboard.press("Escape");
    await until(page, () => !location.hash.includes("img="));
    check(!await opened(page) && !(await address(page)).includes("img="), await address(page));
    check(await page.evaluate(() => document.activeElement.matches(".frame")), "focus is elsewhere");
  });
  await test("Back closes, forward opens again", async () => {
    await openFirst(page);
    await goBack(page);
    await until(page, () => !document.querySelector("#view").open);
    check(!await opened(page), "still open");
    await goForward(page);
    await until(page, () => document.querySelector("#view").open);
    check(await opened(page), "not open again");
    await goBack(page);
  });
  await test("the address restores threshold, cell, numbers and image", async () => {
    const cell = await page.$$eval("#mx td[data-a]", list => list.map(td => [+td.dataset.a, +td.dataset.p, (td.querySelector("b") || td).textContent]).find(c => c[2]).slice(0, 2));
    const other = await open(browser, folder, { hash: `#t=${best}&cell=${cell}&norm=row&img=0&nonsense=1` });
    await settled(other);
    equal(await other.evaluate(() => { const { k, cell: c, norm, img } = window.proofsheet.state; return [k, c, norm, img]; }), [best, cell, "row", 0]);
    check(await opened(other), "the image is not open");
    equal(await other.$eval('#mx-mode [data-v="row"]', e => e.getAttribute("aria-pressed")), "true");
    await other.close();
    const third = await open(browser, folder, { hash: "#t=3" });
    equal(await third.$eval("#range", e => +e.value), 3);
    await settled(third);
    await reload(third);
    equal(await third.$eval("#range", e => +e.value), 3, "after reload");
    await third.close();
    const odd = await open(browser, folder, { hash: "#t=999999&cell=9999,x&img=-4&show=%3Cb%3E" });
    equal(await odd.$eval("#range", e => +e.value), best, "a bad address");
    equal(odd.noise, []);
    await odd.close();
  });
  await test("filters and pages of images", async () => {
    await page.bringToFront();
    await page.click('[data-show="all"]');
    await settled(page);
    const shown = await page.$$eval("#sheet .frame", list => list.length);
    equal(shown, Math.min(24, json.dataset.images));
    check((await text(page, "#pager span")).includes(json.dataset.images.toLocaleString("en")), "the pager does not name the total");
    if (json.dataset.images > 24) {
      await page.$eval('#pager [aria-label="Next page"]', e => e.click());
      await settled(page);
      check((await text(page, "#pager span")).startsWith("Showing 25"), await text(page, "#pager span"));
    }
  });
  await test("nothing complained in the view", () => equal(page.noise, []));
  await page.close();
}
