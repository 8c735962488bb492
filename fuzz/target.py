"""What has to hold for one input. Nothing here knows where inputs come from.

An input is a byte for the type that is asked for, a byte for how, and a text. `check` sends the text through both lanes,
and raises `Finding` where they differ or one breaks a promise. What would take too long on every input is done on some:
that is what the second byte is for.
"""

from __future__ import annotations

import copy
import json
import pickle
import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache, partial
from io import BytesIO
from random import Random
from typing import Any, Literal, cast

import attrs

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder, EncodeError, MalformedEvent, Model
from realtime_wire._engine import codec as engine
from realtime_wire._engine import lane as lanes
from realtime_wire._engine import record
from realtime_wire._engine.construct import carried
from realtime_wire._engine.errors import JSON_TYPES, json_type
from realtime_wire._engine.model import Wire
from realtime_wire._engine.text import loads
from realtime_wire._engine.values import json_key
from tests.declared import EVENTS

from .judge import NO_JSON, is_deep, judged, members_of, same, told
from .odd import dressed, estranged
from .seeds import HEAD, NAMES, TYPES

__all__ = ["BACKENDS", "HOWS", "Finding", "check", "check_lanes", "check_text", "split"]

BACKENDS: tuple[Literal["python", "native"], ...] = (
    "python",
    *(("native",) if lanes.lane().name == "native" else ()),
)
"""Which of both lanes are there; with one alone, there is less to compare."""


class Finding(AssertionError):  # noqa: N818  it is no error of the program's
    """A promise that an input breaks."""


def split(data: bytes) -> tuple[str, int, bytes]:
    """Return the name of the type, how, and the text of an input; numbers that stand for no type are events."""
    index, how = int.from_bytes(data[: HEAD - 1], "big"), data[HEAD - 1] if len(data) >= HEAD else 0
    return NAMES[index if index < len(NAMES) else 0], how, data[HEAD:]


def check(data: bytes) -> None:
    """Check one input.

    Raises:
        Finding: a promise is broken.
    """
    check_text(*split(data))


def check_text(name: str, how: int, text: bytes) -> None:
    """Check a text that is asked to hold one of `TYPES`.

    Args:
        name: which of them.
        how: one of `HOWS`; chooses one of the checks that are not done on every input, and its details.
        text: UTF-8 JSON, or not.
    """
    case = Case(name, text, judged(text))
    made = [outcome(_decoder(name, backend).decode, text) for backend in BACKENDS]
    if case.value is NO_JSON:
        case.expect(isinstance(made[0], DecodeError) and made[0].path == "$", "what is no JSON is taken")
    else:
        made.append(outcome(case.structure, case.value))
    case.agree("decoding", *made)
    if isinstance(made[0], DecodeError):
        _check_message(case, made[0])
    elif isinstance(made[0], Wire):
        _check_object(case, *made)
    else:
        case.expect(same(made[0], case.value), "a string is not what it was")
    detail, extra = divmod(how, len(_EXTRAS))
    _EXTRAS[extra](case, made[0], detail)


def check_lanes(data: bytes) -> None:
    """Check alone that both lanes make the same of an input, and keep it.

    Raises:
        Finding: they do not.
    """
    name, _, text = split(data)
    made = [outcome(_decoder(name, backend).decode, text) for backend in BACKENDS]
    # That of JSON is asked for only if something differs, and takes longer than all else here.
    if not same(made[0], made[-1]):
        Case(name, text, judged(text)).agree("decoding", *made)


@attrs.frozen(eq=False)
class Case:
    """What is asked for, and of which text."""

    name: str
    text: bytes
    value: Any
    """What the text says, or `NO_JSON`."""

    @property
    def is_object(self) -> bool:
        """Whether the text is a JSON object."""
        return isinstance(self.value, dict)

    def structure(self, value: Any) -> Any:
        """Make what is asked for from plain values."""
        return rw.structure(value, TYPES[self.name])

    def expect(self, holds: bool, what: str) -> None:  # noqa: FBT001  an assertion by another name
        """Fail if something does not hold."""
        if not holds:
            msg = f"{what}: {self.name}, {self.text!r}"
            raise Finding(msg)

    def agree(self, what: str, *outcomes: Any) -> None:
        """Fail if outcomes differ."""
        for each in outcomes[1:]:
            if not same(outcomes[0], each):
                shown = "\n".join(str(told(each)) if isinstance(each, DecodeError) else repr(each) for each in outcomes)
                msg = f"{what} differs for {self.name}, {self.text!r}:\n{shown}"
                raise Finding(msg)


