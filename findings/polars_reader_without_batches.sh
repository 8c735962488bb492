#!/usr/bin/env bash
# polars 2.1.0 makes a frame of a pyarrow.RecordBatchReader by one of two ways alone, where there is no row.
#
# A reader has a schema, whatever comes of it. `polars.DataFrame(reader)` takes it, also if no batch comes: a frame with the
# columns and no rows. `polars.from_arrow(reader)`, which is documented for Arrow data, does the same as long as there is a
# batch, and raises a ValueError where there is none, as it joins batches without the schema. A query of a day on which
# nobody called ends there.
#
# Seen on 2026-11-28 with polars 2.1.0 and pyarrow 26.0.1 on CPython 3.11.7:
#   DataFrame, a batch: ['a'], 1
#   from_arrow, a batch: ['a'], 1
#   DataFrame, none: ['a'], 0
#   from_arrow, none: ValueError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check polars==2.1.0 pyarrow==26.0.1

cat >use.py <<'END'
import polars
import pyarrow as pa

SCHEMA = pa.schema([("a", pa.int64())])
BATCH = pa.record_batch([pa.array([1])], schema=SCHEMA)

for what, batches in (("a batch", [BATCH]), ("none", [])):
    for make in (polars.DataFrame, polars.from_arrow):
        try:
            frame = make(pa.RecordBatchReader.from_batches(SCHEMA, batches))
            seen = f"{frame.columns}, {frame.height}"
        except ValueError as error:
            seen = type(error).__name__
        print(f"{make.__name__}, {what}: {seen}")
END
seen=$(venv/bin/python use.py 2>/dev/null)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
DataFrame, a batch: ['a'], 1
from_arrow, a batch: ['a'], 1
DataFrame, none: ['a'], 0
from_arrow, none: ValueError
END
