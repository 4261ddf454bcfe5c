/* Form: both schemes, narrow windows, what a keyboard and a screen reader need. */
import { check, equal, open, settled, skip, test } from "./harness.mjs";

const spill = page => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const paper = page => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

export async function formTests(browser, { folder, brief }) {
  for (const width of brief ? [320, 1024] : [320, 390, 760, 1024, 1440]) {
    await test(`no sideways scrolling at ${width} px, light and dark, page and image view`, async () => {
      if (width < (browser.can.least || 0)) return skip("its window is never as narrow");
      for (const dark of [false, true]) {
        const page = await open(browser, folder, { width, height: 800, dark });
        equal(await spill(page), 0, dark ? "dark" : "light");
        await page.evaluate(() => { location.hash = "#img=0"; });
        await settled(page);
        equal(await spill(page), 0, "with an image open");
        check(await page.$eval("#view", e => e.open), "a new address does not open the image");
        await page.close();
      }
    });
  }
  await test("the scheme follows the system, and the switch", async () => {
    const page = await open(browser, folder, { dark: true });
    equal(await paper(page), "rgb(20, 23, 26)");
    await page.click('#theme [data-v="light"]');
    equal(await paper(page), "rgb(255, 255, 255)");
    await page.click('#theme [data-v="dark"]');
    equal(await paper(page), "rgb(20, 23, 26)");
    await page.click('#theme [data-v="auto"]');
    equal(await page.evaluate(() => document.documentElement.hasAttribute("data-theme")), false);
    await page.close();
  });
  await test("controls have names, tables have heads, ids are unique", async () => {
    const page = await open(browser, folder);
    const faults = await page.evaluate(() => {
      const out = [], ids = [...document.querySelectorAll("[id]")].map(e => e.id);
      for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) out.push(`id ${id} twice`);
      for (const e of document.querySelectorAll("button,a[href],input,select")) {
        const name = e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.[0]?.textContent;
        if (!name) out.push(`no name: ${e.outerHTML.slice(0, 80)}`);
      }
      for (const e of document.querySelectorAll("svg")) {
        if (!e.closest("[aria-hidden],svg svg,[role=img]") && !e.getAttribute("role")) out.push(`svg without a role: ${e.outerHTML.slice(0, 60)}`);
      }
      for (const e of document.querySelectorAll("th")) if (!e.scope) out.push(`th without scope: ${e.textContent}`);
      return out;
    });
    equal(faults, []);
    await page.close();
  });
  await test("controls are at least 24 px high, but links in text", async () => {
    const page = await open(browser, folder);
    const small = await page.$$eval("button:not(.link,.sort),select,input:not([type=checkbox])", list =>
      list.filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 80)));
    equal(small, []);
    await page.close();
  });
}
