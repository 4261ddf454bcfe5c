/* Confusion matrix: a table of cells, one of them chosen. Up to forty classes it is the whole matrix.
   Beyond, it is that of the most confused classes and of all others; of the full matrix it is the part
   that the overview frames. The background is always shown. */
const WINDOW = 12, BIG = C <= 5;
const matrix = {
  a: C, p: 0, swap: false, errors: false, full: "", ordered: "", order: [], shown: [], x: 0, y: 0, cells: [], heads: [], most: 1, widest: 0,
  select(a, p, focus) {
    if (!matrix.started) return void begin("matrix").then(() => matrix.select(a, p, focus));
    matrix.a = a;
    matrix.p = p;
    if (state.mx || focus) state.mx = [a, p];
    if (LARGE && !matrix.full && (isOther(a) || isOther(p))) return showFull("1");
    showInWindow();
    buildMatrix();
    if (focus) {
      $("#mx td[aria-selected=true]")?.focus({ preventScroll: true });
      noteAddress();
    }
    drawPanel(state.k);
  },
};
/* Classes in order, but the background; of these, the lines of the table. */
const allLines = () => LARGE && !matrix.full ? [...matrix.order.filter(i => NAMED.has(i)), OTHERS] : matrix.order;
const lines = first => [...(matrix.full ? matrix.order.slice(first, first + WINDOW) : matrix.shown), C];
const lineOf = i => i === C ? C : matrix.shown.indexOf(i);

function orderMatrix() {
  const file = classes.map(row => row.index), by = state.order;
  matrix.order = by === "alike" ? [...unpack(D.together, C)]
    : by === "objects" ? file.sort((x, y) => classes[y].objects - classes[x].objects || x - y)
      : by === "name" ? file.sort((x, y) => className(x) < className(y) ? -1 : className(x) > className(y) ? 1 : x - y) : file;
  matrix.shown = allLines();
}

function showInWindow() {
  if (!matrix.full) return;
  let [column, row] = (matrix.swap ? [matrix.p, matrix.a] : [matrix.a, matrix.p]).map(lineOf);
  if (column === C) column = row; /* the background is always in sight: show the class on the diagonal */
  if (row === C) row = column;
  const move = (first, line) => line === C || (line >= first && line < first + WINDOW) ? first : line - (WINDOW >> 1);
  const within = first => Math.max(0, Math.min(C - WINDOW, first));
  matrix.x = within(move(matrix.x, column));
  matrix.y = within(move(matrix.y, row));
}

/* Between the most confused classes and the full matrix. A chosen cell that the other does not have
   gives way to its largest error. */
async function showFull(full) {
  state.full = full;
  try {
    if (full) await code("overview");
  } catch (e) {
    state.full = matrix.full; /* the notice says which file is missing */
    return;
  }
  if (state.full !== full) return;
  matrix.full = full;
  press($("#mx-part"), full);
  $("#mx-over").hidden = !full;
  $("#mx-note").hidden = !!full;
  $("#mx-area").classList.toggle("windowed", !!full);
  $("#mx").classList.toggle("some", !full);
  matrix.shown = allLines();
  if (full) startOverview();
  if (full ? matrix.a === OTHERS || matrix.p === OTHERS : isOther(matrix.a) || isOther(matrix.p)) {
    state.mx = null;
    largestError();
  }
  matrix.select(matrix.a, matrix.p);
  noteAddress();
}

const LABELLED = "Labelled (ground truth)", PREDICTED = "Predicted";
function headOf(i, predicted) {
  if (i === C) return predicted ? ["False negative", "nothing predicted"] : ["False positive", "nothing labelled"];
  return [i === OTHERS ? "All others" : className(i), predicted ? plural(keptOf(i, state.k), "box", "boxes") : plural(objectsOf(i), "object")];
}

