"use strict";
// The timeline: bars that stand where their events say, in lanes, and what is drawn behind them.
//
// `start` and `end` are what is seen of it, in seconds or in frames. Bars are buttons, of which one at a time can be reached
// with Tab; the arrows go on from there.

const ZOOM = 1.6;
const LEAST_SEEN = { true: 0.02, false: 4 };
const LANES = ["user", "wait", "model", "tools", "wire"];

class Timeline {
  constructor(call, wire, sound, on) {
    Object.assign(this, { call, wire, sound, on });
    const ends = call.items.flatMap((item) => [item.stop ?? 0, item.end ?? 0]);
    const length = Math.max(call.end, sound.isEmpty || !call.timed ? 0 : sound.end, ...ends);
    const margin = Math.max(length, call.timed ? 0.1 : 1) * 0.01;
    this.least = Math.min(0, ...call.items.map((item) => item.begin ?? 0)) - margin;
    this.most = length + margin;
    this.start = this.least;
    this.end = this.most;
    this.tracks = Object.fromEntries(LANES.map((lane) => [lane, $(`lane-${lane}`)]));
    for (const track of [...Object.values(this.tracks), $("axis")]) track.replaceChildren();
    this.canvases = Object.fromEntries(["user", "model", "wire"].map((lane) => {
      const canvas = make("canvas", { "aria-hidden": "true" });
      this.tracks[lane].append(canvas);
      return [lane, canvas];
    }));
    this.cursors = ["", "hover"].flatMap((kind) => LANES.map((lane) => {
      const cursor = make("div", { class: `cursor ${kind}`, hidden: true });
      this.tracks[lane].append(cursor);
      return { kind, cursor };
    }));
    this.bars = barsOf(call);
    this.bars.forEach((bar) => this.place(bar));
    this.focus(this.bars.find((bar) => bar.lane !== "wire") ?? this.bars[0], false);
    this.listen();
    this.render();
  }

  // Where a place is, in pixels from the left of the lanes.
  x(at) {
    return ((at - this.start) / (this.end - this.start)) * this.width;
  }

  at(x) {
    return this.start + (x / this.width) * (this.end - this.start);
  }

  place(bar) {
    const properties = { class: `bar ${bar.style}`, type: "button", tabIndex: -1 };
    bar.element = bar.isGhost ? make("div", properties) : make("button", { ...properties, "aria-label": bar.label });
    if (bar.text) bar.element.append(make("span", {}, bar.text));
    bar.element.bar = bar;
    if (bar.top !== undefined) {
      bar.element.style.top = `${bar.top}px`;
      bar.element.style.height = `${bar.height}px`;
    }
    this.tracks[bar.lane].append(bar.element);
  }

