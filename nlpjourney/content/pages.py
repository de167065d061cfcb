"""The one expansion of a page: which blocks it shows and where each line came from.

The site, the tests and every copy of a page as Markdown go through :func:`expand`. The
including itself is done by pymdownx's own snippet preprocessor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

from markdown import Markdown

from nlpjourney import paths
from nlpjourney.content import notebooks
from nlpjourney.content.notebooks import Cell, NotebookError
from nlpjourney.content.options import LOCAL_ID, Options

SUFFIX = {"python": ".py", "bash": ".sh"}
TRACE = ".trace.js"
PAGES = (".md", ".ipynb")
SHOWN_ONLY = ("text", "json", "jinja")
GENERATED = ("results", "verified", "chart", "learning-path")
NOTEBOOK = "notebook"

FENCE = re.compile(r"(?P<before>[\s>*+\-\d.)]*)(?P<ticks>`{3,}|~{3,})(?P<info>.*)")
INFO = re.compile(r'(?P<language>[a-z-]+)(?P<options>(?:[ ][a-z]+="[^"]*")*)[ ]*')
INCLUDE = re.compile(r"[ \t]*-+8<-+(?P<rest>.*)")
WHOLE_FILE = re.compile(r'[ \t]+"(?P<path>[^":]+)"[ \t]*')
FOREIGN_MARK = re.compile(r"<!--[-\s]*pytest")


class PageError(Exception):
    """A page that cannot be expanded; the message names page, line and cure."""


@dataclass(frozen=True)
class Origin:
    """Where one line of an expanded page was written (``line`` counts from 1)."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{paths.shown_path(self.file)}:{self.line}"


@dataclass(frozen=True)
class Block:
    """A fence that shows one snippet, as written on line ``line`` of ``page``; or a whole
    notebook, whose ``language`` is NOTEBOOK.

    ``snippet`` is the file's path below ``snippets/`` (a notebook's below ``docs/``), the
    block's identity everywhere.
    """

    page: Path
    line: int
    language: str
    snippet: str
    options: Options = field(default_factory=Options)

    @property
    def file(self) -> Path:
        return (paths.DOCS if self.is_notebook else paths.SNIPPETS) / self.snippet

    @property
    def is_notebook(self) -> bool:
        return self.language == NOTEBOOK

    @property
    def program(self) -> str:
        """What runs: the snippet, or the notebook's code."""
        if self.is_notebook:
            return notebooks.read(self.file).program
        return self.file.read_text("utf-8")

    @property
    def recorded(self) -> Path:
        """The file that holds what was printed: a notebook's own."""
        return self.file if self.is_notebook else self.file.with_suffix(".out")

    @property
    def trace(self) -> Path:
        """The file that holds the steps of the run, where the block asks for them."""
        return self.file.with_suffix(TRACE)

    @property
    def command(self) -> str:
        """The command that a reader types to run the snippet, or to open the notebook."""
        if self.is_notebook:
            return f"python -m nlpjourney run {self.snippet.removesuffix('.ipynb')}"
        return f"{self.language} snippets/{self.snippet}"

    @property
    def local_ids(self) -> set[str]:
        """The ids of models and data sets of ours that the program names."""
        return set(LOCAL_ID.findall(self.program))

    @property
    def with_the_hub(self) -> str:
        """The program with the id on the Hub in its one constant; nothing else differs."""
        return LOCAL_ID.sub(f'"{self.options.hub}"', self.program)

    def __str__(self) -> str:
        return (
            f"{paths.shown_path(self.page)}:{self.line} → {paths.shown_path(self.file)}"
        )


@dataclass(frozen=True)
class Page:
    """An expanded page: its lines, their origins, the block each fence opens, the texts that
    are only shown, and where the page is a notebook, the notebook and its code cells by their
    fences' lines."""

    path: Path
    lines: tuple[str, ...]
    origins: tuple[Origin, ...]
    fences: dict[int, Block]
    texts: tuple[str, ...]
    notebook: Block | None = None
    cells: dict[int, Cell] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Block]:
        """All that runs, in the order of the page."""
        return [*self.fences.values(), *([self.notebook] if self.notebook else [])]

    @cached_property
    def markdown(self) -> str:
        """The expanded page, in the Markdown of the site."""
        return "\n".join(self.lines) + "\n"


def notes(docs: Path | None = None) -> list[Path]:
    """The file of every note and notebook under ``docs``, in the order of their paths."""
    folder = docs or paths.DOCS
    found = sorted(file for end in PAGES for file in folder.rglob(f"*{end}"))
    return [
        path
        for path in found
        if not (path.is_dir() or is_published(path) or _is_hidden(path))
    ]


def all_pages(docs: Path | None = None) -> list[Page]:
    """Every note and notebook under ``docs``, expanded, in the order of their paths."""
    return [expand(path) for path in notes(docs)]


def is_published(path: Path) -> bool:
    """Whether ``path`` is a snippet seen through ``docs/snippets`` (they ship with the site)."""
    return path.is_relative_to(paths.DOCS / "snippets")


