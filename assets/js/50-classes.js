/* Performance by class: false positives to the left of zero, the objects of the class to the right.
   Rows follow the slider; they are sorted anew when it has come to rest. */
const perf = { share: false, sort: "f", down: false, chosen: new Set(classes.map(row => row.index)), limit: 40, order: [] };
const DENSE = C > 12;

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
  const name = `${row.name}: ${at.correct[k]} correct, ${at.misclassified[k]} misclassified, ${at.missed[k]} missed, ${wrong} false positives`;
  return s("svg.fig.fig-class-bar", { role: "img", "aria-label": name }, out, s("line.ln.t-faint", { x1: pct(scale.zero), x2: pct(scale.zero), y1: 0, y2: "100%" }));
}

function drawHead(scale) {
  const at = pct(scale.zero);
  fill($(".fig-class-bar-head"),
    s("text.tx.t-soft", { x: at, y: "50%", dx: -8, dy: 4, "text-anchor": "end" }, perf.share ? "\u2190 False positives, counted" : "\u2190 False positives"),
    s("text.tx.t-soft", { x: at, y: "50%", dx: 8, dy: 4 }, perf.share ? "Share of objects \u2192" : "Objects of the class \u2192"));
}
function classRow(row, k, scale) {
  const num = value => h("td.num", null, shownRate(value));
  return h("tr", { class: row.index === state.cls ? "on" : null, "data-class": row.index },
    h("th", { scope: "row" }, h("button.link.name", { type: "button", title: row.name }, row.name)),
    h("td.b", null, drawBar(row, k, scale)), h("td.num", null, count(row.objects)),
    num(row.sweep.p[k]), num(row.sweep.r[k]), h("td.num.f1", null, shownRate(row.sweep.f[k])), num(row.ap50), num(row.ap),
    h("td.num", null, row.optimum < 0 ? h("span.nil", null, row.best) : row.best));
}

function drawClasses(k) {
  const rows = perf.order.slice(0, perf.limit), scale = barScale(rows, k);
  drawHead(scale);
  fill($("#classes tbody"), rows.map(row => classRow(row, k, scale)));
  const rest = perf.order.length - rows.length;
  $("#more").hidden = rest <= 0;
  $("#more").textContent = `Show ${Math.min(40, rest)} more`;
}

/* While the slider moves, the rows in sight follow; the others do when it has come to rest. */
function stepClasses(k) {
  const rows = perf.order.slice(0, perf.limit), shown = $("#classes tbody").rows, scale = barScale(rows, k);
  if (!rows.length) return;
  const { top, height } = shown[0].getBoundingClientRect();
  drawHead(scale);
  const last = Math.min(rows.length, Math.ceil((innerHeight - top) / height));
  for (let i = Math.max(0, Math.floor(-top / height)); i < last; i++) {
    const cells = classRow(rows[i], k, scale).cells;
    for (const at of [5, 4, 3, 1]) shown[i].cells[at].replaceWith(cells[at]);
  }
}

function orderClasses(k) {
  perf.order = sortedClasses([...perf.chosen].map(i => classes[i]), perf.sort, perf.down, k);
  for (const head of $$("#classes th[data-key]")) {
    if (head.dataset.key !== "bar") head.setAttribute("aria-sort", head.dataset.key !== perf.sort ? "none" : perf.down ? "descending" : "ascending");
  }
  drawClasses(k);
}

function startPicker() {
  const pick = $("#pick");
  if (!pick) return;
  const find = $("#pick-find"), box = $("#pick-list"), label = $("summary", pick);
  const list = () => {
    const text = find.value.toLowerCase(), found = classes.filter(row => row.name.toLowerCase().includes(text));
    fill(box, found.slice(0, 300).map(row => h("label", null,
      h("input", { type: "checkbox", value: row.index, checked: perf.chosen.has(row.index) ? "" : null }), row.name, h("span", null, count(row.objects)))));
  };
  const apply = () => {
    label.textContent = perf.chosen.size === C ? "All classes" : plural(perf.chosen.size, "class", "classes");
    state.picked = perf.chosen.size === C ? "" : classesIn([...perf.chosen].join() || "-");
    orderClasses(state.k);
    noteAddress();
  };
  const follow = () => {
    const wanted = state.picked;
    if (wanted === (perf.chosen.size === C ? "" : [...perf.chosen].join() || "-")) return;
    perf.chosen = new Set(!wanted ? classes.map(row => row.index) : wanted === "-" ? [] : wanted.split(",").map(Number));
    list();
    apply();
  };
  onAddress(follow);
  find.addEventListener("input", list);
  box.addEventListener("change", event => {
    if (event.target.checked) perf.chosen.add(+event.target.value); else perf.chosen.delete(+event.target.value);
    apply();
  });
  pick.addEventListener("click", event => {
    const which = event.target.dataset.pick;
    if (!which) return;
    const worst = () => sortedClasses(classes.filter(row => row.objects), "f", false, state.k).slice(0, 10);
    perf.chosen = new Set((which === "all" ? classes : which === "none" ? [] : worst()).map(row => row.index));
    list();
    apply();
  });
  document.addEventListener("click", event => { if (!pick.contains(event.target)) pick.open = false; });
  pick.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !pick.open) return;
    pick.open = false;
    label.focus();
  });
  pick.addEventListener("toggle", list);
  follow();
}

function startClasses() {
  for (const head of $$("#classes th[data-key]")) {
    if (head.dataset.key !== "bar") fill(head, h("button.sort", { type: "button" }, head.textContent));
  }
  $("#classes").addEventListener("click", event => {
    const sort = event.target.closest(".sort"), name = event.target.closest(".name");
    if (name) {
      const i = +name.closest("tr").dataset.class;
      matrix.select(i, i);
      $("#matrix").scrollIntoView();
    }
    if (!sort) return;
    const key = sort.parentNode.dataset.key;
    perf.down = key === perf.sort ? !perf.down : ["objects", "best", "ap", "ap50"].includes(key);
    perf.sort = key;
    orderClasses(state.k);
  });
  onChoice($("#share"), value => { perf.share = value === "share"; drawClasses(state.k); });
  $("#more").addEventListener("click", () => { perf.limit += 40; drawClasses(state.k); });
  startPicker();
  orderClasses(state.k);
  whileSeen($("#classes"), stepClasses);
  onSettle(orderClasses);
  onAddress(() => { /* a link to one class: it is marked and, in a long table, brought in */
    const row = $("#classes tr.on"), place = perf.order.findIndex(other => other.index === state.cls);
    if (+(row?.dataset.class ?? -1) === state.cls) return;
    perf.limit = Math.max(perf.limit, place + 1);
    drawClasses(state.k);
  });
}
