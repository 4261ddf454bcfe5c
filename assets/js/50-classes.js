/* Performance by class: false positives to the left of zero, the objects of the class to the right.
   Rows follow the slider; they are sorted anew when it has come to rest. Of more than WHOLE rows only
   those near the view are in the page, in a box that scrolls. */
const perf = { share: false, sort: "f", down: false, chosen: new Set(classes.map(row => row.index)), find: "", limit: 40, order: [], from: 0, height: 24, measured: false, all: false };
const WHOLE = 200, SPARE = 12;
const isTall = () => perf.order.length > WHOLE;

function perfValue(row, key, k) {
  if (key === "name") return row.name.toLowerCase();
  if (key === "objects") return row.objects;
  if (key === "bar") return row.sweep.falsePositive[k] + row.sweep.missed[k] + row.sweep.misclassified[k];
  if (key === "best") return row.optimum;
  if (key === "f" && !row.objects) return -1; /* no rank without objects */
  return key in row.sweep ? row.sweep[key][k] : row[key];
}
/* Undefined figures come last, whichever way the rest is sorted. */
function sortedClasses(list, key, down, k) {
  return list.map(row => [perfValue(row, key, k), row]).sort(([a, x], [b, y]) => {
    if ((a < 0) !== (b < 0)) return a < 0 ? 1 : -1;
    if (a === b) return x.index - y.index;
    return (a < b) === down ? 1 : -1;
  }).map(pair => pair[1]);
}

/* The common scale: where zero stands, and how wide one object is (or, of shares, all of them). */
function barScale(rows, k) {
  let left = 0, right = 0;
  for (const row of rows) {
    const unit = perf.share ? row.objects : 1;
    if (!unit) continue;
    left = Math.max(left, row.sweep.falsePositive[k] / unit);
    right = Math.max(right, row.objects / unit);
  }
  if (perf.share) left = Math.min(left, 1.5);
  left = Math.max(left, right * .12);
  const span = left + right || 1;
  return { zero: .04 + .92 * left / span, unit: .92 / span, left };
}

/* The part of the column that a short text needs. */
const roomFor = text => .012 + .014 * text.length;
function drawBar(row, k, scale) {
  const at = row.sweep, whole = perf.share ? row.objects : 1, unit = whole ? scale.unit / whole : 0, out = [];
  const word = (n, a, p) => !perf.share ? count(n) : a >= 0 && row.objects ? share(columnShare(a, p, k), n) : count(n);
  let x = scale.zero;
  const parts = [["ok", at.correct[k], word(at.correct[k], row.index, row.index)], ["mis", at.misclassified[k], perf.share ? "" : count(at.misclassified[k])], ["fn", at.missed[k], word(at.missed[k], row.index, C)]];
  for (const [tone, n, text] of parts) {
    const width = n * unit;
    if (!width) continue;
    out.push(s("rect.fl.t-" + tone, { x: pct(x), width: pct(Math.max(width - .0012, .0025)), y: "8%", height: "84%" }));
    if (text && width > roomFor(text)) out.push(s("text.tx.t-on-" + tone, { x: pct(x + width / 2), y: "50%", dy: 4, "text-anchor": "middle" }, text));
    x += width;
  }
  const wrong = at.falsePositive[k], full = whole ? wrong / whole : wrong ? scale.left : 0, width = Math.min(full, scale.left) * scale.unit;
  if (wrong) {
    const text = (full > scale.left ? "\u2190 " : "") + count(wrong), inside = width > roomFor(text);
    out.push(s("rect.fl.t-fp", { x: pct(scale.zero - width), width: pct(Math.max(width - .0012, .0025)), y: "8%", height: "84%" }));
    out.push(s("text.tx." + (inside ? "t-on-fp" : "t-soft"), { x: pct(scale.zero - (inside ? width / 2 : width)), y: "50%", dx: inside ? 0 : -5, dy: 4, "text-anchor": inside ? "middle" : "end" }, text));
  }
  const name = `${row.name}: ${count(at.correct[k])} correct, ${count(at.misclassified[k])} misclassified, ${count(at.missed[k])} missed, ${count(wrong)} false positives`;
  return s("svg.fig.fig-class-bar", { role: "img", "aria-label": name }, out, s("line.ln.t-faint", { x1: pct(scale.zero), x2: pct(scale.zero), y1: 0, y2: "100%" }));
}

