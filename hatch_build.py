"""Builds the compiled lane into wheels, where there is a compiler, and a wheel for every Python where there is none.

`REALTIME_WIRE_BUILD_NATIVE` decides otherwise: 1 makes it an error if the module cannot be built, 0 leaves it out.

The description on the page of an index is the README, with links that lead somewhere from there.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

SWITCH = "REALTIME_WIRE_BUILD_NATIVE"
MODULE = "realtime_wire._engine._native"
SOURCE = "src/realtime_wire/_engine/_native.c"
INCLUDED = "src/realtime_wire/_engine/_columns.c"


def why_not() -> str:
    """Return why this Python gets no compiled module; nothing if it does."""
    if sys.implementation.name != "cpython":
        return "it is for CPython"
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "it is for builds with the interpreter lock"
    if sys.maxsize < 2**32 or sys.byteorder != "little":
        return "it is for little-endian machines of 64 bits"
    return ""


def compiled(root: Path, folder: Path, scratch: str) -> Path:
    """Compile the module into a folder, and return where it is."""
    from setuptools import Distribution, Extension  # noqa: PLC0415  wheels without the module do without it
    from setuptools.command.build_ext import build_ext  # noqa: PLC0415  the same

    # Without symbols for debuggers, which name the folder of the build, the same sources give the same bytes.
    flags = ["/O2"] if sys.platform == "win32" else ["-O3", "-g0", "-fno-strict-aliasing"]
    extension = Extension(MODULE, [SOURCE], depends=[INCLUDED], extra_compile_args=flags)
    command: Any = build_ext(Distribution({"name": "realtime-wire", "ext_modules": [extension]}))
    command.build_lib, command.build_temp = str(folder), scratch
    before = Path.cwd()
    os.chdir(root)  # so that the source has the same name in every folder
    try:
        command.ensure_finalized()
        command.run()
    finally:
        os.chdir(before)
    module = folder / command.get_ext_filename(MODULE)
    module.chmod(0o644)  # as all else in a wheel
    return module


class CompiledLane(BuildHookInterface[Any]):
    """Adds the module to wheels."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say so in the tag of the wheel."""
        wish = os.environ.get(SWITCH, "")
        reason = "it is not wanted" if wish == "0" else why_not()
        if self.target_name != "wheel" or reason:
            if wish == "1" and reason:
                msg = f"{SWITCH}=1, but the compiled module cannot be built: {reason}"
                raise RuntimeError(msg)
            return
        root = Path(self.root)
        self._scratch = tempfile.TemporaryDirectory(prefix="realtime-wire-")
        # What is installed editable is imported from the sources, so the module has to be there.
        folder = root / "src" if version == "editable" else Path(self._scratch.name) / "lib"
        try:
            module = compiled(root, folder, str(Path(self._scratch.name) / "temp"))
        except Exception as error:  # whatever keeps a compiler from its work, the library does without
            if wish == "1":
                raise
            self.app.display_warning(f"realtime-wire is built without its compiled module: {error}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        if version != "editable":
            build_data["force_include"][str(module)] = f"{MODULE.rpartition('.')[0].replace('.', '/')}/{module.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  the interface's arguments
        """Tidy up."""
        if hasattr(self, "_scratch"):
            self._scratch.cleanup()


def description(readme: str, urls: dict[str, str], version: str) -> str:
    """Return what an index shows: the README, with links that lead somewhere from there.

    Pages are those of the site, if `urls` has a Documentation, and other files are those of the Source at the tag of the
    version. Where there is no address, links stay as they are.
    """
    site, source = urls.get("Documentation", "").rstrip("/"), urls.get("Source", "").rstrip("/")
    if site:
        readme = re.sub(r"\]\(docs/([\w-]+)\.md([)#])", rf"]({site}/\1.html\2", readme)
    if source:
        readme = re.sub(r"\]\((?!https?:|#|mailto:)", f"]({source}/blob/v{version}/", readme)
    return readme


class Description(MetadataHookInterface):
    """Makes the description."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put it into the metadata."""
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = description(readme, metadata.get("urls", {}), metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
