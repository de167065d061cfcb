"""The expansion of a page: which blocks it shows and where each line came from.

The site, the tests and every copy of a page as Markdown use :func:`expand`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import notebooks, rendered
from nlpjourney.content.notebooks import Cell, NotebookError
from nlpjourney.content.options import LOCAL_ID, Options
from nlpjourney.content.settings import SettingsError

SUFFIX = {"python": ".py", "bash": ".sh"}
TRACE = ".trace.js"
PAGES = (".md", ".ipynb")
SHOWN_ONLY = ("text", "json", "jinja")
EXPERIMENT = "experiment"
GENERATED = (
    "results",
    "verified",
    "chart",
    "learning-path",
    "errors",
    "api",
    "changes",
    EXPERIMENT,
)
NOTEBOOK = "notebook"

# Markdown, browsers and Python treat these characters differently.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
INSTEAD = {
    "\t": "write spaces",
    "\r": "save the file with Unix line endings, \\n alone",
    "\ufeff": "save the file as UTF-8 without a byte order mark",
}
FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?P<yaml>.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE
)
FENCE = re.compile(r"(?P<before>[\s>*+\-\d.)]*)(?P<ticks>`{3,}|~{3,})(?P<info>.*)")
INDENT = re.compile(r"( {4})*")
INFO = re.compile(r"(?P<language>[a-z-]+)(?P<options>( .*)?)")
INCLUDE = re.compile(r"[ \t]*-+8<-+(?P<rest>.*)")
NAME = "[A-Za-z0-9]+([_-]+[A-Za-z0-9]+)*"
WHOLE_FILE = re.compile(rf' +"(?P<path>{NAME}(/{NAME})*\.(py|sh))" *')
FOREIGN_MARK = re.compile(r"<!--[-\s]*pytest")


class PageError(Exception):
    """A page that cannot be expanded; the message names page, line and fix."""


@dataclass(frozen=True)
class Origin:
    """Where one line of an expanded page was written (``line`` counts from 1)."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{paths.shown_path(self.file)}:{self.line}"


@dataclass(frozen=True)
class Block:
    """A fence that shows one snippet, on line ``line`` of ``page``; or a whole notebook, whose
    ``language`` is NOTEBOOK.

    ``snippet`` is the path of the file below ``snippets/`` (of a notebook: below ``docs/``).
    It identifies the block everywhere.
    """

    page: Path
    line: int
    language: str
    snippet: str
    options: Options = field(default_factory=Options)
    arguments: tuple[str, ...] = ()  # on its command line

    @property
    def file(self) -> Path:
        return (paths.DOCS if self.is_notebook else paths.SNIPPETS) / self.snippet

    @property
    def is_notebook(self) -> bool:
        return self.language == NOTEBOOK

    @property
    def program(self) -> str:
        """The code that runs: the snippet's, or the notebook's."""
        if self.is_notebook:
            return notebooks.read(self.file).program
        return self.file.read_text("utf-8")

    @property
    def recorded(self) -> Path:
        """The file that holds the recorded output; for a notebook, the notebook itself."""
        return self.file if self.is_notebook else self.file.with_suffix(".out")

    @property
    def trace(self) -> Path:
        """The file that holds the recorded steps, if the block asks for them."""
        return self.file.with_suffix(TRACE)

    @property
    def command(self) -> str:
        """The command that a reader types to run the snippet, or to open the notebook."""
        if self.is_notebook:
            return f"python -m nlpjourney run {self.snippet.removesuffix('.ipynb')}"
        return f"{self.language} snippets/{self.snippet}"

    @property
    def recorder(self) -> str:
        """The command that an author types to record what the page shows."""
        return f"make update PAGE={paths.shown_path(self.page)}"

    @property
    def local_ids(self) -> set[str]:
        """The local ids of models and data sets that the program names."""
        return set(LOCAL_ID.findall(self.program))

    @property
    def with_the_hub(self) -> str:
        """The program with the id on the Hub in place of its one local id."""
        return LOCAL_ID.sub(f'"{self.options.hub}"', self.program)

    def __str__(self) -> str:
        return (
            f"{paths.shown_path(self.page)}:{self.line} → {paths.shown_path(self.file)}"
        )


@dataclass(frozen=True)
class Table:
    """The table of the experiment ``name``, with only these ``columns`` if it has any;
    ``number`` counts the tables of this experiment on the page from 1."""

    name: str
    columns: list[str]
    number: int

    @property
    def id(self) -> str:
        """Its id in HTML."""
        stem = Path(self.name).stem
        return f"experiment-{stem}" + (f"-{self.number}" if self.number > 1 else "")


