/* part images: a strip of all of them, filters, and pages of thumbnails whose boxes follow the slider. */
const PAGE = 24, gallery = { turn: 0, list: [], strip: [], counts: null, shown: new Map() };
const SHOW = [["all", "All"], ["any", "With errors"], ["fn", "Missed"], ["fp", "False positives"], ["mis", "Misclassified"], ["none", "Faultless"]];
const SORT = [["f", "lowest F1"], ["errors", "most errors"], ["fn", "most missed"], ["fp", "most false positives"], ["name", "name"]];

const errorsOf = (c, i) => c.mis[i] + c.fn[i] + c.fp[i];
/* F1 as a key to sort by: undefined comes last. */
const rankOf = (c, i) => c.f[i] < 0 ? 999 : c.f[i];
const fits = (c, i, show) => show === "all" || (show === "any" ? errorsOf(c, i) > 0 : show === "none" ? errorsOf(c, i) === 0 : c[show][i] > 0);

const everyImage = Uint32Array.from({ length: N }, (_, i) => i);
/* Which of all images are in the list. */
function marksOf(list) {
  const marks = new Uint8Array(N);
  for (const i of list) marks[i] = 1;
  return marks;
}

/* Which images hold the kinds, and how many: over all of them the numbers that came with the page, so
   that no file is read for them; else of those in the cell, or of those that fit. */
async function kindCounts(c, k, own, { cell, show }) {
  if (!cell && !own && show === "all") return KINDS.map(row => row.images[k]);
  const held = await Promise.all(KINDS.map(row => imagesOfKind(row.kind, cell, k)));
  return held.map(list => cell ? list.length : list.filter(i => (!own || own[i]) && fits(c, i, show)).length);
}

/* By a whole number, then the most errors first, then as they are numbered. The three are one number:
   very many of those are sorted ten times as fast as with a function that compares. */
function sortedBy(key, list, c) {
  const most = list.reduce((n, i) => Math.max(n, errorsOf(c, i)), 0);
  return Array.from(Float64Array.from(list, i => (key(i) * (most + 1) + most - errorsOf(c, i)) * N + i).sort(), value => value % N);
}
const MOST = 65535, fromMost = n => Math.max(0, MOST - n);
/* `order`: the images as the kind of error or the card lists them. */
async function sortImages(list, c, order) {
  const keys = { f: i => rankOf(c, i), errors: () => 0, fn: i => fromMost(c.fn[i]), fp: i => fromMost(c.fp[i]) };
  if (keys[state.sort]) return sortedBy(keys[state.sort], list, c);
  if (state.sort !== "name") {
    const listed = marksOf(list);
    return order.filter(i => listed[i]);
  }
  const rows = (await imageRows(list)).sort((x, y) => x.name < y.name ? -1 : x.name > y.name ? 1 : errorsOf(c, y.i) - errorsOf(c, x.i) || x.i - y.i);
  return rows.map(row => row.i);
}

/* The images that belong to the group or the card (null: all), those of them that hold the kind, and
   the list of those that fit the other filters too. */
async function imagesAsked(c, k) {
  const group = state.only ? await code("explorer").then(() => imagesOfGroup(state.only)) : state.card < 0 ? null : await imagesOfCard(state.card), own = group && marksOf(group);
  const { cell, show } = state, kind = kindOf(state.kind), all = group || [...everyImage];
  const held = kind ? (await imagesOfKind(kind.kind, null, k)).filter(i => !own || own[i]) : all, holds = kind && marksOf(held);
  const some = !cell ? all.filter(i => (!holds || holds[i]) && fits(c, i, show)) : kind ? await imagesOfKind(kind.kind, cell, k) : await imagesInCell(...cell, k);
  return { own, held, list: await sortImages(some, c, state.sort === "kind" ? held : all) };
}
/* Pictures first: what the filters would show beside is counted after that, and may need files. */
async function refreshImages(k) {
  if (state.only) await code("explorer");
  await tableRead();
  const turn = ++gallery.turn, c = await countsAt(k), { own, held, list } = await imagesAsked(c, k);
  if (turn !== gallery.turn) return;
  Object.assign(gallery, { list, counts: c });
  await drawSheet(k, turn);
  if (turn !== gallery.turn) return;
  drawChips(c, held, null, list.length);
  drawStrip(c, k);
  const counts = await kindCounts(c, k, own, state);
  if (turn === gallery.turn) drawChips(c, held, counts, list.length);
}

