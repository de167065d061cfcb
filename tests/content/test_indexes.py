"""The indexes of all programs: their error messages, and the library names that they use."""

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
the line below a message, however long it is, belongs to it only if it is indented more
no message: OSError
"""


def test_messages_are_whole_and_without_what_is_printed_in_front(printing) -> None:
    assert list(indexes.messages(printing(WRAPPED))) == [
        "ValueError: The checkpoint has more words than fit into a line of an output, and goes "
        "on in the next one.",
        "KeyError: 'text'",
    ]


def test_a_message_that_is_cut_short_counts_as_the_whole_one(printing) -> None:
    block = printing("ValueError: too many\nValueError: too many rows\n")
    assert indexes.errors([block]) == {"ValueError: too many rows": [block]}


def test_an_output_without_an_error_has_no_message(printing) -> None:
    assert not list(indexes.messages(printing("loss 0.69, 3 errors\n")))


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
