"""What a Voice Live session is set up with: the flat session, avatars, animation, interim responses.

Classes of the package `azure-ai-voicelive`, whose names these have unless told.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import DataUrl, Limits, Nullable, Secret
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array
from realtime_wire.realtime.session import (
    InfOrInt,
)
from realtime_wire.realtime.tools import (
    McpTool,
    McpToolApprovalFilter,
    McpToolFilter,
    RealtimeFunctionTool,
    RealtimeTool,
    RealtimeToolChoice,
    ToolChoiceFunction,
    ToolChoiceMcp,
    ToolChoiceOptions,
)

from .audio import (
    AudioEchoCancellation,
    AudioInputNoiseReduction,
    AudioInputTranscriptionOptions,
    TurnDetection,
    Voice,
)

__all__ = [
    "AgentConfig",
    "Animation",
    "AvatarConfig",
    "Background",
    "IceServer",
    "InfOrInt",
    "InterimResponseConfig",
    "LlmInterimResponseConfig",
    "McpTool",
    "McpToolApprovalFilter",
    "McpToolFilter",
    "RealtimeFunctionTool",
    "RealtimeSession",
    "RealtimeTool",
    "RealtimeToolChoice",
    "Scene",
    "StaticInterimResponseConfig",
    "ToolChoiceFunction",
    "ToolChoiceMcp",
    "ToolChoiceOptions",
    "VideoCrop",
    "VideoParams",
    "VideoResolution",
]


@frozen(kw_only=True)
class Animation(Model):
    """Movements of a face that come along with the speech. Class `Animation`."""

    model_name: Nullable[str] = None
    """The model that makes them."""

    outputs: Nullable[tuple[Literal["blendshapes", "viseme_id"] | str, ...]] = field(default=None, converter=array)
    """What comes: weights of blend shapes, ids of visemes, or both."""


@frozen(kw_only=True)
class IceServer(Model):
    """A server by which both ends find a way to each other, for WebRTC. Class `IceServer`."""

    urls: tuple[str, ...] = field(converter=array)
    """Where it is."""

    username: Nullable[Secret[str]] = None
    """Who asks it: one half of what it wants to let somebody in, often a token. Masked in `repr`."""

    credential: Nullable[Secret[str]] = None
    """The other half, a password. Masked in `repr`."""


@frozen(kw_only=True)
class VideoCrop(Model):
    """The part of the picture that is sent. Class `VideoCrop`."""

    top_left: tuple[int, ...] = field(converter=array)
    """The upper left corner, x and y in pixels."""

    bottom_right: tuple[int, ...] = field(converter=array)
    """The lower right corner, x and y in pixels."""


@frozen(kw_only=True)
class VideoResolution(Model):
    """The size of the picture. Class `VideoResolution`."""

    width: int
    """The width, in pixels."""

    height: int
    """The height, in pixels."""


@frozen(kw_only=True)
class Background(Model):
    """What is behind an avatar. Class `Background`."""

    color: Nullable[str] = None
    """A colour, such as `#00FF00FF`."""

    image_url: Nullable[DataUrl] = None
    """Where a picture is."""


@frozen(kw_only=True)
class VideoParams(Model):
    """How the picture of an avatar is coded. Class `VideoParams`."""

    bitrate: Nullable[int] = None
    """Bits per second."""

    codec: Nullable[Literal["h264"] | str] = None
    """How it is coded."""

    crop: Nullable[VideoCrop] = None
    """The part of the picture that is sent."""

    resolution: Nullable[VideoResolution] = None
    """The size of the picture."""

    background: Nullable[Background] = None
    """What is behind the avatar."""

    gop_size: Nullable[int] = None
    """How many frames there are from one whole picture to the next."""


@frozen(kw_only=True)
class Scene(Model):
    """Where an avatar stands, and how it moves. Class `Scene`."""

    zoom: Nullable[float] = None
    """How near it is; 1.0 is as usual."""

    position_x: Nullable[float] = None
    """How far it is to the right, as a share of the picture."""

    position_y: Nullable[float] = None
    """How far it is down, as a share of the picture."""

    rotation_x: Nullable[float] = None
    """How far it is turned around the horizontal axis, in radians."""

    rotation_y: Nullable[float] = None
    """How far it is turned around the vertical axis, in radians."""

    rotation_z: Nullable[float] = None
    """How far it is tilted, in radians."""

    amplitude: Nullable[float] = None
    """How much it moves, 0.0 to 1.0."""


@frozen(kw_only=True)
class AvatarConfig(Model):
    """A figure on the screen that speaks. Class `AvatarConfig`."""

    type: Nullable[Literal["video-avatar", "photo-avatar"] | str] = None
    """What it is made of."""

    ice_servers: Nullable[tuple[IceServer, ...]] = field(default=None, converter=array)
    """Servers by which both ends find a way to each other. From the service."""

    character: str | None = None
    """Who it is, such as `lisa`."""

    style: Nullable[str] = None
    """In what pose or dress, such as `casual-sitting`."""

    model: Nullable[Literal["vasa-1"] | str] = None
    """The model that animates a photo."""

    customized: bool | None = None
    """Whether it is an avatar of one's own."""

    video: Nullable[VideoParams] = None
    """How its picture is coded."""

    scene: Nullable[Scene] = None
    """Where it stands, and how it moves."""

    output_protocol: Nullable[Literal["webrtc", "websocket"] | str] = None
    """How the picture comes."""

    output_audit_audio: Nullable[bool] = None
    """Whether its sound comes over the WebSocket as well."""


