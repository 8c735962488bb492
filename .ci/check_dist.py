"""Check what is in the built wheel and sdist: all of the package, and nothing that does not belong there."""

import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

SDIST_LIMIT = 1_000_000
SDIST_TOP = {
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "PKG-INFO",
    "README.md",
    "examples",
    "pyproject.toml",
    "src",
    "tests",
}


def check_wheel(path: Path, package: set[str]) -> None:
    """Compare the wheel with the files of the package."""
    names = set(zipfile.ZipFile(path).namelist())
    meta = {name for name in names if PurePosixPath(name).parts[0].endswith(".dist-info")}
    files = {PurePosixPath(name).name for name in meta}
    expect(f"the package in {path.name}", names - meta, package)
    expect(
        f"the metadata in {path.name}",
        files,
        {"LICENSE", "METADATA", "RECORD", "WHEEL", "entry_points.txt"},
    )


def check_sdist(path: Path, package: set[str]) -> None:
    """Compare the sdist with the files of the package, and look at what is beside it."""
    with tarfile.open(path) as archive:
        names = {str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in archive.getnames()}
    expect(f"the package in {path.name}", {n for n in names if n.startswith("src/")}, {f"src/{n}" for n in package})
    expect(f"the top of {path.name}", {PurePosixPath(name).parts[0] for name in names} | SDIST_TOP, SDIST_TOP)
    if path.stat().st_size > SDIST_LIMIT:
        sys.exit(f"{path.name} has {path.stat().st_size:,} bytes, more than {SDIST_LIMIT:,}")


def expect(what: str, found: set[str], expected: set[str]) -> None:
    """Stop unless both sets are equal."""
    if found != expected:
        sys.exit(f"{what}: unexpected {sorted(found - expected)}, missing {sorted(expected - found)}")


def main() -> None:
    """Check each file named on the command line; the current folder is the checkout."""
    source = Path("src")
    package = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expect("src", {"realtime_wire/py.typed"} - package, set())
    checks = {".whl": check_wheel, ".gz": check_sdist}
    paths = [Path(argument) for argument in sys.argv[1:]]
    expect("dist", {path.suffix for path in paths}, set(checks))
    for path in paths:
        checks[path.suffix](path, package)
        print(f"{path.name}: {path.stat().st_size:,} bytes, contents as they should be")


if __name__ == "__main__":
    main()
