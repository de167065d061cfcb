"""Serve the built site as a reader's browser gets it, and run Lighthouse on a page.

The server works like the host of the published site: below a base path, gzipped, over connections
that stay open. Lighthouse runs in the Node of a Python package, with its mobile preset and no
network.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from scripts import bundle

BASE = "/some/base/"
TEXT = (".html", ".css", ".js", ".json", ".svg", ".md", ".txt", ".xml", ".py")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LIGHTHOUSE = "node_modules/lighthouse/cli/index.js"


def chromium() -> str | None:
    """The path of the browser, if one is installed; the headless one comes first, since it takes a
    quarter less processor time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)


class BelowBase(SimpleHTTPRequestHandler):
    """Serves its folder below `BASE`; any other address is not found."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> BytesIO | BinaryIO | None:
        if not self.path.startswith(BASE):
            self.send_error(404)
            return None
        self.path = "/" + self.path.removeprefix(BASE)
        file = Path(self.translate_path(self.path))
        accepted = self.headers.get("Accept-Encoding", "")
        if file.suffix not in TEXT or "gzip" not in accepted or not file.is_file():
            return super().send_head()
        body = gzipped(file, file.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def log_message(self, *_: object) -> None:
        pass


@lru_cache(maxsize=256)
def gzipped(file: Path, changed: int) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


@contextmanager
def served(site: Path, handler: type[BelowBase] = BelowBase) -> Iterator[str]:
    """Serve ``site`` inside the ``with`` statement; yields its address."""
    bound = partial(handler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), bound) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{BASE}"
        server.shutdown()


@dataclass(frozen=True)
class Report:
    """Lighthouse's scores (0 to 100) by category; the failed audits in its words; and for the first
    view bytes over the network, requests, layout shift (without unit), the total blocking time
    and the largest contentful paint in milliseconds."""

    scores: dict[str, int]
    failed: tuple[str, ...]
    bytes: int
    requests: int
    layout_shift: float
    blocking_ms: float
    largest_paint_ms: float


def lighthouse(address: str, *categories: str) -> Report:
    """Run Lighthouse's mobile preset on a page, with all its categories if none is named.

    Raises:
        RuntimeError: there is no Chromium, or Lighthouse failed; the message has its output.
    """
    browser = shutil.which("chromium") or chromium()
    if browser is None:
        raise RuntimeError("no Chromium for Lighthouse: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        options = [
            "--quiet",
            "--output=json",
            f"--output-path={file}",
            f"--chrome-flags=--headless=new {' '.join(QUIET)}",
            *(f"--only-categories={name}" for name in categories),
        ]
        done = bundle.node(LIGHTHOUSE, address, *options, env={"CHROME_PATH": browser})
        if not file.is_file():
            raise RuntimeError(f"Lighthouse did not run:\n{done.stdout}")
        return read_report(json.loads(file.read_text("utf-8")))


def read_report(report: dict[str, Any]) -> Report:
    """Read a report from Lighthouse's JSON."""
    audits, categories = report["audits"], report["categories"]
    failed = [
        f"{name}: {audits[ref['id']]['title']}"
        for name, category in categories.items()
        for ref in category["auditRefs"]
        if ref["weight"]
        and (audits[ref["id"]]["score"] or 0) < 0.9
        and audits[ref["id"]]["scoreDisplayMode"] in ("binary", "numeric", "error")
    ]
    requests = [
        request
        for request in audits.get("network-requests", {})
        .get("details", {})
        .get("items", [])
        if not request["url"].startswith("data:")
    ]
    return Report(
        {name: round(100 * (c["score"] or 0)) for name, c in categories.items()},
        tuple(failed),
        sum(request["transferSize"] for request in requests),
        len(requests),
        *(
            audits.get(name, {}).get("numericValue", 0.0)
            for name in (
                "cumulative-layout-shift",
                "total-blocking-time",
                "largest-contentful-paint",
            )
        ),
    )
