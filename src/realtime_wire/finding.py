"""What is told of an object that is looked at before it is sent, or changed from one shape to another."""

from __future__ import annotations

import attrs

__all__ = ["Finding"]


@attrs.frozen
class Finding:
    """Something about one place in an object. It holds no value of the object, as that may be secret.

    Its text is ``$.session.voice: belongs into audio.output.voice since general availability (...)``.
    """

    path: str
    """The place as a JSON path, such as ``$.session.audio.input``."""

    problem: str
    """What is the matter with it, in words for people."""

    hint: str
    """What to do about it; empty if there is nothing that helps."""

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" + (f" ({self.hint})" if self.hint else "")
