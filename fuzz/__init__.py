"""Fuzzing: whatever bytes come in, all ways through the library give one result, and nothing but that.

- `target` says what has to hold for one input, and knows no fuzzer.
- `seeds` makes the first inputs from the examples and the tests' payloads.
- `mutators` makes inputs from inputs, and knows JSON: most of what they make still reaches the classes.
- ``python -m fuzz`` runs it, guided by coverage where atheris is installed (``pip install --group fuzz``).

::

    python -m fuzz -max_total_time=600          ten minutes, which is what `tox -e fuzz` does
    python -m fuzz --corpus DIR -runs=10000000  keep in DIR what reached something new, and go on from there
    python -m fuzz --loop 100000                without atheris and so without guidance, by mutation alone
    python -m fuzz --loop 10000000 --lanes      only whether both lanes make the same of it, ten times as fast
    python -m fuzz FILE...                      one input a file, as atheris leaves them: `crash-...`

Options with one dash are libFuzzer's: -seed, -runs, -max_total_time, -max_len, -timeout and more, see ``-help=1``.

An input that breaks a promise is a finding: the run ends, tells what differed, and leaves the input in a file. Fix it,
and keep the input in tests/contract/test_fuzz.py, which runs it through the same target.
"""
