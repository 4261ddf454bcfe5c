/* part images: label review: lists of labels that a person should look at, each as a cut-out with the boxes that
   made it stand out. The rows come from one file when they are wanted. */
const REVIEW_PAGE = 24, review = { turn: 0, shown: "" };
const tenth = values => ({ x: values[0] / 10, y: values[1] / 10, w: values[2] / 10, h: values[3] / 10 });

const reviewRows = () => shard("review", 0, rows => rows.map(([list, i, cls, other, iou, reason, x, y, w, hh, ...boxes], n) => ({
  n, list, i, iou, reason, of: other < 0 ? String(cls) : `${cls},${other}`, cls, other, place: tenth([x, y, w, hh]),
  boxes: boxes.map(([id, tone, ...place]) => ({ id, tone, box: tenth(place) })),
})));

/* The list that is open: the one asked for, else the first that is not empty. */
const reviewOpen = () => REVIEWS.find(row => row.key === state.list) || REVIEWS.find(row => row.size) || REVIEWS[0];
/* `of`: all rows of a class, or those of a pair of classes. */
const inReview = (row, key, of) => REVIEWS[row.list].key === key && (!of || row.of === of || row.of.startsWith(of + ","));
const reviewFound = rows => rows.filter(row => inReview(row, reviewOpen().key, state.of));

const spotShapes = row => row.boxes.flatMap(({ tone, box }) => [s("rect.case", frameOf(box)), s("rect.bx." + tone.replace(" ", "."), frameOf(box))]);
/* The row's address, so that the image opens with its boxes in front. */
const issueLink = row => ({ href: `#v=review&list=${REVIEWS[row.list].key}${state.of ? "&of=" + state.of : ""}&img=${row.i}&issue=${row.n}`, "data-issue": row.n });
async function issueCrops(rows) {
  const images = await imageRows(rows.map(row => row.i));
  return rows.map((row, j) => h("a.crop", { ...issueLink(row), title: `${images[j].name}: ${row.reason}`, "aria-label": `${images[j].name}: ${row.reason}` }, square(images[j], row.place, spotShapes(row))));
}

function spot(row, image) {
  return h("a.frame", issueLink(row), h("span.crop", null, square(image, row.place, spotShapes(row))), h("span.l1", null, row.reason, row.iou && h("em", null, " " + row.iou)),
    h("span.l2", null, h("span.n", { title: image.name }, image.name)));
}

/* Chips of the lists, and the classes that are in the one that is open. */
function drawReviewTools(rows) {
  const open = reviewOpen(), sizes = new Map(), focus = document.activeElement?.closest("#rv-lists") && (document.activeElement.dataset.list ? `[data-list="${document.activeElement.dataset.list}"]` : "#rv-of");
  for (const row of rows) if (row.list === open.list) for (const key of new Set([String(row.cls), row.of])) sizes.set(key, (sizes.get(key) || 0) + 1);
  const name = key => key.split(",").map(i => className(+i)).join(", ");
  const keys = [...sizes.keys()].sort((a, b) => sizes.get(b) - sizes.get(a) || (a < b ? -1 : 1)).slice(0, 200);
  if (state.of && !sizes.has(state.of) && state.of.split(",").every(i => +i < C)) keys.push(state.of);
  fill($("#rv-lists"),
    REVIEWS.map(row => h("button.chip", { type: "button", "data-list": row.key, "aria-pressed": row === open, disabled: row.size ? null : "" }, row.name, h("span", null, count(row.size)))),
    sizes.size > 1 && h("label.tools-in", null, "Class ", h("select", { id: "rv-of" }, h("option", { value: "" }, "All"),
      keys.map(key => h("option", { value: key, selected: key === state.of ? "" : null }, `${name(key)} (${count(sizes.get(key) || 0)})`)))));
  $("#rv-note").textContent = open.note;
  if (focus) $("#rv-lists " + focus)?.focus();
}

async function drawReview() {
  const turn = ++review.turn, rows = await reviewRows(), found = reviewFound(rows);
  const pages = Math.max(1, Math.ceil(found.length / REVIEW_PAGE)), at = Math.min(state.at, pages - 1), from = at * REVIEW_PAGE;
  const few = found.slice(from, from + REVIEW_PAGE), images = await imageRows(few.map(row => row.i));
  if (turn !== review.turn) return;
  state.at = at;
  review.shown = reviewAsked();
  drawReviewTools(rows);
  fill($("#rv-sheet"), few.map((row, j) => spot(row, images[j])));
  const step = (to, text, label) => h("button.btn", { type: "button", "data-at": to, "aria-label": label, disabled: to < 0 || to >= pages ? "" : null }, text);
  fill($("#rv-pager"), h("span", null, few.length ? `Showing ${count(from + 1)} to ${count(from + few.length)} of ${plural(found.length, "label")}` : "No label of this class is in this list."),
    pages > 1 && [step(at - 1, "\u2190", "Previous labels"), step(at + 1, "\u2192", "Next labels")]);
}
const reviewAsked = () => [state.list, state.of, state.at].join();
const showReview = () => drawReview().catch(() => { /* the notice says which file is missing */ });

/* Opens the image of row n; the arrow keys then go through the list that is open. */
async function openIssue(n) {
  const rows = await reviewRows();
  if (!reviewFound(rows).some(row => row.n === n)) Object.assign(state, { list: REVIEWS[rows[n].list].key, of: "", at: 0 });
  const list = reviewFound(rows);
  state.issue = n;
  openImage(rows[n].i, list.map(row => row.i), list);
}

function startReview() {
  const sheet = $("#rv-sheet"), near = sheet && new IntersectionObserver(entries => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    near.disconnect();
    if (review.shown !== reviewAsked()) showReview(); /* else an address has shown it already */
  }, { rootMargin: "600px" });
  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-issue]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openIssue(+link.dataset.issue).catch(() => {});
  });
  if (!sheet) return;
  const change = given => {
    Object.assign(state, given);
    writeAddress(true);
    return showReview();
  };
  $("#rv-lists").addEventListener("click", event => {
    const chip = event.target.closest("[data-list]");
    if (chip) change({ list: chip.dataset.list, of: "", at: 0 });
  });
  $("#rv-lists").addEventListener("change", event => change({ of: event.target.value, at: 0 }));
  $("#rv-pager").addEventListener("click", event => {
    const button = event.target.closest("[data-at]");
    if (!button) return;
    change({ at: +button.dataset.at });
    $("#rv-lists").scrollIntoView();
  });
  drawReviewTools([]);
  near.observe(sheet);
  onAddress(() => { if (review.shown && review.shown !== reviewAsked()) showReview(); });
  if (state.list || state.of || state.at) showReview();
}
