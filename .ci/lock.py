"""Write down what builds a release, by version and hash: `lock.py` renews the files in .ci/locked, which are its only output.

What they are about stands in pyproject.toml: `build.txt` has what `[build-system]` asks for, `release.txt` that and the
dependency group `release`. They are for every platform and every Python that this project has, so that a release is made by the
same files wherever it is made. It takes uv, and Python 3.11 or newer.
"""

import subprocess
from pathlib import Path

import tomllib

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".ci" / "locked"

HEAD = """\
# Renewed by `python .ci/lock.py`, of what pyproject.toml asks for.
# To be installed by `pip install --require-hashes --requirement`.
"""


def wanted() -> dict[str, list[str]]:
    """Return the requirements of each file."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = settings["build-system"]["requires"]
    return {"build.txt": build, "release.txt": [*build, *settings["dependency-groups"]["release"]]}


def compiled(requirements: list[str], oldest: str) -> str:
    """Return what the index has for requirements, from a Python on."""
    command = ["uv", "pip", "compile", "--universal", "--generate-hashes", "--python-version", oldest]
    command += ["--no-header", "--no-annotate", "--quiet", "-"]
    text = "\n".join(requirements)
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True, text=True).stdout  # noqa: S603  uv


def pins(text: str) -> set[str]:
    """Return what is pinned, without markers and hashes."""
    return {line.partition(" ")[0] for line in text.splitlines() if line[:1].isalpha()}


def main() -> None:
    """Ask the index, write the files, and say what is new."""
    FOLDER.mkdir(exist_ok=True)
    for name, requirements in wanted().items():
        path = FOLDER / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        # Wheels are built by every Python; the rest runs on the one that the project is worked on with.
        after = HEAD + compiled(requirements, "3.10" if name == "build.txt" else "3.11")
        path.write_text(after, encoding="utf-8")
        print(f"{name}:", *sorted(pins(after) - pins(before)) or ["nothing is new"])


if __name__ == "__main__":
    main()
