"""A claim that nothing on its page proves is listed; a proven one is not."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from fault_injection import Copy, code, fence, notebook, text

from nlpjourney import paths
from nlpjourney.content import pages
from nlpjourney.paths import DOCS, shown_path
from scripts import claims

MINOR = ".".join(version("transformers").split(".")[:2])
DATASETS = version("datasets")
EXPERIMENT = '```experiment\n--8<-- "experiments/tf_idf_curve.py"\n```'  # max_iter=1000
HEADS = fence("models/heads/hidden_states.py")  # prints shapes with 384
WEIGHTS = fence("models/heads/parameter_counts.py")  # prints 22,713,216
ROW = "| 1,385 rows | a set |"
TABLE = f"| Size | Of |\n| --- | --- |\n{ROW}"


def unproven(text: str, expected: str = "") -> list[str]:
    page = pages.expand(
        DOCS / "models" / "page.md", ["# A page", "", *text.split("\n")]
    )
    return list(claims.unproven(page, [expected] if expected else []))


@pytest.mark.parametrize(
    "claim",
    [
        "The vectors have 385 numbers.",
        "The vectors have 38 numbers.",
        "It takes 1,385 rows.",
        "It takes 9% of the rows.",
        "It takes 11 minutes.",
        "It has 1.5 million weights.",
        "The model is always loaded twice.",
        "A wrong name silently gives a fresh head.",
        "Transformers 4.99 does this.",
        "`datasets` 0.1 does this.",
        "The price of Rows 5.23 is unknown.",
        "It takes 1,385 rows, see [heads](heads.md).",
        "It is always loaded, see [where the head is](heads.md#where-the-head-sits).",
        "It is always loaded, see [activation](../start/glossary.md#activation).",
        "It takes 1,385 rows, see ![a picture](../assets/pictures/model_heads.svg).",
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
        (f"{EXPERIMENT}\n\nIt always takes 50 rows, which give 0.6 or 56%.", ""),
        (f"{WEIGHTS}\n\nThe model has 22.7 million weights.", ""),
        ("It takes 1,385 rows, [as measured](https://example.org).", ""),
        ("A vector has 384 numbers, see [heads](heads.md).", ""),
        ("It always has one shape, see [heads](heads.md#heads).", ""),
        (f"It always has [one shape](#a-shape).\n\n## A shape\n\n{HEADS}", ""),
        ("It takes 1,385 rows.", "takes 1,385 rows"),
        ("There are two heads and 3 layers in transformers 5.", ""),
        ("`max_length=1024` is how it is written.", ""),
        ("``No `head`, 1,385 rows`` is a message, and \u0661 a digit.", ""),
        (f"From [a paper](https://example.org):\n\n{TABLE}", ""),
        (f"The sizes:\n\n{TABLE}", "1,385 rows"),
        (f"Transformers {MINOR} does this, `datasets` {DATASETS} that.", ""),
        ("It fails with [`403 Client Error: No`](https://example.org) here.", ""),
        (
            "AMP { #amp }\n:   It computes in 16 bits. [A paper](https://example.org).",
            "",
        ),
    ],
)
def test_a_proven_claim_is_not_listed(text: str, expected: str) -> None:
    assert unproven(text, expected) == []


def test_a_row_that_nothing_proves_is_listed() -> None:
    assert unproven(f"[A paper](https://example.org).\n\nThe sizes:\n\n{TABLE}") == [
        ROW
    ]


def test_an_expected_text_proves_only_the_numbers_that_it_contains() -> None:
    assert unproven("It takes 1,385 rows.", "it takes") == ["It takes 1,385 rows."]


def test_a_notebook_proves_a_claim_with_its_code_and_its_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "DOCS", tmp_path / "docs")
    cells = (
        text("It always takes 1,385 rows, 2,770 in all."),
        code("print(2 * 1385)", "2770\n"),
        text("It takes 1,386 rows."),
        text("## More\n\nIt is always so."),
    )
    page = pages.expand(notebook(Copy(tmp_path), "first", *cells))
    wanted = ["It takes 1,386 rows.", "It is always so."]
    assert list(claims.unproven(page, [])) == wanted


@pytest.mark.parametrize("path", pages.notes(), ids=shown_path)
def test_every_claim_of_a_page_is_proven(path: Path) -> None:
    page = pages.expand(path)
    found = list(claims.unproven(page, claims.expected_texts(page)))
    assert found == [], (
        f"{shown_path(path)} states what nothing proves. Check it, then link its source in the "
        "sentence, use what a program prints, reword it without the number, or add its text to "
        f"tests/pages/expected/: {found}"
    )
