"""The one expansion of a page: which blocks it shows and where each line came from.

The site, the tests and every copy of a page as Markdown go through :func:`expand`. The
including itself is done by pymdownx's own snippet preprocessor.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

from markdown import Markdown

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SNIPPETS = ROOT / "snippets"
PICTURES = DOCS / "assets"

SUFFIX = {"python": ".py", "bash": ".sh"}
SHOWN_ONLY = ("text", "json", "jinja")
GENERATED = ("ledger", "verified", "plot")
LOCAL_ID = re.compile(r'"(nlpjourney/[a-z0-9-]+)"')

FENCE = re.compile(r"(?P<before>[\s>*+\-\d.)]*)(?P<ticks>`{3,}|~{3,})(?P<info>.*)")
INFO = re.compile(r'(?P<language>[a-z]+)(?P<options>(?:[ ][a-z]+="[^"]*")*)[ ]*')
OPTION = re.compile(r'([a-z]+)="([^"]*)"')
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
        return f"{shown_path(self.file)}:{self.line}"


@dataclass(frozen=True)
class Options:
    """What a block declares beside its language, ``key="value"`` each.

    ``timeout`` is in seconds, ``memory`` in GiB above the imported libraries,
    ``tolerance`` is relative and concerns decimals only. ``tolerance``, ``ellipsis`` and
    ``skip`` are exceptions and carry their reason. ``makes`` is the local id of the model
    that the block trains for others, ``hub`` the id on the Hub that a reader would put in
    place of the local id that the block uses.
    """

    timeout: float = 60.0
    memory: float = 4.0
    tolerance: float = 0.0
    reason: str = ""
    ellipsis: str = ""
    skip: str = ""
    until: date | None = None
    makes: str = ""
    hub: str = ""

    @classmethod
    def parse(cls, text: str) -> Options:
        """Read the options of a fence's header.

        Raises:
            ValueError: an unknown or malformed option, or one that lacks its reason.
        """
        given = dict(OPTION.findall(text))
        unknown = sorted(set(given) - set(cls.__dataclass_fields__))
        if unknown:
            known = ", ".join(cls.__dataclass_fields__)
            raise ValueError(f"unknown option {unknown[0]!r}; known are {known}")
        numbers = {
            k: float(given[k]) for k in ("timeout", "memory", "tolerance") if k in given
        }
        if any(not 0 <= value < math.inf for value in numbers.values()):
            raise ValueError("timeout, memory and tolerance are numbers above 0")
        until = date.fromisoformat(given["until"]) if "until" in given else None
        words = {
            k: given[k].strip() for k in ("reason", "ellipsis", "skip") if k in given
        }
        if any(not value for value in words.values()):
            raise ValueError("reason, ellipsis and skip say why, in words")
        if numbers.get("tolerance") and "reason" not in words:
            raise ValueError('a tolerance needs reason="..."')
        if ("skip" in words) != (until is not None):
            raise ValueError('a skip needs both skip="why" and until="YYYY-MM-DD"')
        ids = {k: given[k] for k in ("makes", "hub") if k in given}
        if "makes" in ids and not LOCAL_ID.fullmatch(f'"{ids["makes"]}"'):
            raise ValueError(
                'a block makes a local id, makes="nlpjourney/tweet-sentiment"'
            )
        if "hub" in ids and not re.fullmatch(
            r"(?!nlpjourney/)[\w.-]+/[\w.-]+", ids["hub"]
        ):
            raise ValueError('an id on the Hub reads hub="owner/name"')
        return cls(**numbers, **words, **ids, until=until)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Block:
    """A fence that shows one snippet, as written on line ``line`` of ``page``.

    ``snippet`` is the file's path below ``snippets/``, the block's identity everywhere.
    """

    page: Path
    line: int
    language: str
    snippet: str
    options: Options = field(default_factory=Options)

    @property
    def file(self) -> Path:
        return SNIPPETS / self.snippet

    @property
    def recorded(self) -> Path:
        return self.file.with_suffix(".out")

    @property
    def command(self) -> str:
        """The command that a reader types to run the snippet."""
        return f"{self.language} snippets/{self.snippet}"

    @property
    def local_ids(self) -> set[str]:
        """The ids of models and data sets of ours that the program names."""
        return local_ids(self.file)

    @property
    def with_the_hub(self) -> str:
        """The program with the id on the Hub in its one constant; nothing else differs."""
        return LOCAL_ID.sub(f'"{self.options.hub}"', self.file.read_text("utf-8"))

    def __str__(self) -> str:
        return f"{shown_path(self.page)}:{self.line} → snippets/{self.snippet}"


@dataclass(frozen=True)
class Page:
    """An expanded page: its lines, their origins, the block each fence opens, and the texts
    that are only shown."""

    path: Path
    lines: tuple[str, ...]
    origins: tuple[Origin, ...]
    fences: dict[int, Block]
    texts: tuple[str, ...]

    @property
    def blocks(self) -> list[Block]:
        return list(self.fences.values())

    @cached_property
    def markdown(self) -> str:
        """The page as plain Markdown that any tool reads."""
        return "\n".join(self.lines) + "\n"

    def annotated(self) -> list[str]:
        """The lines with each runnable fence naming its block, for the site."""
        lines = list(self.lines)
        for number, block in self.fences.items():
            lines[number] += f' snippet="{block.snippet}"'
        return lines


def shown_path(path: Path) -> str:
    """``path`` relative to the project where it lies inside, for messages."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def local_ids(snippet: Path) -> set[str]:
    """The ids of models and data sets of ours that a program names."""
    return set(LOCAL_ID.findall(snippet.read_text("utf-8")))


