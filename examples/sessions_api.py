"""An endpoint that hands out client secrets: sessions are in a YAML file, browsers get a key of their own, and ours stays here.

``OPENAI_API_KEY=... uvicorn examples.sessions_api:app`` serves what is in ``sessions.yaml``; ``/docs`` shows the schemas. It needs
fastapi, uvicorn and pyyaml.
"""

import os
from pathlib import Path
from typing import Annotated
from urllib.error import URLError
from urllib.request import Request, urlopen

import yaml
from fastapi import Body, Depends, FastAPI, HTTPException
from pydantic import BaseModel

import realtime_wire as rw

FILE = Path(__file__).with_name("sessions.yaml")


def read(path: Path) -> dict[str, rw.RealtimeSession]:
    """Read sessions, and see whether a server will take them.

    Raises:
        DecodeError: one is malformed; it says where.
        ValueError: a server would refuse one, or ignore something in it.
    """
    sessions: dict[str, rw.RealtimeSession] = {}
    for name, session in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        sessions[name] = rw.structure(session, rw.RealtimeSession)
        if findings := rw.check(sessions[name]):
            msg = f"{path.name}: {name}: {'; '.join(map(str, findings))}"
            raise ValueError(msg)
    return sessions


SESSIONS = read(FILE)
app = FastAPI(title="Sessions")


class Wanted(BaseModel):
    """What a browser may choose."""

    language: str | None = None
    expires_after: rw.ClientSecretExpiresAfter | None = None


def named(name: str) -> rw.RealtimeSession:
    """Find a session."""
    if name not in SESSIONS:
        raise HTTPException(404, "no such session")
    return SESSIONS[name]


@app.get("/sessions")
def sessions() -> dict[str, rw.RealtimeSession]:
    """Return all sessions."""
    return SESSIONS


@app.post("/sessions/{name}/client_secret")
def client_secret(
    session: Annotated[rw.RealtimeSession, Depends(named)], wanted: Wanted
) -> rw.RealtimeCreateClientSecretResponse:
    """Return a key with which a browser can have this session, and nothing else."""
    if wanted.language is not None:
        session = session.evolve(instructions=f"{session.instructions} Speak {wanted.language}.")
    asked = rw.RealtimeCreateClientSecretRequest(session=session, expires_after=wanted.expires_after)
    request = Request(  # noqa: S310  the address is ours
        os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1") + "/realtime/client_secrets",
        data=rw.encode(asked),
        headers={"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310  the same
            return rw.decode(answer.read(), rw.RealtimeCreateClientSecretResponse)
    except (URLError, TimeoutError, rw.DecodeError) as error:  # what the server refuses, and that it is not there
        raise HTTPException(502, str(error)) from None


@app.post("/check")
def check(event: Annotated[rw.Pydantic[rw.ClientEvent], Body()]) -> list[str]:
    """Tell what a server would refuse of an event, or ignore."""
    return [str(finding) for finding in rw.check(event)]
