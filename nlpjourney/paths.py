"""Where the project's files lie, and how one is written."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SNIPPETS = ROOT / "snippets"
REPORTS = ROOT / "reports"
SETTINGS = ROOT / "mkdocs.yml"


def shown_path(path: Path) -> str:
    """``path`` relative to the project where it lies inside, for messages."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def write(file: Path, text: str) -> None:
    """Write a file that is never seen half written."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, "utf-8")
    os.replace(beside, file)
