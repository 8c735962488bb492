"""A user's program that copies objects with other values for some members, with mistakes that checkers find.

mypy checks the function, for every version of Python. Pyright checks the function and the method, in programs for Python 3.13
or newer; in others it takes any members. The comment of a line names the codes that each checker reports it under.
"""

# Comments must stay on the lines that they are about.
# fmt: off
from typing import Literal

from typing_extensions import assert_type

import realtime_wire as rw


@rw.frozen(kw_only=True)
class PingEvent(rw.Model):
    type: Literal["ping"] = "ping"
    timestamp: int
    parts: tuple[rw.InputTextPart, ...] | None = rw.field(default=None, converter=rw.array)


session = rw.RealtimeSession(instructions="Be brief.")
ping = PingEvent(timestamp=1)

# What is right, also for classes with members that are required, and for lists where arrays are.
assert_type(rw.evolve(session, instructions=None, tools=[rw.McpTool(server_label="x")]), rw.RealtimeSession)
assert_type(session.evolve(instructions=None, tools=[rw.McpTool(server_label="x")]), rw.RealtimeSession)
assert_type(rw.evolve(ping, parts=[rw.InputTextPart(text="Hi")]), PingEvent)
assert_type(ping.evolve(parts=None), PingEvent)
assert_type(rw.UnknownEvent({}).evolve(type="pong", anything=[1]), rw.UnknownEvent)

# Members that do not exist, or are of another type.
rw.evolve(session, instuctions="Be brief.")  # E mypy[call-arg] pyright[reportCallIssue]
rw.evolve(session, instructions=5)  # E mypy[arg-type] pyright[reportArgumentType]
rw.evolve(ping, timestamp=None)  # E mypy[arg-type] pyright[reportArgumentType]
rw.evolve(ping, time=2)  # E mypy[call-arg] pyright[reportCallIssue]
session.evolve(instuctions="Be brief.")  # E pyright[reportCallIssue]
session.evolve(instructions=5)  # E pyright[reportArgumentType]
ping.evolve(time=2)  # E pyright[reportCallIssue]
