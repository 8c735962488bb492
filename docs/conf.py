"""The site: what `sphinx-build -W -n docs OUT` makes of these pages. `tox -e docs` does."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import realtime_wire as rw

project = "realtime-wire"
author = "realtime-wire contributors"
release = version = rw.__version__
html_title = f"realtime-wire {release}"

extensions = ["myst_parser", "sphinx.ext.napoleon", "reference"]
exclude_patterns = ["_build"]
smartquotes = False  # what is quoted is what stands on the wire
default_role = "quietly"  # docstrings have names in single backticks; `reference` links those that there are
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 90
python_trailing_comma_in_multi_line_signatures = True
toc_object_entries_show_parents = "hide"
maximum_signature_line_length = 90

napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False

myst_enable_extensions: list[str] = []
myst_heading_anchors = 3

nitpicky = True
suppress_warnings: list[str] = []

html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
pygments_style = "default"
