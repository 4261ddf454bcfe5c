/* WebKitGTK by its WebDriver, over plain HTTP. A page is the one window of a session of its own; it has
   as much of puppeteer's Page as the tests use. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { existsSync, readdirSync } from "node:fs";
import { placeOf } from "./browsers.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const KEYS = { Enter: "\uE007", Escape: "\uE00C", PageUp: "\uE00E", PageDown: "\uE00F", End: "\uE010", Home: "\uE011", ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015", Tab: "\uE004", Space: " ", Shift: "\uE008" };
const rest = time => new Promise(done => setTimeout(done, time));
const freePort = () => new Promise(done => {
  const server = createServer().listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => done(port)); });
});

class Element {
  constructor(page, id) { Object.assign(this, { page, id }); }
  evaluate(run, ...given) { return this.page.evaluate(run, this, ...given); }
  click() { return this.page.send("POST", `/element/${this.id}/click`, {}); }
  boundingBox() { return this.evaluate(e => { const { x, y, width, height } = e.getBoundingClientRect(); return { x, y, width, height }; }); }
}

class Page {
  constructor(base, home) {
    Object.assign(this, { base, home, noise: [], at: [0, 0] });
    this.keyboard = { press: key => this.press(key), down: key => this.keys([{ type: "keyDown", value: KEYS[key] || key }]), up: key => this.keys([{ type: "keyUp", value: KEYS[key] || key }]) };
    this.mouse = {
      move: (x, y, { steps = 1 } = {}) => this.move(x, y, steps),
      down: () => this.point([{ type: "pointerDown", button: 0 }]),
      up: () => this.point([{ type: "pointerUp", button: 0 }]),
      click: async (x, y) => { await this.move(x, y, 1); await this.point([{ type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }]); },
      wheel: ({ deltaY }) => this.wheel(deltaY),
    };
  }

  async send(method, path, body) {
    const response = await fetch(this.base + path, { method, body: body && JSON.stringify(body) }), { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value?.error} ${value?.message || ""}`);
    return value;
  }
  pack(value) {
    return value instanceof Element ? { [ELEMENT]: value.id } : value === undefined ? null : value;
  }
  unpack(value) {
    return value && typeof value === "object" && ELEMENT in value ? new Element(this, value[ELEMENT]) : value;
  }
  async evaluate(run, ...given) {
    const body = typeof run === "string" ? `return (${run});` : `return (${run})(...given);`;
    const script = `const done = arguments[arguments.length - 1], given = [...arguments].slice(0, -1);
      (async () => { ${body} })().then(value => done(value instanceof Node ? value : JSON.stringify([value])), error => done({ failed: String(error && error.message || error) }));`;
    const answer = await this.send("POST", "/execute/async", { script, args: given.map(value => this.pack(value)) });
    if (typeof answer === "string") return JSON.parse(answer)[0] ?? undefined; /* as text: keys keep their order */
    if (answer?.failed) throw new Error(`${answer.failed} in ${String(run).slice(0, 120)}`);
    return this.unpack(answer);
  }
  async $(query) {
    return await this.evaluate(q => document.querySelector(q), query) || null;
  }
  async $$(query) {
    const found = await this.send("POST", "/elements", { using: "css selector", value: query });
    return found.map(value => this.unpack(value));
  }
  async $eval(query, run, ...given) {
    const script = `(async (q, ...given) => { const e = document.querySelector(q); if (!e) throw new Error("no element " + q); return (${run})(e, ...given); })`;
    return this.evaluate(script + `(...given)`, query, ...given);
  }
  $$eval(query, run, ...given) {
    return this.evaluate(`(async (q, ...given) => (${run})([...document.querySelectorAll(q)], ...given))(...given)`, query, ...given);
  }
  async waitForFunction(run, { timeout = 30000 } = {}, ...given) {
    for (const end = Date.now() + timeout; Date.now() < end; await rest(30)) if (await this.evaluate(run, ...given)) return;
    throw new Error(`waited in vain for ${run}`);
  }
  async waitForSelector(query, { timeout = 30000 } = {}) {
    await this.waitForFunction(q => !!document.querySelector(q), { timeout }, query);
    return this.$(query);
  }

  async goto(url) { await this.send("POST", "/url", { url }); }
  async reload() { await this.listen(); await this.send("POST", "/refresh", {}); }
  async bringToFront() { /* it is alone */ }

  async elementOf(query) {
    const element = await this.$(query);
    if (!element) throw new Error(`no element ${query}`);
    await element.evaluate(e => { const { top, bottom } = e.getBoundingClientRect(); if (top < 0 || bottom > innerHeight) e.scrollIntoView({ block: "center" }); });
    return element;
  }
  async click(query) { await (await this.elementOf(query)).click(); }
  async focus(query) { await this.$eval(query, e => e.focus()); }
  async select(query, value) {
    await this.$eval(query, (e, v) => { e.value = v; e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true })); }, value);
  }
  async hover(query) {
    const { x, y, width, height } = await (await this.elementOf(query)).boundingBox();
    await this.move(x + width / 2, y + height / 2, 2);
  }

  perform(source) { return this.send("POST", "/actions", { actions: [source] }); }
  keys(actions) { return this.perform({ type: "key", id: "keys", actions }); }
  async press(key) {
    const value = KEYS[key] || key;
    await this.keys([{ type: "keyDown", value }, { type: "keyUp", value }]);
  }
  point(actions) { return this.perform({ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }); }
  async move(x, y, steps) {
    const [x0, y0] = this.at;
    for (let i = 1; i <= steps; i++) {
      await this.point([{ type: "pointerMove", duration: 0, origin: "viewport", x: Math.round(x0 + (x - x0) * i / steps), y: Math.round(y0 + (y - y0) * i / steps) }]);
    }
    this.at = [x, y];
  }
  wheel(deltaY) {
    const [x, y] = this.at.map(Math.round);
    return this.perform({ type: "wheel", id: "wheel", actions: [{ type: "scroll", origin: "viewport", x, y, deltaX: 0, deltaY, duration: 0 }] });
  }

  /* There are no events: what a page asked for is read from its list of resources. */
  async listen() {
    const asked = await this.evaluate(() => performance.getEntriesByType("resource").map(entry => entry.name)).catch(() => []);
    for (const url of asked) if (!url.startsWith(this.home) && !url.startsWith("data:")) this.noise.push(`outside the report: ${url}`);
    const notice = await this.evaluate(() => document.querySelector("#notice:not([hidden])")?.textContent || "").catch(() => "");
    if (notice) this.noise.push(notice);
  }
  async close() {
    await this.send("DELETE", "", undefined);
    this.closed();
  }
}