@dataclass(frozen=True)
class Fence:
    """A fence of an expanded page, from line ``first`` to line ``last``, counted from 0.

    ``text`` is its content without the fence's indentation, ``block`` the program that it
    shows, if any.
    """

    language: str
    indent: str
    text: str
    first: int
    last: int
    block: Block | None = None


@dataclass(frozen=True)
class Page:
    """An expanded page without its front matter: its lines, the origin of each line, and its
    fences in order. For a notebook also the notebook itself and its code cells, by the first
    line of each cell's fence."""

    path: Path
    lines: tuple[str, ...]
    origins: tuple[Origin, ...]
    every_fence: tuple[Fence, ...]
    notebook: Block | None = None
    cells: dict[int, Cell] = field(default_factory=dict)

    @property
    def fences(self) -> dict[int, Block]:
        """The blocks, by the first line of their fence."""
        return {fence.first: fence.block for fence in self.every_fence if fence.block}

    @property
    def texts(self) -> list[str]:
        """The texts of the fences that are only shown."""
        return [f.text for f in self.every_fence if f.language in SHOWN_ONLY]

    @property
    def tables(self) -> list[Table]:
        """The tables of experiments that the page shows."""
        tables: list[Table] = []
        for fence in self.every_fence:
            if fence.language == EXPERIMENT:
                file, *chosen = fence.text.splitlines()
                number = 1 + sum(table.name == Path(file).name for table in tables)
                tables.append(Table(Path(file).name, _read_columns(chosen), number))
        return tables

    @property
    def experiments(self) -> list[str]:
        """The programs under ``experiments/`` whose tables the page shows."""
        return list(dict.fromkeys(table.name for table in self.tables))

    @property
    def blocks(self) -> list[Block]:
        """Everything that runs, in the order of the page."""
        return [*self.fences.values(), *([self.notebook] if self.notebook else [])]

    @cached_property
    def markdown(self) -> str:
        """The expanded page, in the Markdown of the site."""
        return "\n".join(self.lines) + "\n"


def notes(docs: Path | None = None) -> list[Path]:
    """The files of all notes and notebooks under ``docs``, sorted by path."""
    folder = docs or paths.DOCS
    found = sorted(file for end in PAGES for file in folder.rglob(f"*{end}"))
    return [
        path
        for path in found
        if not (path.is_dir() or is_published(path) or _is_hidden(path))
    ]


def all_pages(docs: Path | None = None) -> list[Page]:
    """All notes and notebooks under ``docs``, expanded and sorted by path."""
    return [expand(path) for path in notes(docs)]


def is_published(path: Path) -> bool:
    """Whether ``path`` is a snippet seen through ``docs/snippets`` (they ship with the site)."""
    return path.is_relative_to(paths.DOCS / "snippets")


def _is_hidden(path: Path) -> bool:
    """Whether ``path`` is a copy that an editor or JupyterLab keeps."""
    return path.name.startswith(".") or path.parent.name == ".ipynb_checkpoints"


def read_source(file: Path) -> str:
    """Read the text of a page or a program.

    Raises:
        PageError: the file cannot be read, or contains a character that Markdown, browsers
            and Python treat differently.
    """
    text = paths.read_text(file, PageError)
    _check_characters(text.split("\n"), file, 1)
    return text


def _check_characters(lines: Iterable[str], file: Path, first_line: int) -> None:
    for number, line in enumerate(lines, first_line):
        if unseen := UNSEEN.search(line):
            character = unseen[0]
            instead = INSTEAD.get(character, "delete it; in a program, write an escape")
            raise PageError(
                f"{Origin(file, number)}: the character U+{ord(character):04X} after "
                f"{line[: unseen.start()][-20:]!r}; {instead}"
            )


