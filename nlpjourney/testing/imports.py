"""The imports of a block, and their versions."""

from __future__ import annotations

import ast
import functools
import gc
import importlib
import importlib.metadata
import json
from contextlib import suppress
from functools import lru_cache

from nlpjourney.content.pages import Block
from nlpjourney.hub import cache


@functools.cache
def imports(block: Block) -> tuple[tuple[str, str], ...]:
    """The ``(module, name)`` pairs that a Python program imports at its top level."""
    if block.language == "bash":
        return ()
    try:
        body = ast.parse(block.program).body
    except SyntaxError:
        return ()
    found: list[tuple[str, str]] = []
    for node in body:
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.module, alias.name) for alias in node.names]
    if any(module.partition(".")[0] == "transformers" for module, _ in found):
        found += [(module, "") for module in _architectures()]
    return tuple(found)


@lru_cache(maxsize=1)
def _architectures() -> list[str]:
    """The modules that Transformers imports when it loads a model of the offline hub. Skips
    damaged models, which are reported elsewhere."""
    types = set()
    for config in cache.home().glob("hub/models--*/snapshots/*/config.json"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            types.add(json.loads(config.read_bytes())["model_type"])
    return [f"transformers.models.{name}.modeling_{name}" for name in sorted(types)]


def packages(block: Block) -> set[str]:
    """The top-level packages that a program imports."""
    return {module.partition(".")[0] for module, _ in imports(block)}


def preload(module: str, name: str) -> None:
    """Import what a block will import; if that fails, the block reports it.

    The garbage collector then ignores the new objects, so that its passes in a fork do not
    touch, and thereby copy, memory that the fork shares.
    """
    with suppress(Exception):
        imported = importlib.import_module(module)
        if name:
            getattr(imported, name)
    gc.freeze()


@lru_cache(maxsize=1)
def _distributions() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


@functools.cache
def versions(block: Block) -> dict[str, str]:
    """The installed version of each package that a program imports."""
    names = {
        name
        for package in packages(block)
        for name in _distributions().get(package, [])
    }
    return {name: importlib.metadata.version(name) for name in sorted(names)}
