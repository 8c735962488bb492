"""Try the library where nothing is installed but it and what it requires, as its users begin.

Run by the Python of such an environment. The tests cannot do this: they need pytest and hypothesis, which bring more.
"""

import importlib
import re
import subprocess
import sys
from importlib.metadata import distribution, distributions, entry_points
from pathlib import Path
from pkgutil import walk_packages

LIBRARY = distribution("realtime-wire")
EXTRAS = {name for text in LIBRARY.requires or [] if "extra ==" in text for name in re.findall(r"^[\w.-]+", text)}


def check_environment() -> None:
    """See that the environment is bare, and that what is tried was installed there."""
    names = {re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower() for found in distributions()}
    if names & EXTRAS:
        sys.exit(f"not bare: {sorted(names & EXTRAS)}")
    print("beside each other:", *sorted(names))


def check_modules() -> None:
    """Import each module; where that needs an extra, the error is about nothing else."""
    package = importlib.import_module("realtime_wire")
    if not Path(package.__file__ or "").with_name("py.typed").is_file():
        sys.exit("type checkers find no py.typed")
    done = missing = 0
    for _, name, _ in walk_packages(package.__path__, f"{package.__name__}."):
        try:
            importlib.import_module(name)
            done += 1
        except ImportError as error:
            if error.name not in EXTRAS and "pip install 'realtime-wire[" not in str(error):
                raise
            missing += 1
            print(f"{name} needs an extra: {error}")
    print(f"{done} modules can be imported, {missing} need an extra")


def check_lane() -> None:
    """See that the compiled lane is in use if the wheel has it, and only then."""
    lane = importlib.import_module("realtime_wire").lane()
    has_it = "Tag: py3-none-any" not in (LIBRARY.read_text("WHEEL") or "").splitlines()
    if lane.name != ("native" if has_it else "python") or bool(lane.reason) is has_it:
        sys.exit(f"{'a' if has_it else 'no'} compiled module was installed, but the lane is {lane}")
    print(f"the lane is {lane.name}{f': {lane.reason}' if lane.reason else ''}")


def check_frames(path: Path) -> None:
    """Decode, encode and decode again what was recorded."""
    rw = importlib.import_module("realtime_wire")
    with path.open("rb") as stream:
        events = list(rw.Decoder().iter_lines(stream))
    if not events or [rw.decode(rw.encode(event)) for event in events] != events:
        sys.exit(f"{path}: does not come back")
    print(f"{len(events)} frames of {path} come back")


def check_command(path: Path) -> None:
    """Run the command, which has to say what it needs."""
    (script,) = (found for found in entry_points(group="console_scripts") if found.module.startswith("realtime_wire."))
    command = Path(sys.executable).with_name(script.name)
    for arguments, code, text in (
        (["--version"], 0, f"{script.name} {LIBRARY.version}"),
        (["inspect", str(path)], 2, f"pip install '{script.name}[cli]'"),
    ):
        result = subprocess.run(  # noqa: S603  a command of our own
            [command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if result.returncode != code or text not in result.stdout:
            sys.exit(f"{script.name} {' '.join(arguments)}: exit code {result.returncode}\n{result.stdout}")
    print(f"{script.name} runs, and says what it needs")


def main() -> None:
    """Try everything with the stream that is named on the command line."""
    stream = Path(sys.argv[1])
    check_environment()
    check_modules()
    check_lane()
    check_frames(stream)
    check_command(stream)


if __name__ == "__main__":
    main()
