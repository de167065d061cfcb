"""Snapshots: the recorded output next to a snippet (``.out``), the recorded steps of its run
(``.trace.js``), and how those of a new run are compared with them."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import metadata
from itertools import takewhile, zip_longest
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import notebooks
from nlpjourney.content.options import Options
from nlpjourney.content.pages import TRACE, Block

DECIMAL = re.compile(
    r"(?<![\w.:])(?<!==)[-+]?(?:0|[1-9][0-9]*)\.(?:[0-9]+e[-+]?[0-9]+|[0-9]{2,})"
    r"(?![\w.:]|==|\+[a-zA-Z])"
)
WORD_BEFORE = re.compile(r"([A-Za-z][\w.-]*)[^\w+%]*$")
VERSIONED = {
    "python",
    "version",
    "cuda",
    "pytorch",
    "sklearn",
}  # in addition to the installed packages
ABSENT = "(no line)"
BLANKS = " \t\n"
ABSOLUTE = r"(?<![\w~])(?<!(?<!\.)\.)"  # what comes before an absolute path
LONGEST_LINE = 500  # characters that a difference shows of a line
MOST_LINES, MOST_CHARS = 50, 5000  # of an output; half of that fills a screen
HOST = "name-of-this-machine"  # the host name that a block sees
RELATIVE = "print a path relative to the program's folder, or only its name"
UNFIT = (
    (re.compile("\x1b"), "a terminal's escape code", "print without color"),
    (
        re.compile("\r"),
        "a carriage return",
        "turn the progress bar off or write it to stderr, and end lines with only \\n",
    ),
    (re.compile("[\ud800-\udfff]"), "a byte that is not UTF-8", "print its repr()"),
    (
        re.compile("[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]"),
        "a control character",
        "print the text's repr(), or leave the character out",
    ),
    (re.compile(rf"\b{HOST}\b"), "this machine's name", "leave it out"),
    (
        re.compile(r" at 0x[0-9A-Fa-f]{6,}"),
        "an address, which differs in every run",
        "print what the object holds",
    ),
    (
        re.compile(r"""\{(?:'[^'{}]*'|"[^"{}]*")(?:, (?:'[^'{}]*'|"[^"{}]*"))+\}"""),
        "a set, whose order differs in every run",
        "print(sorted(...))",
    ),
    (
        re.compile(
            rf"{ABSOLUTE}/(?:tmp|home|root|Users|Volumes|private|opt|mnt|media"
            r"|run/user|var/(?:tmp|folders|lib|run))/[\w.@+-]+"
            r"|\b[A-Z]:\\+Users\b"
            r"|/(?:(?:site|dist)-packages\b|python3\.\d+/\w)"
        ),
        "a path of this machine",
        RELATIVE,
    ),
)


class MissingOutput(Exception):
    """A block has no recorded output, that of another command, or one that no page can
    show."""


@dataclass(frozen=True)
class Difference:
    """One line (counted from 1) on which the recorded output and a run differ; ``cell`` is the
    number of its cell in a notebook, otherwise 0."""

    line: int
    shown: str
    real: str
    cell: int = 0

    def __str__(self) -> str:
        return self.between("shown: ", "real:  ")

    def between(self, one: str, other: str) -> str:
        """The line and its two texts, each after the label of its run."""
        cell = f"cell {self.cell}, " if self.cell else ""
        shown, real = _escaped(self.shown), _escaped(self.real)
        return f"  {cell}line {self.line}\n    {one}{shown}\n    {other}{real}"


def _escaped(line: str) -> str:
    """The beginning of a line for a terminal, with an escape for each unprintable
    character."""
    beginning = line.expandtabs()[:LONGEST_LINE]
    chars = (c if c.isprintable() else ascii(c)[1:-1] for c in beginning)
    return "".join(chars) + ("…" if len(line) > LONGEST_LINE else "")


# What an output may contain -----------------------------------------------------------


