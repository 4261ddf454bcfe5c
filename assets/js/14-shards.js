/* Shards: classic scripts in data/ that call proofsheetShard(name, data). Nothing else can be
   loaded beside a page that was opened from disk. In a page of one file they are islands. */
const SHARDS_KEPT = { images: 64, counts: 4, rates: 4, boxes: 12, entries: 8, review: 1, table: 99, map: 99, pictures: 24, code: 9 };
const shards = { waiting: new Map(), kept: new Map() };

window.proofsheetShard = (name, data) => {
  const waiting = shards.waiting.get(name);
  if (waiting) waiting.take(data);
};

function fetchShard(name) {
  if (ONE_FILE) return Promise.resolve(island(name));
  return new Promise((take, fail) => {
    const tag = document.createElement("script");
    shards.waiting.set(name, { take });
    const done = () => { tag.remove(); shards.waiting.delete(name); };
    const lost = () => fail(Object.assign(new Error(name), { file: name }));
    tag.onload = () => { done(); lost(); }; /* too late for take: nothing was called */
    tag.onerror = () => {
      done();
      notice(`data/${name}.js could not be read: what it holds is missing below. Is the folder complete?`);
      lost();
    };
    tag.src = `data/${name}.js`;
    document.head.append(tag);
  });
}

/* The decoded shard, from the few that are kept or from its file. */
function shard(kind, number, decode) {
  const name = `${kind}-${number}`;
  let found = shards.kept.get(name);
  if (!found) found = fetchShard(name).then(decode);
  shards.kept.delete(name); /* the latest last, the oldest first out */
  shards.kept.set(name, found);
  found.catch(() => shards.kept.delete(name));
  const same = [...shards.kept.keys()].filter(key => key.startsWith(kind + "-"));
  if (same.length > SHARDS_KEPT[kind]) shards.kept.delete(same[0]);
  return found;
}

/* The last shard whose first item is not after `item`. */
function shardOf(kind, item) {
  const firsts = D.shards[kind];
  let low = 0, high = firsts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (firsts[middle] <= item) low = middle; else high = middle - 1;
  }
  return low;
}
/* Parts of this script that are not needed at first: they share its names. In a page of one file they
   follow it. */
const code = part => ONE_FILE ? Promise.resolve() : shard("code", part, () => {});

const column = ([size, pieces]) => unpack(pieces, size);

/* ---- images: [name, thumb, preview, problem, width, height, scene, train, split] */
async function listRow(i) {
  const number = shardOf("images", i), rows = await shard("images", number, rows => rows);
  return rows[i - D.shards.images[number]];
}
/* Where only some pictures are held, those images that have one; else all of the list. */
async function withPicture(list) {
  if (!D.few) return list;
  const rows = await Promise.all(list.map(listRow));
  return list.filter((_, n) => rows[n][1]);
}
async function imageRow(i) {
  let [name, thumb, preview, problem, width, height, scene, train, split] = await listRow(i);
  if (ONE_FILE && thumb) [thumb, preview] = await pictureData(i);
  return { i, name, thumb, preview: preview || thumb, problem, width, height, scene, train, split };
}
/* The two pictures of an image, which a page of one file carries as data. */
async function pictureData(i) {
  const number = shardOf("pictures", i), rows = await shard("pictures", number, rows => rows);
  return rows[i - D.shards.pictures[number]].map(pieces => "data:image/jpeg;base64," + pieces.join(""));
}
const imageRows = list => Promise.all(list.map(imageRow));

/* ---- counts of all images at one threshold; a row is stored as the difference to the one before */
async function countsAt(k) {
  const number = shardOf("counts", k), first = D.shards.counts[number];
  const rows = await shard("counts", number, packed => ({ packed, read: [] }));
  for (let j = rows.read.length; j <= k - first; j++) rows.read.push(unpack(rows.packed[j], 5 * N, rows.read[j - 1]));
  const row = rows.read[k - first], part = i => row.subarray(i * N, (i + 1) * N);
  return { ok: part(0), mis: part(1), fn: part(2), fp: part(3), f: part(4) };
}

/* Precision and recall of one image. */
async function ratesOf(i, k) {
  const number = shardOf("rates", i), rows = await shard("rates", number, rows => rows), both = unpack(rows[i - D.shards.rates[number]], 2 * K);
  return { p: both[k], r: both[K + k] };
}

/* ---- entries: the images of a cell or of a kind of error at one threshold, in the order of the list */
async function imagesListed(from, to, k) {
  const found = [];
  for (let number = shardOf("entries", from); from < to && number < D.shards.entries.length; number++) {
    const first = D.shards.entries[number];
    if (first >= to) break;
    const [image, start, end] = await shard("entries", number, columns => columns.map(column));
    for (let i = Math.max(from - first, 0); i < Math.min(to - first, image.length); i++) {
      if (start[i] <= k && k <= end[i] && found[found.length - 1] !== image[i]) found.push(image[i]);
    }
  }
  return found;
}
/* Of a sum: those of its cells, each once. */
async function imagesInAll(lists, k) {
  if (lists.length === 1) return imagesListed(...lists[0], k);
  const found = new Set();
  for (const list of lists) for (const image of await imagesListed(...list, k)) found.add(image);
  return [...found].sort((x, y) => x - y);
}
const imagesInCell = (a, p, k) => imagesInAll(realCells(a, p, k).map(cell => [cells.firstEntry[cell], cells.firstEntry[cell + 1]]), k);
const imagesOfKind = (kind, cell, k) => imagesInAll((cell ? realCells(...cell, k) : [-1]).map(at => lists.get(at * 8 + kind)).filter(list => list), k);
const imagesOfCard = card => {
  const list = lists.get((-2 - card) * 8);
  return list ? imagesListed(...list, 0) : [];
};

/* ---- boxes: columns, image by image, objects before boxes */
function decodeBoxes(columns) {
  const [sizes, spans, ...values] = columns.map(column);
  const starts = [0], spanStarts = [0];
  for (let i = 0; i < sizes.length; i += 2) starts.push(starts[i / 2] + sizes[i] + sizes[i + 1]);
  for (let i = 0; i < values[9].length; i++) spanStarts.push(spanStarts[i] + (values[9][i] >> 4));
  const box = at => ({
    x: values[0][at] / 10, y: values[1][at] / 10, w: values[2][at] / 10, h: values[3][at] / 10,
    cls: values[4][at], score: values[5][at], iou: values[6][at], kept: values[7][at],
    partner: values[8][at], ignored: values[9][at] & 1, kind: values[9][at] >> 1 & 7,
    spans: Array.from({ length: values[9][at] >> 4 }, (_, j) => spans.subarray((spanStarts[at] + j) * 4, (spanStarts[at] + j) * 4 + 4)),
  });
  return image => {
    const from = starts[image], objects = sizes[2 * image], boxes = sizes[2 * image + 1];
    return {
      objects: Array.from({ length: objects }, (_, j) => box(from + j)),
      boxes: Array.from({ length: boxes }, (_, j) => box(from + objects + j)),
    };
  };
}
async function boxesOf(i) {
  const number = shardOf("boxes", i);
  return (await shard("boxes", number, decodeBoxes))(i - D.shards.boxes[number]);
}