@frozen(kw_only=True)
class AgentConfig(Model):
    """The agent of Azure's that answers in place of a model, as the service tells it. Class `AgentConfig`."""

    type: Literal["agent"] = "agent"
    """The kind of configuration."""

    name: str | None = None
    """The name of the agent."""

    description: Nullable[str] = None
    """What the agent is for."""

    agent_id: str | None = None
    """The id of the agent."""

    thread_id: str | None = None
    """The conversation that it goes on with."""


@frozen(kw_only=True)
class StaticInterimResponseConfig(Model):
    """What is said while an answer takes its time: one of several texts. Class `StaticInterimResponseConfig`."""

    type: Literal["static_interim_response"] = "static_interim_response"
    """The kind of interim response."""

    triggers: Nullable[tuple[Literal["latency", "tool"] | str, ...]] = field(default=None, converter=array)
    """What starts it: waiting, or the call of a tool."""

    latency_threshold_ms: Nullable[int] = None
    """After how long it starts, in milliseconds."""

    texts: Nullable[tuple[str, ...]] = field(default=None, converter=array)
    """What is said."""


@frozen(kw_only=True)
class LlmInterimResponseConfig(Model):
    """The same, made up by a model. Class `LlmInterimResponseConfig`."""

    type: Literal["llm_interim_response"] = "llm_interim_response"
    """The kind of interim response."""

    triggers: Nullable[tuple[Literal["latency", "tool"] | str, ...]] = field(default=None, converter=array)
    """What starts it: waiting, or the call of a tool."""

    latency_threshold_ms: Nullable[int] = None
    """After how long it starts, in milliseconds."""

    model: Nullable[str] = None
    """The model that makes it up."""

    instructions: Nullable[str] = None
    """What it is told."""

    max_completion_tokens: Nullable[int] = None
    """The most tokens that it may use."""


InterimResponseConfig = StaticInterimResponseConfig | LlmInterimResponseConfig | Unknown
"""What is said while an answer takes its time."""


@frozen(kw_only=True)
class RealtimeSession(Model):
    """The set-up of a Voice Live session: what is sent to configure it, and the session as it comes back.

    It is flat, as sessions of the Realtime API were before general availability. All members are optional. Classes
    `RequestSession` and `ResponseSession`; what these have not, recorded sessions do.
    """

    id: str | None = None
    """The id of the session. From the service."""

    object: Literal["realtime.session"] | str | None = None
    """What kind of object this is. From the service."""

    expires_at: Nullable[int] = None
    """When the session ends, in seconds since the epoch. From the service."""

    model: str | None = None
    """The model that holds the conversation."""

    modalities: tuple[Literal["text", "audio", "animation", "avatar"] | str, ...] | None = field(
        default=None, converter=array
    )
    """How the model answers."""

    animation: Nullable[Animation] = None
    """Movements of a face that come along."""

    voice: Nullable[Voice] = None
    """Who speaks."""

    instructions: Nullable[str] = None
    """The system message: what to say and how to sound."""

    input_audio_sampling_rate: Nullable[int] = None
    """Samples per second of the user's audio, in Hz: 16000 or 24000 for `pcm16`, 8000 for G.711."""

    input_audio_format: Nullable[Literal["pcm16", "g711_ulaw", "g711_alaw"] | str] = None
    """How the audio that is sent to the service is coded."""

    output_audio_format: Nullable[Literal["pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw"] | str] = (
        None
    )
    """How the audio that comes from the service is coded; `pcm16` has 24000 Hz."""

    turn_detection: Nullable[TurnDetection] = None
    """How turns are noticed. An explicit null turns detection off."""

    input_audio_noise_reduction: Nullable[AudioInputNoiseReduction] = None
    """The noise filter; `azure_deep_noise_suppression` is Azure's own."""

    input_audio_echo_cancellation: Nullable[AudioEchoCancellation | Unknown] = None
    """Taking the model's own voice out of what is heard."""

    avatar: Nullable[AvatarConfig] = None
    """A figure on the screen that speaks."""

    input_audio_transcription: Nullable[AudioInputTranscriptionOptions] = None
    """Turning the user's speech into text."""

    output_audio_timestamp_types: Nullable[tuple[Literal["word"] | str, ...]] = field(default=None, converter=array)
    """Which times come along with the speech: `word` is that of each word."""

    tools: Nullable[tuple[RealtimeTool, ...]] = field(default=None, converter=array)
    """What the model may call."""

    tool_choice: Nullable[RealtimeToolChoice] = None
    """Whether the model calls tools, or which one it must call."""

    parallel_tool_calls: Nullable[bool] = None
    """Whether the model may call several tools at once."""

    temperature: Nullable[float] = None
    """How varied the answers are, 0.0 to 1.0. Server default 0.7."""

    max_response_output_tokens: Nullable[InfOrInt] = None
    """The most tokens that one response may have; `inf` for as many as the model can."""

    reasoning_effort: Nullable[Literal["none", "minimal", "low", "medium", "high", "xhigh"] | str] = None
    """How much the model thinks before it answers."""

    interim_response: Nullable[InterimResponseConfig] = None
    """What is said while an answer takes its time."""

    include: Nullable[
        tuple[
            Literal[
                "item.input_audio_transcription.logprobs",
                "item.input_audio_transcription.phrases",
                "file_search_call.results",
            ]
            | str,
            ...,
        ]
    ] = field(default=None, converter=array)
    """What the service adds to its events."""

    metadata: Nullable[Annotated[Mapping[str, str], Limits(longest=16)]] = None
    """Up to 16 strings of the client's own."""

    agent: Nullable[AgentConfig | Unknown] = None
    """The agent that answers in place of a model. From the service."""

    @property
    def all_tools(self) -> tuple[RealtimeTool, ...]:
        """The `tools`; empty where there are none."""
        return self.tools or ()