  render() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      this.draw();
    });
  }

  draw() {
    this.width = this.tracks.user.clientWidth;
    for (const { element, begin, end } of this.bars) {
      const left = this.x(begin);
      const width = this.x(end) - left;
      // What has the focus would lose it if it were hidden, and the keys would go nowhere.
      const isSeen = (left < this.width && left + Math.max(width, 4) > 0) || element === document.activeElement;
      element.hidden = !isSeen;
      if (!isSeen) continue;
      element.style.left = `${left}px`;
      element.style.width = end > begin ? `${width}px` : "";
      if (element.firstChild) element.firstChild.hidden = width < 14;
      // What is longer than the lane shows its name where it is seen.
      element.style.textIndent = left < 0 ? `${-left}px` : "";
    }
    this.drawAxis();
    this.drawVoices();
    this.drawWire();
    this.drawCursors();
  }

  drawAxis() {
    const least = ((this.end - this.start) / this.width) * 90;
    const power = 10 ** Math.floor(Math.log10(least));
    let step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= least);
    if (this.call.timed && least > 5) {
      // Beyond an hour, hours are counted as all else is; times may be years apart.
      const hours = 10 ** Math.floor(Math.log10(least / 3600));
      const steps = [10, 15, 30, 60, 120, 300, 600, 1800, ...[1, 2, 5, 10].map((times) => times * hours * 3600)];
      step = steps.find((each) => each >= least);
    }
    if (!this.call.timed) step = Math.max(1, Math.round(step));
    const digits = this.call.timed ? Math.max(0, Math.ceil(-Math.log10(step))) : 0;
    const ticks = [];
    for (let at = Math.ceil(this.start / step) * step; at <= this.end; at += step) {
      if (at < -step / 2) continue;
      const tick = make("div", { class: "tick" }, placeText(Math.abs(at) < step / 1e6 ? 0 : at, this.call, digits));
      tick.style.left = `${this.x(at)}px`;
      ticks.push(tick);
    }
    $("axis").replaceChildren(...ticks);
  }

  context(lane) {
    const canvas = this.canvases[lane];
    const scale = window.devicePixelRatio || 1;
    const height = canvas.clientHeight;
    canvas.width = this.width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    return [context, height];
  }

  // How loud it was, behind the bars.
  drawVoices() {
    const style = getComputedStyle(document.documentElement);
    for (const lane of ["user", "model"]) {
      const [context, height] = this.context(lane);
      context.fillStyle = style.getPropertyValue(`--${lane}`);
      context.globalAlpha = 0.25;
      const top = lane === "user" ? 4 : 16;
      const middle = top + (height - top - 4) / 2;
      for (const piece of this.call.timed ? this.sound.pieces.filter((each) => each.side === lane) : []) {
        const { peaks } = piece.sound;
        for (let x = Math.max(0, Math.floor(this.x(piece.at))); x < this.width; x += 1) {
          const first = Math.floor((this.at(x) - piece.at) * 20);
          const last = Math.max(first + 1, Math.floor((this.at(x + 1) - piece.at) * 20));
          if (first >= peaks.length) break;
          let most = 0;
          for (let i = Math.max(first, 0); i < last && i < peaks.length; i += 1) most = Math.max(most, peaks[i]);
          const half = (most / 255) * (height - top - 4) * 0.5;
          if (half > 0.4) context.fillRect(x, middle - half, 1, 2 * half);
        }
      }
    }
  }

  // How many frames there are: those of the server above the line, those of the client below.
  drawWire() {
    const [context, height] = this.context("wire");
    const style = getComputedStyle(document.documentElement);
    const colours = { s: style.getPropertyValue("--model"), c: style.getPropertyValue("--user") };
    const { at, sender, order } = this.wire;
    const middle = height / 2;
    let row = this.call.timed ? firstAtLeast(at, this.start) : Math.max(0, Math.ceil(this.start));
    for (let x = 0; x < this.width && row < order; x += 1) {
      const until = this.at(x + 1);
      const next = this.call.timed ? firstAtLeast(at, until) : Math.min(order, Math.ceil(until));
      let server = 0;
      let client = 0;
      for (; row < next; row += 1) sender[row] === "c" ? (client += 1) : (server += 1);
      context.fillStyle = colours.s;
      if (server) context.fillRect(x, middle - 1 - Math.min(3 + server, middle - 2), 1, Math.min(3 + server, middle - 2));
      context.fillStyle = colours.c;
      if (client) context.fillRect(x, middle + 1, 1, Math.min(3 + client, middle - 2));
    }
  }

  drawCursors() {
    for (const { kind, cursor } of this.cursors) {
      const at = kind ? this.hovered : this.cursor;
      cursor.hidden = at === undefined || at < this.start || at > this.end;
      if (!cursor.hidden) cursor.style.left = `${this.x(at)}px`;
    }
  }

  // Going about

  see(start, end) {
    const least = LEAST_SEEN[this.call.timed];
    const length = Math.min(Math.max(end - start, least), this.most - this.least);
    this.start = Math.min(Math.max((start + end - length) / 2, this.least), this.most - length);
    this.end = this.start + length;
    this.render();
  }

  zoom(factor, at = this.cursor ?? (this.start + this.end) / 2) {
    const fixed = Math.min(Math.max(at, this.start), this.end);
    const length = (this.end - this.start) / factor;
    const start = fixed - ((fixed - this.start) / (this.end - this.start)) * length;
    this.see(start, start + length);
  }

  move(share) {
    const by = (this.end - this.start) * share;
    this.see(this.start + by, this.end + by);
  }

  all() {
    this.see(this.least, this.most);
  }

  show(begin, end = begin) {
    if (begin >= this.start && end <= this.end) return;
    const half = Math.max((this.end - this.start) / 2, (end - begin) * 0.6);
    const middle = end - begin > half * 2 ? begin + half : (begin + end) / 2;
    this.see(middle - half, middle + half);
  }

  setCursor(at) {
    this.cursor = at;
    this.drawCursors();
  }

  choose(bar) {
    this.bars.forEach((each) => each.element.classList.toggle("chosen", each === bar));
  }

  focus(bar, really = true) {
    if (!bar) return;
    if (this.focused) this.focused.element.tabIndex = -1;
    this.focused = bar;
    bar.element.tabIndex = 0;
    if (!really) return;
    this.show(bar.begin, Math.min(bar.end, bar.begin + (this.end - this.start)));
    this.draw();
    bar.element.focus({ preventScroll: true });
  }

  barOf(kind, number) {
    return this.bars.find((bar) => bar.kind === kind && bar.number === number);
  }

  step(by) {
    const lane = this.bars.filter((bar) => bar.lane === this.focused.lane && !bar.isGhost);
    this.focus(lane[Math.min(Math.max(lane.indexOf(this.focused) + by, 0), lane.length - 1)]);
  }

  // To the bar of the next lane that has any, the nearest in time.
  climb(by) {
    for (let lane = LANES.indexOf(this.focused.lane) + by; lane >= 0 && lane < LANES.length; lane += by) {
      const bars = this.bars.filter((bar) => bar.lane === LANES[lane] && !bar.isGhost);
      const far = (bar) => Math.abs(bar.begin - this.focused.begin);
      if (bars.length) {
        this.focus(bars.reduce((best, bar) => (far(bar) < far(best) ? bar : best)));
        return;
      }
    }
  }

  // Mouse and keys

  listen() {
    this.done?.abort();
    this.done = new AbortController();
    const { signal } = this.done;
    const lanes = $("lanes");
    const xOf = (event) => event.clientX - this.tracks.user.getBoundingClientRect().left;
    lanes.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.move((event.deltaX || event.deltaY) / 800);
      else this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, this.at(xOf(event)));
    }, { passive: false, signal });
    let drag;
    lanes.addEventListener("pointerdown", (event) => {
      if (event.button === 0) drag = { x: event.clientX, start: this.start, end: this.end, far: 0 };
    }, { signal });
    window.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const by = ((drag.x - event.clientX) / this.width) * (drag.end - drag.start);
      drag.far = Math.max(drag.far, Math.abs(drag.x - event.clientX));
      if (drag.far > 3) this.see(drag.start + by, drag.end + by);
    }, { signal });
    window.addEventListener("pointerup", () => {
      this.dragged = drag?.far > 3;
      drag = undefined;
    }, { signal });
    lanes.addEventListener("pointermove", (event) => {
      this.hovered = this.at(xOf(event));
      this.drawCursors();
      const bar = event.target.bar;
      this.on.tell(bar ? bar.label : placeText(this.hovered, this.call));
    }, { signal });
    lanes.addEventListener("pointerleave", () => {
      this.hovered = undefined;
      this.drawCursors();
    }, { signal });
    lanes.addEventListener("click", (event) => {
      if (this.dragged) return;
      const bar = event.target.bar;
      if (bar) {
        this.focus(bar, false);
        this.on.choose(bar);
      } else {
        this.on.seek(this.at(xOf(event)));
      }
    }, { signal });
    lanes.addEventListener("focusin", (event) => event.target.bar && this.on.tell(event.target.bar.label), { signal });
    lanes.addEventListener("keydown", (event) => this.key(event), { signal });
    new ResizeObserver(() => this.render()).observe(this.tracks.user);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      ArrowLeft: () => (event.shiftKey ? this.move(-0.2) : this.step(-1)),
      ArrowRight: () => (event.shiftKey ? this.move(0.2) : this.step(1)),
      ArrowUp: () => this.climb(-1),
      ArrowDown: () => this.climb(1),
      Home: () => this.step(-Infinity),
      End: () => this.step(Infinity),
      "+": () => this.zoom(ZOOM, this.focused?.begin),
      "=": () => this.zoom(ZOOM, this.focused?.begin),
      "-": () => this.zoom(1 / ZOOM, this.focused?.begin),
      0: () => this.all(),
      " ": () => this.on.toggle(this.focused?.begin),
    };
    if (!(event.key in keys) || !this.focused) return;
    event.preventDefault();
    keys[event.key]();
  }
}

