"""What pydantic asks types for: how to validate, how to serialise, and the JSON Schema of what is declared.

pydantic is imported by nobody here: it calls what is in this module, and has been imported then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, cast

from .codec import structured, to_dict
from .errors import DecodeError
from .json_schema import Schema, schema_of_class, schema_of_kind
from .once import ByClass
from .record import Raw, Record
from .schema import Kind, kind_of

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["Pydantic"]

T = TypeVar("T")


class _Decoded:
    """Stands in an annotation, where pydantic asks it for the schema of the type that stands there."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema_of(source)

    def __repr__(self) -> str:
        return "decoded"


Pydantic: TypeAlias = Annotated[T, _Decoded()]
"""A union of classes of this library as a field of a pydantic model, or in the signature of an endpoint: `Pydantic[rw.Event]`.

The tags of the JSON say which of the classes it is, as where it is decoded; left to itself, pydantic tries one class after the
other. A class alone needs no mark. To type checkers it is what is in the brackets.
"""


def core_schema_of_class(cls: Any) -> CoreSchema:
    """Return what pydantic goes by for a class that stands somewhere without a mark.

    Raises:
        TypeError: it is a class for what others do not know. pydantic would ask it last of a union, and take what is malformed.
    """
    if issubclass(cls, Raw):
        msg = (
            f"{cls.__name__} takes whatever the other classes of a union do not, and pydantic would give it what is malformed: "
            "Pydantic[...] around the union has all of them asked at once"
        )
        raise TypeError(msg)
    return core_schema_of(cls)


def core_schema_of(type_: Any) -> CoreSchema:
    """Return what pydantic goes by: objects are taken as they are, and all else is structured from JSON values.

    What does not fit is told with its place among the members, and with the kind of what was found instead of its value.
    """
    from pydantic_core import core_schema  # noqa: PLC0415  see above

    kind = kind_of(type_)
    ref = f"{type_.__module__}.{type_.__qualname__}:{id(type_)}" if _is_class(type_) else None

    def validate(value: Any) -> Any:
        if isinstance(value, (Record, Raw)):
            if _has_class(kind, type(value)):
                return value
            fault = DecodeError(kind.expected, type(value).__name__)
        else:
            try:
                return structured(value, type_)
            except DecodeError as error:
                fault = error
        raise _refusal(fault)

    def schema_for(_: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        return _schema_of(type_, kind, handler)

    return core_schema.no_info_plain_validator_function(
        validate,
        ref=ref,
        metadata={"pydantic_js_functions": [schema_for]},
        serialization=core_schema.plain_serializer_function_ser_schema(_plain),
    )


def _is_class(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Record)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("Any", value)]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in cast("Any", value).items()}
    return to_dict(value) if isinstance(value, (Record, Raw)) else value


def _has_class(kind: Kind, cls: type[Any]) -> bool:
    objects = kind.objects
    if objects is None:
        return False
    return issubclass(cls, tuple(filter(None, (*objects.classes, objects.unknown, objects.malformed))))


def _refusal(error: DecodeError) -> Exception:
    from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError  # noqa: PLC0415  see above

    details: list[InitErrorDetails] = []
    for fault in error.faults:
        told = {"expected": fault.expected, "found": fault.found}
        kind = PydanticCustomError("wire_format", "expected {expected}, found {found}", told)
        steps = tuple("[...]" if step is None else step for step in fault.steps)
        details.append(InitErrorDetails(type=kind, loc=steps, input=fault.found))
    # pydantic puts its own way to the value before these.
    return ValidationError.from_exception_data("realtime_wire", details)


def _schema_of(type_: Any, kind: Kind, handler: GetJsonSchemaHandler) -> Schema:
    """Return the JSON Schema, in which each class is a definition of pydantic's."""
    from pydantic_core import core_schema  # noqa: PLC0415  see above

    def refer(cls: type[Record]) -> Schema:
        # A handler knows no definitions, but a chain asks for what is in it where they are known.
        return handler(core_schema.chain_schema([_CORE[cls]]))

    if _is_class(type_):
        return schema_of_class(type_, refer)
    return schema_of_kind(kind, refer)


_CORE: ByClass[Any] = ByClass(core_schema_of)
"""What pydantic goes by for each class that is inside of others."""
