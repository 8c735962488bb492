"""Run tests of the Python lane on CPython for WebAssembly, which is a platform of 32 bits: `wasm.py`.

It takes Node and npm, and what the package indexes of npm and Python have: pyodide, which is CPython 3.14 under Node, and
wheels without compiled code of what the tests need. Where Node or npm is missing, that is said, and nothing is tested.
Arguments are pytest's, in the place of the tests that are run otherwise.

There are no threads, no processes and no sockets there. Which tests need them is written nowhere: one that is refused what
it asks the system for, in the words that Python has for it on this platform, is skipped, and says so.
"""

import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

PYODIDE = "314.0.7"
"""Raise it on purpose: it decides which Python the tests run on."""

STACK = 500_000
"""KiB of stack, of which Node has too little by default: what nests without end, as some tests have it, ends the interpreter
where others raise RecursionError. Less than that is taken where the system does not allow as much."""

WHEELS = ("attrs", "cattrs", "hypothesis", "pytest", "typing_extensions")
"""What the tests need; the extras are left out, as tests without them are."""

PURE = (
    "--implementation",
    "cp",
    "--python-version",
    "3.14",
    "--abi",
    "none",
    "--platform",
    "any",
    "--only-binary",
    ":all:",
)
"""Tells pip to take wheels that have no compiled code."""

TESTS = ("tests", "-m", "not slow")
"""The quick profile, which tries 15 examples of each property: some 4 minutes of one processor."""

LEFT_OUT = {
    "tests/test_codec.py::test_nothing_nests_deeper_than_the_stack": "here the stack holds all of its 100,000 levels",
}
"""Tests that this platform has no use for, and why."""

HOST = """\
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [archive, script, ...given] = process.argv.slice(2);
const env = { HOME: "/home/pyodide", CI: "1", REALTIME_WIRE_NATIVE: "0" };
const pyodide = await loadPyodide({ env });
// Not a Buffer, which pyodide takes for an array of another kind.
pyodide.unpackArchive(new Uint8Array(readFileSync(archive)), "tar", { extractDir: "/project" });
pyodide.globals.set("given", pyodide.toPy(given));
process.exitCode = pyodide.runPython(readFileSync(script, "utf8"));
"""
"""What Node runs: it unpacks the project in the memory of the interpreter, and hands over to the tests."""

GUEST = '''\
import os
import sys

os.chdir("/project")
sys.path[:0] = ["/project/src", "/project/site"]

import pytest

REFUSALS = {
    (RuntimeError, "can't start new thread"): "no threads",
    (OSError, "emscripten does not support processes."): "no processes",
    (RuntimeError, "WebAssembly stack switching not supported"): "no waiting for a coroutine",
}
"""What this platform does not have, as Python says it."""


def refusal(error):
    """Return what a test was refused, if that is why it failed."""
    while error is not None:
        text = getattr(error, "strerror", None) or str(error)
        for (kind, words), reason in REFUSALS.items():
            if isinstance(error, kind) and words in text:
                return reason
        error = error.__cause__ or error.__context__
    return None


class Refused:
    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        reason = refusal(call.excinfo.value) if call.excinfo and report.failed else None
        if reason is not None:
            report.outcome = "skipped"
            report.longrepr = (str(item.path), item.location[1], f"Skipped: {reason} on WebAssembly")
        return report


print(sys.version, sys.platform, "-", sys.maxsize.bit_length() + 1, "bits", flush=True)
# A coroutine that nobody could wait for is a warning in whatever test comes next.
quiet = ["-W", "ignore:coroutine:RuntimeWarning"]
int(pytest.main(["-p", "no:cacheprovider", *quiet, *given], plugins=[Refused()]))
'''
"""What the interpreter runs; its last value is the verdict."""


def missing() -> list[str]:
    """Name the commands that are not there."""
    return [name for name in ("node", "npm") if shutil.which(name) is None]


def gather(root: Path) -> Path:
    """Put the project and the wheels into one archive."""
    site = root / "site"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile")
    subprocess.run([*pip, "--target", str(site), *PURE, *WHEELS], check=True)  # noqa: S603  a command of our own
    archive = root / "project.tar"
    hidden = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__", ".*", "build", "dist")
    shutil.copytree(ROOT, root / "project", ignore=hidden)
    with tarfile.open(archive, "w") as tar:
        tar.add(root / "project", "")
        tar.add(site, "site")
    return archive


def raise_stack() -> int:
    """Allow processes as much stack as can be had up to `STACK`, and return how much of it Node may use, in KiB."""
    _, most = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = STACK * 1024 if most == resource.RLIM_INFINITY else min(STACK * 1024, most)
    resource.setrlimit(resource.RLIMIT_STACK, (wanted, most))
    return wanted // 1024 * 9 // 10


def main() -> int:
    """Fetch what it takes into a folder that does not stay, and run the tests."""
    if missing():
        print(f"NOT TESTED on WebAssembly: there is no {' and no '.join(missing())}")
        return 0
    with tempfile.TemporaryDirectory(prefix="realtime-wire-wasm-") as folder:
        root = Path(folder)
        (root / "package.json").write_text('{"private": true}', encoding="utf-8")
        (root / "host.mjs").write_text(HOST, encoding="utf-8")
        (root / "guest.py").write_text(GUEST, encoding="utf-8")
        npm = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run([*npm, f"pyodide@{PYODIDE}"], cwd=root, check=True)  # noqa: S603  a command of our own
        archive = gather(root)
        node = ["node", f"--stack-size={raise_stack()}", "host.mjs", str(archive), "guest.py"]
        environment = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
        for test, reason in LEFT_OUT.items():
            print(f"left out: {test}: {reason}", flush=True)
        arguments = [*(sys.argv[1:] or TESTS), *(f"--deselect={test}" for test in LEFT_OUT)]
        return subprocess.run([*node, *arguments], cwd=root, env=environment, check=False).returncode  # noqa: S603  a command of our own


if __name__ == "__main__":
    sys.exit(main())
