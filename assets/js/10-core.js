"use strict";
/* Small tools. Texts from the data only ever become text nodes and attributes: nothing here parses
   markup, so a class may be called anything. */
const $ = (query, from = document) => from.querySelector(query);
const $$ = (query, from = document) => [...from.querySelectorAll(query)];

const specs = new Map(); /* "td.num" is read once */
function specOf(spec) {
  const [name, ...names] = spec.split("."), known = { name, classes: names.join(" ") };
  specs.set(spec, known);
  return known;
}
function put(element, children) {
  for (const child of children) if (Array.isArray(child)) put(element, child); else if (child || child === 0) element.append(child);
}
function build(space, spec, attributes, children) {
  const { name, classes } = specs.get(spec) || specOf(spec);
  const element = space ? document.createElementNS(space, name) : document.createElement(name);
  if (classes) element.setAttribute("class", classes);
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  put(element, children);
  return element;
}
/* h("td.num", {title: x}, child, ...) makes HTML, s("rect.fl.t-ok", ...) makes SVG. */
const h = (spec, attributes, ...children) => build(null, spec, attributes, children);
const SVG = $("svg").namespaceURI;
const s = (spec, attributes, ...children) => build(SVG, spec, attributes, children);
const fill = (element, ...children) => element.replaceChildren(...children.flat(9).filter(c => c || c === 0));

/* Figures as they are shown. The numbers come rounded; only the decimal point is set here. */
const point = (value, digits) => {
  if (value < 0) return "\u2013";
  const text = String(value).padStart(digits + 1, "0");
  return text.slice(0, -digits) + "." + text.slice(-digits);
};
const rate = thousandths => point(thousandths, 3);
const hundredths = value => point(value, 2);
const count = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const plural = (n, one, many) => count(n) + " " + (n === 1 ? one : many || one + "s");
const share = (value, n) => value < 0 ? "\u2013" : value === 0 && n ? "<1%" : value + "%";
/* Change of a shown rate against another shown rate. */
const change = (now, then) => now < 0 || then < 0 ? "" :
  (now < then ? "\u2212" : "+") + rate(Math.abs(now - then));
const shownRate = value => value < 0 ? h("span.nil", null, "\u2013") : rate(value);

/* Geometry: a part of the plot as a percentage. */
const pct = part => (part * 100).toFixed(3) + "%";

/* A segmented control: one of its buttons is pressed. */
function press(group, value) {
  for (const button of $$("button", group)) button.setAttribute("aria-pressed", button.dataset.v === value);
}
function onChoice(group, apply) {
  group.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (!button) return;
    press(group, button.dataset.v);
    apply(button.dataset.v);
  });
}
const toggle = button => {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", on);
  return on;
};

/* Runs the last of a burst of calls, when it has been quiet for a while. */
function settled(wait, run) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), wait);
  };
}

function notice(text) {
  const line = $("#notice");
  line.hidden = false;
  line.textContent = text;
}
const announce = settled(500, text => { $("#status").textContent = text; });
