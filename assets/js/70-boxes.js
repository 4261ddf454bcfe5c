/* part images: the boxes of one image: what became of each at a threshold, and how it is drawn. */
const WORD = { ok: "correct", mis: "misclassified", fn: "missed", fp: "false positive", ign: "ignored" };

const spanAt = (box, k) => box.spans.find(span => span[0] <= k && k <= span[1]);

/* The objects, and the boxes that are kept at k. `other`: class of the partner, or C. */
function verdicts(image, k) {
  const { objects, boxes } = image, out = [];
  const add = (box, truth, id, v, partner, iou) => {
    const list = truth ? boxes : objects;
    out.push({ id, truth, box, v, kind: box.kind, cls: box.cls, score: box.score, iou, mate: list[partner], other: partner >= 0 ? list[partner].cls : C });
  };
  objects.forEach((box, i) => {
    const span = spanAt(box, k), matched = box.partner >= 0 && k <= box.kept;
    if (box.ignored) add(box, true, "g" + i, "ign", -1, -1);
    else if (matched) add(box, true, "g" + i, "ok", box.partner, box.iou);
    else if (span) add(box, true, "g" + i, "mis", span[2], span[3]);
    else add(box, true, "g" + i, "fn", -1, -1);
  });
  boxes.forEach((box, i) => {
    if (box.kept < k) return;
    const span = spanAt(box, k);
    if (box.ignored) add(box, false, "p" + i, "ign", -1, box.iou);
    else if (box.partner >= 0) add(box, false, "p" + i, "ok", box.partner, box.iou);
    else if (span) add(box, false, "p" + i, "mis", span[2], span[3]);
    else add(box, false, "p" + i, "fp", -1, box.iou);
  });
  return out;
}
/* Whether this object or box puts its image into the cell. */
const inCell = (item, a, p) => item.truth ? item.v === "fn" && belongs(a, p, item.cls, C)
  : item.v !== "ign" && belongs(a, p, item.other, item.cls);

/* Why it is wrong, in the words of the table of errors. */
const reason = item => !item.kind ? null : item.truth ? KINDS[item.kind - 1].note : KINDS[item.kind - 1].name;

const urlOf = path => path.startsWith("data:") ? path : path.split("/").map(encodeURIComponent).join("/");
const frameOf = box => ({ x: box.x, y: box.y, width: box.w, height: box.h });
const boxShapes = item => [s("rect.case", frameOf(item.box)), s(`rect.bx.${item.v}${item.truth ? "" : ".pred"}`, frameOf(item.box))];

/* The picture in the coordinates of its original, or a plate that says why there is none. */
function picture(row) {
  const { width, height } = row;
  if (row.preview) return s("image", { href: urlOf(row.preview), width, height, preserveAspectRatio: "none" });
  return [s("rect.plate-bg", { width, height }),
    s("text.plate-tx", { x: width / 2, y: height / 2, "text-anchor": "middle" }, row.problem || "no picture")];
}

/* Over a thumbnail: correct boxes thin, errors strong; with a cell, only what belongs to it; if
   something is asked for, all thin but what is `meant`. */
function overlay(row, image, k, cell, meant) {
  const all = verdicts(image, k), items = all.filter(item => cell ? inCell(item, ...cell) : !item.truth || item.v === "fn" || meant?.(item, all));
  const strong = item => meant ? meant(item, all) : item.v !== "ign" && (item.v !== "ok" || cell);
  return s("svg", { viewBox: `0 0 ${row.width} ${row.height}`, "aria-hidden": true },
    items.filter(item => !strong(item) && item.v !== "ign").map(item => s(`rect.bx.${item.v}.thin`, frameOf(item.box))), items.filter(strong).map(boxShapes));
}
