"""The `openai` package: the parser of its Live connections, which makes objects without validating them."""

from openai.resources.live.live import LiveConnection

from .official import LOSES, NAME, plain

__all__ = ["LOSES", "NAME", "decode", "plain"]

# A connection only needs its socket to send and receive.
decode = object.__new__(LiveConnection).parse_event