def problem_of(output: str) -> str:
    """Why a page cannot show an output: the line (counted from 1), the reason and a fix; empty
    if it can.

    An output has at most MOST_LINES lines and MOST_CHARS characters. It contains only what every
    browser and editor shows alike, and nothing that only this machine prints.
    """
    lines = output.rstrip(BLANKS).split("\n")
    if len(lines) > MOST_LINES or len(output) > MOST_CHARS:
        return (
            f"{len(lines):,} lines with {len(output):,} characters, more than a page shows "
            f"({MOST_LINES} lines, {MOST_CHARS:,} characters); print the first few or a count"
        )
    own = re.compile(
        "|".join(rf"{ABSOLUTE}{re.escape(place)}(?!\w)" for place in _places())
    )
    rules = (*UNFIT, (own, "a path of this machine", RELATIVE))
    for number, line in enumerate(output.split("\n"), 1):
        for pattern, what, way_out in rules:
            if found := pattern.search(line):
                return f"line {number} contains {what} ({found[0]!a}); {way_out}"
    return ""


def _places() -> Iterator[str]:
    """Yield the folders of this machine that a program might print."""
    own = [str(paths.ROOT), os.path.expanduser("~"), tempfile.gettempdir()]
    own.append(os.environ.get("NLPJOURNEY_HUB", ""))
    if sys.prefix != sys.base_prefix:
        own.append(sys.prefix)
    for place in filter(os.path.isabs, own):
        yield from {place, os.path.realpath(place)} - {os.sep}


# Recorded outputs ---------------------------------------------------------------------


def read(block: Block) -> str:
    """Read a block's recorded output, without the command on its first line.

    Raises:
        MissingOutput: there is no ``.out`` next to the snippet, recording would not write it
            like this, or its first line is not the command that runs the snippet.
    """
    if not block.recorded.is_file():
        raise MissingOutput(
            f"{block}: no recorded output {block.recorded.name}; run {block.recorder}"
        )
    recorded = paths.read_text(block.recorded, MissingOutput)
    command, _, output = recorded.partition("\n")
    if command != f"$ {block.command}":
        raise MissingOutput(
            f"{block}: {block.recorded.name} begins with {command!r}, "
            f"not with '$ {block.command}'; run {block.recorder}"
        )
    check(block, output, block.recorded.name)
    if output != _normal(output):
        raise MissingOutput(
            f"{block}: {block.recorded.name} has tabs, lines that consist of blanks, or does "
            "not end with exactly one newline, so recording did not write it; "
            f"run {block.recorder}"
        )
    return output


def check(block: Block, output: str, where: str = "its output") -> None:
    """Raise MissingOutput for an output that no page can show."""
    if not output.strip():
        raise MissingOutput(f"{block}: prints nothing; a block shows what it did")
    if problem := problem_of(output):
        raise MissingOutput(f"{block}: {where}: {problem}; then run {block.recorder}")


def _normal(output: str) -> str:
    """An output as it is recorded: as a terminal shows it, with one newline at its end."""
    lines = output.rstrip(BLANKS).split("\n")
    shown = (line.expandtabs() if line.strip(BLANKS) else "" for line in lines)
    return "\n".join(shown) + "\n"


def record(block: Block, output: str) -> bool:
    """Write the recorded output atomically; return whether the file changed.

    If the output matches within what the block declares, the file stays as it is, so that
    re-recording changes only files that drifted.

    Raises:
        MissingOutput: ``output`` is empty, or no page can show it.
    """
    try:
        if not compare(read(block), output, block.options):
            return False
    except MissingOutput:
        pass
    check(block, output)
    paths.write(block.recorded, f"$ {block.command}\n{_normal(output)}")
    return True


def fingerprint(block: Block) -> bytes:
    """What a comparison depends on: the recorded output, if there is one."""
    return block.recorded.read_bytes() if block.recorded.is_file() else b""


