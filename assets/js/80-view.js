/* part images: one image: the truth and the predictions as two layers over it, and the list of its boxes. */
const view = { at: 0, list: [], issues: null, pushed: false, zoom: 1, only: -1, items: [], row: null, opener: "body" };
const LAYERS = { truth: "g", predictions: "p", errors: "e" };
const RANK = { mis: 0, fn: 1, fp: 2, ok: 3, ign: 4 };
const layerOn = name => state.layers.includes(LAYERS[name]);

/* `issues`: the rows of the label review that the images of the list stand for. */
async function openImage(i, list, issues) {
  takeList(i, list, issues);
  state.img = i;
  const dialog = $("#view");
  if (!dialog.open) {
    view.pushed = true;
    writeAddress(true);
    dialog.showModal();
  }
  await drawView();
}

function takeList(i, list, issues) {
  const at = issues ? issues.findIndex(row => row.n === state.issue) : (list || []).indexOf(i);
  view.issues = at < 0 ? null : issues || null;
  view.list = at < 0 ? [i] : list;
  view.at = Math.max(0, at);
  if (!view.issues) state.issue = -1;
  view.opener = view.issues ? `.frame[data-issue="${state.issue}"]` : `.frame[data-open="${i}"]`;
}
const issueShown = () => view.issues && view.issues[view.at];

async function drawView() {
  const i = state.img, k = state.k, at = view.at, issue = issueShown();
  try {
    const [row, image, c] = await Promise.all([imageRow(i), boxesOf(i), countsAt(k)]);
    if (i !== state.img || at !== view.at) return;
    view.row = row;
    view.zoom = 1;
    view.items = verdicts(image, k);
    $("#view-name").textContent = row.name;
    $("#view-note").textContent = issue ? `${REVIEWS[issue.list].name}: ${issue.reason}` : `F1 ${hundredths(c.f[i])} at confidence ${D.text[k]}`;
    fill($("#view-sum"), outcomes(c, i).map(([tone, n, word]) => h("span", null, h("i.sw.t-" + tone), `${count(n)} ${word}`)));
    for (const button of $$("#view [data-go]")) button.disabled = !(at + +button.dataset.go in view.list);
    offerClasses();
    drawLayers();
    drawFacts(row, i, k, c);
    const next = view.list[at + 1];
    if (next !== undefined) imageRow(next).then(later => { if (later.preview) new Image().src = urlOf(later.preview); }, () => {});
  } catch (error) {
    fill($("#view-stage"), h("p.plate-tx", null, `data/${error.message}.js could not be read`));
  }
}

/* Its rates at k, and the cluster of the map that it lies in. */
async function drawFacts(image, i, k, c) {
  const [rates, cluster] = await Promise.all([ratesOf(i, k).catch(() => null),
    code("explorer").then(() => mapRead()).then(() => map.clusters.find(row => row.number === map.cluster[i])).catch(() => null)]);
  if (i !== state.img || k !== state.k) return;
  const fact = (term, value) => h("div", null, h("dt", null, term), h("dd", null, value));
  fill($("#view-facts"), rates && [fact("Precision", hundredths(rates.p)), fact("Recall", hundredths(rates.r))], fact("F1", hundredths(c.f[i])), image.split && fact("Split", image.split),
    cluster && fact("Cluster", `${cluster.mark} ${cluster.name}`));
}

/* The classes of this image; the one that was chosen stays chosen where it is there. */
function offerClasses() {
  const list = $("#view-class"), there = [...new Set(view.items.map(item => item.cls))].sort((a, b) => a - b);
  if (!there.includes(view.only)) view.only = -1;
  list.hidden = there.length < 2;
  fill(list, h("option", { value: -1 }, "All classes"), there.map(c => h("option", { value: c }, className(c))));
  list.value = view.only;
}
const isAsked = item => view.only < 0 || item.cls === view.only || (item.v === "mis" && item.other === view.only);

