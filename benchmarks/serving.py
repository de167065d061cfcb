"""How long it takes until an edited page is on the served site."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.measure import NO_WARNINGS, copy_project

SERVE = ("-m", "mkdocs", "serve", "--dirty", "--no-strict", "--livereload", "--quiet")
PAGE = "docs/data/map.md"
EDITS = 5
PATIENCE = 120  # seconds


def table() -> Iterator[str]:
    """Yield Markdown rows: the first page, and the median of some edits of a page."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder) / "project")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        started = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, *SERVE, "--dev-addr", f"127.0.0.1:{port}"],
            cwd=project,
            env=os.environ | NO_WARNINGS,
        )
        try:
            address = f"http://127.0.0.1:{port}/data/map.html"
            _until(address, "<h1")
            first = time.perf_counter() - started
            edits = [_edit(project / PAGE, address, n) for n in range(EDITS)]
        finally:
            server.kill()
            server.wait()
    yield "| `mkdocs serve` | measured | goal |"
    yield "| --- | --- | --- |"
    yield f"| to the first page | {first:.1f} s | |"
    yield f"| an edited page is served (median of {EDITS}) | {median(edits):.1f} s | ≤ 3 s |"


def _edit(page: Path, address: str, number: int) -> float:
    sign = f"edited for the {number}th time"
    with page.open("a", encoding="utf-8") as file:
        file.write(f"\n{sign}\n")
    started = time.perf_counter()
    _until(address, sign)
    return time.perf_counter() - started


def _until(address: str, sign: str) -> None:
    """Wait until the page contains ``sign``."""
    given_up = time.monotonic() + PATIENCE
    while time.monotonic() < given_up:
        try:
            if sign in urlopen(address, timeout=PATIENCE).read().decode():
                return
        except (URLError, ConnectionError):
            pass
        time.sleep(0.05)
    raise RuntimeError(f"{address} did not show {sign!r} in {PATIENCE} s")
