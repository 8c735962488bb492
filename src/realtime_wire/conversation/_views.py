"""What a conversation hands out: immutable objects, which do not change when more events come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

import attrs

from realtime_wire._engine import facts
from realtime_wire._shown import short
from realtime_wire.realtime.usage import Usage

from ._clips import Clip, joined

__all__ = [
    "End",
    "Gap",
    "Item",
    "ItemKind",
    "Part",
    "PartKind",
    "Problem",
    "ProblemKind",
    "Response",
    "Session",
    "Turn",
    "words_of",
]

PartKind: TypeAlias = Literal["text", "audio", "image", "reference", "key", "other"]
"""What a part of a message is."""

ItemKind: TypeAlias = Literal["message", "call", "result", "approval", "tools", "other"]
"""What an item is: something said, a call of a function or of a remote tool with what came of it, the result of a call that
nobody has seen, a call that waits to be allowed, the tools of a remote server, or something else."""

End: TypeAlias = Literal["completed", "interrupted", "cancelled", "failed", "incomplete", "cut off"]
"""How a response ended: by itself; by the user, who spoke; by the client; by a fault; before it was finished; or never, as
the stream ended before it did."""

ProblemKind: TypeAlias = Literal[
    "nobody added it",
    "place is unknown",
    "place goes round in circles",
    "words differ",
    "result without a call",
    "response without an end",
    "end of no response",
    "after the end",
]
"""What does not fit."""


@attrs.frozen(kw_only=True)
class Part:
    """A piece of a message."""

    kind: PartKind
    """What it is; speech is ``audio``, whether or not it is written down."""

    text: str = ""
    """Its words so far: what is written, or what is said; the key of a telephone; empty if there are none."""

    name: str | None = None
    """Of a reference, the item that is meant; of another part, what the protocol calls its kind. None otherwise."""

    audio_ms: float | None = None
    """How long its audio is so far, in milliseconds; None if none came, or nothing tells its format."""

    heard_ms: float | None = None
    """Where its playback was cut, in milliseconds; None if it was not."""

    whole: bool = False
    """Whether all of its words have been told at once. Until then they are what came bit by bit."""

    audio: Clip | None = None
    """Its audio so far, all that was sent; None if the conversation keeps none, or none is known."""

    @property
    def heard(self) -> str:
        """The words that were heard: all of them unless it was cut, and then as large a share as was heard of the audio.

        That is an estimate, as nothing tells when which word is spoken. Words are not broken up.
        """
        if self.heard_ms is None or not self.audio_ms or self.heard_ms >= self.audio_ms:
            return self.text
        end = int(len(self.text) * self.heard_ms / self.audio_ms)
        heard = self.text[:end]
        is_within = end < len(self.text) and not self.text[end].isspace() and heard and not heard[-1].isspace()
        return (heard.rpartition(" ")[0] if is_within else heard).rstrip()


def words_of(part: Part, shown: Callable[[str | None], str] = short) -> str:
    """Return the words of a part, or what stands for one that has none; `shown` is how the id of an item is shown."""
    match part.kind:
        case "key":
            return f"[key {part.text}]"
        case "reference":
            instead = f"[item {shown(part.name)}]"
        case "other":
            instead = f"[{short(part.name)}]"
        case "text":
            instead = ""
        case kind:
            instead = f"[{kind}]"
    return part.text or instead


@attrs.frozen(kw_only=True)
class Item:
    """One step of the conversation. What does not apply to its kind is None or empty."""

    id: str | None
    """Its id; None if it has none: not yet, or because the protocol has no items."""

    session: int
    """The session that it is of, counted from 0."""

    kind: ItemKind
    """What it is."""

    role: str | None = None
    """Of a message: who says it: ``user``, ``assistant``, ``system``, ``source`` and ``translation``, or what else the
    protocol has."""

    parts: tuple[Part, ...] = ()
    """Of a message: its pieces, in order."""

    server: str | None = None
    """Of a call of a remote tool, an approval, and tools: the label of the remote server."""

    name: str | None = None
    """Of a call or an approval: the function; of another item, what the protocol calls its kind."""

    call_id: str | None = None
    """Of a call or a result: what joins both."""

    arguments: str | None = None
    """Of a call or an approval: the arguments so far, mostly JSON text."""

    output: str | None = None
    """Of a call or a result: what the function returned; None until it has."""

    error: str | None = None
    """Of a call of a remote tool: why it failed."""

    approved: bool | None = None
    """Of an approval: the answer; None until there is one."""

    reason: str | None = None
    """Of an approval: why."""

    tools: tuple[str, ...] | None = None
    """Of tools: their names."""

    previous_id: str | None = None
    """The item that it was put behind; empty if it was put first, None if that was not told."""

    response_id: str | None = None
    """The response that it is of; None if it is of none, or of one without an id."""

    status: str | None = None
    """How far it is, in the protocol's words; None if none were told."""

    done: bool = False
    """Whether it is told to be final."""

    deleted: bool = False
    """Whether it has left the conversation. It stays in its place here."""

    untranscribed: bool = False
    """Whether it is told that its speech could not be written down."""

    start_ms: float | None = None
    """Where in the audio of the session it begins, in milliseconds; None if that is not told."""

    end_ms: float | None = None
    """Where in the audio of the session it ends, in milliseconds; None if that is not told."""

    begun_at: float | None = None
    """When it was first heard of, in seconds; None if there are no times."""

    speech_started_at: float | None = None
    """When it was told that the user begins to speak, in seconds."""

    speech_stopped_at: float | None = None
    """When it was told that the user has finished, in seconds."""

    waited_ms: float | None = None
    """How long the server waits in silence before it tells that, in milliseconds; None if the session does not say."""

    done_at: float | None = None
    """When it was told to be final, in seconds."""

    answered_at: float | None = None
    """Of a call or an approval: when the result or the answer came, in seconds; None if there is none, or there are no
    times. A call's arguments are whole at `done_at`, so it ran in between."""

    @property
    def text(self) -> str:
        """The words of all parts, a line each."""
        return "\n".join(part.text for part in self.parts if part.text)

    @property
    def heard(self) -> str:
        """The words that were heard, as `Part.heard` has them."""
        return "\n".join(filter(None, (part.heard for part in self.parts)))

    @property
    def audio(self) -> Clip | None:
        """The audio of all parts, one after the other; None if the conversation keeps none, or none is known.

        Of the user's speech, it is what turn detection names by its places in the audio of the session, or what the message
        was made of.
        """
        return joined([part.audio for part in self.parts if part.audio is not None])

    @property
    def audio_ms(self) -> float | None:
        """How long the audio of all parts is so far, in milliseconds; of the user's speech, what turn detection says.

        None if none came, or nothing tells how long it is.
        """
        lengths = [part.audio_ms for part in self.parts if part.audio_ms is not None]
        if lengths or self.start_ms is None or self.end_ms is None:
            return sum(lengths) if lengths else None
        return max(self.end_ms - self.start_ms, 0)

    @property
    def cut(self) -> bool:
        """Whether its playback was cut."""
        return any(part.heard_ms is not None for part in self.parts)


