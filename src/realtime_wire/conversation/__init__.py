"""Conversations: from the events of a stream to what was said, in the order of the conversation, with times and costs.

::

    conversation = Conversation.of("turn.jsonl")
    for item in conversation.items:
        print(item.role, item.text)

What is public is here: `_fold` takes events in, `_records` has what they are written into, `_order`, `_turns` and `_sounds`
find out what nobody tells, and `_views` and `_clips` have what is handed out. Needs no extra.
"""

from realtime_wire.realtime.usage import Tokens, Usage

from ._clips import Clip
from ._fold import Conversation
from ._prices import Prices, Rates
from ._views import End, Gap, Item, ItemKind, Part, PartKind, Problem, ProblemKind, Response, Session, Turn

__all__ = [
    "Clip",
    "Conversation",
    "End",
    "Gap",
    "Item",
    "ItemKind",
    "Part",
    "PartKind",
    "Prices",
    "Problem",
    "ProblemKind",
    "Rates",
    "Response",
    "Session",
    "Tokens",
    "Turn",
    "Usage",
]
