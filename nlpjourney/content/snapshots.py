"""Snapshots: the recorded output beside a snippet (``.out``), the recorded steps of its run
(``.trace.js``), and when those of a new run equal them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import notebooks
from nlpjourney.content.options import Options
from nlpjourney.content.pages import TRACE, Block

DECIMAL = re.compile(r"(?<![\w.])[-+]?\d+\.\d+(?:[eE][-+]?\d+)?(?![\w.])")
ABSENT = "(no line)"


class MissingOutput(Exception):
    """A block without a recorded output, or one recorded for another command."""


@dataclass(frozen=True)
class Difference:
    """One line (counted from 1) that the page shows otherwise than the run printed it;
    ``cell`` is its cell's number in a notebook."""

    line: int
    shown: str
    real: str
    cell: int = 0

    def __str__(self) -> str:
        cell = f"cell {self.cell}, " if self.cell else ""
        return (
            f"  {cell}line {self.line}\n    shown: {self.shown}\n    real:  {self.real}"
        )


def read(block: Block) -> str:
    """What the page shows as the block's output, without the command line above it.

    Raises:
        MissingOutput: no ``.out`` beside the snippet, an empty one, or a first line that is
            not the command that runs this snippet.
    """
    if not block.recorded.is_file():
        raise MissingOutput(
            f"{block}: no recorded output {block.recorded.name}; run make update"
        )
    recorded = paths.read_text(block.recorded, MissingOutput)
    command, _, output = recorded.partition("\n")
    if command != f"$ {block.command}":
        raise MissingOutput(
            f"{block}: {block.recorded.name} begins with {command!r}, "
            f"not with '$ {block.command}'; run make update"
        )
    if not output.strip():
        raise MissingOutput(f"{block}: prints nothing; a block shows what it did")
    return output


def record(block: Block, output: str) -> bool:
    """Write the recorded output; says whether the file changed. Never leaves half a file.

    Lines that already match within what the block declares are kept as they are written, so
    that re-recording changes only what drifted.

    Raises:
        MissingOutput: ``output`` is empty.
    """
    if not output.strip():
        raise MissingOutput(f"{block}: prints nothing; a block shows what it did")
    try:
        if not compare(read(block), output, block.options):
            return False
    except MissingOutput:
        pass
    paths.write(block.recorded, f"$ {block.command}\n{output.rstrip()}\n")
    return True


def fingerprint(block: Block) -> bytes:
    """What a comparison rests on: the recorded output, where there is one."""
    return block.recorded.read_bytes() if block.recorded.is_file() else b""


def differences(block: Block, output: str) -> list[Difference]:
    """Where a new run's output differs from the recorded one; raises MissingOutput."""
    return compare(read(block), output, block.options)


def compare(shown: str, real: str, options: Options | None = None) -> list[Difference]:
    """Where ``real`` differs from ``shown``: text and integers to the letter, decimals by
    more than one in the last digit shown (or the block's relative tolerance)."""
    options = options or Options()
    pairs = zip_longest(_lines(shown), _lines(real))
    return [
        Difference(number, ABSENT if a is None else a, ABSENT if b is None else b)
        for number, (a, b) in enumerate(pairs, 1)
        if a is None or b is None or not _same_line(a, b, options)
    ]


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _same_line(shown: str, real: str, options: Options) -> bool:
    if shown == real:
        return True
    if options.ellipsis and "..." in shown:
        pieces = [re.escape(piece) for piece in shown.split("...")]
        if re.fullmatch(".*".join(pieces), real):
            return True
    if DECIMAL.sub("0.0", shown) != DECIMAL.sub("0.0", real):
        return False
    pairs = zip(DECIMAL.findall(shown), DECIMAL.findall(real), strict=True)
    return all(_same_decimal(a, b, options.tolerance) for a, b in pairs)


def _same_decimal(shown: str, real: str, tolerance: float) -> bool:
    a, b = Decimal(shown), Decimal(real)
    last_digit = Decimal(1).scaleb(int(a.as_tuple().exponent))
    same_form = a.as_tuple().exponent == b.as_tuple().exponent or tolerance > 0
    return same_form and abs(a - b) <= max(last_digit, abs(a) * Decimal(tolerance))


def check_executed(notebook: Block) -> None:
    """Raise MissingOutput unless every cell of a notebook that runs has been executed."""
    for cell in notebooks.read(notebook.file).code:
        if not cell.ran:
            raise MissingOutput(
                f"{notebook}:{cell.line}: cell {cell.number} was never executed; "
                "run make update"
            )


# The steps of a run -------------------------------------------------------------------


def trace_header(block: Block) -> str:
    """What opens the file of a trace: whose it is, and the hash of the program."""
    program = hashlib.sha256(block.program.encode()).hexdigest()
    about = f'"{block.snippet}", {{"program": "{program}", "steps": ['
    return f"nlpjourney.trace({about}\n"


def read_trace(block: Block) -> str:
    """The recorded trace of a block; nothing where the block asks for none.

    Raises:
        MissingOutput: no trace beside the snippet, or one of another program.
    """
    if not block.options.steps:
        return ""
    if not block.trace.is_file():
        raise MissingOutput(
            f"{block}: no recorded trace {block.trace.name}; run make update"
        )
    trace = block.trace.read_text("utf-8")
    if not trace.startswith(trace_header(block)):
        raise MissingOutput(
            f"{block}: {block.trace.name} follows another program than the snippet is now; "
            "run make update"
        )
    return trace


def count_steps(block: Block) -> int:
    """The number of steps in the recorded trace; raises MissingOutput."""
    return max(read_trace(block).count("\n") - 2, 0)


def record_trace(block: Block, trace: str) -> bool:
    """Write the trace where the block asks for one; says whether the file changed."""
    try:
        if not trace_differences(block, trace):
            return False
    except MissingOutput:
        pass
    paths.write(block.trace, trace)
    return True


def trace_differences(block: Block, trace: str) -> list[Difference]:
    """Where a new run's trace differs from the recorded one, by the rule of the outputs (a
    decimal may differ by one in its last digit); raises MissingOutput."""
    return compare(read_trace(block), trace if block.options.steps else "")


# Files without a page -----------------------------------------------------------------


def orphans(snippets: Path, shown: set[str], traced: set[str]) -> list[str]:
    """Files under ``snippets`` that no page shows, as problems with their cure.

    Args:
        shown: the snippets that some page shows, as paths below ``snippets``.
        traced: those of them whose steps a reader can follow.
    """
    problems = []
    for file in sorted(snippets.rglob("*")):
        if file.is_dir() or "__pycache__" in file.parts:
            continue
        name = file.relative_to(snippets).as_posix()
        if file.suffix == ".out":
            owners = {name.removesuffix(".out") + suffix for suffix in (".py", ".sh")}
            if not owners & shown:
                problems.append(
                    f"snippets/{name}: recorded output of no block; delete it"
                )
        elif name.endswith(TRACE):
            if name.removesuffix(TRACE) + ".py" not in traced:
                problems.append(
                    f"snippets/{name}: trace of no block that says steps=; delete it"
                )
        elif name not in shown:
            problems.append(
                f"snippets/{name}: no page shows it; include it or delete it"
            )
    return problems
