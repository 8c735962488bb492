"""realtime-wire without a decoder of one's own: the function `decode`, for events of both directions."""

import realtime_wire

NAME = "realtime-wire, decode()"
LOSES = ()

decode = realtime_wire.decode
plain = realtime_wire.unstructure
