"""What `help`, IPython and editors show: signatures that can be read, and what is written under each member."""

from __future__ import annotations

import ast
import inspect
import pydoc
import sys
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any, Literal, Union

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import strategies
from realtime_wire._engine.described import with_names
from realtime_wire._engine.readonly import slot_of
from realtime_wire._engine.schema import members
from tests.declared import CLASSES, DECLARED, name_of

Colour = Literal["red", "green"] | str

DECODER: Any = rw.Decoder
PYDOC: Any = pydoc
UNION: Any = Union

LONGEST = 2_000
"""How long the signature of a class may be; the longest is that of a session of Voice Live."""


@rw.frozen(kw_only=True)
class Lamp(rw.Model):
    """Something that shines."""

    type: Literal["lamp"] = "lamp"

    colour: Colour | None = None
    """The colour.

    Of the light.
    """

    near: tuple[rw.Item, ...] | None = rw.field(default=None, converter=rw.array)
    """What is beside it."""

    hidden: rw.Secret[str]
    """What nobody knows."""

    told: rw.Nullable[Mapping[str, Any]] = None
    """What else there is."""


def whole_doc(thing: Any) -> str:
    text: str = PYDOC.render_doc(thing, renderer=PYDOC.plaintext)
    return text


# Signatures


def test_a_signature_has_types_and_unions_by_their_names() -> None:
    assert (
        str(inspect.signature(Lamp))
        == """(
    *,
    type: Literal['lamp'] = 'lamp',
    colour: Colour | None = None,
    near: tuple[Item, ...] | None = None,
    hidden: str,
    told: Mapping[str, Any] | None = None,
)"""
    )
    assert str(inspect.signature(Lamp.__init__)).startswith("(\n    self,\n    *,\n    type: Literal['lamp']")
    assert str(inspect.signature(Lamp.__init__)).endswith("\n) -> None")
    assert (
        str(inspect.signature(rw.ResponseCancelEvent))
        == """(
    *,
    type: Literal['response.cancel'] = 'response.cancel',
    event_id: str | None = None,
    response_id: str | None = None,
)"""
    )
    assert repr(inspect.signature(rw.AudioPCM)) == (
        "<Signature (*, type: Literal['audio/pcm'] = 'audio/pcm', rate: int | None = None)>"
    )


def test_programs_get_the_annotations_themselves() -> None:
    parameters = inspect.signature(Lamp).parameters
    assert parameters["hidden"].annotation == rw.Secret[str]
    assert parameters["near"].annotation == tuple[rw.Item, ...] | None
    assert parameters["hidden"].default is inspect.Parameter.empty
    assert parameters["colour"].default is None


@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_no_signature_is_long_or_shows_what_is_inside(cls: Any) -> None:
    for signature in (inspect.signature(cls), inspect.signature(cls.__init__)):
        text = str(signature)
        assert len(text) < LONGEST
        assert "_rest" not in text
        assert "Annotated" not in text
        assert " object at 0x" not in text
        assert "realtime_wire." not in text
        assert "typing." not in text
        assert all(len(line) < 260 for line in text.splitlines()), text
    names = [member.name for member in members(cls)]
    assert [*inspect.signature(cls).parameters] == names


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (rw.decode, "(data: Data, type: Any = Event) -> Any"),
        (rw.structure, "(obj: Any, type: Any = Event) -> Any"),
        (
            strategies.payloads,
            "(type: Any = Event, *, malformed: bool = False, **options: Unpack[Options]) -> SearchStrategy[Any]",
        ),
        (
            strategies.frames,
            "(type: Any = Event, *, malformed: bool = False, **options: Unpack[Options]) -> SearchStrategy[bytes]",
        ),
    ],
)
def test_a_union_that_is_a_default_is_shown_by_its_name(function: Any, text: str) -> None:
    signature: Any = inspect.signature(function)
    assert signature.format() == text
    assert signature.parameters["type"].default is rw.Event
    assert inspect.getsource(function)
    assert inspect.unwrap(function).__code__ is function.__code__


def test_a_decoder_shows_its_default_by_its_name() -> None:
    assert "\n    type: Any = Event,\n" in str(inspect.signature(rw.Decoder))
    assert "self,\n    type: Any = Event,\n" in str(inspect.signature(DECODER.__init__))
    assert "type: Any = Event" in whole_doc(rw.Decoder)


def test_a_signature_can_be_bound_and_changed() -> None:
    signature: Any = inspect.signature(rw.decode)
    data, type_ = signature.parameters.values()
    assert str(signature.replace(parameters=[data])) == "(data: Data) -> Any"
    assert str(signature.replace(return_annotation=int)) == "(data: Data, type: Any = Event) -> int"
    assert str(inspect.signature(partial(rw.decode, b"{}"))) == "(type: Any = Event) -> Any"
    some: Any = UNION[tuple(CLASSES[:8])]
    many = str(type(signature)([type_.replace(default=some)]))
    assert many.startswith(f"(\n    type: Any = {CLASSES[0].__name__} | {CLASSES[1].__name__} | ")
    assert many.endswith(f" | {CLASSES[5].__name__} | ...,\n)")
    assert str(type(signature)([])) == "()"


