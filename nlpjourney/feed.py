"""The feed of what changed: Atom (RFC 4287), from the history of each page's own sources.

A build of the same commit gives the same feed. Without the whole history (no repository, or a
shallow clone) nobody knows what changed when: the feed is there, says so, and has no entries.
"""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from nlpjourney.pages import ROOT

ATOM = "http://www.w3.org/2005/Atom"
MOST = 60  # entries
LONG_AGO = "1970-01-01T00:00:00Z"
UNKNOWN = "Built without the history of its sources: what changed is not known."


@dataclass(frozen=True)
class Change:
    """A page that a commit changed; ``when`` in UTC (RFC 3339), ``subject`` the commit's."""

    page: str
    commit: str
    when: str
    subject: str


def history() -> list[Change] | None:
    """What changed, the latest first; None where the history is not there or not whole."""
    if _git("rev-parse", "--is-shallow-repository") != "false\n":
        return None
    marks = "%x00%H%x1f%ct%x1f%s"
    options = ("--no-merges", "--relative", "--name-only", f"--format={marks}")
    log = _git("-c", "core.quotePath=false", "log", *options, "--", "docs", "snippets")
    return (
        None
        if log is None
        else [change for one in log.split("\0")[1:] for change in _changes(one)]
    )


def _git(*arguments: str) -> str | None:
    trusted = (
        "-c",
        f"safe.directory={ROOT}",
    )  # a container's checkout may be another user's
    try:
        done = subprocess.run(
            ["git", *trusted, *arguments], cwd=ROOT, capture_output=True, text=True
        )
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout


def _changes(record: str) -> Iterator[Change]:
    header, *names = [line for line in record.split("\n") if line]
    commit, seconds, subject = header.split("\x1f")
    when = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for page in sorted({page for name in names if (page := page_of(name))}):
        yield Change(page, commit, when, subject)


def page_of(name: str) -> str:
    """The page (a path below docs/) that a source belongs to; empty where it is no page's own."""
    folder, *inside = PurePosixPath(name).parts
    if not inside or inside[0] == "assets":
        return ""
    path = PurePosixPath(*inside)
    return str(
        path.with_suffix(".md") if folder == "docs" else path.parent.with_suffix(".md")
    )


def atom(title: str, base: str, about: dict[str, dict[str, Any]]) -> str:
    """The feed as a document.

    Args:
        base: the site's own address; where it is empty, links are relative to the feed.
        about: the front matter of each page that there is; of others nothing is told.
    """
    known = history()
    changes = [change for change in known or [] if change.page in about][:MOST]
    root = f"{base.rstrip('/')}/" if base else ""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    SubElement(feed, "title").text = title
    if known is None:
        SubElement(feed, "subtitle").text = UNKNOWN
    SubElement(feed, "id").text = _urn(root or title)
    SubElement(feed, "updated").text = changes[0].when if changes else LONG_AGO
    SubElement(SubElement(feed, "author"), "name").text = title
    SubElement(feed, "link", rel="self", href=f"{root}feed.xml")
    SubElement(
        feed, "link", rel="alternate", type="text/html", href=f"{root}index.html"
    )
    for change in changes:
        entry = SubElement(feed, "entry")
        stem = f"{root}{change.page.removesuffix('.md')}"
        SubElement(entry, "title").text = about[change.page].get("title", change.page)
        SubElement(entry, "id").text = _urn(f"{change.page}@{change.commit}")
        SubElement(entry, "updated").text = change.when
        SubElement(
            entry, "link", rel="alternate", type="text/html", href=f"{stem}.html"
        )
        SubElement(
            entry, "link", rel="alternate", type="text/markdown", href=f"{stem}.md"
        )
        SubElement(entry, "summary").text = change.subject
    indent(feed)
    document = tostring(feed, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{document}\n'


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
