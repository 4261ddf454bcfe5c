/* Confusion matrix: a table of cells, one of them chosen. Up to forty classes it is the whole matrix,
   beyond that the part of it that the overview frames; the background is always shown. */
const WINDOWED = C > 40, WINDOW = 12;
const matrix = {
  a: C, p: 0, swap: false, errors: false, order: classes.map(row => row.index), x: 0, y: 0, tds: new Map(),
  select(a, p, focus) {
    matrix.a = a;
    matrix.p = p;
    showInWindow();
    buildMatrix();
    if (focus) {
      $("#mx td[aria-selected=true]")?.focus({ preventScroll: true });
      state.mx = [a, p];
      noteAddress();
    }
    drawPanel(state.k);
  },
};
/* Lines of the table, in order; the background last. */
const lines = first => [...(WINDOWED ? matrix.order.slice(first, first + WINDOW) : matrix.order), C];
const lineOf = i => i === C ? C : matrix.order.indexOf(i);

function showInWindow() {
  if (!WINDOWED) return;
  let [column, row] = (matrix.swap ? [matrix.p, matrix.a] : [matrix.a, matrix.p]).map(lineOf);
  if (column === C) column = row; /* the background is always in sight: show the class on the diagonal */
  if (row === C) row = column;
  const move = (first, line) => line === C || (line >= first && line < first + WINDOW) ? first : line - (WINDOW >> 1);
  const within = first => Math.max(0, Math.min(C - WINDOW, first));
  matrix.x = within(move(matrix.x, column));
  matrix.y = within(move(matrix.y, row));
}

const LABELLED = "Labelled (ground truth)", PREDICTED = "Predicted";
function headOf(i, predicted) {
  if (i === C) return predicted ? ["False negative", "nothing predicted"] : ["False positive", "nothing labelled"];
  return [className(i), predicted ? plural(classes[i].sweep.kept[state.k], "box", "boxes") : plural(classes[i].objects, "object")];
}

function buildMatrix() {
  const table = $("#mx"), columns = lines(matrix.x), rows = lines(matrix.y), { swap, a, p } = matrix;
  const [top, side] = swap ? [PREDICTED, LABELLED] : [LABELLED, PREDICTED];
  const gap = i => i === C ? "gapc" : null;
  matrix.tds.clear();
  matrix.heads = [];
  const head = (i, predicted, isRow) => {
    const [name, note] = headOf(i, predicted), small = h("small", null, note);
    const chosen = i === (predicted ? p : a) ? " hl" : "";
    matrix.heads.push([small, i, predicted]);
    return isRow ? h("th", { scope: "row", class: "side" + chosen, title: name }, name, small)
      : h("th", { scope: "col", class: (gap(i) || "") + chosen, title: name }, h("span", null, name, small));
  };
  const cell = (row, column) => {
    const [actual, said] = swap ? [row, column] : [column, row];
    if (actual === C && said === C) return h("td", { class: "nd gapc" }, h("div", null, "not defined"));
    const chosen = actual === a && said === p, parts = [h("b"), h("span")];
    const td = h("td", { class: gap(column), tabindex: chosen ? 0 : -1, "aria-selected": chosen, "data-a": actual, "data-p": said }, h("div", null, parts));
    matrix.tds.set(actual * (C + 1) + said, [td.firstChild, ...parts, actual, said]);
    return td;
  };
  fill(table,
    h("caption.vh", null, `Confusion matrix at confidence ${D.text[state.k]}; rows: ${side}, columns: ${top}`),
    h("thead", null,
      h("tr", null, h("td.nd"), h("th.axis", { colspan: columns.length - 1, scope: "colgroup" }, top + " \u2192"), h("td.nd")),
      h("tr", null, h("th.axis.side", { scope: "col" }, side + " \u2193"), columns.map(i => head(i, swap)))),
    h("tbody", null, rows.map(row => h("tr", { class: row === C ? "gapr" : null }, head(row, !swap, true), columns.map(column => cell(row, column))))));
  drawMatrix(state.k);
}

const STEPS = 6;
/* Strength of a cell: counts by logarithm, shares as they are. */
function stepOf(a, p, k, n) {
  const part = shareAt(a, p, k);
  const strength = part === null ? Math.log1p(n) / Math.log1p(matrix.most) : part / 100;
  return Math.max(1, Math.min(STEPS, Math.ceil(strength * STEPS - 1e-9)));
}
/* The share that the cell shows, or null: it shows its count. */
function shareAt(a, p, k) {
  if (state.norm === "row" && p !== C) return rowShare(a, p, k);
  if (state.norm === "column" && a !== C) return columnShare(a, p, k);
  return null;
}
function cellTexts(a, p, k, n) {
  const part = shareAt(a, p, k);
  if (part === null) return [count(n), plural(imagesAt(a, p, k), "image")];
  const of = state.norm === "row" ? classes[p].sweep.kept[k] : classes[a].objects;
  return [share(part, n), `${count(n)} of ${count(of)}`];
}

const mostInWindow = k => Math.max(0, ...[...matrix.tds.values()].map(([, , , a, p]) => countAt(a, p, k)));

