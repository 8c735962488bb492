"""A warning about this project fails a test; one of a plugin that pytest finds in somebody's environment fails nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PLUGIN = """\
import warnings

import pytest


def warn(when, stacklevel=1):
    warnings.warn(f"the plugin warns {when}", UserWarning, stacklevel=stacklevel)


warn("when it is imported")


def pytest_configure(config):
    warn("when pytest starts")
    warn("on behalf of whoever calls it", stacklevel=3)
    config.issue_config_time_warning(pytest.PytestWarning("the plugin has something about the settings"), stacklevel=2)


def pytest_collection_modifyitems(items):
    warn("when tests are collected")


def pytest_runtest_setup(item):
    warn("before a test")
    warn("before a test, on behalf of whoever calls it", stacklevel=3)


def pytest_sessionfinish(session):
    warn("at the end")
"""

ENTRY_POINT = {
    "METADATA": "Metadata-Version: 2.1\nName: noisy\nVersion: 1\n",
    "entry_points.txt": "[pytest11]\nnoisy = noisy\n",
}


LIBRARY = """\
import warnings


def deprecated():
    warnings.warn("this is about the project", DeprecationWarning, stacklevel=2)


class Unclosed:
    def __del__(self):
        warnings.warn("this is about the project", ResourceWarning)
"""

GOOD = """\
import pytest

import library


def test_nothing():
    pass


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_expected():
    library.deprecated()
"""

FAULTY = """\
import warnings

import library


def test_own():
    warnings.warn("this is about the project", UserWarning)


def test_called():
    library.deprecated()


def test_where_nobody_can_catch_it():
    library.Unclosed()
"""

FAULTY_AS_A_MODULE = "import library\n\nlibrary.deprecated()\n"


def outcome(folder: Path, **tests: str) -> tuple[int, str]:
    """Run tests with the settings of this project where the plugin is installed, and the library beside it."""
    files = {f"site/noisy-1.dist-info/{name}": text for name, text in ENTRY_POINT.items()}
    files |= {f"tests/{name}.py": text for name, text in tests.items()}
    for name, text in {"site/noisy.py": PLUGIN, "site/library.py": LIBRARY, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    ours = {name: value for name, value in os.environ.items() if name not in ("PYTEST_ADDOPTS", "PYTHONWARNINGS")}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--continue-on-collection-errors"],
        cwd=folder,
        env={**ours, "PYTHONPATH": str(folder / "site")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    return result.returncode, result.stdout


def test_plugins_may_warn(tmp_path: Path) -> None:
    code, output = outcome(tmp_path, test_good=GOOD)
    assert code == 0, output
    for when in (
        "when tests are collected",
        "before a test",
        "before a test, on behalf of whoever calls it",
        "at the end",
    ):
        assert f"UserWarning: the plugin warns {when}\n" in output
    assert "2 passed" in output


def test_what_is_about_the_project_fails(tmp_path: Path) -> None:
    code, output = outcome(tmp_path, test_good=GOOD, test_faulty=FAULTY, test_module=FAULTY_AS_A_MODULE)
    assert code == 1, output
    assert "3 failed, 2 passed" in output
    assert "1 error in" in output
    assert output.count("Warning: this is about the project\n") >= len(("own", "called", "module"))
