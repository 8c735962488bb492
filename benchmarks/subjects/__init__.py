"""What is measured, one file a subject: a `TITLE`, an `ABOUT`, and a function `run` that adds its cases to a `Lab`."""

NAMES = (
    "decode",
    "live",
    "fold",
    "lines",
    "only",
    "encode",
    "objects",
    "memory",
    "collector",
    "imports",
    "processes",
    "scaling",
    "growth",
    "tables",
)
