/* What the address keeps beside threshold, cell and image: axes, errors alone, the chosen cell, the
   chosen classes; and what a keyboard alone can do. */
import { address, check, equal, open, reload, test, text, toOptimum, until } from "./harness.mjs";

const chosen = page => page.$eval("#mx td[aria-selected=true]", td => [+td.dataset.a, +td.dataset.p]);
const pressed = (page, query) => page.$eval(query, e => e.getAttribute("aria-pressed"));
const rows = page => page.$$eval("#classes tbody tr", list => list.map(row => +row.dataset.class).sort((x, y) => x - y));

async function matrixTest(page) {
  await test("the address keeps axes, errors alone and the chosen cell", async () => {
    await page.click("#mx-swap");
    await page.click("#mx-errors");
    await page.$eval("#mx td[data-a]", td => td.click());
    await page.keyboard.press("ArrowDown");
    const cell = await chosen(page), matrix = await text(page, "#mx tbody");
    await until(page, wanted => location.hash.includes(`mx=${wanted}`), cell);
    check(/axes=swapped/.test(await address(page)) && /wrong=only/.test(await address(page)), await address(page));
    await reload(page);
    equal([await chosen(page), await text(page, "#mx tbody"), await pressed(page, "#mx-swap"), await pressed(page, "#mx-errors")], [cell, matrix, "true", "true"], "after reload");
    await page.click("#mx-swap");
    await page.click("#mx-errors");
    check(!/axes|wrong/.test(await address(page)), await address(page));
  });
}

async function pickerTest(page, C) {
  await test("the address keeps the chosen classes", async () => {
    await page.click("#pick summary");
    await page.click('#pick [data-pick="none"]');
    equal(await rows(page), []);
    await until(page, () => location.hash.includes("cls=-"));
    await page.click('#pick-list input[value="0"]');
    await page.click(`#pick-list input[value="${C - 1}"]`);
    await until(page, wanted => location.hash.includes(`cls=0,${wanted}`), C - 1);
    await reload(page);
    equal(await rows(page), [0, C - 1], "after reload");
    await page.evaluate(() => { location.hash = "#cls=9999999,x"; });
    await until(page, all => document.querySelectorAll("#classes tbody tr").length === all, Math.min(C, 40));
  });
}

async function linkTest(page) {
  await test("Copy link copies the address of what is seen, and says where it opens", async () => {
    await page.evaluate(() => { Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: async text => { window.copied = text; } } }); });
    await page.focus("#range");
    await page.keyboard.press("PageDown");
    await page.click("#copy-link");
    await until(page, () => !!window.copied);
    const [copied, k] = await page.evaluate(() => [window.copied, window.proofsheet.state.k]), here = await address(page);
    check(copied === here && copied.includes(`t=${k}`), `${copied} is not ${here}`);
    equal(await text(page, "#copy-link"), here.startsWith("file:") ? "Copied, for this computer" : "Copied");
    await toOptimum(page);
  });
}

/* Every stop of the Tab key: no trap, and a visible mark on each. */
async function tabTest(page) {
  await test("Tab reaches every section, and its mark can be seen", async () => {
    await page.evaluate(() => { document.querySelector(".skip").focus(); });
    const sections = new Set(), bare = [];
    let last = null, same = 0;
    for (let i = 0; i < 400 && same < 3; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        if (e === document.body) return { key: "body" };
        const style = getComputedStyle(e), inner = getComputedStyle(e.firstElementChild || e);
        const marked = style.outlineStyle !== "none" || style.boxShadow !== "none" || inner.boxShadow !== "none";
        return { key: [...document.querySelectorAll("*")].indexOf(e), section: e.closest("section,header,dialog")?.id || "head", marked, html: e.outerHTML.slice(0, 80) };
      });
      same = at.key === last ? same + 1 : 0;
      last = at.key;
      if (at.key === "body") break;
      sections.add(at.section);
      if (!at.marked) bare.push(at.html);
    }
    equal(bare, [], "no mark");
    for (const id of ["bar", "metrics", "byclass", "matrix"]) check(sections.has(id), `Tab does not reach ${id}: ${[...sections]}`);
  });
}

export async function addressTests(browser, { folder, json, name }) {
  const page = await open(browser, folder), C = json.dataset.classes.length;
  if (C > 1 && C <= 40) {
    await matrixTest(page);
    if (C > 2) await pickerTest(page, C);
  }
  if (C < 10) await linkTest(page);
  if (name === "demo" || name === "crowds") await tabTest(page);
  await test("nothing complained over the address", () => equal(page.noise, []));
  await page.close();
}
