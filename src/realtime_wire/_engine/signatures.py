"""Signatures that can be read, and what is written under each member, which is taken from the source.

It is `described` that imports this, when somebody asks.
"""

from __future__ import annotations

import ast
import inspect
import sys
import types
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import Parameter
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import attrs

__all__ = ["of_class", "of_constructor", "of_function", "written_in"]

WIDE = 100
"""How many characters of a signature stand in one line."""

MOST_PARTS = 6
"""How many classes of a union are named, and how many strings of a literal."""


# Signatures


class _Text:
    """Stands in a signature for what is shown in other words."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


class Readable(inspect.Signature):
    """A signature whose text is for people: types by their names, a line for each parameter where there are many.

    Its parameters have the annotations and defaults themselves, for programs.
    """

    __slots__ = ("_names",)

    _names: Mapping[str, Any]

    @classmethod
    def of(cls, parameters: list[Parameter], names: Mapping[str, Any], returned: Any = Parameter.empty) -> Readable:
        """Make one; `names` has what there are names for where it is declared."""
        made = cls(parameters, return_annotation=returned)
        made._names = names
        return made

    def replace(self, **changes: Any) -> Readable:
        """Copy with other parameters, as whoever binds a method does."""
        parameters = changes.get("parameters", [*self.parameters.values()])
        return Readable.of(
            [*parameters], getattr(self, "_names", {}), changes.get("return_annotation", self.return_annotation)
        )

    def __str__(self) -> str:
        return self.format(max_width=WIDE)

    def __repr__(self) -> str:
        return f"<Signature {self.format()}>"

    def format(self, *, max_width: int | None = None, **_: Any) -> str:
        """Return the text; with a line for each parameter if one line were longer than told."""
        names = _unions_in(getattr(self, "_names", {}))
        returned = self.return_annotation
        arrow = "" if returned is Parameter.empty else f" -> {_in_words(returned, names)}"
        parts = [*_told(list(self.parameters.values()), names)]
        line = f"({', '.join(parts)}){arrow}"
        if max_width is None or len(line) <= max_width or not parts:
            return line
        return "(\n" + "".join(f"    {part},\n" for part in parts) + f"){arrow}"


def _told(parameters: list[Parameter], names: dict[str, frozenset[Any]]) -> Iterator[str]:
    """Give the text of each parameter, and the signs between them."""
    for i, parameter in enumerate(parameters):
        before = [each.kind for each in parameters[:i]]
        if Parameter.POSITIONAL_ONLY in before[-1:] and parameter.kind is not Parameter.POSITIONAL_ONLY:
            yield "/"
        if parameter.kind is Parameter.KEYWORD_ONLY and not {Parameter.KEYWORD_ONLY, Parameter.VAR_POSITIONAL} & {
            *before
        }:
            yield "*"
        shown = parameter
        if parameter.annotation is not Parameter.empty:
            shown = shown.replace(annotation=_Text(_in_words(parameter.annotation, names)))
        if _is_union(parameter.default):
            shown = shown.replace(default=_Text(_in_words(parameter.default, names)))
        yield str(shown)
    if parameters and parameters[-1].kind is Parameter.POSITIONAL_ONLY:
        yield "/"


def _unions_in(names: Mapping[str, Any]) -> dict[str, frozenset[Any]]:
    """Return the unions that have a public name, with the parts of each, and those of most parts first."""
    found = {
        name: frozenset(get_args(value))
        for name, value in names.items()
        if not name.startswith("_") and _is_union(value) and types.NoneType not in get_args(value)
    }
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def _is_union(value: Any) -> bool:
    return get_origin(value) in (Union, types.UnionType)


def _in_words(annotation: Any, names: dict[str, frozenset[Any]]) -> str:
    """Return an annotation as people write it: what a place is beyond its type is left out, and names are short."""
    while get_origin(annotation) is Annotated:
        annotation = annotation.__origin__
    origin, inside = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, str):
        return annotation
    if _is_union(annotation):
        return _union_in_words(inside, names)
    if origin is Literal:
        return f"Literal[{', '.join(_first(map(repr, inside)))}]"
    if origin is not None and inside:
        told = ["..." if each is ... else _in_words(each, names) for each in inside]
        return f"{getattr(origin, '__name__', origin)}[{', '.join(told)}]"
    if annotation is types.NoneType or annotation is None:
        return "None"
    return annotation.__qualname__ if isinstance(annotation, type) else repr(annotation).removeprefix("typing.")


def _union_in_words(parts: tuple[Any, ...], names: dict[str, frozenset[Any]]) -> str:
    left = dict.fromkeys(parts)
    told: list[str] = []
    # Who declares such a member may have taken the name from elsewhere, by which the union is known where its classes are.
    for module in {sys.modules.get(part.__module__) for part in parts if isinstance(part, type)} - {None}:
        names = {**_unions_in(vars(module)), **names}
    names = dict(sorted(names.items(), key=lambda pair: -len(pair[1])))
    for name, members in names.items():
        if members <= left.keys():
            told.append(name)
            left = {part: None for part in left if part not in members}
    others = [_in_words(part, names) for part in left if part is not types.NoneType]
    return " | ".join([*told, *_first(iter(others)), *(["None"] if types.NoneType in left else [])])


def _first(texts: Iterator[str]) -> list[str]:
    """Return the first of some texts, and dots for the others."""
    all_of_them = [*texts]
    return all_of_them if len(all_of_them) <= MOST_PARTS else [*all_of_them[:MOST_PARTS], "..."]


def _names_around(cls: type) -> dict[str, Any]:
    """Return what has a name in the modules that declare a class and its bases."""
    modules = [sys.modules.get(base.__module__) for base in reversed(cls.__mro__)]
    return {name: value for module in modules for name, value in vars(module).items()} if all(modules) else {}


def _signature_of(cls: type[Any], *, of_class: bool) -> Readable:
    """Return the signature of a class, or of its constructor: without what is kept beside the members."""
    plain = inspect.signature(inspect.unwrap(cls.__init__))
    first, *parameters = [each for each in plain.parameters.values() if each.name != "_rest"]
    types_of = {a.alias: a.type for a in attrs.fields(cls)} if _is_made_by_attrs(cls) else {}
    parameters = [
        each.replace(annotation=types_of[each.name]) if types_of.get(each.name) is not None else each
        for each in parameters
    ]
    names = _names_around(cls)
    return Readable.of(parameters, names) if of_class else Readable.of([first, *parameters], names, None)


def _is_made_by_attrs(cls: type[Any]) -> bool:
    """Tell whether the constructor of a class takes its fields, and is not one that somebody wrote."""
    return hasattr(cls, "__attrs_attrs__") and not hasattr(cls, "__attrs_init__")


def of_class(cls: type[Any]) -> Readable:
    """Return the signature of a class, without what is kept beside the members."""
    return _signature_of(cls, of_class=True)


def of_constructor(cls: type[Any]) -> Readable:
    """Return the signature of the constructor of a class."""
    return _signature_of(cls, of_class=False)


def of_function(function: Any) -> Readable:
    """Return the signature of a function."""
    plain = inspect.signature(function)
    return Readable.of([*plain.parameters.values()], function.__globals__, plain.return_annotation)


# Documentation of members


@cache
def written_in(module: str) -> Mapping[str, str]:
    """Return the texts under the fields of all classes in a module by the names of these; none where there is no source."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError, SyntaxError):
        return {}
    return dict(_written_under(tree, ""))


def _written_under(node: Any, around: str) -> Iterator[tuple[str, str]]:
    body: list[Any] = getattr(node, "body", [])
    for i, each in enumerate(body):
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and isinstance(node, ast.ClassDef):
            match body[i + 1 : i + 2]:
                case [ast.Expr(value=ast.Constant(value=str(text)))]:
                    yield f"{around}{each.target.id}", inspect.cleandoc(text)
                case _:
                    pass
        elif isinstance(each, ast.ClassDef):
            yield from _written_under(each, f"{around}{each.name}.")
        elif isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _written_under(each, f"{around}{each.name}.<locals>.")
