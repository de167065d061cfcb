"""The recorded outputs of a notebook: how they are compared with a new run, and recorded.

Text is compared as the output of a block. A plot is compared by its picture and by the kernel's
description: words to the letter, values within what an eye can see, 2 % of their axis (or the
cell's tolerance, if larger). An output that a page cannot show is refused before it is written.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np

from nlpjourney import paths
from nlpjourney.content import notebooks, snapshots
from nlpjourney.content.notebooks import Cell, Notebook, Output
from nlpjourney.content.pages import Block
from nlpjourney.content.snapshots import Difference, MissingOutput
from nlpjourney.testing import plot_diff
from nlpjourney.testing.plot_diff import VISIBLE

NAN = "NaN"  # as Jupyter's messages write it


def fingerprint(block: Block) -> bytes:
    """What a comparison depends on: the outputs, the cells' options, the data files."""
    cells = notebooks.read(block.file).code
    declared = [(cell.outputs, cell.options, cell.unchecked) for cell in cells]
    data = map(block.file.with_name, notebooks.data_files(block.file))
    return b"".join([repr(declared).encode(), *(file.read_bytes() for file in data)])


def text(block: Block) -> str:
    """The texts of all the notebook's outputs."""
    cells = notebooks.read(block.file).cells
    return "\n".join(output.text for cell in cells for output in cell.outputs)


def differences(block: Block, executed: str) -> list[Difference]:
    """The differences between the recorded outputs and those of a new run.

    Raises:
        MissingOutput: a cell was never executed, or has an output that a page cannot show.
    """
    snapshots.check_executed(block)
    shown, real = notebooks.read(block.file), notebooks.parse(executed)
    _refuse(block, shown, real)
    return [one for found in _differences(shown, real) for one in found]


def unstable(block: Block, first: str, second: str) -> list[Difference]:
    """The differences between two runs of a notebook on one machine, except in cells with an
    ellipsis."""
    shown = notebooks.parse(first)
    pairs = zip(shown.code, _differences(shown, notebooks.parse(second)), strict=True)
    return [one for cell, found in pairs if not cell.options.ellipsis for one in found]


def _differences(shown: Notebook, real: Notebook) -> list[list[Difference]]:
    """The differences in each code cell."""
    pairs = zip(shown.code, real.code, strict=True)
    return [cell_differences(cell, new) for cell, new in pairs]


def record(block: Block, executed: str) -> bool:
    """Write the outputs of a new run into the notebook atomically; return whether the file changed.

    The outputs of a cell that already match stay as they are, so that re-recording changes only
    outputs that drifted. Outputs that might come from an older version of the cell are replaced:
    one that only matches within a tolerance or is not compared, and a picture that differs.

    Raises:
        MissingOutput: the notebook changed during the run, or a page cannot show an output.
    """
    old = block.file.read_text("utf-8")
    shown, real = notebooks.parse(old, block.file.name), notebooks.parse(executed)
    if shown.program != real.program:
        raise MissingOutput(
            f"{block}: changed while it ran; run {block.recorder} again"
        )
    _refuse(block, shown, real)
    contents = json.loads(notebooks.normal(json.loads(old)))
    new = json.loads(executed)
    pairs = zip(shown.cells, real.cells, contents["cells"], new["cells"], strict=True)
    for before, after, cell, ran in pairs:
        if before.is_code and not before.skip:
            exact = replace(before.options, tolerance=0.0)
            strictly = replace(before, options=exact, unchecked="")
            same = _pictures(before) == _pictures(after)
            if not (before.ran and same) or cell_differences(strictly, after):
                cell["outputs"] = ran["outputs"]
            cell["execution_count"] = ran["execution_count"]
    text = notebooks.normal(contents)
    if text == old:
        return False
    paths.write(block.file, text)
    return True