/* Large boxes first, so that small ones can be pointed at. */
function drawLayers() {
  const { row, items } = view, area = item => item.box.w * item.box.h;
  for (const button of $$("#view [data-layer]")) button.setAttribute("aria-pressed", layerOn(button.dataset.layer));
  const seen = items.filter(item => isAsked(item) && layerOn(item.truth ? "truth" : "predictions") && !(layerOn("errors") && (item.v === "ok" || item.v === "ign")));
  const name = item => item.v === "ok" || item.v === "ign" ? null : s("text.tag", {
    x: Math.min(item.box.x, row.width * .88), y: Math.max(item.box.y, 0), dx: ".3em", dy: "1.05em",
  }, className(item.cls) + (item.score < 0 ? "" : " " + hundredths(item.score)));
  const meant = meantNow(), issue = issueShown(), marked = new Set(issue?.boxes.map(part => part.id));
  const stands = item => issue ? marked.has(item.id) : meant?.(item, items), words = item => [className(item.cls), item.score < 0 ? "" : " " + hundredths(item.score), ": ", WORD[item.v], item.kind ? ", " + reason(item) : ""].join("");
  const shape = item => s("g.box" + (stands(item) ? ".kin" : issue ? ".far" : ""), { "data-id": item.id }, boxShapes(item), s("rect.hit", frameOf(item.box), s("title", null, words(item))), name(item));
  const photo = s("svg.photo", { viewBox: `0 0 ${row.width} ${row.height}`, role: "img", "aria-label": `${row.name} with ${plural(seen.length, "box", "boxes")}` },
    picture(row), [...seen].sort((x, y) => stands(x) ? stands(y) ? 0 : 1 : stands(y) ? -1 : area(y) - area(x)).map(shape),
    issue && spotShapes({ boxes: issue.boxes.filter(part => !seen.some(item => item.id === part.id)) })); /* a box that is not kept */
  fill($("#view-stage"), photo);
  setZoom(view.zoom);
  const listed = seen.filter(item => !item.truth || item.v === "fn" || item.v === "ign" || !layerOn("predictions"));
  listed.sort((x, y) => RANK[x.v] - RANK[y.v] || y.score - x.score);
  const cls = item => item.v !== "mis" ? className(item.cls) : [className(item.cls), h("small", null, (item.truth ? "taken for " : "labelled ") + className(item.other))];
  fill($("#view-list"), listed.map(item => h("tr", { "data-id": item.id },
    h("td", null, h("i.sw.t-" + (item.v === "ign" ? "faint" : item.v)), WORD[item.v], reason(item) && h("small", null, reason(item))), h("td", null, cls(item)),
    h("td.num", null, hundredths(item.score)), h("td.num", null, hundredths(item.iou)))));
}

