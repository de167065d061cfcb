"""What each page must keep saying, and which widespread errors it corrects.

The files in ``expected/`` list the claims of each page, each with the texts that the expanded page
(prose, code, recorded output, tables) must contain, regardless of case and line breaks. No text
only repeats a recorded output: the runner compares the outputs themselves.
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
    """A claim in our words, and the texts of its page that state it.

    ``common_error`` is a widespread wrong version; ``corrects`` numbers such errors.
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
def written(page: str) -> str:
    """The description, the Markdown with its programs, and the tables of a page, squeezed."""
    path = paths.DOCS / page
    assert path.is_file(), f"{page} is gone, and with it what it says"
    expanded = pages.expand(path)
    columns = [
        experiments.columns(
            experiments.read(experiments.experiment(table.name), table.columns)
        )
        for table in expanded.tables
    ]
    description = front_matter.read(path).description
    return squeezed("\n".join([description, expanded.markdown, *columns]))


@cache
def printed(page: str) -> str:
    """The recorded outputs of a page, squeezed."""
    outputs = [
        notebook_diff.text(block) if block.is_notebook else snapshots.read(block)
        for block in pages.expand(paths.DOCS / page).blocks
    ]
    return squeezed("\n".join(outputs))


def shown(page: str) -> str:
    """Everything that a reader of the page sees, squeezed."""
    return f"{written(page)} {printed(page)}"


def read(file: Path) -> list[Expected]:
    """Read one file. ``models-attention-mask.toml`` is about
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


def repeated(expected: Expected) -> list[str]:
    """The texts that only repeat a recorded output."""
    texts = {text: squeezed(text) for text in expected.texts}
    return [
        text for text, words in texts.items() if words not in written(expected.page)
    ]


def test_no_text_only_repeats_a_recorded_output() -> None:
    assert {one.claim: texts for one in ALL if (texts := repeated(one))} == {}


def test_a_text_that_only_repeats_a_recorded_output_is_reported() -> None:
    page, text = "data/slicing.md", "every row in exactly one split: True"
    said = "`stratify_by_column` keeps the shares of the labels"
    assert repeated(Expected(page, "a split", [text, said])) == [text]


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


# A name in the keywords is a promise of the search

NAME = re.compile(r"\b\w*[A-Z_0-9]\w*\b")  # BM25, Ollama, save_steps; no word of prose


def unanswered(keywords: tuple[str, ...], text: str) -> list[str]:
    """The names in the keywords that the text lacks."""
    names = [name for keyword in keywords for name in NAME.findall(keyword)]
    return [name for name in names if squeezed(name) not in text]


@pytest.mark.parametrize(
    "page", [note.relative_to(paths.DOCS).as_posix() for note in pages.notes()]
)
def test_a_page_says_something_of_each_name_in_its_keywords(page: str) -> None:
    about = front_matter.read(paths.DOCS / page)
    assert unanswered(about.keywords, shown(page)) == []


def test_a_name_that_the_text_lacks_is_reported() -> None:
    keywords = ("serve it with Ollama", "good values for save_steps")
    assert unanswered(keywords, squeezed("vllm serves it, save_steps is 500")) == [
        "Ollama"
    ]
    assert unanswered(("how many steps",), "") == []
