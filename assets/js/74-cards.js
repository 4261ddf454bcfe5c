/* part images: the way from a card of the recommendations to what it speaks of, and four cut-outs of it. */
const CARD_CROPS = 4;

/* Goes to an address of this page as a link would, so that Back returns. The figures of a card are
   those at the optimum, and so is what its link opens. */
async function followLink(address) {
  if (location.hash !== address) {
    try { history.pushState(null, "", address); } catch (e) { location.hash = address; }
  }
  applyAddress();
  if (state.section) await beginUpTo(state.section);
  if (state.cell && state.cell[1] <= OTHERS) matrix.select(...state.cell);
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

/* What a card counts, by the word and the class in its data-crops: objects that are not found, boxes
   that are wrong or lie off their object; else a kind of error. */
const notFound = item => item.truth && (item.v === "fn" || item.v === "mis");
const isWrong = item => !item.truth && (item.v === "fp" || item.v === "mis");
const overlaps = (a, b) => {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x), h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 && w * h >= .3 * (a.w * a.h + b.w * b.h - w * h);
};
const OFFSETS = {
  right: (a, b) => (a.x + a.w / 2 - b.x - b.w / 2) / b.w, down: (a, b) => (a.y + a.h / 2 - b.y - b.h / 2) / b.h,
  wider: (a, b) => a.w / b.w - 1, higher: (a, b) => a.h / b.h - 1,
};
const AIMS = {
  "missed-all": of => item => notFound(item) && (!of || item.cls === +of),
  wrong: of => item => isWrong(item) && item.cls === +of,
  small: () => item => notFound(item) && item.box.w * item.box.h < 1024,
  crowded: () => (item, items) => notFound(item) && items.some(other => other !== item && other.truth && other.v !== "ign" && overlaps(item.box, other.box)),
  empty: () => item => !item.truth && item.v !== "ign",
  off: of => item => !item.truth && item.v === "ok" && OFFSETS[of.replace("-", "")](item.box, item.mate) * (of.endsWith("-") ? -1 : 1) > .05,
};
function aimOf(words) {
  const [word, of] = words.split(":"), kind = kindOf(word)?.kind;
  return AIMS[word] ? AIMS[word](of) : kind ? item => item.kind === kind && (item.truth || isWrong(item)) : null;
}
/* Those of a slice or a group are examples: in its images all errors stand out. */
function meantNow() {
  const kind = kindOf(state.kind)?.kind;
  if (kind) return item => item.kind === kind;
  return state.card < 0 || state.cell ? null : aimOf(cardData(state.card, "aim"));
}

/* The boxes that a card is about: those of its cell, of its labels, or what it counts; or pictures. */
async function cardCrops(link, aim) {
  const given = new URLSearchParams(link.slice(1)), cell = given.has("cell") && given.get("cell").split(",").map(Number);
  if (given.has("list")) {
    const rows = (await reviewRows()).filter(row => inReview(row, given.get("list"), given.get("of") || "")).slice(0, CARD_CROPS);
    return issueCrops(rows);
  }
  if (cell) return cropsOf(await imagesInCell(...cell, BEST), BEST, item => inCell(item, ...cell), CARD_CROPS);
  const own = given.has("card") && await imagesOfCard(+given.get("card")), kind = kindOf(given.get("kind"))?.kind;
  if (aim === "scenes" || aim === "twins") return pictureCrops(own.slice(0, CARD_CROPS));
  const meant = aimOf(aim.replace("in:", ""));
  return meant ? cropsOf(own || await imagesOfKind(kind, null, BEST), BEST, meant, CARD_CROPS) : [];
}
async function pictureCrops(list) {
  return (await imageRows(list)).map(row => h("a.crop", { href: "#img=" + row.i, "data-open": row.i, title: row.name, "aria-label": row.name },
    square(row, { x: 0, y: 0, w: row.width, h: row.height }, [])));
}

function startCards() {
  for (const link of $$("a[data-link]")) link.setAttribute("href", link.dataset.link);
  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    followLink(link.dataset.link);
  });
  const near = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      const link = isIntersecting && $("a[data-link]", target), place = $(".crops", target);
      if (!link) continue;
      near.unobserve(target);
      tableRead().then(() => cardCrops(link.dataset.link, target.dataset.aim)).then(crops => fill(place, crops), () => {});
    }
  }, { rootMargin: "300px" });
  for (const card of $$(".rec")) near.observe(card);
}