def differences(block: Block, output: str) -> list[Difference]:
    """The differences between the recorded output and a new one. Raises MissingOutput."""
    return compare(read(block), output, block.options)


def unstable(block: Block, first: str, second: str) -> list[Difference]:
    """The differences between two runs of a block on one machine, compared within what it
    declares, or else to the letter."""
    if block.options.tolerance or block.options.ellipsis:
        return compare(first, second, block.options)
    return _compare(first, second, str.__eq__)


def with_ellipses(first: str, second: str) -> str:
    """The first of two outputs, with ``...`` in place of the words that differ in the
    second."""
    lines = _lines(first)
    for number, (a, b) in enumerate(zip(lines, _lines(second), strict=False)):
        if a != b:
            start = _same_start(a, b)
            rest, other = a[len(start) :], b[len(start) :]
            lines[number] = f"{start}...{_same_start(rest[::-1], other[::-1])[::-1]}"
    return "\n".join(lines) + "\n"


def _same_start(a: str, b: str) -> str:
    """The words with which both texts begin."""
    same = takewhile(lambda chars: chars[0] == chars[1], zip(a, b, strict=False))
    return re.sub(r"\S*$", "", "".join(char for char, _ in same))


def compare(shown: str, real: str, options: Options | None = None) -> list[Difference]:
    """The differences between ``shown`` and ``real``: a measured decimal may differ by one in the
    last digit shown (or by the block's relative tolerance), nothing else may differ."""
    known = options or Options()
    return _compare(shown, real, lambda a, b: _same_line(a, b, known))


def _compare(
    shown: str, real: str, same: Callable[[str, str], bool]
) -> list[Difference]:
    pairs = zip_longest(_lines(shown), _lines(real))
    return [
        Difference(number, ABSENT if a is None else a, ABSENT if b is None else b)
        for number, (a, b) in enumerate(pairs, 1)
        if a is None or b is None or not same(a, b)
    ]


def _lines(text: str) -> list[str]:
    lines = text.rstrip(BLANKS).split("\n")
    return [line.rstrip(BLANKS).expandtabs() for line in lines]


def _same_line(shown: str, real: str, options: Options) -> bool:
    if shown == real:
        return True
    if options.ellipsis and "..." in shown:
        pieces = [re.escape(piece) for piece in shown.split("...")]
        if re.fullmatch(".*".join(pieces), real):
            return True
    (texts, numbers), (real_texts, real_numbers) = _measured(shown), _measured(real)
    return texts == real_texts and all(
        _same_decimal(a, b, options.tolerance)
        for a, b in zip(numbers, real_numbers, strict=True)
    )


def _measured(line: str) -> tuple[list[str], list[str]]:
    """The texts between the measured decimals of a line, and the decimals.

    A measured decimal has two or more places, or an exponent. It touches no letter and no other
    number, unlike ``1.25x``, ``1.25.0`` and ``12.30:01``, and does not follow a package's name.
    """
    found = [m for m in DECIMAL.finditer(line) if not _of_a_version(line[: m.start()])]
    starts = [0, *(number.end() for number in found)]
    ends = [*(number.start() for number in found), len(line)]
    texts = [line[start:end] for start, end in zip(starts, ends, strict=True)]
    return texts, [number[0] for number in found]


def _of_a_version(before: str) -> bool:
    """Whether the text before a decimal ends in the name of a package or of Python."""
    word = WORD_BEFORE.search(before)
    return word is not None and _package_name(word[1]) in _packages()


def _package_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).strip("-").lower()


@cache
def _packages() -> set[str]:
    installed = (str(found.name) for found in metadata.distributions())
    return VERSIONED | {_package_name(name) for name in installed}


def _same_decimal(shown: str, real: str, tolerance: float) -> bool:
    a, b = Decimal(shown), Decimal(real)
    last_digit = Decimal(1).scaleb(int(a.as_tuple().exponent))
    same_form = a.as_tuple().exponent == b.as_tuple().exponent or tolerance > 0
    return same_form and abs(a - b) <= max(last_digit, abs(a) * Decimal(tolerance))


