"""Notebooks: the cells of an ``.ipynb``, their options and outputs, and the file's normal form.

The normal form is that of nbformat 4.5 without anything that changes from run to run: no times,
no paths, no standard error, cells counted from 1, tables without styles. An output that a page
cannot show is kept as it is and reported.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from nlpjourney import paths
from nlpjourney.content.options import LOCAL_ID, Options

NAME = "nlpjourney"
NOT_RUN = "skip-execution"  # nbclient's tag
PLOT = "application/vnd.nlpjourney.plot+json"
SVG, HTML, JSON, TEXT = "image/svg+xml", "text/html", "application/json", "text/plain"
MARK = "<!-- cell -->"  # what the site writes between the Markdown of two cells
TIMEOUT, MEMORY, HIGHEST = 600.0, 6.0, 1e6
PYTHON = "python"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": PYTHON, "name": "python3"},
    "language_info": {"name": PYTHON},
}
# What editors add to the metadata of a cell or of the notebook.
OF_EDITORS = {"ExecuteTime", "collapsed", "execution", "scrolled", "trusted"}
OF_EDITORS |= {"orig_nbformat", "signature", "varInspector", "vscode", "widgets"}
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
ATTACHED = re.compile(r"""(\]\(|\]:|src=["']?)\s*<?attachment:""")
# Characters at which some editors and libraries split lines, invisible characters, and halves
# of a character.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
SAVE_PICTURE = (
    "save the picture under docs/assets/pictures/ and show it in a Markdown cell, "
    "![what it shows](../../assets/pictures/name.png)"
)


RESTORE = "repair its JSON, or restore the file with git checkout"


class NotebookError(Exception):
    """A notebook that cannot be read; the message names file, line and fix."""


@dataclass(frozen=True)
class Output:
    """One output of a cell.

    ``kind`` is "text", "error", "table" or "plot"; or "refused": then a page cannot show the
    output, and ``text`` says why and names a fix. ``drawing`` is what the plot draws, as
    :mod:`nlpjourney.testing.kernel` describes it.
    """

    kind: str
    text: str
    svg: str = ""
    drawing: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell; ``line`` is where its source begins in the file, ``number`` counts from 1.

    ``skip`` says why a code cell is only shown, ``unchecked`` why its outputs are not
    compared; both are empty if it runs and is compared.
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
    """A notebook as it is in its file; ``front_matter`` is its front matter as a page, from its
    metadata."""

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
    """Read the notebook in ``file``.

    Raises:
        NotebookError: the file does not exist, is not a notebook, or has an invalid option.
    """
    if not file.is_file():
        raise NotebookError(f"{paths.shown_path(file)} does not exist; create it")
    return parse(paths.read_text(file, NotebookError), paths.shown_path(file))


@lru_cache(maxsize=64)
def parse(text: str, name: str = "notebook") -> Notebook:
    """Parse the text of a notebook; see :func:`read`."""
    content = _load(text, name)
    declared = _declared(content["metadata"], name)
    starts = _first_lines(text, content["cells"])
    cells = _without_empty_end(content["cells"])
    return Notebook(
        tuple(
            _cell(number, cell, line, f"{name}:{line} (cell {number})")
            for number, (cell, line) in enumerate(zip(cells, starts, strict=False), 1)
        ),
        _take_options(declared, name),
        declared,
    )


