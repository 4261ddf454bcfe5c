/* What axe-core finds, in light and dark, on the page and with an image open. Contrast that it cannot
   decide (text over drawings) is computed here from the colours in use. */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { check, equal, open, settled, test } from "./harness.mjs";

const AXE = new Function(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations", "incomplete"] };

/* Violations as lines: rule, number of places, the first of them. */
export async function violations(page) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(rules => axe.run(document, rules), RULES);
  return found.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)} ${(nodes[0].any[0] || nodes[0].all[0] || nodes[0].none[0])?.message || ""}`);
}


/* Contrast of every text on the page with what is painted under its middle, colours laid over each
   other as the browser lays them. Runs in the page. */
function lowContrast() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*{pointer-events:auto !important} #bar{position:static !important}");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const canvas = document.createElement("canvas"), paint = canvas.getContext("2d", { willReadFrequently: true });
  canvas.width = canvas.height = 1;
  const known = new Map();
  const rgba = colour => {
    if (!known.has(colour)) {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      known.set(colour, [...paint.getImageData(0, 0, 1, 1).data].map((v, i) => i === 3 ? v / 255 : v));
    }
    return known.get(colour);
  };
  const over = ([r, g, b], [r2, g2, b2, a], opacity) => { const w = a * opacity; return [r2 * w + r * (1 - w), g2 * w + g * (1 - w), b2 * w + b * (1 - w)]; };
  const light = colour => colour.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ratio = (x, y) => { const [a, b] = [light(x), light(y)].sort((p, q) => q - p); return (a + .05) / (b + .05); };
  const opacityOf = e => { let o = 1; for (; e; e = e.parentElement) o *= +getComputedStyle(e).opacity; return o; };
  const painted = e => {
    const style = getComputedStyle(e);
    if (e instanceof SVGElement && e.localName !== "svg") {
      if (["g", "text", "tspan", "title"].includes(e.localName) || style.fill === "none" || style.fill.startsWith("url")) return null;
      return [rgba(style.fill), +style.fillOpacity];
    }
    return [rgba(style.backgroundColor), 1];
  };
  const faults = [];
  for (const e of document.querySelectorAll("body *")) {
    const node = [...e.childNodes].find(n => n.nodeType === 3 && n.data.trim());
    if (!node || e.closest("script,style,noscript,dialog:not([open]),.vh,option,select,:disabled,[hidden],title,desc") || !e.getClientRects().length) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    let box = range.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    if (box.top < 0 || box.bottom > innerHeight) { e.scrollIntoView({ block: "center", inline: "nearest" }); box = range.getBoundingClientRect(); }
    const stack = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const at = stack.indexOf(e);
    if (at < 0 || stack.some(other => other.matches("img,image,canvas"))) continue; /* hidden in a scroll area; over a picture */
    const style = getComputedStyle(e), svg = e instanceof SVGElement, halo = svg && style.stroke !== "none" && parseFloat(style.strokeWidth) > 1;
    let ground = [255, 255, 255];
    for (const other of stack.slice(at).reverse()) { const layer = painted(other); if (layer) ground = over(ground, layer[0], layer[1] * opacityOf(other)); }
    if (halo) ground = over(ground, rgba(style.stroke), 1);
    const ink = over(ground, rgba(svg ? style.fill : style.color), opacityOf(e)), found = ratio(ink, ground);
    const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && +style.fontWeight >= 700;
    if (found < (large ? 3 : 4.5) - .005) faults.push(`${found.toFixed(2)} ${node.data.trim().slice(0, 30)} <${e.localName} class="${e.getAttribute("class") || ""}">`);
  }
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter(other => other !== sheet);
  return [...new Set(faults)];
}

async function contrastTest(browser, folder, dark) {
  await test(`every text has a contrast of 4.5, large ones of 3, ${dark ? "dark" : "light"}`, async () => {
    const page = await open(browser, folder, { dark });
    await page.$$eval("details", list => { for (const e of list) e.open = true; });
    equal(await page.evaluate(lowContrast), []);
    await page.close();
  });
}

async function mediaTests(browser, folder) {
  const emulate = async (page, features) => (await page.createCDPSession()).send("Emulation.setEmulatedMedia", { features });
  await test("with colours of the reader's own, what colour says is still there", async () => {
    const page = await open(browser, folder);
    await emulate(page, [{ name: "forced-colors", value: "active" }]);
    const seen = await page.evaluate(() => ["#byclass .sw", "#mx [class*='t-']"].map(query => getComputedStyle(document.querySelector(query)).backgroundColor));
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    check(seen.every(colour => colour !== paper && colour !== "rgba(0, 0, 0, 0)"), `${seen} on ${paper}`);
    const [on, off] = await page.evaluate(() => ["true", "false"].map(v => getComputedStyle(document.querySelector(`#mx-mode [aria-pressed=${v}]`)).backgroundColor));
    check(on !== off, "what is pressed looks like what is not");
    await page.close();
  });
  await test("nothing moves for those who want no motion", async () => {
    const page = await open(browser, folder);
    await emulate(page, [{ name: "prefers-reduced-motion", value: "reduce" }]);
    equal(await page.evaluate(() => [...document.querySelectorAll("*")].filter(e => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(e);
      return parseFloat(transitionDuration) > 0 || animationName !== "none" || scrollBehavior === "smooth";
    }).map(e => e.outerHTML.slice(0, 60))), []);
    await page.close();
  });
  await test("on paper: light, no controls, the threshold in words, nothing cut off", async () => {
    const page = await open(browser, folder, { dark: true, width: 718, height: 1000 });
    await (await page.createCDPSession()).send("Emulation.setEmulatedMedia", { media: "print" });
    equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    equal(await page.$$eval(".btn,.seg,.skip,dialog,.pager,.more", list => list.filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 60))), [], "controls");
    check(await page.$eval("#bar", e => getComputedStyle(e).position === "static" && e.getClientRects().length > 0 && !!e.querySelector("#number").value), "the bar");
    check((await page.pdf({ format: "A4" })).length > 20000, "no paper");
    await page.close();
  });
}

export async function accessTests(browser, { folder, brief, name }) {
  for (const dark of [false, true]) {
    await test(`axe-core finds nothing, page and image view, ${dark ? "dark" : "light"}`, async () => {
      const page = await open(browser, folder, { dark });
      equal(await violations(page), []);
      await page.$$eval("details", list => { for (const e of list) e.open = true; });
      equal(await violations(page), [], "with everything unfolded");
      await page.evaluate(() => { location.hash = "#img=0"; });
      await settled(page);
      if (await page.$eval("#view", e => e.open)) equal(await violations(page), [], "with an image open");
      await page.close();
    });
    if (!brief || name === "many-classes") await contrastTest(browser, folder, dark);
  }
  if (!brief && browser.can.media) await mediaTests(browser, folder);
}
