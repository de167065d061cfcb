"""Paths of the project, and helpers that read and write its files."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SNIPPETS = ROOT / "snippets"
EXPERIMENTS = ROOT / "experiments"
REPORTS = ROOT / "reports"
SETTINGS = ROOT / "mkdocs.yml"


def shown_path(path: Path) -> str:
    """``path`` as messages show it: relative to the project if it is inside."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def read_text(file: Path, error: type[Exception]) -> str:
    """Read the text of a file.

    Raises:
        error: the file cannot be read; the message names file, line and fix.
    """
    try:
        content = file.read_bytes()
        return content.decode("utf-8")
    except OSError as problem:
        raise error(
            f"{shown_path(file)}: cannot be read ({problem.strerror}); repair or delete it"
        ) from None
    except UnicodeDecodeError as problem:
        line = 1 + content.count(b"\n", 0, problem.start)
        raise error(
            f"{shown_path(file)}:{line}: byte 0x{content[problem.start]:02x} is not UTF-8; save "
            "the file as UTF-8"
        ) from None


def write(file: Path, text: str) -> None:
    """Write a file atomically, so that no process sees it half written."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_text(text, "utf-8")
    os.replace(unfinished, file)
