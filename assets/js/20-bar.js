/* The threshold bar and the colour scheme. */
function startBar() {
  const range = $("#range"), number = $("#number"), optimal = $("#optimal");
  const show = { p: $("#bar-p"), r: $("#bar-r"), f: $("#bar-f") };
  const type = () => {
    const k = indexOf(number.value);
    if (k >= 0) setThreshold(k);
    number.value = D.text[state.k];
  };
  number.classList.toggle("wide", D.text.some(t => t.length > 5));
  range.addEventListener("input", () => setThreshold(+range.value));
  number.addEventListener("change", type);
  optimal.addEventListener("click", () => setThreshold(BEST));
  onThreshold(k => {
    const at = overall.sweep;
    range.value = k;
    number.value = D.text[k];
    range.setAttribute("aria-valuetext", `${D.text[k]}, precision ${rate(at.p[k])}, recall ${rate(at.r[k])}, F1 ${rate(at.f[k])}`);
    for (const key in show) {
      show[key].firstChild.textContent = rate(at[key][k]);
      show[key].lastChild.textContent = k === BEST ? "" : change(at[key][k], at[key][BEST]);
    }
    optimal.setAttribute("aria-pressed", k === BEST);
    for (const element of $$("[data-now]")) element.textContent = D.text[k];
  });
}

/* Auto follows the system. The choice is remembered where the browser allows it. */
function startTheme() {
  const root = document.documentElement, group = $("#theme");
  const apply = value => {
    if (value === "auto") delete root.dataset.theme; else root.dataset.theme = value;
    press(group, value);
    for (const run of settlers) run(state.k); /* canvases are painted anew */
  };
  onChoice(group, value => {
    apply(value);
    try { localStorage.setItem("proofsheet-theme", value); } catch (e) { /* not allowed here */ }
  });
  let saved = null;
  try { saved = localStorage.getItem("proofsheet-theme"); } catch (e) { /* not allowed here */ }
  if (saved === "light" || saved === "dark") apply(saved);
}