function drawMatrix(k) {
  matrix.most = 1;
  for (let cell = 0; cell < cells.actual.length; cell++) matrix.most = Math.max(matrix.most, cells.figures[cell * 4 * K + k]);
  const widest = WINDOWED ? mostInWindow(k) : matrix.most;
  $("#mx").classList.toggle("wide", widest > 9999 || state.norm !== "count");
  $("#mx").classList.toggle("mid", widest > 999 && widest <= 9999);
  for (const [box, main, below, a, p] of matrix.tds.values()) {
    const n = countAt(a, p, k), tone = toneOf(a, p), shown = n && !(matrix.errors && tone === "ok");
    const name = shown ? `t-${tone} s${stepOf(a, p, k, n)}` : "";
    if (box.className !== name) box.className = name;
    const texts = shown ? cellTexts(a, p, k, n) : ["", ""];
    if (main.textContent !== texts[0]) main.textContent = texts[0];
    if (below.textContent !== texts[1]) below.textContent = texts[1];
  }
  for (const [small, i, predicted] of matrix.heads) if (predicted && i < C) small.textContent = headOf(i, true)[1];
  $("#mx caption").textContent = $("#mx caption").textContent.replace(/confidence \S+;/, `confidence ${D.text[k]};`);
  if (WINDOWED) drawOverview(k);
}

/* The cell in a sentence. */
function sentence(a, p, k) {
  const n = countAt(a, p, k), b = text => h("b", null, text), im = imagesAt(a, p, k);
  const where = n ? [" in ", b(count(im)), im === 1 ? " image." : " images."] : ".";
  const A = a < C && className(a), P = p < C && className(p);
  if (a === C) return n ? [b(count(n)), ` ${P} ${n === 1 ? "box lies" : "boxes lie"} where nothing was labelled`, where] : `No ${P} box lies where nothing was labelled.`;
  const of = [b(count(n)), ` of ${count(classes[a].objects)} ${A} objects `, n === 1 ? "was " : "were "];
  if (p === C) return n ? [of, "missed", where] : `No ${A} object was missed.`;
  if (a === p) return n ? [of, "found and named right", where] : `No ${A} object was found and named right.`;
  return n ? [of, `taken for ${P}`, where] : `No ${A} object was taken for ${P}.`;
}
const cellName = (a, p) => p === C ? `${className(a)} missed` : a === C ? `${className(p)} false positives`
  : a === p ? `${className(a)} correct` : `${className(a)} taken for ${className(p)}`;

/* The cell chosen at first: the largest error. */
function largestError() {
  let most = -1;
  for (let i = 0; i < cells.actual.length; i++) {
    const a = cells.actual[i], p = cells.predicted[i], n = countAt(a, p, BEST);
    if (a !== p && n > most) [most, matrix.a, matrix.p] = [n, a, p];
  }
}

function moveBy(dx, dy) {
  const place = i => i === C ? matrix.order.length : lineOf(i), line = x => x >= matrix.order.length ? C : matrix.order[Math.max(0, x)];
  const [column, row] = matrix.swap ? [matrix.p, matrix.a] : [matrix.a, matrix.p];
  const x = line(place(column) + dx), y = line(place(row) + dy);
  if (x === C && y === C) return;
  matrix.select(...(matrix.swap ? [y, x] : [x, y]), true);
}

/* What the address says of the matrix: numbers, axes, errors alone, the chosen cell. */
function matrixByAddress() {
  const swap = state.axes === "swapped", { mx } = state;
  press($("#mx-mode"), state.norm);
  $("#mx-swap").setAttribute("aria-pressed", swap);
  $("#mx-errors").setAttribute("aria-pressed", state.wrong === "only");
  matrix.errors = state.wrong === "only";
  if (swap !== matrix.swap) {
    matrix.swap = swap;
    [matrix.x, matrix.y] = [matrix.y, matrix.x];
    buildMatrix();
  }
  if (mx && (mx[0] !== matrix.a || mx[1] !== matrix.p)) matrix.select(...mx);
  else drawMatrix(state.k);
}

function startMatrix() {
  const table = $("#mx"), far = C + 1;
  if (C > 5) table.className = "mw";
  table.setAttribute("role", "grid"); /* one tab stop, arrow keys, a chosen cell */
  largestError();
  table.addEventListener("click", event => {
    const td = event.target.closest("td[data-a]");
    if (td) matrix.select(+td.dataset.a, +td.dataset.p, true);
  });
  table.addEventListener("keydown", event => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-far, 0], End: [far, 0], PageUp: [0, -far], PageDown: [0, far] }[event.key];
    if (event.key === "Enter") $("#panel-all")?.click();
    if (!step) return;
    event.preventDefault();
    moveBy(...step);
  });
  onChoice($("#mx-mode"), value => {
    state.norm = value;
    drawMatrix(state.k);
    writeAddress(false);
  });
  $("#mx-swap").addEventListener("click", event => {
    state.axes = toggle(event.currentTarget) ? "swapped" : "";
    writeAddress(false);
    matrixByAddress();
  });
  $("#mx-errors").addEventListener("click", event => {
    state.wrong = toggle(event.currentTarget) ? "only" : "";
    writeAddress(false);
    matrixByAddress();
  });
  if (WINDOWED) startOverview();
  matrix.select(matrix.a, matrix.p);
  matrixByAddress();
  whileSeen($("#mx-area"), k => { drawMatrix(k); drawSentence(k); });
  onSettle(drawPanel);
  onAddress(matrixByAddress);
}
