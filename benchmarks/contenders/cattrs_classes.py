"""Plain cattrs: simple attrs classes, its tagged-union strategy, its orjson converter.

Only what its documentation says of speed is changed: without detailed validation, it names no paths.
"""

from typing import Any, Union

import attrs
from cattrs.preconf.orjson import make_converter
from cattrs.strategies import configure_tagged_union

from . import INSTRUCTIONS, ITEM_ID, structs
from .derived import Deriver, Members

NAME = "cattrs, plain"
LOSES = ("1.0", "nulls", "unknown")

_converter = make_converter(detailed_validation=False, omit_if_default=True)
_tags: dict[type, str] = {}


def _make(name: str, members: Members, tag: str | None) -> type:
    fields = {member: attrs.field(type=type_, default=default, kw_only=True) for member, type_, default in members}
    made = attrs.make_class(name, fields, slots=True)
    if tag is not None:
        _tags[made] = tag
    return made


def _union(types: tuple[Any, ...]) -> Any:
    union = Union[types]  # noqa: UP007  made at run time
    tagged = [type_ for type_ in types if type_ in _tags]
    if len(tagged) > 1:
        told_apart = Union[tuple(tagged)]  # noqa: UP007  the same
        configure_tagged_union(told_apart, _converter, tag_generator=_tags.__getitem__, tag_name="type")
        if union != told_apart:
            # On the way in, the converter strips strings and null off by itself; on the way out, it loses the tag.
            tag = _converter.get_unstructure_hook(told_apart)
            _converter.register_unstructure_hook(union, lambda obj: tag(obj) if obj.__class__ in _tags else obj)
    return union


ServerEvent = Deriver(_make, _union, attrs.NOTHING).of(structs.ServerEvent)


def decode(frame: bytes) -> Any:
    return _converter.loads(frame, ServerEvent)


def decode_lines(text: bytes) -> list[Any]:
    return [_converter.loads(line, ServerEvent) for line in text.splitlines()]


def plain(obj: Any) -> Any:
    return _converter.unstructure(obj, unstructure_as=ServerEvent)


def encode(obj: Any) -> bytes:
    return _converter.dumps(obj, unstructure_as=ServerEvent)


def evolve(obj: Any) -> Any:
    return attrs.evolve(obj, item_id=ITEM_ID)


def evolve_session(obj: Any) -> Any:
    return attrs.evolve(obj, instructions=INSTRUCTIONS)
