"""``make bench``: every figure of README's Performance section, from one run.

``make bench EVERY=1`` runs every block in a fresh interpreter too, not one of ten.
"""

from __future__ import annotations

import sys

from benchmarks import building, notebooks, reading, searching, suite
from nlpjourney import ledger


def main() -> None:
    print(f"Measured on {ledger.machine()}.\n")
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    tables = (
        suite.table(every),
        notebooks.table(),
        building.table(),
        reading.table(),
        searching.table(),
    )
    for table in tables:
        print("\n".join(table), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
