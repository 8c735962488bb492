"""Words for directions, and who is meant by them.

``in`` is the server's where a client wrote the log, and the client's where a gateway did. So a word has a meaning only up to
that: which side it is, frames tell whose type only one side sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from realtime_wire._engine.protocol import Side

__all__ = ["OTHER", "Sign", "Word", "key_of", "meanings_of", "sign_of", "signs_in"]

Word: TypeAlias = str | bool
"""What a log has for a sender: a string, or whether what the member is called is so."""

Sign: TypeAlias = tuple[str, bool]
"""An opposition, and which of its two sides."""

OTHER: dict[Side, Side] = {"client": "server", "server": "client"}

_VIEW = (
    "in incoming inbound received receive receives recv rx ingress read from < << <- <-- <= ← ⬅ 📥",
    "out outgoing outbound sent send sends sending tx egress write written to > >> -> --> => → ➡ 📤",
)
"""As whoever wrote the log sees it."""

_SELF = (
    "client clients browser user caller up upstream upload request req c2s ↑ ⬆",
    "server servers openai azure model api remote down downstream download response resp s2c ↓ ⬇",
)
"""The same for everybody: the client, and the server."""

_SIGNS: dict[str, Sign] = {
    word: (axis, side)
    for axis, both in (("view", _VIEW), ("self", _SELF))
    for side, words in zip((False, True), both, strict=True)
    for word in words.split()
}

_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\b[a-z]2[a-z]\b|<-+|-+>|=>|<=|<<|>>|[<>←→⬅➡↑↓⬆⬇📥📤]")


def key_of(value: object) -> Word | None:
    """Return what is looked up of a member's value; None if it cannot say who sent something."""
    return value if isinstance(value, bool) else value.strip().casefold() if isinstance(value, str) else None


def _tokens(text: str) -> list[str]:
    return [token.lower() for token in _TOKEN.findall(text)]


def _sign(tokens: Iterable[str]) -> Sign | None:
    """Return what words joined with each other mean: ``client_event``, ``to_server``, ``server->client``."""
    before = ""
    for token in tokens:
        sign = _SIGNS.get(token)
        if sign is not None and sign[0] == "self":
            return ("self", not sign[1]) if before == "to" else sign
        if token in ("from", "to"):
            before = token
        elif sign is not None:
            return sign
    return _SIGNS.get(before)


def sign_of(name: str, value: Word) -> Sign | None:
    """Tell what the value of a member means; None if it is none of the words."""
    if isinstance(value, str):
        return _SIGNS.get(value) or _sign(_tokens(value))
    # ``from_client: true``
    sign = _sign(_tokens(name))
    return None if sign is None else (sign[0], sign[1] == value)


def signs_in(text: str) -> list[Sign]:
    """Return the words for directions in a text, such as what stands before the JSON of a line."""
    return [_SIGNS[token] for token in _tokens(text) if token in _SIGNS]


def meanings_of(name: str, seen: Mapping[Word, set[Side]], words: Iterable[Word]) -> dict[Any, Side]:
    """Tell whose frames words are, and those of which sign; what nothing is known about is left out.

    Args:
        name: the member that has them.
        seen: words, each with whose frames it was seen with.
        words: all of them, those included that no known frame was seen with.
    """
    sides: dict[Word, Side] = {word: next(iter(found)) for word, found in seen.items() if len(found) == 1}
    signs = {word: sign_of(name, word) for word in words}
    known: dict[Sign, Side] = {}
    for word, side in sides.items():
        if (sign := signs[word]) is not None:
            known[sign] = side
            known.setdefault((sign[0], not sign[1]), OTHER[side])
    known.setdefault(("self", False), "client")
    known.setdefault(("self", True), "server")
    meanings: dict[Any, Side] = dict(known)
    for word, sign in signs.items():
        if word in sides:
            meanings[word] = sides[word]
        elif sign in known and word not in seen:
            meanings[word] = known[sign]
    return meanings