function drawHead(scale) {
  const at = pct(scale.zero);
  fill($(".fig-class-bar-head"),
    s("text.tx.t-soft", { x: at, y: "50%", dx: -8, dy: 4, "text-anchor": "end" }, perf.share ? "\u2190 False positives, counted" : "\u2190 False positives"),
    s("text.tx.t-soft", { x: at, y: "50%", dx: 8, dy: 4 }, perf.share ? "Share of objects \u2192" : "Objects of the class \u2192"));
}
function classRow(row, k, scale, place) {
  const num = value => h("td.num", null, shownRate(value));
  return h("tr", { class: row.index === state.cls ? "on" : null, "data-class": row.index, "aria-rowindex": isTall() ? place + 2 : null },
    h("th", { scope: "row" }, h("button.link.name", { type: "button", title: row.name }, row.name)),
    h("td.b", null, drawBar(row, k, scale)), h("td.num", null, count(row.objects)),
    num(row.sweep.p[k]), num(row.sweep.r[k]), h("td.num.f1", null, shownRate(row.sweep.f[k])), num(row.ap50), h("td.num.ap75", null, shownRate(row.ap75)), num(row.ap),
    h("td.num", null, row.optimum < 0 ? h("span.nil", null, row.best) : row.best));
}

/* The rows in the page: of a long table those in its box and some more; on paper as many as without
   scripts. */
function rowsNow() {
  if (!isTall() || perf.all) return [0, isTall() ? WHOLE : perf.limit];
  const box = $("#class-box"), first = Math.floor(box.scrollTop / perf.height) - SPARE;
  const from = Math.max(0, Math.min(first, perf.order.length - SPARE));
  return [from, from + Math.ceil(box.clientHeight / perf.height) + 2 * SPARE];
}
/* The mean of all but the first, which is lower than the others in some browsers. */
function rowHeight() {
  const rows = $$("#classes tbody tr[data-class]").slice(1);
  return (rows.at(-1).getBoundingClientRect().bottom - rows[0].getBoundingClientRect().top) / rows.length;
}
function drawClasses(k) {
  const box = $("#class-box"), body = $("#classes tbody"), count = perf.order.length, focus = body.contains(document.activeElement) && document.activeElement.closest("tr").dataset.class;
  box.classList.toggle("tall", isTall() && !perf.all);
  const [from, to] = rowsNow(), rows = perf.order.slice(from, to), scale = barScale(isTall() ? perf.order : rows, k);
  const gaps = perf.all || !isTall() ? [0, 0] : [from, Math.max(0, count - to)].map(n => n * perf.height);
  const gap = height => height > 0 && h("tr", { "aria-hidden": true }, h("td.space", { colspan: 10, height }));
  perf.from = from;
  drawHead(scale);
  fill(body, gap(gaps[0]), rows.map((row, i) => classRow(row, k, scale, from + i)), gap(gaps[1]));
  $("#classes").setAttribute("aria-rowcount", count + 1);
  if (isTall() && !perf.measured) {
    perf.measured = true;
    perf.height = rowHeight() || perf.height;
    return drawClasses(k);
  }
  const rest = isTall() ? 0 : count - rows.length;
  $("#more").hidden = rest <= 0;
  $("#more").textContent = `Show ${Math.min(40, rest)} more`;
  $("#rows-note").textContent = !count ? "No class fits." : isTall() ? `${plural(count, "class", "classes")}. The browser's own search sees only the rows in the box: use Find a class.` : "";
  if (focus) $(`[data-class="${focus}"] button`, body)?.focus({ preventScroll: true });
}

