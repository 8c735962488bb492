"use strict";
// The page: which call is looked at, what is chosen of it, and what is heard.

const shown = {};

function tell(text) {
  $("detail").textContent = visible(text);
}

// Sound

const player = $("player");

function load(blob, name, from, until, position) {
  if (shown.url) URL.revokeObjectURL(shown.url);
  shown.url = URL.createObjectURL(blob);
  shown.position = position;
  player.src = shown.url;
  player.currentTime = from;
  $("playing").textContent = name;
  Object.assign($("save"), { href: shown.url, download: `${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.wav`, hidden: false });
}

function wholeName(sound) {
  const skipped = sound.skips.at(-1)?.skipped;
  return skipped === undefined ? "whole call" : `whole call, without ${secondsText(skipped)} of silence`;
}

function loadWhole(at = shown.sound.begin) {
  const { sound, call } = shown;
  if (sound.isEmpty) {
    $("playing").textContent = "There is no sound in this recording.";
    return false;
  }
  const position = call.timed ? (time) => sound.placeOf(time) : (time) => {
    const piece = sound.pieces.findLast((each) => each.at <= time) ?? sound.pieces[0];
    const share = Math.min(1, (time - piece.at) / (piece.count / piece.sound.rate));
    if (piece.place === undefined) return share * call.end;
    const item = call.items[piece.place];
    return (item.begin ?? 0) + share * ((item.end ?? item.begin ?? 0) - (item.begin ?? 0));
  };
  const from = call.timed ? sound.heardAt(at)
    : (sound.pieces.findLast((each) => (call.items[each.place]?.begin ?? 0) <= at) ?? sound.pieces[0]).at;
  if (shown.loaded === "whole") player.currentTime = from;
  else load(sound.whole(), wholeName(sound), call.timed || at ? from : 0, undefined, position);
  shown.loaded = "whole";
  return true;
}

function play() {
  player.play().catch(() => undefined); // who has it stopped at once wants no error
}

function playItem(number) {
  const { sound, call } = shown;
  if (!sound.has(number)) return;
  const item = call.items[number];
  const begin = item.sounds ?? item.begin ?? 0;
  const scale = call.timed ? 1 : ((item.end ?? begin) - begin) / Math.max(sound.seconds(number), 0.001);
  load(sound.item(number), `${item.who} ${number + 1}`, 0, undefined, (time) => begin + time * scale);
  shown.loaded = `item ${number}`;
  play();
}

function follow() {
  if (shown.position) shown.timeline.setCursor(shown.position(player.currentTime));
  if (!player.paused) requestAnimationFrame(follow);
}
player.addEventListener("play", follow);
player.addEventListener("seeked", follow);

// What is chosen

const rowAt = (at) => (shown.call.timed ? firstAtLeast(shown.wire.at, at - 1e-6) : Math.round(at));

function chooseItem(number, { scroll = true, sounds = true } = {}) {
  const item = shown.call.items[number];
  const bar = shown.timeline.barOf("item", number);
  shown.transcript.choose(number, scroll);
  if (bar) {
    shown.timeline.show(bar.begin, bar.end);
    shown.timeline.choose(bar);
    shown.timeline.focus(bar, false);
    shown.timeline.setCursor(bar.begin);
    tell(bar.label);
  }
  shown.list.go(item.row ?? 0);
  if (sounds) playItem(number);
}

function chooseBar(bar) {
  if (bar.kind === "item") {
    chooseItem(bar.number);
    return;
  }
  shown.timeline.choose(bar);
  shown.timeline.setCursor(bar.begin);
  shown.list.go(bar.row ?? rowAt(bar.begin));
  tell(bar.label);
}

function chooseRow(row) {
  const at = shown.call.timed ? shown.wire.at[row] : row;
  shown.timeline.show(at);
  shown.timeline.setCursor(at);
}

function seek(at) {
  shown.timeline.setCursor(at);
  shown.list.go(rowAt(at));
  if (shown.loaded === "whole") loadWhole(at);
}

function toggle(at) {
  if (!player.paused) player.pause();
  else if (loadWhole(at)) play();
}

// Which call

function open(number) {
  player.pause();
  player.removeAttribute("src");
  Object.assign($("save"), { hidden: true });
  $("playing").textContent = "";
  for (const name of ["notes", "figures"]) {
    for (const element of document.querySelectorAll(`[data-${name}]`)) element.hidden = element.dataset[name] !== String(number);
  }
  for (const button of document.querySelectorAll("[data-call]")) button.setAttribute("aria-current", String(button.dataset.call === String(number)));
  shown.list?.end();
  shown.timeline?.done.abort();
  const call = dataOf(`call-${number}`);
  const wire = dataOf(`wire-${number}`);
  wire.order = wire.at.length;
  const sound = new CallSound(call);
  Object.assign(shown, { number, call, wire, sound, loaded: undefined, position: undefined });
  shown.timeline = new Timeline(call, wire, sound, { tell, choose: chooseBar, seek, toggle });
  shown.transcript = new Transcript(call, sound, { choose: chooseItem, play: (place) => chooseItem(place, { scroll: false }) });
  shown.list = new WireList(call, wire, { choose: chooseRow });
  $("whole").disabled = sound.isEmpty;
  tell(call.timed ? "" : "There are no times: frames stand in the order in which they came.");
}

// Buttons, tabs and keys

function chooseTab(name) {
  for (const each of ["figures", "wire"]) {
    const isChosen = each === name;
    $(`tab-${each}`).setAttribute("aria-selected", String(isChosen));
    $(`tab-${each}`).tabIndex = isChosen ? 0 : -1;
    $(`panel-${each}`).hidden = !isChosen;
  }
}

for (const name of ["figures", "wire"]) $(`tab-${name}`).addEventListener("click", () => chooseTab(name));
document.querySelector('[role="tablist"]').addEventListener("keydown", (event) => {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const name = $("panel-wire").hidden ? "wire" : "figures";
  chooseTab(name);
  $(`tab-${name}`).focus();
});
$("nearer").addEventListener("click", () => shown.timeline.zoom(ZOOM));
$("farther").addEventListener("click", () => shown.timeline.zoom(1 / ZOOM));
$("all").addEventListener("click", () => shown.timeline.all());
$("whole").addEventListener("click", () => loadWhole() && play());
document.addEventListener("click", (event) => {
  const { call, row, type } = event.target.closest("[data-call], [data-row], [data-type]")?.dataset ?? {};
  if (event.target.closest("#frames")) return;
  if (call !== undefined) open(Number(call));
  if (row !== undefined || type !== undefined) {
    event.preventDefault();
    chooseTab("wire");
  }
  if (row !== undefined) {
    shown.list.go(Number(row));
    chooseRow(Number(row));
  }
  if (type !== undefined) {
    $("filter-type").value = String(shown.wire.types.indexOf(event.target.closest("[data-type]").textContent));
    shown.list.filter();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, select") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  chooseTab("wire");
  $("filter-text").focus();
});
const THEMES = { "": "as the system", light: "light", dark: "dark" };
$("theme").addEventListener("click", () => {
  const names = Object.keys(THEMES);
  const root = document.documentElement;
  const next = names[(names.indexOf(root.dataset.theme ?? "") + 1) % names.length];
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
  $("theme").textContent = `Colours: ${THEMES[next]}`;
  shown.timeline.render();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => shown.timeline.render());

open(0);
