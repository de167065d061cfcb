"""List claims of the notes that nothing on their page proves: ``python -m scripts.claims [PAGE]``.

A claim is a sentence with a number, or with *always*, *never*, *raises*, *equal* or *silently*. It
is proven by what the page shows (each number is in a program or an experiment, or in its output;
for the words, a program is in the same section), by a text that a test expects there, or by a link
to its source. The version of a library is proven if it is the installed one, so after an upgrade
its sentences are listed. A definition in a list counts as one sentence, with its link.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from nlpjourney import paths
from nlpjourney.content import experiments, pages, snapshots
from nlpjourney.content.pages import Page

EXPECTED = paths.ROOT / "tests" / "pages" / "expected"
WORDS = re.compile(r"\b(always|never|raises?|equal|silently)\b", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.#-])[0-9][0-9,]*(?:\.[0-9]+)?(?![\w-])")
SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z*`\[(])")
CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
DEFINITION = re.compile(r"^:   ", re.MULTILINE)
VERSION = re.compile(r"\b([A-Za-z][\w-]*)`? (\d+(?:\.\d+)+)\b")
SMALL = {str(number) for number in range(13)}  # these count things


@dataclass(frozen=True)
class Section:
    """The text below one heading of a page: its prose, and whether it has a program."""

    prose: str
    has_program: bool


def sections(page: Page) -> Iterator[Section]:
    """Yield the sections of a page; tables and fences are not prose."""
    fences = {n: f for f in page.every_fence for n in range(f.first, f.last + 1)}
    prose: list[str] = []
    has_program = False
    for number, line in enumerate([*page.lines, "# end"]):
        if number in fences:
            has_program |= bool(fences[number].block) or not prose
            prose.append("")
        elif line.startswith("#"):
            yield Section("\n".join(prose), has_program)
            prose, has_program = [], False
        elif not line.lstrip().startswith(("|", "<")):
            prose.append(line)


def sentences(prose: str) -> Iterator[str]:
    """Yield the sentences of a text; list items are separate."""
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", prose):
        text = " ".join(paragraph.split())
        if DEFINITION.search(paragraph):
            yield text
            continue
        no_code = CODE.sub(lambda code: "`" + "x" * (len(code[0]) - 2) + "`", text)
        ends = [(end.start(), end.end()) for end in SENTENCE.finditer(no_code)]
        for (_, start), (end, _) in pairwise([(0, 0), *ends, (len(text), 0)]):
            yield text[start:end]


def unproven(page: Page, expected: list[str]) -> Iterator[str]:
    """Yield the claims of a page that nothing proves."""
    shown = _shown(page)
    for section in sections(page):
        for sentence in sentences(section.prose):
            if "](" in sentence or any(text in _plain(sentence) for text in expected):
                continue
            bare = CODE.sub("", VERSION.sub(_without_installed_version, sentence))
            numbers = {number.rstrip(",") for number in NUMBER.findall(bare)} - SMALL
            lacks = {one for one in numbers if one.replace(",", "") not in shown}
            if lacks or (WORDS.search(bare) and not section.has_program):
                yield sentence


def _without_installed_version(version: re.Match[str]) -> str:
    try:
        installed = importlib.metadata.version(version[1])
    except importlib.metadata.PackageNotFoundError:
        return version[0]
    is_installed = f"{installed}.".startswith(f"{version[2]}.")
    return version[0].removesuffix(version[2]) if is_installed else version[0]


def _shown(page: Page) -> str:
    """The texts of the page's programs and experiments, and their outputs."""
    parts = [block.program for block in page.blocks if not block.is_notebook]
    parts += [snapshots.read(block) for block in page.blocks if not block.is_notebook]
    for experiment in map(experiments.experiment, page.experiments):
        parts += [experiment.program, experiments.columns(experiments.read(experiment))]
    return re.sub(r"[,_](?=\d)", "", "\n".join(parts))


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
        if path.suffix == ".md" and wanted in paths.shown_path(path):
            page = pages.expand(path)
            found = list(unproven(page, expected_texts(page)))
            total += len(found)
            if found:
                print(f"\n{paths.shown_path(path)}: {len(found)}")
                print(*(f"- {sentence}" for sentence in found), sep="\n")
    print(f"\n{total} claims that nothing on their page proves")


if __name__ == "__main__":
    main(*sys.argv[1:])
