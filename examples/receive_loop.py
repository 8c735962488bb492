"""A voice agent at the counter of a station: its receive loop, in which strict type checkers find nothing.

``OPENAI_API_KEY=... python examples/receive_loop.py "wss://api.openai.com/v1/realtime?model=gpt-realtime" question.pcm``
says what is in the file, 16-bit PCM at 24 kHz, and writes the answer into ``answer.pcm``.

`Agent` takes events and returns events, and knows no socket: that is what `test_receive_loop.py` tests.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import attrs
from typing_extensions import assert_never

import realtime_wire as rw

if TYPE_CHECKING:
    from collections.abc import Callable

Wanted: TypeAlias = (
    rw.ConversationItemInputAudioTranscriptionCompletedEvent
    | rw.ErrorEvent
    | rw.InputAudioBufferSpeechStartedEvent
    | rw.ResponseDoneEvent
    | rw.ResponseOutputAudioDeltaEvent
)
"""What this program goes by: no other event is made into an object."""

DECODER = rw.Decoder(rw.ServerEvent, only=Wanted)

SESSION = rw.RealtimeSession(
    type="realtime",
    instructions="You answer questions about departures, briefly.",
    audio=rw.RealtimeAudioConfig(output=rw.RealtimeAudioConfigOutput(voice="marin")),
    tools=[
        rw.RealtimeFunctionTool(
            name="next_departure",
            description="When the next train to a city leaves.",
            parameters={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        )
    ],
)


@attrs.define
class Agent:
    """Plays what the model says, and calls the functions that it asks for."""

    functions: dict[str, Callable[..., object]]
    """The functions by name."""

    play: Callable[[bytes], object]
    """What takes audio."""

    item_id: str | None = None
    """The item that is played."""

    played_ms: float = 0
    """How much of it was handed on."""

    answered: bool = False
    """Whether the model has said all that it had to."""

    def handle(self, event: Wanted) -> list[rw.ClientEvent]:
        """Take an event of the server in, and return what to send."""
        match event:
            case rw.ResponseOutputAudioDeltaEvent():
                return self._hear(event)
            case rw.InputAudioBufferSpeechStartedEvent():
                return self._fall_silent()
            case rw.ResponseDoneEvent(response=response):
                return self._call(response)
            case rw.ConversationItemInputAudioTranscriptionCompletedEvent(transcript=transcript):
                print("user:", transcript)
            case rw.ErrorEvent():
                print("error:", event.message)
            case _:
                assert_never(event)
        return []

    def _hear(self, event: rw.ResponseOutputAudioDeltaEvent) -> list[rw.ClientEvent]:
        if event.item_id != self.item_id:
            self.item_id, self.played_ms = event.item_id, 0
        self.played_ms += rw.audio_ms(event.delta) or 0
        self.play(event.audio_bytes)
        return []

    def _fall_silent(self) -> list[rw.ClientEvent]:
        """Tell the server how much was heard of what the user interrupts."""
        if self.item_id is None:
            return []
        heard = rw.ConversationItemTruncateEvent(
            item_id=self.item_id, content_index=0, audio_end_ms=round(self.played_ms)
        )
        self.item_id = None
        return [heard]

    def _call(self, response: rw.RealtimeResponse) -> list[rw.ClientEvent]:
        """Call what the model asks for, and have it go on."""
        results: list[rw.ClientEvent] = [
            rw.ConversationItemCreateEvent(
                item=rw.RealtimeConversationItemFunctionCallOutput(call_id=call.call_id, output=self._result_of(call))
            )
            for call in response.function_calls
            if call.call_id is not None
        ]
        self.answered = not results
        return [*results, rw.ResponseCreateEvent()] if results else []

    def _result_of(self, call: rw.RealtimeConversationItemFunctionCall) -> str:
        """Call a function; what goes wrong in it, and with arguments that are no JSON, is for the model to know."""
        try:
            return json.dumps(self.functions[call.name or ""](**call.parsed_arguments))
        except (KeyError, TypeError, ValueError) as error:
            return json.dumps({"error": type(error).__name__})


def next_departure(city: str) -> object:
    """Look a train up."""
    return {"city": city, "departs": "14:05", "platform": "7"}


async def talk(url: str, question: bytes, agent: Agent) -> None:
    """Ask a question, and listen until it is answered."""
    from websockets.asyncio.client import connect  # noqa: PLC0415  whoever tests the agent need not have it

    key = os.environ.get("OPENAI_API_KEY", "none")
    async with connect(url, max_size=None, additional_headers={"Authorization": f"Bearer {key}"}) as socket:
        events: list[rw.ClientEvent] = [
            rw.SessionUpdateEvent(session=SESSION),
            rw.InputAudioBufferAppendEvent.of(question),
            rw.InputAudioBufferCommitEvent(),
            rw.ResponseCreateEvent(),
        ]
        for each in events:
            await socket.send(rw.encode(each), text=True)
        async for frame in socket:
            event = DECODER.decode(frame)
            for answer in () if event is None else agent.handle(event):
                await socket.send(rw.encode(answer), text=True)
            if agent.answered:
                break


def main() -> None:
    """Ask what is in a file."""
    url, file = sys.argv[1:]
    with Path("answer.pcm").open("wb") as speech:
        agent = Agent({"next_departure": next_departure}, speech.write)
        asyncio.run(talk(url, Path(file).read_bytes(), agent))
    print(f"{Path('answer.pcm').stat().st_size} bytes of speech in answer.pcm")


if __name__ == "__main__":
    main()
