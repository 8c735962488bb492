"""msgspec Structs, written by hand for the events of the Live API that come all the time, with all of their members."""

import msgspec

NAME = "msgspec Structs by hand"
LOSES = ("1.0", "nulls", "unknown")


class Base(msgspec.Struct, gc=False, omit_defaults=True, kw_only=True):
    pass


class Transcript(Base):
    start_ms: int
    end_ms: int
    delta: str
    event_id: str | None = None
    client_event_id: str | None = None


class InputTranscript(Transcript, tag="session.input_transcript.delta"):
    pass


class OutputTranscript(Transcript, tag="session.output_transcript.delta"):
    pass


class OutputAudio(Base, tag="session.output_audio.delta"):
    delta: str
    start_ms: int | None = None
    end_ms: int | None = None


class Usage(Base):
    seconds: float
    active_seconds: int | None = None
    paused_seconds: int | None = None


class ContextWindow(Base):
    usage_ratio: float


class UsageUpdated(Base, tag="session.usage.updated"):
    usage: Usage
    context_window: ContextWindow | None = None
    event_id: str | None = None
    client_event_id: str | None = None


decode = msgspec.json.Decoder(InputTranscript | OutputTranscript | OutputAudio | UsageUpdated).decode
plain = msgspec.to_builtins
