/* part classes: which classes the table shows: chosen one by one, found by name, or the ten that are
   worst, best or have most objects. */
const TOP = 10, TOPS = { worst: ["f", false], best: ["f", true], objects: ["objects", true] };

function startFilters() {
  if (C > 1) startPicker();
  if (!$("#tops")) return;
  const find = $("#class-find");
  find.addEventListener("input", () => {
    perf.find = find.value.trim().toLowerCase();
    $("#class-box").scrollTop = 0;
    orderClasses(state.k);
  });
}

function startPicker() {
  const pick = $("#pick"), find = $("#pick-find"), box = $("#pick-list"), label = $("summary", pick), tops = $("#tops");
  const list = () => {
    const text = find.value.toLowerCase(), found = classes.filter(row => row.name.toLowerCase().includes(text));
    fill(box, found.slice(0, 300).map(row => h("label", null,
      h("input", { type: "checkbox", value: row.index, checked: perf.chosen.has(row.index) ? "" : null }), row.name, h("span", null, count(row.objects)))));
  };
  const apply = top => {
    label.textContent = perf.chosen.size === C ? "All classes" : plural(perf.chosen.size, "class", "classes");
    state.picked = perf.chosen.size === C ? "" : classesIn([...perf.chosen].join() || "-");
    if (tops) press(tops, perf.chosen.size === C ? "all" : top);
    orderClasses(state.k);
    noteAddress();
  };
  const choose = (rows, top) => {
    perf.chosen = new Set(rows.map(row => row.index));
    if (pick.open) list();
    apply(top);
  };
  const follow = () => {
    const wanted = state.picked;
    if (wanted === (perf.chosen.size === C ? "" : [...perf.chosen].join() || "-")) return;
    choose(!wanted ? classes : wanted === "-" ? [] : wanted.split(",").map(i => classes[i]));
  };
  onAddress(follow);
  find.addEventListener("input", list);
  box.addEventListener("change", event => {
    if (event.target.checked) perf.chosen.add(+event.target.value); else perf.chosen.delete(+event.target.value);
    apply();
  });
  pick.addEventListener("click", event => {
    const which = event.target.dataset.pick;
    if (which) choose(which === "all" ? classes : []);
  });
  if (tops) onChoice(tops, top => {
    const [key, down] = TOPS[top] || ["f", false];
    sortBy(key, down);
    choose(top === "all" ? classes : sortedClasses(classes.filter(row => row.objects), key, down, state.k).slice(0, TOP), top);
  });
  document.addEventListener("click", event => { if (!pick.contains(event.target)) pick.open = false; });
  pick.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !pick.open) return;
    pick.open = false;
    label.focus();
  });
  pick.addEventListener("toggle", list);
  follow();
}
