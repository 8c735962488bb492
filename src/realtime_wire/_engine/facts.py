"""Facts: what an event tells, in words that are the same for all protocols.

A protocol has a table from classes of events to functions that yield facts. What a tool does with events it does with
their facts, so it names no event; facts that it has no use for it passes over. An event tells any number of facts, and
most facts are told several times: bit by bit, whole, and once more with what they are part of.

Facts hold words and names as they came, and no secret. Audio they only pass on: it is not shown, and does not count where
facts are compared. Their classes have no slots, because frozen objects are made twice as fast without, and there is one for
every few letters that someone says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeAlias, TypedDict

import attrs

from .sound import size_of

__all__ = [
    "FIRST",
    "Answer",
    "Approval",
    "Arguments",
    "Asked",
    "Audio",
    "AudioFormat",
    "Beginning",
    "Call",
    "Content",
    "Cut",
    "Deleted",
    "Ending",
    "Fact",
    "Failure",
    "Image",
    "Item",
    "Key",
    "Later",
    "Message",
    "Other",
    "Part",
    "PartTold",
    "Piece",
    "Playback",
    "RateLimit",
    "Reference",
    "RemoteCall",
    "ResponseBegun",
    "ResponseEnded",
    "Result",
    "Said",
    "Session",
    "Settings",
    "Sound",
    "Speech",
    "Teller",
    "Text",
    "Tools",
    "Untranscribed",
    "Usage",
]


# The session


@attrs.frozen(slots=False)
class AudioFormat:
    """How audio is encoded."""

    name: str
    """What the protocol calls it, such as ``audio/pcm``."""

    rate: int | None = None
    """Samples a second, in Hz; None if the name says it, or nothing does."""

    @property
    def coding(self) -> Literal["pcm", "mu-law", "A-law"] | None:
        """How a sample is written: as a number of 16 bits, or as a byte of G.711; None if the name says nothing to us.

        Names with ``law`` or ``pcmu``, ``pcma`` are G.711; others with ``pcm`` are samples of 16 bits.
        """
        return _coding_of(self.name)[0]

    @property
    def hertz(self) -> int | None:
        """How many samples a second has; None if the name says nothing to us, or no audio has as many or as few.

        Unless it is told, as in ``pcm16_8000hz``, PCM has 24000, and G.711 has 8000; a rate of 0 tells nothing. Audio has from
        4000 to 192000.
        """
        coding, hertz = _coding_of(self.name)
        hertz = self.rate or hertz
        return hertz if coding is not None and _LEAST_HERTZ <= hertz <= _MOST_HERTZ else None

    @property
    def bytes_per_ms(self) -> float | None:
        """How many bytes a millisecond takes; None if that varies, or `hertz` is None."""
        hertz = self.hertz
        return None if hertz is None else hertz / (500 if self.coding == "pcm" else 1000)


_LEAST_HERTZ, _MOST_HERTZ = 4_000, 192_000
"""What rates there are. How much is made of a byte, where audio is brought to another rate, is bounded by that."""


@lru_cache(maxsize=256)
def _coding_of(name: str) -> tuple[Literal["pcm", "mu-law", "A-law"] | None, int]:
    """Return how a format of this name is coded, and at how many Hz unless it is told."""
    name = name.lower()
    if any(kind in name for kind in _A_LAW):
        return "A-law", 8000
    if any(kind in name for kind in _MU_LAW):
        return "mu-law", 8000
    told = _HERTZ.search(name)
    if told is not None and len(told[1]) > _MOST_DIGITS:
        return "pcm" if "pcm" in name else None, 0
    return "pcm" if "pcm" in name else None, int(told[1]) if told else 24000


_A_LAW = ("alaw", "a-law", "a_law", "pcma")
_MU_LAW = ("law", "pcmu")
_HERTZ = re.compile(r"(\d+)hz")
_MOST_DIGITS = 9
"""A rate of more digits is none, and Python does not read any number of them."""


class Settings(TypedDict, total=False):
    """How a session is set up, as far as that is told; None stands for what is switched off. Nothing secret or long."""

    id: str
    """The id of the session."""

    type: str
    """What kind of session it is."""

    model: str
    """The model."""

    modalities: list[str]
    """How the model answers, such as ``text`` and ``audio``."""

    language: str
    """The language that is translated into."""

    voice: str
    """The voice of the model: its name, or its id."""

    speed: float
    """How fast the voice speaks; 1 is as usual."""

    input_format: AudioFormat
    """The audio of the user."""

    output_format: AudioFormat
    """The audio of the model."""

    transcription: str | None
    """The model that writes down what the user says; ``on`` if it has no name."""

    noise_reduction: str | None
    """How noise is taken out of the user's audio; ``on`` if that has no name."""

    turn_detection: Mapping[str, str | float] | None
    """How the end of a turn is found: the kind, as ``type``, and its numbers and switches."""

    reasoning: str
    """How much the model thinks before it answers."""

    tools: list[str]
    """The names of the tools that the model may use; of a remote server's tools, that of the server."""


