"""What was used, wherever a vendor has put it and whatever it has called it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, cast

import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire import Tokens, Usage
from tests import wire

Json: TypeAlias = Any

COUNTS = {
    "total_tokens": 100,
    "input_tokens": 70,
    "output_tokens": 30,
    "input_token_details": {
        "text_tokens": 40,
        "audio_tokens": 28,
        "image_tokens": 2,
        "cached_tokens": 20,
        "cached_tokens_details": {"text_tokens": 15, "audio_tokens": 5, "image_tokens": 0},
    },
    "output_token_details": {"text_tokens": 10, "audio_tokens": 20, "reasoning_tokens": 4},
}
USAGE = Usage(
    input=Tokens(text=25, audio=23, image=2),
    cached=Tokens(text=15, audio=5),
    output=Tokens(text=10, audio=20),
    reasoning=4,
)
HEARD = {"type": "conversation.item.input_audio_transcription.completed", "item_id": "i", "transcript": "t"}


def done(**changes: Any) -> Json:
    return {"type": "response.done", "response": {"id": "r"}, **changes}


CASES: dict[str, tuple[Any, Json, Usage | None]] = {
    "OpenAI": (rw.Event, done(response={"usage": COUNTS}), USAGE),
    "xAI and Inworld: beside the response": (rw.Event, done(response={"usage": {}}, usage=COUNTS), USAGE),
    "beside it alone": (rw.Event, done(usage=COUNTS), USAGE),
    "litellm: two spellings, and what is no count": (
        rw.Event,
        done(
            response={
                "usage": {
                    **COUNTS,
                    "input_tokens_details": COUNTS["input_token_details"],
                    "output_tokens_details": COUNTS["output_token_details"],
                    "cost": None,
                }
            }
        ),
        USAGE,
    ),
    "the other spelling alone": (
        rw.Event,
        done(
            response={
                "usage": {
                    "input_tokens": 5,
                    "output_tokens": 3,
                    "input_tokens_details": {"audio_tokens": 5, "cached_tokens": 2},
                    "output_tokens_details": {"audio_tokens": 3},
                }
            }
        ),
        Usage(input=Tokens(audio=3), cached=Tokens(audio=2), output=Tokens(audio=3)),
    ),
    "vLLM": (
        rw.Event,
        {"type": "transcription.done", "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}},
        Usage(input=Tokens(other=7), output=Tokens(other=2)),
    ),
    "no modalities": (
        rw.Event,
        done(response={"usage": {"input_tokens": 7, "output_tokens": 2}}),
        Usage(input=Tokens(other=7), output=Tokens(other=2)),
    ),
    "cached in one number: text first": (
        rw.Event,
        done(
            response={
                "usage": {
                    "input_tokens": 10,
                    "input_token_details": {"text_tokens": 4, "audio_tokens": 6, "cached_tokens": 5},
                }
            }
        ),
        Usage(input=Tokens(audio=5), cached=Tokens(text=4, audio=1)),
    ),
    "cached, but nobody knows what": (
        rw.Event,
        done(response={"usage": {"input_tokens": 10, "input_token_details": {"cached_tokens": 4}}}),
        Usage(input=Tokens(other=6), cached=Tokens(other=4)),
    ),
    "odd values": (
        rw.Event,
        done(usage={"input_tokens": True, "output_tokens": -1, "input_token_details": [], "prompt_tokens": "5"}),
        Usage(),
    ),
    "a transcription": (
        rw.Event,
        {
            **HEARD,
            "usage": {
                "type": "tokens",
                "input_tokens": 5,
                "output_tokens": 2,
                "total_tokens": 7,
                "input_token_details": {"text_tokens": 1, "audio_tokens": 4},
            },
        },
        Usage(input=Tokens(text=1, audio=4), output=Tokens(other=2)),
    ),
    "a transcription by time": (rw.Event, {**HEARD, "usage": {"type": "duration", "seconds": 1.5}}, Usage(seconds=1.5)),
    "one of another kind": (rw.Event, {**HEARD, "usage": {"type": "words", "seconds": True}}, Usage()),
    "a transcription that tells nothing": (rw.Event, HEARD, None),
    "a response": (rw.RealtimeResponse, {"usage": COUNTS}, USAGE),
    "a response that tells nothing": (rw.Event, done(), None),
    "nothing at all": (rw.Event, done(response={"usage": {}}, usage={}), None),
    "what is malformed": (
        rw.Event | rw.MalformedEvent,
        done(response={"status": 5, "usage": COUNTS}),
        USAGE,
    ),
    "what is malformed, and nothing is left": (rw.Event | rw.MalformedEvent, done(response=[]), None),
    "another event": (rw.Event, {"type": "input_audio_buffer.cleared", "usage": COUNTS}, None),
}


@pytest.mark.parametrize(("type_", "payload", "usage"), CASES.values(), ids=CASES)
def test_cases(type_: Any, payload: Json, usage: Usage | None) -> None:
    assert rw.usage_of(rw.structure(payload, type_)) == usage


def test_sums() -> None:
    assert (USAGE.total, USAGE.input.total, USAGE.cached.total, USAGE.output.total) == (100, 50, 20, 30)
    twice = sum([USAGE, USAGE, Usage(seconds=1.5)], Usage())
    assert (twice.total, twice.reasoning, twice.seconds) == (200, 8, 1.5)
    assert twice.cached == Tokens(text=30, audio=10)
    assert Tokens(1, 2, 3, 4).total == 10


@pytest.mark.parametrize(
    ("number", "counted"),
    [(2**63 - 1, 2**63 - 1), (2**63, 0), (10**4290, 0), (-1, 0), (0, 0)],
    ids=lambda one: str(one)[:20],
)
def test_no_server_counts_as_far_as_that(number: int, counted: int) -> None:
    details = {"text_tokens": number, "audio_tokens": number, "image_tokens": number, "reasoning_tokens": number}
    usage = Usage.of({"input_tokens": number, "output_tokens": number, "output_token_details": details})
    assert usage.input == Tokens(other=counted)
    assert (usage.output, usage.reasoning) == (Tokens(counted, counted, counted), counted)


@pytest.mark.parametrize(
    ("seconds", "counted"),
    [(1.5, 1.5), (2**53, 2**53), (2**53 + 1, 0), (10**400, 0), (1e300, 0), (-1.5, 0), (True, 0)],
    ids=lambda one: str(one)[:20],
)
def test_no_audio_is_as_long_as_that(seconds: float, counted: float) -> None:
    assert Usage.of({"seconds": seconds}).seconds == counted


def count(number: int | None) -> int:
    """Return what a server counts; none counts as far as 2 ** 63, and no sum of what it counts has too many digits."""
    return number if number is not None and 0 < number < 2**63 else 0


@given(wire.payloads(rw.RealtimeResponseUsage))
def test_what_is_read_is_all_of_it(counts: Json) -> None:
    """Input is what was read, whichever way it is split; unless a server tells more parts than there is of the whole."""
    usage = Usage.of(counts)
    parts = cast("dict[str, Any]", counts.get("input_token_details") or {})
    known = [count(parts.get(f"{name}_tokens")) for name in ("text", "audio", "image")]
    read = count(counts.get("input_tokens"))
    by_modality = cast("dict[str, Any]", parts.get("cached_tokens_details") or {})
    is_sound = (
        sum(known) <= read
        and count(parts.get("cached_tokens")) <= read
        and all(
            count(by_modality.get(f"{name}_tokens")) <= each
            for name, each in zip(("text", "audio", "image"), known, strict=True)
        )
    )
    if is_sound:
        assert usage.input.total + usage.cached.total == max(read, usage.cached.total)
    for part in (usage.input, usage.cached, usage.output):
        assert min(part.text, part.audio, part.image, part.other) >= 0


@given(wire.payloads(rw.Event))
def test_any_event_can_be_asked(payload: Json) -> None:
    rw.usage_of(rw.structure(payload, rw.Event))


def test_any_object_can_be_asked() -> None:
    for value in (rw.ResponseCreateEvent(), rw.UnknownEvent({"usage": 5}), rw.Unknown({}), rw.ServerVad()):
        assert rw.usage_of(value) is None


@pytest.mark.parametrize("add", [lambda: rw.Usage() + cast("Any", 5), lambda: rw.Tokens() + cast("Any", rw.Usage())])
def test_only_usage_is_added_to_usage(add: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match=r"^unsupported operand type\(s\) for \+: '(Usage|Tokens)' and '(int|Usage)'$"):
        add()
