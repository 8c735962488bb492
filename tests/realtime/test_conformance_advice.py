"""What `check` says of requests that the `openai` package describes: no name, no variant and no null of them is wrong."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings

import realtime_wire as rw
from tests.official import REALTIME, ROOTS, alternatives, resolve
from tests.realtime.test_conformance_generated import VENDOR, described

Json: TypeAlias = Any

REQUESTS = [
    (theirs, ROOTS[name], rw.TRANSLATION if "Translation" in name or "Connect" in name else rw.REALTIME)
    for name in (
        f"{REALTIME}.RealtimeClientEventParam",
        f"{REALTIME}.ResponseCreateEventWithReferencesParam",
        f"{REALTIME}.RealtimeTranslationClientEventParam",
        f"{REALTIME}.ClientSecretCreateParams",
    )
    for theirs in alternatives(resolve(name))
]

NEVER = (
    "has another shape than its type says",
    "is no member that the class has",
    "is none of the known values",
    "is the name of an event that only servers send",
    "no event of this type is known",
    "no variant of this type is known",
    "takes no null",
)


@pytest.mark.parametrize(("theirs", "union", "protocol"), REQUESTS, ids=[theirs.__name__ for theirs, *_ in REQUESTS])
def test_no_name_and_no_null_of_theirs_is_wrong(theirs: Any, union: Any, protocol: rw.Protocol) -> None:
    @settings(max_examples=40)
    @given(described(theirs))
    def check(payload: Json) -> None:
        told = rw.check(rw.structure(payload, union), protocol)
        wrong = [one for one in told if one.problem in NEVER and not re.search(rf"\b{VENDOR}$", one.path)]
        assert wrong == []

    check()