def _load(text: str, name: str) -> dict[str, Any]:
    """The content of a notebook of nbformat 4, completed by what older versions may lack.

    Raises:
        NotebookError: it is not JSON, or breaks the format's schema.
    """
    import nbformat  # takes a second, and pages without notebooks do not need it

    try:
        content = json.loads(text)
        json.dumps(content, allow_nan=False, ensure_ascii=False).encode()
        version = content["nbformat"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotebookError(
            f"{name} is not a notebook ({error!r}); {RESTORE}"
        ) from None
    if version != 4:
        raise NotebookError(
            f"{name} is nbformat {version}, not 4; convert it: "
            f".venv/bin/jupyter nbconvert --to notebook --inplace {name}"
        )
    try:
        content = _completed(content)
        nbformat.validate(content, version=4, version_minor=5)
    except nbformat.ValidationError as error:
        raise NotebookError(_invalid(error, content["cells"], text, name)) from None
    except (AttributeError, KeyError, TypeError) as error:
        raise NotebookError(
            f"{name} is not a notebook ({error!r}); {RESTORE}"
        ) from None
    language = content["metadata"].get("language_info", {}).get("name", PYTHON)
    kernel = content["metadata"].get("kernelspec", {}).get("language", PYTHON)
    if (language, kernel) != (PYTHON, PYTHON):
        raise NotebookError(
            f"{name} is written in {language if kernel == PYTHON else kernel}; only Python "
            'notebooks run here: choose the kernel "Python 3" in JupyterLab'
        )
    return content


def _invalid(error: Any, cells: list[Any], text: str, name: str) -> str:
    """The message for a notebook that breaks the schema, with the line of the cell."""
    place = list(error.relative_path)
    where = name
    if len(place) > 1 and place[0] == "cells":
        where = f"{name}:{_first_lines(text, cells)[place[1]]} (cell {place[1] + 1})"
        place = place[2:]
    said = error.message.split("\n")[0]
    said = said if len(said) < 200 else f"{said[:200]}..."
    path = ".".join(map(str, place))
    return (
        f"{where}: breaks the schema of nbformat 4: {f'{path}: ' if path else ''}{said}; "
        "correct it in the file's JSON, or delete the key"
    )


def _completed(content: dict[str, Any]) -> dict[str, Any]:
    """A copy completed by what older versions and editors leave out: metadata, distinct ids."""
    content = copy.deepcopy(dict(content))
    content["nbformat"], content["nbformat_minor"] = 4, 5
    content.setdefault("metadata", {})
    ids = set()
    for number, cell in enumerate(content["cells"], 1):
        cell.setdefault("metadata", {})
        if cell.get("cell_type") == "code":
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)
        identifier = str(cell.get("id", ""))
        if not CELL_ID.fullmatch(identifier):
            identifier = f"cell-{number}"
        while identifier in ids:
            identifier = f"{identifier[:50]}-{number}"
        ids.add(identifier)
        cell["id"] = identifier
    return content


def _declared(metadata: dict[str, Any], where: str) -> dict[str, Any]:
    declared = metadata.get(NAME, {})
    if not isinstance(declared, dict):
        raise NotebookError(
            f'{where}: "{NAME}" in the metadata must have the form {{"key": "value"}}'
        )
    return dict(declared)


def _first_lines(text: str, cells: list[Any]) -> list[int]:
    """The lines on which the cells' sources begin; 1 for all if the file is not formatted as
    nbformat writes it, which recording repairs."""
    starts = [
        number
        for number, line in enumerate(text.split("\n"), 2)
        if re.fullmatch(r' *"source": \[\]?,?', line)
    ]
    return starts if len(starts) == len(cells) else [1] * len(cells)


