"""The front for plain values: cattrs converters between objects and plain JSON, the only place that knows cattrs.

`configure_converter` puts every hook on a cattrs converter; `structure` and `unstructure` go by the engine's own hooks,
which nobody else can change, and take no cattrs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ._engine.codec import from_dict, to_dict
from ._engine.described import with_names
from ._engine.errors import DecodeError
from ._engine.hooks import Hooks, foreign
from ._engine.mistakes import shown
from ._engine.model import Model, Wire
from ._engine.record import Raw
from ._engine.schema import kind_of
from .realtime.server_events import Event
from .realtime.session import InfOrInt

if TYPE_CHECKING:
    from cattrs import BaseConverter, Converter
    from typing_extensions import TypeForm

__all__ = ["configure_converter", "make_converter", "structure", "unstructure"]

C = TypeVar("C", bound="BaseConverter")
T = TypeVar("T")


def configure_converter(converter: C) -> C:
    """Register the hooks for all classes and unions of this library on a cattrs converter, and return it.

    The converter can then structure and unstructure them wherever they stand, also as members of other classes. Hooks
    registered for single classes before or after are used where those classes occur. With ``forbid_extra_keys`` a
    member that a class does not declare is a fault instead of being kept; the other options of cattrs make no
    difference to these classes.

    A fault is a `DecodeError`. Where ``detailed_validation`` is on, as it is by default, it is a
    `cattrs.ClassValidationError` as well, with all faults one by one, so that `cattrs.transform_error` shows their paths.

    Raises:
        TypeError: it is no converter.
    """
    if isinstance(converter, type) or not hasattr(converter, "register_structure_hook_factory"):
        msg = f"a converter is one of cattrs, such as make_converter() makes, not {shown(converter)}"
        raise TypeError(msg)
    _register(converter)
    return converter


def make_converter(**options: Any) -> Converter:
    """Make a cattrs converter with the hooks for all classes and unions of this library.

    Args:
        **options: what `cattrs.Converter` takes.
    """
    from cattrs import Converter  # noqa: PLC0415  importing it takes a while, and decoding does without

    return configure_converter(Converter(**options))


class _Outermost:
    """What cattrs calls: a hook, and at a fault the exception that is for users.

    Hooks that are called by others of them leave that to the one around them.
    """

    __slots__ = ("_cls", "_detailed", "hook")

    def __init__(self, hook: Callable[[Any], Any], cls: Any, converter: BaseConverter) -> None:
        self.hook = hook
        self._cls = cls
        self._detailed = getattr(converter, "detailed_validation", False)

    def __call__(self, obj: Any, _: Any = None) -> Any:
        try:
            return self.hook(obj)
        except DecodeError as error:
            error.left()
            if not self._detailed:
                raise
            fault = error
        from ._fault_groups import DecodeErrorGroup  # noqa: PLC0415  needs cattrs, as whoever comes here has it

        raise DecodeErrorGroup(fault, self._cls)


def _hooks_of(converter: BaseConverter) -> Hooks:
    """Make what makes hooks for one converter."""

    def structure_hook_of(cls: type) -> Callable[[Any], Any]:
        hook: Callable[..., Any] = converter.get_structure_hook(cls)
        return hook.hook if isinstance(hook, _Outermost) else lambda value: hook(value, cls)

    def unstructure_hook_of(cls: type[Any]) -> Callable[[Any], Any]:
        if not issubclass(cls, Wire):
            raise foreign(cls)
        return converter.get_unstructure_hook(cls)

    forbid_extra = getattr(converter, "forbid_extra_keys", False)
    return Hooks(structure_hook_of, unstructure_hook_of, copy=True, keep=False, forbid_extra=forbid_extra)


def _register(converter: BaseConverter) -> None:
    """Put the hooks on a converter."""
    own = _hooks_of(converter)

    # A copy of the converter has the same factories, and hands itself to them.

    def structure_factory(cls: Any, asking: BaseConverter) -> Callable[..., Any]:
        if cls in _BASES:
            kind_of(cls)  # says what is wrong with it
        hooks = own if asking is converter else _hooks_of(asking)
        made = hooks.structure_declared(cls) if _is_our_class(cls) else hooks.structure_type(cls)
        return _Outermost(made, cls, asking)

    def unstructure_factory(cls: type, asking: BaseConverter) -> Callable[[Any], Any]:
        if cls in _BASES:
            return lambda obj: asking.unstructure(obj, unstructure_as=type(obj))
        hooks = own if asking is converter else _hooks_of(asking)
        return hooks.unstructure_declared(cls)

    converter.register_structure_hook_factory(_is_ours, structure_factory)
    converter.register_unstructure_hook_factory(_is_our_class, unstructure_factory)


_BASES = (Wire, Model, Raw)
"""Whoever declares one of these means an object of any class."""


def _is_our_class(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Wire)


def _is_ours(cls: Any) -> bool:
    """Tell whether a type is a class of this library, or a union of such with what stands beside them in JSON."""
    if isinstance(cls, type):
        return _is_our_class(cls)
    if cls == InfOrInt or cls == InfOrInt | None:
        return True
    try:
        return hasattr(cls, "__args__") and kind_of(cls).objects is not None
    except TypeError:
        return False


@overload
def structure(obj: Mapping[str, Any]) -> Event: ...
@overload
def structure(obj: Any, type: type[T]) -> T: ...
@overload
def structure(obj: Any, type: TypeForm[T]) -> T: ...
@with_names
def structure(obj: Any, type: Any = Event) -> Any:  # noqa: A002  the argument's name is public, and says it best
    """Make an object from plain JSON values: dicts, lists, strings, numbers, booleans and None.

    Nothing of `obj` is shared with the object made.

    Args:
        obj: usually a dict.
        type: a class of this library or a union of such; an event of the main API if left out.

    Raises:
        DecodeError: `obj` is not what was asked for.
        TypeError: `type` is no type of this library.
    """
    return from_dict(obj, type)


def unstructure(obj: Wire) -> dict[str, Any]:
    """Turn an object of this library into a new dict of plain JSON values.

    Raises:
        EncodeError: something in the object has no JSON form.
    """
    return to_dict(obj)
