/* A second opinion on who is matched with whom: the rules of the method section, written once more,
   from the input files themselves. Nothing of the report is used but its thresholds. */
import { readFileSync } from "node:fs";
import { parseShown } from "./harness.mjs";

function iou([x1, y1, w1, h1], [x2, y2, w2, h2], crowd) {
  const w = Math.min(x1 + w1, x2 + w2) - Math.max(x1, x2), h = Math.min(y1 + h1, y2 + h2) - Math.max(y1, y2);
  if (w <= 0 || h <= 0) return 0;
  return w * h / (crowd ? w1 * h1 : w1 * h1 + w2 * h2 - w * h);
}

/* Each of `boxes`, in order, takes the free one of `objects` that it overlaps most. */
function take(boxes, objects, allowed, least, done) {
  for (const box of boxes) {
    let best = null, most = least;
    for (const object of objects) {
      if (object.free && allowed(box, object) && iou(box.bbox, object.bbox) >= most) [best, most] = [object, iou(box.bbox, object.bbox)];
    }
    if (best) { best.free = false; box.free = false; done(box, best); }
  }
}

/* What became of every object and kept box at confidence t: image, actual and predicted class by id
   ("" is the background), and the box or object that counts; of a match both. */
export function outcomesAt(data, t, least = 0.5) {
  const found = [];
  for (const image of data.images) {
    const objects = image.objects.map(object => ({ ...object, free: !object.crowd }));
    const boxes = image.boxes.filter(box => box.score >= t).map(box => ({ ...box, free: true }));
    const add = (object, box) => found.push({ image, object, box, actual: object ? object.cls : "", predicted: box ? box.cls : "", item: box || object });
    take(boxes, objects, (box, object) => box.cls === object.cls, least, (box, object) => add(object, box));
    for (const box of boxes) {
      if (box.free && objects.some(object => object.crowd && object.cls === box.cls && iou(box.bbox, object.bbox, true) >= least)) box.free = false;
    }
    take(boxes.filter(box => box.free), objects, (box, object) => box.cls !== object.cls, least, (box, object) => add(object, box));
    for (const box of boxes) if (box.free) add(null, box);
    for (const object of objects) if (object.free) add(object, null);
  }
  return found;
}
/* Names of the images in every cell "actual,predicted". With kinds (see markKinds) also those of
   "actual,predicted,kind". */
export function cellsAt(data, t, least) {
  const cells = new Map();
  for (const { image, actual, predicted, item } of outcomesAt(data, t, least)) {
    for (const key of [`${actual},${predicted}`, ...item.kind ? [`${actual},${predicted},${item.kind}`] : []]) {
      cells.set(key, (cells.get(key) || new Set()).add(image.name));
    }
  }
  return cells;
}
export const overlap = iou;

/* ---- kinds of error, as the paper on TIDE and its evaluator have them */

function nearest(box, objects) {
  let best = { iou: 0, object: null };
  for (const object of objects) if (!object.crowd && iou(box.bbox, object.bbox) > best.iou) best = { iou: iou(box.bbox, object.bbox), object };
  return best;
}
function kindOf(box, objects) {
  const same = nearest(box, objects.filter(object => object.cls === box.cls)), other = nearest(box, objects.filter(object => object.cls !== box.cls));
  if (same.iou >= 0.1 && same.iou <= 0.5) return ["place", same.object];
  if (other.iou >= 0.5) return ["class", other.object];
  if (same.iou > 0.5) return ["duplicate"];
  return [Math.max(same.iou, other.iou) <= 0.1 ? "background" : "both"];
}
/* Gives every wrong box its kind, and "missed" to every object that nothing would repair. */
export function markKinds(data) {
  for (const { boxes, objects } of data.images) {
    const finder = new Map(), repaired = new Set();
    for (const box of boxes) {
      const best = nearest(box, objects.filter(object => object.cls === box.cls && !finder.has(object)));
      if (best.iou >= 0.5) finder.set(best.object, box);
    }
    const found = new Set(finder.values()), counted = object => finder.has(object) && boxes.indexOf(finder.get(object)) < 100;
    boxes.forEach((box, place) => {
      if (found.has(box)) return;
      const [kind, target] = kindOf(box, objects);
      if (!objects.some(object => object.crowd && object.cls === box.cls && iou(box.bbox, object.bbox, true) > 0.5)) box.kind = kind;
      if (target && place < 100 && !counted(target)) repaired.add(target);
    });
    for (const object of objects) if (!object.crowd && !counted(object) && !repaired.has(object)) object.kind = "missed";
  }
}
/* The images that hold the kind at confidence t: name, the kind's boxes or objects, and what they are
   ordered by. */
export function imagesOfKind(data, kind, t) {
  return data.images.map(({ name, boxes, objects }) => {
    const items = kind === "missed" ? objects.filter(object => object.kind) : boxes.filter(box => box.kind === kind && box.score >= t);
    return { name, count: items.length, weight: kind === "missed" ? items.length : Math.max(...items.map(box => box.score)) };
  }).filter(image => image.count > 0).sort((x, y) => y.weight - x.weight);
}

export function readCoco(truthFile, predictionsFile) {
  const truth = parseShown(readFileSync(truthFile, "utf8")), predictions = JSON.parse(readFileSync(predictionsFile));
  const images = new Map(truth.images.map(image => [image.id, { name: image.file_name, objects: [], boxes: [] }]));
  for (const a of truth.annotations) images.get(a.image_id).objects.push({ bbox: a.bbox, cls: a.category_id, crowd: !!a.iscrowd, area: a.area ?? a.bbox[2] * a.bbox[3] });
  for (const p of predictions) images.get(p.image_id)?.boxes.push({ bbox: p.bbox, cls: p.category_id, score: p.score ?? 1 });
  for (const image of images.values()) image.boxes.sort((x, y) => y.score - x.score); /* stable */
  return { images: [...images.values()] };
}
