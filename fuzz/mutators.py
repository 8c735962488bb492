"""Inputs from inputs: JSON is taken apart, changed in one place or a few, and spelled again.

What is kept apart from the values themselves, because texts can differ in it: the order of members, members that
repeat, and the spelling of numbers. Text that is no JSON is left to changes of its bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from json.encoder import encode_basestring
from random import Random
from typing import Any, NamedTuple

from .seeds import HEAD, NAMES, joined
from .target import split

__all__ = ["Mutator", "Splicer"]


class _Number(str):
    """A number as it is spelled."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object as it is spelled."""


class _Place(NamedTuple):
    """Where a value stands: in a list, or in a list of members under a name."""

    inside: list[Any]
    at: int

    @property
    def name(self) -> str | None:
        """The name of a member."""
        return self.inside[self.at][0] if isinstance(self.inside, _Members) else None

    @property
    def value(self) -> Any:
        """The value there."""
        found = self.inside[self.at]
        return found[1] if isinstance(self.inside, _Members) else found

    def put(self, value: Any) -> None:
        """Put another value there."""
        values: list[Any] = self.inside
        values[self.at] = value if self.name is None else (self.name, value)


NUMBERS = (
    *("0", "-0", "1", "-1", "7", "0.0", "-0.0", "1.0", "1e0", "1E+2", "1e-2", "0.1", "1.5e3", "123456789", "4e-324"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"),
    *("18446744073709551615", "18446744073709551616", "9007199254740993", "9007199254740993.0", "1e16", "1e22"),
    *("1.7976931348623157e308", "1.7976931348623159e308", "1e309", "-1e400", "2.2250738585072011e-308", "1e-400"),
    *("0.30000000000000004", "5e-325", "100000000000000000000000.0", "1" * 25, "1" * 400, "1" * 4300, "1" * 4301),
    *("01", "+1", "1.", ".5", "1e", "0x1", "NaN", "Infinity", "-Infinity", "-", "1_000", "1e99999999999", "0e999999"),
)
STRINGS = (
    *("", "a", "inf", "auto", "none", "null", "\x00", "\u00e9", "\u20ac", "\U0001f600", "\ufeff", "\uffff", "\x7f"),
    *("\u2028", "a\nb", "\t", '"', "\\", "/", "\ud800", "\udc00", "\ud83d", "\ud83d\ude00", "data:audio/wav;base64,A"),
)
BLANKS = (b" ", b"\n", b"\r\n", b"\t", b"\x0b", b"\x0c", b"\xc2\xa0", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\x00")
BYTES = (
    *(b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f", b"\x1f", b"\x00"),
    *(
        b",",
        b":",
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b"//",
        b"/**/",
        b"'",
        b"\\ud800",
        b"\\u0000",
        b"\\x",
        b"e",
        b".",
    ),
)
SHALLOW = (1, 1, 2, 3, 10)
DEEP = (50, 90, 170, 175, 178, 179, 180, 181, 182, 190, 195, 197, 198, 199, 200, 201, 202, 1000, 5000)
_MANY = 2000
"""More values are not worth the time: inputs are a few thousand bytes."""


class Mutator:
    """Makes inputs from inputs, by the luck of one number."""

    def __init__(self, seeds: Iterable[bytes]) -> None:
        """Learn names, strings and values from inputs that are good."""
        self._donors: dict[str | None, list[Any]] = {}
        self._members: list[tuple[str, Any]] = []
        self._texts: list[bytes] = []
        names: dict[str, None] = {}
        strings = dict.fromkeys(STRINGS)
        for _, _, text in map(split, seeds):
            if (root := _parsed(text)) is None:
                continue
            self._texts.append(text)
            for place in _places(root):
                self._donors.setdefault(place.name, []).append(place.value)
                if place.name is not None:
                    names[place.name] = None
                    self._members.append((place.name, place.value))
                if type(place.value) is str and len(place.value) < 60:
                    strings[place.value] = None
        self._names = [*names, *STRINGS]
        self._strings = [*strings]
        self._any = [value for values in self._donors.values() for value in values]
        self._changes: list[Callable[[list[_Place], Random], None]] = [
            *(self._replace, self._splice, self._splice, self._retag, self._null, self._add, self._duplicate),
            *(self._drop, self._rename, self._shuffle, self._repeat, self._respell, self._nest),
        ]

    def mutate(self, data: bytes, seed: int, by_bytes: Callable[[bytes], bytes] | None = None) -> bytes:
        """Return another input.

        Args:
            data: an input.
            seed: decides what is changed.
            by_bytes: changes bytes without regard to what they mean; something simple if left out.
        """
        random = Random(seed)
        name, how, text = split(data)
        luck = random.random()
        if luck < 0.04:
            name = random.choice(NAMES)
        elif luck < 0.08:
            how = random.randrange(256)
        if luck > 0.9 or (root := _parsed(text)) is None:
            text = (by_bytes if by_bytes is not None and luck < 0.95 else _by_bytes(random))(text)
        else:
            for _ in range(random.choice((1, 1, 1, 2, 2, 4, 8))):
                if len(places := _places(root)) < _MANY:
                    random.choice(self._changes)(places, random)
            text = _spelled(root.value, random)
        if random.random() < 0.03:
            text = self._lines(text, random)
        return joined(name, how, text)

    def cross(self, one: bytes, other: bytes, seed: int) -> bytes:
        """Return an input made of two: a value of the one stands in the other, or both follow each other as lines."""
        random = Random(seed)
        roots = [_parsed(split(data)[2]) for data in (one, other)]
        if roots[0] is None or roots[1] is None or random.random() < 0.1:
            return one + random.choice((b"\n", b"\r\n", b"", b" \n\n")) + other[HEAD:]
        target = random.choice(_places(roots[0]))
        donors = _places(roots[1])
        donors = [place for place in donors if place.name == target.name] or donors
        target.put(random.choice(donors).value)
        return one[:HEAD] + _spelled(roots[0].value, random)

    def _lines(self, text: bytes, random: Random) -> bytes:
        lines = [text, *random.choices([b"", b" \r", b"[]", b"{", *self._texts], k=random.choice((1, 2, 2, 3)))]
        random.shuffle(lines)
        return random.choice((b"\n", b"\n", b"\r\n", b"\n\n")).join(lines)

    # Changes

    def _atom(self, random: Random) -> Any:
        kind = random.randrange(6)
        if kind < 2:
            return _Number(random.choice(NUMBERS[:-13] if random.random() < 0.9 else NUMBERS))
        if kind < 4:
            return random.choice(self._strings)
        return random.choice(
            (None, True, False, [], _Members(), [None], _Members([("type", None)]), ["", _Number("1")])
        )

    def _replace(self, places: list[_Place], random: Random) -> None:
        random.choice(places).put(self._atom(random))

    def _splice(self, places: list[_Place], random: Random) -> None:
        place = random.choice(places)
        donors = self._donors.get(place.name) if random.random() < 0.7 else None
        place.put(_copy(random.choice(donors or self._any)))

    def _retag(self, places: list[_Place], random: Random) -> None:
        strings = [place for place in places if type(place.value) is str]
        if strings:
            tags = [place for place in strings if place.name in ("type", "role")]
            random.choice(tags or strings).put(random.choice(self._strings))

    def _null(self, places: list[_Place], random: Random) -> None:
        random.choice(places).put(None)

    def _add(self, places: list[_Place], random: Random) -> None:
        members = _one(places, _Members, random)
        if members is not None:
            name, value = random.choice(self._members)
            name = name if random.random() < 0.8 else random.choice(self._names)
            members.insert(random.randint(0, len(members)), (name, _copy(value)))

    def _duplicate(self, places: list[_Place], random: Random) -> None:
        members = _one(places, _Members, random)
        if members:
            name, value = random.choice(members)
            choice = random.randrange(3)
            if choice == 0:
                value = self._atom(random)
            elif name in self._donors:
                value = _copy(random.choice(self._donors[name]))
            members.insert(random.randint(0, len(members)), (name, value))

    def _drop(self, places: list[_Place], random: Random) -> None:
        values = _one(places, (_Members, list), random)
        if values:
            del values[random.randrange(len(values))]

    def _rename(self, places: list[_Place], random: Random) -> None:
        members = _one(places, _Members, random)
        if members:
            index = random.randrange(len(members))
            members[index] = (random.choice(self._names), members[index][1])

    def _shuffle(self, places: list[_Place], random: Random) -> None:
        values = _one(places, (_Members, list), random)
        if values is not None:
            random.shuffle(values)

    def _repeat(self, places: list[_Place], random: Random) -> None:
        values = _one(places, list, random)
        if values:
            times = random.choice((0, 2, 2, 3, 20))
            if times * len(values) < _MANY:
                values[:] = values * times

    def _respell(self, places: list[_Place], random: Random) -> None:
        numbers = [place for place in places if type(place.value) is _Number]
        if numbers:
            place = random.choice(numbers)
            spelled = random.choice(("{}.0", "{}e0", "{}0", "-{}", '"{}"', "{}.5", "0{}", "{}E-1", "{}" + "0" * 20))
            place.put(_Number(spelled.format(place.value)))

    def _nest(self, places: list[_Place], random: Random) -> None:
        place = random.choice(places)
        value = place.value
        name = random.choice(("", "a", "type", "[", '"', None))
        for _ in range(random.choice(SHALLOW if random.random() < 0.8 else DEEP)):
            value = [value] if name is None else _Members([(name, value)])
        place.put(value)


_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s"{}\[\],:]+|[{}\[\],:]|\s+', re.DOTALL)


class _Cut(NamedTuple):
    """A text in tokens."""

    head: bytes
    tokens: list[bytes]
    scalars: list[int]
    """Where the values stand that have none inside."""
    members: list[int]
    """Where the names stand of those that are members."""
    gaps: list[int]
    """Where a member can be put in: in front of a name."""


class Splicer:
    """Makes inputs from inputs as `Mutator` does, by whole tokens alone: in a fiftieth of its time."""

    def __init__(self, seeds: Iterable[bytes], seed: int) -> None:
        """Learn tokens from inputs that are good; `seed` is the luck of all that is made."""
        self._random = Random(seed)
        self._cuts = [_cut(data) for data in seeds]
        self._values: dict[bytes, list[bytes]] = {}
        members: dict[tuple[bytes, bytes], None] = {}
        for cut in self._cuts:
            for at in cut.members:
                members[cut.tokens[at], cut.tokens[at + 2]] = None
        for name, value in members:
            self._values.setdefault(name, []).append(value)
        self._members = [*members]
        odd = [encode_basestring(text).encode("utf-8", "surrogatepass") for text in STRINGS]
        self._any = [*{value for _, value in members}, *odd, *(number.encode() for number in NUMBERS)]
        self._any += [b"null", b"true", b"false", b"[]", b"{}", b"[null]", b'{"a":[1.0,{}]}'] * 20

    def learn(self, at: int, data: bytes) -> None:
        """Go on with another input instead of one of the first."""
        self._cuts[at] = _cut(data)

    def splice(self, at: int) -> bytes:
        """Return an input that is made of the one with this number."""
        random = self._random.random
        cut = self._cuts[at]
        tokens = cut.tokens.copy()
        for _ in range(1 if random() < 0.6 else 3):
            luck = random()
            if luck < 0.45 and cut.scalars:
                where = cut.scalars[int(random() * len(cut.scalars))]
                name = tokens[where - 2] if where > 1 else b""
                values = (self._values.get(name) if luck < 0.15 else None) or self._any
                tokens[where] = values[int(random() * len(values))]
            elif luck < 0.8 and cut.gaps:
                where = cut.gaps[int(random() * len(cut.gaps))]
                name, value = self._members[int(random() * len(self._members))]
                if luck < 0.7:
                    value = self._any[int(random() * len(self._any))]
                if luck < 0.55:
                    name = tokens[where]
                tokens[where] = b"".join((name, b":", value, b",", tokens[where]))
            elif luck < 0.97 and cut.members:
                where = cut.members[int(random() * len(cut.members))]
                if luck < 0.9:
                    # What stands twice under one name, or under one of another class.
                    tokens[where] = self._members[int(random() * len(self._members))][0]
                else:
                    tokens[where : where + 3] = [b'"x"', b":", b"null"]
            elif tokens:
                tokens[int(random() * len(tokens))] = BYTES[int(random() * len(BYTES))]
        return cut.head + b"".join(tokens)


def _cut(data: bytes) -> _Cut:
    tokens: list[bytes] = _TOKEN.findall(data[HEAD:])
    scalars: list[int] = []
    members: list[int] = []
    gaps: list[int] = []
    for at, token in enumerate(tokens):
        is_name = at + 1 < len(tokens) and tokens[at + 1] == b":"
        if is_name:
            gaps.append(at)
            if at + 2 < len(tokens) and tokens[at + 2] not in b"{[":
                members.append(at)
        elif token not in b"{}[],:" and not token.isspace():
            scalars.append(at)
    return _Cut(data[:HEAD], tokens, scalars, members, gaps)


def _parsed(text: bytes) -> _Place | None:
    """Take a text apart; None if it is no JSON."""
    try:
        value = json.loads(
            text.decode(), object_pairs_hook=_Members, parse_int=_Number, parse_float=_Number, parse_constant=_Number
        )
    except (ValueError, RecursionError):
        return None
    return _Place([value], 0)


def _places(root: _Place) -> list[_Place]:
    """Return the place of each value, the whole first."""
    found = [root]
    for place in found:
        value: Any = place.value
        if _is_array(value):
            found += [_Place(value, at) for at in range(len(value))]
    return found


def _is_array(value: Any) -> bool:
    """Tell whether a value has values inside; as a question, so that it says nothing to checkers."""
    return isinstance(value, list)


def _copy(value: Any) -> Any:
    if isinstance(value, _Members):
        return _Members([(name, _copy(item)) for name, item in value])
    return [_copy(item) for item in value] if _is_array(value) else value


def _one(places: list[_Place], kind: Any, random: Random) -> Any:
    """Return one of the values of a kind; None if there is none."""
    values = [place.value for place in places if isinstance(place.value, kind)]
    return random.choice(values) if values else None


_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS: dict[Any, str] = {None: "null", True: "true", False: "false"}
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "/": "\\/"}


def _spelled(value: Any, random: Random) -> bytes:
    """Write a text: mostly as servers do, and sometimes with blanks, escapes and what else JSON allows."""
    plain = random.random() < 0.8
    blanks = random.choice(("", "", " ", "  ", "\t", "\n", "\r\n")) if not plain else ""
    text = "".join(_tokens(value, random, plain=plain, blanks=blanks))
    return text.encode("utf-8", "surrogatepass")


def _tokens(value: Any, random: Random, *, plain: bool, blanks: str) -> Iterable[str]:
    """Yield the tokens of a text; without recursion, since values may be deep."""
    stack: list[Any] = [iter([value])]
    closing: list[str] = [""]
    comma = [False]
    while stack:
        item = next(stack[-1], stack)
        if item is stack:
            stack.pop()
            comma.pop()
            yield closing.pop()
            continue
        if comma[-1]:
            yield ","
        comma[-1] = True
        if blanks and random.random() < 0.2:
            yield blanks
        if _is_member(item):
            name, item = item
            yield _string(name, random, plain=plain)
            yield f":{blanks}"
        if _is_array(item):
            is_object = isinstance(item, _Members)
            yield "{" if is_object else "["
            stack.append(iter(item))
            closing.append("}" if is_object else "]")
            comma.append(False)
        elif isinstance(item, _Number):
            yield item
        elif isinstance(item, str):
            yield _string(item, random, plain=plain)
        else:
            yield _WORDS[item]


def _is_member(item: Any) -> bool:
    return isinstance(item, tuple)


def _string(text: str, random: Random, *, plain: bool) -> str:
    if plain:
        return json.dumps(text) if _SURROGATE.search(text) else encode_basestring(text)
    return '"' + "".join(_character(char, random) for char in text) + '"'


def _character(char: str, random: Random) -> str:
    choice = random.randrange(12)
    if choice == 0:
        return json.dumps(char)[1:-1]
    if choice == 1:
        units = char.encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[i]:02x}{units[i + 1]:02X}" for i in range(0, len(units), 2))
    if char in '"\\' or char < " ":
        return _ESCAPES.get(char) or json.dumps(char)[1:-1]
    return _ESCAPES.get(char, char) if choice == 2 else char


def _by_bytes(random: Random) -> Callable[[bytes], bytes]:
    """Return a change that knows no JSON, but what parsers stumble over."""

    def change(text: bytes) -> bytes:
        at = random.choice((0, len(text), random.randint(0, len(text)), random.randint(0, len(text))))
        end = random.choice((at, at, at + 1, at + random.randint(1, 20), len(text)))
        return text[:at] + random.choice((*BLANKS, *BYTES, b"")) + text[end:]

    return change
