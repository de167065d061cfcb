"""The search index: which sections contain a word and how relevant it is there, in small parts.

The parts are scripts below ``assets/search/``. The search (web/src/search/) loads them as it needs
them, so it works from a server and from a folder:

- ``root.js`` has the number of pages and the first word of each part of the words, like the root
  of a B-tree;
- ``words-N.js`` has words in order, each with its pages and their sections;
- ``page-N.js`` has what a result shows of a page.

The impact of a word on a text is the part of its BM25F score that does not depend on the question,
computed and rounded here once (Robertson and Zaragoza, "The Probabilistic Relevance Framework",
2009, section 3.6). The index keeps only the best pages of a word (a champion list: Manning,
Raghavan and Schütze, "Introduction to Information Retrieval", 7.1.3), so no part grows with the
site.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

FOLDER = "assets/search"
K1, B = 3.0, 0.5  # saturation and length normalization of BM25
TITLE, KEYWORDS, HEADING, PROSE, PROGRAM = 20.0, 20.0, 3.0, 1.0, 0.5  # field weights
REPEATED = 0.85  # power of a word's weight on a page: each repetition counts less
SNIPPET = 0.9  # weight of a program, relative to a section of prose with the same words
SCALE = 40  # impacts are whole numbers up to SCALE * (K1 + 1)
MOST_PAGES, MOST_SECTIONS = 100, 8  # kept per word, and per word on a page
PART_SIZE = 8_000  # approximate characters of a part of the words

ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
KEYWORDS_OF_PAGE = re.compile(
    r'<meta name="(?:description|keywords)" content="([^"]*)">'
)
PROGRAM_TEXT = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
MESSAGE = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Warning): [^\n]{1,150}")
COLOUR = re.compile(r"</?span\b[^>]*>")
CHUNK = re.compile(r"##|data sets?\b|\w+(?:-\w+)*", re.IGNORECASE)
NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

HEADINGS = ("h1", "h2", "h3", "dt")
VOID = ("br", "hr", "img", "input", "wbr", "source", "col")
ENDS_A_LINE = ("p", "li", "td", "th", "tr", "dd", "div", "pre", "summary", "blockquote")
NOT_TEXT = {"script", "style", "svg", "button", "annotation"}
NOT_TEXT |= {
    "block-download",
    "headerlink",
    "learning-path",
    "md-tags",
    "notebook",
    "page-actions",
}  # classes
NOT_TEXT |= {"index", "page-info", "results", "totals", "verified"}
POINTS_ELSEWHERE = "related"  # the anchor of the section that lists other pages


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case; of a name also its parts, of a compound the whole.

    ``past_key_values`` gives itself, past, key and values; ``fine-tune`` gives fine, tune and
    finetune; ``data set``, which many write as one word, is split in the same way. The search
    splits what a reader types likewise.
    """
    for chunk in CHUNK.findall(text):
        pieces = re.split("[- ]", chunk)
        if len(pieces) > 1:
            yield "".join(pieces).lower()
        for piece in pieces:
            name = piece.strip("_").lower()
            if name:
                yield name
            parts = [part.lower() for part in NAME_PART.findall(piece)]
            yield from (part for part in parts if len(part) > 1 and part != name)


@dataclass
class Section:
    """A heading and the text below it, or a block with its output."""

    anchor: str
    heading: str
    kind: str
    text: list[str] = field(default_factory=list)
    weights: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, text: str, weight: float) -> None:
        for word in words(text):
            self.weights[word] += weight


@dataclass
class Page:
    """A built page: its address below the site's root, and its sections, the title's first."""

    url: str
    kind: str
    sections: list[Section]
    weights: Mapping[str, float]