/* Every filter counts the images that it would show beside the other one. */
function drawChips(c, held, counts, found) {
  const shown = Object.fromEntries(SHOW.map(([key]) => [key, 0]));
  for (const i of held) for (const key in shown) if (fits(c, i, key)) shown[key]++;
  const chip = ([key, name]) => h("button.chip", { type: "button", "data-show": key, "aria-pressed": !state.cell && state.show === key },
    name, h("span", null, count(shown[key])));
  const choice = (id, label, options) => h("label", null, label, h("select", { id }, options.map(([key, name]) => h("option", { value: key, selected: key === state[id] ? "" : null }, name))));
  const only = state.cell ? cellName(...state.cell) : state.only ? groupName(state.only) : state.card < 0 ? "" : $(`#card-${state.card} h3`).textContent;
  const kind = kindOf(state.kind), at = document.activeElement, focus = at?.dataset?.show ? `[data-show=${at.dataset.show}]` : at?.closest("#chips") && at.id && "#" + at.id;
  fill($("#chips"),
    only && h("button.chip.x", { type: "button", "data-clear": "", "aria-pressed": true, "aria-label": `Remove the filter ${only}` }, only, h("span", null, count(found))),
    SHOW.map(chip),
    h("span.tools-in", null,
      choice("kind", "Kind of error ", [["", "All"], ...KINDS.map((row, i) => [row.key, row.name + (counts ? ` (${count(counts[i])})` : "")])]),
      choice("sort", "Sort by ", [...kind ? [["kind", kind.order]] : [], ...cardOrder() ? [["list", cardOrder()]] : [], ...SORT])));
  $("#kind-say").textContent = kind ? kind.gallery + " " : "";
  if (focus) $(focus)?.focus();
}

/* One column an image, lowest F1 first; over 400 images one column for each of 200 equal groups. */
function drawStrip(c, k) {
  if (gallery.stripOf === k) return; /* whatever the filters */
  gallery.stripOf = k;
  const order = sortedBy(i => rankOf(c, i), everyImage, c);
  const columns = N > 400 ? 200 : N, groups = Array.from({ length: columns }, (_, g) => order.slice(Math.floor(g * N / columns), Math.floor((g + 1) * N / columns)));
  const sums = groups.map(group => ["ok", "mis", "fn", "fp"].map(key => group.reduce((n, i) => n + c[key][i], 0)));
  const up = Math.max(1, ...sums.map(([ok, mis, fn]) => ok + mis + fn)), down = Math.max(1, Math.min(up, ...[Math.max(...sums.map(sum => sum[3]))]));
  const paths = { ok: "", mis: "", fn: "", fp: "" };
  sums.forEach((sum, x) => {
    let y = up;
    ["ok", "mis", "fn"].forEach((key, i) => {
      if (sum[i]) paths[key] += `M${(x + .08).toFixed(2)} ${y}h.84v${-sum[i]}h-.84z`;
      y -= sum[i];
    });
    if (sum[3]) paths.fp += `M${(x + .08).toFixed(2)} ${up + .6}h.84v${Math.min(sum[3], down)}h-.84z`;
  });
  gallery.strip = groups;
  const end = i => i === undefined ? "" : "F1 " + hundredths(c.f[i]);
  fill($("#strip"), s("svg", { role: "img", viewBox: `0 0 ${columns} ${up + down + .6}`, preserveAspectRatio: "none", "aria-label": `Outcomes of all ${plural(N, "image")} at confidence ${D.text[k]}, lowest F1 first` },
    Object.keys(paths).map(key => s("path.fl.t-" + key, { d: paths[key] }))),
  h("figcaption.cap", null, h("span", null, end(order[0])), h("span", { id: "strip-say" }, N > 400 ? `One column for each of ${columns} groups of images` : "Point at a column to read it, choose it to open the image"), h("span", null, end(order[N - 1]))));
}

const outcomes = (c, i) => [["ok", c.ok[i], "correct"], ["mis", c.mis[i], "misclassified"], ["fn", c.fn[i], "missed"], ["fp", c.fp[i], c.fp[i] === 1 ? "false positive" : "false positives"]];
function frame(row, c) {
  const near = { scenes: row.scene, twins: row.train }[state.card < 0 ? "" : cardData(state.card, "aim")];
  const i = row.i, pic = h("span.pic", null, row.thumb
    ? h("img", { src: urlOf(row.thumb), width: row.width, height: row.height, alt: "" })
    : h("span.plate", null, row.problem || "no picture"));
  return h("a.frame", { href: "#img=" + i, "data-open": i }, pic,
    h("span.l1", null, h("span.n", { title: row.name }, row.name), h("span", null, h("em", null, "F1"), " ", h("b", null, hundredths(c.f[i])))),
    h("span.l2", null, outcomes(c, i).map(([tone, n, word]) => n ? h("span", null, h("i.sw.t-" + tone), `${count(n)} ${word}`) : null)),
    near && h("span.l2", null, near));
}

/* Boxes are drawn when a thumbnail comes into sight; of few images, whose boxes lie in few files, when
   the browser has time for it. */
const sight = new IntersectionObserver(entries => {
  for (const entry of entries) {
    const row = gallery.shown.get(entry.target);
    if (!entry.isIntersecting || !row) continue;
    sight.unobserve(entry.target);
    const { k, cell } = state, meant = meantNow(), turn = gallery.turn;
    boxesOf(row.i).then(image => { if (turn === gallery.turn) $(".pic", entry.target).append(overlay(row, image, k, cell, meant)); }, () => {});
  }
}, { rootMargin: N > 1000 ? "200px" : "20000px 0px" });

