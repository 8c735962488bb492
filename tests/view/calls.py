"""Calls to look at: recordings with times and sound, made up so that it is known where everything has to be.

What is said is noise in the rhythm of speech, the same whenever it is made.
"""

from __future__ import annotations

import json
import math
from array import array
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import attrs

from realtime_wire import recordings
from realtime_wire.recordings._entries import Recorded

if TYPE_CHECKING:
    from pathlib import Path

    from realtime_wire._engine.protocol import Side

__all__ = ["HOSTILE", "Call", "hostile", "station", "voice"]

PIECE = 0.1
"""How many seconds of audio a frame has."""

PACE = 2
"""How many times as fast as it is played the model's audio comes."""


def voice(seconds: float, rate: int, pitch: float) -> array[int]:
    """Make samples of 16 bits that sound as if somebody speaks."""
    samples = array("h")
    for number in range(round(seconds * rate)):
        at = number / rate
        syllable = max(0.0, math.sin(at * 2 * math.pi * 2.7)) * (0.6 + 0.4 * math.sin(at * 5.1))
        tone = math.sin(at * 2 * math.pi * pitch) + 0.5 * math.sin(at * 4 * math.pi * pitch + 1)
        samples.append(round(9000 * syllable * tone))
    return samples


@attrs.define(eq=False)
class Call:
    """A recording in the making."""

    rate: int = 8000
    frames: list[Recorded] = attrs.Factory(list[Recorded])
    user: array[int] = attrs.Factory(lambda: array("h"))
    """What the user sends, from the first piece on."""
    model: dict[str, array[int]] = attrs.Factory(dict[str, "array[int]"])
    """What the model says, by the item."""

    def add(self, at: float, sender: Side, name: str, /, **members: Any) -> None:
        """Add an event."""
        self.frames.append(Recorded(at, sender, json.dumps({"type": name, **members})))

    def server(self, at: float, name: str, /, **members: Any) -> None:
        """Add an event of the server, with an id."""
        self.add(at, "server", name, event_id=f"event_{len(self.frames)}", **members)

    def client(self, at: float, name: str, /, **members: Any) -> None:
        """Add an event of the client."""
        self.add(at, "client", name, **members)

    def listen(self, begin: float, seconds: float, spoken: dict[float, float]) -> None:
        """Send what the microphone hears: silence, and speech of so many seconds from some times on."""
        self.user = array("h", bytes(2 * round(seconds * self.rate)))
        for start, length in spoken.items():
            place = round((start - begin) * self.rate)
            self.user[place : place + round(length * self.rate)] = voice(length, self.rate, 210)
        size = round(PIECE * self.rate)
        for place in range(0, len(self.user), size):
            # A piece is sent when it was heard to its end.
            self.client(
                begin + place / self.rate + PIECE,
                "input_audio_buffer.append",
                audio=b64encode(self.user[place : place + size].tobytes()).decode(),
            )

    def heard(self, item_id: str, start: float, stop: float, waited: float = 0.5, begin: float = 0.2) -> None:
        """Tell that the user spoke."""
        self.server(
            start, "input_audio_buffer.speech_started", item_id=item_id, audio_start_ms=round((start - begin) * 1000)
        )
        self.server(
            stop,
            "input_audio_buffer.speech_stopped",
            item_id=item_id,
            audio_end_ms=round((stop - waited - begin) * 1000),
        )
        self.server(stop + 0.01, "input_audio_buffer.committed", item_id=item_id)
        item = {"id": item_id, "type": "message", "role": "user", "content": [{"type": "input_audio"}]}
        self.server(stop + 0.02, "conversation.item.added", item=item)

    def transcribe(self, at: float, item_id: str, words: str) -> None:
        """Tell what the user said."""
        self.server(
            at,
            "conversation.item.input_audio_transcription.completed",
            item_id=item_id,
            content_index=0,
            transcript=words,
            usage={"type": "duration", "seconds": 2},
        )

    def respond(self, at: float, response_id: str) -> None:
        """Begin a response."""
        self.server(at, "response.created", response={"id": response_id, "status": "in_progress"})

    def done(self, at: float, response_id: str, status: str = "completed", **details: Any) -> None:
        """End a response."""
        usage = {
            "total_tokens": 400,
            "input_tokens": 300,
            "output_tokens": 100,
            "input_token_details": {
                "text_tokens": 200,
                "audio_tokens": 100,
                "cached_tokens": 128,
                "cached_tokens_details": {"text_tokens": 128, "audio_tokens": 0},
            },
            "output_token_details": {"text_tokens": 20, "audio_tokens": 80},
        }
        self.server(at, "response.done", response={"id": response_id, "status": status, "usage": usage, **details})
        limits = [{"name": "tokens", "limit": 40000, "remaining": 39000 - len(self.frames), "reset_seconds": 0.5}]
        self.server(at + 0.01, "rate_limits.updated", rate_limits=limits)

    def say(self, at: float, response_id: str, item_id: str, words: str, *, seconds: float) -> None:
        """Say something: words first, and then audio, faster than it is played."""
        where = {"response_id": response_id, "item_id": item_id, "output_index": 0, "content_index": 0}
        item: dict[str, Any] = {"id": item_id, "type": "message", "role": "assistant", "content": []}
        self.server(at, "response.output_item.added", response_id=response_id, output_index=0, item=item)
        self.server(at, "conversation.item.added", item=item)
        sound = self.model[item_id] = voice(seconds, self.rate, 120)
        size, pieces = round(PIECE * self.rate), words.split(" ")
        count = math.ceil(len(sound) / size)
        for number in range(max(count, len(pieces))):
            now = at + 0.05 + number * PIECE / PACE
            if number < len(pieces):
                delta = pieces[number] if number == 0 else f" {pieces[number]}"
                self.server(now, "response.output_audio_transcript.delta", delta=delta, **where)
            if number < count:
                audio = b64encode(sound[number * size : (number + 1) * size].tobytes()).decode()
                self.server(now + 0.03, "response.output_audio.delta", delta=audio, **where)
        end = at + 0.05 + count * PIECE / PACE
        self.server(end, "response.output_audio.done", **where)
        self.server(end, "response.output_audio_transcript.done", transcript=words, **where)
        content = [{"type": "output_audio", "transcript": words}]
        self.server(
            end,
            "response.output_item.done",
            response_id=response_id,
            output_index=0,
            item={**item, "content": content, "status": "completed"},
        )

    def call(self, at: float, response_id: str, item_id: str, name: str, arguments: str) -> None:
        """Call a function."""
        where = {"response_id": response_id, "item_id": item_id, "output_index": 0, "call_id": f"call_{item_id}"}
        item = {"id": item_id, "type": "function_call", "call_id": f"call_{item_id}", "name": name, "arguments": ""}
        self.server(at, "response.output_item.added", response_id=response_id, output_index=0, item=item)
        self.server(at, "conversation.item.added", item=item)
        self.server(at + 0.2, "response.function_call_arguments.delta", delta=arguments, **where)
        self.server(at + 0.3, "response.function_call_arguments.done", arguments=arguments, name=name, **where)
        whole = {**item, "arguments": arguments, "status": "completed"}
        self.server(at + 0.3, "conversation.item.done", item=whole)
        self.server(at + 0.3, "response.output_item.done", response_id=response_id, output_index=0, item=whole)

    def answer(self, at: float, item_id: str, output: str) -> None:
        """Return what a function found out."""
        item = {"type": "function_call_output", "call_id": f"call_{item_id}", "output": output}
        self.client(at, "conversation.item.create", item=item)
        self.server(at + 0.05, "conversation.item.added", item={**item, "id": f"{item_id}_output"})
        self.server(at + 0.05, "conversation.item.done", item={**item, "id": f"{item_id}_output"})
        self.client(at + 0.06, "response.create")

    def write(self, path: Path) -> Path:
        """Write it down, in the order of its times."""
        recordings.write(path, sorted(self.frames, key=lambda frame: frame.time or 0))
        return path