def outcome(function: Callable[[Any], Any], argument: Any) -> Any:
    """Return what comes of an argument, a refusal included; any other exception passes."""
    try:
        return function(argument)
    except DecodeError as error:
        return error


@cache
def _decoder(
    name: str, backend: Any, malformed: Any = "raise", only: tuple[str, ...] | None = None, limit: int | None = None
) -> Any:
    with warnings.catch_warnings():
        # A name that no class has is one to be tried like the others.
        warnings.simplefilter("ignore", UserWarning)
        return Decoder(TYPES[name], backend=backend, malformed=malformed, only=only, max_bytes=limit)


# On every input


def _check_object(case: Case, obj: Any, *others: Any) -> None:
    """Check that an object keeps all that its text said."""
    written = rw.encode(obj)
    case.expect(same(judged(written), case.value), "encoding loses something")
    case.agree("what comes back", obj, _decoder(case.name, BACKENDS[-1]).decode(written))
    _check_equal(case, obj, *others)


def _check_equal(case: Case, obj: Any, *others: Any) -> None:
    for other in others:
        case.expect(obj == other and not obj != other, "equal objects differ")  # noqa: SIM202  both are asked
        case.expect(hash(obj) == hash(other), "equal objects hash differently")
        case.expect(repr(obj) == repr(other), "equal objects show differently")


_FOUND = re.compile(
    r"nothing|null|boolean|integer|number|string|array|object|another string|JSON|NaN or Infinity"
    r"|an integer of too many digits|a number out of range|a lone surrogate|invalid UTF-8|a byte-order mark"
    r"|malformed JSON at byte \d+|nesting deeper than (\d+ levels|the interpreter's stack allows)"
)
_STEP = re.compile(r"\.(\w+)|\[\d+\]|\[\.\.\.\]")


@cache
def _declared() -> frozenset[str]:
    """Return the names of all members that are declared somewhere."""
    classes = [cls for cls in TYPES.values() if isinstance(cls, type) and issubclass(cls, Model)]
    return frozenset(name for cls in classes for name in members_of(cls))


def _check_message(case: Case, error: DecodeError) -> None:
    """Check that a refusal says nothing of the text."""
    steps = [*_STEP.finditer(error.path)]
    is_clean = "$" + "".join(step[0] for step in steps) == error.path
    is_clean = is_clean and all(step[1] is None or step[1] in _declared() for step in steps)
    case.expect(is_clean and _FOUND.fullmatch(error.found) is not None, f"a message tells too much ({error})")


# On some inputs


def _check_forms(case: Case, made: Any, detail: int) -> None:
    """Check all forms that an object can take, and that Python alone makes the same of it."""
    parsed = outcome(loads, case.text)
    case.expect(
        isinstance(parsed, DecodeError) if case.value is NO_JSON else same(parsed, case.value), "parsing differs"
    )
    if isinstance(made, Wire):
        by_python: Any = lanes
        case.expect(by_python._encode_by_python(made) == rw.encode(made), "the lanes write differently")  # noqa: SLF001  asked for by nobody else
        case.expect(same(rw.unstructure(made), case.value), "unstructuring loses something")
        pickled = pickle.loads(pickle.dumps(made, detail % (pickle.HIGHEST_PROTOCOL + 1)))
        again = [pickled, copy.copy(made), made.from_json(made.to_json()), made.from_dict(made.to_dict())]
        case.agree("what comes back", made, *again)
        _check_equal(case, made, *again)
    if isinstance(made, Model):
        _check_by_python(case, made)


def _check_by_python(case: Case, made: Model) -> None:
    """Check that the compiled lane does with an object what Python does."""
    plain, values = cast("Any", engine)._copying().dumps, cast("Any", record)._VALUES[type(made)]  # noqa: SLF001  the same
    case.expect(repr(made.to_dict()) == repr(plain[type(made)](made)), "plain values differ")
    case.expect(hash(made) == hash((type(made), json_key(values(made)))), "hashes differ")


