"""Models that blocks make: trained once, kept in the offline hub, shared by other blocks.

A block with ``makes="nlpjourney/tweet-sentiment"`` saves a model in the folder
``tweet-sentiment``. The hub keeps it under that local id together with the hash of all that
made it, and makes it anew when the hash is another.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from nlpjourney import execution, hub, pages
from nlpjourney.hub_catalogue import DATA_FORMATS, HubError, Repository
from nlpjourney.pages import Block, PageError

TRAINED_BY = ("torch", "transformers", "accelerate")


@dataclass(frozen=True)
class Made:
    """What the hub knows of a model that a block made: the hash of what made it, its files."""

    key: str
    files: dict[str, str]


def makers() -> dict[str, Block]:
    """The block that makes each local id. A page that cannot be read makes none.

    Raises:
        HubError: two blocks make the same id.
    """
    found: dict[str, Block] = {}
    for page in pages.notes():
        try:
            blocks = pages.expand(page).blocks
        except PageError:  # for the audit and the tests to report
            continue
        for block in blocks:
            if identifier := block.options.makes:
                if identifier in found:
                    raise HubError(
                        f"{block}: {found[identifier]} makes {identifier} too"
                    )
                found[identifier] = block
    return found


def key(identifier: str, made_by: dict[str, Block], above: tuple[str, ...] = ()) -> str:
    """The hash of all that a made model rests on: its program, the libraries, the models
    and data that it starts from.

    Raises:
        HubError: the model is made from itself.
    """
    if identifier in above:
        raise HubError(f"{made_by[identifier]}: {identifier} is made from itself")
    block = made_by[identifier]
    versions = execution.versions(block) | {
        name: importlib.metadata.version(name) for name in TRAINED_BY
    }
    parts = [block.program, json.dumps(versions), hub.fingerprint()]
    for used in sorted(block.local_ids & made_by.keys()):
        parts.append(key(used, made_by, (*above, identifier)))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def problems(used: set[str], made_by: dict[str, Block]) -> list[str]:
    """Which of the ids are made models that are missing, damaged or outdated."""
    return [
        f"{name}: {problem}; run `{hub.CURE}`."
        for name in sorted(used & made_by.keys())
        if (problem := state(name, made_by)) != "present"
    ]


def state(identifier: str, made_by: dict[str, Block]) -> str:
    """Whether the hub holds the model as its block would make it now."""
    try:
        known = Made(**json.loads(_record(identifier).read_bytes()))
    except FileNotFoundError:
        return "not made yet"
    except (ValueError, TypeError):
        return "its record is damaged"
    if known.key != key(identifier, made_by):
        return "made by something else than what makes it now"
    model = Repository(identifier, "model", known.files)
    damaged = hub.problems(model, hub.home() / model.folder)
    return f"damaged ({damaged[0].file})" if damaged else "present"


def build() -> None:
    """Make what is missing, damaged or outdated, as many at a time as there are cores.

    Raises:
        HubError: a block could not make its model.
    """
    home = hub.home()
    with hub.only_build(home), hub.scratch_folder(home) as scratch:
        made_by = makers()
        waiting = {}
        for identifier, block in made_by.items():
            if (now := state(identifier, made_by)) == "present":
                hub.say(f"{identifier}: present and intact")
            else:
                hub.say(f"{identifier}: {now}; made by {pages.shown_path(block.file)}")
                waiting[identifier] = block
        if waiting:
            execution.prepare()
        while waiting:
            ready = [
                block
                for block in waiting.values()
                if not block.local_ids & waiting.keys()
            ]
            queue = execution.Queue(ready, os.cpu_count() or 1, scratch)
            try:
                for block in ready:
                    _keep(block, queue.result(block), made_by, scratch)
                    del waiting[block.options.makes]
            finally:
                queue.stop()


def _keep(
    block: Block, result: execution.Result, made_by: dict[str, Block], scratch: Path
) -> None:
    """Move what a block saved to where the libraries look for it."""
    identifier = block.options.makes
    if result.error:
        raise HubError(
            f"{block}:{result.line}: could not make {identifier}: {result.error}\n"
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
    made = scratch / model.folder.name
    hub.lay_out(model, files, made)
    record = _record(identifier)
    record.unlink(missing_ok=True)
    hub.put_in_place(made, hub.home() / model.folder, scratch)
    known = Made(key(identifier, made_by), hashes)
    hub.write(record, json.dumps(asdict(known), indent=1).encode())
    hub.say(f"{identifier}: made in {result.seconds:.0f} s")


def _record(identifier: str) -> Path:
    return hub.home() / "made" / f"{Path(identifier).name}.json"


def main(action: str) -> int:
    """The part of ``python -m nlpjourney hub [show|build|verify]`` that concerns made models."""
    try:
        if action == "build":
            build()
            return 0
        made_by = makers()
        states = {name: state(name, made_by) for name in made_by}
    except HubError as error:
        hub.say(str(error))
        return 1
    for name, now in states.items():
        hub.say(
            f"{name} (model, {now})\n  made by     {pages.shown_path(made_by[name].file)}"
        )
    return int(action == "verify" and any(now != "present" for now in states.values()))


if __name__ == "__main__":
    sys.exit(main("".join(sys.argv[1:])))
