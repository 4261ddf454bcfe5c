/* Start: the table of figures first, then section by section. Where one fails, the rest goes on. */
async function loadPart(part) {
  const files = ONE_FILE ? 0 : island("beside")[part];
  if (!files) return island(part);
  const parts = await Promise.all(Array.from({ length: files }, (_, i) => shard(part, i, lines => lines.join(""))));
  return JSON.parse(parts.join(""));
}
async function loadTable() {
  readTable(await loadPart("table"));
}

/* The images, and all that opens from them; false if the code is not there, which was said. */
const loadImages = () => Promise.all(["images", "explorer"].map(code)).then(() => true, () => false);
async function startParts() {
  startView();
  startKinds();
  startCards();
  startReview();
  await startImages();
  await startMap();
  followAddress();
}

async function start() {
  readAddress();
  document.documentElement.classList.add("js");
  startBar();
  startSummary();
  startTheme();
  startLink();
  startSplits();
  const images = loadImages(), filters = code("classes").then(() => true, () => false);
  await loadTable();
  startCurves();
  startHistogram();
  startClasses();
  startMatrix();
  startLists();
  if (await filters) startFilters();
  if (await images) await startParts();
  press($("#mx-mode"), state.norm);
  if (state.section) document.getElementById(state.section)?.scrollIntoView();
}

/* For tests and for the curious: whether the page is ready, still waits for something, and what is chosen. */
const ready = { ok: false };
Object.defineProperty(window, "proofsheet", {
  value: Object.freeze({ get ready() { return ready.ok; }, get busy() { return unsettled.size + shards.waiting.size > 0; }, get state() { return structuredClone(state); }, get map() { return mapShown(); } }),
});
const parsed = ONE_FILE ? new Promise(go => addEventListener("DOMContentLoaded", go)) : Promise.resolve();
parsed.then(start).then(() => { ready.ok = true; performance.mark("proofsheet-ready"); }, error => {
  notice(`This page could not start in full: ${error.message}`);
  throw error;
});
