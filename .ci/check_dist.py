"""Check the built wheel and sdist: all of the package, byte for byte, and nothing that does not belong there."""

import base64
import csv
import hashlib
import os
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from email import message_from_bytes
from pathlib import Path, PurePosixPath

SDIST_LIMIT = 1_000_000
SDIST_TOP = {
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "examples",
    "hatch_build.py",
    "pyproject.toml",
    "src",
    "tests",
}
"""What an sdist takes from a checkout: the package, what builds it, what tests it, and what is told about it."""

WHEEL_META = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
MODE = 0o644

MODULE = "realtime_wire/_engine/_native"
BINARIES = {".so", ".pyd"}

# What hatchling stamps on every member, so that the time of a build does not show.
STAMP = int(os.environ.get("SOURCE_DATE_EPOCH", "1580601600"))


def checkout_files() -> set[str]:
    """Name the files of the current folder that make the project: those that git tracks."""
    listing = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=False)  # noqa: S607  the git of the user
    if tracked := set(listing.stdout.split("\0")) - {""}:
        return tracked
    print("git knows nothing of this folder: every file is taken for the project's")
    return {
        path.as_posix()
        for top in map(Path, SDIST_TOP)
        for path in (top, *top.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in BINARIES
    }


def check_wheel(path: Path, files: set[str]) -> None:
    """Compare the wheel with the files of the package, and its record with what is in it."""
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        found = {info.filename: archive.read(info) for info in infos}
    *day, second = time.gmtime(STAMP)[:6]
    expect_regular(
        path,
        [info.filename for info in infos],
        {info.external_attr >> 16 & 0o7777 for info in infos},
        {info.date_time for info in infos},
        (*day, second - second % 2),  # ZIP counts pairs of seconds
    )
    meta = "{}-{}.dist-info/".format(*path.name.split("-")[:2])
    package = {name[4:]: Path(name) for name in files if name.startswith("src/") and not name.endswith(".c")}
    expect("marks of a typed package that are missing", {"realtime_wire/py.typed"} - package.keys(), set())
    compiled = {name for name in found if PurePosixPath(name).suffix in BINARIES}
    expect(f"compiled modules in {path.name}", {name.partition(".")[0] for name in compiled}, modules_of(path))
    expect(f"what is in {path.name}", set(found), package.keys() | compiled | {meta + name for name in WHEEL_META})
    expect_same_bytes(path, found, {**package, f"{meta}licenses/LICENSE": Path("LICENSE")})
    record = {(name, sha, size) for name, sha, size in csv.reader(found[f"{meta}RECORD"].decode().splitlines())}
    true = {(name, f"sha256={digest(data)}", str(len(data))) for name, data in found.items() if name != f"{meta}RECORD"}
    expect(f"the RECORD of {path.name}", record, {*true, (f"{meta}RECORD", "", "")})
    check_metadata(path, found[f"{meta}METADATA"])


def modules_of(wheel: Path) -> set[str]:
    """Name the compiled modules that a wheel has, going by its tag."""
    return set() if wheel.stem.endswith("-py3-none-any") else {MODULE}


def check_sdist(path: Path, files: set[str]) -> None:
    """Compare the sdist with the part of the checkout that belongs there."""
    top = path.name.removesuffix(".tar.gz")
    with tarfile.open(path) as archive:
        infos = archive.getmembers()
        found = {
            info.name.removeprefix(f"{top}/"): stream.read() if (stream := archive.extractfile(info)) else b""
            for info in infos
        }
    names = [info.name if info.isreg() else f"{info.name}, which is no file" for info in infos]
    expect_regular(path, names, {info.mode for info in infos}, {info.mtime for info in infos}, STAMP)
    belongs = {name: Path(name) for name in files if PurePosixPath(name).parts[0] in SDIST_TOP}
    expect(f"what is in {path.name}", set(found), belongs.keys() | {"PKG-INFO"})
    expect_same_bytes(path, found, belongs)
    check_metadata(path, found["PKG-INFO"])
    if path.stat().st_size > SDIST_LIMIT:
        sys.exit(f"{path.name} has {path.stat().st_size:,} bytes, more than {SDIST_LIMIT:,}")


def check_metadata(path: Path, text: bytes) -> None:
    """See to it that PyPI's page, which has no files of the repository, does not link to any."""
    message = message_from_bytes(text)
    if "Project-URL" not in message:
        return  # there is no address yet that such links could be made from
    relative = re.findall(r"\]\((?!https?://|#|mailto:)([^)]*)\)", str(message.get_payload()))
    expect(f"relative links in the description of {path.name}", set(relative), set())


def expect_regular(path: Path, names: list[str], modes: set[int], dates: set[object], date: object) -> None:
    """Stop unless each member is there once, with the one mode and the one date that members may have."""
    expect(f"what is twice in {path.name}", {name for name in names if names.count(name) > 1}, set())
    expect(f"modes in {path.name}", {oct(mode) for mode in modes}, {oct(MODE)})
    expect(f"dates in {path.name}", dates, {date})


def expect_same_bytes(path: Path, found: dict[str, bytes], sources: dict[str, Path]) -> None:
    """Stop unless members are what the files of the checkout are."""
    changed = {name for name, source in sources.items() if found[name] != source.read_bytes()}
    expect(f"members of {path.name} that differ from the checkout", changed, set())


def expect(what: str, found: set, expected: set) -> None:
    """Stop unless both sets are equal."""
    if found != expected:
        unexpected, missing = (sorted(map(str, some)) for some in (found - expected, expected - found))
        sys.exit(f"{what}: unexpected {unexpected}, missing {missing}")


def digest(data: bytes) -> str:
    """Return the hash as the RECORD of a wheel writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def main() -> None:
    """Check each file named on the command line; the current folder is the checkout."""
    files = checkout_files()
    checks = {".whl": check_wheel, ".gz": check_sdist}
    paths = [Path(argument) for argument in sys.argv[1:]]
    expect("dist", {path.suffix for path in paths}, set(checks))
    for path in paths:
        checks[path.suffix](path, files)
        print(f"{path.name}: {path.stat().st_size:,} bytes, contents as they should be")


if __name__ == "__main__":
    main()
