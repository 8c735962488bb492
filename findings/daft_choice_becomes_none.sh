#!/usr/bin/env bash
# daft 0.7.26 reads the tool that a session has to call as None, since in another session any will do, and says nothing.
#
# A session's `tool_choice` is a string, such as "auto", or an object, such as {"type":"function","name":"look_up"}. Where a
# file has both, daft makes the column a string; the object is None, whichever comes first, as if no choice had been
# made. Nothing is raised, and nothing is printed. A number beside a string, as `max_output_tokens` has them, is kept as text.
#
# Seen on 2026-11-28 with daft 0.7.26 on CPython 3.11:
#   tool_choice: ['auto', None]
#   tool_choice, the object first: [None, 'auto']
#   max_output_tokens: ['4096', 'inf']
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check daft==0.7.26

cat >use.py <<'END'
import json
from pathlib import Path

import daft


def read(name: str, values: list[object]) -> list[object]:
    path = Path("sessions.jsonl")
    frames = [{"type": "session.update", "session": {"type": "realtime", name: value}} for value in values]
    path.write_text("".join(json.dumps(frame) + "\n" for frame in frames), encoding="utf-8")
    return [session[name] for session in daft.read_json(str(path)).to_pydict()["session"]]


choice = {"type": "function", "name": "look_up"}
print("tool_choice:", read("tool_choice", ["auto", choice]))
print("tool_choice, the object first:", read("tool_choice", [choice, "auto"]))
print("max_output_tokens:", read("max_output_tokens", [4096, "inf"]))
END
seen=$(venv/bin/python use.py 2>&1)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
tool_choice: ['auto', None]
tool_choice, the object first: [None, 'auto']
max_output_tokens: ['4096', 'inf']
END
echo "as described"
