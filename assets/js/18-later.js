/* Sections below the first view start when they come near the window, when the address or a link leads
   to them, before the page is printed, and else one after the other while the browser has nothing to
   do: the page is alive at once, and a moment later all of it can be found, read out and printed. */
const later = new Map(); /* by the id of the section, in the order of the page: { run, large, begun } */
const MANY = 20000; /* images from which on what reads of all of them waits until it is looked at */

/* What is there for readers without scripts is text in <noscript>, until it is needed here too; .kept is
   what scripts draw otherwise. The program wrote it, and escaped every name in it, as it did with the
   rest of the page. */
function unveil(place, which = "noscript:not(.kept)") {
  for (const hidden of $$(which, place)) {
    if (hidden.closest("details:not([open])")) continue;
    const markup = document.createElement("template");
    markup.innerHTML = hidden.textContent;
    hidden.replaceWith(markup.content);
  }
}
addEventListener("toggle", event => { if (event.target.open) unveil(event.target); }, true);

function begin(id) {
  const part = later.get(id);
  if (!part) return Promise.resolve();
  return part.begun ||= new Promise(done => {
    unveil($("#" + id));
    done(part.run());
  }).catch(error => {
    if (!error.file) notice(`A part of this page could not start: ${error.message}`); /* else it was said */
  });
}
/* The section, and those above it, whose height decides where it is. */
function beginUpTo(id) {
  const section = document.getElementById(id), isAbove = other => $("#" + other).compareDocumentPosition(section) & Node.DOCUMENT_POSITION_FOLLOWING;
  return Promise.all([...later.keys()].filter(other => section && (other === id || isAbove(other))).map(begin));
}
const isLarge = part => part.large && N > MANY;
async function beginRest() {
  const idle = window.requestIdleCallback ? go => requestIdleCallback(go, { timeout: 2000 }) : go => setTimeout(go, 100);
  for (const [id, part] of later) {
    if (isLarge(part)) continue;
    await new Promise(idle);
    await begin(id);
  }
}
const nearing = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) begin(target.id);
}, { rootMargin: "900px 0px" });
/* `large`: it reads of all images. */
function whenNear(id, run, large) {
  const section = document.getElementById(id);
  if (!section) return;
  later.set(id, { run, large, begun: null });
  nearing.observe(section);
}
addEventListener("beforeprint", () => {
  for (const [id, part] of later) if (isLarge(part) && !part.begun) unveil($("#" + id), "noscript"); else begin(id);
});
document.addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']"), section = link && document.getElementById(link.getAttribute("href").slice(1));
  if (section?.matches("section")) beginUpTo(section.id).then(() => section.scrollIntoView());
});
