"""Notebooks: the cells of an ``.ipynb``, what they declare and show, and the file's one form.

The form is nbformat's own, version 4.5, with nothing in it that changes from run to run: no
times, no paths, no standard error, cells counted from 1, tables without their styles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from nlpjourney import paths
from nlpjourney.content.options import LOCAL_ID, Options

NAME = "nlpjourney"
NOT_RUN = "skip-execution"  # nbclient's tag
PLOT = "application/vnd.nlpjourney.plot+json"
SVG, HTML, TEXT = "image/svg+xml", "text/html", "text/plain"
KEPT = (TEXT, HTML, SVG, PLOT)
TIMEOUT, MEMORY = 600.0, 6.0
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class NotebookError(Exception):
    """A notebook that cannot be read; the message names file, line and cure."""


@dataclass(frozen=True)
class Output:
    """One output of a cell: text, a table or a plot.

    ``drawing`` is what the plot draws, as :mod:`nlpjourney.testing.kernel` describes it.
    """

    kind: str
    text: str
    svg: str = ""
    drawing: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell; ``line`` is where its source begins in the file, ``number`` counts from 1.

    ``skip`` says why a code cell is only shown, ``unchecked`` why its outputs are not
    compared; both are empty where it runs and is compared.
    """

    number: int
    id: str
    is_code: bool
    source: str
    line: int
    ran: bool
    outputs: tuple[Output, ...]
    options: Options
    skip: str
    unchecked: str


@dataclass(frozen=True)
class Notebook:
    """A notebook as it stands in its file; ``front_matter`` is what its metadata say of it as
    a page."""

    cells: tuple[Cell, ...]
    options: Options
    front_matter: Mapping[str, object]

    @property
    def code(self) -> list[Cell]:
        """The cells that run."""
        return [cell for cell in self.cells if cell.is_code and not cell.skip]

    @property
    def program(self) -> str:
        return "\n\n".join(cell.source for cell in self.code) + "\n"


def read(file: Path) -> Notebook:
    """The notebook in ``file``.

    Raises:
        NotebookError: no such file, no notebook, or a declaration that makes no sense.
    """
    if not file.is_file():
        raise NotebookError(f"{paths.shown_path(file)} does not exist; create it")
    return parse(paths.read_text(file, NotebookError), paths.shown_path(file))


@lru_cache(maxsize=64)
def parse(text: str, name: str = "notebook") -> Notebook:
    """The notebook that ``text`` is; see :func:`read`."""
    try:
        content = json.loads(text)
        cells = content["cells"]
        declared = dict(content.get("metadata", {}).get(NAME, {}))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotebookError(f"{name} is not a notebook ({error})") from None
    starts = _first_lines(text, cells)
    return Notebook(
        tuple(
            _cell(number, cell, line, f"{name}:{line} (cell {number})")
            for number, (cell, line) in enumerate(
                zip(_without_empty_end(cells), starts, strict=False), 1
            )
        ),
        _take_options(declared, name),
        declared,
    )


def _first_lines(text: str, cells: list[Any]) -> list[int]:
    """The lines on which the cells' sources begin; 1 for all where the file is not written as
    nbformat writes, which recording mends."""
    starts = [
        number
        for number, line in enumerate(text.split("\n"), 2)
        if re.fullmatch(r' *"source": \[\]?,?', line)
    ]
    return starts if len(starts) == len(cells) else [1] * len(cells)


