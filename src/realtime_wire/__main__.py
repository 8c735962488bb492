"""``python -m realtime_wire``: the command line, which is in `cli`."""

import sys

from .cli.main import main

if __name__ == "__main__":
    sys.exit(main())