@attrs.frozen
class Gap:
    """A time in which the audio of a response had run out, and more came later: dead air."""

    begin: float
    """When the audio that was there had been played, in seconds, if it was played as it came."""

    end: float
    """When the next piece came, in seconds."""

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.end - self.begin


@attrs.frozen(kw_only=True)
class Response:
    """One answer of the model, or one attempt at it."""

    id: str | None
    """Its id; None if it has none."""

    session: int
    """The session that it is of, counted from 0."""

    status: str | None
    """How it ended, in the protocol's words; None until it has, or if none are told."""

    reason: str | None
    """Why it ended like that, in the protocol's words."""

    end: End | None
    """How it ended, in the words of `End`; None until it has."""

    items: tuple[Item, ...]
    """What it consists of, in the order of the conversation."""

    requested_by: Literal["server", "client"] | None
    """Whether the client has asked for it, or the server began by itself, as with turn detection; None if the stream does
    not have the client's events."""

    usage: Usage | None
    """What it cost; None if that is not told."""

    counts: Mapping[str, Any] | None
    """What it cost, as the server has told it; None if it has not."""

    failure: facts.Failure | None
    """What went wrong; None if nothing did."""

    audio_ms: float | None
    """How much audio was sent, in milliseconds; None if there was none, or nothing tells its format."""

    heard_ms: float | None
    """How much of it was heard, in milliseconds: all of it, unless it was cut. None if there was none, or it was
    interrupted and nobody told where."""

    begun_at: float | None
    """When it began, in seconds; None if there are no times."""

    first_text_at: float | None
    """When the first word came, in seconds."""

    first_audio_at: float | None
    """When the first audio came, or its playback began, in seconds."""

    ended_at: float | None
    """When it ended, in seconds. Its audio may still be played."""

    interrupted_at: float | None
    """When the user began to speak over it, in seconds."""

    silenced_at: float | None
    """When it was stopped or cut for that, in seconds."""

    gaps: tuple[Gap, ...]
    """When its audio had run out."""


@attrs.frozen(kw_only=True)
class Turn:
    """What the user says, and what the model does then: one side or both."""

    session: int
    """The session that it is of, counted from 0."""

    user: tuple[Item, ...]
    """What the user says, in order; nothing if the model speaks first."""

    answer: tuple[Item, ...]
    """What the model says, and the calls of functions, in order, up to what the user says next."""

    responses: tuple[Response, ...]
    """The responses that this is of."""

    begun_at: float | None
    """When the user began to speak or to be heard of, in seconds; None if there are no times."""

    speech_end_at: float | None
    """When the user fell silent, in seconds: when that was told, less the silence that the server waits for. For what was
    typed, when it was sent."""

    first_text: float | None
    """From then to the first word of the answer, in seconds."""

    first_audio: float | None
    """From then to the first audio of the answer, in seconds: how long it was quiet for the user."""

    interrupted: bool
    """Whether the user has interrupted the answer."""

    interruption: float | None
    """From the user's speaking over the answer to its being stopped, in seconds."""

    gaps: tuple[Gap, ...]
    """When the audio of the answer had run out, between responses as well."""


@attrs.frozen(kw_only=True)
class Session:
    """A session of the stream."""

    settings: facts.Settings
    """How it is set up."""

    confirmed: bool
    """Whether the server has told that; until then it is what the client asked for."""

    ended: bool
    """Whether it is over."""


@attrs.frozen(kw_only=True)
class Problem:
    """Something that does not fit. It has no words of anybody."""

    kind: ProblemKind
    """What."""

    session: int
    """The session that it is in, counted from 0."""

    item_id: str | None = None
    """The item that it is about; None if it is about none, or one without an id."""

    response_id: str | None = None
    """The response that it is about; None if it is about none, or one without an id."""

    count: int = 1
    """How often it happened."""

    def __str__(self) -> str:
        about = [f"item {self.item_id}"] if self.item_id is not None else []
        about += [f"response {self.response_id}"] if self.response_id is not None else []
        return ": ".join([self.kind, *about]) + (f" ({self.count} times)" if self.count > 1 else "")
