/* part overview: the whole of a large matrix as a picture, one dot for each cell that is not empty;
   its frame is the part that is written out beside it. */
const overview = { canvas: null, gap: 1.4, dots: [] };
const REACH = 7; /* pixels around a dot that still mean it */

function drawOverview(k) {
  const { canvas, gap } = overview, side = canvas.clientWidth;
  if (!side) return;
  const scale = devicePixelRatio || 1, unit = side * scale / (C + gap), paint = canvas.getContext("2d");
  canvas.width = canvas.height = Math.round(side * scale);
  const css = name => { canvas.style.color = `var(--${name})`; return getComputedStyle(canvas).color; };
  const place = new Array(C + 1).fill(0);
  matrix.order.forEach((i, line) => { place[i] = line; });
  place[C] = C + gap - 1;
  paint.strokeStyle = css("line");
  paint.lineWidth = scale;
  for (const [x, y, w, hgt] of [[0, 0, C, C], [C + gap - 1, 0, 1, C], [0, C + gap - 1, C, 1]]) paint.strokeRect(x * unit, y * unit, w * unit, hgt * unit);
  const colour = { ok: css("ok"), mis: css("mis"), fn: css("fn"), fp: css("fp") }, dot = Math.max(unit * .88, 1.5);
  overview.dots = [];
  for (let cell = 0; cell < cells.actual.length; cell++) {
    const a = cells.actual[cell], p = cells.predicted[cell], n = cells.figures[cell * 4 * K + k], tone = toneOf(a, p);
    if (!n || (matrix.errors && tone === "ok")) continue;
    const [x, y] = matrix.swap ? [p, a] : [a, p];
    overview.dots.push([place[x] + .5, place[y] + .5, cell]);
    paint.globalAlpha = .6 + .4 * Math.log1p(n) / Math.log1p(matrix.most);
    paint.fillStyle = colour[tone];
    paint.fillRect(place[x] * unit, place[y] * unit, dot, dot);
  }
  paint.globalAlpha = 1;
  paint.strokeStyle = css("ink");
  paint.lineWidth = 1.5 * scale;
  paint.strokeRect(matrix.x * unit, matrix.y * unit, WINDOW * unit, WINDOW * unit);
  canvas.style.color = "";
}

/* The cell of the dot nearest to a place, or -1 where none is near. */
function dotAt(x, y, reach) {
  let best = -1, least = reach * reach;
  for (const [dx, dy, cell] of overview.dots) {
    const far = (dx - x) ** 2 + (dy - y) ** 2;
    if (far < least) [best, least] = [cell, far];
  }
  return best;
}

function startOverview() {
  if (overview.canvas) return;
  const canvas = overview.canvas = $("#over"), caption = $("#over-cap");
  let down = null;
  const lineAt = (event, shift) => {
    const box = canvas.getBoundingClientRect(), unit = box.width / (C + overview.gap);
    return [(event.clientX - box.left) / unit - shift, (event.clientY - box.top) / unit - shift];
  };
  const cellAt = event => dotAt(...lineAt(event, 0), Math.max(.7, REACH * (C + overview.gap) / canvas.clientWidth));
  const move = event => {
    [matrix.x, matrix.y] = lineAt(event, WINDOW / 2).map(v => Math.max(0, Math.min(C - WINDOW, Math.round(v))));
    buildMatrix();
  };
  const name = () => { caption.textContent = `All ${C} classes: the frame is the part written out; choose a dot to go there`; };
  /* a dot is chosen, and the frame goes to it; drawn from anywhere, the frame follows */
  canvas.addEventListener("pointerdown", event => {
    const cell = cellAt(event);
    down = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
    if (cell < 0) move(event); else matrix.select(cells.actual[cell], cells.predicted[cell]);
  });
  canvas.addEventListener("pointerup", () => { down = null; });
  canvas.addEventListener("pointerleave", name);
  canvas.addEventListener("pointermove", event => {
    if (down) return Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 4 && move(event);
    const cell = cellAt(event);
    if (cell < 0) return name();
    const a = cells.actual[cell], p = cells.predicted[cell];
    caption.textContent = `${cellName(a, p)}: ${count(countAt(a, p, state.k))}`;
  });
  name();
  onSettle(drawOverview);
  new ResizeObserver(() => drawOverview(state.k)).observe(canvas);
}