def notes(docs: Path | None = None) -> list[Path]:
    """The file of every note under ``docs``, in the order of their paths."""
    found = sorted((docs or DOCS).rglob("*.md"))
    return [path for path in found if not is_published(path)]


def all_pages(docs: Path | None = None) -> list[Page]:
    """Every note under ``docs``, expanded, in the order of their paths."""
    return [expand(path) for path in notes(docs)]


def is_published(path: Path) -> bool:
    """Whether ``path`` is a snippet seen through ``docs/snippets`` (they ship with the site)."""
    return path.is_relative_to(DOCS / "snippets")


def expand(path: Path, lines: Sequence[str] | None = None, first_line: int = 1) -> Page:
    """Expand a page: include what it includes, find its blocks, remember every origin.

    Args:
        path: the page's file; read when ``lines`` is not given.
        lines: the page's text where a caller already holds it (without front matter, say).
        first_line: the number that ``lines[0]`` has in the file.

    Raises:
        PageError: a fence that no test would run, a partial or missing include, an option
            that makes no sense, an unclosed fence.
    """
    if lines is None:
        lines = path.read_text("utf-8").splitlines()
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
        elif included := INCLUDE.fullmatch(line):
            expanded += _include(included, here)
        else:
            expanded.append((line, here))
    return Page(
        path,
        tuple(text for text, _ in expanded),
        tuple(origin for _, origin in expanded),
        fences,
        tuple(texts),
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
    file = SNIPPETS / snippet
    if snippet.suffix != SUFFIX[header.language] or ".." in snippet.parts:
        raise PageError(
            f"{here}: a {header.language} block includes a {SUFFIX[header.language]} file "
            f"under snippets/, not {snippet}"
        )
    if not file.is_file():
        raise PageError(f"{here}: snippets/{snippet} does not exist; create it")
    try:
        options = Options.parse(header.options)
    except ValueError as error:
        raise PageError(f"{here}: {error}") from None
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
    longest = max(
        (len(run) for line in code for run in re.findall("`+", line)), default=0
    )
    ticks = "`" * max(3, longest + 1)
    file = block.file
    yield f"{indent}{ticks}{block.language}", here
    for number, line in enumerate(code, 1):
        yield (indent + line if line else line), Origin(file, number)
    yield f"{indent}{ticks}", here


def _include(included: re.Match[str], here: Origin) -> Iterator[tuple[str, Origin]]:
    """Prose or a picture from another file; programs come in fences only."""
    whole = WHOLE_FILE.fullmatch(included["rest"])
    if whole is None:
        raise PageError(f'{here}: write an include as --8<-- "path", one whole file')
    if PurePosixPath(whole["path"]).suffix in SUFFIX.values():
        raise PageError(f"{here}: {whole['path']} is a program; include it in a fence")
    for text in _included_lines(included.string, here):
        if FENCE.fullmatch(text) or FOREIGN_MARK.match(text.strip()):
            raise PageError(
                f"{here}: an included file opens a fence or speaks to pytest-codeblocks; "
                "write it in the page"
            )
        yield text, here


@lru_cache(maxsize=1)
def _preprocessor() -> Markdown:
    places = [str(SNIPPETS), str(PICTURES)]
    return Markdown(
        extensions=["pymdownx.snippets"],
        extension_configs={
            "pymdownx.snippets": {"base_path": places, "check_paths": True}
        },
    )


def _included_lines(line: str, here: Origin) -> list[str]:
    snippets = _preprocessor().preprocessors["snippet"]
    try:
        included = list(snippets.run([line]))
    except Exception as error:  # pymdownx raises several kinds, all about the include
        raise PageError(f"{here}: {error}") from error
    return included[:-1] if included[-1:] == [""] else included
