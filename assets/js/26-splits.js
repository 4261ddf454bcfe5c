/* Links to the reports of the other splits: they take along what the reader has chosen, as far as it
   means the same there. Numbers of images, cards and groups do not; a threshold goes as it is
   written, for each report has a grid of its own. */
const CARRIED = ["v", "t", "cell", "mx", "cls", "class", "layers", "norm", "show", "kind", "sort", "map", "axes", "wrong"];
const OWN_ORDERS = ["sort=list", "sort=kind"];
const carriedText = () => addressText().slice(1).split("&")
  .filter(part => CARRIED.includes(part.split("=")[0]) && !OWN_ORDERS.includes(part))
  .map(part => part.startsWith("t=") ? "t=" + D.text[state.k] : part).join("&");

function startSplits() {
  const menu = $(".splits .pick"), links = $$(".splits a, .bysplit a");
  if (!menu) return;
  const carry = () => { for (const link of links) link.hash = carriedText(); };
  for (const link of links) for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, carry);
  addEventListener("click", event => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    $("summary", menu).focus();
  });
}