function showRate(cell, value) {
  const text = cell.firstChild;
  if (value < 0 || text.nodeType !== Node.TEXT_NODE) fill(cell, shownRate(value));
  else if (text.data !== rate(value)) text.data = rate(value);
}
/* While the slider moves, the rows in sight follow; the others do when it has come to rest. */
function stepClasses(k) {
  const shown = $$("#classes tbody tr[data-class]"), rows = perf.order.slice(perf.from, perf.from + shown.length), scale = barScale(isTall() ? perf.order : rows, k);
  if (!rows.length) return;
  const { top, height } = shown[0].getBoundingClientRect();
  drawHead(scale);
  const last = Math.min(rows.length, Math.ceil((innerHeight - top) / height));
  for (let i = Math.max(0, Math.floor(-top / height)); i < last; i++) {
    const { cells } = shown[i], { p, r, f } = rows[i].sweep;
    cells[1].firstChild.replaceWith(drawBar(rows[i], k, scale));
    [p, r, f].forEach((values, at) => showRate(cells[3 + at], values[k]));
  }
}

function orderClasses(k) {
  const chosen = [...perf.chosen].map(i => classes[i]).filter(row => !perf.find || row.name.toLowerCase().includes(perf.find));
  perf.order = sortedClasses(chosen, perf.sort, perf.down, k);
  for (const head of $$("#classes th[data-key]")) {
    if (head.dataset.key !== "bar") head.setAttribute("aria-sort", head.dataset.key !== perf.sort ? "none" : perf.down ? "descending" : "ascending");
  }
  drawClasses(k);
}

/* The order in the address: the column, after "-" the highest first. */
function sortBy(key, down) {
  [perf.sort, perf.down] = [key, down];
  state.rank = (down ? "-" : "") + key;
  $("#class-box").scrollTop = 0;
  orderClasses(state.k);
  noteAddress();
}
function followRank() {
  const down = state.rank[0] === "-", key = state.rank.slice(down);
  const changed = key !== perf.sort || down !== perf.down;
  [perf.sort, perf.down] = [key, down];
  return changed;
}

/* A class in the matrix: its row and column, and the way to its images. */
function showClass(i) {
  matrix.select(i, i);
  $("#matrix").scrollIntoView();
}

function startClasses() {
  const box = $("#class-box");
  for (const head of $$("#classes th[data-key]")) {
    if (head.dataset.key !== "bar") fill(head, h("button.sort", { type: "button" }, head.textContent));
  }
  $("#classes").addEventListener("click", event => {
    const sort = event.target.closest(".sort"), name = event.target.closest(".name");
    if (name) showClass(+name.closest("tr").dataset.class);
    if (!sort) return;
    const key = sort.parentNode.dataset.key;
    sortBy(key, key === perf.sort ? !perf.down : ["objects", "best", "ap", "ap50", "ap75"].includes(key));
  });
  onChoice($("#share"), value => { perf.share = value === "share"; drawClasses(state.k); });
  $("#more").addEventListener("click", () => { perf.limit += 40; drawClasses(state.k); });
  const refill = () => { /* where rows are missing in sight */
    const shown = $$("#classes tbody tr[data-class]"), end = perf.from + shown.length;
    if (!isTall() || perf.all || shown.length < 2) return;
    perf.height = rowHeight();
    const first = Math.floor(box.scrollTop / perf.height), last = first + Math.ceil(box.clientHeight / perf.height);
    if (first < perf.from || (last > end && end < perf.order.length)) drawClasses(state.k);
  };
  box.addEventListener("scroll", refill);
  new ResizeObserver(refill).observe(box);
  for (const [event, all] of [["beforeprint", true], ["afterprint", false]]) addEventListener(event, () => {
    perf.all = all;
    if (isTall()) drawClasses(state.k);
  });
  followRank();
  orderClasses(state.k);
  whileSeen($("#classes"), stepClasses);
  onSettle(orderClasses);
  onAddress(() => { /* a link to one class: it is marked and, in a long table, brought in */
    if (followRank()) orderClasses(state.k);
    const row = $("#classes tr.on"), place = perf.order.findIndex(other => other.index === state.cls);
    if (+(row?.dataset.class ?? -1) === state.cls) return;
    perf.limit = Math.max(perf.limit, place + 1);
    if (isTall() && place >= 0) box.scrollTop = (place - 2) * perf.height;
    drawClasses(state.k);
  });
}