function setZoom(zoom, least = 1) {
  const stage = $("#view-stage"), photo = $(".photo", stage);
  view.zoom = Math.max(least, Math.min(least < 1 ? 64 : 8, zoom));
  if (!photo) return;
  stage.classList.toggle("zoomed", view.zoom > 1);
  photo.style.width = photo.style.height = view.zoom * 100 + "%";
  /* names keep their size on the screen, whatever the picture's */
  photo.style.setProperty("--u", 1 / scaleOf(photo) + "px");
}
/* Pixels of the screen to one of the picture. */
function scaleOf(photo) {
  const box = photo.getBoundingClientRect(), { width, height } = view.row;
  return Math.min(box.width / width, box.height / height) || 1;
}
/* One to one; twice, because the margin goes where there is zoom. */
function zoomWhole() {
  const photo = $("#view-stage .photo");
  for (let turn = 0; photo && turn < 2; turn++) setZoom(view.zoom / scaleOf(photo), .05);
}
/* Zooms about the middle of what is in sight. */
function zoomBy(factor) {
  const stage = $("#view-stage"), x = (stage.scrollLeft + stage.clientWidth / 2) / stage.scrollWidth, y = (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight;
  setZoom(factor ? view.zoom * factor : 1);
  stage.scrollTo(x * stage.scrollWidth - stage.clientWidth / 2, y * stage.scrollHeight - stage.clientHeight / 2);
}

function switchLayer(name) {
  state.layers = ["truth", "predictions", "errors"].filter(layer => layerOn(layer) !== (layer === name)).map(layer => LAYERS[layer]).join("");
  drawLayers();
  writeAddress(false);
}
function goBy(step) {
  const next = view.list[view.at + step];
  if (next === undefined) return;
  view.at += step;
  state.img = next;
  if (view.issues) state.issue = issueShown().n;
  writeAddress(false);
  drawView();
}

/* Pointing at a box or at its row lifts it out of the others. */
function highlight(id) {
  for (const element of $$("#view [data-id]")) {
    element.classList.toggle("hot", element.dataset.id === id);
    if (element.localName === "g") element.classList.toggle("dim", !!id && element.dataset.id !== id);
  }
}

function closed() {
  if (state.img < 0) return; /* closed by Back */
  state.img = state.issue = -1;
  if (view.pushed) history.back(); else writeAddress(false);
  view.pushed = false;
}
async function followAddress() {
  const dialog = $("#view");
  if (state.img >= 0) {
    const rows = state.issue < 0 ? null : reviewFound(await reviewRows().catch(() => []));
    if (!rows) await begin("images");
    if (state.img < 0) return;
    takeList(state.img, rows ? rows.map(row => row.i) : gallery.list, rows);
  }
  if (state.img < 0 && dialog.open) {
    view.pushed = false;
    dialog.close();
  } else if (state.img >= 0 && !dialog.open) {
    dialog.showModal();
    drawView();
  } else if (state.img >= 0) {
    drawView();
  }
}

function dragStage(stage) {
  let from = null;
  stage.addEventListener("pointerdown", event => { if (view.zoom > 1) from = [event.clientX + stage.scrollLeft, event.clientY + stage.scrollTop]; });
  stage.addEventListener("pointermove", event => { if (from && event.buttons) stage.scrollTo(from[0] - event.clientX, from[1] - event.clientY); });
  stage.addEventListener("pointerup", () => { from = null; });
}

function startView() {
  const dialog = $("#view");
  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    begin("images").then(() => openImage(+link.dataset.open, gallery.list));
  });
  dialog.addEventListener("close", () => {
    closed();
    if (document.activeElement === document.body || dialog.contains(document.activeElement)) $(view.opener)?.focus();
  });
  dialog.addEventListener("click", event => {
    const of = name => event.target.closest(`[data-${name}]`)?.dataset[name];
    if (event.target === dialog || of("close") !== undefined) return dialog.close();
    if (of("layer")) switchLayer(of("layer"));
    if (of("go")) goBy(+of("go"));
    if (of("zoom") === "one") zoomWhole();
    else if (of("zoom")) zoomBy({ in: 1.5, out: 1 / 1.5, fit: 0 }[of("zoom")]);
  });
  dialog.addEventListener("pointerover", event => {
    const target = event.target.closest("[data-id]");
    highlight(target && target.dataset.id);
    if (target?.localName === "g") $(`tr[data-id="${target.dataset.id}"]`, dialog)?.scrollIntoView({ block: "nearest" });
  });
  dialog.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.localName === "select") return;
    const run = { g: () => switchLayer("truth"), p: () => switchLayer("predictions"), e: () => switchLayer("errors"), "+": () => zoomBy(1.5), "=": () => zoomBy(1.5), "-": () => zoomBy(1 / 1.5), 0: () => zoomBy(0), 1: zoomWhole, arrowleft: () => goBy(-1), arrowright: () => goBy(1) }[event.key.toLowerCase()];
    if (!run) return;
    event.preventDefault();
    run();
  });
  $("#view-class").addEventListener("change", event => {
    view.only = +event.target.value;
    drawLayers();
  });
  dragStage($("#view-stage"));
  onAddress(followAddress);
  return followAddress();
}
