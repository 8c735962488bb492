"use strict";
// Sound: from the base64 in the page to WAV, of a piece or of the whole call, when somebody wants to hear it.

const ULAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const told = ~byte & 0xff;
  const size = (((told & 0x0f) << 3) + 0x84) << ((told >> 4) & 7);
  return told & 0x80 ? 0x84 - size : size - 0x84;
});

class Sound {
  constructor(number) {
    Object.assign(this, dataOf(`sound-${number}`)); // rate, each, coding, peaks, missing
    this.text = $(`sound-${number}-data`).textContent;
    this.width = this.coding === "pcm" ? 2 : 1;
    const padding = this.text.endsWith("==") ? 2 : this.text.endsWith("=") ? 1 : 0;
    this.length = Math.floor(((this.text.length / 4) * 3 - padding) / this.width);
    this.peaks = Uint8Array.from(atob(this.peaks), (letter) => letter.charCodeAt(0));
  }

  // Decode some samples, and no more of the text than they stand in.
  samples(from, count) {
    const begin = Math.max(0, Math.min(from, this.length));
    const end = Math.max(begin, Math.min(from + count, this.length));
    const first = Math.floor((begin * this.width) / 3);
    const last = Math.ceil((end * this.width) / 3);
    const letters = atob(this.text.slice(first * 4, last * 4));
    const offset = begin * this.width - first * 3;
    const made = new Int16Array(end - begin);
    for (let i = 0; i < made.length; i += 1) {
      const at = offset + i * this.width;
      made[i] = this.width === 1
        ? ULAW[letters.charCodeAt(at)]
        : letters.charCodeAt(at) | (letters.charCodeAt(at + 1) << 8);
    }
    return made;
  }
}

function wav(parts, rate, channels) {
  const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const header = new DataView(new ArrayBuffer(44));
  const put = (at, text) => [...text].forEach((letter, i) => header.setUint8(at + i, letter.charCodeAt(0)));
  put(0, "RIFF");
  header.setUint32(4, 36 + size, true);
  put(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, channels, true);
  header.setUint32(24, rate, true);
  header.setUint32(28, rate * channels * 2, true);
  header.setUint16(32, channels * 2, true);
  header.setUint16(34, 16, true);
  put(36, "data");
  header.setUint32(40, size, true);
  return new Blob([header, ...parts], { type: "audio/wav" });
}

// Of silence in which there is no sound of either side, so much is kept where the whole call is played, in seconds: at most
// each time, and altogether. Times of a recording may be years apart.
const LONGEST_SILENCE = 60;
const MOST_SILENCE = 3600;

// All the sound of a call, each piece where it is to be heard.
class CallSound {
  constructor(call) {
    this.call = call;
    this.sounds = new Map();
    // Where there are neither times nor utterances, both sides begin at once.
    this.pieces = call.timed || !Object.keys(call.clips).length ? this.placed() : this.inARow();
    this.pieces.sort((one, other) => one.at - other.at);
    this.end = this.pieces.reduce((end, piece) => Math.max(end, piece.at + piece.count / piece.sound.rate), -Infinity);
    this.skip();
  }

  // Find out what is left out of the whole call: `skips` has up to which place, and how much by then, the earliest first.
  skip() {
    this.begin = this.pieces[0]?.at ?? Infinity;
    this.skips = [];
    let [end, skipped, left] = [this.begin, 0, MOST_SILENCE];
    for (const piece of this.pieces) {
      const silence = Math.max(piece.at - end, 0);
      const kept = Math.min(silence, LONGEST_SILENCE, left);
      left -= kept;
      if (silence > kept) {
        skipped += silence - kept;
        this.skips.push({ at: piece.at, skipped });
      }
      piece.heard = piece.at - this.begin - skipped;
      end = Math.max(end, piece.at + piece.count / piece.sound.rate);
    }
    this.length = Math.max(end - this.begin - skipped, 0);
  }

  // From a place in the call to one in the whole sound of it, and back. What is left out is where the sound after it begins.
  heardAt(at) {
    const number = this.skips.findIndex((skip) => skip.at > at);
    const before = number < 0 ? this.skips.at(-1) : this.skips[number - 1];
    const heard = Math.max(at - this.begin - (before?.skipped ?? 0), 0);
    const next = this.skips[number];
    return next ? Math.min(heard, next.at - this.begin - next.skipped) : heard;
  }

  placeOf(heard) {
    const skip = this.skips.findLast((each) => each.at - this.begin - each.skipped <= heard);
    return this.begin + heard + (skip?.skipped ?? 0);
  }

  get isEmpty() {
    return !this.pieces.length;
  }

  sound(number) {
    if (!this.sounds.has(number)) this.sounds.set(number, new Sound(number));
    return this.sounds.get(number);
  }

  placed() {
    return this.call.tracks.map((track) => {
      const sound = this.sound(track.sound);
      return { sound, side: track.side, at: track.at ?? 0, from: 0, count: sound.length };
    });
  }

  // Without times, one utterance follows the other.
  inARow() {
    let at = 0;
    return [...this.call.items.keys()].filter((place) => this.has(place)).map((place) => {
      const piece = { ...this.clip(place), side: this.call.items[place].lane, at, place };
      at += piece.count / piece.sound.rate;
      return piece;
    });
  }

  has(place) {
    return String(place) in this.call.clips;
  }

  clip(place) {
    const [number, from, count] = this.call.clips[place];
    const sound = this.sound(number);
    const begin = Math.floor(from / sound.each);
    return { sound, from: begin, count: Math.max(0, Math.min(Math.floor(count / sound.each), sound.length - begin)) };
  }

  seconds(place) {
    const clip = this.clip(place);
    return clip.count / clip.sound.rate;
  }

  item(place) {
    const { sound, from, count } = this.clip(place);
    return wav([sound.samples(from, count)], sound.rate, 1);
  }

  // The user on the left, the model on the right, second by second.
  whole() {
    const rate = this.pieces.reduce((most, piece) => Math.max(most, piece.sound.rate), 0);
    const length = Math.round(this.length * rate);
    const parts = [];
    for (let start = 0; start < length; start += rate) {
      const part = new Int16Array(2 * Math.min(rate, length - start));
      for (const piece of this.pieces) this.mix(piece, part, start, rate);
      parts.push(part);
    }
    return wav(parts, rate, 2);
  }

  mix(piece, part, start, rate) {
    const side = piece.side === "user" ? 0 : 1;
    const late = Math.round(piece.heard * rate);
    const step = piece.sound.rate / rate;
    const first = Math.max(0, late - start);
    const from = Math.floor((start + first - late) * step);
    if (first * 2 >= part.length || from >= piece.count) return;
    const count = Math.min(piece.count - from, Math.ceil((part.length / 2 - first) * step) + 1);
    const samples = piece.sound.samples(piece.from + from, count);
    const fraction = (start + first - late) * step - from;
    for (let i = first; i < part.length / 2; i += 1) {
      const at = Math.floor((i - first) * step + fraction);
      if (at >= samples.length) break;
      part[2 * i + side] = samples[at];
    }
  }
}