def settings(rate: int, **more: Any) -> dict[str, Any]:
    """Return how a session is set up."""
    format_ = {"type": "audio/pcm", "rate": rate}
    detection = {"type": "server_vad", "threshold": 0.5, "silence_duration_ms": 500}
    return {
        "id": "sess_station",
        "type": "realtime",
        "object": "realtime.session",
        "model": "gpt-realtime",
        "output_modalities": ["audio"],
        "audio": {
            "input": {"format": format_, "turn_detection": detection, "transcription": {"model": "whisper-1"}},
            "output": {"format": format_, "voice": "marin"},
        },
        **more,
    }


TOOL: dict[str, Any] = {
    "type": "function",
    "name": "next_departure",
    "parameters": {"type": "object", "properties": {}},
}


def station(rate: int = 8000) -> Call:
    """Make a call with a bit of everything: a slow tool, an interruption, a late transcript, faults, and an end too early."""
    call = Call(rate)
    call.server(0.0, "session.created", session=settings(rate))
    call.client(
        0.05, "session.update", session={"type": "realtime", "tools": [TOOL], "audio": {"output": {"voice": "cedar"}}}
    )
    changed = settings(rate, tools=[TOOL])
    changed["audio"]["output"]["voice"] = "cedar"
    call.server(0.12, "session.updated", session=changed)
    call.listen(0.2, 24, {0.7: 1.9, 10.1: 1.2, 18.0: 1.5})

    call.heard("item_ask", 0.9, 3.1)
    call.respond(3.15, "resp_call")
    call.call(3.4, "resp_call", "item_call", "next_departure", '{"city":"Lyon","after":"14:05"}')
    call.done(3.75, "resp_call")
    call.transcribe(4.2, "item_ask", "When does the next train to Lyon leave?")
    call.answer(5.7, "item_call", '{"departs":"14:22","track":5,"stops":["Dijon","Mâcon"]}')
    call.respond(5.9, "resp_told")
    call.say(
        6.3,
        "resp_told",
        "item_told",
        "The next train to Lyon leaves at two twenty-two from track five and stops in Dijon and in Mâcon.",
        seconds=6,
    )
    call.done(9.6, "resp_told")

    call.heard("item_over", 10.2, 11.8)
    call.client(10.28, "conversation.item.truncate", item_id="item_told", content_index=0, audio_end_ms=3600)
    call.server(10.33, "conversation.item.truncated", item_id="item_told", content_index=0, audio_end_ms=3600)
    call.transcribe(11.9, "item_over", "Is there a later one?")
    call.respond(12.1, "resp_later")
    call.say(12.5, "resp_later", "item_later", "Yes. There is another one at three fifteen.", seconds=3.2)
    call.done(14.3, "resp_later")
    call.client(16.0, "input_audio_buffer.commit")
    error = {
        "type": "invalid_request_error",
        "code": "input_audio_buffer_commit_empty",
        "message": "The buffer is too small.",
    }
    call.server(16.1, "error", error=error)
    call.server(16.5, "vendor.ping", token="sk-not-to-be-seen")  # noqa: S106  a made-up one
    call.server(16.6, "input_audio_buffer.speech_started", item_id=5)

    call.heard("item_bye", 18.2, 20.0)
    call.transcribe(20.1, "item_bye", "Thank you, that is all.")
    call.respond(20.3, "resp_bye")
    call.say(21.2, "resp_bye", "item_bye_bye", "You are welcome. Have a", seconds=1.2)
    return call


HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "{{ 7*7 }}{% raw %}${document.title='owned'}",
    "'\"><style>body{display:none}</style><!--",
    "javascript:alert(1) \u2028\u2029 \u202egnol\u202c \x00\x1b[31m",
    "]]>&lt;b&gt;&#60;script&#62; \ufeff",
)
"""Words that would do something in a page that is careless."""


def hostile(all_words: tuple[str, ...] = HOSTILE) -> Call:
    """Make a call that has such words wherever words, names and ids can be."""
    call = Call()
    all_of_it = " ".join(all_words)
    evil = settings(8000, id=all_words[0], model=all_words[1], tools=[{**TOOL, "name": all_words[3]}])
    evil["audio"]["output"]["voice"] = all_words[0]
    call.server(0.0, "session.created", session=evil)
    call.listen(0.2, 2, {0.3: 0.5})
    for number, words in enumerate(all_words):
        at = 1.0 + number
        call.heard(f"{words}u", at, at + 0.6, 0.5)
        call.transcribe(at + 0.1, f"{words}u", words)
        call.respond(at + 0.7, f"{words}r")
        call.say(at + 0.75, f"{words}r", f"{words}m", words, seconds=0.2)
        call.call(at + 0.8, f"{words}r", f"{words}c", words, json.dumps({words: [words]}))
        call.answer(at + 0.85, f"{words}c", words)
        call.done(
            at + 0.9,
            f"{words}r",
            "failed",
            status_details={"type": words, "reason": words, "error": {"type": words, "code": words, "message": words}},
        )
        call.server(at + 0.91, "error", error={"type": words, "code": words, "message": words})
        call.server(at + 0.92, f"{words}.event", **{words: words})
        call.frames.append(Recorded(at + 0.93, "server", '{"type":"response.done","response":{"id":"\\ud800"}}'))
        call.frames.append(
            Recorded(at + 0.94, "server", json.dumps({"type": "response.created", "response": {"id": [words]}}))
        )
        call.frames.append(Recorded(at + 0.95, "server", words))
    call.client(
        9.0,
        "conversation.item.create",
        item={"type": "message", "role": all_of_it, "content": [{"type": all_of_it, "text": all_of_it}]},
    )
    return call
