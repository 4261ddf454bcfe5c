/* Reading the data of the page. gen/render/pack.c and page_data.c write what is read here. */
const island = part =>
  JSON.parse($$(`script[data-island=${part}]`).map(e => e.textContent).join("") || "null");

function decode64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text), c => c.charCodeAt(0));
}

/* Differences as variable-length integers, zeros run-length coded; to the value in front, or to
   the same place in `before`. */
function unpack(pieces, size, before) {
  const bytes = decode64(pieces.join("")), out = before ? before.slice() : new Int32Array(size);
  let at = 0, last = 0;
  const varint = () => {
    let byte = bytes[at++], value = byte & 127;
    for (let scale = 128; byte > 127; scale *= 128) value += ((byte = bytes[at++]) & 127) * scale;
    return value;
  };
  for (let i = 0; i < size;) {
    const code = bytes[at] < 128 ? bytes[at++] : varint(); /* most are one byte */
    let run = code ? 1 : varint() + 1;
    const step = code & 1 ? (code + 1) / 2 : -code / 2;
    if (before) { out[i] += step; i += run; } /* a run of none is there already */
    else for (; run > 0; run--, i++) out[i] = last += step;
  }
  return out;
}

const ONE_FILE = !island("beside");
const D = island("main"), K = D.text.length, C = D.classes.length, N = D.images, BEST = D.optimum;

const SWEEP = ["correct", "misclassified", "missed", "falsePositive", "kept", "p", "r", "f"];
function sweepAt(ints, offset) {
  const sweep = {};
  SWEEP.forEach((name, i) => { sweep[name] = ints.subarray(offset + i * K, offset + (i + 1) * K); });
  return sweep;
}
const overall = {
  objects: D.overall.objects, labels: D.overall.labels, optimum: BEST,
  sweep: sweepAt(unpack(D.overall.sweep, SWEEP.length * K), 0),
};
const classes = D.classes.map(([name, objects, images, ap, ap50, ap75, optimum, best, labels], index) =>
  ({ index, name, objects, images, ap, ap50, ap75, optimum, best, labels, sweep: null }));
/* Places in the matrix beyond the classes and the background, C: all classes that a large matrix does
   not name at first, and what took their objects; the whole row and column of a class. */
const OTHERS = C + 1, OTHERS_RIGHT = C + 2, OTHERS_WRONG = C + 3, ALL = C + 4;
const NAMED = new Set(D.named), LARGE = NAMED.size > 0;
const className = i => i === OTHERS ? "all others" : classes[i].name;

/* Kinds of error, from 1 on; 0 is none. */
const KINDS = D.kinds.map(([key, name, note, gallery, order, images], i) =>
  ({ kind: i + 1, key, name, note, gallery, order, images: unpack(images, K) }));
const kindOf = key => KINDS.find(row => row.key === key);

/* Lists of the label review. */
const REVIEWS = D.reviews.map(([key, name, note, size], list) => ({ list, key, name, note, size }));

/* Cells of the confusion matrix that are not always empty, then sums of those of all others. Figures
   are of both, the rest is of the cells alone. */
const cells = { actual: [], predicted: [], figures: null, firstEntry: [0], at: new Map() };
const lists = new Map(); /* of images that hold a kind, in a cell or (-1) over all: where its entries lie */
function readTable(table) {
  const size = SWEEP.length * K, sweeps = unpack(table.sweeps, C * size), n = table.cellCount;
  classes.forEach((row, i) => { row.sweep = sweepAt(sweeps, i * size); });
  const all = n + table.sumCount, [actual, predicted, entries] = ["actual", "predicted", "entries"].map(key => unpack(table[key], all));
  cells.actual = actual.subarray(0, n);
  cells.predicted = predicted.subarray(0, n);
  cells.figures = unpack(table.cells, all * 4 * K);
  for (let i = 0; i < all; i++) {
    if (i < n) cells.firstEntry.push(cells.firstEntry[i] + entries[i]);
    cells.at.set(actual[i] * ALL + predicted[i], i);
  }
  const m = table.listCount, [at, kinds, sizes] = ["listCells", "listKinds", "listEntries"].map(key => unpack(table[key], m));
  for (let i = 0, from = cells.firstEntry[n]; i < m; from += sizes[i++]) lists.set(at[i] * 8 + kinds[i], [from, from + sizes[i]]);
}
const cellOf = (a, p) => cells.at.get(a * ALL + p);
const figureOf = which => (a, p, k) => {
  const cell = cellOf(a, p);
  return cell === undefined ? 0 : cells.figures[(cell * 4 + which) * K + k];
};
const countAt = figureOf(0), imagesAt = figureOf(1), rowShare = figureOf(2), columnShare = figureOf(3);
/* Names of tones: what a cell means follows from where it stands. */
const toneOf = (a, p) => p === C ? "fn" : a === C ? "fp" : p === OTHERS_RIGHT ? "ok" : a !== p ? "mis" : a === OTHERS ? "sum" : "ok";

/* Whether what is labelled A and said to be P belongs to the cell. */
const isOther = i => i < C && !NAMED.has(i), isOf = (place, i) => place === OTHERS ? isOther(i) : place === i;
const belongs = (a, p, A, P) => p === ALL ? A === a || P === a
  : p > OTHERS ? isOther(A) && isOther(P) && (A === P) === (p === OTHERS_RIGHT) : isOf(a, A) && isOf(p, P);
/* The cells that make up this one at k, if it is a sum; else itself. */
function realCells(a, p, k) {
  if (a <= C && p <= C) return cells.at.has(a * ALL + p) ? [cellOf(a, p)] : [];
  return [...cells.actual.keys()].filter(i => cells.figures[i * 4 * K + k] && belongs(a, p, cells.actual[i], cells.predicted[i]));
}
const otherKept = unpack(D.otherKept, LARGE ? K : 0);
const objectsOf = a => a === OTHERS ? D.otherObjects : classes[a].objects, keptOf = (p, k) => p === OTHERS ? otherKept[k] : classes[p].sweep.kept[k];
