"""What classes and functions say of themselves to `help`, IPython and editors: signatures, and the text under each member.

None of it is made before somebody asks; how it is made is in `signatures`, which is imported then.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from inspect import Signature

__all__ = ["ClassSignature", "Looks", "MemberDocs", "PrettyMethod", "with_names"]

F = TypeVar("F", bound=Callable[..., Any])


class ClassSignature:
    """Stands in a class as `__signature__`: what `inspect.signature` gives for it and for the classes over it."""

    def __get__(self, obj: object, cls: type[Any]) -> Signature:
        from .signatures import of_class  # noqa: PLC0415  few programs ever ask

        return of_class(cls)


class Looks:
    """Stands behind a function as what that wraps: it calls that, and shows how the function is called."""

    __slots__ = ("__wrapped__", "_cls")

    def __init__(self, plain: Callable[..., Any], cls: type[Any] | None = None) -> None:
        self.__wrapped__ = plain
        self._cls = cls

    def __call__(self, /, *args: Any, **values: Any) -> Any:
        return self.__wrapped__(*args, **values)

    @property
    def __signature__(self) -> Signature:
        """The signature of the function, or of the constructor of a class."""
        from .signatures import of_constructor, of_function  # noqa: PLC0415  few programs ever ask

        return of_function(self.__wrapped__) if self._cls is None else of_constructor(self._cls)


class PrettyMethod:
    """A `_repr_pretty_` of objects alone: hypothesis asks all that it shows for one, and calls that of a class as if it were one."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[Any, Any, bool], None]) -> None:
        self._function = function

    def __get__(self, obj: object, cls: type[Any]) -> Callable[..., None]:
        if obj is not None:
            return MethodType(self._function, obj)

        def show(*given: Any) -> None:
            # IPython gives the object, as it has found the method in its class.
            if len(given) == len(("object", "printer", "cycle")):
                self._function(*given)
            else:
                given[0].text(cls.__qualname__)

        return show


def with_names(function: F) -> F:
    """Let a function show a union that is a default by its name, and not by its hundred classes."""
    shown: Any = function
    twin = FunctionType(shown.__code__, shown.__globals__, shown.__name__, shown.__defaults__, shown.__closure__)
    twin.__kwdefaults__, twin.__annotations__ = shown.__kwdefaults__, shown.__annotations__
    shown.__wrapped__ = Looks(twin)
    return function


class MemberDocs(dict[str, str]):
    """The `__slots__` of a class: its members, with what is written under each, for `help` and whoever else asks for it."""

    __slots__ = ("_cls",)

    def __init__(self, cls: type[Any]) -> None:
        super().__init__(dict.fromkeys(cls.__slots__, ""))
        self._cls = cls

    def __getitem__(self, name: str) -> str:
        from .signatures import written_in  # noqa: PLC0415  few programs ever ask

        return super().__getitem__(name) or written_in(self._cls.__module__).get(f"{self._cls.__qualname__}.{name}", "")

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is written under a member."""
        return self[name] if name in self else default  # noqa: SIM401  it is what would be called
