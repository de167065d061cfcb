"""List claims of the pages that nothing proves: ``python -m scripts.claims [PAGE]``.

A claim is a sentence, or a row of a table, with a number or with *always*, *never*, *raises*,
*equal* or *silently*. Its proof is one of these:

- What the page shows: each number is in a program, an output or an experiment of the page, and
  for the words a program or an experiment is in the same section.
- A link to another site, or to a page of this site that proves it in the same way. For a row, also
  a link in the paragraph above its table.
- A text that a test expects on the page and that contains the number or the word.

A number may be rounded, as a percentage or in millions. The version of a library is proven if it is
the installed one, so after an upgrade its sentences are listed. Whole numbers up to 12 count things
unless a unit follows. A definition in a list is one sentence.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown.extensions.toc import slugify

from nlpjourney import paths
from nlpjourney.content import experiments, pages, snapshots
from nlpjourney.content.indexes import CODE
from nlpjourney.content.pages import Page
from nlpjourney.testing import notebook_diff

EXPECTED = paths.ROOT / "tests" / "pages" / "expected"
WORDS = re.compile(r"\b(always|never|raises?|equal|silently)\b", re.IGNORECASE)
NUMBER = re.compile(
    r"(?<![\w.#-])(?P<number>[0-9](?:[0-9,]*[0-9])?(?:\.[0-9]+)?)(?=[KMBx]?(?![\w-]))"
    r"(?P<unit>%| times\b| points?\b| [KMG]i?B\b| s\b| (?:second|minute|hour)s?\b| [mb]illion\b)?"
)
SHOWN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z*`\[(])")
OUTSIDE = re.compile(r"\]\(https://")
LINK = re.compile(
    r"\]\((?P<url>[^)#:]+\.(?:md|ipynb)|(?=#))(?:#(?P<anchor>[^)]+))?\)"  # within the site
)
TARGET = re.compile(r"\]\([^)]*\)(?:\{[^}]*\})?")  # of a link or a picture
HEADING = re.compile(r"#+ (?P<title>.*?)(?: \{ #(?P<anchor>[\w-]+) \})?")
DEFINITION = re.compile(r"^:   ", re.MULTILINE)
VERSION = re.compile(r"\b([A-Za-z][\w-]*)`? (\d+(?:\.\d+)+)\b")
SCALES = {"%": 100.0, "million": 1e-6, "billion": 1e-9}
MOST_THINGS = 12


@dataclass(frozen=True)
class Section:
    """The text below one heading of a page, and whether it shows a program or an experiment."""

    anchor: str
    text: str
    has_program: bool


@dataclass(frozen=True)
class Claim:
    """A sentence or a row, and the text whose links can prove it."""

    text: str
    sources: str


def sections(page: Page) -> Iterator[Section]:
    """Yield the sections of a page, without its fences and cells."""
    fences = {n for f in page.every_fence for n in range(f.first, f.last + 1)}
    programs = {
        fence.first
        for fence in page.every_fence
        if fence.language not in pages.SHOWN_ONLY
    }
    cells = {
        n
        for first, cell in page.cells.items()
        for n in range(first, first + cell.source.count("\n") + 3)
    }
    anchor, text, has_program = "", list[str](), False
    for number, line in enumerate([*page.lines, "# end"]):
        if number in fences or number in cells:
            has_program |= number in cells or number in programs
            text.append("")
        elif heading := HEADING.fullmatch(line):
            yield Section(anchor, "\n".join(text), has_program)
            anchor = heading["anchor"] or slugify(heading["title"], "-")
            text, has_program = [], False
        elif not line.lstrip().startswith("<"):
            text.append(line)


def claims(text: str) -> Iterator[Claim]:
    """Yield the sentences and the rows of a text; list items are separate."""
    above = ""
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", text):
        if paragraph.strip().startswith("|"):
            header, _, *rows = paragraph.strip().split("\n")
            yield from (Claim(row.strip(), f"{above} {header} {row}") for row in rows)
            continue
        yield from (Claim(one, one) for one in sentences(paragraph))
        above = paragraph if paragraph.strip() else above


def sentences(paragraph: str) -> Iterator[str]:
    """Yield the sentences of a paragraph."""
    text = " ".join(paragraph.split())
    if DEFINITION.search(paragraph):
        yield text
        return
    no_code = CODE.sub(lambda code: "`" + "x" * (len(code[0]) - 2) + "`", text)
    ends = [(end.start(), end.end()) for end in SENTENCE.finditer(no_code)]
    for (_, start), (end, _) in pairwise([(0, 0), *ends, (len(text), 0)]):
        yield text[start:end]


def unproven(page: Page, expected: list[str]) -> Iterator[str]:
    """Yield the claims of a page that nothing proves."""
    own = _evidence(page)
    for section in own[1]:
        for claim in claims(section.text):
            sources = CODE.sub("", claim.sources)
            if OUTSIDE.search(sources):
                continue
            texts = [text for text in expected if text in _plain(claim.text)]
            numbers = own[0] | _numbers(" ".join(texts))
            has_program = section.has_program
            for link in LINK.finditer(sources):
                path = (page.path.parent / link["url"]).resolve()
                linked, parts = _evidence_of(path) if link["url"] else own
                numbers |= linked
                has_program |= any(
                    part.has_program
                    for part in parts
                    if link["anchor"] in (None, part.anchor)
                )
            bare = CODE.sub("", VERSION.sub(_without_installed_version, claim.text))
            bare = TARGET.sub("]", bare)
            words = {word.lower() for word in WORDS.findall(bare)}
            words -= set(WORDS.findall(" ".join(texts)))
            if (words and not has_program) or any(
                not _is_shown(number, numbers) for number in NUMBER.finditer(bare)
            ):
                yield claim.text


def _evidence(page: Page) -> tuple[frozenset[str], tuple[Section, ...]]:
    """The numbers in a page's programs, their outputs and its experiments; and its sections."""
    parts = [block.program for block in page.blocks]
    parts += [
        notebook_diff.text(block) if block.is_notebook else snapshots.read(block)
        for block in page.blocks
    ]
    for table in page.tables:
        experiment = experiments.experiment(table.name)
        rows = experiments.read(experiment, table.columns)
        parts += [experiment.program, experiments.columns(rows)]
    return _numbers("\n".join(parts)), tuple(sections(page))