def test_a_constructor_that_somebody_wrote_shows_what_it_takes() -> None:
    @rw.frozen(kw_only=True, init=False)
    class Square(rw.Model):
        type: Literal["square"] = "square"
        side: int

        def __init__(self, side: float, /, *sides: float, **more: Colour) -> None:  # noqa: ARG002  only to be shown
            self.__attrs_init__(side=int(side))  # type: ignore[attr-defined,unused-ignore]  # attrs makes it

    assert str(inspect.signature(Square)) == "(side: float, /, *sides: float, **more: Colour)"
    assert Square(1.0).side == 1


def test_what_takes_its_parameters_by_place_shows_that() -> None:
    def function(a: int, /, b: list[int] = [], *, c: Any = Colour) -> Colour:  # noqa: B006  only to be shown
        raise NotImplementedError

    assert (
        str(inspect.signature(with_names(function))) == "(a: int, /, b: list[int] = [], *, c: Any = Colour) -> Colour"
    )

    def by_place(a: None, /) -> int: ...  # type: ignore[empty-body]

    assert str(inspect.signature(with_names(by_place))) == "(a: None, /) -> int"


def test_a_class_whose_module_is_not_there_has_a_signature() -> None:
    @rw.frozen(kw_only=True)
    class Made(rw.Model):
        colour: Colour

    Made.__module__ = "nowhere.to.be.found"
    assert str(inspect.signature(Made)) == "(*, colour: Literal['red', 'green'] | str)"
    assert Made.__slots__["colour"] == ""  # type: ignore[call-overload]


# What is written under members


def texts_under(cls: type[Any]) -> dict[str, str]:
    """The texts under the fields of a class, as its source has them."""
    (tree,) = ast.parse(inspect.getsource(cls)).body
    assert isinstance(tree, ast.ClassDef)
    return {
        ast.unparse(field.target): inspect.cleandoc(text.value.value)
        for field, text in pairwise(tree.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def test_every_member_shows_what_is_written_under_it() -> None:
    for cls in DECLARED:
        for name, text in texts_under(cls).items():
            assert text
            # A member that a subclass declares anew is in the slot of its base, and shows what is written there.
            if slot_of(cls, name).__objclass__ is cls:
                assert inspect.getdoc(getattr(cls, name)) == text, f"{name_of(cls)}.{name}"


def test_help_has_members_with_their_texts() -> None:
    text = whole_doc(Lamp)
    assert """ |  colour
 |      The colour.
 |
 |      Of the light.
""" in "\n".join(line.rstrip() for line in text.splitlines())
    assert " |  told\n |      What else there is.\n" in text  # read-only when it is read
    assert " |  type\n |\n" in text.replace(" |  \n", " |\n")  # nothing is written there
    assert "_rest" not in text.partition("Data and other attributes")[0]


def test_members_of_a_class_in_a_function_and_of_a_subclass_have_theirs() -> None:
    @rw.frozen(kw_only=True)
    class Torch(Lamp):
        """A lamp to carry."""

        battery: int | None = None
        """How full it is."""

    assert inspect.getdoc(Torch.battery) == "How full it is."
    assert inspect.getdoc(Torch.near) == "What is beside it."
    assert inspect.getdoc(Torch.hidden) == "What nobody knows."


def test_where_there_is_no_source_there_is_no_text() -> None:
    space: dict[str, Any] = {"__name__": "nowhere"}
    exec("import realtime_wire as rw\n@rw.frozen\nclass Made(rw.Model):\n    a: int\n    'Text.'\n", space)  # noqa: S102  a source that nobody has
    assert inspect.getdoc(space["Made"].a) == ""


def test_slots_are_the_names_of_members() -> None:
    for cls in CLASSES:
        slots: Any = cls.__dict__["__slots__"]
        assert type(slots).__base__ is dict
        assert all(slot_of(cls, name).__objclass__ is cls for name in slots if name != "__weakref__")
        assert slots.get("no such member", 1) == 1
        with pytest.raises(KeyError):
            slots["no such member"]


def test_decode_says_what_it_does() -> None:
    assert str(inspect.getdoc(DECODER.decode)).startswith("Decode one JSON text, such as a WebSocket frame:")
    assert "Decode one JSON text" in whole_doc(rw.Decoder)
    assert rw.Decoder(backend="python").decode.__doc__ == "Decode one JSON text."
    if rw.lane().name == "native":
        assert str(DECODER().decode.__doc__).startswith("Takes one JSON text and gives the object")


def test_classes_with_documented_slots_are_extended_as_ever() -> None:
    lamp = Lamp(hidden="s", colour="red")
    assert attrs.evolve(lamp, colour="green") == lamp.evolve(colour="green")
    assert sys.getsizeof(lamp) == sys.getsizeof(Lamp(hidden="t"))
    assert not hasattr(lamp, "__dict__")
