/* State: one threshold and everything that listens to it; what is open, in the address of the page.
   Thresholds are indices k of the grid. */
const state = { k: BEST, cell: null, img: -1, layers: "gp", norm: "count", show: "all", kind: "", sort: "f", page: 0, card: -1, cls: -1, list: "", of: "", at: 0, issue: -1, only: "", map: "t", by: "f1", group: "", mx: null, full: "", order: LARGE ? "alike" : "file", axes: "", wrong: "", picked: "", rank: "f" };
const listeners = [], settlers = [], openers = [];

/* Called with every step of the slider / when it has come to rest / when the address has changed. */
const onThreshold = run => { listeners.push(run); run(state.k); };
const onSettle = run => { settlers.push(run); };
const onAddress = run => { openers.push(run); };

/* Draws at every step what is in sight; the rest when it comes into sight or the slider rests. */
function whileSeen(element, draw) {
  let seen = true, due = false;
  const drawDue = () => {
    if (due) draw(state.k);
    due = false;
  };
  new IntersectionObserver(([entry]) => {
    seen = entry.isIntersecting;
    if (seen) drawDue();
  }).observe(element);
  listeners.push(k => {
    due = !seen;
    if (seen) draw(k);
  });
  settlers.push(drawDue);
}

const unsettled = new Set(); /* the slider, while it moves */
/* Meanwhile sections out of sight keep their height and are not drawn: a step costs half. */
const moving = on => document.documentElement.classList.toggle("moving", on);
const settle = settled(150, () => {
  unsettled.clear();
  moving(false);
  for (const run of settlers) run(state.k);
  writeAddress(false);
});

function setThreshold(k) {
  k = Math.max(0, Math.min(K - 1, k));
  if (k === state.k || D.unscored) return;
  state.k = k;
  unsettled.add("range");
  moving(true);
  for (const run of listeners) run(k);
  settle();
  const at = overall.sweep;
  announce(`Confidence ${D.text[k]}: precision ${rate(at.p[k])}, recall ${rate(at.r[k])}, F1 ${rate(at.f[k])}`);
}

/* The index of what someone typed: the threshold written so, else the nearest one. */
function indexOf(text) {
  const exact = D.text.indexOf(text);
  if (exact >= 0) return exact;
  const wanted = parseFloat(text.replace(",", "."));
  if (Number.isNaN(wanted)) return -1;
  let best = 0;
  D.text.forEach((t, k) => { if (Math.abs(t - wanted) < Math.abs(D.text[best] - wanted)) best = k; });
  return best;
}

/* ---- address */
const PLAIN = { ...state, cell: null };
const NUMBERS = [["card", "card"], ["class", "cls"], ["img", "img"], ["issue", "issue"]]; /* -1: none */
function addressText() {
  const parts = [];
  if (state.section) parts.push("v=" + state.section);
  if (state.k !== BEST) parts.push("t=" + state.k);
  if (state.cell) parts.push("cell=" + state.cell.join(","));
  if (state.mx) parts.push("mx=" + state.mx.join(","));
  if (state.picked) parts.push("cls=" + state.picked);
  for (const [key, name] of NUMBERS) if (state[name] >= 0) parts.push(key + "=" + state[name]);
  for (const key of ["layers", "norm", "show", "kind", "sort", "page", "list", "of", "at", "only", "map", "by", "full", "order", "rank", "axes", "wrong"]) {
    if (state[key] !== PLAIN[key]) parts.push(key + "=" + state[key]);
  }
  if (state.group) parts.push(groupText(state.group));
  return "#" + parts.join("&");
}
/* Groups of images: "c3" is a cluster, "s5" a slice, "t12-34.56-78..." what was drawn around on the
   map ("p..." in the PCA view). In the address these are cluster=3, slice=5 and pick=t... */
const groupText = key => key[0] === "c" ? "cluster=" + key.slice(1) : key[0] === "s" ? "slice=" + key.slice(1) : "pick=" + key;
const isGroup = key => /^([cs]\d{1,6}|[tp]\d{1,4}-\d{1,4}(\.\d{1,4}-\d{1,4}){2,600})$/.test(key);
const groupIn = given => [["cluster", "c"], ["slice", "s"], ["pick", ""]].map(([key, prefix]) => prefix + given.get(key)).find(isGroup) || "";

/* push: for what opens, so that Back closes it. Browsers limit how often this may be called. */
function writeAddress(push) {
  const text = addressText();
  if (text === (location.hash || "#")) return;
  try {
    if (push) history.pushState(null, "", text); else history.replaceState(null, "", text);
  } catch (e) { /* over the limit: the next call writes it */ }
}

const noteAddress = settled(250, () => writeAddress(false)); /* for what may change in a burst */

