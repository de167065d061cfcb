"""Trained artifacts: models that a block trains once, kept in the offline hub for other blocks.

A block with ``trains="nlpjourney/tweet-sentiment"`` saves a model in the folder
``tweet-sentiment``. The hub keeps it under that local id together with the hash of everything that
it depends on, and trains it again when the hash changes.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nlpjourney import paths
from nlpjourney.content import pages, results
from nlpjourney.content.pages import Block, PageError
from nlpjourney.content.results import ResultsError
from nlpjourney.hub import cache
from nlpjourney.hub.catalog import DATA_FORMATS, HubError, Repository
from nlpjourney.testing import child, imports, runner

TRAINED_BY = ("torch", "transformers", "accelerate")


@dataclass(frozen=True)
class Trained:
    """The hub's record of a trained model: the hash of everything it depends on, its files, and
    the result of the run that trained it."""

    key: str
    files: dict[str, str]
    result: dict[str, Any]


def find_producers() -> dict[str, Block]:
    """The block that trains each local id. Skips pages that cannot be read.

    Raises:
        HubError: two blocks train the same id.
    """
    found: dict[str, Block] = {}
    for page in pages.notes():
        try:
            blocks = pages.expand(page).blocks
        except PageError:  # the audit and the tests report it
            continue
        for block in blocks:
            if identifier := block.options.trains:
                if identifier in found:
                    raise HubError(
                        f"{block}: {found[identifier]} trains {identifier} too; give one of "
                        "them another id"
                    )
                found[identifier] = block
    return found


def key(
    identifier: str, producers: dict[str, Block], above: tuple[str, ...] = ()
) -> str:
    """The hash of everything that a trained model depends on: its program, the libraries, the
    models and data that it starts from.

    Raises:
        HubError: the model is trained from itself.
    """
    if identifier in above:
        raise HubError(
            f"{producers[identifier]}: {identifier} is trained from itself; start from "
            "another model"
        )
    block = producers[identifier]
    versions = imports.versions(block) | {
        name: importlib.metadata.version(name) for name in TRAINED_BY
    }
    parts = [block.program, json.dumps(versions), cache.fingerprint()]
    for used in sorted(block.local_ids & producers.keys()):
        parts.append(key(used, producers, (*above, identifier)))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def problems(used: set[str], producers: dict[str, Block]) -> list[str]:
    """The problems of those ids that are trained models: missing, damaged or outdated."""
    return [
        f"{name}: {problem}; run `{cache.FIX}`."
        for name in sorted(used & producers.keys())
        if (problem := state(name, producers)) != "present"
    ]


def state(identifier: str, producers: dict[str, Block]) -> str:
    """The state of a model in the hub: "present" if its block would train the same now."""
    try:
        known = Trained(**json.loads(_record(identifier).read_bytes()))
    except FileNotFoundError:
        return "not trained yet"
    except (ValueError, TypeError):
        return "its record is damaged"
    if known.key != key(identifier, producers):
        return "trained by an earlier program, or with other libraries or data"
    model = Repository(identifier, "model", known.files)
    damaged = cache.problems(model, cache.home() / model.folder)
    return f"damaged ({damaged[0].file})" if damaged else "present"


def results_of(
    blocks: Iterable[Block], producers: dict[str, Block]
) -> dict[Block, child.Result]:
    """The result of the run that trained the model, of each block whose model is present."""
    return {
        block: child.Result(**json.loads(_record(name).read_bytes())["result"])
        for block in blocks
        if (name := block.options.trains) and state(name, producers) == "present"
    }


def build() -> None:
    """Train missing, damaged and outdated models, as many at a time as there are cores, beginning
    with those that take the longest.

    Raises:
        HubError: a block could not train its model.
        ResultsError: a file of recorded runs is damaged.
    """
    home = cache.home()
    known = results.load()
    with cache.only_build(home), cache.scratch_folder(home) as scratch:
        producers = find_producers()
        waiting = {}
        for identifier, block in producers.items():
            if (now := state(identifier, producers)) == "present":
                cache.say(f"{identifier}: present and intact")
            else:
                cache.say(
                    f"{identifier}: {now}; trained by {paths.shown_path(block.file)}"
                )
                waiting[identifier] = block
        if waiting:
            runner.prepare()
        while waiting:
            ready = known.longest_first(
                block
                for block in waiting.values()
                if not block.local_ids & waiting.keys()
            )
            queue = runner.Queue(ready, os.cpu_count() or 1, scratch)
            try:
                for block in ready:
                    _keep(block, queue.result(block), producers, scratch)
                    del waiting[block.options.trains]
            finally:
                queue.stop()


def _keep(
    block: Block, result: child.Result, producers: dict[str, Block], scratch: Path
) -> None:
    """Move what a block saved to the folder where the libraries look for it."""
    identifier = block.options.trains
    if result.error:
        raise HubError(
            f"{block}:{result.line}: could not train {identifier}: {result.error}\n"
            f"{result.detail}"
        )
    saved = scratch / Path(identifier).name
    # the pickled training_args.bin and checkpoints stay behind: weights are safetensors only
    files = {
        path.name: path.read_bytes()
        for path in sorted(saved.iterdir())
        if path.is_file() and path.suffix in DATA_FORMATS
    }
    hashes = {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    model = Repository(identifier, "model", hashes)
    folder = scratch / model.folder.name
    cache.lay_out(model, files, folder)
    record = _record(identifier)
    record.unlink(missing_ok=True)
    cache.put_in_place(folder, cache.home() / model.folder, scratch)
    known = Trained(key(identifier, producers), hashes, asdict(result))
    cache.write(record, json.dumps(asdict(known), indent=1).encode())
    cache.say(f"{identifier}: trained in {result.seconds:.0f} s")


def _record(identifier: str) -> Path:
    return cache.home() / "trained" / f"{Path(identifier).name}.json"


def main(action: str) -> int:
    """The part of ``python -m nlpjourney hub [show|build|verify]`` that concerns trained models."""
    try:
        if action == "build":
            build()
            return 0
        producers = find_producers()
        states = {name: state(name, producers) for name in producers}
    except (HubError, ResultsError) as error:
        cache.say(str(error))
        return 1
    except KeyboardInterrupt:
        return cache.INTERRUPTED
    for name, now in states.items():
        cache.say(
            f"{name} (model, {now})\n  trained by  {paths.shown_path(producers[name].file)}"
        )
    return int(action == "verify" and any(now != "present" for now in states.values()))


if __name__ == "__main__":
    sys.exit(main("".join(sys.argv[1:])))
