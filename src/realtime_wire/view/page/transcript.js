"use strict";
// The transcript: what was said, in the order of the conversation.

class Transcript {
  constructor(call, sound, on) {
    this.entries = call.items.map((item, number) => {
      const entry = make("li", { class: `${item.lane}${item.notes?.includes("deleted") ? " deleted" : ""}` });
      const who = make("button", { class: "who", type: "button" }, item.who);
      who.addEventListener("click", () => on.choose(number));
      const head = make("div", { class: "head" }, who, make("span", { class: "when" }, placeText(item.begin, call)));
      if (sound.has(number)) {
        const seconds = secondsText(sound.seconds(number));
        const play = make("button", { type: "button", class: "play", "aria-label": `Play ${item.who}, ${seconds}` }, `▶ ${seconds}`);
        play.addEventListener("click", () => on.play(number));
        head.append(play);
      }
      const end = call.responses[item.response]?.end;
      if (end && end !== "completed") head.append(make("span", { class: "note bad" }, end));
      if (item.late) head.append(make("span", { class: "note" }, "written down after the answer had begun"));
      for (const note of item.notes ?? []) head.append(make("span", { class: "note", dir: "auto" }, note));
      entry.append(head, ...wordsOf(item, call));
      return entry;
    });
    $("items").replaceChildren(...this.entries);
  }

  choose(number, scroll = true) {
    this.entries.forEach((entry, place) => entry.classList.toggle("chosen", place === number));
    if (scroll) this.entries[number]?.scrollIntoView({ block: "nearest" });
  }
}

function wordsOf(item, call) {
  if (item.lane !== "tools") {
    const words = make("p", { class: "words", dir: "auto" });
    const text = item.text ?? "…";
    const heard = item.heard ?? (item.notes?.some((note) => note.startsWith("cut")) ? "" : text);
    if (text.startsWith(heard)) words.append(visible(heard), make("span", { class: "unheard" }, text.slice(heard.length)));
    else words.append(visible(text));
    return [words];
  }
  const parts = [make("p", { class: "words", dir: "auto" }, item.name ?? item.tools?.join(", ") ?? item.text ?? "")];
  if (item.arguments) parts.push(folded(item.arguments));
  const hasRun = call.timed && item.ready !== undefined && item.end > item.ready;
  const after = hasRun ? `after ${secondsText(item.end - item.ready)}` : "";
  if (item.output !== undefined) parts.push(make("div", { class: "then" }, `returned ${after}`.trim()), folded(item.output));
  if (item.error !== undefined) parts.push(make("div", { class: "then bad", dir: "auto" }, `failed ${after}: ${item.error}`.replace(" :", ":")));
  if (item.tools && item.name) parts.push(make("p", { class: "words", dir: "auto" }, item.tools.join(", ")));
  return parts;
}