def expand(path: Path, lines: Sequence[str] | None = None, first_line: int = 1) -> Page:
    """Expand a page: resolve its includes, find its blocks, and keep the origin of each line.

    Args:
        path: the page's file; read when ``lines`` is not given.
        lines: the page's text where a caller already holds it, without its front matter.
        first_line: the number that ``lines[0]`` has in the file.

    Raises:
        PageError: a fence that no test would run or that the site would not show as it is,
            a partial or missing include, an invalid option, code outside a fence; a page or
            notebook that cannot be read.
    """
    if lines is None and path.suffix == ".ipynb":
        return _expand_notebook(path)
    if lines is None:
        text = read_source(path)
        if front_matter := FRONT_MATTER.match(text):
            first_line += front_matter[0].count("\n")
            text = text[front_matter.end() :]
        lines = text.removesuffix("\n").split("\n")
    else:
        _check_characters(lines, path, first_line)
    numbered = _Lines(path, lines, first_line)
    expanded: list[tuple[str, Origin]] = []
    fences: list[Fence] = []
    for line, here in numbered:
        if FOREIGN_MARK.match(line.strip()):
            raise PageError(
                f"{here}: pytest-codeblocks comments hide a block from verification; "
                'write options on the fence, e.g. ```python skip="why" until="2027-01-31"'
            )
        if opened := FENCE.fullmatch(line):
            if expanded and expanded[-1][0]:
                raise PageError(f"{here}: a fence needs an empty line above it")
            header = _read_header(opened, here)
            body = list(_body(numbered, header, here))
            shown, block = body, None
            if header.language in SUFFIX:
                block, shown = _read_block(header, body, here)
            elif header.language == EXPERIMENT:
                shown = [(_read_experiment(body, here), here), *body[1:]]
            first = len(expanded)
            expanded += _fenced(header, shown, here)
            text = "\n".join(text for text, _ in shown)
            last = len(expanded) - 1
            fences.append(
                Fence(header.language, header.indent, text, first, last, block)
            )
        elif INCLUDE.fullmatch(line):
            raise PageError(
                f"{here}: an include outside a fence; show a program in a ```python fence, a "
                "picture as ![what it shows](../assets/pictures/name.svg)"
            )
        else:
            expanded.append((line if line.strip(" ") else "", here))
    page = Page(
        path,
        tuple(text for text, _ in expanded),
        tuple(origin for _, origin in expanded),
        tuple(fences),
    )
    _check_shown(page)
    return page


class _Lines(Iterator[tuple[str, Origin]]):
    """Iterate over the lines of a page with their origins; ``next`` is the line to come, empty
    at the end."""

    def __init__(self, path: Path, lines: Sequence[str], first_line: int) -> None:
        self.path, self.lines, self.first_line = path, lines, first_line
        self.at = 0

    @property
    def next(self) -> str:
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def __next__(self) -> tuple[str, Origin]:
        if self.at == len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1], Origin(self.path, self.first_line + self.at - 1)


def _expand_notebook(path: Path) -> Page:
    """A notebook as a page: its Markdown cells, and its code cells in fences."""
    here = Origin(path, 1)
    try:
        notebook = notebooks.read(path)
    except NotebookError as error:
        raise PageError(str(error)) from None
    first = next(iter(notebook.cells), None)
    if first is None or first.is_code or not first.source.startswith("# "):
        raise PageError(
            f"{here}: a notebook begins with a Markdown cell that holds its # Title"
        )
    expanded: list[tuple[str, Origin]] = []
    fences: list[Fence] = []
    cells: dict[int, Cell] = {}
    for cell in notebook.cells:
        above = len(expanded)
        if cell.is_code:
            cells[above] = cell
            expanded += _cell(cell, path)
        else:
            markdown = expand(path, cell.source.split("\n"), cell.line)
            _only_text(markdown)
            expanded += zip(markdown.lines, markdown.origins, strict=True)
            fences += [
                replace(fence, first=above + fence.first, last=above + fence.last)
                for fence in markdown.every_fence
            ]
        expanded.append(("", here))
    name = path.relative_to(paths.DOCS).as_posix()
    return Page(
        path,
        tuple(text for text, _ in expanded),
        tuple(origin for _, origin in expanded),
        tuple(fences),
        Block(path, 1, NOTEBOOK, name, notebook.options),
        cells,
    )


@dataclass(frozen=True)
class _Header:
    indent: str
    ticks: str
    language: str
    options: str = ""


def _read_header(opened: re.Match[str], here: Origin) -> _Header:
    before, ticks, info = opened["before"], opened["ticks"], opened["info"].rstrip(" ")
    if before.strip():
        raise PageError(
            f"{here}: a fence in a quote or on a list marker's own line is not collected; "
            "put it on a line of its own, indented under the list item"
        )
    if ticks.startswith("~"):
        raise PageError(f"{here}: {ticks} fences are not collected; write ```python")
    if not INDENT.fullmatch(before):
        raise PageError(
            f"{here}: a fence is indented by 4 spaces for each list item, admonition or tab "
            f"that it is in, not by {before!r}"
        )
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
            f"{here}: a {parsed['language']} fence takes no options; delete them"
        )
    return _Header(before, ticks, parsed["language"], parsed["options"])


