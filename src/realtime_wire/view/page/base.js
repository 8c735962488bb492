"use strict";
// What the other scripts share. Text from a stream gets into the page by `make` and `textContent` alone, and is never markup.

const $ = (id) => document.getElementById(id);

// What steers a terminal or turns text around is shown by its number, as in the reports of `inspect`.
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const visible = (text) => text.replaceAll(STEERING, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);

// Make an element. Strings among the children become text.
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name.includes("-") || name === "role") element.setAttribute(name, visible(value));
    else element[name] = value;
  }
  element.append(...children.map((child) => (typeof child === "string" ? visible(child) : child)));
  return element;
}

const dataOf = (id) => JSON.parse($(id).textContent);

// Tell a place on the timeline: a time, or the number of a frame where there are no times.
function placeText(at, call, digits = 3) {
  if (at === undefined || at === null) return "";
  if (!call.timed) return `frame ${Math.round(at)}`;
  const sign = at < 0 ? "−" : "";
  const rest = Math.abs(at).toFixed(digits);
  const minutes = Math.floor(rest / 60);
  const seconds = (rest - minutes * 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return `${sign}${minutes}:${seconds}`;
}

const secondsText = (seconds) => `${seconds.toFixed(2)} s`;

// The first place in a sorted list at which a value is not less.
function firstAtLeast(list, value) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// A number that JavaScript would write otherwise is kept as it was written.
class Exact {
  constructor(source) {
    this.source = source;
  }
}

function parsed(text) {
  return JSON.parse(text, (_, value, context) =>
    typeof value === "number" && context && context.source !== String(value) ? new Exact(context.source) : value);
}

// Show JSON so that its objects and arrays can be folded; what is no JSON is shown as it is.
function folded(text, open = 2) {
  try {
    return make("div", { class: "json", dir: "auto" }, foldedValue(parsed(text), open));
  } catch {
    return make("div", { class: "json", dir: "auto" }, text);
  }
}

function foldedValue(value, open) {
  if (value instanceof Exact) return make("span", { class: "other" }, value.source);
  if (typeof value === "string") return make("span", { class: "text" }, JSON.stringify(value));
  if (value === null || typeof value !== "object") return make("span", { class: "other" }, String(value));
  const isArray = Array.isArray(value);
  const entries = Object.entries(value);
  if (!entries.length) return make("span", {}, isArray ? "[]" : "{}");
  const list = make("ul");
  for (const [name, inner] of entries) {
    const key = isArray ? "" : `${JSON.stringify(name)}: `;
    list.append(make("li", {}, make("span", { class: "key" }, key), foldedValue(inner, open - 1)));
  }
  const size = isArray ? `[${entries.length}]` : `{${entries.length}}`;
  return make("details", { open: open > 0 }, make("summary", {}, size), list);
}
