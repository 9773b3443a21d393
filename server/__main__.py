"""`python -m server`: the same as the command `tallycard-server`."""

from __future__ import annotations

import sys

from server.cli.commands import main

if __name__ == "__main__":
    sys.exit(main())