function buildMatrix() {
  const table = $("#mx"), columns = lines(matrix.x), rows = lines(matrix.y), { swap, a, p } = matrix;
  const [top, side] = swap ? [PREDICTED, LABELLED] : [LABELLED, PREDICTED];
  const gap = i => i === C ? "gapc" : "";
  matrix.cells = [];
  matrix.heads = [];
  const head = (i, predicted, isRow) => {
    const [name, note] = headOf(i, predicted), small = h("small", null, note);
    const chosen = i === (predicted ? p : a) ? " hl" : "";
    matrix.heads.push([small, i, predicted]);
    return isRow ? h("th", { scope: "row", class: "side" + chosen, title: name }, name, small)
      : h("th", { scope: "col", class: gap(i) + chosen, title: name }, h("span", null, name, small));
  };
  const cell = (row, column) => {
    const [actual, said] = swap ? [row, column] : [column, row], undefinedText = "not defined";
    if (actual === C && said === C) return h("td", { class: "nd gapc" }, BIG ? h("div", null, undefinedText) : undefinedText);
    const chosen = actual === a && said === p, texts = BIG ? ["", ""] : [""], nodes = texts.map(text => new Text(text));
    const td = h("td", { class: gap(column) || null, tabindex: chosen ? 0 : -1, "aria-selected": chosen, "data-a": actual, "data-p": said },
      BIG ? h("div", null, h("b", null, nodes[0]), h("span", null, nodes[1])) : nodes[0]);
    matrix.cells.push({ box: BIG ? td.firstChild : td, gap: BIG ? "" : gap(column), name: gap(column), texts, nodes, actual, said });
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
  const of = state.norm === "row" ? keptOf(p, k) : objectsOf(a);
  return [share(part, n), `${count(n)} of ${count(of)}`];
}

/* What does not change is not touched: a browser lays out and paints what is. */
function drawCell(cell, name, texts) {
  if (cell.name !== name) cell.box.className = cell.name = name;
  cell.nodes.forEach((node, i) => { if (cell.texts[i] !== texts[i]) node.data = cell.texts[i] = texts[i]; });
}
/* Columns wide enough for what they hold; they keep their width while the slider moves. */
function sizeColumns() {
  $("#mx").classList.toggle("wide", matrix.widest > 9999 || state.norm !== "count");
  $("#mx").classList.toggle("mid", matrix.widest > 999 && matrix.widest <= 9999);
}
function drawMatrix(k) {
  matrix.most = 1;
  for (let cell = 0; cell < cells.actual.length; cell++) matrix.most = Math.max(matrix.most, cells.figures[cell * 4 * K + k]);
  let widest = 0;
  for (const cell of matrix.cells) {
    const { actual: a, said } = cell;
    /* without what is right the others have errors among themselves */
    const p = matrix.errors && a === OTHERS && said === OTHERS ? OTHERS_WRONG : said;
    const n = countAt(a, p, k), tone = toneOf(a, p), shown = n && !(matrix.errors && tone === "ok");
    drawCell(cell, (shown ? `t-${tone} s${stepOf(a, p, k, n)} ` : "") + cell.gap, shown ? cellTexts(a, p, k, n) : ["", ""]);
    if (shown && a !== OTHERS && said !== OTHERS) widest = Math.max(widest, n);
  }
  matrix.widest = widest;
  if (!unsettled.has("range")) sizeColumns();
  for (const [small, i, predicted] of matrix.heads) if (predicted && i !== C) small.textContent = headOf(i, true)[1];
  $("#mx caption").textContent = $("#mx caption").textContent.replace(/confidence \S+;/, `confidence ${D.text[k]};`);
  if (matrix.full) drawOverview(k);
}

/* "RBC objects", "boxes of all others" */
const things = (i, words) => i === OTHERS ? words + " of all others" : `${className(i)} ${words}`;

/* The cell in a sentence. */
function sentence(a, p, k) {
  const n = countAt(a, p, k), b = text => h("b", null, text), im = imagesAt(a, p, k);
  const where = n ? [" in ", b(count(im)), im === 1 ? " image." : " images."] : ".";
  if (a === C) return n ? [b(count(n)), ` ${things(p, n === 1 ? "box" : "boxes")} ${n === 1 ? "lies" : "lie"} where nothing was labelled`, where] : `No ${things(p, "box")} lies where nothing was labelled.`;
  const of = [b(count(n)), ` of ${count(objectsOf(a))} ${things(a, "objects")} `, n === 1 ? "was " : "were "], none = `No ${things(a, "object")} was `;
  if (p === C) return n ? [of, "missed", where] : none + "missed.";
  if (a === OTHERS && p === OTHERS) return n ? [of, "found as one of them: ", b(count(countAt(a, OTHERS_RIGHT, k))), " named right, ", b(count(countAt(a, OTHERS_WRONG, k))), " taken for another,", where] : none + "found as one of them.";
  if (a === p) return n ? [of, "found and named right", where] : none + "found and named right.";
  const taken = `taken for ${p === OTHERS ? "one of all others" : className(p)}`;
  return n ? [of, taken, where] : none + taken + ".";
}
const cellName = (a, p) => p === ALL ? `${className(a)}, labelled or predicted` : p === C ? `${className(a)} missed` : a === C ? `${className(p)} false positives`
  : p === OTHERS_RIGHT ? "all others correct" : p === OTHERS_WRONG ? "all others taken for each other" : a === OTHERS && p === OTHERS ? "all others found as one of them"
    : a === p ? `${className(a)} correct` : `${className(a)} taken for ${className(p)}`;

/* The cell chosen at first: the largest error of a class that is named. */
function largestError() {
  let most = -1;
  for (let i = 0; i < cells.actual.length; i++) {
    const a = cells.actual[i], p = cells.predicted[i], n = countAt(a, p, BEST);
    if (a !== p && n > most && (matrix.full || !LARGE || !(isOther(a) || isOther(p)))) [most, matrix.a, matrix.p] = [n, a, p];
  }
}

function moveBy(dx, dy) {
  const { shown } = matrix, place = i => i === C ? shown.length : lineOf(i), line = x => x >= shown.length ? C : shown[Math.max(0, x)];
  const [column, row] = matrix.swap ? [matrix.p, matrix.a] : [matrix.a, matrix.p];
  const x = line(place(column) + dx), y = line(place(row) + dy);
  if (x === C && y === C) return;
  matrix.select(...(matrix.swap ? [y, x] : [x, y]), true);
  $("#mx td[aria-selected=true]").scrollIntoView({ block: "nearest", inline: "nearest" });
}

/* What the address says of the matrix: which part, its order, numbers, axes, errors alone, the chosen
   cell. */
function matrixByAddress() {
  const swap = state.axes === "swapped", { mx, order } = state, moved = mx && (mx[0] !== matrix.a || mx[1] !== matrix.p);
  const turned = swap !== matrix.swap, ordered = order !== matrix.ordered;
  press($("#mx-mode"), state.norm);
  $("#mx-swap").setAttribute("aria-pressed", swap);
  $("#mx-errors").setAttribute("aria-pressed", state.wrong === "only");
  if (C > 1) $("#mx-order").value = order;
  if (moved) [matrix.a, matrix.p] = mx;
  if (turned) [matrix.x, matrix.y] = [matrix.y, matrix.x];
  if (ordered) matrix.x = matrix.y = 0;
  Object.assign(matrix, { swap, errors: state.wrong === "only", ordered: order });
  if (ordered) orderMatrix();
  if (LARGE && state.full !== matrix.full) return showFull(state.full);
  if (moved || turned || ordered) matrix.select(matrix.a, matrix.p); else drawMatrix(state.k);
}

function startMatrix() {
  const table = $("#mx"), far = C + 2;
  table.setAttribute("role", "grid"); /* one tab stop, arrow keys, a chosen cell */
  largestError();
  matrix.started = true;
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
  /* each sets one part of the state, which the address keeps */
  const choose = (name, value) => {
    state[name] = value;
    matrixByAddress();
    writeAddress(false);
  };
  onChoice($("#mx-mode"), value => choose("norm", value));
  if (LARGE) onChoice($("#mx-part"), value => choose("full", value));
  $("#mx-order")?.addEventListener("change", event => choose("order", event.target.value));
  $("#mx-swap").addEventListener("click", event => choose("axes", toggle(event.currentTarget) ? "swapped" : ""));
  $("#mx-errors").addEventListener("click", event => choose("wrong", toggle(event.currentTarget) ? "only" : ""));
  if (LARGE) startFind();
  matrixByAddress();
  whileSeen($("#mx-area"), k => { drawMatrix(k); drawSentence(k); });
  onSettle(sizeColumns);
  startPanel();
  onAddress(matrixByAddress);
}

function startFind() {
  const find = $("#mx-find");
  find.addEventListener("focus", () => fill($("#mx-names"), classes.map(row => h("option", { value: row.name }))), { once: true });
  find.addEventListener("change", () => {
    const row = classes.find(c => c.name === find.value);
    if (row) matrix.select(row.index, row.index);
  });
}