def _body(
    numbered: _Lines, header: _Header, opened: Origin
) -> Iterator[tuple[str, Origin]]:
    """The lines of a fence up to its last, without its indentation."""
    end = header.indent + header.ticks
    for line, here in numbered:
        if line.rstrip(" ") == end:
            if numbered.next.strip(" "):
                raise PageError(f"{here}: a fence needs an empty line below it")
            return
        if line.lstrip().startswith(header.ticks):
            raise PageError(
                f"{here}: may or may not end the fence of line {opened.line}; write {end!r} if it "
                f"does, otherwise open and close the fence with {header.ticks}`"
            )
        if line.strip(" ") and not line.startswith(header.indent):
            raise PageError(
                f"{here}: is less indented than its fence, which begins on line "
                f"{opened.line}; begin the line with {len(header.indent)} spaces"
            )
        yield line[len(header.indent) :] if line.strip(" ") else "", here
    raise PageError(f"{opened}: this fence never ends; close it with {header.ticks}")


def _read_block(
    header: _Header, body: list[tuple[str, Origin]], here: Origin
) -> tuple[Block, list[tuple[str, Origin]]]:
    """The block that a fence shows, and the lines of its program."""
    language, suffix = header.language, SUFFIX[header.language]
    included = INCLUDE.fullmatch(body[0][0]) if len(body) == 1 else None
    if included is None:
        raise PageError(
            f"{here}: the whole body of a {language} block is one include, e.g. "
            f'--8<-- "models/heads/hidden_states{suffix}"; '
            "move the code into a file under snippets/ (text that is only shown: ```text)"
        )
    whole = WHOLE_FILE.fullmatch(included["rest"])
    if whole is None:
        raise PageError(
            f"{here}: a block shows a whole file under snippets/, never a part; "
            f"{included['rest'].strip()} must be one quoted path such as "
            f'"models/heads/hidden_states{suffix}": folders and a name of letters, digits, - and _'
        )
    snippet = whole["path"]
    if not snippet.endswith(suffix):
        raise PageError(
            f"{here}: a {language} block includes a {suffix} file under snippets/, not {snippet}"
        )
    file = paths.SNIPPETS / snippet
    twins = [file.with_suffix(end) for end in SUFFIX.values()]
    if all(map(os.path.isfile, twins)):  # False also for a name that is too long
        names = " and ".join(map(paths.shown_path, twins))
        raise PageError(
            f"{here}: {names} would both record {file.stem}.out; rename one of them here "
            f"and under snippets/, delete {file.stem}.out, and run make update "
            f"PAGE={paths.shown_path(here.file)}"
        )
    try:
        options = Options.parse(header.options)
    except ValueError as error:
        raise PageError(f"{here}: {error}") from None
    if options.steps and language != "python":
        raise PageError(f"{here}: only a python block can have steps=; delete it")
    code = _read_program(file, here)
    if options.hub and not _one_constant([line for line, _ in code]):
        raise PageError(
            f'{here}: hub="{options.hub}" replaces one constant: snippets/{snippet} must name '
            'its local id once, on a line like checkpoint = "nlpjourney/tweet-sentiment"'
        )
    return Block(here.file, here.line, language, snippet, options), code


def _read_experiment(body: list[tuple[str, Origin]], here: Origin) -> str:
    """The path of the experiment that a fence names."""
    included = INCLUDE.fullmatch(body[0][0]) if body else None
    whole = WHOLE_FILE.fullmatch(included["rest"]) if included else None
    file = paths.ROOT / (whole["path"] if whole else "")
    if file.parent != paths.EXPERIMENTS or file.suffix != ".py":
        raise PageError(
            f"{here}: the first line of an {EXPERIMENT} fence is one include of a program in "
            'experiments/, e.g. --8<-- "experiments/learning_curve.py"'
        )
    try:
        _read_columns([line for line, _ in body[1:]])
    except ValueError:
        raise PageError(
            f"{here}: below its include, an {EXPERIMENT} fence only chooses columns, e.g. "
            'columns = ["rows", "accuracy"]'
        ) from None
    _read_program(file, here)
    return paths.shown_path(file)


def _read_columns(lines: list[str]) -> list[str]:
    """The columns that the fence of an experiment chooses below its include; none if it shows
    the whole table.

    Raises:
        ValueError: the lines are anything else.
    """
    chosen = tomllib.loads("\n".join(lines))
    if list(chosen) != ["columns"] * bool(lines):
        raise ValueError
    return list(chosen.get("columns", []))