async function drawSheet(k, turn) {
  const pages = Math.max(1, Math.ceil(gallery.list.length / PAGE));
  state.page = Math.min(state.page, pages - 1);
  const from = state.page * PAGE, rows = await imageRows(gallery.list.slice(from, from + PAGE));
  if (turn !== gallery.turn) return;
  const frames = rows.map(row => frame(row, gallery.counts));
  sight.disconnect();
  gallery.shown = new Map(frames.map((element, j) => [element, rows[j]]));
  fill($("#sheet"), frames);
  for (const element of frames) sight.observe(element);
  drawPager(from, rows.length, pages, k);
}

function drawPager(from, shown, pages, k) {
  const total = gallery.list.length;
  if (!total) return fill($("#pager"), h("span", null, `No image fits at confidence ${D.text[k]}.`));
  const near = Array.from({ length: pages }, (_, i) => i).filter(i => i === 0 || i === pages - 1 || Math.abs(i - state.page) < 3);
  const button = (page, text, name) => h("button.btn" + (page === state.page ? ".on" : ""), { type: "button", "data-page": page, "aria-label": name || `Page ${page + 1}`, "aria-current": page === state.page ? "page" : null, disabled: page < 0 || page >= pages ? "" : null }, text);
  const numbers = near.flatMap((page, i) => [i && near[i - 1] < page - 1 ? "\u2026" : null, button(page, page + 1)]);
  fill($("#pager"), h("span", null, `Showing ${count(from + 1)} to ${count(from + shown)} of ${plural(total, "image")}`),
    pages > 1 && [button(state.page - 1, "\u2190", "Previous page"), numbers, button(state.page + 1, "\u2192", "Next page")]);
}

const imagesFailed = () => { /* the notice says which file is missing */ };
function updateImages(push) {
  writeAddress(push);
  if (later.get("images").begun) refreshImages(state.k).catch(imagesFailed); else begin("images");
}
/* Opens the gallery of a cell or of a kind of error, without any other filter. */
function showGallery(change) {
  Object.assign(state, { cell: null, card: -1, only: "", show: "all", kind: "", page: 0 }, change);
  chooseSort(state.sort);
  updateImages(true);
  $("#images")?.scrollIntoView();
}
const showCell = (a, p) => showGallery({ cell: [a, p] });
/* The order of a kind goes with it, and that of a card. */
function chooseSort(sort) {
  state.sort = (sort === "kind" && !state.kind) || (sort === "list" && !cardOrder()) ? PLAIN.sort : sort;
}

/* The table of errors: how many images each kind has at this threshold, and the way to them. */
function startKinds() {
  const buttons = $$("[data-kind]");
  onThreshold(k => {
    for (const button of buttons) {
      const n = kindOf(button.dataset.kind).images[k];
      button.firstChild.textContent = "Show " + plural(n, "image");
      button.disabled = !n;
    }
  });
  for (const button of buttons) button.addEventListener("click", () => {
    showGallery({ kind: button.dataset.kind, sort: "kind" });
    $("#kind")?.focus({ preventScroll: true });
  });
}

function startImages() {
  if (!$("#sheet")) return Promise.resolve();
  $("#chips").addEventListener("click", event => {
    const chip = event.target.closest(".chip");
    if (!chip) return;
    if (state.cell || !chip.dataset.show) Object.assign(state, { card: -1, only: "" });
    chooseSort(state.sort);
    state.cell = null;
    state.page = 0;
    if (chip.dataset.show) state.show = chip.dataset.show;
    updateImages(true);
  });
  $("#chips").addEventListener("change", event => {
    state[event.target.id] = event.target.value;
    chooseSort(state.sort);
    state.page = 0;
    updateImages(event.target.id === "kind");
  });
  $("#pager").addEventListener("click", event => {
    const button = event.target.closest("[data-page]");
    if (!button) return;
    state.page = +button.dataset.page;
    updateImages(true);
    $("#chips").scrollIntoView();
  });
  const strip = $("#strip"), groupAt = event => {
    const box = $("svg", strip).getBoundingClientRect();
    return gallery.strip[Math.max(0, Math.min(gallery.strip.length - 1, Math.floor((event.clientX - box.left) / box.width * gallery.strip.length)))];
  };
  strip.addEventListener("pointermove", async event => {
    const group = event.target.closest("svg") && groupAt(event), c = gallery.counts;
    if (!group) return;
    const [row] = await imageRows([group[0]]), [ok, mis, fn, fp] = outcomes(c, group[0]).map(part => `${count(part[1])} ${part[2]}`);
    $("#strip-say").textContent = `${row.name}: F1 ${hundredths(c.f[row.i])}, ${[ok, mis, fn, fp].join(", ")}`;
  });
  strip.addEventListener("click", event => { if (event.target.closest("svg")) openImage(groupAt(event)[0], gallery.list); });
  /* of very many images only while they are near */
  let near = true, due = false;
  const follow = () => {
    due = !near;
    if (near) refreshImages(state.k).catch(imagesFailed);
  };
  if (N > MANY) new IntersectionObserver(([entry]) => {
    near = entry.isIntersecting;
    if (due) follow();
  }, { rootMargin: "900px 0px" }).observe($("#images"));
  onSettle(follow);
  return refreshImages(state.k).catch(imagesFailed);
}
