"""Build wheel and sdist once more, as differently as they may be, and compare them with those on the command line.

They have to be the same, byte for byte, although the checkout lies elsewhere, its files have other dates and modes and
were written in another order, and umask, locale, time zone and hash seed are others, too. The wheel is made from the
checkout here, where `python -m build` makes it from the sdist. What stays is the release of the build backend, which
the wheel names, and `SOURCE_DATE_EPOCH`, if it is set. A wheel that has the compiled module also takes the same Python and
the same compiler to come out the same; the wheel for every Python, and the sdist, do not.

Whoever has a release and a checkout of its tag can run this to see that the one was made from the other.
"""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from check_dist import checkout_files, expect, modules_of

LONG_AGO = 1_000_000_000
CIRCUMSTANCES = {
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",  # stay with C, so that text is ASCII unless someone says that it is not
    "PYTHONUTF8": "0",
    "PYTHONHASHSEED": "1",
    "TZ": "Pacific/Kiritimati",
}


def copy_checkout(target: Path) -> None:
    """Copy what the project is made of, in another order, with other dates and modes."""
    for number, name in enumerate(sorted(checkout_files(), reverse=True)):
        source, copy = Path(name), target / name
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy.write_bytes(source.read_bytes())
        copy.chmod(0o700 if os.access(source, os.X_OK) else 0o600)
        os.utime(copy, (LONG_AGO + number, LONG_AGO + number))


def build(checkout: Path, output: Path, backend: str, native: str) -> None:
    """Build both from a checkout, with that release of the backend, and the compiled module or not."""
    constraint = output.with_name("constraint.txt")
    constraint.write_text(f"{backend}\n", encoding="ascii")
    result = subprocess.run(  # noqa: S603  a command of our own
        [sys.executable, "-m", "build", "--sdist", "--wheel", "--outdir", output, checkout],
        env={**os.environ, **CIRCUMSTANCES, "PIP_CONSTRAINT": str(constraint), "REALTIME_WIRE_BUILD_NATIVE": native},
        umask=0o077,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode:
        sys.exit(f"{result.stdout}\nthe second build failed")


def backend_of(wheel: Path) -> str:
    """Name the release of the backend that made a wheel, as a requirement."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/WHEEL"))
        generator = re.search(r"^Generator: (\S+) (\S+)$", archive.read(name).decode(), re.MULTILINE)
    if generator is None:
        sys.exit(f"{wheel.name} does not say what it was made by")
    return "{}=={}".format(*generator.groups())


def members(path: Path) -> dict[str, tuple[object, ...]]:
    """Describe what is in an archive: place, mode, date, owner and content of each member."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return {
                info.filename: (place, info.external_attr, info.date_time, info.create_system, wheel.read(info))
                for place, info in enumerate(wheel.infolist())
            }
    with tarfile.open(path) as sdist:
        return {
            info.name: (
                place,
                info.mode,
                info.mtime,
                (info.uid, info.gid, info.uname, info.gname),
                stream and stream.read(),
            )
            for place, info in enumerate(sdist.getmembers())
            for stream in [sdist.extractfile(info)]
        }


def compare(path: Path, rebuilt: Path) -> None:
    """Stop unless both files are the same, and say in what they differ."""
    if path.read_bytes() == rebuilt.read_bytes():
        return
    ours, theirs = members(path), members(rebuilt)
    expect(f"{path.name}, built again", set(theirs), set(ours))
    for number, aspect in enumerate(("place", "mode", "date", "owner", "content")):
        differing = [name for name, described in ours.items() if described[number] != theirs[name][number]]
        if differing:
            print(f"another {aspect}: {len(differing)} of {len(ours)} members, the first of them {differing[0]}")
    sys.exit(f"{path.name} is not the same when it is built again; if no line above says why, it is the compression")


def main() -> None:
    """Compare each file named on the command line; the current folder is the checkout."""
    paths = [Path(argument) for argument in sys.argv[1:]]
    expect("dist", {path.suffix for path in paths}, {".whl", ".gz"})
    (wheel,) = (path for path in paths if path.suffix == ".whl")
    native = "1" if modules_of(wheel) else "0"
    with tempfile.TemporaryDirectory() as folder:
        checkout, output = Path(folder, "elsewhere, and deeper", "the checkout"), Path(folder, "dist")
        copy_checkout(checkout)
        build(checkout, output, backend_of(wheel), native)
        expect("files, built again", {path.name for path in output.iterdir()}, {path.name for path in paths})
        for path in paths:
            compare(path, output / path.name)
            print(f"{path.name}: the same when built again, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
