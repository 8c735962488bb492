"""Results for people: tables on a terminal, and a page with bar charts."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from .lab import OURS, Case
from .subjects import NAMES

_PACKAGES = (
    "attrs",
    "cattrs",
    "duckdb",
    "jiter",
    "mashumaro",
    "msgspec",
    "openai",
    "orjson",
    "pyarrow",
    "pydantic",
    "ssrjson",
)


def tell(case: Case) -> None:
    """Print the results of one case."""
    print(f"\n{case.subject}: {case.title}")
    for key, value in case.best.items():
        print(f"  {case.names[key]:36}{case.shown(key):>10}{value / case.best[case.reference]:10.2f}")
    for verdict in case.verdicts():
        print(f"  {verdict.verdict}: {verdict.goal}: {verdict.measured}")
    for note in case.notes:
        print(f"  {note}")


def tell_right(case: Case) -> None:
    """Print that a case ran, and not what a single run took."""
    print(f"{case.subject}: {case.title}: ran {len(case.samples)}, all right")


def write(cases: Sequence[Case], metadata: dict[str, Any], folder: Path) -> None:
    """Write the page and its charts."""
    folder.mkdir(exist_ok=True)
    parts = [_HEAD, _conditions(metadata), "## Goals\n", *_goals(cases)]
    for name in NAMES:
        subject = importlib.import_module(f"benchmarks.subjects.{name}")
        chosen = [case for case in cases if case.subject == name]
        if not chosen:  # none of its peers is installed
            continue
        chart = f"benchmarks-{name}.svg"
        _draw(chosen, folder / chart)
        parts += [f"\n## {subject.TITLE}\n", f"{subject.ABOUT}\n", f"![{subject.TITLE}]({chart})\n"]
        for case in chosen:
            parts += [f"**{case.title}**\n", *_table(case)]
    (folder / "benchmarks.md").write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


_HEAD = """\
# Benchmarks

`python -m benchmarks` has measured and written this page; `python -m benchmarks decode only` measures two subjects and
writes nothing. `tox run -e bench` does the same in an environment of its own.

**How to read it.** Times are for one frame; they depend on the machine, so read the ratios: what a contender needs for every
1 that the first row needs, and more than 1 is slower. All contenders of a table ran in one process and took turns, and the
best of many rounds counts, in processor time, as noise only ever adds. Each result was compared with the JSON that it came
from before time was taken; a peer that refuses frames of a stream, or drops members, is not measured on it, and the page
says so. "Recorded" frames are those of the folder that `REALTIME_WIRE_CAPTURES` names, in files of one frame a line; where
there is none, those tables are left out. The bars are on a logarithmic scale.

The peers differ in what they do. realtime-wire gives typed, frozen objects, checks every member and keeps everything. The
Structs are checked as well and lose explicit nulls and unknown members; mashumaro and cattrs check less and lose the same.
The `openai` package checks nothing. pydantic validates into that package's types. The dicts of `json`, `orjson`, `jiter` and
`ssrjson` have no types at all.
"""


def _conditions(metadata: dict[str, Any]) -> str:
    where = [
        f"{metadata.get('python_implementation', 'Python')} {metadata.get('python_version', '')}".strip(),
        str(metadata.get("cpu_model_name", metadata.get("cpu_machine", "an unknown processor"))),
        f"{metadata.get('cpu_count', '?')} logical processors",
    ]
    packages = ", ".join(
        sorted(f"{found.name} {found.version}" for found in distributions() if found.name in _PACKAGES)
    )
    return f"Measured with {', '.join(where)}; {packages}.\n"


def _goals(cases: Iterable[Case]) -> list[str]:
    rows = ["| | goal | measured | |", "|---|---|---|---|"]
    for case in cases:
        for verdict in case.verdicts():
            told = verdict.verdict if verdict.over <= 0 else f"**{verdict.verdict}**"
            rows.append(f"| {case.subject}: {case.title} | {verdict.goal} | {verdict.measured} | {told} |")
    return rows


def _table(case: Case) -> list[str]:
    rows = [f"| | {'memory' if case.unit == 'byte' else 'time'} | ratio |", "|---|---:|---:|"]
    for key, value in case.best.items():
        rows.append(f"| {case.names[key]} | {case.shown(key)} | {value / case.best[case.reference]:.2f} |")
    return [*rows, "", *(f"{note}\n" for note in case.notes)]


# Charts

_OURS_COLOUR, _PEER_COLOUR, _INK = "#1b6ca8", "#b9c3cc", "#30363d"


def _draw(cases: Sequence[Case], path: Path) -> None:
    """Draw the bars of one subject, a panel a case. The same results give the same bytes."""
    import matplotlib as mpl  # noqa: PLC0415  it takes longer to import than much of what is measured

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415  the same

    style = {
        "svg.hashsalt": path.name,
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 9,
        "text.color": _INK,
        "xtick.color": _INK,
        "ytick.color": _INK,
        "axes.edgecolor": _INK,
    }
    with plt.rc_context(style):
        bars = [len(case.samples) for case in cases]
        values = [value for case in cases for value in case.best.values()]
        least, most = min(values), max(values)
        figure, axes = plt.subplots(
            len(cases),
            1,
            figsize=(8, sum(0.24 * count + 0.62 for count in bars)),
            height_ratios=[count + 0.6 for count in bars],
            squeeze=False,
            layout="constrained",
        )
        for case, panel in zip(cases, axes[:, 0], strict=True):
            _draw_panel(case, panel)
            panel.set_xlim(least / 3, most * 2.5)
        figure.savefig(path, metadata={"Date": None, "Creator": None}, facecolor="white")
        plt.close(figure)


def _draw_panel(case: Case, panel: Any) -> None:
    keys = list(case.best)
    values = [case.best[key] for key in keys]
    colours = [_OURS_COLOUR if key.startswith(OURS) or key.isdigit() else _PEER_COLOUR for key in keys]
    drawn = panel.barh([case.names[key] for key in keys], values, color=colours, height=0.72)
    panel.bar_label(drawn, [case.shown(key) for key in keys], padding=3)
    panel.set_title(case.title, loc="left", fontsize=10, fontweight="bold")
    panel.set_xscale("log")
    panel.invert_yaxis()
    panel.tick_params(axis="y", length=0)
    panel.xaxis.set_visible(False)
    for side in ("top", "right", "bottom"):
        panel.spines[side].set_visible(False)