class _Reader(HTMLParser):
    """Splits an article into sections: at headings, at the terms of a glossary, and at blocks."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.sections = [Section("", "", kind)]
        self.open: list[str] = []
        self.hidden = 0  # open elements inside one that is not searched
        self.heading: list[str] | None = None
        self.block: Section | None = None
        self.block_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self.open.append(tag)
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if self.hidden or "data-search-exclude" in given or NOT_TEXT & {tag, *classes}:
            self.hidden += 1
        elif tag == "h1" or (tag in HEADINGS and "id" in given):
            anchor = given.get("id") or ""
            kind = "term" if tag == "dt" else self.kind
            kind = "tag" if anchor.startswith("tag:") else kind
            self.sections.append(Section(anchor, "", kind))
            self.heading = []
        elif "block" in classes and "cell" not in classes:
            self.block = Section(given.get("id") or "", "", "snippet")
            self.block_depth = len(self.open)
        elif self.block and not self.block.heading and tag == "strong":
            self.heading = []  # the title names the file

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self.open:
            return
        depth = len(self.open)
        self.open.pop()
        if self.hidden:
            self.hidden -= 1
        elif tag in (*HEADINGS, "strong") and self.heading is not None:
            section = self.block or self.sections[-1]
            section.heading = _plain("".join(self.heading))
            self.heading = None
        elif self.block and depth == self.block_depth:
            self.sections.append(self.block)
            self.block = None
        elif tag in ENDS_A_LINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self.heading is not None:
            self.heading.append(data)
            return
        is_code = "pre" in self.open
        if self.block and not is_code:
            return  # the path, the provenance
        section = self.block or self._prose()
        if self.block and data.startswith("$ "):
            command, _, data = data.partition("\n")
            section.text.append(f"{command}\n")
            section.add(command, PROSE)
        section.text.append(data)
        section.add(data, PROGRAM if is_code else PROSE)

    def _prose(self) -> Section:
        """The last section that is not a block: prose after a block continues its section."""
        return next(s for s in reversed(self.sections) if s.kind != "snippet")


def _plain(text: str) -> str:
    return " ".join(text.split())


def read(site: Path) -> list[Page]:
    """Read the pages of a built site, sorted by address."""
    found = []
    for file in sorted(site.rglob("*.html")):
        url = file.relative_to(site).as_posix()
        html = file.read_text("utf-8")
        article = ARTICLE.search(html)
        if url != "404.html" and article:
            found.append(_page(url, html, article[0]))
    return found


def _page(url: str, html: str, article: str) -> Page:
    kind = "notebook" if '<div class="notebook">' in article else "note"
    reader = _Reader(kind)
    reader.feed(PROGRAM_TEXT.sub(lambda text: COLOUR.sub("", text[0]), article))
    sections = [
        s for s in reader.sections if s.heading and s.anchor != POINTS_ELSEWHERE
    ]
    for section in sections:
        for message in MESSAGE.findall("".join(section.text)):
            section.add(message, PROSE)  # counted twice: readers paste it
    title = sections[0].heading
    whole = Section("", title, kind)
    for asked in KEYWORDS_OF_PAGE.findall(html):
        whole.add(unescape(asked), KEYWORDS)
    text: defaultdict[str, float] = defaultdict(float)
    for number, section in enumerate(sections):
        for word, weight in section.weights.items():
            text[word] += weight
        named = PROSE if section.kind == "snippet" else HEADING
        whole.add(section.heading, named if number else TITLE)
        section.add(section.heading, named)
        if number:
            section.add(title, named)  # a section also treats the topic of its page
    for word, weight in text.items():
        whole.weights[word] += weight**REPEATED
    return Page(url, kind, sections, whole.weights)


def _impacts(texts: list[Mapping[str, float]]) -> list[dict[str, int]]:
    """For each text, the contribution of each word to BM25 without its rarity, as integers."""
    lengths = [sum(text.values()) for text in texts]
    average = sum(lengths) / max(len(lengths), 1)
    normals = [K1 * (1 - B + B * length / average) for length in lengths]
    return [
        {w: round(SCALE * (K1 + 1) * f / (f + normal)) for w, f in text.items()}
        for text, normal in zip(texts, normals, strict=True)
    ]


def _postings(pages: list[Page]) -> dict[str, list[Any]]:
    """For each word: the number of pages that contain it, then its best pages.

    A page is a list: its number, the word's impact on it, then the number and the impact of
    each of the sections in which the word has the largest impact. The number of a block is
    negative: the search prefers a section that explains.
    """
    on_pages = _impacts([page.weights for page in pages])
    in_sections = iter(_impacts([s.weights for page in pages for s in page.sections]))
    holders: defaultdict[str, list[list[int]]] = defaultdict(list)
    for number, (page, impacts) in enumerate(zip(pages, on_pages, strict=True)):
        inside: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, section in enumerate(page.sections):
            sign, share = (-1, SNIPPET) if section.kind == "snippet" else (1, 1)
            for word, impact in next(in_sections).items():
                inside[word].append((sign * place, round(share * impact)))
        for word, impact in impacts.items():
            best = sorted(inside[word], key=itemgetter(1), reverse=True)[:MOST_SECTIONS]
            holders[word].append([number, impact, *chain.from_iterable(best)])
    return {
        word: [len(found), *sorted(found, key=itemgetter(1), reverse=True)[:MOST_PAGES]]
        for word, found in sorted(holders.items())
    }


def write(site: Path) -> None:
    """Write the index of the pages built into ``site``."""
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    for name, script in scripts(site).items():
        file = site / FOLDER / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script, "utf-8")


def problems(site: Path) -> list[str]:
    """The problem of an index that does not match the pages of the built site."""
    expected = scripts(site)
    found = {
        file.relative_to(site / FOLDER).as_posix(): file.read_text("utf-8")
        for file in (site / FOLDER).rglob("*.js")
    }
    if expected == found:
        return []
    return [f"{FOLDER}: the search index does not match the pages; run make site"]


def scripts(site: Path) -> dict[str, str]:
    """The parts of the index by their names, in a folder named after a hash of their content, so
    that no browser mixes the parts of two builds."""
    pages = read(site)
    parts = index(pages)
    root = parts.pop("root")
    shown = {f"page-{number}": _shown(page) for number, page in enumerate(pages)}
    held = {name: _script(name, part) for name, part in (parts | shown).items()}
    version = hashlib.sha256("".join(held.values()).encode()).hexdigest()[:8]
    root = {"version": version} | root
    return {
        "root.js": _script("root", root),
        **{f"{version}/{name}.js": script for name, script in held.items()},
    }


def index(pages: list[Page]) -> dict[str, Any]:
    """The parts in which a question is looked up, by their names, including ``root``."""
    parts = dict(_word_parts(_postings(pages)))
    firsts = [next(iter(part)) for part in parts.values()]
    return {"root": {"pages": len(pages), "firsts": firsts}, **parts}


def _word_parts(postings: dict[str, list[Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    part: dict[str, Any] = {}
    size = number = 0
    for word, found in postings.items():
        part[word] = found
        size += len(word) + len(_json(found))
        if size > PART_SIZE:
            yield f"words-{number}", part
            part, size, number = {}, 0, number + 1
    if part:
        yield f"words-{number}", part


def _shown(page: Page) -> dict[str, Any]:
    sections = [
        [section.anchor, section.heading, section.kind, _plain("".join(section.text))]
        for section in page.sections
    ]
    return {"url": page.url, "sections": sections}


def _script(name: str, held: Any) -> str:
    return f"nlpjourney.index[{_json(name)}]={_json(held)};\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
