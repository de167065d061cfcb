"""Links to the glossary: on every page, the first use of a term links to its definition.

The terms come from ``docs/start/glossary.md``, a definition list with an anchor on each term's
line; the first sentence of a definition is the tooltip.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from nlpjourney import paths

PAGE = "start/glossary.md"
ENTRY = re.compile(
    r"^(?P<term>\S[^\n]*?) \{ #(?P<anchor>[\w-]+) \}\n:[ ]+(?P<says>[^\n]+(?:\n[ ]{4}[^\n]+)*)",
    re.MULTILINE,
)
SENTENCE = re.compile(r".+?[.](?=\s|$)")
LINKED = re.compile(r"\[([^]]+)\]\([^)]*\)")
AFTER_ALL_OTHERS = 1


@dataclass(frozen=True)
class Term:
    """A term as the glossary spells it, its anchor there, and its tooltip."""

    name: str
    anchor: str
    says: str


def terms() -> dict[str, Term]:
    """The terms by their names (in lower case, except acronyms); none if there is no glossary."""
    file = paths.DOCS / PAGE
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else {}


@lru_cache(maxsize=1)
def _read(file: Path, changed: int) -> dict[str, Term]:
    found = {}
    for entry in ENTRY.finditer(file.read_text("utf-8")):
        says = " ".join(entry["says"].split())
        plain = LINKED.sub(r"\1", says).replace("`", "")
        sentence = SENTENCE.match(plain)
        says = sentence[0] if sentence else plain
        found[_folded(entry["term"])] = Term(entry["term"], entry["anchor"], says)
    return found


def _folded(name: str) -> str:
    return name if any(map(str.isupper, name[1:])) else name.lower()


def _pattern(names: list[str]) -> str:
    """One pattern for all terms: the longest first, also in the plural, acronyms to the letter and
    other words in either case. Matches nothing if there are no terms."""
    spelled = [
        re.escape(name) if name != name.lower() else f"(?i:{re.escape(name)})"
        for name in sorted(names, key=len, reverse=True)
    ]
    return rf"(?<![\w-])({'|'.join(spelled) or '(?!)'})s?(?![\w-])"


class TermLinks(InlineProcessor):
    """Links the first occurrence of each term on the page that MkDocs renders."""

    ANCESTOR_EXCLUDES = ("a", "code", "dt", "h1", "h2", "h3", "h4", "th")

    def __init__(self, md: Markdown) -> None:
        self.terms = terms()
        self.linked: set[str] = set()
        super().__init__(_pattern(list(self.terms)), md)

    def handleMatch(  # type: ignore[override]  # noqa: N802 (Python-Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        name, page = _folded(m[1]), self._page()
        if name in self.linked or page == PAGE:
            return None, None, None
        self.linked.add(name)
        term = self.terms[name]
        here = posixpath.dirname(page) or "."
        url = f"{posixpath.relpath(PAGE, here)}#{term.anchor}"
        link = Element("a", {"class": "term", "href": url})
        SubElement(link, "abbr", {"title": term.says}).text = AtomicString(m[0])
        return link, m.start(0), m.end(0)

    def _page(self) -> str:
        """The page's path below docs/."""
        relpath: Any = self.md.treeprocessors["relpath"]  # MkDocs' own
        return str(relpath.file.src_uri)
