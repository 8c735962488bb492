"""Frames that are large in one way, of any size: data for tests and benchmarks, and nothing that checks it."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["GROUPS", "REFUSED", "Shape"]

Shape = Callable[[int], bytes]
"""Makes a frame of about so many bytes."""


def _repeated(before: bytes, part: bytes, after: bytes) -> Shape:
    return lambda size: before + part * (size // len(part)) + after


def _numbered(before: bytes, part: bytes, after: bytes) -> Shape:
    """Make a shape of parts that each have a number."""

    def make(size: int) -> bytes:
        count = size // len(part % 10_000)
        return before + b",".join(part % number for number in range(count)) + after

    return make


def _string(part: bytes) -> Shape:
    return _repeated(b'{"type":"ping","a":"', part, b'"}')


_TOOL = b'{"type":"function","name":"f%d","parameters":{"type":"object","properties":{}}}'
_BRACKETS = b"[[],{}]," * 100

REFUSED = "what is refused"
"""The group of what is no JSON, or none that fits; at a size of 16 KiB and more."""

GROUPS: dict[str, dict[str, Shape]] = {
    "members": {
        "members of an unknown event": _numbered(b'{"type":"ping",', b'"m%d":0', b"}"),
        "unknown members of a known event": _numbered(b'{"type":"input_audio_buffer.cleared",', b'"m%d":0', b"}"),
        "members of free-form JSON": _numbered(
            b'{"type":"session.update","session":{"tracing":{"metadata":{', b'"m%d":0', b"}}}}"
        ),
        "entries of a map": _numbered(b'{"type":"response.create","response":{"metadata":{', b'"m%d":"x"', b"}}}"),
        "one unknown member again": _repeated(b'{"type":"input_audio_buffer.cleared"', b',"a":0', b"}"),
        "one declared member again": _repeated(b'{"type":"input_audio_buffer.cleared"', b',"event_id":"e"', b"}"),
        "the type again": _repeated(b'{"type":"ping"', b',"type":"ping"', b',"type":"input_audio_buffer.cleared"}'),
        "one free-form member again": _repeated(
            b'{"type":"session.update","session":{"tracing":{"metadata":{}', b',"metadata":{"a":0}', b"}}}"
        ),
        "long names": _repeated(b'{"type":"ping","', b"name", b'":0}'),
    },
    "elements": {
        "tools": _numbered(b'{"type":"session.update","session":{"tools":[', _TOOL, b"]}}"),
        "tools with unknown members": _numbered(
            b'{"type":"session.update","session":{"tools":[', _TOOL[:-1] + b',"a":1}', b"]}}"
        ),
        "unknown tools": _repeated(b'{"type":"session.update","session":{"tools":[', b'{"type":"x"},', b"{}]}}"),
        "items with null members": _repeated(
            b'{"type":"response.create","response":{"input":[',
            b'{"type":"message","role":"user","id":null,"status":null,"content":[]},',
            b'{"type":"item_reference","id":"i"}]}}',
        ),
        "strings of a known event": _repeated(
            b'{"type":"response.create","response":{"output_modalities":[', b'"a",', b'"a"]}}'
        ),
        "empty arrays": _repeated(b'{"type":"ping","a":[', b"[],", b"0]}"),
        "empty objects": _repeated(b'{"type":"input_audio_buffer.cleared","a":[', b"{},", b"0]}"),
        "deep arrays side by side": _repeated(b'{"type":"ping","a":[', b"[" * 150 + b"]" * 150 + b",", b"0]}"),
    },
    "strings": {
        "a string": _string(b"x"),
        "a string of a known event": _repeated(b'{"type":"input_audio_buffer.append","audio":"', b"QUJD", b'"}'),
        "a string that is not ASCII": _string("é😀".encode()),
        "backslashes": _string(b"\\\\"),
        "quotes": _string(b'\\"'),
        "escapes": _string(b"\\u00e9"),
        "escaped pairs of surrogates": _string(b"\\ud83d\\ude00"),
        "brackets in a string": _string(b"[{"),
        "a string beside brackets": _repeated(b'{"type":"ping","b":[' + _BRACKETS + b'0],"a":"', b"x", b'"}'),
        "backslashes beside brackets": _repeated(b'{"type":"ping","b":[' + _BRACKETS + b'0],"a":"', b"\\\\", b'"}'),
        "quotes beside brackets": _repeated(b'{"type":"ping","b":[' + _BRACKETS + b'0],"a":"', b'\\"', b'"}'),
        "short strings beside brackets": _repeated(b'{"type":"ping","b":[' + _BRACKETS + b"0", b',""', b"]}"),
    },
    "numbers and white space": {
        "digits of a fraction": _repeated(b'{"type":"ping","a":0.', b"1", b"}"),
        "zeros before an exponent": _repeated(b'{"type":"ping","a":1.', b"0", b"1e-5}"),
        "digits of an exponent": _repeated(b'{"type":"ping","a":1e-', b"9", b"}"),
        "integers of many digits": _repeated(b'{"type":"ping","a":[', b"9" * 4300 + b",", b"0]}"),
        "floats": _repeated(b'{"type":"ping","a":[', b"-1.5e-7,", b"0]}"),
        "blanks": _repeated(b'{"type":"input_audio_buffer.cleared"', b" \t\r", b"}"),
        "blanks around": lambda size: b" " * (size // 2) + b'{"type":"ping"}' + b"\r" * (size // 2),
    },
    REFUSED: {
        "digits of an integer": _repeated(b'{"type":"ping","a":', b"9", b"}"),
        "arrays that are too deep": _repeated(b'{"type":"ping","a":', b"[", b"}"),
        "objects that are too deep": _repeated(b'{"type":"ping"', b',"a":{"a":0', b"}"),
        "a string without an end": _repeated(b'{"type":"ping","a":"', b"x", b""),
        "commas": _repeated(b'{"type":"ping","a":[0', b",", b"0]}"),
        "brackets that close": _repeated(b'{"type":"ping"}', b"]", b""),
        "a lone surrogate behind pairs": _repeated(b'{"type":"ping","a":"', b"\\ud83d\\ude00", b'\\ud800"}'),
        "a byte that is no UTF-8 behind others": _repeated(b'{"type":"ping","a":"', "é".encode(), b'\xff"}'),
        "strings where numbers belong": _repeated(
            b'{"type":"session.update","session":{"tools":[',
            b'{"type":"function","name":"f"},',
            b'{"type":"function","name":0}]}}',
        ),
    },
}
