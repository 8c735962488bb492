#!/usr/bin/env bash
# mypy 2.4.1 takes `__all__ += package.__all__` for one level only: names that the package itself has added are lost.
#
# The typing specification lists that form among those by which a library says what its interface is ("Library interface").
# mypy understands it where the other module lists its names literally. Where that list was extended in the same way, as in
# a package that gathers its modules and is gathered by the package around it, mypy reports that the outer package has no
# such attribute. The names are there at run time, and pyright finds them. If both packages are without `__all__`, and
# have the stars alone, mypy finds every name: being explicit makes it worse.
#
# Seen on 2026-11-28 with mypy 2.4.1 on CPython 3.11:
#   explicit: use.py:1: error: Module "outer" has no attribute "Deep"  [attr-defined]
#   silent:   Success: no issues found in 1 source file
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mypy==2.4.1

# house FOLDER: a package in a package, each with a class of its own and all that is below it.
house() {
    mkdir -p "$1/outer/inner"
    printf '__all__ = ["Deep"]\n\n\nclass Deep: ...\n' >"$1/outer/inner/module.py"
    printf 'from . import module\nfrom .module import *\n\n\nclass Middle: ...\n' >"$1/outer/inner/__init__.py"
    printf 'from . import inner\nfrom .inner import *\n\n\nclass Top: ...\n' >"$1/outer/__init__.py"
    printf 'from outer import Deep, Middle, Top\n\nprint(Deep, Middle, Top)\n' >"$1/use.py"
}

house explicit
printf '\n\n__all__ = ["Middle"]\n__all__ += module.__all__\n' >>explicit/outer/inner/__init__.py
printf '\n\n__all__ = ["Top"]\n__all__ += inner.__all__\n' >>explicit/outer/__init__.py
house silent

# check FOLDER: import all three names, at run time and for mypy.
check() (
    cd "$1"
    python3 use.py >/dev/null
    ../venv/bin/mypy --strict --no-incremental use.py || true
)

explicit=$(check explicit)
silent=$(check silent)
printf 'explicit: %s\nsilent:   %s\n' "$explicit" "$silent"
grep -qF 'error: Module "outer" has no attribute "Deep"  [attr-defined]' <<<"$explicit"
if grep -qF '"Middle"' <<<"$explicit"; then exit 1; fi
grep -qxF 'Success: no issues found in 1 source file' <<<"$silent"
echo "as described"
