"""mashumaro: dataclasses, its discriminated unions, its orjson codec and mixin."""

import dataclasses
from typing import Annotated, Any, Literal, Union

from mashumaro.codecs.orjson import ORJSONDecoder
from mashumaro.config import BaseConfig
from mashumaro.mixins.orjson import DataClassORJSONMixin
from mashumaro.types import Discriminator

from . import INSTRUCTIONS, ITEM_ID, structs
from .derived import Deriver, Members

NAME = "mashumaro"
LOSES = ("1.0", "nulls", "unknown")


class _Config(BaseConfig):
    omit_none = True


_tagged: set[type] = set()


def _make(name: str, members: Members, tag: str | None) -> type:
    fields: list[Any] = [
        (member, type_, dataclasses.field(default=default, kw_only=True)) for member, type_, default in members
    ]
    if tag is not None:
        fields.append(("type", Literal[tag], dataclasses.field(default=tag, kw_only=True)))
    namespace = {"Config": _Config, "__module__": __name__}
    made = dataclasses.make_dataclass(name, fields, bases=(DataClassORJSONMixin,), namespace=namespace)
    globals()[name] = made  # the code that mashumaro generates finds classes by their modules
    if tag is not None:
        _tagged.add(made)
    return made


def _union(types: tuple[Any, ...]) -> Any:
    tagged = tuple(type_ for type_ in types if type_ in _tagged)
    if len(tagged) < 2:  # noqa: PLR2004  a discriminator tells two apart
        return Union[types]  # noqa: UP007  made at run time
    told_apart = Annotated[
        Union[tagged],  # noqa: UP007  the same
        Discriminator(field="type", include_supertypes=True),
    ]
    others = tuple(type_ for type_ in types if type_ not in _tagged)
    return Union[(*others, told_apart)]


decode = ORJSONDecoder(Deriver(_make, _union, dataclasses.MISSING).of(structs.ServerEvent)).decode


def decode_lines(text: bytes) -> list[Any]:
    return [decode(line) for line in text.splitlines()]


def plain(obj: Any) -> Any:
    return obj.to_dict()


def encode(obj: Any) -> bytes:
    return obj.to_jsonb()


def evolve(obj: Any) -> Any:
    return dataclasses.replace(obj, item_id=ITEM_ID)


def evolve_session(obj: Any) -> Any:
    return dataclasses.replace(obj, instructions=INSTRUCTIONS)