def _check_container(case: Case, made: Any, detail: int) -> None:
    """Check texts in other containers, and a decoder that has seen all texts so far."""
    contained = [case.text, bytearray(case.text), memoryview(case.text), _as_str(case.text)][detail % 4]
    again = outcome(_decoder(case.name, BACKENDS[-1]).decode, contained)
    seasoned = outcome(partial(rw.decode, type=TYPES[case.name]), contained)
    case.agree("another container", made, again, seasoned)


def _as_str(text: bytes) -> bytes | str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text


def _check_kept(case: Case, made: Any, _: int) -> None:
    """Check what becomes of what is malformed where such is kept."""
    kept = [outcome(_decoder(case.name, each, "keep").decode, case.text) for each in BACKENDS]
    if not isinstance(made, DecodeError) or not case.is_object:
        case.agree("keeping what is not malformed", made, *kept)
        return
    case.agree("keeping what is malformed", *kept)
    for event in kept:
        case.expect(isinstance(event, MalformedEvent), "what is malformed is not kept")
        case.agree("the fault of what is kept", made, event.error)
        case.expect(same(judged(rw.encode(event)), case.value), "a malformed event loses something")
        case.agree("the faults of what is kept", *made.faults[:1], event.faults[0])
        case.expect([*map(str, made.faults)] == [*map(str, event.faults)], "other faults are kept than raised")
        case.agree("what is left", kept[0].partial, event.partial)
        if event.partial is not None:
            case.agree("what is left", judged(rw.encode(event.partial)), rw.unstructure(event.partial))
            _check_equal(case, event.partial, copy.copy(event.partial))
        again = [pickle.loads(pickle.dumps(event)), copy.copy(event)]
        case.agree("a malformed event that comes back", event, *again)
        _check_equal(case, event, *again)


_EVENTS = tuple(name for name, type_ in TYPES.items() if any(type_ == union for union in EVENTS))
_ONLY = (
    ("response.output_audio.delta", "session.update", "session.closed"),
    ("error", "response.done", "session.created", "session.updated", "ping"),
    ("",),
)


def _check_only(case: Case, made: Any, detail: int) -> None:
    """Check that leaving out makes no difference to what is left."""
    if case.name not in _EVENTS:
        return
    only = _ONLY[detail % len(_ONLY)]
    got = [outcome(_decoder(case.name, each, only=only).decode, case.text) for each in BACKENDS]
    if is_deep(case.text):
        return  # how deep they look depends on the interpreter's stack, and is not promised
    case.agree("leaving out", *got)
    if case.is_object:
        # What is left out is not looked at.
        tag = case.value.get("type")
        case.agree("what is left", made if isinstance(tag, str) and tag in only else None, got[0])
    elif case.value is not NO_JSON:
        case.expect(isinstance(got[0], DecodeError), "what is no object is left out")


_LIMITS = (2, 20, 60, 100, 200, 400, 1000, 3000)


def _check_limit(case: Case, made: Any, detail: int) -> None:
    """Check that a limit makes no difference but to what is longer, in frames and in lines."""
    limit = _LIMITS[detail % len(_LIMITS)]
    contained = _as_str(case.text) if detail & 8 else case.text
    got = [outcome(_decoder(case.name, each, limit=limit).decode, contained) for each in BACKENDS]
    too_long = DecodeError(f"at most {limit} bytes", "more")
    case.agree("limiting", too_long if len(case.text) > limit else made, *got)
    if case.text.count(b"\n") < _MOST_LINES:
        expected = list(_line_by_line(_decoder(case.name, "python", limit=limit), case.text))
        for backend in BACKENDS:
            each = list(_all(_decoder(case.name, backend, limit=limit).iter_lines(BytesIO(case.text))))
            case.agree("limiting lines", expected, each)


_MOST_LINES = 20
"""More would take much time, and show nothing else."""


def _check_lines(case: Case, _: Any, detail: int) -> None:
    """Check that decoding lines is decoding each line, in all ways there are."""
    if not 0 < case.text.count(b"\n") < _MOST_LINES:
        return
    malformed = ("raise", "keep")[detail % 2]
    expected = list(_line_by_line(_decoder(case.name, "python", malformed), case.text))
    fault = next((each for each in expected if isinstance(each, DecodeError)), None)
    texts = (case.text, _as_str(case.text))
    for backend, text in zip(BACKENDS, texts if detail & 2 else reversed(texts), strict=False):
        each = list(_all(_decoder(case.name, backend, malformed).iter_lines(BytesIO(case.text))))
        case.agree("reading lines", expected, each)
        whole = outcome(_decoder(case.name, backend, malformed).decode_lines, text)
        case.agree("decoding lines", fault or expected, whole)


