"""``make bench``: every figure of README's Performance section, from one run."""

from __future__ import annotations

from benchmarks import building, suite
from nlpjourney import ledger


def main() -> None:
    print(f"Measured on {ledger.machine()}.\n")
    for table in (suite.table, building.table):
        print("\n".join(table()), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