def _without_empty_end(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells without the empty ones below the last that holds something: JupyterLab adds one."""
    full = [n for n, cell in enumerate(cells, 1) if "".join(cell["source"]).strip()]
    return cells[: max(full, default=0)]


def _cell(number: int, cell: dict[str, Any], line: int, where: str) -> Cell:
    source = "".join(cell["source"])
    metadata = cell.get("metadata", {})
    declared = dict(metadata.get(NAME, {}))
    is_code = cell["cell_type"] == "code"
    skip, unchecked = declared.pop("skip", ""), declared.pop("unchecked", "")
    tagged = NOT_RUN in metadata.get("tags", [])
    if declared.keys() - {"tolerance", "reason", "ellipsis"}:
        unknown = min(declared.keys() - {"tolerance", "reason", "ellipsis"})
        raise NotebookError(
            f"{where}: unknown option {unknown!r}; known are "
            "tolerance, reason, ellipsis, unchecked, skip"
        )
    if bool(skip) != tagged:
        raise NotebookError(
            f'{where}: a cell that is only shown has both the tag "{NOT_RUN}" and '
            f'"{NAME}": {{"skip": "why"}} in its metadata'
        )
    if declared.get("tolerance") and not declared.get("reason"):
        raise NotebookError(f'{where}: a tolerance needs a "reason"')
    if cell["cell_type"] not in ("code", "markdown") or not source.strip():
        raise NotebookError(f"{where}: an empty or raw cell; delete it")
    outputs = () if skip else tuple(map(read_output, cell.get("outputs", ())))
    ran = not skip and cell.get("execution_count") is not None
    return Cell(
        number,
        cell.get("id", f"cell-{number}"),
        is_code,
        source,
        line,
        ran,
        outputs,
        Options(**declared),
        skip,
        unchecked,
    )


def _take_options(declared: dict[str, Any], name: str) -> Options:
    """How the notebook runs, taken out of what its metadata declare."""
    trains = declared.pop("trains", "")
    if trains and not LOCAL_ID.fullmatch(f'"{trains}"'):
        raise NotebookError(f"{name}: a notebook trains a local id, nlpjourney/...")
    return Options(
        timeout=float(declared.pop("timeout", TIMEOUT)),
        memory=float(declared.pop("memory", MEMORY)),
        trains=trains,
    )


def read_output(output: Mapping[str, Any]) -> Output:
    """An output as a cell holds it."""
    if output["output_type"] == "stream":
        return Output("text", "".join(output["text"]))
    if output["output_type"] == "error":
        return Output("error", f"{output['ename']}: {output['evalue']}")
    data = output["data"]
    text = "".join(data.get(TEXT, ""))
    if SVG in data:
        drawing = json.dumps(data[PLOT]) if PLOT in data else ""
        return Output("plot", text, "".join(data[SVG]), drawing)
    if HTML in data:
        return Output("table", table("".join(data[HTML])))
    return Output("text", text)


def in_words(plot: Output) -> str:
    """A plot in words: its titles, labels and what is drawn."""
    axes = json.loads(plot.drawing)["axes"] if plot.drawing else []
    told = []
    for one in axes:
        parts = [one["title"], one["x label"], one["y label"]]
        parts += [_mark_in_words(mark, one) for mark in one["marks"]]
        told.append("; ".join(part.replace("\n", ", ") for part in parts if part))
    return "Plot. " + ". ".join(part for part in told if part)


MOST_BARS = 12


def _mark_in_words(mark: dict[str, Any], axes: dict[str, Any]) -> str:
    """What a mark shows: a line's ends, each of a few bars, how many points."""
    if mark["mark"] == "image":
        return ", ".join(axes["texts"])
    lying = mark["mark"] == "bars" and axes["y ticks"]
    values = [v for v in mark["x" if lying else "y"] if isinstance(v, int | float)]
    numbers = [f"{v:.3g}" if abs(v) < 1000 else f"{v:,.0f}" for v in values]
    if mark["mark"] == "points":
        shown = f"{len(numbers)} points"
    elif mark["mark"] == "line":
        ends = dict.fromkeys(numbers[:1] + numbers[-1:])
        shown = " to ".join(ends) if mark["label"] or len(ends) > 1 else ""
    elif len(numbers) > MOST_BARS:
        shown = f"{len(numbers)} bars, the highest {max(values):.3g}"
    else:
        names = axes["y ticks" if lying else "x ticks"]
        named = names if len(names) == len(numbers) else [""] * len(numbers)
        pairs = zip(named, numbers, strict=True)
        shown = ", ".join(f"{name} {number}".strip() for name, number in pairs)
    return f"{mark['label']}: {shown}" if mark["label"] else shown


def data_files(file: Path) -> list[str]:
    """The names of the files that a notebook reads: those beside it that share its stem."""
    beside = file.parent.glob(f"{file.stem}.*")
    return sorted(path.name for path in beside if path.suffix != ".ipynb")


# The one form -------------------------------------------------------------------------


def normal(content: dict[str, Any]) -> str:
    """A notebook's text in its one form."""
    declared = content.get("metadata", {}).get(NAME)
    cells, ids, ran = [], set(), 0
    for number, cell in enumerate(_without_empty_end(content["cells"]), 1):
        metadata = cell.get("metadata", {})
        identifier = cell.get("id", f"cell-{number}")
        while identifier in ids:
            identifier = f"{identifier}-{number}"
        ids.add(identifier)
        kept = {
            "cell_type": cell["cell_type"],
            "id": identifier,
            "metadata": {
                key: value for key, value in metadata.items() if key in (NAME, "tags")
            },
            "source": _lines("".join(cell["source"]).rstrip()),
        }
        if cell["cell_type"] == "code":
            is_shown_only = metadata.get(NAME, {}).get("skip")
            executed = cell.get("execution_count") is not None and not is_shown_only
            ran += executed
            kept["execution_count"] = ran if executed else None
            outputs = [] if is_shown_only else cell.get("outputs", [])
            kept["outputs"] = _normal_outputs(outputs, ran)
        cells.append(kept)
    whole = {
        "cells": cells,
        "metadata": METADATA | ({NAME: declared} if declared else {}),
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _normal_outputs(outputs: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream" and output["name"] == "stderr":
            continue
        if kind == "stream":
            text = "".join(output["text"])
            if kept and kept[-1]["output_type"] == "stream":
                text = "".join(kept.pop()["text"]) + text
            kept.append({"name": "stdout", "output_type": kind, "text": _lines(text)})
        elif kind == "error":
            kept.append(output)
        else:
            data = {
                mime: _normal_data(mime, value)
                for mime, value in output["data"].items()
                if mime in KEPT
            }
            new = {"data": data, "metadata": {}, "output_type": kind}
            if kind == "execute_result":
                new["execution_count"] = number
            kept.append(new)
    return kept


def _normal_data(mime: str, value: Any) -> Any:
    if mime == PLOT:
        return value
    text = "".join(value)
    return _lines(table(text) if mime == HTML else text)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


TABLE_TAGS = ("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td")


class _Table(HTMLParser):
    """Keeps of some HTML its table's tags and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.style = tag == "style"
        if tag in TABLE_TAGS:
            spans = [
                f' {name}="{escape(value or "")}"'
                for name, value in attrs
                if name in ("colspan", "rowspan")
            ]
            self.parts.append(f"<{tag}{''.join(spans)}>")

    def handle_endtag(self, tag: str) -> None:
        self.style = False
        if tag in TABLE_TAGS:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.style:
            self.parts.append(escape(data, quote=False))


def table(html: str) -> str:
    """The tables of some HTML without scripts, styles and attributes, a tag a line."""
    parser = _Table()
    parser.feed(html)
    parser.close()
    lines = "".join(parser.parts).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
