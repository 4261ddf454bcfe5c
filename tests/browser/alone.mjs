/* A page in one file, alone in an otherwise empty folder: nothing but itself is asked for, and
   pictures, cells, the image view and the map work. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { check, equal, open, setThreshold, settled, test, text } from "./harness.mjs";

export async function aloneTests(browser, folder) {
  await test("the file is alone, and its scripts are short", async () => {
    equal(readdirSync(folder), ["index.html"]);
    const html = readFileSync(join(folder, "index.html"), "utf8");
    for (const [, script] of html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)) {
      check(script.length <= 256 * 1024, `a script of ${script.length} bytes`);
      for (const line of script.split("\n")) check(line.length <= 8192, `a line of ${line.length} bytes`);
    }
  });
  const page = await open(browser, folder);
  await test("thumbnails are in it", async () => {
    await page.$eval("#sheet", e => e.scrollIntoView());
    await page.waitForFunction(() => [...document.querySelectorAll("#sheet img[src^='data:image/jpeg;base64,']")].some(e => e.naturalWidth > 0), { timeout: 10000 });
  });
  await test("a cell shows its cut-outs and its images", async () => {
    await page.$eval("#matrix", e => e.scrollIntoView());
    await page.$$eval("#mx td[data-a]", list => { list.find(td => td.textContent).click(); });
    await page.waitForSelector("#panel .crop image[href^='data:image/jpeg']", { timeout: 10000 });
    await page.$eval("#panel-all", button => button.click());
    await settled(page);
    check((await text(page, "#pager")).startsWith("Showing 1 to"), await text(page, "#pager"));
  });
  await test("the image view shows picture and boxes", async () => {
    await page.$eval("#sheet .frame", link => link.click());
    await page.waitForSelector("#view[open] .photo image[href^='data:image/jpeg']", { timeout: 10000 });
    check((await page.$$("#view .box")).length > 0, "no boxes");
    await page.$eval("#view [data-close]", button => button.click());
  });
  await test("the slider moves every panel", async () => {
    const before = await text(page, "#bar-f");
    await setThreshold(page, 0);
    check(before !== await text(page, "#bar-f"), "the bar stays");
  });
  await test("the map is drawn", async () => check(await page.evaluate(() => window.proofsheet.map.drawn) > 0, "no dots"));
  await test("nothing else is asked for, and the policy is kept", async () => equal(page.noise, []));
  await page.close();
}