@attrs.frozen(slots=False)
class Session:
    """A session is set up like this."""

    stage: Literal["asked", "begun", "changed", "ended"]
    """Whether the client asks for it, the session begins with it, the server has changed it to that, or it is over."""

    settings: Settings
    """The settings that are told. Not all servers repeat those that stay as they are."""


# Parts of messages


@attrs.frozen(slots=False)
class Text:
    """Something written."""

    text: str | None
    """What; empty or None if it is still to come."""


@attrs.frozen(slots=False)
class Audio:
    """Something said."""

    transcript: str | None
    """What, in words; empty or None if they are still to come, or never will."""

    audio: str | None = attrs.field(default=None, eq=False, repr=False)
    """The audio in base64; None if it is not told here."""


@attrs.frozen(slots=False)
class Image:
    """A picture."""


@attrs.frozen(slots=False)
class Reference:
    """A pointer to another item."""

    item_id: str | None
    """The item that is meant."""


@attrs.frozen(slots=False)
class Other:
    """A part or an item of a kind that has no place here, or that nobody knows."""

    name: str | None
    """What the protocol calls its kind; None if it is not said."""


Part: TypeAlias = Text | Audio | Image | Reference | Other
"""A piece of a message."""


# Items


@attrs.frozen(slots=False)
class Message:
    """Something that one of those who take part says."""

    role: str
    """Who: ``user``, ``assistant``, ``system``, or what else the protocol has."""

    parts: tuple[Part, ...]
    """What it consists of so far."""


@attrs.frozen(slots=False)
class Call:
    """The model asks the client to run a function."""

    call_id: str | None
    """By what its `Result` names it."""

    name: str
    """The function."""

    arguments: str
    """As the model wrote them, mostly JSON text; empty while they are still to come."""


@attrs.frozen(slots=False)
class Result:
    """What a function returned to the model."""

    call_id: str
    """The id of the `Call`."""

    output: str
    """The result as text."""


@attrs.frozen(slots=False)
class RemoteCall:
    """A tool of a remote server that is run for the model, without the client; its result comes with it."""

    server: str
    """The name of the server."""

    name: str
    """The tool."""

    arguments: str
    """As the model wrote them, mostly JSON text; empty while they are still to come."""

    output: str | None
    """What the tool returned; None while it runs, and if it failed."""

    error: str | None
    """Why it failed, in words or by the name of the fault; None while it runs, and if it did not."""


@attrs.frozen(slots=False)
class Approval:
    """The model wants to run a tool of a remote server, and waits for the client to allow it."""

    server: str
    """The name of the server."""

    name: str
    """The tool."""

    arguments: str
    """As the model wrote them, mostly JSON text."""


@attrs.frozen(slots=False)
class Answer:
    """The client allows a call, or refuses it."""

    item_id: str
    """The item that is the `Approval`."""

    approve: bool
    """True if the tool may run."""

    reason: str | None
    """Why."""


@attrs.frozen(slots=False)
class Tools:
    """The tools that a remote server offers."""

    server: str
    """The name of the server."""

    names: tuple[str, ...]
    """The tools, which may be none."""


Content: TypeAlias = Message | Call | Result | RemoteCall | Approval | Answer | Tools | Other
"""What an item is."""

FIRST = ""
"""In place of the id of an item: there is none before this one. No protocol has an empty id."""


