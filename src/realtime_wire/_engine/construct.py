"""How people make objects: constructors and copies, generated for each class when it is first needed.

attrs makes a constructor that assigns members one by one, past the guard of frozen classes, and a copy that goes through it.
For classes that ask for nothing special the ones made here do the same, with the same results and errors, and a copy looks
at nothing but what changes. All others keep those of attrs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NoReturn, cast

import attrs

from .build import Code, Filler, twin_of
from .check import check, insisted_of, with_insisted, write_check
from .described import Looks
from .once import ByClass
from .record import NOTHING, WITHOUT, Record, Rest
from .schema import member_of, members
from .values import TooDeepError, array

__all__ = ["carried", "checked", "copied", "kept", "with_constructor"]


def checked(self: Any) -> None:
    """Check an object that a constructor of attrs has made, and settle its record."""
    check(self)
    if self._rest.nulls:
        object.__setattr__(self, "_rest", settled(self))


def settled(obj: Any) -> Rest:
    """Return the record of a copy, in which members that were null may have a value."""
    rest: Rest = obj._rest  # noqa: SLF001  one of ours
    nulls = frozenset([name for name in rest.nulls if getattr(obj, name) is None])
    return rest if len(nulls) == len(rest.nulls) else kept(obj.__class__, rest.extra, nulls)


def kept(cls: type[Record], extra: dict[str, Any], nulls: frozenset[str]) -> Rest:
    """Return the record for the copy of an object."""
    if extra or nulls:
        return Rest(extra, nulls)
    return WITHOUT if insisted_of(cls) else NOTHING


def carried(cls: type[Record], rest: Rest, changes: Mapping[str, Any]) -> Rest:
    """Return the record for a copy with other values for some members, of which none is a null any longer."""
    insisted = [name for name in insisted_of(cls).intersection(changes) if changes[name] is None]
    return kept(cls, rest.extra, rest.nulls.difference(changes).union(insisted))


# Constructors


def with_constructor(cls: Any) -> Any:
    """Give a class a constructor that takes the place of that of attrs when it is first called."""
    plain = _naming(cls, cls.__init__)

    def __init__(self: Any, /, *args: Any, **values: Any) -> None:  # noqa: N807  it stands in for one
        if cls.__init__ is first:
            cls.__init__ = _constructor(cls, plain) if _is_ordinary(cls) else plain
        cls.__init__(self, *args, **values)

    first = _dressed(__init__, plain, cls)
    cls.__init__ = first
    return cls


def _dressed(function: Any, plain: Any, cls: type[Any]) -> Any:
    """Let a function look like the constructor of attrs to those who ask, but for what is kept beside the members."""
    function.__doc__, function.__qualname__ = plain.__doc__, plain.__qualname__
    function.__module__, function.__annotations__ = plain.__module__, plain.__annotations__
    function.__wrapped__ = Looks(plain, cls)
    return function


def _naming(cls: Any, plain: Any) -> Any:
    """Let the constructor of attrs tell which member it is that a converter refuses."""

    @wraps(plain)
    def __init__(self: Any, /, *args: Any, **values: Any) -> None:  # noqa: N807  it stands in for one
        try:
            plain(self, *args, **values)
        except (TypeError, ValueError) as error:
            blame(cls, values, error)

    # Python 3.14 would have them made anew, by a function that what attrs makes does not have.
    __init__.__annotations__ = plain.__annotations__
    return __init__


def blame(cls: type[Record], values: Mapping[str, Any], error: Exception) -> NoReturn:
    """Raise again what a converter has raised, with the name of the member; or else what was raised.

    Converters do not know where they stand. To look afterwards costs nothing where all is well.
    """
    for a in attrs.fields(cls):
        converter: Any = a.converter
        if converter is None or a.name not in values:
            continue
        try:
            converter(values[a.name])
        except (TypeError, ValueError) as fault:
            if str(fault) == str(error) and type(fault) in _NAMED:
                msg = f"{cls.__name__}.{a.name}: {fault}"
                raise type(fault)(msg) from None
            break
    raise error


_NAMED = (TypeError, ValueError, TooDeepError)
"""What is surely made of a message alone; a converter of somebody's own may raise another."""


def _is_ordinary(cls: type[Record]) -> bool:
    """Tell whether a class asks attrs for nothing special, and its objects can be filled as those that are decoded."""
    return (
        "__declared__" in cls.__dict__
        and "__attrs_init__" not in cls.__dict__  # attrs has made this if the constructor is not one of its own
        and getattr(cls, "__attrs_post_init__", None) is checked
        and not hasattr(cls, "__attrs_pre_init__")
        and all(_is_ordinary_field(a) for a in attrs.fields(cls))
        and twin_of(cls) is not None
    )


