/* Recommendations: the way from a card to what it speaks of, and four cut-outs of it. */
const CARD_CROPS = 4;

/* Goes to an address of this page as a link would, so that Back returns. The figures of a card are
   those at the optimum, and so is what its link opens. */
function follow(address) {
  if (location.hash !== address) {
    try { history.pushState(null, "", address); } catch (e) { location.hash = address; }
  }
  applyAddress();
  if (state.cell) matrix.select(...state.cell);
  showSection();
}
/* Brings the section of the address into sight and, for keys and readers, to its head. */
function showSection() {
  const section = document.getElementById(state.section), head = section && $("h2", section);
  if (!head) return;
  section.scrollIntoView();
  const row = state.section === "byclass" && state.cls >= 0 && $(`#classes [data-class="${state.cls}"]`);
  if (row) row.scrollIntoView({ block: "center" });
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
}

/* Objects that are not found: all small ones, and those that overlap another one. */
const notFound = item => item.truth && (item.v === "fn" || item.v === "mis");
const overlaps = (a, b) => {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x), h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 && w * h >= .3 * (a.w * a.h + b.w * b.h - w * h);
};
const SPECIAL = {
  small: item => notFound(item) && item.box.w * item.box.h < 1024,
  crowded: (item, items) => notFound(item) && items.some(other => other !== item && other.truth && other.v !== "ign" && overlaps(item.box, other.box)),
};

/* The boxes that a card is about: those of its cell, of its kind of error, or of its labels. */
async function cardCrops(link, kind) {
  const given = new URLSearchParams(link.slice(1)), number = key => (given.get(key) || "").split(",").map(Number);
  if (given.has("list")) {
    const rows = (await reviewRows()).filter(row => inReview(row, given.get("list"), given.get("of") || "")).slice(0, CARD_CROPS);
    return issueCrops(rows);
  }
  const wanted = kindOf(kind || given.get("kind") || "")?.kind, cell = given.has("cell") && number("cell");
  if (cell) return cropsOf(await imagesInCell(...cell, BEST), BEST, item => inCell(item, ...cell), CARD_CROPS);
  if (SPECIAL[kind]) return cropsOf(await imagesOfCard(+given.get("card")), BEST, SPECIAL[kind], CARD_CROPS);
  if (!wanted) return [];
  const held = await imagesOfKind(wanted, null, BEST), own = given.has("card") && new Set(await imagesOfCard(+given.get("card")));
  return cropsOf(own ? held.filter(i => own.has(i)) : held, BEST, item => item.kind === wanted && item.v !== "ok", CARD_CROPS);
}

function startCards() {
  for (const link of $$("a[data-link]")) link.setAttribute("href", link.dataset.link);
  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow(link.dataset.link);
  });
  const near = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      const link = isIntersecting && $("a[data-link]", target), place = $("[data-crops]", target);
      if (!link) continue;
      near.unobserve(target);
      cardCrops(link.dataset.link, place.dataset.crops).then(crops => fill(place, crops), () => {});
    }
  }, { rootMargin: "300px" });
  for (const card of $$(".rec")) near.observe(card);
}
