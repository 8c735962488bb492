"""Samples: what there is of every class, at every place, and that it is the same each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, cast

import pytest

import realtime_wire as rw
from realtime_wire import testing
from realtime_wire._engine.once import ByClass
from realtime_wire._engine.places import Limits
from realtime_wire._engine.schema import Kind, kind_of, members, tag_names
from tests.declared import CLASSES, PROTOCOLS, name_of
from tests.engine import toy

UNIONS = [*(protocol.event for protocol in PROTOCOLS), rw.Item, toy.ServerEvent]


samples_of: ByClass[testing.Samples[Any]] = ByClass(lambda cls: testing.samples(cast("type[Any]", cls)))
"""Those of a class, made once."""


def path_of(*steps: str) -> str:
    return "".join(steps).removeprefix(".")


@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_each_optional_member_is_absent_once_and_null_once(cls: type[rw.Model]) -> None:
    samples = samples_of[cls]
    fullest = samples.named(f"{cls.__name__}-fullest")
    for name in [member.name for member in members(cls) if not member.required]:
        absent = samples.named(f"{cls.__name__}-without-{name}")
        null = samples.named(f"{cls.__name__}-null-{name}")
        assert absent.to_dict() == {other: value for other, value in fullest.to_dict().items() if other != name}
        assert null.to_dict() == {**fullest.to_dict(), name: None}
        assert null == absent.with_null(name) != absent


@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_the_smallest_is_what_can_be_left_of_all_others(cls: type[rw.Model]) -> None:
    samples = samples_of[cls]
    smallest = samples.named(f"{cls.__name__}-smallest").to_dict()
    assert [*smallest] == [member.name for member in members(cls) if member.required]
    for name in smallest:
        with pytest.raises(rw.DecodeError):
            cls.from_dict({other: value for other, value in smallest.items() if other != name})
    assert all(smallest.keys() <= sample.to_dict().keys() for sample in samples)


@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_the_fullest_has_all_members(cls: type[rw.Model]) -> None:
    fullest = samples_of[cls].named(f"{cls.__name__}-fullest")
    assert [*fullest.to_dict()] == [member.name for member in members(cls)]
    assert not fullest.extra
    assert not fullest.nulls


def places(obj: Any, kind: Kind, path: str = "") -> Iterator[tuple[str, rw.Model]]:
    """Find all objects of classes in a sample."""
    if isinstance(obj, rw.Model):
        yield path, obj
        for member in members(type(obj)):
            yield from places(getattr(obj, member.name), member.kind, f"{path}.{member.name}")
    elif isinstance(obj, tuple):
        assert kind.array is not None
        items = cast("Any", obj)
        for i, each in enumerate(items):
            yield from places(each, kind.array, f"{path}[{i}]")
    elif isinstance(obj, Mapping) and kind.map is not None:
        for name, each in cast("Mapping[str, Any]", obj).items():
            yield from places(each, kind.map, f"{path}.{name}")


@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_so_it_is_at_every_place_in_it(cls: type[rw.Model]) -> None:
    names = {*samples_of[cls].names}
    fullest = samples_of[cls].named(f"{cls.__name__}-fullest")
    for path, obj in places(fullest, kind_of(cast("Any", cls))):
        for member in members(type(obj)):
            where = path_of(path, ".", member.name)
            expected = {f"{cls.__name__}-without-{where}", f"{cls.__name__}-null-{where}"}
            assert expected & names == (set() if member.required else expected), where
        assert f"{cls.__name__}-smallest" + (f"-{path_of(path)}" if path else "") in names


def classes_at(obj: Any, kind: Kind) -> Iterator[tuple[Kind, set[type]]]:
    """Find all arrays in a sample, and which classes are in them."""
    if isinstance(obj, rw.Model):
        for member in members(type(obj)):
            yield from classes_at(getattr(obj, member.name), member.kind)
    elif isinstance(obj, tuple) and kind.array is not None:
        items = cast("Any", obj)
        yield kind.array, {type(each) for each in items}
        for each in items:
            yield from classes_at(each, kind.array)


@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_arrays_have_an_element_of_each_class(cls: type[rw.Model]) -> None:
    for kind, found in classes_at(samples_of[cls].named(f"{cls.__name__}-fullest"), kind_of(cast("Any", cls))):
        objects = kind.objects
        expected = set[type]() if objects is None else {*objects.classes, *filter(None, [objects.unknown])}
        assert found & {*expected, rw.Unknown} == expected
        assert found


def test_a_place_has_each_class_and_each_form() -> None:
    session = testing.samples(rw.RealtimeSession)
    kinds = {
        type(each.audio.input.turn_detection)
        for each in session
        if each.audio is not None and each.audio.input is not None
    }
    assert kinds == {rw.ServerVad, rw.SemanticVad, rw.Unknown, type(None)}
    assert {type(each.max_output_tokens) for each in session} == {int, str, type(None)}
    assert "RealtimeSession-without-audio.input.turn_detection(SemanticVad).eagerness" in session.names


@pytest.mark.parametrize("union", UNIONS, ids=range(len(UNIONS)))
def test_a_union_has_all_of_its_classes(union: Any) -> None:
    samples = testing.samples(union)
    objects = kind_of(union).objects
    assert objects is not None
    assert {type(sample) for sample in samples} == {*objects.classes, objects.unknown}
    for name, sample in zip(samples.names, samples, strict=True):
        assert name.split("-")[0] == type(sample).__name__
        assert rw.decode(sample.to_json(), union) == sample
    unknown: Any = objects.unknown
    assert [each.to_dict() for each in samples if isinstance(each, unknown)] == [
        {"type": "unknown"},
        {"unknown": "unknown"},
    ]


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if len(tag_names(cls)) > 1], ids=name_of)
def test_all_wire_names_are_there(cls: Any) -> None:
    assert {sample.type for sample in samples_of[cls]} == {*tag_names(cls)}


def test_what_is_malformed_is_there_for_each_class() -> None:
    samples = testing.samples(rw.ServerEvent | rw.MalformedEvent)
    malformed = {name: sample for name, sample in zip(samples.names, samples, strict=True) if "-malformed-" in name}
    names = [cls.__name__ for cls in rw.REALTIME.server.__args__ if cls is not rw.UnknownEvent]
    assert [name.split("-")[0] for name in malformed] == names
    for name, sample in malformed.items():
        assert isinstance(sample, rw.MalformedEvent)
        assert name.endswith(f"-malformed-{sample.error.path.removeprefix('$.')}")
    assert [sample for sample in samples if type(sample) is rw.MalformedEvent] == [*malformed.values()]


def test_nothing_is_malformed_alone() -> None:
    text = "^what is malformed is so for a class: put MalformedEvent into a union with some$"
    with pytest.raises(TypeError, match=text):
        testing.samples(rw.MalformedEvent)


def test_a_type_of_somebody_else_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^no JSON is described by <class 'bytes'>$"):
        testing.samples(bytes)


# Classes of one's own


@rw.frozen(kw_only=True)
class Cup(rw.Model):
    """Has a bit of all that may be declared."""

    type: Literal["cup", "mug"] = "cup"
    size: Annotated[int, Limits(least=3)]
    colour: Literal["red", "blue"] | str | None
    handle: bool
    full: Annotated[float, Limits(most=1)] | None = None
    sound: rw.AudioData | None = None
    notes: Mapping[str, Any] | None = None
    counts: Mapping[str, int] | None = None
    tags: str | tuple[str, ...] | None = rw.field(default=None, converter=rw.text_or_array)
    anything: Any = None


@rw.frozen(kw_only=True)
class Plate(rw.Model):
    """Is told apart by having no type."""

    type: Literal["plate"] | None = None
    depth: int


@rw.frozen(kw_only=True)
class Tray(rw.Model):
    type: Literal["tray"] = "tray"
    holds: Cup | Plate | rw.Unknown
    also: tuple[Cup | Plate, ...] = rw.field(converter=rw.array)


FULL = {
    "type": "cup",
    "size": 3,
    "colour": "red",
    "handle": True,
    "full": 1,
    "sound": "AAD/fw==",
    "notes": {"notes": {"notes": [None, True, 1, 0.5, "notes"]}},
    "counts": {"counts": 1},
    "tags": ["tags"],
    "anything": {"anything": [None, True, 1, 0.5, "anything"]},
}


def test_what_there_is_of_a_class() -> None:
    samples = testing.samples(Cup)
    told = {name.removeprefix("Cup-"): sample.to_dict() for name, sample in zip(samples.names, samples, strict=True)}
    optional = ["full", "sound", "notes", "counts", "tags", "anything"]
    assert told == {
        "fullest": FULL,
        "smallest": {"type": "cup", "size": 3, "colour": None, "handle": False},
        "mug-type": {**FULL, "type": "mug"},
        "null-colour": {**FULL, "colour": None},
        "undocumented-colour": {**FULL, "colour": "other colour"},
        **{f"without-{name}": {key: FULL[key] for key in FULL if key != name} for name in optional},
        **{f"null-{name}": {**FULL, name: None} for name in optional},
        "empty-notes": {**FULL, "notes": {}},
        "empty-counts": {**FULL, "counts": {}},
        "string-tags": {**FULL, "tags": "tags"},
        "empty-tags": {**FULL, "tags": []},
        "extra": {**FULL, "vendor": "vendor"},
    }


def test_what_there_is_of_a_class_in_others() -> None:
    samples = testing.samples(Tray)
    told = {name.removeprefix("Tray-"): sample.to_dict() for name, sample in zip(samples.names, samples, strict=True)}
    plate = {"type": "plate", "depth": 1}
    full = {"type": "tray", "holds": FULL, "also": [FULL, plate]}
    assert told["fullest"] == full
    assert told["smallest"] == {"type": "tray", "holds": {"depth": 0}, "also": []}
    assert {name: told[name] for name in told if "holds" in name and "holds." not in name} == {
        "smallest-holds": {**full, "holds": {"type": "cup", "size": 3, "colour": None, "handle": False}},
        "Plate-holds": {**full, "holds": plate},
        "smallest-holds(Plate)": {**full, "holds": {"depth": 0}},
        "without-holds(Plate).type": {**full, "holds": {"depth": 1}},
        "null-holds(Plate).type": {**full, "holds": {"type": None, "depth": 1}},
        "Unknown-holds": {**full, "holds": {"type": "unknown"}},
        "Unknown-untyped-holds": {**full, "holds": {"unknown": "unknown"}},
    }
    assert told["without-also[0].full"]["also"] == [{key: FULL[key] for key in FULL if key != "full"}, plate]
    assert told["null-also[1].type"]["also"] == [FULL, {"type": None, "depth": 1}]


@rw.frozen(kw_only=True)
class Spoon(rw.Model):
    """Has a type that may be left out."""

    type: Literal["spoon", "ladle"] | None = None
    size: int


@rw.frozen(kw_only=True)
class Ladle(Spoon):
    """Takes the place of its base for one type."""

    type: Literal["ladle"] = "ladle"


@rw.frozen(kw_only=True)
class Only(Spoon):
    """Takes the place of its base for all types."""

    type: Literal["spoon", "ladle"] = "spoon"


def told_of(samples: testing.Samples[Any], cls: type[rw.Model]) -> dict[str, Any]:
    start = f"{cls.__name__}-"
    return {name.removeprefix(start): samples.named(name).to_dict() for name in samples.names if name.startswith(start)}


def test_a_class_has_the_types_that_others_leave_to_it() -> None:
    samples: testing.Samples[Any] = testing.samples(Spoon | Ladle | rw.Unknown)
    assert told_of(samples, Spoon) == {
        "fullest": {"type": "spoon", "size": 1},
        "smallest": {"size": 0},
        "without-type": {"size": 1},
        "null-type": {"type": None, "size": 1},
        "extra": {"type": "spoon", "size": 1, "vendor": "vendor"},
    }
    samples = testing.samples(Spoon | Only | rw.Unknown)
    assert told_of(samples, Spoon) == {
        "fullest": {"size": 1},
        "smallest": {"size": 0},
        "null-type": {"type": None, "size": 1},
        "extra": {"size": 1, "vendor": "vendor"},
    }
    assert {type(sample) for sample in samples} == {Spoon, Only, rw.Unknown}


@rw.frozen(kw_only=True)
class Anything(rw.Model):
    """Takes whatever there is."""

    anything: Any = None


def test_what_cannot_be_malformed_is_not() -> None:
    samples: testing.Samples[Any] = testing.samples(Anything | rw.MalformedEvent)
    assert {type(sample) for sample in samples} == {Anything}


def test_other_types_than_classes_have_samples() -> None:
    numbers = testing.samples(tuple[int, ...])
    assert dict(zip(numbers.names, numbers, strict=True)) == {"array-fullest": (1,), "array-empty": ()}


def test_names_are_unique() -> None:
    def made(tag: str) -> Any:
        annotations = {"type": Literal[tag]}
        return rw.frozen(
            type("Twin", (rw.Model,), {"__annotations__": annotations, "type": tag, "__module__": __name__})
        )

    samples = testing.samples(cast("type[Any]", made("a") | made("b")))
    assert samples.names == (
        "Twin-fullest",
        "Twin-smallest",
        "Twin-fullest-2",
        "Twin-smallest-2",
        "Twin-extra",
        "Twin-extra-2",
    )
    assert [sample.type for sample in samples] == ["a", "a", "b", "b", "a", "b"]


def test_names_that_are_taken_are_evaded() -> None:
    @rw.frozen(kw_only=True)
    class Vendor(rw.Model):
        type: Literal["unknown"] = "unknown"
        vendor: str | None = None

    samples: testing.Samples[Any] = testing.samples(Vendor | rw.Unknown)
    assert samples.named("Vendor-extra").extra == {"vendor_": "vendor"}
    assert samples.named("Unknown").to_dict() == {"type": "unknown_"}


# The sequence


def test_samples_are_a_sequence() -> None:
    samples = testing.samples(toy.HelloEvent)
    assert samples[0] is samples.named("HelloEvent-fullest")
    assert samples[-1] is [*samples][-1]
    assert len(samples) == len(samples.names)
    assert samples[1] in samples
    assert samples[1:3].names == samples.names[1:3]
    assert [*samples[1:3]] == [samples[1], samples[2]]
    assert repr(samples[:3]) == "<3 samples: HelloEvent-fullest, HelloEvent-smallest, HelloEvent-without-language>"
    assert (
        repr(samples)
        == f"<{len(samples)} samples: HelloEvent-fullest, HelloEvent-smallest, HelloEvent-without-language, ...>"
    )
    with pytest.raises(KeyError):
        samples.named("HelloEvent")


SAMPLES = testing.samples(toy.HelloEvent)


@pytest.mark.parametrize("event", SAMPLES, ids=SAMPLES.names)
def test_pytest_takes_them(event: toy.HelloEvent, request: pytest.FixtureRequest) -> None:
    assert request.node.name == f"test_pytest_takes_them[{SAMPLES.names[[*SAMPLES].index(event)]}]"


PRINT = """
import sys
import realtime_wire as rw

for type_ in (rw.ResponseDoneEvent | rw.SessionUpdateEvent | rw.UnknownEvent, rw.live.SessionStartEvent):
    samples = rw.testing.samples(type_)
    print(samples.names, [each.to_json() for each in samples])
print({"hypothesis", "pytest"} & {*sys.modules})
"""


def test_they_are_the_same_in_every_process_and_need_no_tool() -> None:
    printed = [
        subprocess.run(  # noqa: S603  code of our own
            [sys.executable, "-c", PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].splitlines()[-1] == "set()"
