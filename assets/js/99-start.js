/* Start: the table of figures first, then section by section. Where one fails, the rest goes on. */
async function loadPart(part) {
  const files = ONE_FILE ? 0 : island("beside")[part];
  if (!files) return island(part);
  const parts = await Promise.all(Array.from({ length: files }, (_, i) => shard(part, i, lines => lines.join(""))));
  return JSON.parse(parts.join(""));
}
const tableRead = () => table.reading ||= loadPart("table").then(readTable);
const table = { reading: null };

function startLater() {
  whenNear("byclass", () => tableRead().then(startClasses).then(() => code("classes")).then(() => startFilters()));
  whenNear("matrix", () => tableRead().then(startMatrix).then(startLists));
  whenNear("images", () => code("images").then(() => startImages()), true);
  whenNear("errors", () => code("images").then(() => startKinds()));
  whenNear("explorer", () => Promise.all([code("images"), code("explorer")]).then(() => startMap()), true);
  whenNear("review", () => code("images").then(() => startReview()));
}
/* What opens from any place, and then the rest. */
async function finish() {
  await code("images").then(() => { startCards(); return startView(); }).catch(() => {}); /* else it was said */
  await beginRest();
}

async function start() {
  readAddress();
  document.documentElement.classList.add("js");
  const below = $("link[rel=stylesheet]");
  if (below && !below.sheet) notice("data/below.css could not be read: most sections look plain. Is the folder complete?");
  startBar();
  startSummary();
  startTheme();
  startLink();
  startSplits();
  startCurves();
  startHistogram();
  startLater();
  press($("#mx-mode"), state.norm);
  if (!state.section) return;
  await beginUpTo(state.section);
  document.getElementById(state.section)?.scrollIntoView();
}

/* For tests and for the curious: whether the page is ready, then whole; still waits for something, and what is
   chosen. */
const ready = { ok: false, whole: false };
Object.defineProperty(window, "proofsheet", {
  value: Object.freeze({ get ready() { return ready.ok; }, get whole() { return ready.whole; }, get busy() { return unsettled.size + shards.waiting.size > 0; }, get state() { return structuredClone(state); }, get map() { return mapShown(); } }),
});
const parsed = ONE_FILE ? new Promise(go => addEventListener("DOMContentLoaded", go)) : Promise.resolve();
parsed.then(start).then(() => {
  ready.ok = true;
  performance.mark("proofsheet-ready", { detail: document.getElementsByTagName("*").length });
  return finish();
}).then(() => { ready.whole = true; }, error => {
  notice(`This page could not start in full: ${error.message}`);
  throw error;
});
