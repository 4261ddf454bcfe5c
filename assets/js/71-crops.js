/* part images: cut-outs of pictures around a box. */
const CROPS = 12, SEARCHED = 24;

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
