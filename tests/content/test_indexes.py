"""The indexes of all programs: their error messages with the fixes, and the library names that they
use."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlpjourney import paths
from nlpjourney.content import indexes, pages
from nlpjourney.content.pages import Block


@pytest.fixture
def printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that makes a block with some recorded text."""

    def block(output: str) -> Block:
        monkeypatch.setattr(paths, "SNIPPETS", tmp_path)
        (tmp_path / "a.py").write_text("print()\n", "utf-8")
        printed = f"$ python snippets/a.py\n{output}"
        (tmp_path / "a.out").write_text(printed, "utf-8")
        return Block(paths.DOCS / "index.md", 1, "python", "a.py")

    return block


WRAPPED = """\
a name in front: ValueError: The checkpoint has more words than fit into a line of
  an output, and goes on in the next one.
KeyError: 'text'
Exception: WordPiece error: Missing [UNK] token
the line below a message, however long it is, belongs to it only if it is indented more
no message: OSError
"""


def test_messages_are_whole_and_without_what_is_printed_in_front(printing) -> None:
    assert list(indexes.messages(printing(WRAPPED))) == [
        "ValueError: The checkpoint has more words than fit into a line of an output, and goes "
        "on in the next one.",
        "KeyError: 'text'",
        "Exception: WordPiece error: Missing [UNK] token",
    ]


def test_a_message_that_is_cut_short_counts_as_the_whole_one(printing) -> None:
    block = printing("ValueError: too many\nValueError: too many rows\n")
    assert indexes.errors([block]) == {"ValueError: too many rows": [block]}


def test_an_output_without_an_error_has_no_message(printing) -> None:
    assert not list(indexes.messages(printing("loss 0.69, 3 errors\n")))


@pytest.fixture
def write_fixes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that writes the file of fixes."""

    def write(text: str) -> None:
        monkeypatch.setattr(paths, "DOCS", tmp_path)
        file = tmp_path / indexes.FIXES
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")

    return write


def entry(message: str, fix: str) -> str:
    return f"[[error]]\nmessage = {message!r}\nfix = {fix!r}\n\n"


def test_the_entry_with_the_longest_part_of_a_message_is_its_fix(write_fixes) -> None:
    write_fixes(
        entry("too many rows", "Drop some.") + entry("too many", "Count `a|b`.")
    )
    for_rows, in_general = known = indexes.fixes()
    assert (in_general.markdown, in_general.line) == ("Count `a|b`.", 5)
    assert indexes.fix_of("ValueError: too many rows", known) is for_rows
    assert indexes.fix_of("ValueError: too many columns", known) is in_general
    assert indexes.fix_of("KeyError: 'text'", known) is None


def test_each_message_has_a_fix_and_each_fix_a_message() -> None:
    blocks = [block for page in pages.all_pages() for block in page.blocks]
    assert indexes.fix_problems(blocks) == []
    assert len(indexes.fixes()) > 100


def test_a_message_without_a_fix_is_reported_with_the_entry_to_add(
    printing, write_fixes
) -> None:
    """Injected faults: no file, and no entry for one of two messages."""
    block = printing("ValueError: too many rows\nKeyError: 'text'\n")
    write_fixes("")
    assert len(indexes.fix_problems([block])) == 2
    write_fixes(entry("rows", "Drop some."))
    (problem,) = indexes.fix_problems([block])
    assert problem.startswith(f"{block}: prints an error for which ")
    assert """[[error]] with message = "KeyError: 'text'" and fix = """ in problem
    write_fixes(entry("rows", "Drop some.") + entry("'text'", "Rename it."))
    assert indexes.fix_problems([block]) == []


def test_a_fix_that_no_message_uses_is_reported(printing, write_fixes) -> None:
    block = printing("ValueError: too many rows\n")
    write_fixes(entry("many rows", "Drop some.") + entry("rows", "Drop some."))
    (problem,) = indexes.fix_problems([block])
    assert problem.startswith(
        f"{paths.DOCS / indexes.FIXES}:5: no program prints 'rows'"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[error]]\nmessage = 'a\n", ": "),
        ("error = [{}]\n", ": begin every entry with a line [[error]]"),
        ("[[error]]\nmessage = 'a'\n", ":1: write the texts message and fix"),
        ("[[error]]\nmessage = 'a'\nfix = 1\n", ":1: write the texts message and fix"),
        (entry("a", "Use <b>."), ":1: the fix contains '<' outside code"),
        (entry("a", "Use a|b."), ":1: the fix contains '|' outside code"),
        (entry("a", "Use `a."), ":1: the fix contains '`' outside code"),
        (entry("a", "Use `<b>|c`, not ``a`b``."), ""),
    ],
)
def test_a_fix_that_a_table_cannot_show_is_reported(
    printing, write_fixes, text: str, problem: str
) -> None:
    write_fixes(text)
    problems = indexes.fix_problems([printing("KeyError: a\n")])
    assert [
        one.startswith(f"{paths.DOCS / indexes.FIXES}{problem}") for one in problems
    ] == ([True] if problem else [])


def test_names_of_libraries_with_the_arguments_of_their_calls() -> None:
    program = """
import datasets, numpy as np
from transformers import AutoModel as Model, AutoTokenizer
from trl.experimental.orpo import ORPOConfig

args = ORPOConfig("out", **{"beta": 1})
tokenizer = AutoTokenizer.from_pretrained("a", use_fast=True)
model = Model.from_pretrained("a", dtype="auto").eval()
rows = datasets.Dataset.from_list([]).map(print, batched=True)
np.array([1], dtype=float)
"""
    assert indexes.names(program) == {
        "trl.experimental.orpo.ORPOConfig": set(),
        "transformers.AutoTokenizer.from_pretrained": {"use_fast"},
        "transformers.AutoModel.from_pretrained": {"dtype"},
        "datasets.Dataset.from_list": set(),
    }


def test_a_program_without_the_libraries_uses_nothing_of_them() -> None:
    assert not indexes.names("import torch\n\ndatasets = torch.tensor([1])\n")


def test_each_name_lists_the_programs_that_use_it() -> None:
    blocks = [block for page in pages.all_pages() for block in page.blocks]
    found = indexes.uses(blocks)
    assert "max_length" in found["trl.SFTConfig"].arguments
    using = {block.snippet for block in found["trl.DPOTrainer"].blocks}
    assert "alignment/dpo/train.py" in using
    assert "alignment/reward-modeling/train.py" not in using