const whole = (text, most) => /^\d{1,9}$/.test(text || "") && +text <= most ? +text : -1;
/* Two places of the matrix that make a cell; `most`: the last place that may stand for what was predicted. */
const cellIn = (text, most) => {
  const [a, p, more] = (text || "").split(",").map(x => whole(x, ALL)), sum = a === OTHERS || (p > C && p < ALL);
  const fits = a < C ? p <= OTHERS || p === ALL : a === C ? p < C || p === OTHERS : a === OTHERS && p < ALL;
  return more === undefined && a >= 0 && p >= 0 && p <= most && fits && (LARGE || !sum) ? [a, p] : null;
};
/* Classes of the class table, "1,5"; "-" is none of them, "" all. */
const classesIn = text => /^(-|\d{1,6}(,\d{1,6}){0,199})$/.test(text || "") && text.split(",").every(i => +i < C || i === "-") ? text : "";
/* What a card of the recommendations says of its images. */
const cardData = (i, name) => $(`#card-${i}`)?.dataset[name] || "";
const cardOrder = () => state.card < 0 ? "" : cardData(state.card, "order");
const among = (value, list, plain) => list.includes(value) ? value : plain;

function readAddress() {
  const raw = location.hash.slice(1);
  if (raw && !raw.includes("=")) { /* an anchor of the page: nothing but the place changes */
    state.section = raw;
    return;
  }
  const given = new URLSearchParams(raw), t = given.get("t") || "";
  const k = t.includes(".") ? indexOf(t) : whole(t, K - 1);
  state.section = given.get("v");
  state.k = k >= 0 && !D.unscored ? k : BEST;
  state.cell = cellIn(given.get("cell"), ALL);
  state.mx = cellIn(given.get("mx"), OTHERS);
  state.full = LARGE ? among(given.get("full"), ["1"], PLAIN.full) : PLAIN.full;
  state.order = among(given.get("order"), ["file", "alike", "objects", "name"], PLAIN.order);
  state.axes = among(given.get("axes"), ["swapped"], PLAIN.axes);
  state.wrong = among(given.get("wrong"), ["only"], PLAIN.wrong);
  const keys = ["f", "name", "objects", "p", "r", "ap50", "ap75", "ap", "best"];
  state.rank = among(given.get("rank"), [...keys, ...keys.map(key => "-" + key)], PLAIN.rank);
  state.picked = classesIn(given.get("cls"));
  state.img = whole(given.get("img"), N - 1);
  state.layers = among(given.get("layers"), ["gp", "g", "p", "", "gpe", "ge", "pe", "e"], PLAIN.layers);
  state.norm = among(given.get("norm"), ["count", "row", "column"], PLAIN.norm);
  state.show = among(given.get("show"), ["all", "any", "fn", "fp", "mis", "none"], PLAIN.show);
  state.kind = among(given.get("kind"), KINDS.map(row => row.key), PLAIN.kind);
  state.card = whole(given.get("card"), $$(".rec").length - 1);
  state.sort = among(given.get("sort"), ["f", "errors", "fn", "fp", "name", ...state.kind ? ["kind"] : [], ...cardOrder() ? ["list"] : []], PLAIN.sort);
  state.page = Math.max(0, whole(given.get("page"), N));
  state.only = isGroup(given.get("only") || "") ? given.get("only") : PLAIN.only;
  state.map = among(given.get("map"), ["t", "p"], PLAIN.map);
  state.by = among(given.get("by"), ["fn", "fp", "mis", "ok", "cluster", String(whole(given.get("by"), 9999))], PLAIN.by);
  state.group = groupIn(given);
  state.cls = whole(given.get("class"), C - 1);
  state.list = among(given.get("list"), REVIEWS.map(row => row.key), PLAIN.list);
  state.of = /^\d{1,6}(,\d{1,6})?$/.test(given.get("of") || "") ? given.get("of") : PLAIN.of;
  state.at = Math.max(0, whole(given.get("at"), 9999));
  state.issue = state.img < 0 ? -1 : whole(given.get("issue"), REVIEWS.reduce((n, row) => n + row.size, 0) - 1);
  if (t && k < 0) notice(`The address names no threshold of this report: t=${t}`);
}

const listed = () => [state.k, state.cell, state.card, state.show, state.kind, state.sort, state.page, state.only].join();
function applyAddress() {
  const before = state.k, list = listed(), anchor = location.hash.length > 1 && !location.hash.includes("=");
  readAddress();
  if (anchor) writeAddress(false); /* a link to a section keeps what else the address says */
  if (state.k !== before) for (const run of listeners) run(state.k);
  if (listed() !== list) for (const run of settlers) run(state.k); /* else focus stays where it is */
  for (const run of openers) run();
}
addEventListener("popstate", applyAddress);
