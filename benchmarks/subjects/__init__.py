"""What is measured, one file a subject: a `TITLE`, an `ABOUT`, and a function `run` that adds its cases to a `Lab`."""

NAMES = ("decode", "lines", "only", "encode", "evolve", "imports", "memory", "scaling", "growth")
