"""A claim that nothing on its page proves is listed; a proven one is not."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from fault_injection import fence

from nlpjourney.content import pages
from nlpjourney.paths import DOCS, shown_path
from scripts import claims

MINOR = ".".join(version("transformers").split(".")[:2])
DATASETS = version("datasets")
EXPERIMENT = '```experiment\n--8<-- "experiments/tf_idf_curve.py"\n```'  # max_iter=1000
HEADS = fence("models/heads/hidden_states.py")  # prints shapes with 384


def unproven(text: str, expected: str = "") -> list[str]:
    page = pages.expand(
        DOCS / "models" / "page.md", ["# A page", "", *text.split("\n")]
    )
    return list(claims.unproven(page, [expected] if expected else []))


@pytest.mark.parametrize(
    "claim",
    [
        "The vectors have 385 numbers.",
        "It takes 1,385 rows.",
        "The model is always loaded twice.",
        "A wrong name silently gives a fresh head.",
        "Transformers 4.99 does this.",
        "`datasets` 0.1 does this.",
        "The price of Rows 5.23 is unknown.",
    ],
)
def test_an_unproven_claim_is_listed(claim: str) -> None:
    assert unproven(f"A text. {claim} An end.") == [claim]
    assert unproven(f"{HEADS}\n\n## More\n\n- {claim}") == [f"- {claim}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEADS}\n\nEach vector has 384 numbers.", ""),
        (f"{HEADS}\n\nEach vector is always of the same size.", ""),
        (f"{EXPERIMENT}\n\nIt takes at most 1,000 steps.", ""),
        ("It takes 1,385 rows, [as measured](https://example.org).", ""),
        ("It takes 1,385 rows.", "takes 1,385 rows"),
        ("There are two heads and 3 layers in transformers 5.", ""),
        ("`max_length=1024` is how it is written.", ""),
        ("``No `head`, 1,385 rows`` is a message, and \u0661 a digit.", ""),
        ("| 1,385 | a table |\n| --- | --- |", ""),
        (f"Transformers {MINOR} does this, `datasets` {DATASETS} that.", ""),
        ("It fails with [`403 Client Error: No`](https://example.org) here.", ""),
        ("AMP { #amp }\n:   It computes in 16 bits. [Memory](memory.md).", ""),
    ],
)
def test_a_proven_claim_is_not_listed(text: str, expected: str) -> None:
    assert unproven(text, expected) == []


@pytest.mark.parametrize(
    "path", [path for path in pages.notes() if path.suffix == ".md"], ids=shown_path
)
def test_every_claim_of_a_note_is_proven(path: Path) -> None:
    page = pages.expand(path)
    found = list(claims.unproven(page, claims.expected_texts(page)))
    assert found == [], (
        f"{shown_path(path)} states what nothing on the page proves. Check it, then link its "
        "source in the sentence, use what a program prints, reword it without the number, or "
        f"add its text to tests/pages/expected/: {found}"
    )
