"""Small pieces of HTML that several parts of a page are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape


def facts(texts: Iterable[str]) -> str:
    """Short facts in a row, each kept on one line."""
    shown = " ·</span> <span>".join(map(escape, texts))
    return f"<span>{shown}</span>" if shown else ""


def breakable(path: str) -> str:
    """A path that may break after each slash."""
    return escape(path).replace("/", "/<wbr>")


def day(when: str) -> str:
    """The day of an ISO 8601 date and time; a dash where there is none."""
    if not when:
        return "-"
    moment = datetime.fromisoformat(when)
    return f'<time datetime="{when}">{moment.day} {moment:%B %Y}</time>'


def plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
