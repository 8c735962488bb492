"""JSON Schema of what is declared: what decoding takes is valid, and what it refuses is not.

Four things are beyond a schema: that nesting ends somewhere, that numbers are in the range of doubles, that a string has
no lone surrogate, and how an integer is spelled: `1.0` is one to a schema, and none to decoding. What a server takes of the values (`Limits`) is left out, as decoding does not ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import Any, TypeAlias

import attrs

from .described import MemberDocs
from .places import AUDIO, FILE, JSON_TEXT, SECRET
from .record import Record
from .schema import Kind, Member, Objects, SubTags, kind_of, member_of, members, required_of, tag_names

__all__ = ["json_schema"]

Schema: TypeAlias = "dict[str, Any]"
Refer: TypeAlias = Callable[["type[Record]"], Schema]
"""Returns what stands for the schema of a class where it is used."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(type_: Any, /) -> Schema:
    """Return the JSON Schema of a class, or of a union or another type that has a place in one: draft 2020-12.

    Each class is a definition of its own, with what is written under its members. Members that are not declared are allowed, as
    decoding keeps them; where a union has `Unknown` or `UnknownEvent`, so are objects of other types.

    ::

        rw.json_schema(rw.RealtimeSession)["$defs"]["ServerVad"]["properties"]["threshold"]

    Raises:
        TypeError: the type describes no JSON.
    """
    kind = kind_of(type_)
    classes: dict[type[Record], Schema] = {}
    labels = _labels_of(kind)

    def refer(cls: type[Record]) -> Schema:
        if cls not in classes:
            classes[cls] = schema_of_class(cls, refer)
        return {"$ref": f"#/$defs/{labels[cls]}"}

    whole = {"$schema": DIALECT, **schema_of_kind(kind, refer)}
    return {**whole, "$defs": {labels[cls]: classes[cls] for cls in classes}} if classes else whole


def _labels_of(kind: Kind) -> dict[type[Record], str]:
    """Return what each class in a type is called: by its name, and its package in front if another one has that name."""
    found: dict[type[Record], None] = {}

    def collect(cls: type[Record]) -> Schema:
        if cls not in found:
            found[cls] = None
            schema_of_class(cls, collect)
        return {}

    schema_of_kind(kind, collect)
    names = [cls.__name__ for cls in found]
    return {
        cls: cls.__name__ if names.count(cls.__name__) == 1 else f"{cls.__module__}.{cls.__name__}" for cls in found
    }


def schema_of_class(cls: type[Record], refer: Refer) -> Schema:
    """Return the schema of the objects of a class."""
    declared = members(cls)
    properties = {member.name: _of_member(member, _text_under(cls, member.name), refer) for member in declared}
    schema: Schema = {"title": cls.__name__, "type": "object", "properties": properties}
    if cls.__doc__:
        schema["description"] = cleandoc(cls.__doc__)
    if required := [member.name for member in declared if member.required]:
        schema["required"] = required
    return schema


def _text_under(cls: type[Record], name: str) -> str:
    """Return what is written under a member, in whichever class declares it."""
    docs = (base.__dict__.get("__slots__") for base in cls.__mro__)
    return next((each[name] for each in docs if isinstance(each, MemberDocs) and name in each), "")


def _of_member(member: Member, text: str, refer: Refer) -> Schema:
    forms = _forms(member.kind, refer)
    if not member.required and {} not in forms:
        forms.append({"type": "null"})
    schema = {**_any_of(forms), **_marked(member.kind)}
    return {**schema, "description": text} if text else schema


def _marked(kind: Kind) -> Schema:
    if kind.marks & {AUDIO, FILE}:
        return {"contentEncoding": "base64"}
    if JSON_TEXT in kind.marks:
        return {"contentMediaType": "application/json"}
    return {"format": "password"} if SECRET in kind.marks else {}


def schema_of_kind(kind: Kind, refer: Refer) -> Schema:
    """Return the schema of what may stand in a place."""
    return {**_any_of(_forms(kind, refer)), **_marked(kind)}