/* A driver has one session at a time; its scheme is a matter of the environment. */
async function startDriver(dark) {
  const port = await freePort(), environment = { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: "1", LIBGL_ALWAYS_SOFTWARE: "1", GTK_THEME: dark ? "Adwaita:dark" : "Adwaita" };
  const run = spawn("xvfb-run", ["-a", "-s", "-screen 0 1600x1200x24", process.env.WEBKIT_DRIVER || "WebKitWebDriver", `--port=${port}`], { env: environment, detached: true, stdio: "ignore" });
  const base = `http://127.0.0.1:${port}`;
  for (let i = 0; ; i++) {
    if (await fetch(base + "/status").then(r => r.ok, () => false)) return { base, stop: () => { try { process.kill(-run.pid, "SIGTERM"); } catch { /* it has ended */ } } };
    if (i > 300) throw new Error("WebKitWebDriver does not start");
    await rest(100);
  }
}

export async function webkit(served) {
  const { addressOf, stop } = await placeOf(served), all = [], free = { true: [], false: [] };
  const binary = readdirSync("/usr/lib").map(name => `/usr/lib/${name}/webkit2gtk-4.1/MiniBrowser`).find(existsSync);
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary, args: ["--automation"] } } };
  const stopAll = () => { for (const driver of all.splice(0)) driver.stop(); };
  process.once("exit", stopAll);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  async function driverFor(dark) {
    const found = free[dark].pop() || await startDriver(dark);
    if (!all.includes(found)) all.push(found);
    return found;
  }
  return {
    name: "WebKitGTK", can: { least: 460 }, addressOf,
    async page({ width, height, dark, home }) {
      const driver = await driverFor(dark), opened = await new Page(driver.base, home).send("POST", "/session", { capabilities });
      const page = new Page(`${driver.base}/session/${opened.sessionId}`, home);
      page.closed = () => free[dark].push(driver);
      await page.send("POST", "/window/rect", { x: 0, y: 0, width, height });
      await page.send("POST", "/timeouts", { script: 60000, pageLoad: 60000 });
      return page;
    },
    async close() { stop(); stopAll(); },
  };
}
