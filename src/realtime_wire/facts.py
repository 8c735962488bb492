"""What events tell, in words that are the same for all protocols: for the tables of `Protocol(facts=...)`, and to fold.

This is the public face of a module of the engine. It is not imported by the package, as only tools need it.
"""

from realtime_wire._engine.facts import *  # noqa: F403  all of it is public here
