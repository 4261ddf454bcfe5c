/* What stands in the chosen cell: a sentence, its shares, up to twelve cut-outs, the way to all its
   images. */
const panel = { turn: 0 };
const CROPS = 12, SEARCHED = 24;

function drawSentence(k) {
  const line = $("#panel .sentence");
  if (line) fill(line, sentence(matrix.a, matrix.p, k));
}

function drawPanel(k) {
  const { a, p } = matrix, n = countAt(a, p, k), im = imagesAt(a, p, k), facts = [], crops = h("div.crops");
  const all = (i, words) => i === OTHERS ? things(i, "of the " + words) : "of all " + things(i, words);
  if (a !== C) facts.push([all(a, "objects"), share(columnShare(a, p, k), n)]);
  if (p !== C) facts.push([all(p, "boxes kept"), share(rowShare(a, p, k), n)]);
  const show = h("button.btn", { type: "button", id: "panel-all" }, im === 1 ? "Show the image" : `Show all ${count(im)} images`);
  const ofClass = a === p && a < C && h("button.btn", { type: "button", id: "panel-class" }, `Images with ${className(a)}`);
  fill($("#panel"), h("p.sentence", { "aria-live": "polite" }, sentence(a, p, k)),
    n ? [h("dl.cellfacts", null, facts.map(([term, value]) => [h("dt", null, term), h("dd", null, value)])), cellsOfSum(a, p, k), crops, show, " "] : null, ofClass);
  if (n) fillCrops(crops, a, p, k).catch(() => fill(crops));
}
function startPanel() {
  $("#panel").addEventListener("click", event => {
    const button = event.target.closest("button"), { a, p } = matrix;
    if (button?.id === "panel-all") showCell(a, p);
    else if (button?.id === "panel-class") showCell(a, ALL);
    else if (button) {
      matrix.select(+button.dataset.a, +button.dataset.p);
      $("#matrix").scrollIntoView();
    }
  });
  onSettle(drawPanel);
}

/* Of a cell of all others: the largest of the cells that it adds up. */
const SUMMED = 12;
function cellsOfSum(a, p, k) {
  if (a <= C && p <= C) return null;
  const within = realCells(a, p, k).map(i => [cells.actual[i], cells.predicted[i], cells.figures[i * 4 * K + k]]).filter(([x, y]) => !matrix.errors || x !== y);
  within.sort((x, y) => y[2] - x[2]);
  return h("ul.summed", { "aria-label": "Cells that make it up" }, within.slice(0, SUMMED).map(([x, y, n]) => h("li", null, h("button.link", { type: "button", "data-a": x, "data-p": y }, cellName(x, y)), h("span", null, count(n)))),
    within.length > SUMMED && h("li", null, `and ${plural(within.length - SUMMED, "smaller cell")}: see the full matrix`));
}

/* The surest boxes first; of missed objects the largest. Of a cell with very many images only the
   first are searched, so that few shards are needed. */
async function cropsOf(list, k, belongs, most) {
  const found = [];
  for (const i of (await withPicture(list)).slice(0, D.shards.boxes.length > 2 ? SEARCHED : N)) {
    const items = verdicts(await boxesOf(i), k);
    for (const item of items) if (belongs(item, items)) found.push([item.score < 0 ? item.box.w * item.box.h : item.score, i, item]);
  }
  found.sort((x, y) => y[0] - x[0] || x[1] - y[1]);
  const few = found.slice(0, most), rows = await imageRows(few.map(entry => entry[1]));
  return few.map(([, , item], n) => crop(rows[n], item));
}
async function fillCrops(place, a, p, k) {
  const turn = ++panel.turn, crops = await cropsOf(await imagesInCell(a, p, k), k, item => inCell(item, a, p), CROPS);
  if (turn === panel.turn) fill(place, crops);
}

/* A square cut-out, 1.7 times the box, drawn from the preview. */
function square(row, box, shapes) {
  const side = Math.min(Math.max(box.w, box.h, 56) * 1.7, Math.max(row.width, row.height));
  const start = (middle, whole) => Math.max(0, Math.min(Math.max(whole - side, 0), middle - side / 2)).toFixed(1);
  const x = start(box.x + box.w / 2, row.width), y = start(box.y + box.h / 2, row.height);
  return s("svg", { viewBox: `${x} ${y} ${side.toFixed(1)} ${side.toFixed(1)}`, "aria-hidden": true }, picture(row), shapes);
}
function crop(row, item) {
  const name = `${row.name}: ${className(item.cls)}${item.score < 0 ? " missed" : " " + hundredths(item.score)}${item.kind ? ", " + reason(item) : ""}`;
  return h("a.crop", { href: "#img=" + row.i, "data-open": row.i, title: name, "aria-label": name },
    square(row, item.box, boxShapes(item)));
}
