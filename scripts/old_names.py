"""The public names of older releases, for ``experiments/removed_names.py``.

``python -m scripts.old_names`` downloads the releases from the package index, reads their sources
without importing them, and writes ``experiments/removed_names.json``: for each class, function or
library the names that it had, each with the newest of these releases that has it.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tqdm import tqdm

from nlpjourney import paths

RELEASES = (  # older ones first; the last of a major version is one of them
    "trl==0.9.6",
    "trl==0.15.2",
    "trl==0.19.1",
    "trl==0.29.1",
    "transformers==4.36.2",
    "transformers==4.46.3",
    "transformers==4.57.6",
    "datasets==2.21.0",
    "datasets==3.6.0",
    "huggingface_hub==0.36.2",
    "huggingface_hub==1.33.0",
)
NAMES = paths.EXPERIMENTS / "removed_names.json"
CONFIGS = {
    "TrainingArguments": "transformers/training_args.py",
    "SFTConfig": "trl/trainer/sft_config.py",
    "DPOConfig": "trl/trainer/dpo_config.py",
    "RewardConfig": "trl/trainer/reward_config.py",
    "KTOConfig": "trl/trainer/kto_config.py",
    "GRPOConfig": "trl/trainer/grpo_config.py",
}
CALLS = {
    "Trainer": "transformers/trainer.py",
    "SFTTrainer": "trl/trainer/sft_trainer.py",
    "DPOTrainer": "trl/trainer/dpo_trainer.py",
    "RewardTrainer": "trl/trainer/reward_trainer.py",
    "load_dataset": "datasets/load.py",
}
EXPORTS = ("trl", "huggingface_hub", "datasets")
TOKENIZERS = {
    "transformers/tokenization_utils_base.py": (
        "SpecialTokensMixin",
        "PreTrainedTokenizerBase",
    ),
    "transformers/tokenization_utils.py": ("PreTrainedTokenizer",),
    "transformers/tokenization_utils_fast.py": ("PreTrainedTokenizerFast",),
}


def download(release: str, folder: Path) -> Path:
    """Unpack a release's wheel below ``folder``."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    to = folder / release
    subprocess.run(
        [*pip, "--only-binary", ":all:", "--dest", str(to), release], check=True
    )
    (wheel,) = to.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(to)
    return to


def read(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the public names of an unpacked release, each with its owner: arguments of a class or
    function, methods of tokenizers, tasks of pipelines, exports of a library."""
    for owner, file in CONFIGS.items():
        yield from _pairs(owner, folder / file, owner, _fields)
    for owner, file in CALLS.items():
        yield from _pairs(owner, folder / file, owner, _arguments)
    for file, classes in TOKENIZERS.items():
        for name in classes:
            yield from _pairs("tokenizer", folder / file, name, _public)
    dataset = folder / "datasets/arrow_dataset.py"
    yield from _pairs("Dataset", dataset, "Dataset", _public)
    tasks = folder / "transformers/pipelines/__init__.py"
    if tasks.exists():
        yield from (("pipeline", task) for task in _keys(tasks))
    for library in EXPORTS:
        first = folder / library / "__init__.py"
        if first.exists():
            yield from ((library, name) for name in _exports(first))


def _pairs(
    owner: str, file: Path, name: str, names: Callable[[ast.AST], Iterator[str]]
) -> Iterator[tuple[str, str]]:
    """Yield what ``names`` finds in the class or function ``name`` of a file, if it has one."""
    if file.exists() and (node := _find(file, name)):
        yield from ((owner, found) for found in names(node))


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _find(file: Path, name: str) -> ast.AST | None:
    """The class or function of this name at a module's top level."""
    for node in _tree(file).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            return node
    return None


def _fields(node: ast.AST) -> Iterator[str]:
    for part in getattr(node, "body", []):
        target = getattr(part, "target", None)
        if isinstance(target, ast.Name) and not target.id.startswith("_"):
            yield target.id


def _arguments(node: ast.AST) -> Iterator[str]:
    """The arguments of a function, or of the class's ``__init__``."""
    functions = [part for part in ast.walk(node) if isinstance(part, ast.FunctionDef)]
    function = next((f for f in functions if f.name == "__init__"), functions[0])
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return (argument.arg for argument in every if argument.arg != "self")


def _public(node: ast.AST) -> Iterator[str]:
    for part in getattr(node, "body", []):
        if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            yield part.name


def _keys(file: Path) -> Iterator[str]:
    """Yield the keys of the dictionaries SUPPORTED_TASKS and TASK_ALIASES."""
    for node in _tree(file).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            names = {getattr(target, "id", "") for target in node.targets}
            if names & {"SUPPORTED_TASKS", "TASK_ALIASES"}:
                yield from (ast.literal_eval(key) for key in node.value.keys if key)


def _exports(file: Path) -> Iterator[str]:
    """Yield what a library's top-level file imports from its own modules, or lists by module."""
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.ImportFrom) and node.level:
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Dict):
            lists = [value for value in node.values if isinstance(value, ast.List)]
            names = [
                name for value in lists for name in map(ast.literal_eval, value.elts)
            ]
        else:
            continue
        yield from (name for name in names if not name.startswith(("_", "is_", "*")))


def main() -> None:
    newest: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for release in tqdm(RELEASES):
            unpacked = download(release, Path(folder))
            for owner, name in read(unpacked):
                newest.setdefault(owner, {})[name] = release.replace("==", " ")
    text = json.dumps(newest, indent=1, sort_keys=True)
    paths.write(NAMES, f"{text}\n")


if __name__ == "__main__":
    main()
