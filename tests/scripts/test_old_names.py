"""The public names of an older release are read from its sources, also those that a class does
not define itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import old_names

TRAINER = """
import torch
from .base import BaseTrainer, deprecate_kwarg

class Trainer(BaseTrainer, torch.nn.Module):
    pass
"""
BASE = """
class BaseTrainer:
    @deprecate_kwarg("tokenizer", new_name="processing_class")
    def __init__(self, model, *rest, processing_class=None, **options):
        pass

def deprecate_kwarg(old_name, new_name):
    pass
"""
ARGUMENTS = """
from dataclasses import dataclass, field
from .base import BaseArguments

@dataclass
class TrainingArguments(BaseArguments):
    eval_strategy: str = "no"
    device: str = field(init=False)
"""
BASE_ARGUMENTS = """

from dataclasses import dataclass

@dataclass
class BaseArguments:
    seed: int = 42
"""
TOKENIZER = """
class Mixin:
    SPECIAL_TOKENS_ATTRIBUTES = ["pad_token", "additional_special_tokens"]

    def __getattr__(self, name):
        pass

class PreTrainedTokenizer(Mixin):
    def __init__(self):
        self.padding_side = "right"
        self._tokens = {}

    def encode(self, text):
        pass

    @property
    def vocab_size(self):
        pass
"""
PIPELINES = """
TASK_ALIASES = {"ner": "token-classification"}
SUPPORTED_TASKS = {"translation": {"impl": print}}
"""
DATASETS = """
import sys
from .load import load_dataset
from .features import *
from .features import Image
from .utils import is_torch_available, helper as _helper

del Image
"""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release with the files from which names are read."""
    for name, text in {
        "transformers/__init__.py": "",
        "transformers/base.py": BASE + BASE_ARGUMENTS,
        "transformers/trainer.py": TRAINER,
        "transformers/training_args.py": ARGUMENTS,
        "transformers/tokenization_utils.py": TOKENIZER,
        "transformers/pipelines/__init__.py": PIPELINES,
        "datasets/__init__.py": DATASETS,
        "datasets/load.py": "def load_dataset(path, *, split=None, **options):\n    pass\n",
        "datasets/features.py": "class Audio: ...\nclass Image: ...\nclass _Own: ...\n",
        "datasets/utils.py": "def is_torch_available(): ...\ndef helper(): ...\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def names(library: str, release: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for owner, name in old_names.read(library, release):
        found.setdefault(owner, set()).add(name)
    return found


def test_inherited_and_dynamic_names_are_read_and_private_ones_are_not(
    release: Path,
) -> None:
    """Inherited arguments, former names that a decorator accepts, attributes that ``__getattr__``
    serves; not a field that ``__init__`` does not take, not what another library defines."""
    assert names("transformers", release) == {
        "Trainer": {"model", "processing_class", "tokenizer"},
        "TrainingArguments": {"seed", "eval_strategy"},
        "tokenizer": {
            "SPECIAL_TOKENS_ATTRIBUTES",
            "additional_special_tokens",
            "additional_special_tokens_ids",
            "encode",
            "pad_token",
            "pad_token_id",
            "padding_side",
            "vocab_size",
        },
        "pipeline": {"ner", "translation"},
    }


def test_exports_are_the_librarys_own_names_that_are_left(release: Path) -> None:
    """A star import counts; what the file deletes or imports from elsewhere does not."""
    assert names("datasets", release) == {
        "load_dataset": {"path", "split"},
        "datasets": {"load_dataset", "Audio"},
    }


def test_a_release_without_the_classes_has_no_names(tmp_path: Path) -> None:
    (tmp_path / "trl").mkdir()
    (tmp_path / "trl" / "__init__.py").write_text("", "utf-8")
    assert names("trl", tmp_path) == {}
