/* Production metrics explorer. The curves of all classes are in the markup; scripts move the chosen
   threshold, draw the curves of one class instead, and read the graph out. */
const SERIES = [["p", "Precision"], ["r", "Recall"], ["f", "F1"]];
const curve = { of: -1, hover: -1 };
const curveRow = () => curve.of < 0 ? overall : classes[curve.of];
const yOf = value => 1 - value / 1000;

function linePath(values) {
  let text = "", down = false;
  values.forEach((value, k) => {
    if (value >= 0) text += (down ? "L" : "M") + D.at[k].toFixed(5) + " " + yOf(value).toFixed(5);
    down = value >= 0;
  });
  return text;
}

function drawClassCurves(row) {
  return [
    s("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none" },
      SERIES.map(([key]) => s("path.ln.t-" + key, { d: linePath(row.sweep[key]) }))),
    SERIES.map(([key, name], i) => {
      const k = row.labels[2 * i];
      if (k < 0) return null;
      return s(`text.tx.b.halo.t-${key}`, { x: pct(D.at[k]), y: pct(yOf(row.sweep[key][k])), dy: (row.labels[2 * i + 1] ? 14 : -12) + 4, "text-anchor": "middle" }, name);
    }),
  ];
}

/* The text of the optimum goes to that of four corners which is farthest from the curves. */
function optimumCorner(row, k) {
  let best = null;
  for (const [side, up] of [[-1, 1], [1, 1], [1, -1], [-1, -1]]) {
    const middle = row.sweep.f[k] + up * 75, x = D.at[k] + side * .22;
    let room = middle > 980 || middle < 40 || x < 0 || x > 1 ? -1 : 1000;
    for (let j = 0; j < K; j++) {
      if ((D.at[j] - D.at[k]) * side < 0 || Math.abs(D.at[j] - D.at[k]) > .22) continue;
      for (const [key] of SERIES) if (row.sweep[key][j] >= 0) room = Math.min(room, Math.abs(row.sweep[key][j] - middle));
    }
    if (!best || room > best.room) best = { side, up, room };
  }
  return best;
}
function drawOptimum(row) {
  const k = row.optimum;
  if (k < 0 || !D.hasOptimum || row.sweep.f[k] < 0) return [];
  const corner = optimumCorner(row, k), x = pct(D.at[k]), name = curve.of < 0 ? "Optimum" : "Own optimum";
  return [
    s("svg", { x, y: pct(yOf(row.sweep.f[k])) }, s("path.ho.t-ink", { d: "M0 -5.5L5.5 0L0 5.5L-5.5 0Z" })),
    s("text.tx.b.halo.t-f", { x, y: pct(yOf(row.sweep.f[k] + corner.up * 75)), dx: corner.side * 10, dy: 4, "text-anchor": corner.side > 0 ? "start" : "end" }, `${name} ${D.text[k]}: F1 ${rate(row.sweep.f[k])}`),
  ];
}

function dots(row, k, radius) {
  return SERIES.map(([key]) => row.sweep[key][k] < 0 ? null :
    s(`circle.fl.ring.t-${key}`, { cx: pct(D.at[k]), cy: pct(yOf(row.sweep[key][k])), r: radius }));
}
const vertical = (spec, k, y1) => s("line.ln." + spec, { x1: pct(D.at[k]), x2: pct(D.at[k]), y1: y1 || 0, y2: "100%" });

function readOut(k) {
  const at = curveRow().sweep, item = (word, value) => h("span", null, word + " ", h("b", null, value));
  fill($("#readout"), item("At", D.text[k]), item("precision", rate(at.p[k])), item("recall", rate(at.r[k])),
    item("F1", rate(at.f[k])), h("span", null, h("b", null, count(at.kept[k])), at.kept[k] === 1 ? " box kept" : " boxes kept"));
}

/* One path for all right bars, one for all wrong ones; drawn faint as a whole, and again at full
   strength where the scores are kept. */