def _read_program(file: Path, here: Origin) -> list[tuple[str, Origin]]:
    """The lines of a program that Markdown shows as they are."""
    if not os.path.isfile(file):  # False also for a name that is too long
        raise PageError(f"{here}: {paths.shown_path(file)} does not exist; create it")
    try:
        lines = read_source(file).split("\n")
    except PageError as error:
        raise PageError(f"{here} → {error}") from None
    if not any(lines):
        raise PageError(f"{here} → {Origin(file, 1)}: is empty; write the program")
    if lines[-1] or not lines[-2]:
        where = Origin(file, len(lines) - (not lines[-1]))
        raise PageError(f"{here} → {where}: end the file with one newline")
    code = [(line, Origin(file, number)) for number, line in enumerate(lines[:-1], 1)]
    for line, where in code:
        if line and not line.strip(" "):
            raise PageError(f"{here} → {where}: consists only of spaces; delete them")
    return code


def _check_shown(page: Page) -> None:
    """Raise PageError if the site would not show each fence as code, exactly as written, or
    would show code outside the fences."""
    fences = page.every_fence
    try:
        shown = rendered.read(page.lines, [(f.first, f.indent) for f in fences])
    except SettingsError as error:
        raise PageError(str(error)) from None
    except ValueError as error:
        where = Origin(page.path, page.origins[0].line if page.origins else 1)
        raise PageError(
            f"{where}: Python-Markdown cannot read this page ({error}); nest lists, notes and "
            "quotes less deeply"
        ) from None
    for number, fence in enumerate(fences):
        if number not in shown.in_place or shown.code[number : number + 1] != [
            (fence.language, fence.text)
        ]:
            raise PageError(
                f"{page.origins[fence.first]}: the site does not show this fence as code; put "
                "it below a paragraph, outside HTML tags and comments, not indented or by "
                "4 spaces for each list item, admonition or tab that it is in"
            )
    if shown.tags:
        raise PageError(
            f"{_place_of(shown.tags[0], page)}: {shown.tags[0]} in text, a list item, an "
            "admonition or a tab; put it at the beginning of a line, not indented, or in "
            "`backticks`"
        )
    if shown.stray is not None:
        raise PageError(
            f"{_place_of(shown.stray, page)}: the site shows code outside a fence: "
            f"{shown.stray!r}; put it in a ```text fence, or indent it less"
        )


def _place_of(text: str, page: Page) -> Origin:
    """Where a text is in a page, outside its fences."""
    fences = {n for f in page.every_fence for n in range(f.first, f.last + 1)}
    prose = [(n, line) for n, line in enumerate(page.lines) if n not in fences]
    whole = [n for n, line in prose if line.strip() == text]
    return page.origins[[*whole, *(n for n, line in prose if text in line), 0][0]]


def _one_constant(code: list[str]) -> bool:
    """Whether a program names a local id once, as the value of a constant at its top level."""
    constants = [re.fullmatch(rf"\w+ = {LOCAL_ID.pattern}", line) for line in code]
    return sum(map(bool, constants)) == len(LOCAL_ID.findall("\n".join(code))) == 1


def _fenced(
    header: _Header, body: list[tuple[str, Origin]], here: Origin
) -> Iterator[tuple[str, Origin]]:
    ticks = fence_for([line for line, _ in body])
    yield f"{header.indent}{ticks}{header.language}", here
    # also an empty line is indented: otherwise pytest-codeblocks loses it
    for line, origin in body:
        yield header.indent + line, origin
    yield f"{header.indent}{ticks}", here


def _cell(cell: Cell, file: Path) -> Iterator[tuple[str, Origin]]:
    """A cell's code in a fence."""
    code = cell.source.split("\n")
    ticks = fence_for(code)
    yield f"{ticks}python", Origin(file, cell.line)
    for number, line in enumerate(code, cell.line):
        yield line, Origin(file, number)
    yield ticks, Origin(file, cell.line)


def _only_text(said: Page) -> None:
    """Raise PageError if a Markdown cell shows a program: programs belong in code cells."""
    if said.blocks:
        where = said.origins[min(said.fences)]
        raise PageError(f"{where}: a program in a Markdown cell; make it a code cell")


def fence_for(code: list[str]) -> str:
    """The backticks of a fence that no line of ``code`` closes."""
    runs = re.findall("`+", "\n".join(code))
    return "`" * max(3, *(len(run) + 1 for run in runs), 0)
