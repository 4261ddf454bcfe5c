/* part explorer: the map of the images: one canvas for the dots, one over it for what follows the pointer. Places
   are whole numbers up to SIDE; the dots of a crowd are written as pixels, which stays quick with a
   hundred thousand of them. */
const CROWD = 5000, SIDE = 65534, MARGIN = 20, NONE = 17;
const map = { views: null, columns: [], clusters: [], tool: "lasso", z: 1, cx: .5, cy: .5, hover: -1, drag: null, touches: new Map(), drawn: 0, scheme: "" };
const OUTCOME = { ok: 0, mis: 1, fn: 2, fp: 3 };

const mapRead = () => map.reading ||= readMap();
const imagesOfGroup = key => mapRead().then(() => membersOf(key));
async function readMap() {
  const data = await loadPart("map");
  map.data = data;
  map.columns = data.columns.map(([name, ordered, first, parts, of, labels]) => ({ name, ordered, first, parts, of: unpack(of, N), labels }));
  const sizes = [data.has ? data.clusters.length : 0, data.columns.reduce((n, column) => n + column[3].length, 0)];
  map.f1 = data.f.map((pieces, i) => unpack(pieces, sizes[i] * K));
  if (!data.has) return;
  const shorts = pieces => new Uint16Array(decode64(pieces.join("")).buffer, 0, N);
  map.views = { t: [shorts(data.x), shorts(data.y)], p: [shorts(data.px), shorts(data.py)] };
  map.cluster = unpack(data.cluster, N);
  map.clusters = data.clusters.map(([number, mark, name, ...at]) => ({ number, mark, name, t: at.slice(0, 2), p: at.slice(2) }));
}

