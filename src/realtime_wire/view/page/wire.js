"use strict";
// The wire: a list of frames of which only those are in the page that can be seen, so that a hundred thousand stay fluid.

const ROW = 22;
const ODD = ["", "unknown type", "malformed", "no event"];

class WireList {
  constructor(call, wire, on) {
    Object.assign(this, { call, wire, on });
    this.list = $("frames");
    this.rows = Array.from({ length: wire.order }, (_, row) => row);
    this.shown = new Map();
    $("height").replaceChildren();
    $("frame").replaceChildren();
    $("filter-type").replaceChildren(make("option", { value: "" }, "all"),
      ...wire.types.map((name, number) => make("option", { value: String(number) }, name)));
    $("filters").reset();
    this.done = new AbortController();
    const { signal } = this.done;
    $("filters").addEventListener("input", () => this.filter(), { signal });
    $("filters").addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.list.addEventListener("scroll", () => this.draw(), { signal });
    this.list.addEventListener("keydown", (event) => this.key(event), { signal });
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (row) this.choose(Number(row.dataset.row));
    }, { signal });
    new ResizeObserver(() => this.draw()).observe(this.list);
    this.filter();
  }

  end() {
    this.done.abort();
  }

  filter() {
    const { wire } = this;
    const type = $("filter-type").value === "" ? -1 : Number($("filter-type").value);
    const sender = $("filter-sender").value;
    const text = $("filter-text").value.toLowerCase();
    const onlyOdd = $("filter-odd").checked;
    const named = wire.types.map((name) => name.toLowerCase().includes(text));
    this.rows = [];
    for (let row = 0; row < wire.order; row += 1) {
      if (type >= 0 && wire.type[row] !== type) continue;
      if (sender && wire.sender[row] !== sender) continue;
      if (onlyOdd && !(row in wire.odd) && !(row in wire.faults)) continue;
      if (text && !named[wire.type[row]] && !wire.body[row].toLowerCase().includes(text)) continue;
      this.rows.push(row);
    }
    const all = wire.order.toLocaleString("en");
    $("filter-count").textContent = this.rows.length === wire.order ? `${all} frames` : `${this.rows.length.toLocaleString("en")} of ${all} frames`;
    $("height").style.height = `${this.rows.length * ROW}px`;
    for (const element of this.shown.values()) element.remove();
    this.shown.clear();
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.list.scrollTop / ROW) - 5);
    const last = Math.min(this.rows.length, Math.ceil((this.list.scrollTop + this.list.clientHeight) / ROW) + 5);
    for (const [place, element] of this.shown) {
      if (place >= first && place < last) continue;
      element.remove();
      this.shown.delete(place);
    }
    for (let place = first; place < last; place += 1) {
      if (this.shown.has(place)) continue;
      const element = this.row(this.rows[place], place);
      this.shown.set(place, element);
      $("height").append(element);
    }
  }

  row(row, place) {
    const { wire } = this;
    const odd = wire.odd[row];
    const element = make("div", {
      class: `row ${wire.sender[row]}${odd || row in wire.faults ? " odd" : ""}${row === this.chosen ? " chosen" : ""}`,
      role: "option", id: `row-${row}`, "aria-selected": String(row === this.chosen),
      "aria-posinset": String(place + 1), "aria-setsize": String(this.rows.length),
    },
    make("span", { class: "number" }, String(row)),
    make("span", { class: "at" }, this.call.timed ? placeText(wire.at[row], this.call) : ""),
    make("span", { "aria-label": { c: "from the client", s: "from the server" }[wire.sender[row]] ?? "" }, { c: "→", s: "←" }[wire.sender[row]] ?? "?"),
    make("bdi", { class: "type" }, wire.types[wire.type[row]] + (odd ? ` (${ODD[odd]})` : "")),
    make("bdi", { class: "body" }, wire.body[row].slice(0, 300).replace(/^\{"type":"[^"]*",?/, "{")));
    element.dataset.row = row;
    element.style.top = `${place * ROW}px`;
    return element;
  }

  choose(row, tell = true) {
    this.chosen = row;
    for (const element of this.shown.values()) {
      const isChosen = Number(element.dataset.row) === row;
      element.classList.toggle("chosen", isChosen);
      element.setAttribute("aria-selected", String(isChosen));
    }
    this.list.setAttribute("aria-activedescendant", `row-${row}`);
    this.tell(row);
    if (tell) this.on.choose(row);
  }

  // Show a frame, or the next one that the filter lets through.
  go(row) {
    const place = Math.min(firstAtLeast(this.rows, row), this.rows.length - 1);
    if (place < 0) return;
    const top = place * ROW;
    if (top < this.list.scrollTop || top + ROW > this.list.scrollTop + this.list.clientHeight) {
      this.list.scrollTop = Math.max(0, top - this.list.clientHeight / 3);
    }
    this.draw();
    this.choose(this.rows[place], false);
  }

  tell(row) {
    const { wire } = this;
    const where = `Frame ${row}, line ${wire.line[row]}${this.call.timed ? `, at ${placeText(wire.at[row], this.call)}` : ""}, ${wire.size[row].toLocaleString("en")} bytes`;
    const faults = (wire.faults[row] ?? []).map(([path, expected, found]) =>
      make("li", {}, make("code", {}, path), `: expected ${expected}, found ${found}`));
    $("frame").replaceChildren(make("p", { class: "when" }, where), make("ul", { class: "faults" }, ...faults));
    if (wire.body[row]) $("frame").append(folded(wire.body[row], 3));
    else $("frame").append(make("p", {}, wire.odd[row] === 3 ? "It is not shown, as nobody knows what is secret in it." : "It is left out."));
  }

  key(event) {
    const place = firstAtLeast(this.rows, this.chosen ?? 0);
    const page = Math.max(1, Math.floor(this.list.clientHeight / ROW) - 1);
    const to = { ArrowDown: this.chosen === undefined ? 0 : place + 1, ArrowUp: place - 1, PageDown: place + page, PageUp: place - page, Home: 0, End: this.rows.length - 1 }[event.key];
    if (to === undefined || !this.rows.length) return;
    event.preventDefault();
    const row = this.rows[Math.min(Math.max(to, 0), this.rows.length - 1)];
    this.go(row);
    this.on.choose(row);
  }
}
