/* What stands in the chosen cell: a sentence, its shares, up to twelve cut-outs, the way to all its
   images. */
const panel = { turn: 0 };

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
  if (n) code("images").then(() => fillCrops(crops, a, p, k)).catch(() => fill(crops));
}
function startPanel() {
  $("#panel").addEventListener("click", event => {
    const button = event.target.closest("button"), { a, p } = matrix;
    if (button?.id.startsWith("panel-")) code("images").then(() => showCell(a, button.id === "panel-all" ? p : ALL), () => {});
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
