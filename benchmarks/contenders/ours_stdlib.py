"""realtime-wire as it works where msgspec is not installed."""

import realtime_wire

NAME = "realtime-wire, standard library"
LOSES = ()

_decoder = realtime_wire.Decoder(realtime_wire.ServerEvent, backend="json")
decode = _decoder.decode
decode_lines = _decoder.decode_lines
plain = realtime_wire.unstructure