@attrs.frozen(slots=False)
class Item:
    """An item of the conversation, as it is so far."""

    id: str | None
    """Its id; None if it has none yet, as one that a client sends."""

    content: Content
    """What it is."""

    stage: Literal["sent", "added", "done", "told"]
    """Whether the client sends it, it joins the conversation, it is final, or it is told once more for another reason."""

    previous_id: str | None = None
    """The item that it stands behind; `FIRST` if it is the first, None if that is not told."""

    response_id: str | None = None
    """The response that it is of; None if it is of none, or that is not told."""

    status: str | None = None
    """How far it is, in the protocol's words, such as ``in_progress`` and ``completed``; None if that is not told."""


@attrs.frozen(slots=False)
class Said:
    """Words of a message: the next of them, or all."""

    item_id: str | None
    """The message; None if the protocol has no items, and all that someone says in a session is one text."""

    role: str
    """Who says them, as in `Message`; ``source`` and ``translation`` in sessions that translate."""

    text: str
    """The words; nothing if the event brings none."""

    index: int = 0
    """The place of the part in the message."""

    response_id: str | None = None
    """The response that the message is of; None if it is of none, or that is not told."""

    whole: bool = False
    """Whether they are all of the part, so that they take the place of what came before."""

    speaker: str | None = None
    """Who of several speakers says them, in a message of which each says a piece; None if they are not told apart."""

    start_ms: float | None = None
    """Where in the audio of the session, or of the message, they begin, in milliseconds; None if that is not told."""

    end_ms: float | None = None
    """Where they end, in milliseconds; None if that is not told."""


@attrs.frozen(slots=False)
class Sound:
    """A piece of audio."""

    role: str
    """Whose voice it is, as in `Said`."""

    size: int
    """How many bytes it has, as it is encoded, without the base64 around it."""

    item_id: str | None = None
    """The message that it is of; None if it is of none yet."""

    index: int = 0
    """The place of the part in the message."""

    response_id: str | None = None
    """The response that the message is of; None if it is of none, or that is not told."""

    start_ms: float | None = None
    """Where in the audio of the session it begins, in milliseconds; None if it follows what came before."""

    audio: str | None = attrs.field(default=None, eq=False, repr=False)
    """The piece itself, in base64; None if the protocol tells only how much it is."""


@attrs.frozen(slots=False)
class PartTold:
    """A part of a message, as it is so far."""

    item_id: str
    """The message."""

    role: str
    """Who says it, as in `Message`."""

    part: Part | None
    """The part; None if it is said that there is one, and not what."""

    index: int = 0
    """Its place in the message."""

    response_id: str | None = None
    """The response that the message is of; None if it is of none, or that is not told."""


@attrs.frozen(slots=False)
class Arguments:
    """Arguments of a call of either kind: the next bit of them, or all."""

    item_id: str
    """The item that is the call."""

    text: str
    """The bit."""

    response_id: str | None = None
    """The response that the call is of; None if that is not told."""

    call_id: str | None = None
    """By what the `Result` names the call; None if that is not told."""

    whole: bool = False
    """Whether it is all of them, so that it takes the place of what came before."""

    name: str | None = None
    """The function; None if that is not told."""


@attrs.frozen(slots=False)
class Key:
    """The user presses a key of a telephone."""

    key: str
    """The key, such as ``#``."""


@attrs.frozen(slots=False)
class Speech:
    """The user speaks, as whoever listens finds out."""

    stage: Literal["started", "stopped", "taken"]
    """Whether the user begins to speak, has finished, or what was said becomes a message."""

    item_id: str | None
    """The message that has it, or will have; None if that is not told."""

    at_ms: float | None = None
    """Where in the user's audio that is, in milliseconds; None if that is not told."""

    previous_id: str | None = None
    """The item that the message stands behind; `FIRST` if it is the first, None if that is not told."""


# What happens to items


@attrs.frozen(slots=False)
class Cut:
    """A message of the model ends where its playback was cut."""

    item_id: str
    """The message."""

    index: int
    """The place of the part that is cut."""

    heard_ms: int
    """How much of the part's audio was heard, in milliseconds."""


@attrs.frozen(slots=False)
class Deleted:
    """An item has left the conversation."""

    item_id: str
    """The item."""


