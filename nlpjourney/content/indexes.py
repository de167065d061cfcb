"""Three indexes of all programs: the error messages that they print with their fixes, the names of
the Hugging Face libraries that they use, and the days on which they changed."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import notebooks, snapshots
from nlpjourney.content.pages import Block, PageError
from nlpjourney.content.results import Run

LIBRARIES = {
    "accelerate",
    "datasets",
    "huggingface_hub",
    "peft",
    "safetensors",
    "sentence_transformers",
    "tokenizers",
    "transformers",
    "trl",
}
MESSAGE = re.compile(r"\b(?:[A-Z]\w*(?:Error|Exception|Warning)|Exception): .+")
FIXES = "toolbox/errors.toml"  # below docs/
CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")


def errors(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    """The errors and warnings that programs print, such as ``KeyError: 'text'``, with the programs.
    A message that one program truncates counts as the whole message of another program.

    Raises:
        MissingOutput: a block has no recorded output.
    """
    found: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        for message in dict.fromkeys(messages(block)):
            found[message].append(block)
    whole: dict[str, list[Block]] = {}
    for message in sorted(found, reverse=True):  # whole messages before truncated ones
        last = next(reversed(whole), "")
        if last.startswith(message):
            whole[last] += [b for b in found[message] if b not in whole[last]]
        else:
            whole[message] = found[message]
    return dict(sorted(whole.items()))


def messages(block: Block) -> Iterator[str]:
    """Yield the errors and warnings in a block's recorded output."""
    for text in _printed(block):
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if found := MESSAGE.search(line):
                yield " ".join([found[0].strip(), *_continued(lines[number:])])


def _printed(block: Block) -> list[str]:
    if block.is_notebook:
        cells = notebooks.read(block.file).code
        outputs = [output for cell in cells for output in cell.outputs]
        return [one.text for one in outputs if one.kind in ("text", "error")]
    if block.options.skip and not block.recorded.is_file():
        return []
    return [snapshots.read(block)]


def _continued(lines: list[str]) -> Iterator[str]:
    """Yield the lines that continue the first one: those below it that are indented more."""
    for line in lines[1:]:
        if _indent(line) <= _indent(lines[0]) or MESSAGE.search(line):
            return
        yield line.strip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


@dataclass(frozen=True)
class Fix:
    """What to write instead, as Markdown, for the messages that contain a text; the line of the
    entry in FIXES."""

    message: str
    markdown: str
    line: int


def fixes() -> list[Fix]:
    """The fixes in FIXES; none if there is no such file.

    Raises:
        PageError: an entry cannot be read, or is no Markdown that fits into a cell of a table.
    """
    file = paths.DOCS / FIXES
    if not file.is_file():
        return []
    text = paths.read_text(file, PageError)
    where = paths.shown_path(file)
    try:
        entries = tomllib.loads(text).get("error", [])
    except tomllib.TOMLDecodeError as error:
        raise PageError(f"{where}: {error}; correct the line") from None
    lines = [n for n, line in enumerate(text.split("\n"), 1) if line == "[[error]]"]
    if len(lines) != len(entries):
        raise PageError(f"{where}: begin every entry with a line [[error]]")
    found = []
    for entry, line in zip(entries, lines, strict=True):
        texts = [text for text in entry.values() if text and isinstance(text, str)]
        if set(entry) != {"message", "fix"} or len(texts) < len(entry):
            raise PageError(
                f"{where}:{line}: write the texts message and fix, nothing else"
            )
        if wrong := re.search(r"[<|`\n]", CODE.sub("", entry["fix"])):
            raise PageError(
                f"{where}:{line}: the fix contains {wrong[0]!r} outside code, which a table "
                "cannot show as it is; put code between backticks, all on one line"
            )
        found.append(Fix(entry["message"], entry["fix"], line))
    return found


def fix_of(message: str, known: Iterable[Fix]) -> Fix | None:
    """The fix whose text is the longest part of the message."""
    matching = (fix for fix in known if fix.message in message)
    return max(matching, key=lambda fix: len(fix.message), default=None)


def fix_problems(blocks: Iterable[Block]) -> list[str]:
    """The messages without a fix, and the fixes without a message."""
    try:
        known = fixes()
    except PageError as error:
        return [str(error)]
    where = paths.shown_path(paths.DOCS / FIXES)
    problems, used = [], set()
    for message, printing in errors(blocks).items():
        if fix := fix_of(message, known):
            used.add(fix)
        else:
            part = json.dumps(message[:80], ensure_ascii=False)
            problems.append(
                f"{printing[0]}: prints an error for which {where} has no fix; add an entry, "
                f'[[error]] with message = {part} and fix = "what to write instead", each on '
                "its own line"
            )
    problems += [
        f"{where}:{fix.line}: no program prints {fix.message!r}, or every message with it has "
        "a longer entry; correct the text, or delete the entry"
        for fix in known
        if fix not in used
    ]
    return problems


@dataclass
class Use:
    """The keyword arguments that programs pass to a class or function, and the programs."""

    arguments: set[str] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)


def uses(blocks: Iterable[Block]) -> dict[str, Use]:
    """The names of LIBRARIES that programs use, such as ``trl.DPOConfig`` and
    ``transformers.AutoModel.from_pretrained``, with their uses."""
    found: defaultdict[str, Use] = defaultdict(Use)
    for block in blocks:
        if block.language == "bash":
            continue
        for name, arguments in names(block.program).items():
            found[name].arguments |= arguments
            found[name].blocks.append(block)
    return dict(sorted(found.items(), key=lambda item: item[0].casefold()))


def names(program: str) -> dict[str, set[str]]:
    """The names of LIBRARIES that a program uses, with the keyword arguments of its calls."""
    tree = ast.parse(program)
    known = {
        name: whole
        for name, whole in _imported(tree)
        if whole.partition(".")[0] in LIBRARIES
    }
    found: defaultdict[str, set[str]] = defaultdict(set)
    inner: set[ast.AST] = set()
    for node in ast.walk(tree):  # outer nodes first: a call, its function, its parts
        if isinstance(node, ast.Call) and (name := _name(node.func, known)):
            found[name] |= {word.arg for word in node.keywords if word.arg}
        if isinstance(node, ast.Attribute | ast.Name) and node not in inner:
            inner |= set(ast.walk(node))
            if name := _name(node, known):
                found[name] |= set()
    return {name: words for name, words in found.items() if name not in LIBRARIES}


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the name of each import in the program, and its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                yield alias.asname or first, alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _name(node: ast.AST, known: dict[str, str]) -> str:
    """The full name of an expression such as ``trl.DPOConfig``; empty if it is in none of
    LIBRARIES."""
    if isinstance(node, ast.Attribute):
        owner = _name(node.value, known)
        return f"{owner}.{node.attr}" if owner else ""
    return known.get(node.id, "") if isinstance(node, ast.Name) else ""


def changes(
    blocks: Iterable[Block], recorded: Mapping[str, Run]
) -> dict[tuple[str, Path], list[Block]]:
    """The programs by the day on which they were recorded, newest first, and by their page."""
    found: defaultdict[tuple[str, Path], list[Block]] = defaultdict(list)
    for block in blocks:
        if run := recorded.get(block.snippet):
            found[run.date, block.page].append(block)
    return dict(sorted(found.items(), key=lambda item: item[0][0], reverse=True))