def _is_hidden(path: Path) -> bool:
    """Whether ``path`` is an editor's or JupyterLab's own copy."""
    return path.name.startswith(".") or path.parent.name == ".ipynb_checkpoints"


def expand(path: Path, lines: Sequence[str] | None = None, first_line: int = 1) -> Page:
    """Expand a page: include what it includes, find its blocks, remember every origin.

    Args:
        path: the page's file; read when ``lines`` is not given.
        lines: the page's text where a caller already holds it (without front matter, say).
        first_line: the number that ``lines[0]`` has in the file.

    Raises:
        PageError: a fence that no test would run, a partial or missing include, an option
            that makes no sense, an unclosed fence; a notebook that cannot be read.
    """
    if lines is None and path.suffix == ".ipynb":
        return _expand_notebook(path)
    if lines is None:
        lines = paths.read_text(path, PageError).splitlines()
    expanded: list[tuple[str, Origin]] = []
    fences: dict[int, Block] = {}
    texts: list[str] = []
    numbered = iter(enumerate(lines, first_line))
    for number, line in numbered:
        here = Origin(path, number)
        if FOREIGN_MARK.match(line.strip()):
            raise PageError(
                f"{here}: pytest-codeblocks comments hide a block from verification; "
                'write options on the fence, e.g. ```python skip="why" until="2027-01-31"'
            )
        if opened := FENCE.fullmatch(line):
            header = _read_header(opened, here)
            body = list(_body(numbered, opened, here))
            if header.language in SUFFIX:
                block, code = _read_block(header, body, here)
                fences[len(expanded)] = block
                expanded += _fenced(opened["before"], block, code, here)
            else:
                expanded += [(line, here), *body]
                if header.language in SHOWN_ONLY:
                    texts.append("\n".join(text for text, _ in body[:-1]))
        elif INCLUDE.fullmatch(line):
            raise PageError(
                f"{here}: an include outside a fence; show a program in a ```python fence, a "
                "picture as ![what it shows](../assets/pictures/name.svg)"
            )
        else:
            expanded.append((line, here))
    return Page(
        path,
        tuple(text for text, _ in expanded),
        tuple(origin for _, origin in expanded),
        fences,
        tuple(texts),
    )


def _expand_notebook(path: Path) -> Page:
    """A notebook as a page: its Markdown cells, its code cells in fences."""
    here = Origin(path, 1)
    try:
        notebook = notebooks.read(path)
    except NotebookError as error:
        raise PageError(str(error)) from None
    first = next(iter(notebook.cells), None)
    if first is None or first.is_code or not first.source.startswith("# "):
        raise PageError(f"{here}: begins with a Markdown cell that holds its # Title")
    expanded: list[tuple[str, Origin]] = []
    texts: list[str] = []
    cells: dict[int, Cell] = {}
    for cell in notebook.cells:
        if cell.is_code:
            cells[len(expanded)] = cell
            expanded += _cell(cell, path)
        else:
            markdown = expand(path, cell.source.split("\n"), cell.line)
            _only_text(markdown)
            expanded += zip(markdown.lines, markdown.origins, strict=True)
            texts += markdown.texts
        expanded.append(("", here))
    name = path.relative_to(paths.DOCS).as_posix()
    return Page(
        path,
        tuple(text for text, _ in expanded),
        tuple(origin for _, origin in expanded),
        {},
        tuple(texts),
        Block(path, 1, NOTEBOOK, name, notebook.options),
        cells,
    )


@dataclass(frozen=True)
class _Header:
    language: str
    options: str


def _read_header(opened: re.Match[str], here: Origin) -> _Header:
    before, ticks, info = opened["before"], opened["ticks"], opened["info"]
    if before.strip():
        raise PageError(
            f"{here}: a fence in a quote or on a list marker's own line is not collected; "
            "put it on a line of its own, indented under the list item"
        )
    if ticks.startswith("~"):
        raise PageError(f"{here}: {ticks} fences are not collected; write ```python")
    parsed = INFO.fullmatch(info)
    known = (*SUFFIX, *SHOWN_ONLY, *GENERATED)
    if parsed is None or parsed["language"] not in known:
        raise PageError(
            f"{here}: fence {(ticks + info)!r} is not collected; write one of "
            f"{', '.join('```' + name for name in known)} right after the backticks, "
            'options as key="value"'
        )
    if parsed["language"] not in SUFFIX and parsed["options"]:
        raise PageError(
            f"{here}: a {parsed['language']} fence is only shown: no options"
        )
    return _Header(parsed["language"], parsed["options"])


def _body(
    numbered: Iterator[tuple[int, str]], opened: re.Match[str], here: Origin
) -> Iterator[tuple[str, Origin]]:
    """The lines up to and including the fence's end (yielded for shown-only fences)."""
    end = re.compile(rf"[ \t]*{opened['ticks']}`*[ \t]*")
    for number, line in numbered:
        yield line, Origin(here.file, number)
        if end.fullmatch(line):
            return
    raise PageError(f"{here}: this fence never ends; close it with {opened['ticks']}")


