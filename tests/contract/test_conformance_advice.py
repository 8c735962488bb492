"""What `check` says of requests that the `openai` package describes: no name, no variant and no null of them is wrong."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings

import realtime_wire as rw
from tests.contract.test_conformance_generated import VENDOR, described
from tests.official import LIVE, REALTIME, ROOTS, alternatives, resolve

Json: TypeAlias = Any


def protocol_of(name: str) -> rw.Protocol:
    if name.startswith(LIVE):
        return rw.live.LIVE
    return rw.TRANSLATION if "Translation" in name else rw.REALTIME


REQUESTS = [
    (theirs, ROOTS[name], protocol_of(name))
    for name in (
        f"{REALTIME}.RealtimeClientEventParam",
        f"{REALTIME}.ResponseCreateEventWithReferencesParam",
        f"{REALTIME}.RealtimeTranslationClientEventParam",
        f"{REALTIME}.ClientSecretCreateParams",
        f"{LIVE}.ClientEventParam",
        f"{LIVE}.ForkClientEventParam",
        f"{LIVE}.ConnectClientEventParam",
        f"{LIVE}.LiveCreateParams",
        f"{LIVE}.SessionAcceptParams",
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
