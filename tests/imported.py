"""What Python files import, read from their syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def names(file: Path) -> Iterator[str]:
    """The modules that a file imports, also inside functions; ``from a import b`` may import
    ``a.b``. Imports for type checkers only do not count."""
    waiting: list[ast.AST] = [ast.parse(file.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        waiting += ast.iter_child_nodes(node)