def _without_empty_end(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells without empty ones at the end, where JupyterLab adds one."""
    full = [
        number
        for number, cell in enumerate(cells, 1)
        if "".join(cell["source"]).strip() or cell.get("attachments")
    ]
    return cells[: max(full, default=0)]


def _cell(number: int, cell: dict[str, Any], line: int, where: str) -> Cell:
    source = "".join(cell["source"]).rstrip()
    metadata = cell["metadata"]
    is_code = cell["cell_type"] == "code"
    options, skip, unchecked = _cell_options(metadata, where)
    if cell["cell_type"] == "raw" or not source:
        raise NotebookError(f"{where}: an empty or raw cell; delete it")
    if cell.get("attachments") or (not is_code and ATTACHED.search(source)):
        raise NotebookError(
            f"{where}: a picture pasted into the cell, which no page can show; {SAVE_PICTURE}"
        )
    if odd := CONTROL.search(source):
        before = source.count("\n", 0, odd.start())
        raise NotebookError(
            f"{where}: line {before + 1} of the cell contains {odd[0]!a}, an invisible "
            "character; delete it"
        )
    if not is_code and MARK in source:
        raise NotebookError(f"{where}: {MARK} separates the cells of a page; delete it")
    outputs = () if skip else tuple(map(read_output, cell.get("outputs", ())))
    ran = not skip and cell.get("execution_count") is not None
    return Cell(
        number,
        cell["id"],
        is_code,
        source,
        line,
        ran,
        outputs,
        options,
        skip,
        unchecked,
    )


def _cell_options(metadata: dict[str, Any], where: str) -> tuple[Options, str, str]:
    """A cell's options, why it is only shown, and why it is not compared."""
    declared = _declared(metadata, where)
    known = ("tolerance", "reason", "ellipsis", "unchecked", "skip")
    for key, value in declared.items():
        if key not in known:
            raise NotebookError(
                f"{where}: unknown option {key!r}; the known options are {', '.join(known)}"
            )
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if key == "tolerance" and not (is_number and 0 <= value < 1):
            raise NotebookError(
                f'{where}: a tolerance is a share below 1, such as "tolerance": 0.05'
            )
        if key != "tolerance" and not (isinstance(value, str) and value.strip()):
            raise NotebookError(f'{where}: "{key}" must say why, in words')
    skip, unchecked = declared.pop("skip", ""), declared.pop("unchecked", "")
    if bool(skip) != (NOT_RUN in metadata.get("tags", [])):
        raise NotebookError(
            f'{where}: a cell that is only shown needs both the tag "{NOT_RUN}" and '
            f'"{NAME}": {{"skip": "why"}} in its metadata'
        )
    if declared.get("tolerance") and not declared.get("reason"):
        raise NotebookError(f'{where}: a tolerance needs a "reason"')
    if "transient" in metadata:
        raise NotebookError(
            f'{where}: "transient" in its metadata hides the cell; delete the key'
        )
    return Options(**declared), skip, unchecked


def _take_options(declared: dict[str, Any], name: str) -> Options:
    """The options with which the notebook runs; removed from what its metadata declare."""
    trains = declared.pop("trains", "")
    if trains and not LOCAL_ID.fullmatch(f'"{trains}"'):
        raise NotebookError(
            f'{name}: "trains" must be a local id, such as nlpjourney/tweets'
        )
    limits = {"timeout": TIMEOUT, "memory": MEMORY}
    for key in limits.keys() & declared.keys():
        limits[key] = _number(declared.pop(key))
        if not 0 < limits[key] < HIGHEST:
            raise NotebookError(
                f'{name}: "{key}" must be a number above 0, such as "{key}": 900'
            )
    return Options(limits["timeout"], limits["memory"], trains=trains)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0


# Outputs ------------------------------------------------------------------------------

# The types of an output, in the order in which JupyterLab prefers them.
RICHEST_FIRST = ("application/", HTML, "text/markdown", "text/latex", SVG, "image/", "")
WAYS_OUT = {
    HTML: "show a table without it, or print it",
    SVG: "draw with Matplotlib, whose figures are compared",
    "image/": f"draw it with Matplotlib (plt.imshow), or {SAVE_PICTURE}",
    "text/markdown": "write it into a Markdown cell, or print it",
    "text/latex": "write the formula into a Markdown cell as $...$, or print it",
    "application/": "print what it says, or draw it with Matplotlib",
    "": "print it",
}


def shown_type(data: Mapping[str, Any]) -> str:
    """The type of an output that a notebook shows: the richest of several."""

    def rank(mime: str) -> tuple[bool, int, str]:
        first = next(n for n, s in enumerate(RICHEST_FIRST) if mime.startswith(s))
        return mime == TEXT, first, mime

    return min(data.keys() - {PLOT}, key=rank, default=TEXT)


def read_output(output: Mapping[str, Any]) -> Output:
    """Read an output of a cell from the notebook's JSON."""
    if output["output_type"] == "stream":
        return Output("text", "".join(output["text"]))
    if output["output_type"] == "error":
        return Output("error", f"{output['ename']}: {output['evalue']}")
    data = output["data"]
    text = "".join(data.get(TEXT, ""))
    mime = shown_type(data)
    if why := refusal(mime, data):
        return Output("refused", why)
    if mime == SVG:
        return Output("plot", text, "".join(data[SVG]), json.dumps(data[PLOT]))
    if mime == HTML:
        return Output("table", table("".join(data[HTML])))
    if mime == JSON:
        return Output("text", json.dumps(data[JSON], indent=2, ensure_ascii=False))
    return Output("text", text)


def refusal(mime: str, data: Mapping[str, Any]) -> str:
    """Why a page cannot show an output of this type, with a fix; empty if it can."""
    if mime in (TEXT, JSON):
        return ""
    lost = mime
    if mime == HTML:
        tag = lost_tag("".join(data[HTML]))
        lost = tag and f"HTML with {tag}"
    elif mime == SVG:
        foreign = foreign_svg("".join(data[SVG]))
        if not foreign and is_drawing(data.get(PLOT)):
            return ""
        lost = (
            f"an SVG with {foreign}" if foreign else "an SVG that is not Matplotlib's"
        )
    if not lost:
        return ""
    way = next(way for start, way in WAYS_OUT.items() if mime.startswith(start))
    return f"{lost}, which a page cannot show; {way}"


def refused(cell: Cell) -> Iterator[str]:
    """Why a page cannot show outputs of a cell."""
    return (output.text for output in cell.outputs if output.kind == "refused")


WORDS = {"title": str, "x label": str, "y label": str}
LISTS = {
    "x ticks": str,
    "y ticks": str,
    "texts": str,
    "x": (int, float),
    "y": (int, float),
}


def is_drawing(data: Any) -> bool:
    """Whether ``data`` has the form of a figure that :mod:`nlpjourney.testing.kernel` describes."""

    def is_list(value: Any, kinds: Any) -> bool:
        return isinstance(value, list) and all(isinstance(one, kinds) for one in value)

    def is_axes(axes: dict[str, Any]) -> bool:
        return (
            all(isinstance(axes.get(name), kind) for name, kind in WORDS.items())
            and all(is_list(axes.get(name), kinds) for name, kinds in LISTS.items())
            and len(axes["x"]) == len(axes["y"]) == 2
            and is_list(axes.get("marks"), dict)
            and all(map(is_mark, axes["marks"]))
        )

    def is_mark(mark: dict[str, Any]) -> bool:
        kind, label = mark.get("mark"), mark.get("label", "")
        names = {"line": "xy", "bars": "xy", "points": "xy", "image": ("values",)}
        return (
            isinstance(label, str)
            and kind in names
            and all(is_list(mark.get(name), (int, float, str)) for name in names[kind])
        )

    axes: Any = data.get("axes") if isinstance(data, dict) else None
    return is_list(axes, dict) and all(map(is_axes, axes))


# The elements that Matplotlib writes.
SVG_TAGS = {
    "svg",
    "defs",
    "style",
    "g",
    "path",
    "use",
    "clipPath",
    "rect",
    "text",
    "tspan",
}
SVG_TAGS |= {"image", "pattern"}
IN_SVG = "{http://www.w3.org/2000/svg}"
LOADS = re.compile(r"@|\\|\b(url|src|image|image-set|element)\((?!#)")
HREF = "{http://www.w3.org/1999/xlink}href"


def foreign_svg(svg: str) -> str:
    """What in an SVG is not Matplotlib's, or could run or load something; empty if nothing."""
    if instruction := re.search(r"<\?(?!xml\s)[^>]*|<!(ENTITY|ATTLIST)", svg):
        return instruction[0]
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        return f"a syntax error: {error}"
    for element in root.iter():
        tag = str(element.tag).removeprefix(IN_SVG)
        if tag not in SVG_TAGS:
            return f"<{tag}>"
        for name, value in element.attrib.items():
            is_link = name.rpartition("}")[2] == "href"
            if name.startswith("on") or (
                is_link and not re.match("#|data:image/png;base64,", value)
            ):
                return f"<{tag} {name.rpartition('}')[2]}>"
        styled = f"{element.get('style', '')} {element.text if tag == 'style' else ''}"
        if LOADS.search(styled):
            return f"a style of <{tag}> that loads a file"
    return ""


def words(output: Output) -> str:
    """An output in words: a plot's title and labels, a table's rows, one per line."""
    if output.kind == "plot":
        return in_words(output)
    if output.kind == "table":
        rows = output.text.replace("\n", " ").replace("</tr>", "\n")
        return unescape(re.sub("<[^>]*>", " ", rows))
    return output.text


def in_words(plot: Output) -> str:
    """A plot in words: its titles, its labels and its marks."""
    axes = json.loads(plot.drawing)["axes"] if plot.drawing else []
    told = []
    for one in axes:
        parts = [one["title"], one["x label"], one["y label"]]
        parts += [_mark_in_words(mark, one) for mark in one["marks"]]
        told.append("; ".join(part.replace("\n", ", ") for part in parts if part))
    return "Plot. " + ". ".join(part for part in told if part)


MOST_BARS = 12


def _mark_in_words(mark: dict[str, Any], axes: dict[str, Any]) -> str:
    """A mark in words: a line's ends, each bar if there are few, the number of points."""
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
    """The names of the files that a notebook reads: those next to it that share its stem."""
    neighbors = file.parent.glob(f"{file.stem}.*")
    return sorted(path.name for path in neighbors if path.suffix != ".ipynb")


# The normal form ----------------------------------------------------------------------


def normal(content: dict[str, Any]) -> str:
    """A notebook's text in its normal form; ``content`` may be of an older version 4."""
    content = _completed(content)
    cells, ran = [], 0
    for cell in _without_empty_end(content["cells"]):
        metadata = _of_the_author(cell["metadata"])
        kept = cell | {
            "metadata": metadata,
            "source": _lines("".join(cell["source"]).rstrip()),
        }
        if not kept.get("attachments", True):
            del kept["attachments"]
        if cell["cell_type"] == "code":
            declared = metadata.get(NAME)
            is_shown_only = isinstance(declared, dict) and declared.get("skip")
            executed = cell["execution_count"] is not None and not is_shown_only
            ran += executed
            kept["execution_count"] = ran if executed else None
            outputs = [] if is_shown_only else cell["outputs"]
            kept["outputs"] = _normal_outputs(outputs, ran)
        cells.append(kept)
    whole = {
        **content,
        "cells": cells,
        "metadata": _of_the_author(content["metadata"]) | METADATA,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _of_the_author(metadata: dict[str, Any]) -> dict[str, Any]:
    """The metadata without what editors add."""
    return {key: value for key, value in metadata.items() if key not in OF_EDITORS}


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
        elif kind == "error":  # its traceback names files of this machine
            kept.append(output | {"traceback": []})
        else:
            data = _normal_data(output["data"])
            new = {"data": data, "metadata": {}, "output_type": kind}
            if kind == "execute_result":
                new["execution_count"] = number
            kept.append(new)
    return kept


def _normal_data(data: dict[str, Any]) -> dict[str, Any]:
    """Of an output's types the one that is shown, the plain text and what a plot draws; all types
    if the output is refused."""
    shown = shown_type(data)
    is_refused = bool(refusal(shown, data))
    of_it = {shown, TEXT} | ({PLOT} if shown == SVG else set())
    kept = {}
    for mime, value in data.items():
        if is_refused or mime in of_it:
            is_json = re.fullmatch(r"application/(.*\+)?json", mime)
            kept[mime] = value if is_json else _lines("".join(value))
    if shown == HTML and not is_refused:
        kept[HTML] = _lines(table("".join(data[HTML])))
    return kept


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


TABLE_TAGS = ("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td")
AROUND = ("div", "p", "span", "style")  # a page of the site leaves them out
SPANS = ("colspan", "rowspan")
# Attributes that no reader would miss.
SILENT = {"align", "border", "class", "id", "scope", "scoped", "type", "valign"}
ALIGNED = re.compile(r"\s*(text-align\s*:\s*\w+\s*;?\s*)?")


class _Table(HTMLParser):
    """Keeps the table tags and the text of HTML; ``lost`` is the first tag that means more."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.lost = ""
        self.style = self.is_scoped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.style, self.is_scoped = tag == "style", "scoped" in given
        if tag not in (*TABLE_TAGS, *AROUND):
            self.lost = self.lost or f"<{tag}>"
        for name, value in given.items():
            is_silent = name in SILENT or (name == "style" and ALIGNED.fullmatch(value))
            if not is_silent and not (name in SPANS and re.fullmatch("[0-9]+", value)):
                self.lost = self.lost or f"<{tag} {name}>"
        if tag in TABLE_TAGS:
            spans = [f' {name}="{given[name]}"' for name in SPANS if name in given]
            self.parts.append(f"<{tag}{'' if self.lost else ''.join(spans)}>")

    def handle_endtag(self, tag: str) -> None:
        self.style = False
        if tag in TABLE_TAGS:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.style:
            self.parts.append(escape(data, quote=False))
        elif data.strip() and not self.is_scoped:  # that of pandas, in every table, is
            self.lost = self.lost or "<style>"


def _parsed(html: str) -> _Table:
    parser = _Table()
    parser.feed(html)
    parser.close()
    return parser


def lost_tag(html: str) -> str:
    """The first tag of HTML that :func:`table` would lose; empty if it loses none."""
    return _parsed(html).lost


def table(html: str) -> str:
    """The tables of HTML without styles and attributes; loses what :func:`lost_tag` names."""
    lines = "".join(_parsed(html).parts).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
