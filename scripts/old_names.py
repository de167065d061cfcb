"""The public names of older releases, for ``experiments/removed_names.py``.

``python -m scripts.old_names`` downloads the releases from the package index, reads their sources
with griffe, which imports nothing, and writes ``experiments/removed_names.json``: for each class,
function or library the names that it had, each with the newest of these releases that has it. A
class also has the names of the classes of its library that it inherits from.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import griffe
from griffe import Alias, Class, Function, Module, ParameterKind
from tqdm import tqdm

from nlpjourney import paths

LIBRARIES = ("trl", "transformers", "datasets", "huggingface_hub")
RELEASES = (  # older ones first, with the last of each earlier major version
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
    *(f"{library}=={version(library)}" for library in LIBRARIES),
)
NAMES = paths.EXPERIMENTS / "removed_names.json"
CALLS = (
    "transformers.training_args.TrainingArguments",
    "transformers.trainer.Trainer",
    "trl.trainer.sft_config.SFTConfig",
    "trl.trainer.dpo_config.DPOConfig",
    "trl.trainer.reward_config.RewardConfig",
    "trl.trainer.kto_config.KTOConfig",
    "trl.trainer.grpo_config.GRPOConfig",
    "trl.trainer.sft_trainer.SFTTrainer",
    "trl.trainer.dpo_trainer.DPOTrainer",
    "trl.trainer.reward_trainer.RewardTrainer",
    "datasets.load.load_dataset",
)
OBJECTS = {
    "transformers.tokenization_utils.PreTrainedTokenizer": "tokenizer",
    "transformers.tokenization_utils_fast.PreTrainedTokenizerFast": "tokenizer",
    "transformers.tokenization_utils_tokenizers.TokenizersBackend": "tokenizer",
    "datasets.arrow_dataset.Dataset": "Dataset",
}
TASKS = (
    "transformers.pipelines.SUPPORTED_TASKS",
    "transformers.pipelines.TASK_ALIASES",
)
EXPORTS = ("trl", "huggingface_hub", "datasets")
MODELS = "transformers/models"  # most of the library's code, and no base of OBJECTS
VARIADIC = (ParameterKind.var_positional, ParameterKind.var_keyword)


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
    shutil.rmtree(to / MODELS, ignore_errors=True)
    return to


def read(library: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the public names of an unpacked release, each with its owner: arguments of a class or
    function, methods and attributes of an object, tasks of pipelines, exports of a library."""
    loader = griffe.GriffeLoader(search_paths=[folder], allow_inspection=False)
    sources: Any = loader.load(library)
    loader.resolve_aliases()

    def each(names: Iterable[str]) -> Iterator[tuple[str, Any]]:
        """Yield the names that this release has, with what they name."""
        for name in names:
            with suppress(KeyError):
                yield name, sources[name.removeprefix(f"{library}.")]

    for name, one in each(CALLS):
        owner = name.rpartition(".")[2]
        yield from ((owner, argument) for argument in arguments(one))
    for name, one in each(OBJECTS):
        yield from ((OBJECTS[name], attribute) for attribute in attributes(one))
    for _, one in each(TASKS):
        yield from (("pipeline", ast.literal_eval(str(key))) for key in one.value.keys)
    if library in EXPORTS:
        yield from ((library, name) for name in exports(sources))


def arguments(owner: Class | Function) -> Iterator[str]:
    """Yield the arguments of a function or of a class's ``__init__``, also the former names that a
    decorator ``deprecate_kwarg`` still accepts."""
    function: Any = owner.all_members["__init__"] if owner.is_class else owner
    for parameter in function.parameters:
        if parameter.kind not in VARIADIC and parameter.name != "self":
            yield parameter.name
    for decorator in function.decorators:
        if decorator.callable_path.endswith(".deprecate_kwarg"):
            yield ast.literal_eval(str(decorator.value.arguments[0]))


def attributes(owner: Class) -> Iterator[str]:
    """Yield the public methods and attributes of a class's objects, also those that
    ``__getattr__`` finds in a tokenizer's list of special tokens."""
    yield from (name for name in owner.all_members if not name.startswith("_"))
    special: Any = owner.all_members.get("SPECIAL_TOKENS_ATTRIBUTES")
    if special:
        for name in ast.literal_eval(str(special.value)):
            yield from (name, f"{name}_ids" if name.endswith("s") else f"{name}_id")


def exports(library: Module) -> Iterator[str]:
    """Yield what a library's top-level file imports from its own modules, and does not delete."""
    statements = ast.walk(ast.parse(library.source))
    deleted = {
        getattr(target, "id", "")
        for statement in statements
        if isinstance(statement, ast.Delete)
        for target in statement.targets
    }
    for name, member in library.members.items():
        if name in deleted or name.startswith(("_", "is_")):
            continue
        if not isinstance(member, Alias):
            continue
        if member.target_path.startswith(f"{library.path}."):
            yield name


def main() -> None:
    newest: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for release in tqdm(RELEASES):
            library = release.partition("==")[0]
            for owner, name in read(library, download(release, Path(folder))):
                newest.setdefault(owner, {})[name] = release.replace("==", " ")
    text = json.dumps(newest, indent=1, sort_keys=True)
    paths.write(NAMES, f"{text}\n")


if __name__ == "__main__":
    main()
