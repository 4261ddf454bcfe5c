/* Sections that start when they are wanted: near the window, by an address, for paper, and in the end
   all of them. The browser's idle moments are taken away to see each way alone. */
import { check, equal, open, settled, test, until } from "./harness.mjs";

const NEVER = () => { window.requestIdleCallback = () => 0; };
const filled = page => page.evaluate(() => ["#classes tbody tr", "#mx td", "#sheet .frame", "#rv-sheet .frame"].map(query => document.querySelectorAll(query).length > 0));
/* Its head is under the bar, or as high as the end of the page lets it come. */
const isReached = (page, query) => page.$eval(query, e => {
  const { top } = e.getBoundingClientRect(), root = document.documentElement;
  return top >= 0 && top < 200 || (top > 0 && top < innerHeight && root.scrollTop + innerHeight > root.scrollHeight - 2);
});

async function movingTest(browser, folder) {
  await test("while the slider moves what is out of sight is not drawn, keeps its height, and comes back", async () => {
    const page = await open(browser, folder), look = () => page.evaluate(() => ({
      drawn: document.querySelector("#method .wrap").checkVisibility({ contentVisibilityAuto: true }),
      heights: [...document.querySelectorAll(".sec")].map(e => Math.round(e.getBoundingClientRect().height)),
    }));
    await settled(page);
    const before = await look();
    await page.evaluate(() => {
      const range = document.querySelector("#range"); /* a step at every frame, until told to stop */
      window.moves = setInterval(() => {
        range.value = (+range.value + 1) % (+range.max + 1);
        range.dispatchEvent(new Event("input", { bubbles: true }));
      }, 20);
    });
    await until(page, () => !document.querySelector("#method .wrap").checkVisibility({ contentVisibilityAuto: true }));
    const during = await look();
    await page.evaluate(() => clearInterval(window.moves));
    await settled(page);
    const after = await look();
    equal([before.drawn, during.drawn, after.drawn], [true, false, true]);
    equal(during.heights.slice(-3), before.heights.slice(-3), "heights while it moves");
    await page.close();
  });
}

export async function laterTests(browser, { folder, json }) {
  await movingTest(browser, folder);
  if (!browser.can.media || !json.dataset.images || !json.labels?.length && !json.confusion) return;
  const busyPage = async hash => {
    const page = await browser.page({ width: 1440, height: 900, dark: false, scripts: true, home: browser.addressOf(folder) });
    await page.evaluateOnNewDocument(NEVER);
    await page.goto(browser.addressOf(folder) + "index.html" + (hash || ""));
    await until(page, () => window.proofsheet?.ready);
    await settled(page);
    return page;
  };
  await test("at first only what is near is there, and the rest comes when it is scrolled to", async () => {
    const page = await busyPage();
    equal((await filled(page)).slice(0, 3), [false, false, false]);
    for (const [query, row] of [["#byclass", "#classes tbody tr"], ["#matrix", "#mx td"], ["#images", "#sheet .frame"]]) {
      await page.$eval(query, e => e.scrollIntoView());
      await page.waitForSelector(row, { timeout: 10000 });
    }
    check(!await page.evaluate(() => window.proofsheet.whole), "it says that all has started");
    equal(page.noise, []);
    await page.close();
  });
  await test("a link to a section leads there, and what is above it is there too", async () => {
    const page = await busyPage();
    await page.$eval(".contents a[href='#method']", e => e.click());
    await page.waitForSelector("#sheet .frame", { timeout: 10000 });
    await settled(page);
    check(await isReached(page, "#method"), "it is elsewhere");
    equal((await filled(page)).slice(0, 3), [true, true, true]);
    await page.close();
  });
  await test("so does an address", async () => {
    const page = await busyPage("#v=method&t=0");
    await settled(page);
    check(await isReached(page, "#method"), "it is elsewhere");
    await page.close();
  });
  await test("before it is printed all of it starts", async () => {
    const page = await busyPage();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await settled(page);
    equal((await filled(page)).slice(0, 3), [true, true, true]);
    await page.close();
  });
  await test("what is folded up is made when it is unfolded", async () => {
    const page = await open(browser, folder), rows = () => page.$$eval("#metrics details.values tbody tr", list => list.length);
    equal(await rows(), 0);
    await page.$eval("#metrics details.values", e => { e.open = true; });
    await settled(page);
    check(await rows() > 10, "no table of values");
    await page.close();
  });
}
