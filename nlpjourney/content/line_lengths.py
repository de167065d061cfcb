"""Lines of the sources that are too long; ruff checks those of Python.

A line that cannot be broken may be longer: a row of a table, a line in a fence, one link or
picture, one string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlpjourney import paths
from nlpjourney.content import notebooks

MOST = 120  # characters
SOURCES = (
    "*.md",
    "*.yml",
    "benchmarks/*.md",
    "docs/**/*.md",
    "docs/notebooks/**/*.ipynb",
    "docs/notebooks/**/*.toml",
    "nlpjourney/hub/*.toml",
    "nlpjourney/site/templates/**/*.j*",
    "overrides/**/*.html",
    "tests/**/*.js",
    "tests/**/*.toml",
    "web/*.js",
    "web/src/**/*.css",
    "web/src/**/*.js",
)
FENCE = re.compile(r"[ >]*(```|~~~)")
TABLE_ROW = re.compile(r"[ >]*\|")
ONE_LINK = re.compile(
    r"(?:\s|[-*>] |\d+\. )*\(?!?\[?[^][]*\]\([^\s()]*(?:\([^\s()]*\))?\)\S*(?: [^{}]*\})?"
)
ONE_STRING = re.compile(
    r"""\s*(?:[\w.-]+\s*[=:]\s*|[?:] )?(?:url\()?(["'`])(?:\\.|(?!\1)[^\\])*\1\)?[,;]?"""
    r"|\s*/.+/\w*;"  # a regular expression
)


def problems() -> Iterator[str]:
    """Yield the lines that are too long, each with file, line and fix."""
    for file in sorted({file for glob in SOURCES for file in paths.ROOT.glob(glob)}):
        where = paths.shown_path(file)
        if file.suffix == ".ipynb":
            for cell in notebooks.read(file).cells:
                if not cell.is_code:
                    for _, line in too_long(cell.source, is_markdown=True):
                        yield f"{where}:{cell.line}: cell {cell.number}: {_problem(line)}"
        elif file.is_file():
            for number, line in too_long(file.read_text("utf-8"), file.suffix == ".md"):
                yield f"{where}:{number}: {_problem(line)}"


def too_long(text: str, is_markdown: bool) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each line that is too long and can be broken."""
    in_fence = False
    for number, line in enumerate(text.split("\n"), 1):
        is_fence = is_markdown and FENCE.match(line) is not None
        in_fence ^= is_fence
        if len(line) <= MOST or ONE_STRING.fullmatch(line):
            continue
        if is_markdown and (is_fence or in_fence or _is_whole(line)):
            continue
        yield number, line


def _is_whole(line: str) -> bool:
    return bool(TABLE_ROW.match(line) or ONE_LINK.fullmatch(line))


def _problem(line: str) -> str:
    fold = (
        " (of a description: with description: >-)"
        if line[:12] == "description:"
        else ""
    )
    return f"a line has {len(line)} characters, more than {MOST}; break it{fold}: {line[:40]!r}"
