/* What lies in the folder: no address of anywhere else, nothing too large for a slow browser. */
import { HtmlValidate } from "html-validate";
import { check, equal, open, test, until, without } from "./harness.mjs";

const markup = new HtmlValidate({ root: true, extends: ["html-validate:standard", "html-validate:a11y"] });

export async function fileTests(browser, { folder, html, shards }) {
  await test("the page is quiet and asks for nothing outside its folder", async () => {
    const page = await open(browser, folder);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    check(page.noise.length === 0, page.noise.join("; "));
    await page.close();
  });
  await test("no byte names an address elsewhere", () => {
    for (const { name, text } of [{ name: "index.html", text: html }, ...shards]) {
      const found = /(https?:|wss?:|["'(])\/\/[^\s"']{0,40}/.exec(text);
      check(!found, `${name}: ${found}`);
    }
  });
  if (browser.can.media) await test("html-validate finds nothing, by its presets standard and a11y", async () => {
    const { results } = await markup.validateString(html);
    equal(results.flatMap(file => file.messages).map(m => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`), []);
  });
  await test("script elements hold at most 256 KB, shards 1 MB, data lines 8 KB", () => {
    for (const [, text] of html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)) check(text.length <= 256 * 1024, `inline script of ${text.length}`);
    for (const { name, text } of shards) check(text.length <= 1024 * 1024, `${name}: ${text.length}`);
    for (const { name, text } of [{ name: "index.html", text: html }, ...shards]) {
      if (name !== "index.html") for (const line of text.split("\n")) check(line.length <= 8192, `${name}: line of ${line.length}`);
    }
  });
  await test("no style attribute and no inline handler", () => {
    const tags = html.replace(/<(script|style)[^>]*>[^]*?<\/\1>/g, "").replace(/="[^"]*"/g, "=");
    check(!/<[^>]+\s(style|on[a-z]+)=/i.test(tags), "one was found");
  });
  await test("a missing shard is named and the page lives on", async () => {
    await without(folder, "data/boxes-0.js", async copy => {
      const page = await open(browser, copy);
      await page.evaluate(() => document.querySelector("#matrix").scrollIntoView());
      await until(page, () => document.querySelector("#notice").textContent.includes("data/boxes-0.js"));
      const number = () => page.$eval("#number", e => e.value), before = await number();
      await page.focus("#range");
      await page.keyboard.press("PageUp");
      check(before !== await number(), "the slider does nothing");
      await page.close();
    });
  });
  await test("without the code of the images the figures live on", async () => {
    await without(folder, "data/code-images.js", async copy => {
      const page = await open(browser, copy, { hash: "#card=0&sort=list" });
      await until(page, () => document.querySelector("#notice").textContent.includes("data/code-images.js"));
      const number = () => page.$eval("#number", e => e.value), before = await number();
      await page.focus("#range");
      await page.keyboard.press("PageUp");
      check(before !== await number(), "the slider does nothing");
      await page.close();
    });
  });
}
