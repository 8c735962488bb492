"""Install the oldest releases that pyproject.toml admits, of what the library requires and of what its extras bring.

The bounds are read from the metadata of the installed library, so nothing repeats them. Releases that do not go together,
or that some other package here refuses, end it.
"""

import subprocess
import sys
from importlib.metadata import metadata, requires, version

from packaging.requirements import Requirement
from packaging.version import Version

LIBRARY = "realtime-wire"


def bounds() -> dict[str, Version]:
    """Return the oldest release of each requirement that holds on this Python, be it of an extra or not."""
    found: dict[str, Version] = {}
    extras = ["", *(metadata(LIBRARY).get_all("Provides-Extra") or [])]
    for requirement in map(Requirement, requires(LIBRARY) or []):
        if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        match [(specifier.operator, specifier.version) for specifier in requirement.specifier]:
            case [(">=", bound)]:
                oldest = Version(bound)
            case _:
                sys.exit(f"{requirement}: a requirement has a lower bound, written with >=, and nothing else")
        if found.setdefault(requirement.name, oldest) != oldest:
            sys.exit(f"{requirement}: another extra has the bound {found[requirement.name]}")
    return found


def main() -> None:
    """Install exactly these, and see that they are there."""
    wanted = bounds()
    pins = [f"{name}=={oldest}" for name, oldest in wanted.items()]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", *pins], check=True)  # noqa: S603  a command of our own
    subprocess.run([*pip, "check"], check=True)  # noqa: S603  as above
    wrong = {name: version(name) for name, oldest in wanted.items() if Version(version(name)) != oldest}
    if wrong:
        sys.exit(f"asked for {pins}, got {wrong}")
    print("the oldest:", *pins)


if __name__ == "__main__":
    main()
