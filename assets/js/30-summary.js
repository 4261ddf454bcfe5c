/* Summary: objects over boxes on one scale, and the cards at the chosen confidence. */
function balanceRow(top, parts, unit) {
  let x = 0;
  return parts.map(([tone, n, word]) => {
    const width = n * unit, left = x;
    x += width;
    if (!n) return null;
    const text = width > .22 ? `${count(n)} ${word}` : width > .04 ? count(n) : "";
    return [
      s("rect.fl.t-" + tone, { x: pct(left), y: pct(top), width: pct(Math.max(width - .001, .002)), height: "26%" }),
      text && s("text.tx.t-on-" + tone, { x: pct(left), y: pct(top + .13), dx: 10, dy: 4 }, text),
    ];
  });
}

function startSummary() {
  const figure = $(".fig-balance"), best = overall.sweep;
  const lead = (y, head, rest) => s("text.tx.t-ink", { x: 0, y, dy: 5, "data-tag": "lead" }, s("tspan.b", null, head), rest);
  onThreshold(k => {
    const correct = best.correct[k], kept = best.kept[k], wrong = best.falsePositive[k];
    const unit = 1 / Math.max(overall.objects, kept, 1), edge = pct(correct * unit);
    figure.setAttribute("aria-label", `Of ${plural(overall.objects, "object")} ${correct} are found; of ${plural(kept, "box", "boxes")} kept ${correct} are right.`);
    fill(figure,
      lead("5.5%", plural(overall.objects, "object"), ` labelled: recall ${rate(best.r[k])}`),
      balanceRow(.16, [["ok", correct, "correct"], ["mis", best.misclassified[k], "misclassified"], ["fn", best.missed[k], "missed"]], unit),
      correct && s("line.ln.t-faint.tie", { x1: edge, x2: edge, y1: "42%", y2: "58%" }),
      balanceRow(.58, [["ok", correct, "correct"], ["mis", kept - correct - wrong, "misclassified"], ["fp", wrong, "false positives"]], unit),
      lead("95.5%", plural(kept, "box", "boxes"), ` kept: precision ${rate(best.p[k])}`));
    for (const key of ["p", "r", "f"]) {
      const card = $("#card-" + key), value = best[key][k], mark = $("[data-tag=place]", card), range = $(".rng", card);
      if (range) range.classList.toggle("off", k !== BEST); /* it is that of the optimum */
      $(".val", card).textContent = rate(value);
      if (mark) mark.parentNode.setAttribute("x", pct(Math.max(value, 0) / 1000));
    }
  });
}