function startHistogram() {
  const figure = $(".fig-scores"), bins = D.histogram, size = .5 / bins.most;
  const right = k => k + 1 < K ? D.at[k + 1] : D.at[k] + 1 / (K - 1);
  const bars = (values, up) => {
    let d = "";
    unpack(values, K).forEach((n, k) => {
      const gap = (right(k) - D.at[k]) * .1, height = Math.min(n, bins.most) * size;
      if (n) d += `M${(D.at[k] + gap).toFixed(5)} .5H${(right(k) - gap).toFixed(5)}v${(up ? -height : height).toFixed(5)}H${(D.at[k] + gap).toFixed(5)}z`;
    });
    return d;
  };
  const paths = [["ok", bars(bins.correct, true)], ["fp", bars(bins.wrong, false)]];
  const both = () => paths.map(([tone, d]) => s("path.fl.t-" + tone, { d }));
  const kept = s("svg.clip", { height: "100%", preserveAspectRatio: "none" }, both()), now = s("g");
  for (const old of $$("[data-tag^=bin],[data-tag=now]", figure)) old.remove();
  figure.prepend(s("svg.off", { viewBox: "0 0 1 1", preserveAspectRatio: "none" }, both()), kept);
  figure.append(now,
    s("text.tx.t-soft.halo", { x: "100%", y: 0, dy: -5, "text-anchor": "end" }, "Boxes with this score that match an object of their class \u2191"),
    s("text.tx.t-soft.halo", { x: "100%", y: "100%", dy: 14, "text-anchor": "end" }, "and that do not \u2193"));
  onThreshold(k => {
    const width = Math.max(1.02 - D.at[k], .0001);
    kept.setAttribute("x", pct(D.at[k]));
    kept.setAttribute("width", pct(width));
    kept.setAttribute("viewBox", `${D.at[k]} 0 ${width} 1`);
    fill(now, vertical("t-ink", k, -44));
  });
}

function startCurves() {
  const chart = $("#chart"), figure = $(".fig-curves");
  for (const old of $$("[data-tag=now],[data-tag=optimum]", figure)) old.remove();
  const whole = $$("[data-tag^=line-],[data-tag^=label-],[data-tag=plateau],[data-tag=band]", figure);
  const own = s("g"), best = s("g"), hover = s("g"), now = s("g");
  figure.insertBefore(own, figure.lastChild);
  figure.append(best, hover, now);
  const mark = k => {
    fill(now, vertical("t-ink", k), s("svg", { x: pct(D.at[k]), y: 0 }, s("path.fl.t-ink", { d: "M-5 -9H5V-3L0 2L-5 -3Z" })), dots(curveRow(), k, 4.5));
    if (curve.hover < 0) readOut(k);
  };
  const select = async of => {
    if (of >= 0) await tableRead();
    curve.of = of;
    for (const shape of whole) shape.toggleAttribute("hidden", of >= 0);
    fill(own, of < 0 ? [] : drawClassCurves(classes[of]));
    fill(best, drawOptimum(curveRow()));
    mark(state.k);
  };
  curveChooser(select);
  select(-1);
  onThreshold(mark);
  pointAtGraph(chart, figure, hover);
  const rows = $$("#points tr[data-k]");
  $("#points")?.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button) setThreshold(+button.closest("tr").dataset.k);
  });
  onThreshold(k => { for (const row of rows) row.classList.toggle("on", +row.dataset.k === k); });
}

/* Up to six classes as buttons, more as a list. */
function curveChooser(select) {
  const place = $("#curve-of"), names = ["All classes", ...classes.map(row => row.name)];
  if (C > 1 && C <= 6) {
    place.className = "seg js-only";
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Curves of");
    fill(place, names.map((name, i) => h("button", { type: "button", "data-v": i - 1, "aria-pressed": i === 0, title: name }, name)));
    onChoice(place, value => select(+value));
  } else if (C > 6) {
    const options = from => names.slice(from).map((name, i) => h("option", { value: i + from - 1 }, name));
    const list = h("select", { "aria-label": "Curves of" }, options(0).slice(0, C > 60 ? 1 : C + 1));
    /* a long list is filled when it is about to be used */
    const complete = () => { if (list.length === 1) list.append(...options(1)); };
    for (const use of ["focus", "pointerenter", "pointerdown"]) list.addEventListener(use, complete);
    list.addEventListener("change", () => select(+list.value));
    fill(place, list);
  }
}

/* Click or drag chooses a threshold, hovering reads one out. */
function pointAtGraph(chart, figure, hover) {
  let down = false;
  const nearest = event => {
    const box = figure.getBoundingClientRect(), x = (event.clientX - box.left) / box.width;
    let best = 0;
    for (let k = 1; k < K; k++) if (Math.abs(D.at[k] - x) < Math.abs(D.at[best] - x)) best = k;
    return best;
  };
  const leave = () => { curve.hover = -1; fill(hover); readOut(state.k); };
  chart.addEventListener("pointerdown", event => {
    if (event.button) return;
    down = true;
    chart.setPointerCapture(event.pointerId);
    leave();
    setThreshold(nearest(event));
  });
  chart.addEventListener("pointermove", event => {
    const k = nearest(event);
    if (down) return setThreshold(k);
    curve.hover = k;
    fill(hover, vertical("hov.t-faint", k), dots(curveRow(), k, 3.5));
    readOut(k);
  });
  for (const end of ["pointerup", "pointercancel"]) chart.addEventListener(end, () => { down = false; });
  chart.addEventListener("pointerleave", leave);
}