// The bars of a call, each lane in order.
function barsOf(call) {
  const bars = [];
  const add = (lane, kind, number, begin, end, style, label, more = {}) =>
    begin !== undefined && bars.push({ lane, kind, number, begin, end: Math.max(end ?? begin, begin), style, label, ...more });
  const from = (begin, end) => (end === undefined || end === begin ? placeText(begin, call)
    : call.timed ? `${placeText(begin, call)} to ${placeText(end, call)}, ${secondsText(end - begin)}`
      : `${placeText(begin, call)} to ${Math.round(end)}`);

  call.responses.forEach((response, number) => {
    const why = [response.reason, response.failure].filter(Boolean).join(": ");
    const label = `Response, ${response.end}${why ? ` (${why})` : ""}: ${from(response.begin, response.finish)}`;
    const style = `response end-${response.end.replaceAll(" ", "-")}`;
    add("model", "response", number, response.begin, response.finish, style, label);
    if (response.over !== undefined) {
      add("model", "interruption", number, response.over, response.over, "mark interruption",
        `The user speaks over the model at ${placeText(response.over, call)}`
        + (response.silenced !== undefined && call.timed ? `; stopped ${secondsText(response.silenced - response.over)} later` : ""));
    }
  });
  const levels = [];
  call.items.forEach((item, number) => {
    const words = (item.heard ?? item.text ?? item.name ?? "").slice(0, 120);
    const notes = item.notes ? ` (${item.notes.join(", ")})` : "";
    const more = { text: words };
    if (item.lane === "tools") {
      const begin = item.begin ?? 0;
      let level = levels.findIndex((until) => until <= begin);
      if (level < 0) level = levels.length < 3 ? levels.push(0) - 1 : 2;
      levels[level] = item.end ?? begin;
      Object.assign(more, { top: 3 + level * 14, height: 13, text: item.name ?? item.who });
      const ran = call.timed && item.ready !== undefined && item.end > item.ready ? `, ran ${secondsText(item.end - item.ready)}` : "";
      add("tools", "item", number, item.begin, item.end, "tools", `${item.who} ${item.name ?? ""}: ${from(item.begin, item.end)}${ran}${notes}`, more);
      return;
    }
    const hasVoice = call.timed && call.tracks.some((track) => track.side === item.lane);
    const style = `${item.lane}${hasVoice ? " voice" : ""}`;
    add(item.lane, "item", number, item.begin, item.end, style, `${item.who}: ${from(item.begin, item.end)}${notes}. ${words}`, more);
    if (item.stop !== undefined && item.end !== undefined && item.stop > item.end) {
      add(item.lane, "rest", number, item.end, item.stop, `${item.lane} ghost`, "", { isGhost: true });
    }
  });
  call.turns.forEach((turn, number) => {
    const told = Object.entries({ text: turn.text, audio: turn.audio }).filter(([, value]) => value !== undefined);
    const longest = turn.audio ?? turn.text;
    if (turn.begin !== undefined && longest !== undefined) {
      const label = told.map(([name, value]) => `first ${name} after ${secondsText(value)}`).join(", ");
      add("wait", "turn", number, turn.begin, turn.begin + longest, "wait", `End of speech at ${placeText(turn.begin, call)}: ${label}`,
        { text: secondsText(longest) });
      if (turn.audio !== undefined && turn.text !== undefined && turn.text < turn.audio) {
        add("wait", "text", number, turn.begin + turn.text, undefined, "mark text", `First text after ${secondsText(turn.text)}`);
      }
    }
    for (const [begin, end] of turn.gaps ?? []) {
      add("wait", "gap", number, begin, end, "gap", `Nothing to play: ${from(begin, end)}`, { text: secondsText(end - begin) });
    }
  });
  call.marks.forEach((mark, number) => add("wire", "mark", number, mark.at, undefined, `mark ${mark.kind}`,
    `${placeText(mark.at, call)}: ${mark.kind === "limit" ? "rate limit, " : ""}${mark.kind === "error" ? "error, " : ""}${mark.text}`, { row: mark.row }));
  return bars.sort((a, b) => a.begin - b.begin);
}
