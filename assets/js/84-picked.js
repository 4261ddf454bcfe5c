/* part explorer: working with the map: pointing, drawing around, keys; and what was chosen. */
const CROPPED = 12;

function nearest(x, y, most = 14) {
  const { unit, left, top } = frameOfMap(), [xs, ys] = map.views[state.map];
  let found = -1, least = most * most;
  for (let i = 0; i < N; i++) {
    if (xs[i] > SIDE) continue;
    const dx = left + xs[i] * unit - x, dy = top + ys[i] * unit - y, d = dx * dx + dy * dy;
    if (d < least) { least = d; found = i; }
  }
  return found;
}
/* The next image in a direction: not far off it, and near. */
function neighbour(from, dx, dy) {
  const [xs, ys] = map.views[state.map];
  let found = from, least = Infinity;
  for (let i = 0; i < N; i++) {
    const x = xs[i] - xs[from], y = ys[i] - ys[from], along = x * dx + y * dy, off = Math.abs(x * dy) + Math.abs(y * dx);
    if (i === from || xs[i] > SIDE || along <= 0 || off > along || along + 2 * off >= least) continue;
    least = along + 2 * off;
    found = i;
  }
  return found;
}

function zoomMap(factor, x, y) {
  const { W, H, unit } = frameOfMap(), z = factor ? Math.max(1, Math.min(60, map.z * factor)) : 1, move = (1 - map.z / z) / (unit * SIDE);
  map.cx += ((x ?? W / 2) - W / 2) * move;
  map.cy += ((y ?? H / 2) - H / 2) * move;
  if (z === 1) map.cx = map.cy = .5;
  map.z = z;
  map.box.classList.toggle("zoomed", z > 1);
  panMap(0, 0);
}
function panMap(dx, dy) {
  const { unit } = frameOfMap(), inside = v => Math.max(0, Math.min(1, v));
  map.cx = inside(map.cx - dx / (unit * SIDE));
  map.cy = inside(map.cy - dy / (unit * SIDE));
  soon();
}
/* Many events, one picture a frame. */
let asked = 0;
function soon(run = paint) {
  cancelAnimationFrame(asked);
  asked = requestAnimationFrame(() => run());
}

/* ---- the image under the pointer */
async function aim(i) {
  const tip = $("#map-tip");
  if (i === map.hover) return;
  map.hover = i;
  map.box.classList.toggle("point", i >= 0);
  paintTop();
  tip.hidden = i < 0;
  if (i < 0) return;
  const [row] = await imageRows([i]), c = map.c, cluster = map.clusters.find(one => one.number === map.cluster[i]);
  if (i !== map.hover) return;
  const counted = outcomes(c, i).filter(part => part[1]).map(part => `${count(part[1])} ${part[2]}`).join(", ");
  fill(tip, row.thumb && h("img", { src: urlOf(row.thumb), alt: "", width: row.width, height: row.height }), h("b", null, row.name),
    h("span", null, `F1 ${hundredths(c.f[i])}`, counted && ": " + counted), cluster && h("span", null, `${cluster.mark}  ${cluster.name}`));
  const { W, H, unit, left, top } = frameOfMap(), [xs, ys] = map.views[state.map], x = left + xs[i] * unit, y = top + ys[i] * unit;
  tip.style.left = (x + 224 > W && x > 224 ? x - 216 : x + 16) + "px";
  tip.style.top = Math.max(-40, Math.min(H - tip.offsetHeight + 40, y - 40)) + "px";
  announce(`${row.name}, F1 ${hundredths(c.f[i])}${counted && ", " + counted}`);
}

/* ---- groups */
function chooseGroup(key, push = true) {
  state.group = key;
  writeAddress(push);
  showGroup();
}
function showGroup() {
  for (const button of $$("[data-pick]")) button.setAttribute("aria-pressed", button.dataset.pick === state.group);
  for (const row of $$("[data-group]")) row.classList.toggle("on", row.dataset.group === state.group);
  if (!map.views) return;
  recolour();
  drawPicked();
}
/* Corners of what was drawn, as they stand in the address: the group is always made from that text. */
function pick(ring) {
  const { unit, left, top } = frameOfMap(), part = (v, from) => Math.max(0, Math.min(9999, Math.round((v - from) / unit / SIDE * 9999)));
  const step = Math.ceil(ring.length / 300), few = ring.filter((_, i) => i % step === 0);
  const key = state.map + few.map(([x, y]) => part(x, left) + "-" + part(y, top)).join(".");
  chooseGroup(isGroup(key) && membersOf(key).length ? key : "");
}
const cornered = ([x1, y1], [x2, y2]) => [[x1, y1], [x2, y1], [x2, y2], [x1, y2]];
const pickInSight = () => { const { W, H } = frameOfMap(); pick(cornered([0, 0], [W, H])); };

