/* What a page may weigh. */
import { check, open, test } from "./harness.mjs";

const KB = 1024;
const LIMITS = {
  few: { index: 250 * KB, elements: 1500 }, /* up to 80 classes */
  many: { index: 1200 * KB, elements: 2500 },
  script: 40 * KB,
  style: 15 * KB,
};

export async function budgetTests(browser, { folder, html, json }) {
  const sum = (name, plain) => [...html.matchAll(new RegExp(`<${name}${plain}>([^]*?)</${name}>`, "g"))].reduce((n, found) => n + Buffer.byteLength(found[1]), 0);
  const { index, elements } = json.dataset.classes.length > 80 ? LIMITS.many : LIMITS.few;
  await test("page, script and style sheet stay within their weight", () => {
    const found = { index: Buffer.byteLength(html), script: sum("script", ""), style: sum("style", "[^>]*") };
    check(found.index <= index && found.script > 0 && found.script <= LIMITS.script && found.style > 0 && found.style <= LIMITS.style, JSON.stringify(found));
  });
  await test("the document has no more elements at start than it may", async () => {
    const page = await open(browser, folder, { early: true }), found = await page.evaluate(() => performance.getEntriesByName("proofsheet-ready")[0].detail);
    check(found <= elements, `${found} of ${elements}`);
    await page.close();
  });
}