def _is_ordinary_field(a: attrs.Attribute[Any]) -> bool:
    special = isinstance(a.converter, attrs.Converter) or isinstance(a.default, attrs.Factory)  # type: ignore[arg-type]
    return a.init and bool(a.kw_only) and a.validator is None and not special


def _constructor(cls: type[Record], plain: Callable[..., None]) -> Any:
    fields = attrs.fields(cls)
    code = Code("__init__", "")
    parameters = [
        a.name if a.default is attrs.NOTHING else f"{a.name}={code.refer(a.default, 'default')}" for a in fields
    ]
    code.lines = [f"def __init__(self, *, {', '.join(parameters)}):"]
    owner, twin = code.refer(cls, "cls"), code.refer(twin_of(cls), "Twin")
    given = ", ".join(f"{a.name}={a.name}" for a in fields)
    code.add(0, f"if self.__class__ is not {owner}:", f"    return {code.refer(plain, 'plain')}(self, {given})")
    _write_converters(code, cls, {a.name: a.name for a in fields})
    for member in members(cls):
        write_check(code, cls, member, member.name)
    filler = Filler(code, cls, "self")
    set_any = code.refer(object.__setattr__, "set")
    code.add(0, f"{set_any}(self, '__class__', {twin})")  # past the guard, once instead of for each member
    for a in fields:
        filler.set(0, a.name, a.name)
    filler.end(0)
    nothing, set_rest = code.refer(NOTHING, "nothing"), f"{set_any}(self, '_rest', "
    if insisted_of(cls):
        code.add(0, f"if _rest is {nothing}:", f"    {set_rest}{code.refer(with_insisted, 'insisted')}(self))")
    code.add(0, f"if _rest is not {nothing} and _rest.nulls:", f"    {set_rest}{code.refer(settled, 'settled')}(self))")
    return _dressed(code.compile(), plain, cls)


def _write_converters(code: Code, cls: type[Record], values: Mapping[str, str]) -> None:
    """Write the lines that convert members of a class, of which the values are those of some variables."""
    fields = cast("Mapping[str, Any]", attrs.fields_dict(cls))
    converters = {name: fields[name].converter for name in values if fields[name].converter is not None}
    if not converters:
        return
    code.names |= _CAUGHT
    code.add(0, "try:")
    for name, converter in converters.items():
        value, indent = values[name], 1
        if converter is array:
            code.add(1, f"if {value} is not None and {value}.__class__ is not {code.refer(tuple, 'tuple')}:")
            indent = 2
        code.add(indent, f"{value} = {code.refer(converter, 'converter')}({value})")
    given = ", ".join(f"{name!r}: {values[name]}" for name in converters)
    code.add(0, "except _refusals as _error:")
    code.add(1, f"{code.refer(blame, 'blame')}({code.refer(cls, 'cls')}, {{{given}}}, _error)")


_CAUGHT = {"_refusals": (TypeError, ValueError)}
"""What converters raise, by a name that no member has."""


# Copies


def copied(obj: Any, changes: Mapping[str, Any], rest: Rest) -> Any:
    """Copy an object with other values for some members, and another record.

    Raises:
        TypeError: a name is not a member of the class, or a value has no place in its member.
        ValueError: a number is NaN or infinite.
    """
    return _COPIERS[obj.__class__](obj, changes, rest)


def _copier(cls: type[Record]) -> Callable[[Any, Mapping[str, Any], Rest], Any]:
    if not _is_ordinary(cls):
        return lambda obj, changes, rest: attrs.evolve(obj, _rest=rest, **changes)
    code = Code(f"copy_{cls.__name__}", "s, changes, rest")
    filler = Filler(code, cls)
    filler.begin(0)
    for member in members(cls):
        filler.set(0, member.name, code.read(cls, member.name, "s"))
    filler.set(0, "_rest", "rest")
    code.add(0, "for name in changes:")
    code.add(1, f"setattr(o, name, {code.refer(_Takers(cls), 'takers')}[name](changes[name]))")
    filler.end(0)
    code.add(0, "return o")
    return code.compile()


_COPIERS: ByClass[Callable[[Any, Mapping[str, Any], Rest], Any]] = ByClass(_copier)


class _Takers(dict[str, Callable[[Any], Any]]):
    """The functions that convert and check a value for each member of a class, made when they are first needed."""

    def __init__(self, cls: type[Record]) -> None:
        super().__init__()
        self._cls = cls

    def __missing__(self, name: str) -> Callable[[Any], Any]:
        cls = self._cls
        member = member_of(cls, name)
        if member is None:
            msg = f"{cls.__qualname__}.__init__() got an unexpected keyword argument {name!r}"
            raise TypeError(msg)
        code = Code(f"take_{name}", "v")
        _write_converters(code, cls, {name: "v"})
        write_check(code, cls, member, "v")
        code.add(0, "return v")
        return self.setdefault(name, code.compile())