def _any_of(forms: list[Schema]) -> Schema:
    if len(forms) == 1:
        return forms[0]
    if all(form.keys() == {"type"} for form in forms):
        return {"type": [form["type"] for form in forms]}
    return {"anyOf": forms}


def _forms(kind: Kind, refer: Refer) -> list[Schema]:
    """Return a schema for each form in which a value may come."""
    if kind.anything:
        return [{}]
    forms: list[Schema] = []
    if isinstance(kind.strings, tuple):
        only_one = len(kind.strings) == 1
        forms.append({"type": "string", **({"const": kind.strings[0]} if only_one else {"enum": [*kind.strings]})})
    elif kind.strings:
        forms.append({"type": "string", **({"examples": [*kind.documented]} if kind.documented else {})})
    if kind.number or kind.integer:
        forms.append({"type": "number" if kind.number else "integer"})
    if kind.boolean:
        forms.append({"type": "boolean"})
    if kind.array is not None:
        forms.append({"type": "array", "items": schema_of_kind(kind.array, refer)})
    if kind.map is not None:
        inner = schema_of_kind(kind.map, refer)
        forms.append({"type": "object", **({"additionalProperties": inner} if inner else {})})
    if kind.objects is not None:
        forms += _of_objects(kind.objects, refer)
    if kind.null:
        forms.append({"type": "null"})
    return forms


def _of_objects(objects: Objects, refer: Refer) -> list[Schema]:
    """Return a schema for each class that an object may become, and one for all others, if they are taken."""
    if objects.malformed is not None:
        return [{"type": "object"}]
    if objects.unknown is None and len(objects.classes) == 1:
        return [refer(objects.classes[0])]
    ways = [*_ways(objects)]
    forms: list[Schema] = []
    for cls in objects.classes:
        its_own = [way for way in ways if way.cls is cls]
        # The schema of a class says itself which `type` it has, but for one that others have as well.
        is_clear = {way.tag for way in its_own} == _tags_of(cls)
        forms.append({**refer(cls), **({} if is_clear else _any_of([way.condition() for way in its_own]))})
    if objects.unknown is not None:
        plain = [way.tag for way in ways if way.is_plain]
        known: list[Schema] = [{"properties": {"type": {"enum": plain}}, "required": ["type"]}] if plain else []
        known += [way.condition() for way in ways if not way.is_plain]
        forms.append({"type": "object", **({"not": _any_of(known)} if known else {})})
    return forms


@attrs.frozen
class _Way:
    """One way in which an object is known to be of a class."""

    cls: type[Record]
    tag: str | None
    """Its `type`; None if it has none."""
    second: tuple[str, str] | None
    """The name and the value of the other tag that decides; None if none does."""

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the `type` decides."""
        return self.tag is not None and self.second is None and self.cls.__other_shape__ is None

    def condition(self) -> Schema:
        """Return the schema of all objects that are known so, malformed ones as well."""
        properties: Schema = {"type": {"type": "null"} if self.tag is None else {"const": self.tag}}
        required: set[str] = set() if self.tag is None else {"type"}
        schema: Schema = {"properties": properties}
        if self.second is not None:
            name, value = self.second
            properties[name] = {"const": value}
            required.add(name)
        elif self.tag is None:
            required |= required_of(self.cls)
        elif self.cls.__other_shape__ is not None:
            other, its_own = self.cls.__other_shape__, sorted(required_of(self.cls))
            schema["anyOf"] = [{"not": {"required": [other]}}, {"required": its_own}]
        return {**schema, "required": sorted(required)} if required else schema


def _ways(objects: Objects) -> Iterator[_Way]:
    for tag, found in (*objects.tags.items(), (None, objects.untagged)):
        if isinstance(found, SubTags):
            for value, cls in found.classes.items():
                yield _Way(cls, tag, (found.name, value))
        elif found is not None:
            yield _Way(found, tag, None)


def _tags_of(cls: type[Record]) -> set[str | None]:
    member = member_of(cls, "type")
    return {*tag_names(cls)} if member is not None and member.required else {None, ""}