@attrs.frozen(slots=False)
class Untranscribed:
    """What the user said could not be written down; a `Failure` tells why."""

    item_id: str
    """The message of the user."""

    index: int
    """The place of the part that has the audio."""


# Responses, costs, faults


@attrs.frozen(slots=False)
class Asked:
    """The client asks for a response, or to stop one; or to make a message of the audio that it has sent, or to drop that."""

    what: Literal["response", "cancel", "commit", "clear"]
    """Which of these."""

    response_id: str | None = None
    """The response to stop; None for the one that is made."""

    event_id: str | None = None
    """The id that the client gave the event; a `Failure` that is about it repeats it."""


@attrs.frozen(slots=False)
class ResponseBegun:
    """The model begins a response."""

    id: str | None
    """The id of the response; None if it has none."""


@attrs.frozen(slots=False)
class Playback:
    """The server plays the audio of a response itself, over a connection for that."""

    stage: Literal["started", "stopped", "cleared"]
    """Whether it begins, has come to its end, or was broken off."""

    response_id: str | None
    """The response; None if that is not told."""


@attrs.frozen(slots=False)
class ResponseEnded:
    """The model is done with a turn."""

    id: str | None
    """The id of the response; None if it has none."""

    status: str | None
    """How it ended: ``completed``, or in the protocol's words; None if that is not told."""

    reason: str | None
    """Why it ended like that, in the protocol's words; None if that is not told. A `Failure` tells of faults."""

    items: tuple[Item, ...]
    """What it consists of."""

    interrupted: bool = False
    """Whether it is told that the user has interrupted it."""


@attrs.frozen(slots=False)
class Usage:
    """What one response or transcription cost, or the session so far."""

    of: Literal["responses", "transcriptions", "session"]
    """Which of them. What a session cost so far takes the place of what it cost before."""

    counts: Mapping[str, Any]
    """Numbers by name, and groups of them; what vendors add as well, so all else is to be passed over."""

    id: str | None = None
    """The response, or the message that was transcribed: what it cost counts once, however often it is told. None if that
    is not told."""


@attrs.frozen(slots=False)
class Failure:
    """Something went wrong."""

    type: str | None
    """The class of fault."""

    code: str | None
    """The fault in the form for programs."""

    message: str | None
    """The fault in words for people."""

    response_id: str | None = None
    """The response that has failed; None if it is not about one, or that is not told."""

    event_id: str | None = None
    """The client's event that it is about; None if it is not about one, or that is not told."""


@attrs.frozen(slots=False)
class RateLimit:
    """How much the client may still ask for."""

    name: str | None
    """What is limited, such as ``tokens``; None if that is not told."""

    limit: float | None
    """How much there is at most; None if that is not told."""

    remaining: float | None
    """How much of it is left; None if that is not told."""

    reset_seconds: float | None
    """After how many seconds all of it is there again; None if that is not told."""


Fact: TypeAlias = (
    Session
    | Item
    | Said
    | PartTold
    | Arguments
    | Sound
    | Key
    | Speech
    | Cut
    | Deleted
    | Untranscribed
    | Asked
    | ResponseBegun
    | Playback
    | ResponseEnded
    | Usage
    | Failure
    | RateLimit
)
"""One thing that an event tells."""

Teller: TypeAlias = Callable[[Any], Iterable[Fact]]
"""A function that tells what events of a class say."""


