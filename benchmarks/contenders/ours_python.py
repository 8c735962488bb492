"""realtime-wire as it works where there is no compiled module."""

import realtime_wire

NAME = "realtime-wire, Python lane"
LOSES = ()

_decoder = realtime_wire.Decoder(realtime_wire.ServerEvent, backend="python")
decode = _decoder.decode
decode_lines = _decoder.decode_lines
plain = realtime_wire.unstructure