/* Figures of some images together: of the summed counts, not a mean of their figures. */
function pooled(list, c) {
  const sum = { ok: 0, mis: 0, fn: 0, fp: 0 }, part = (a, b) => b ? (a / b).toFixed(3) : "\u2013";
  for (const i of list) for (const key in sum) sum[key] += c[key][i];
  const { ok, mis, fn, fp } = sum;
  return { ...sum, p: part(ok, ok + mis + fp), r: part(ok, ok + mis + fn), f: part(2 * ok, 2 * ok + 2 * mis + fn + fp) };
}
async function drawPicked() {
  const place = $("#picked"), key = state.group, { k } = state, c = map.c;
  if (!key) return fill(place, h("button.btn", { type: "button", "data-do": "sight" }, "Collect what is in sight"), " or draw around images, or choose a row.");
  const list = membersOf(key), all = pooled(list, c), eye = !"cs".includes(key[0]), words = outcomes({ ok: [all.ok], mis: [all.mis], fn: [all.fn], fp: [all.fp] }, 0);
  const worst = [...list].sort((x, y) => rankOf(c, x) - rankOf(c, y) || errorsOf(c, y) - errorsOf(c, x) || x - y).slice(0, CROPPED), rows = await imageRows(worst);
  if (key !== state.group || k !== state.k) return;
  const button = (name, text) => h("button.btn", { type: "button", "data-do": name }, text), focus = place.contains(document.activeElement) && document.activeElement.dataset.do;
  fill(place, h("p", null, h("b", null, plural(list.length, "image")), eye ? ", chosen by eye, which is no test" : `: ${groupName(key)}`),
    h("p", null, "F1 ", h("b", null, all.f), `, precision ${all.p}, recall ${all.r} at ${D.text[state.k]}: `, words.filter(part => part[1]).map(part => `${count(part[1])} ${part[2]}`).join(", ")),
    h("div.crops", null, rows.map(row => h("a.crop", { href: "#img=" + row.i, "data-open": row.i, title: `${row.name}: F1 ${hundredths(c.f[row.i])}`, "aria-label": `${row.name}, F1 ${hundredths(c.f[row.i])}` },
      row.thumb ? h("img", { src: urlOf(row.thumb), alt: "", loading: "lazy" }) : h("span.plate", null, row.name)))),
    h("div.tools-in", null, button("show", list.length === 1 ? "Show the image" : `Show ${count(list.length)} images`), button("copy", "Copy file names"), button("csv", "CSV"), button("clear", "Clear")));
  if (focus) $(`[data-do=${focus}]`, place)?.focus();
}
const rowsOf = async list => {
  const rows = [];
  for (const i of list) rows.push(await imageRow(i));
  return rows;
};
async function copyNames() {
  const text = (await rowsOf(membersOf(state.group))).map(row => row.name).join("\n"), area = h("textarea", { readonly: "", "aria-label": "File names" }, text);
  $("#picked textarea")?.remove();
  $("#picked").append(area);
  area.select();
  try { await navigator.clipboard.writeText(text); } catch (e) { document.execCommand("copy"); }
  announce("File names copied");
}
/* A quote keeps spreadsheets from reading a name as a formula. */
async function saveCsv() {
  const c = map.c, field = text => `"${(/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replace(/"/g, '""')}"`;
  const lines = (await rowsOf(membersOf(state.group))).map(({ i, name }) => [field(name), c.ok[i], c.mis[i], c.fn[i], c.fp[i], c.f[i] < 0 ? "" : hundredths(c.f[i])].join());
  const url = URL.createObjectURL(new Blob(["\ufeff" + ["file,correct,misclassified,missed,false_positive,f1", ...lines, ""].join("\r\n")], { type: "text/csv" }));
  h("a", { href: url, download: "images.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/* ---- events */
function listenToPointer(box) {
  const where = event => { const { left, top } = map.dots.getBoundingClientRect(); return [event.clientX - left, event.clientY - top]; };
  box.addEventListener("pointerdown", event => {
    if (event.button || event.target.closest(".tip")) return;
    box.setPointerCapture(event.pointerId);
    map.drag = { from: where(event), last: where(event), tool: event.shiftKey ? "rect" : map.tool, path: [where(event)] };
    $("#map-tip").hidden = true;
  });
  box.addEventListener("pointermove", event => {
    const here = where(event), drag = map.drag;
    if (event.movementX || event.movementY) map.armed = true;
    if (!drag) return event.pointerType === "touch" ? null : aim(nearest(...here));
    if (!drag.moved && Math.hypot(here[0] - drag.from[0], here[1] - drag.from[1]) < 5) return;
    drag.moved = true;
    if (drag.tool === "move") panMap(here[0] - drag.last[0], here[1] - drag.last[1]);
    if (drag.tool === "rect") drag.ring = cornered(drag.from, here);
    if (drag.tool === "lasso" && Math.hypot(here[0] - drag.last[0], here[1] - drag.last[1]) > 3) { drag.path.push(here); drag.ring = drag.path; }
    if (drag.tool !== "lasso" || drag.ring?.at(-1) === here) drag.last = here;
    if (drag.tool !== "move") soon(paintTop);
  });
  box.addEventListener("pointerup", event => {
    const drag = map.drag, i = drag && !drag.moved ? nearest(...where(event)) : -1;
    map.drag = null;
    if (!drag) return;
    if (drag.ring) pick(drag.ring);
    else if (i >= 0) openImage(i, state.group && membersOf(state.group).includes(i) ? membersOf(state.group) : gallery.list);
    else if (!drag.moved && state.group) chooseGroup("");
  });
  box.addEventListener("pointercancel", () => { map.drag = null; paintTop(); });
  box.addEventListener("pointerleave", () => { if (!map.drag) aim(-1); });
  /* The wheel scrolls the page until the pointer has been moved on the map. */
  addEventListener("scroll", () => { map.armed = false; }, { passive: true });
  box.addEventListener("wheel", event => {
    if (!event.ctrlKey && (!map.armed || (map.z === 1 && event.deltaY > 0))) return;
    event.preventDefault();
    zoomMap(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 160), ...where(event));
  }, { passive: false });
}
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
function mapKey(event) {
  const arrow = ARROWS[event.key], { W, H } = frameOfMap(), at = map.hover;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (arrow && event.shiftKey) panMap(-60 * arrow[0], -60 * arrow[1]);
  else if (arrow) aim(at < 0 ? nearest(W / 2, H / 2, 1e6) : neighbour(at, ...arrow));
  else if (event.key === "Enter" && at >= 0) openImage(at, gallery.list);
  else if ("+=".includes(event.key)) zoomMap(1.5);
  else if (event.key === "-") zoomMap(1 / 1.5);
  else if (event.key === "0") zoomMap(0);
  else if (event.key === "s") pickInSight();
  else if (event.key === "Escape" && (state.group || at >= 0)) { aim(-1); if (state.group) chooseGroup(""); }
  else return false;
  return true;
}
function setTool(tool) {
  map.tool = tool;
  press($("#map-tool"), tool);
  map.box.classList.toggle("move", tool === "move");
}
function applyMap() {
  press($("#map-view"), state.map);
  $("#map-by").value = state.by;
  if (!$("#map-by").value) $("#map-by").value = state.by = PLAIN.by;
  showGroup();
}
function startTables(section) {
  section.addEventListener("click", event => {
    const button = event.target.closest("[data-pick],[data-all],[data-do]"), { pick: key, all, do: act } = button?.dataset || {};
    if (key) chooseGroup(state.group === key ? "" : key);
    if (all) showGallery({ only: all });
    if (act) ({ sight: pickInSight, show: () => showGallery({ only: state.group }), copy: copyNames, csv: saveCsv, clear: () => chooseGroup("") })[act]();
  });
}
async function startMap() {
  const section = $("#explorer");
  if (!section) return;
  await mapRead();
  startTables(section);
  onAddress(() => map.views ? applyMap() : showGroup());
  if (!map.views) return showGroup();
  map.box = $("#map");
  [map.dots, map.top] = $$("canvas", map.box);
  map.c = await countsAt(state.k);
  setTool(matchMedia("(pointer:coarse)").matches ? "move" : "lasso");
  listenToPointer(map.box);
  map.box.addEventListener("keydown", event => { if (mapKey(event)) event.preventDefault(); });
  map.box.addEventListener("blur", () => aim(-1));
  $("#map-by").addEventListener("change", event => { state.by = event.target.value; writeAddress(false); recolour(); });
  onChoice($("#map-view"), view => { state.map = view; map.hover = -1; writeAddress(false); showGroup(); });
  onChoice($("#map-tool"), setTool);
  $("#map-zoom").addEventListener("click", event => { const button = event.target.closest("[data-z]"); if (button) zoomMap(+button.dataset.z); });
  onThreshold(async k => {
    const c = await countsAt(k);
    if (k !== state.k) return;
    map.c = c;
    if (map.seen) soon(recolour);
  });
  onSettle(() => soon(() => { recolour(); drawPicked(); }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => soon(recolour));
  new IntersectionObserver(([entry]) => { map.seen = entry.isIntersecting; if (map.seen) soon(recolour); }).observe(map.box);
  new ResizeObserver(() => soon()).observe(map.box);
  applyMap();
}
/* For tests: what is drawn, and where. */
function mapShown() {
  if (!map.views) return null;
  const { unit, left, top } = frameOfMap(), [xs, ys] = map.views[state.map], box = map.dots.getBoundingClientRect();
  return {
    low: map.data.low, drawn: map.drawn, chosen: state.group ? membersOf(state.group) : [],
    place: i => [box.left + left + xs[i] * unit, box.top + top + ys[i] * unit],
    tone: i => map.keys[i] & 31, faded: i => map.keys[i] < 32,
  };
}
