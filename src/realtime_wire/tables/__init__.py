"""Tables: archives of frames as Apache Arrow, for whoever asks questions of millions of them. Needs the extra `arrow`.

::

    reader = tables.reader("logs/")  # DuckDB and polars take it as it is
    tables.write("logs/", "out/", ["events", "responses"])

`events` has a row for each line of a file, whatever it is: what is unknown, malformed or no JSON is a row that says so, and
`lines` gives the file back. `responses`, `items` and `errors` say what came of it.

What is public is here. `_columns` says which columns there are, `_source` finds lines, `_rows` makes rows of them, `_folds`
those of the other tables, `_parts` cuts files, and `_files` writes Parquet.
"""

from ._columns import SCHEMAS
from ._files import Report, back, write
from ._parts import Audio, Part, files_in, lines, parts, read, reader

__all__ = ["SCHEMAS", "Audio", "Part", "Report", "back", "files_in", "lines", "parts", "read", "reader", "write"]