def _refuse(block: Block, shown: Notebook, real: Notebook) -> None:
    """Raise MissingOutput if a page cannot show an output of a run."""
    for cell, new in zip(shown.code, real.code, strict=True):
        for output in new.outputs:
            if problem := snapshots.output_problem(output):
                raise MissingOutput(
                    f"{block}:{cell.line}: cell {cell.number}: {problem}"
                )


def cell_differences(shown: Cell, real: Cell) -> list[Difference]:
    if shown.unchecked:
        return []
    if [o.kind for o in shown.outputs] != [o.kind for o in real.outputs]:
        return [Difference(1, _kinds(shown), _kinds(real), shown.number)]
    found = []
    for old, new in zip(shown.outputs, real.outputs, strict=True):
        if old.kind == "plot":
            found += _plot_differences(old, new, shown)
        else:
            found += [
                Difference(d.line, d.shown, d.real, shown.number)
                for d in snapshots.compare(old.text, new.text, shown.options)
            ]
    return found


def _pictures(cell: Cell) -> list[str]:
    return [output.svg for output in cell.outputs]


def _kinds(cell: Cell) -> str:
    return ", ".join(output.kind for output in cell.outputs) or "(no output)"


# Plots --------------------------------------------------------------------------------


def _plot_differences(shown: Output, real: Output, cell: Cell) -> list[Difference]:
    old, new = json.loads(shown.drawing)["axes"], json.loads(real.drawing)["axes"]
    if len(old) != len(new):
        return [Difference(1, f"{len(old)} axes", f"{len(new)} axes", cell.number)]
    tolerance = max(VISIBLE, cell.options.tolerance)
    found = [
        Difference(number, was, now, cell.number)
        for number, (a, b) in enumerate(zip(old, new, strict=True), 1)
        for was, now in _axes_differences(a, b, tolerance)
    ]
    pictures = plot_diff.differences(shown.svg, real.svg, tolerance)
    return found + [Difference(1, was, now, cell.number) for was, now in pictures]


def _axes_differences(
    shown: dict[str, Any], real: dict[str, Any], tolerance: float
) -> list[tuple[str, str]]:
    found = [
        (f"{name}: {shown[name]}", f"{name}: {real.get(name)}")
        for name in ("title", "x label", "y label", "x ticks", "y ticks", "texts")
        if not _same_words(shown[name], real.get(name), tolerance)
    ]
    units = {name: max(shown[name]) - min(shown[name]) for name in ("x", "y")}
    marks, others = shown["marks"], real["marks"]
    found += [
        (f"{name} axis {shown[name]}", f"{name} axis {real[name]}")
        for name in units
        if not _same_values(shown[name], real[name], units[name], tolerance)
    ]
    if [_name(mark) for mark in marks] != [_name(mark) for mark in others]:
        names = [", ".join(map(_name, all_marks)) for all_marks in (marks, others)]
        return [*found, (names[0], names[1])]
    for mark, other in zip(marks, others, strict=True):
        for name in mark.keys() & {"x", "y", "values"}:
            unit = units.get(name) or np.ptp([v for v in mark[name] if v != NAN] or [0])
            if not _same_values(mark[name], other[name], unit, tolerance):
                found.append(
                    (f"{_name(mark)} {name} {mark[name]}", f"{name} {other[name]}")
                )
    return found


def _name(mark: dict[str, Any]) -> str:
    return f"{mark['mark']} {mark.get('label', '')}".strip()


def _same_words(shown: Any, real: Any, tolerance: float) -> bool:
    words = (shown, real) if isinstance(shown, list) else ([shown], [real])
    return len(words[0]) == len(words[1]) and all(
        plot_diff.same_words(a, b, tolerance) for a, b in zip(*words, strict=True)
    )


def _same_values(
    shown: list[Any], real: list[Any], unit: float, tolerance: float
) -> bool:
    return len(shown) == len(real) and all(
        a == b or (NAN not in (a, b) and abs(a - b) <= tolerance * unit)
        for a, b in zip(shown, real, strict=True)
    )
