"""Figures: what is counted and measured of a call, as the tables of a page need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import Any, TypeAlias, cast

from realtime_wire._engine import facts
from realtime_wire._shown import short
from realtime_wire.conversation import Prices, Response, Turn, Usage

from ._prices import PriceList
from ._read import Call

__all__ = ["figures_of", "in_words", "percentile"]

Json: TypeAlias = dict[str, Any]

MOST_LINES = 1_000
"""How many rows a table has at most; what is beyond is counted."""

LATENCIES = {
    "first_audio": "End of speech to first audio",
    "first_text": "End of speech to first text",
    "interruption": "Interruption to silence",
}
"""What is measured of turns, by the member of `Turn`."""

KINDS = ("text", "audio", "image", "other")


def figures_of(call: Call, prices: PriceList | None) -> Json:
    """Return the figures of a call."""
    conversation = call.conversation
    usage, transcribed = conversation.usage, conversation.transcription_usage
    turns, responses = conversation.turns, conversation.responses
    return {
        "about": list(_about(call)),
        "latencies": list(_latencies(turns)),
        "turns": [_turn(turn) for turn in turns[:MOST_LINES]],
        "tokens": _tokens(usage),
        "transcriptions": _tokens(transcribed),
        "cached_share": _cached_share(usage),
        "responses": [_response(response, call, prices) for response in responses[:MOST_LINES]],
        "more": {"turns": max(len(turns) - MOST_LINES, 0), "responses": max(len(responses) - MOST_LINES, 0)},
        "money": None if prices is None else _money(call, prices),
        "sessions": list(_sessions(call)),
        "changes": list(_changes(call)),
        "problems": [str(problem) for problem in conversation.problems[:MOST_LINES]],
        "marks": [mark for mark in call.marks if mark.kind in {"error", "limit"}][:MOST_LINES],
        "types": [
            {
                "name": name,
                "senders": " and ".join(sorted(tally.senders)) or "?",
                "count": tally.count,
                "share": tally.count / call.wire.count,
                "bytes": tally.bytes,
            }
            for name, tally in sorted(call.wire.types.items(), key=lambda one: (-one[1].count, one[0]))
        ],
    }


def _about(call: Call) -> Iterator[tuple[str, str]]:
    conversation, wire = call.conversation, call.wire
    yield "API", conversation.protocol.name
    yield "frames", f"{wire.count:,} ({wire.bytes:,} bytes)"
    if call.timed:
        yield "length", f"{call.end:.3f} s"
    yield "sessions", f"{len(conversation.sessions):,}"
    for name, count in zip(("of unknown type", "malformed", "no events"), wire.kinds[1:], strict=True):
        if count:
            yield name, f"{count:,}"


# Turns


def percentile(values: list[float], share: float) -> float:
    """Return the least value that so large a share of them does not exceed."""
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]


def _latencies(turns: Iterable[Turn]) -> Iterator[Json]:
    turns = list(turns)
    for name, title in LATENCIES.items():
        values = [value for turn in turns if (value := getattr(turn, name)) is not None]
        if values:
            yield {
                "title": title,
                "count": len(values),
                "p50": percentile(values, 0.5),
                "p95": percentile(values, 0.95),
                "most": max(values),
            }


def _turn(turn: Turn) -> Json:
    words = " ".join(" ".join(item.text for item in turn.user).split())
    return {
        "title": short(words) if words else "(the model begins)" if not turn.user else "(no words)",
        "ends": ", ".join(dict.fromkeys(response.end or "running" for response in turn.responses)),
        "gaps": sum(gap.seconds for gap in turn.gaps) or None,
        **{name: getattr(turn, name) for name in LATENCIES},
    }


# What it cost


def _tokens(usage: Usage) -> Json | None:
    """Return the tokens by kind; None if there are none."""
    if not usage.total and not usage.seconds:
        return None
    groups = {"read": usage.input, "read from the cache": usage.cached, "written": usage.output}
    kinds = [kind for kind in KINDS if any(getattr(tokens, kind) for tokens in groups.values())]
    return {
        "kinds": kinds,
        "rows": [(name, [getattr(tokens, kind) for kind in kinds], tokens.total) for name, tokens in groups.items()],
        "reasoning": usage.reasoning,
        "seconds": usage.seconds,
        "total": usage.total,
    }


def _cached_share(usage: Usage) -> float | None:
    read = usage.input.total + usage.cached.total
    return usage.cached.total / read if read else None


def _response(response: Response, call: Call, prices: PriceList | None) -> Json:
    usage = response.usage
    price = None if prices is None else _prices_of(call, prices, response.session)
    return {
        "id": response.id or "(no id)",
        "end": response.end or "running",
        "asked": response.requested_by or "?",
        "usage": None if usage is None else [usage.input.total, usage.cached.total, usage.output.total],
        "audio": response.audio_ms,
        "cost": None if usage is None or price is None else price.cost(usage),
    }


def _prices_of(call: Call, prices: PriceList, session: int, member: str = "model") -> Prices | None:
    sessions = call.conversation.sessions
    model = cast("Mapping[str, Any]", sessions[session].settings).get(member) if session < len(sessions) else None
    return prices.of(model if isinstance(model, str) else None)


def _money(call: Call, prices: PriceList) -> Json:
    """Return what the call cost: by the prices of one model all of it, by those of several what each response did."""
    conversation = call.conversation
    found = [_prices_of(call, prices, number) for number in range(max(len(conversation.sessions), 1))]
    parts: list[tuple[str, float]] = []
    currencies: set[str] = set()
    days: set[str] = set()
    missing: list[str] = []
    same = found[0]
    if same is not None and all(each == same for each in found):
        parts.append(("responses", same.cost(conversation.usage)))
    elif any(found):
        costs = [each["cost"] for each in (_response(r, call, prices) for r in conversation.responses)]
        parts.append(("responses", sum(cost for cost in costs if cost is not None)))
    for number, price in enumerate(found):
        if price is None:
            missing.append(f"nothing is told of the price of the model of session {number + 1}")
        else:
            currencies.add(price.currency)
            days.add(str(price.since))
    transcribed = conversation.transcription_usage
    if transcribed.total or transcribed.seconds:
        price = _prices_of(call, prices, 0, "transcription")
        if price is not None and price is not same:
            parts.append(("transcriptions", price.cost(transcribed)))
            currencies.add(price.currency)
            days.add(str(price.since))
        else:
            missing.append("nothing is told of the price of transcriptions")
    return {
        "parts": parts,
        "total": sum(cost for _, cost in parts) if parts and len(currencies) == 1 else None,
        "currency": ", ".join(sorted(currencies)),
        "since": ", ".join(sorted(days)),
        "missing": missing,
    }


# The session


def in_words(value: Any) -> str:
    """Return a setting in words."""
    if value is None:
        return "off"
    if isinstance(value, facts.AudioFormat):
        return value.name if value.rate is None else f"{value.name}, {value.rate:,} Hz"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, cast("list[Any]", value))) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {in_words(each)}" for name, each in cast("Mapping[str, Any]", value).items())
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sessions(call: Call) -> Iterator[Json]:
    """Tell how each session is set up in the end, and what changed on the way there."""
    for number, session in enumerate(call.conversation.sessions):
        settings = cast("Mapping[str, Any]", session.settings)
        yield {
            "number": number + 1,
            "ended": session.ended,
            "confirmed": session.confirmed,
            "settings": [(name.replace("_", " "), in_words(value)) for name, value in settings.items()],
        }


STAGES = {"asked": "the client asks", "begun": "the session begins", "changed": "the server tells", "ended": "it ends"}


def _changes(call: Call) -> Iterator[Json]:
    """Tell of each setup what it changes of what was told before."""
    known: dict[str, str] = {}
    for setup in call.setups:
        told = {name: in_words(value) for name, value in cast("Mapping[str, Any]", setup.settings).items()}
        lines = [
            {"name": name.replace("_", " "), "before": known.get(name), "after": value}
            for name, value in told.items()
            if known.get(name) != value
        ]
        known.update(told)
        yield {"stage": STAGES.get(setup.stage, setup.stage), "at": setup.at, "row": setup.row, "lines": lines}
