#!/usr/bin/env bash
# pyspark 4.3.0 reads the longest audio that a client may send at once as a row of nulls, and says nothing.
#
# The Realtime API takes up to 15 MiB of audio in one `input_audio_buffer.append`, which is a string of 20,971,520 letters
# of base64. Jackson, with which Spark reads JSON, takes strings of up to 20,000,000. In Spark's default mode a line that
# its parser refuses is no error but a row, and with a schema that names no `_corrupt_record` nothing of it is left: not even
# the `type`, which stands before the audio. The count is right. Where the schema is inferred, the line is in
# `_corrupt_record`, as if it were damaged. One option, `maxStringLen`, takes the limit away.
#
# Seen on 2026-11-28 with pyspark 4.3.0 on Java 17 and CPython 3.11:
#   14 MiB: [('input_audio_buffer.append', 19573420), ('input_audio_buffer.commit', None)]
#   15 MiB: [(None, None), ('input_audio_buffer.commit', None)]
#   15 MiB, inferred: ['_corrupt_record', 'type']
#   15 MiB, maxStringLen: [('input_audio_buffer.append', 20971520), ('input_audio_buffer.commit', None)]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyspark==4.3.0

cat >use.py <<'END'
import base64
import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")


def log(size: int) -> str:
    path = Path(f"{size}.jsonl")
    append = {"type": "input_audio_buffer.append", "audio": base64.b64encode(bytes(size)).decode()}
    lines = [append, {"type": "input_audio_buffer.commit"}]
    assert all(json.loads(json.dumps(line)) == line for line in lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def shown(size: int, **options: str) -> list[tuple[str, int]]:
    frame = spark.read.options(**options).json(log(size), schema="type string, audio string")
    return [tuple(row) for row in frame.selectExpr("type", "length(audio)").collect()]


MIB = 1 << 20
print("14 MiB:", shown(14 * MIB))
print("15 MiB:", shown(15 * MIB))
print("15 MiB, inferred:", spark.read.json(log(15 * MIB)).columns)
print("15 MiB, maxStringLen:", shown(15 * MIB, maxStringLen=str(1 << 30)))
END
seen=$(venv/bin/python use.py 2>use.log) || {
    cat use.log
    exit 1
}
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
14 MiB: [('input_audio_buffer.append', 19573420), ('input_audio_buffer.commit', None)]
15 MiB: [(None, None), ('input_audio_buffer.commit', None)]
15 MiB, inferred: ['_corrupt_record', 'type']
15 MiB, maxStringLen: [('input_audio_buffer.append', 20971520), ('input_audio_buffer.commit', None)]
END
echo "as described"
