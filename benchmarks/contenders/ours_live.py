"""realtime-wire as its users call it for the Live API."""

from operator import methodcaller

import realtime_wire

NAME = "realtime-wire"
LOSES = ()

decode = realtime_wire.Decoder(realtime_wire.live.ServerEvent).decode
plain = methodcaller("to_dict")