def _read_block(
    header: _Header, body: list[tuple[str, Origin]], here: Origin
) -> tuple[Block, list[str]]:
    inside = [line for line, _ in body[:-1]]
    included = INCLUDE.fullmatch(inside[0]) if len(inside) == 1 else None
    if included is None:
        raise PageError(
            f"{here}: a {header.language} block's whole body is one include, e.g. "
            f'--8<-- "models/heads/hidden_states{SUFFIX[header.language]}"; '
            f"move the code into a file under snippets/ (text that is only shown: ```text)"
        )
    whole = WHOLE_FILE.fullmatch(included["rest"])
    if whole is None:
        raise PageError(
            f"{here}: a block shows a whole file, never a part; "
            f"{included['rest'].strip()} must be one quoted path without a colon"
        )
    snippet = PurePosixPath(whole["path"])
    file = paths.SNIPPETS / snippet
    if snippet.suffix != SUFFIX[header.language] or ".." in snippet.parts:
        raise PageError(
            f"{here}: a {header.language} block includes a {SUFFIX[header.language]} file "
            f"under snippets/, not {snippet}"
        )
    if not file.is_file():
        raise PageError(f"{here}: snippets/{snippet} does not exist; create it")
    twins = [file.with_suffix(suffix) for suffix in SUFFIX.values()]
    if all(twin.is_file() for twin in twins):
        names = " and ".join(
            f"snippets/{snippet.with_suffix(twin.suffix)}" for twin in twins
        )
        raise PageError(
            f"{here}: {names} would both record {snippet.stem}.out; rename one of them here "
            f"and under snippets/, delete {snippet.stem}.out, and run make update"
        )
    try:
        options = Options.parse(header.options)
    except ValueError as error:
        raise PageError(f"{here}: {error}") from None
    if options.steps and header.language != "python":
        raise PageError(f"{here}: only a python block has steps to follow")
    paths.read_text(file, PageError)
    code = _included_lines(f'--8<-- "{snippet}"', here)
    written = file.read_bytes()
    if ("\n".join(code) + "\n").encode() != written or b"\t" in written:
        raise PageError(
            f"{here}: snippets/{snippet} would not be copied as it is; end it with one "
            "newline, use \\n line ends, no tabs, and no --8<-- line of its own"
        )
    if options.hub and not _one_constant(code):
        raise PageError(
            f'{here}: hub="{options.hub}" replaces one constant: snippets/{snippet} must name '
            'its local id once, on a line like checkpoint = "nlpjourney/tweet-sentiment"'
        )
    return Block(here.file, here.line, header.language, str(snippet), options), code


def _one_constant(code: list[str]) -> bool:
    """Whether a program names a local id once, as the value of a constant at its top level."""
    constants = [re.fullmatch(rf"\w+ = {LOCAL_ID.pattern}", line) for line in code]
    return sum(map(bool, constants)) == len(LOCAL_ID.findall("\n".join(code))) == 1


def _fenced(
    indent: str, block: Block, code: list[str], here: Origin
) -> Iterator[tuple[str, Origin]]:
    ticks = fence_for(code)
    file = block.file
    yield f"{indent}{ticks}{block.language}", here
    for number, line in enumerate(code, 1):
        yield (indent + line if line else line), Origin(file, number)
    yield f"{indent}{ticks}", here


def _cell(cell: Cell, file: Path) -> Iterator[tuple[str, Origin]]:
    """A cell's code in a fence."""
    code = cell.source.split("\n")
    ticks = fence_for(code)
    yield f"{ticks}python", Origin(file, cell.line)
    for number, line in enumerate(code, cell.line):
        yield line, Origin(file, number)
    yield ticks, Origin(file, cell.line)


def _only_text(said: Page) -> None:
    """Raise PageError where a Markdown cell shows a program: code stands in code cells."""
    if said.blocks:
        where = said.origins[min(said.fences)]
        raise PageError(f"{where}: a program in a Markdown cell; make it a code cell")


def fence_for(code: list[str]) -> str:
    """A fence that no line of ``code`` closes."""
    runs = re.findall("`+", "\n".join(code))
    return "`" * max(3, *(len(run) + 1 for run in runs), 0)


@lru_cache(maxsize=1)
def _preprocessor() -> Markdown:
    return Markdown(
        extensions=["pymdownx.snippets"],
        extension_configs={
            "pymdownx.snippets": {
                "base_path": [str(paths.SNIPPETS)],
                "check_paths": True,
            }
        },
    )


def _included_lines(line: str, here: Origin) -> list[str]:
    snippets = _preprocessor().preprocessors["snippet"]
    try:
        included = list(snippets.run([line]))
    except Exception as error:  # pymdownx raises several kinds, all about the include
        raise PageError(f"{here}: {error}") from error
    return included[:-1] if included[-1:] == [""] else included
