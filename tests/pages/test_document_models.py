"""The classes in the note on document understanding: those that the auto class picks."""

import re

from transformers.models.auto.modeling_auto import (
    MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES,
)

from nlpjourney.paths import DOCS

NOTE = DOCS / "tasks/document-understanding.md"
ROW = re.compile(r"^\| \[`[^`]+`\]\([^)]+\) \| `(\w+)` \|", re.MULTILINE)
KNOWN = set(MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES.values())


def classes(page: str) -> list[str]:
    """The classes in the table of checkpoints."""
    return ROW.findall(page)


def test_the_auto_class_picks_each_class() -> None:
    found = classes(NOTE.read_text("utf-8"))
    assert len(found) == 8
    assert set(found) <= KNOWN


def test_another_class_is_noticed() -> None:
    row = "| [`a/b`](https://huggingface.co/a/b) | `BertForMaskedLM` | 1B | MIT | text |\n"
    assert classes(row) == ["BertForMaskedLM"]
    assert not set(classes(row)) <= KNOWN