@cache
def _evidence_of(path: Path) -> tuple[frozenset[str], tuple[Section, ...]]:
    return _evidence(pages.expand(path))


def _numbers(text: str) -> frozenset[str]:
    """The numbers of a text, without the separators of thousands."""
    return frozenset(SHOWN_NUMBER.findall(re.sub(r"(?<=\d)[,_](?=\d{3})", "", text)))


def _is_shown(number: re.Match[str], shown: frozenset[str]) -> bool:
    """Whether a number of a claim is one of the shown, rounded to its last digit."""
    digits, unit = number["number"].replace(",", ""), number["unit"] or ""
    is_count = not unit and digits.isdigit() and int(digits) <= MOST_THINGS
    if is_count or digits in shown:
        return True
    places = len(digits.partition(".")[2])
    return any(
        abs(float(one) * scale - float(digits)) <= 0.5001 * 10**-places
        for scale in (1.0, SCALES.get(unit.strip(), 1.0))
        for one in shown
        if "." in one or scale < 1
    )


def _without_installed_version(version: re.Match[str]) -> str:
    try:
        installed = importlib.metadata.version(version[1])
    except importlib.metadata.PackageNotFoundError:
        return version[0]
    is_installed = f"{installed}.".startswith(f"{version[2]}.")
    return version[0].removesuffix(version[2]) if is_installed else version[0]


def _plain(text: str) -> str:
    return re.sub(r"[\s`*_]+", " ", text).strip().lower()


def expected_texts(page: Page) -> list[str]:
    """The texts that a test expects on a page."""
    name = page.path.relative_to(paths.DOCS).with_suffix("").as_posix()
    file = EXPECTED / f"{name.replace('/', '-')}.toml"
    if not file.is_file():
        return []
    entries = tomllib.loads(file.read_text("utf-8")).get("expected", [])
    return [_plain(text) for entry in entries for text in entry["texts"]]


def main(wanted: str = "") -> None:
    total = 0
    for path in pages.notes():
        if wanted in paths.shown_path(path):
            page = pages.expand(path)
            found = list(unproven(page, expected_texts(page)))
            total += len(found)
            if found:
                print(f"\n{paths.shown_path(path)}: {len(found)}")
                print(*(f"- {sentence}" for sentence in found), sep="\n")
    print(f"\n{total} claims that nothing proves")


if __name__ == "__main__":
    main(*sys.argv[1:])
