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
  panMap(0, 0);
}
function panMap(dx, dy) {
  const { unit } = frameOfMap(), inside = v => Math.max(0, Math.min(1, v));
  map.cx = inside(map.cx - dx / (unit * SIDE));
  map.cy = inside(map.cy - dy / (unit * SIDE));
  soon();
}
/* Many events, one picture a frame. */
const due = new Set();
function soon(run = paint) {
  if (!due.size) requestAnimationFrame(() => { const runs = [...due]; due.clear(); for (const one of runs) one(); });
  due.add(run);
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

/* What a group of images comes to: sums of whole numbers, and the F1 that half of them do not reach.
   Nothing is divided here: rates come from the report, and a group drawn by hand has none. */
function summed(list, { ok, mis, fn, fp, f }) {
  const sum = { ok: 0, mis: 0, fn: 0, fp: 0 }, f1 = new Uint32Array(101);
  for (const i of list) {
    sum.ok += ok[i];
    sum.mis += mis[i];
    sum.fn += fn[i];
    sum.fp += fp[i];
    if (f[i] >= 0) f1[f[i]]++;
  }
  let left = f1.reduce((a, b) => a + b) / 2, half = -1;
  while (left > 0) left -= f1[++half];
  return { ...sum, half: hundredths(half) };
}
function worstOf(list, c) {
  const worst = [], most = CROPPED;
  for (const i of list) {
    const key = rankOf(c, i) * 1e6 - errorsOf(c, i);
    if (worst.length === most && key >= worst[most - 1][0]) continue;
    const at = worst.findIndex(row => key < row[0]);
    worst.splice(at < 0 ? worst.length : at, 0, [key, i]);
    worst.length = Math.min(worst.length, most);
  }
  return worst.map(row => row[1]);
}
async function drawPicked() {
  const place = $("#picked"), key = state.group, { k } = state, n = +key.slice(1);
  if (!key) return fill(place, h("button.btn", { type: "button", "data-do": "sight" }, "Collect what is in sight"), " or draw around images, or choose a row.");
  const list = membersOf(key), c = await countsAt(k), { ok, mis, fn, fp, half } = summed(list, c), rows = await imageRows(worstOf(list, c));
  if (key !== state.group || k !== state.k) return;
  const swept = { c: map.f1[0], s: map.f1[1] }[key[0]], words = outcomes({ ok: [swept ? ok : 0], mis: [mis], fn: [fn], fp: [fp] }, 0).filter(part => part[1]).map(part => `${count(part[1])} ${part[2]}`).join(", ");
  const button = (name, text) => h("button.btn", { type: "button", "data-do": name }, text), focus = place.contains(document.activeElement) && document.activeElement.dataset.do;
  fill(place, h("p", null, h("b", null, plural(list.length, "image")), swept ? `: ${groupName(key)}` : ", chosen by eye: not a test"),
    h("p", null, swept ? ["F1 ", h("b", null, rate(swept[n * K + k])), ` at ${D.text[k]}: `] : [h("b", null, `${count(ok)} of ${count(ok + mis + fn)}`), " objects found, ", h("b", null, `${count(ok)} of ${count(ok + mis + fp)}`), ` boxes right at ${D.text[k]}: `], words),
    !swept && h("p", null, `Half of these images have F1 ${half} or less; of all images, ${summed(everyImage, c).half}.`),
    h("div.crops", null, rows.map(row => h("a.crop", { href: "#img=" + row.i, "data-open": row.i, title: `${row.name}: F1 ${hundredths(c.f[row.i])}`, "aria-label": `${row.name}, F1 ${hundredths(c.f[row.i])}` },
      row.thumb ? h("img", { src: urlOf(row.thumb), alt: "", loading: "lazy" }) : h("span.plate", null, row.name)))),
    h("div.tools-in", null, button("show", list.length === 1 ? "Show the image" : `Show ${count(list.length)} images`), button("copy", "Copy file names"), button("csv", "CSV"), button("clear", "Clear")));
  if (focus) $(`[data-do=${focus}]`, place)?.focus();
  announce(`${plural(list.length, "image")} chosen`);
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
  const c = await countsAt(state.k), field = text => `"${(/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replace(/"/g, '""')}"`;
  const lines = (await rowsOf(membersOf(state.group))).map(({ i, name }) => [field(name), c.ok[i], c.mis[i], c.fn[i], c.fp[i], c.f[i] < 0 ? "" : hundredths(c.f[i])].join());
  const url = URL.createObjectURL(new Blob(["\ufeff" + ["file,correct,misclassified,false_negative,false_positive,f1", ...lines, ""].join("\r\n")], { type: "text/csv" }));
  h("a", { href: url, download: "images.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/* ---- events */
const mouseTools = { move: (drag, here) => panMap(here[0] - drag.last[0], here[1] - drag.last[1]), rect: (drag, here) => { drag.ring = cornered(drag.from, here); } };
mouseTools.lasso = (drag, here) => { if (Math.hypot(here[0] - drag.path.at(-1)[0], here[1] - drag.path.at(-1)[1]) > 3) { drag.path.push(here); drag.ring = drag.path; } };
/* Two fingers: how far apart, and what is between them. */
function fingers() {
  const [[x1, y1], [x2, y2]] = map.touches.values();
  return { apart: Math.hypot(x1 - x2, y1 - y2), x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
}
function listenToPointer(box) {
  const where = event => { const { left, top } = map.dots.getBoundingClientRect(); return [event.clientX - left, event.clientY - top]; };
  const lift = event => { map.touches.delete(event.pointerId); const drag = map.drag; map.drag = null; return drag; };
  box.addEventListener("pointerdown", event => {
    if (event.button || event.target.closest(".tip")) return;
    const here = where(event);
    box.setPointerCapture(event.pointerId);
    map.touches.set(event.pointerId, here);
    map.drag = map.touches.size > 1 ? null : { from: here, last: here, tool: event.shiftKey ? "rect" : map.tool, path: [here] };
    $("#map-tip").hidden = true;
    paintTop();
  });
  box.addEventListener("pointermove", event => {
    const here = where(event), drag = map.drag, { touches } = map;
    if (event.movementX || event.movementY) map.armed = true;
    if (touches.size === 2 && touches.has(event.pointerId)) {
      const before = fingers(), now = touches.set(event.pointerId, here) && fingers();
      panMap(now.x - before.x, now.y - before.y);
      zoomMap(now.apart / before.apart || 1, now.x, now.y);
    }
    if (!drag) return event.pointerType === "touch" ? null : aim(nearest(...here));
    if (!drag.moved && Math.hypot(here[0] - drag.from[0], here[1] - drag.from[1]) < 5) return;
    drag.moved = true;
    touches.set(event.pointerId, here);
    mouseTools[drag.tool](drag, here);
    drag.last = here;
    soon(paintTop);
  });
  box.addEventListener("pointerup", event => {
    const drag = lift(event), i = drag && !drag.moved ? nearest(...where(event)) : -1;
    if (!drag) return;
    if (drag.ring) pick(drag.ring);
    else if (i >= 0) openImage(i, state.group && membersOf(state.group).includes(i) ? membersOf(state.group) : gallery.list);
    else if (!drag.moved && state.group) chooseGroup("");
  });
  box.addEventListener("pointercancel", event => { lift(event); paintTop(); });
  box.addEventListener("pointerleave", () => { if (!map.drag) aim(-1); });
  box.addEventListener("touchstart", event => { if (event.touches.length > 1) event.preventDefault(); }, { passive: false });
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
/* Colours follow the confidence while they are in sight; those of very many images when the slider has
   come to rest, since their counts take longer to read than a step may. */
async function follow() {
  const { k } = state, c = map.seen && await countsAt(k);
  if (!c || k !== state.k) return;
  map.c = c;
  soon(recolour);
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
  onThreshold(() => N > MANY || follow());
  onSettle(() => { follow(); drawPicked(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => soon(recolour));
  new IntersectionObserver(([entry]) => { map.seen = entry.isIntersecting; follow(); }).observe(map.box);
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
