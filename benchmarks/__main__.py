"""``make bench``: every figure of ``benchmarks/README.md``, from one run.

``make bench EVERY=1`` runs every block also in a fresh interpreter, not only one of ten.
"""

from __future__ import annotations

import os
import platform
import sys

from benchmarks import (
    building,
    lighthouse,
    searching,
    serving,
    suite,
    testing,
)


def machine() -> str:
    """This machine in words: cores, memory, system and Python, without host name and paths."""
    cores = os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}"
    return (
        f"{cores} cores, {memory:.0f} GiB, {system}, Python {platform.python_version()}"
    )


def main() -> None:
    print(f"Measured on {machine()}.\n")
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    tables = (
        testing.table(),
        suite.table(every),
        building.table(),
        serving.table(),
        lighthouse.table(),
        searching.table(),
    )
    for table in tables:
        print("\n".join(table), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
