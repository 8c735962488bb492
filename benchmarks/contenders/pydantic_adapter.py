"""pydantic validating into the `openai` package's types: its server events as a union told apart by `type`.

The package asks pydantic to build what validates a class when the class is first used; building the adapter does.
"""

from typing import Annotated, Any, get_args

from openai.types.realtime import RealtimeServerEvent
from pydantic import Field, TypeAdapter

NAME = "pydantic over openai's types"
LOSES = ("1.0",)

_adapter: TypeAdapter[Any] = TypeAdapter(Annotated[get_args(RealtimeServerEvent)[0], Field(discriminator="type")])
decode = _adapter.validate_json


def plain(obj: Any) -> Any:
    return obj.to_dict(mode="json", warnings=False)