/* ---- groups */
const columnOf = slice => map.columns.find(column => slice >= column.first && slice < column.first + column.parts.length);
const ringOf = key => key.slice(1).split(".").map(pair => pair.split("-").map(v => v / 9999 * SIDE));
function inRing(ring, x, y) {
  let inside = false;
  for (let a = 0, b = ring.length - 1; a < ring.length; b = a++) {
    const [x1, y1] = ring[a], [x2, y2] = ring[b];
    if (y1 > y !== y2 > y && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
/* Whether an image is in the group. */
function holding(key) {
  const n = +key.slice(1), column = key[0] === "s" && columnOf(n);
  if (key[0] === "c") return i => map.cluster?.[i] === n;
  if (key[0] === "s") return i => column?.of[i] === n - column?.first;
  const ring = ringOf(key), [xs, ys] = map.views ? map.views[key[0]] : [[], []];
  const [left, right] = [Math.min, Math.max].map(end => end(...ring.map(at => at[0])));
  return i => xs[i] >= left && xs[i] <= right && xs[i] <= SIDE && inRing(ring, xs[i], ys[i]);
}
const lastGroup = { key: "", list: [], held: null };
function membersOf(key) {
  if (lastGroup.key !== key) {
    const holds = holding(key), held = new Uint8Array(N), list = [];
    for (let i = 0; i < N; i++) if (holds(i)) { held[i] = 1; list.push(i); }
    Object.assign(lastGroup, { key, list, held });
  }
  return lastGroup.list;
}
function groupName(key) {
  const n = +key.slice(1), column = key[0] === "s" && columnOf(n);
  if (column) return column.labels[n - column.first];
  return key[0] === "c" ? map.clusters.find(row => row.number === n)?.name || "" : "chosen on the map";
}

/* ---- colours: 0 to 9 is the ramp from bad to good, 10 to 16 are kinds, the last means unknown */
function colours() {
  const scheme = (document.documentElement.dataset.theme || "") + matchMedia("(prefers-color-scheme: dark)").matches;
  if (map.scheme === scheme) return map.colours;
  const css = name => { map.top.style.color = `var(--${name})`; return getComputedStyle(map.top).color; };
  const fills = [..."0123456789"].map(i => css("f" + i)).concat([..."0123456"].map(i => css("g" + i)));
  map.scheme = scheme;
  map.colours = { fills, paper: css("paper"), ink: css("ink"), rim: css("rim"), band: css("band") };
  map.top.style.color = "";
  return map.colours;
}
const kindTone = n => n < 0 ? NONE : 10 + n % 7;
const partTone = (column, n) => n < 0 || !column.ordered ? kindTone(n) : Math.round(n * 9 / Math.max(1, column.parts.length - 1));
/* What the map is coloured by: a value of each image, the highest that is told apart, its tone. */
function valuesBy(by) {
  const c = map.c, { low, most } = map.data, column = map.columns[by], top = most[OUTCOME[by]];
  if (column) return [column.of, column.parts.length, n => partTone(column, n)];
  if (by === "cluster") return [map.cluster, map.clusters.length, kindTone];
  if (!top) return [c.f, 100, v => v < 0 ? NONE : Math.max(0, Math.min(9, Math.floor((v - low) * 10 / (100 - low))))];
  const step = v => Math.round(v / top * 9);
  return [c[by], top, by === "ok" ? step : v => 9 - step(v)];
}
const formed = () => state.by === "cluster" ? map.cluster : map.columns[state.by]?.ordered === false ? map.columns[state.by].of : null;

/* What an image is drawn as: unknown ones first, then from good to bad, kinds; 32 and above is not
   faded, 63 has no place. */
const NOWHERE = 63;
function recolour() {
  if (!map.c) return;
  const [values, top, tone] = valuesBy(state.by), faded = state.group && membersOf(state.group) && lastGroup.held, keys = map.keys ||= new Uint8Array(N), xs = map.views[state.map][0];
  const ranks = Uint8Array.from({ length: top + 2 }, (_, at) => { const t = tone(at - 1); return t === NONE ? 0 : t < 10 ? 10 - t : t + 1; });
  for (let i = 0; i < N; i++) keys[i] = xs[i] > SIDE ? NOWHERE : ranks[Math.min(values[i], top) + 1] + (faded && !faded[i] ? 0 : 32);
  paint();
  drawKey();
}
const toneOfKey = key => (key &= 31) ? key <= 10 ? 10 - key : key - 1 : NONE;

/* ---- drawing */
function frameOfMap() {
  const W = map.dots.clientWidth, H = map.dots.clientHeight, unit = (Math.min(W, H) - 2 * MARGIN) * map.z / SIDE;
  return { W, H, unit, left: W / 2 - map.cx * SIDE * unit, top: H / 2 - map.cy * SIDE * unit };
}
const radius = () => Math.min(7, Math.max(.9, 75 / Math.sqrt(N))) * Math.min(2.2, Math.sqrt(map.z));
const dot = (g, form, x, y, r) => {
  if (form === 1) g.rect(x - r * .88, y - r * .88, r * 1.76, r * 1.76);
  else if (form === 2) { g.moveTo(x, y - r * 1.2); g.lineTo(x + r * 1.1, y + r * .8); g.lineTo(x - r * 1.1, y + r * .8); g.closePath(); }
  else { g.moveTo(x + r, y); g.arc(x, y, r, 0, 7); }
};
function sized(canvas, { W, H }) {
  const scale = devicePixelRatio || 1, g = canvas.getContext("2d");
  if (canvas.width !== Math.round(W * scale) || canvas.height !== Math.round(H * scale)) {
    canvas.width = Math.round(W * scale);
    canvas.height = Math.round(H * scale);
  }
  g.setTransform(scale, 0, 0, scale, 0, 0);
  g.clearRect(0, 0, W, H);
  return g;
}
/* One path for each tone: dots of one tone are filled, then rimmed, together. */
function paintDots(g, { W, H, unit, left, top }, xs, ys) {
  const { fills, paper, rim } = map.colours, r = radius(), forms = formed();
  g.strokeStyle = rim;
  for (let key = 0; key < NOWHERE; key++) {
    g.beginPath();
    for (let i = map.keys.indexOf(key); i >= 0; i = map.keys.indexOf(key, i + 1)) {
      const x = left + xs[i] * unit, y = top + ys[i] * unit;
      if (x < -9 || y < -9 || x > W + 9 || y > H + 9) continue;
      dot(g, forms && forms[i] >= 0 ? forms[i] % 3 : 0, x, y, r);
      map.drawn++;
    }
    g.globalAlpha = key < 32 ? .16 : 1;
    g.fillStyle = fills[toneOfKey(key)] || paper;
    g.fill();
    g.stroke();
  }
  g.globalAlpha = 1;
}
/* Little squares, straight into the pixels: each pixel keeps the highest key, whatever the order. */
function paintCrowd(g, { unit, left, top }, xs, ys) {
  const scale = devicePixelRatio || 1, w = map.dots.width, h = map.dots.height, side = Math.max(2, Math.round(radius() * 2 * scale));
  const best = new Uint8Array(w * h), keys = map.keys, step = unit * scale, x0 = left * scale - side / 2 + .5, y0 = top * scale - side / 2 + .5;
  for (let i = 0; i < N; i++) {
    const key = keys[i] + 1, x = x0 + xs[i] * step | 0, y = y0 + ys[i] * step | 0;
    if (key > NOWHERE || x < 0 || y < 0 || x + side > w || y + side > h) continue;
    for (let row = y * w + x, end = row + side * w; row < end; row += w) for (let j = row; j < row + side; j++) if (best[j] < key) best[j] = key;
    map.drawn++;
  }
  const rgb = text => text.match(/[\d.]+/g).map(Number), paper = rgb(map.colours.paper), tones = new Uint32Array(64);
  for (let key = 0; key < NOWHERE; key++) {
    const part = key < 32 ? .16 : 1, [r, g, b] = rgb(map.colours.fills[toneOfKey(key)] || map.colours.rim).map((v, j) => v * part + paper[j] * (1 - part));
    tones[key + 1] = 255 << 24 | b << 16 | g << 8 | r;
  }
  const image = g.createImageData(w, h), pixels = new Uint32Array(image.data.buffer);
  for (let j = 0; j < best.length; j++) if (best[j]) pixels[j] = tones[best[j]];
  g.putImageData(image, 0, 0);
}
function paint() {
  const frame = frameOfMap();
  if (!frame.W || !map.keys) return;
  colours();
  map.drawn = 0;
  (N > CROWD ? paintCrowd : paintDots)(sized(map.dots, frame), frame, ...map.views[state.map]);
  paintTop(frame);
}

/* What was drawn around, letters at the clusters, the image under the pointer. */
function paintTop(frame = frameOfMap()) {
  const g = sized(map.top, frame), { unit, left, top } = frame, { paper, ink, band } = map.colours, at = ([x, y]) => [left + x * unit, top + y * unit];
  const ring = map.drag?.ring || (state.group[0] === state.map ? ringOf(state.group).map(at) : null);
  if (ring?.length > 1) {
    g.beginPath();
    for (const [x, y] of ring) g.lineTo(x, y);
    g.closePath();
    g.fillStyle = band;
    g.fill();
    g.setLineDash([4, 3]);
    g.lineWidth = 1.25;
    g.strokeStyle = ink;
    g.stroke();
    g.setLineDash([]);
  }
  paintLetters(g, at);
  if (map.hover >= 0) {
    const [xs, ys] = map.views[state.map], [x, y] = at([xs[map.hover], ys[map.hover]]);
    g.beginPath();
    dot(g, 0, x, y, radius() + 3);
    for (const [colour, width] of [[paper, 4.5], [ink, 2]]) {
      g.lineWidth = width;
      g.strokeStyle = colour;
      g.stroke();
    }
  }
}
/* The letters of the table. */
function paintLetters(g, at) {
  const { paper, ink } = map.colours;
  Object.assign(g, { textBaseline: "middle", textAlign: "center", lineJoin: "round", lineWidth: 5, strokeStyle: paper, fillStyle: ink, font: `600 ${map.clusters.length > 12 ? 12 : 14}px ` + getComputedStyle(map.box).fontFamily });
  for (const row of map.clusters) {
    const [x, y] = at(row[state.map]);
    g.globalAlpha = state.group && state.group !== "c" + row.number ? .4 : 1;
    g.strokeText(row.mark, x, y);
    g.fillText(row.mark, x, y);
  }
  g.globalAlpha = 1;
}

/* What the colours mean. */
function drawKey() {
  const swatch = (tone, form) => h(`i.mk.m${form}.${tone > 9 ? "g" + (tone - 10) : "t-f" + tone}`), { ends, most } = map.data, column = map.columns[state.by];
  const ramp = (low, high) => [h("span", null, low, h("em", null, [..."0123456789"].map(i => h("i.mk.m1.t-f" + i))), high)];
  $("#clusters")?.classList.toggle("by", state.by === "cluster");
  if (column) return fill($("#map-key"), h("span", null, column.name), column.parts.map((name, n) => h("span", null, swatch(partTone(column, n), column.ordered ? 0 : n % 3), name)));
  if (state.by === "cluster") return fill($("#map-key"), h("span", null, "Colours and shapes as in the table; letters stand at the clusters."));
  if (state.by in OUTCOME) {
    const top = most[OUTCOME[state.by]], words = `${count(top)} or more`;
    return fill($("#map-key"), h("span", null, WORD[state.by] + ", at this confidence"), state.by === "ok" ? ramp("0", words) : ramp(words, "0"));
  }
  fill($("#map-key"), ramp(...ends), h("span", null, "F1 of the image at this confidence", map.c.f.includes(-1) && "; pale: undefined"));
}
