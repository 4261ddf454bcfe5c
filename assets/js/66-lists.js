/* The lists: pairs of classes, and the largest backgrounds. */
function drawLists(k) {
  const pairs = [], worst = [];
  for (let i = 0; i < cells.actual.length; i++) {
    const a = cells.actual[i], p = cells.predicted[i], n = countAt(a, p, k);
    if (a !== p && n) (a < C && p < C ? pairs : worst).push([n, a, p]);
  }
  const top = list => list.sort((x, y) => y[0] - x[0] || x[1] - y[1] || x[2] - y[2]).slice(0, 8);
  const go = (a, p, name) => h("button.link", { type: "button", "data-a": a, "data-p": p }, name);
  const num = n => h("td.num", null, count(n));
  const pairBody = $("#pairs tbody"), worstBody = $("#worst tbody");
  if (pairBody) fill(pairBody, top(pairs).map(([n, a, p]) => h("tr", null, h("td", null, go(a, p, className(a))), h("td", null, className(p)), num(n), num(imagesAt(a, p, k)))));
  if (worstBody) fill(worstBody, top(worst).map(([n, a, p]) => h("tr", null, h("td", null, go(a, p, className(a === C ? p : a))),
    h("td", null, h("i.sw.t-" + toneOf(a, p)), a === C ? "false positive" : "missed"), num(n), num(imagesAt(a, p, k)))));
}
function startLists() {
  $("#mx-lists").addEventListener("click", event => {
    const button = event.target.closest("[data-a]");
    if (!button) return;
    matrix.select(+button.dataset.a, +button.dataset.p);
    $("#matrix").scrollIntoView();
  });
  drawLists(state.k);
  onSettle(drawLists);
}
