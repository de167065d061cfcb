"""What each page must keep saying: facts, and what is widely repeated and wrong today.

The facts stand in ``facts/*.toml``, each with its page and with texts that the expanded page
(prose, code, recorded output) must hold, regardless of case and of line breaks.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from nlpjourney import notebook_outputs, outputs, pages

FACTS = Path(__file__).parent / "facts"
CORRECTIONS = range(1, 34)


@dataclass(frozen=True)
class Fact:
    """A statement in our words and the texts that carry it on its page.

    ``common_error`` is what is often said instead; ``corrects`` numbers such errors.
    """

    page: str
    says: str
    find: list[str]
    common_error: str = ""
    corrects: int = 0

    def missing(self) -> list[str]:
        """The texts that the page lacks."""
        text = shown(self.page)
        return [wanted for wanted in self.find if squeezed(wanted) not in text]


def squeezed(text: str) -> str:
    return re.sub(r"[\s`*_]+", " ", text).strip().lower()


@cache
def shown(page: str) -> str:
    """All that a reader of the page sees, squeezed: its Markdown, code and outputs."""
    path = pages.DOCS / page
    assert path.is_file(), f"{page} is gone, and with it the facts that stood there"
    expanded = pages.expand(path)
    printed = [
        notebook_outputs.text(block) if block.is_notebook else outputs.read(block)
        for block in expanded.blocks
    ]
    return squeezed("\n".join([expanded.markdown, *printed]))


def read(file: Path) -> list[Fact]:
    """The facts of one file. ``models-attention-mask.toml`` speaks of
    ``models/attention-mask.md``."""
    folders = 2 if file.stem.startswith("notebooks-") else 1
    page = file.stem.replace("-", "/", folders) + ".md"
    page = page if "/" in page else "index.md"
    return [Fact(page, **fact) for fact in tomllib.loads(file.read_text())["fact"]]


ALL = [fact for file in sorted(FACTS.glob("*.toml")) for fact in read(file)]


@pytest.mark.parametrize("fact", ALL, ids=lambda fact: f"{fact.page}: {fact.says}")
def test_the_page_still_says_it(fact: Fact) -> None:
    assert fact.missing() == [], f"{fact.page} no longer says: {fact.says}"


def test_every_common_error_is_corrected_somewhere() -> None:
    corrected = {fact.corrects for fact in ALL}
    assert [number for number in CORRECTIONS if number not in corrected] == []
    assert all(fact.common_error for fact in ALL if fact.corrects)


def test_every_note_has_facts() -> None:
    without = {"start/glossary.md", "start/ledger.md"}
    notes = {page.path.relative_to(pages.DOCS).as_posix() for page in pages.all_pages()}
    assert notes - without - {fact.page for fact in ALL} == set()


def test_no_fact_is_written_twice() -> None:
    twice = Counter((fact.page, fact.says) for fact in ALL)
    assert [fact for fact, times in twice.items() if times > 1] == []


@pytest.mark.parametrize("fact", ALL, ids=lambda fact: f"{fact.page}: {fact.says}")
def test_a_lost_fact_is_noticed(fact: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarm rings: the page without these texts."""
    text = shown(fact.page)
    for wanted in fact.find:
        text = text.replace(squeezed(wanted), "")
    monkeypatch.setattr(f"{__name__}.shown", lambda page: text)
    assert fact.missing()
