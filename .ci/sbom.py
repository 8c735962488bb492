"""Write down what a wheel runs with, as CycloneDX has it: `sbom.py WHEEL FILE` installs it where nothing else is, and looks.

The library itself has no third-party code. So the file tells what is required, in the versions that the index has on the day, and
the hash of the wheel that it is about. It takes `cyclonedx-bom`, which .ci/locked/release.txt brings.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import venv
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile


def named(wheel: Path) -> tuple[str, str]:
    """Return what a wheel calls itself, and which version of it."""
    with ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    return metadata["Name"], metadata["Version"]


def looked_at(wheel: Path, folder: Path) -> dict[str, object]:
    """Install a wheel, and describe what is there then."""
    venv.create(folder / "bare", with_pip=False)
    python = folder / "bare" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", str(wheel)]
    subprocess.run(install, check=True)  # noqa: S603  a command of our own
    output = folder / "sbom.json"
    look = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--spec-version", "1.6"]
    subprocess.run([*look, "--output-file", str(output), str(python)], check=True)  # noqa: S603  as the other
    return json.loads(output.read_text(encoding="utf-8"))


def main() -> None:
    """Write the file, if it has all that it should and nothing else."""
    wheel, target = map(Path, sys.argv[1:])
    name, version = named(wheel)
    with tempfile.TemporaryDirectory() as folder:
        sbom = looked_at(wheel, Path(folder))
    components = {each["name"]: each for each in sbom["components"]}
    library = components.pop(name)
    if library["version"] != version or not {"attrs", "cattrs"} <= components.keys():
        sys.exit(f"{name} {library['version']} with {sorted(components)} is not what was installed")
    if more := components.keys() - {"attrs", "cattrs", "exceptiongroup", "typing_extensions"}:
        sys.exit(f"nobody said that it requires {sorted(more)}")
    # It was installed from a path of this machine, which says nothing elsewhere.
    library.pop("externalReferences", None)
    library["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}]
    sbom["components"] = list(components.values())
    sbom["metadata"]["component"] = library
    target.write_text(json.dumps(sbom, indent=2) + "\n", encoding="utf-8")
    print(
        f"{target.name}: {name} {version} with", *(f"{each['name']} {each['version']}" for each in components.values())
    )


if __name__ == "__main__":
    main()