@attrs.frozen(eq=False)
class Piece:
    """The teller of events that bring the next few words of a message or a call, or the next piece of audio.

    It tells a fact as others do. As there are thousands of such events, whoever takes them all in may read the members that
    are named here, and do without the facts.
    """

    fact: type[Said | Sound | Arguments]
    """What such an event tells."""

    role: str = ""
    """Whose words or voice it is, as in `Said`."""

    piece: str = "delta"
    """The member with the words, or with the audio in base64."""

    item_id: str | None = "item_id"
    """The member with the id of the message or the call; None if the protocol has none."""

    index: str | None = "content_index"
    """The member with the place of the part in the message, which is the first if it is absent; None if there is no other."""

    response_id: str | None = "response_id"
    """The member with the id of the response; None if the message is of none."""

    call_id: str | None = None
    """The member with the id by which the result names the call; None if there is none."""

    start_ms: str | None = None
    """The member that tells where in the session it begins, in milliseconds; None if there is none."""

    end_ms: str | None = None
    """The member that tells where it ends; None if there is none."""

    def __call__(self, event: Any) -> Iterable[Fact]:
        """Tell what an event says."""
        item_id, index, response_id = (
            _of(event, self.item_id),
            _of(event, self.index) or 0,
            _of(event, self.response_id),
        )
        piece, start_ms = _of(event, self.piece), _of(event, self.start_ms)
        if self.fact is Said:
            end_ms = _of(event, self.end_ms)
            return (Said(item_id, self.role, piece or "", index, response_id, start_ms=start_ms, end_ms=end_ms),)
        if self.fact is Arguments:
            return (Arguments(item_id, piece, response_id, _of(event, self.call_id)),)
        return (Sound(self.role, size_of(piece or ""), item_id, index, response_id, start_ms, piece),)


def _of(event: Any, name: str | None) -> Any:
    return None if name is None else getattr(event, name)


@attrs.frozen(eq=False)
class Later:
    """The teller of events about one item of which nobody has to know at once what it is.

    It tells facts as others do. As items are told several times, whoever takes all of that in may read the members that are
    named here, keep the event, which does not change, and have the facts told when somebody asks for the item.
    """

    tell: Teller
    """What tells of the item."""

    item: str | None = None
    """The member with the item, which has members `id` and `status`, or is told at once; None if only its id is told."""

    content: Callable[[Any], Content | None] | None = None
    """What tells of an item what it is; None if only its id is told."""

    item_id: str | None = None
    """The member with the id of the item; None if the item has it."""

    stage: Literal["added", "done"] | None = None
    """Of an item, that of `Item`."""

    previous_id: str | None = None
    """The member with the id of the item that it stands behind, null if it is the first; None if that is not told."""

    response_id: str | None = None
    """The member with the id of the response; None if it is of none."""

    words: str | None = None
    """The member with all words of a part, without which nothing is told; None if no words are."""

    counts: Callable[[Any], Mapping[str, Any]] | None = None
    """What tells what the transcription of the item cost; None if nothing does."""

    def __call__(self, event: Any) -> Iterable[Fact]:
        """Tell what an event says."""
        yield from self.tell(event)
        counts = None if self.counts is None else self.counts(event)
        if counts:
            yield Usage("transcriptions", counts, _of(event, self.item_id))


@attrs.frozen(eq=False)
class Beginning:
    """The teller of events with which a response begins."""

    response: str
    """The member with the response, which has a member `id`."""

    def __call__(self, event: Any) -> Iterable[Fact]:
        """Tell what an event says."""
        return (ResponseBegun(getattr(event, self.response).id),)


@attrs.frozen(eq=False)
class Ending:
    """The teller of events that end a response, and tell its items once more: these need not be known at once."""

    end: Callable[[Any, tuple[Item, ...]], ResponseEnded]
    """What tells of the end, given facts of the items."""

    items: Callable[[Any], Iterable[Any]]
    """What gives the items of an event, which have members `id` and `status`, or are told at once."""

    tell: Callable[[Any, str | None], Iterable[Item]]
    """What tells of such an item, given the id of the response."""

    content: Callable[[Any], Content | None]
    """What tells of such an item what it is."""

    failure: Callable[[Any], Failure | None]
    """What tells why it failed; None if it did not."""

    counts: Callable[[Any], Mapping[str, Any]]
    """What tells what it cost; nothing if that is not told."""

    is_told: Callable[[Any], bool]
    """What tells of such an item whether anything is told of it."""

    def count(self, event: Any) -> int:
        """Tell how many items are told."""
        return sum(map(self.is_told, self.items(event)))

    def __call__(self, event: Any) -> Iterable[Fact]:
        """Tell what an event says."""
        ended = self.end(event, ())
        items = tuple(fact for item in self.items(event) for fact in self.tell(item, ended.id))
        yield attrs.evolve(ended, items=items)
        failure, counts = self.failure(event), self.counts(event)
        if failure is not None:
            yield failure
        if counts:
            yield Usage("responses", counts, ended.id)
