"""What each page must keep saying, and what is widely repeated and wrong today.

The files in ``expected/`` hold for each page its claims, each with the texts that the expanded
page (prose, code, recorded output, tables) must hold, regardless of case and of line breaks.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from nlpjourney import paths
from nlpjourney.content import experiments, front_matter, pages, snapshots
from nlpjourney.testing import notebook_diff

FOLDER = Path(__file__).parent / "expected"
CORRECTIONS = range(1, 34)


@dataclass(frozen=True)
class Expected:
    """A claim in our words and the texts that carry it on its page.

    ``common_error`` is what is often said instead; ``corrects`` numbers such errors.
    """

    page: str
    claim: str
    texts: list[str]
    common_error: str = ""
    corrects: int = 0

    def missing(self) -> list[str]:
        """The texts that the page lacks."""
        text = shown(self.page)
        return [wanted for wanted in self.texts if squeezed(wanted) not in text]


def squeezed(text: str) -> str:
    return re.sub(r"[\s`*_]+", " ", text).strip().lower()


@cache
def shown(page: str) -> str:
    """All that a reader of the page sees, squeezed: its description, Markdown, code, outputs."""
    path = paths.DOCS / page
    assert path.is_file(), f"{page} is gone, and with it what it says"
    expanded = pages.expand(path)
    printed = [
        notebook_diff.text(block) if block.is_notebook else snapshots.read(block)
        for block in expanded.blocks
    ]
    tables = map(experiments.experiment, expanded.experiments)
    printed += [experiments.columns(experiments.read(one)) for one in tables]
    about = front_matter.read(path)
    return squeezed("\n".join([about.description, expanded.markdown, *printed]))


def read(file: Path) -> list[Expected]:
    """What one file expects. ``models-attention-mask.toml`` speaks of
    ``models/attention-mask.md``, ``notebooks-sft-lora.toml`` of ``notebooks/sft/lora.ipynb``."""
    is_notebook = file.stem.startswith("notebooks-")
    folders, suffix = (2, ".ipynb") if is_notebook else (1, ".md")
    page = file.stem.replace("-", "/", folders) + suffix
    page = page if "/" in page else "index.md"
    entries = tomllib.loads(file.read_text())["expected"]
    return [Expected(page, **entry) for entry in entries]


ALL = [expected for file in sorted(FOLDER.glob("*.toml")) for expected in read(file)]


@pytest.mark.parametrize("expected", ALL, ids=lambda it: f"{it.page}: {it.claim}")
def test_the_page_still_says_it(expected: Expected) -> None:
    said = f"{expected.page} no longer says: {expected.claim}"
    assert expected.missing() == [], said


def test_every_common_error_is_corrected_somewhere() -> None:
    corrected = {expected.corrects for expected in ALL}
    assert [number for number in CORRECTIONS if number not in corrected] == []
    assert all(one.common_error for one in ALL if one.corrects)


def test_every_note_has_expected_texts() -> None:
    without = {"start/glossary.md", "start/results.md"}
    notes = {page.path.relative_to(paths.DOCS).as_posix() for page in pages.all_pages()}
    assert notes - without - {expected.page for expected in ALL} == set()


def test_no_claim_is_written_twice() -> None:
    twice = Counter((one.page, one.claim) for one in ALL)
    assert [claim for claim, times in twice.items() if times > 1] == []


@pytest.mark.parametrize("expected", ALL, ids=lambda it: f"{it.page}: {it.claim}")
def test_a_lost_text_is_noticed(
    expected: Expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Injected fault: the page without these texts."""
    text = shown(expected.page)
    for wanted in expected.texts:
        text = text.replace(squeezed(wanted), "")
    monkeypatch.setattr(f"{__name__}.shown", lambda page: text)
    assert expected.missing()