def check_executed(notebook: Block) -> None:
    """Raise MissingOutput unless every cell of a notebook that runs was executed and has outputs
    that a page can show."""
    for cell in notebooks.read(notebook.file).code:
        if not cell.ran:
            raise MissingOutput(
                f"{notebook}:{cell.line}: cell {cell.number} was never executed; "
                f"run {notebook.recorder}"
            )
        for output in cell.outputs:
            if problem := output_problem(output):
                raise MissingOutput(
                    f"{notebook}:{cell.line}: cell {cell.number}: {problem}; then run "
                    "make update"
                )


def output_problem(output: notebooks.Output) -> str:
    """Why a page cannot show an output of a notebook, with a fix; empty if it can."""
    if output.kind == "refused":
        return output.text
    return problem_of(notebooks.words(output))


# The steps of a run -------------------------------------------------------------------


def trace_header(block: Block) -> str:
    """The first line of a trace's file: the snippet, and the hash of its program."""
    program = hashlib.sha256(block.program.encode()).hexdigest()
    about = f'"{block.snippet}", {{"program": "{program}", "steps": ['
    return f"nlpjourney.trace({about}\n"


def read_trace(block: Block) -> str:
    """Read the recorded trace of a block; empty if the block asks for none.

    Raises:
        MissingOutput: there is no trace next to the snippet, or one of another program.
    """
    if not block.options.steps:
        return ""
    if not block.trace.is_file():
        raise MissingOutput(
            f"{block}: no recorded trace {block.trace.name}; run {block.recorder}"
        )
    trace = block.trace.read_text("utf-8")
    if not trace.startswith(trace_header(block)):
        raise MissingOutput(
            f"{block}: {block.trace.name} was recorded for a program other than this one; "
            f"run {block.recorder}"
        )
    return trace


def count_steps(block: Block) -> int:
    """The number of steps in the recorded trace. Raises MissingOutput."""
    return max(read_trace(block).count("\n") - 2, 0)


def record_trace(block: Block, trace: str) -> bool:
    """Write the trace, if the block asks for one; return whether the file changed."""
    try:
        if not trace_differences(block, trace):
            return False
    except MissingOutput:
        pass
    paths.write(block.trace, trace)
    return True


def trace_differences(block: Block, trace: str) -> list[Difference]:
    """The differences between the recorded trace and a new one, by the rule for outputs (a
    decimal may differ by one in its last digit). Raises MissingOutput."""
    return compare(read_trace(block), trace if block.options.steps else "")


# Files without a page -----------------------------------------------------------------


def _is_an_editors(file: Path) -> bool:
    """Whether a file is an editor's lock or copy, or is being written."""
    return file.name.startswith(".") or file.name.endswith("~")


def orphans(snippets: Path, shown: set[str], traced: set[str]) -> list[str]:
    """Problems of files under ``snippets`` that no page shows, each with its fix.

    Args:
        shown: the snippets that some page shows, as paths below ``snippets``.
        traced: those of them whose steps a reader can step through.
    """
    problems = []
    for file in sorted(snippets.rglob("*")):
        if file.is_dir() or "__pycache__" in file.parts or _is_an_editors(file):
            continue
        name = file.relative_to(snippets).as_posix()
        if file.suffix == ".out":
            owners = {name.removesuffix(".out") + suffix for suffix in (".py", ".sh")}
            if not owners & shown:
                problems.append(
                    f"snippets/{name}: no block has this recorded output; delete it"
                )
        elif name.endswith(TRACE):
            if name.removesuffix(TRACE) + ".py" not in traced:
                problems.append(
                    f"snippets/{name}: no block with steps= has this trace; delete it"
                )
        elif name not in shown:
            problems.append(
                f"snippets/{name}: no page shows it; include it or delete it"
            )
    return problems