def _line_by_line(decoder: Any, text: bytes) -> Iterator[Any]:
    for number, line in enumerate(text.split(b"\n"), 1):
        if frame := line.rstrip(b" \t\r"):
            made = outcome(decoder.decode, frame)
            error = getattr(made, "error", made)
            if isinstance(error, DecodeError):
                error.line = number
            yield made


def _all(events: Iterator[Any]) -> Iterator[Any]:
    """Yield what an iterator gives, refusals included."""
    while True:
        try:
            yield next(events)
        except DecodeError as error:
            yield error
        except StopIteration:
            return


_GIVEN: tuple[Any, ...] = (None, "x", 1, 1.5, True, (), [], [None], {}, {"a": 1}, b"", float("nan"), object())


def _check_built(case: Case, made: Any, detail: int) -> None:
    """Check that constructors and copies do what those of attrs do, whatever a member is given."""
    if not isinstance(made, Model):
        return
    cls, luck = type(made), Random(detail)
    values = {name: getattr(made, name) for name in members_of(cls)}
    rest = cast("Any", made)._rest  # noqa: SLF001  as attrs does
    case.agree("building", made, _built(cls, values, rest), _built_by_attrs(cls, values, rest), attrs.evolve(made))
    for name in luck.sample([*values], min(len(values), 2)):
        change = {name: luck.choice(_GIVEN)}
        given, carried_rest = {**values, **change}, carried(cls, rest, change)
        case.agree(
            "building something else",
            _built(cls, given, carried_rest),
            _built_by_attrs(cls, given, carried_rest),
            _copied(made, change),
        )


def _built(cls: Any, values: dict[str, Any], rest: Any) -> Any:
    try:
        return cls(**values, _rest=rest)
    except (TypeError, ValueError) as error:
        return type(error), str(error)


def _built_by_attrs(cls: Any, values: dict[str, Any], rest: Any) -> Any:
    made: Any = object.__new__(cls)
    try:
        cls.__init__.__wrapped__(made, **values, _rest=rest)
    except (TypeError, ValueError) as error:
        return type(error), str(error)
    return made


def _copied(made: Model, change: dict[str, Any]) -> Any:
    try:
        return made.evolve(**change)
    except (TypeError, ValueError) as error:
        return type(error), str(error)


def _check_dressed(case: Case, made: Any, detail: int) -> None:
    """Check that people's own types pass for what they stand for."""
    if not case.is_object:
        return
    theirs = outcome(case.structure, dressed(case.value, Random(detail)))
    if isinstance(made, DecodeError):
        case.agree("structuring people's own types", made, theirs)
    else:
        case.expect(theirs == made and hash(theirs) == hash(made), "structuring people's own types differs")
        case.expect(same(judged(rw.encode(theirs)), case.value), "people's own types are encoded differently")
        plain = json.dumps(rw.unstructure(theirs)).encode()
        case.expect(same(judged(plain), case.value), "people's own types are unstructured differently")


def _check_estranged(case: Case, _: Any, detail: int) -> None:
    """Check that what is no JSON is refused, when it comes or when it goes, and both ways out do the same."""
    given = estranged(case.value, Random(detail))
    try:
        theirs = outcome(case.structure, given)
    except TypeError:
        # As a whole, it is a mistake of the program's and not a fault of the data.
        case.expect(json_type(given) not in JSON_TYPES, "what is a JSON value is refused as a mistake")
        return
    if isinstance(theirs, Wire):
        _check_equal(case, theirs, theirs)
        written = [_written(rw.encode, theirs), _written(lambda obj: _dumped(rw.unstructure(obj)), theirs)]
        case.agree("writing something strange", *map(judged, written))


def _written(write: Callable[[Any], bytes], obj: Any) -> bytes:
    try:
        return write(obj)
    except EncodeError:
        return b""


def _dumped(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return b""


_EXTRAS: list[Callable[[Case, Any, int], None]] = [
    *(_check_forms, _check_container, _check_kept, _check_only, _check_lines, _check_limit),
    *(_check_dressed, _check_estranged, _check_built),
]
HOWS = range(256)
"""All ways to look more closely at an input."""
