"""A log pipeline: from whatever frames were kept to one JSON line for each turn, and a report of what is odd.

``python examples/log_pipeline.py logs/*.jsonl > turns.jsonl`` reads recordings, bare frames and logs of other programs, plain or
gzip, of all vendors. The report goes to standard error; nothing in it is what somebody said.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, TextIO

import attrs

import realtime_wire as rw
from realtime_wire import recordings
from realtime_wire.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from realtime_wire.conversation import Turn

KEEPING = rw.Decoder(malformed="keep")


@attrs.define
class Pipeline:
    """Takes files, one after the other, and remembers what was odd in them."""

    out: TextIO
    unknown: Counter[str] = attrs.Factory(Counter[str])
    """Types of events that this version does not know."""

    faults: Counter[str] = attrs.Factory(Counter[str])
    """What was malformed, by place and reason."""

    damaged: list[str] = attrs.Factory(list[str])
    """Files that could not be read to the end, and why."""

    usage: rw.Usage = attrs.Factory(rw.Usage)

    def take(self, path: str) -> None:
        """Write the turns of a file."""
        conversation = Conversation(rw.REALTIME)
        try:
            for one in recordings.read(path):
                event = KEEPING.decode(one.frame)
                self._look_at(event)
                conversation.feed(event, one.time, one.sender)
        except (recordings.RecordingError, rw.DecodeError, OSError) as error:
            self.damaged.append(f"{path}: {error}")
        conversation.end()
        for turn in conversation.turns:
            self.out.write(json.dumps(row_of(path, turn), ensure_ascii=False) + "\n")
        self.usage += conversation.usage

    def _look_at(self, event: rw.Event | rw.MalformedEvent) -> None:
        match event:
            case rw.UnknownEvent():
                self.unknown[str(event.type)] += 1
            case rw.MalformedEvent():
                self.faults.update(str(fault) for fault in event.faults)
            case _:
                pass

    def report(self) -> str:
        """Tell what was odd, and what all of it cost."""
        lines = [f"{count} x unknown: {name}" for name, count in self.unknown.most_common()]
        lines += [f"{count} x malformed: {fault}" for fault, count in self.faults.most_common()]
        lines += [f"damaged: {fault}" for fault in self.damaged]
        used = self.usage
        cost = f"{used.input.total} tokens of input, {used.cached.total} cached, {used.output.total} of output"
        return "\n".join([*lines, cost])


def row_of(path: str, turn: Turn) -> dict[str, object]:
    """Return what is kept of a turn."""
    return {
        "file": path,
        "user": " ".join(item.text for item in turn.user),
        "answer": " ".join(item.text for item in turn.answer if item.kind == "message"),
        "calls": [item.name for item in turn.answer if item.kind == "call"],
        "first_audio": turn.first_audio,
        "interrupted": turn.interrupted,
        "ends": [response.end for response in turn.responses],
    }


def main(paths: Iterable[str]) -> int:
    """Write turns to standard output, and the report to standard error."""
    pipeline = Pipeline(sys.stdout)
    for path in paths:
        pipeline.take(path)
    print(pipeline.report(), file=sys.stderr)
    return 1 if pipeline.damaged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
