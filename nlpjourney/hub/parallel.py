"""Recipes for parallel texts: translated messages and documented functions.

The rows of these two data sets come from several packages. A split is a list of packages, so
that no package is in two splits.
"""

import ast
import io
import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from nlpjourney.hub.arrow import Row, dataset_files
from nlpjourney.hub.catalog import Entry

SPLITS = ("test", "validation", "train")  # the first split with a text keeps it
LANGUAGES = ("fr", "de")
MESSAGE_WORDS = range(2, 31)
NOT_PLAIN = re.compile(  # placeholders, markup, addresses, several lines
    r"%[(\w.]|[{}<>$`@|\\\n\t]|\*\*|&\w+;|https?:|_\("
)
BODY_WORDS = range(25, 121)
SUMMARY_WORDS = range(4, 26)
SECTION = re.compile(  # a line at which the prose of a docstring ends
    r"\s*(\.\. \w|>>>|```|:\w.*:|@\w|[-=~]{3,}"
    r"|(Arguments|Args|Attributes|Call arguments|Examples?|Inputs?|Notes?|Output"
    r"|Parameters|Raises|References|Returns|Shape|Usage|Yields):?$)"
)


def read_messages(entry: Entry, archive: Path, scratch: Path) -> dict[str, bytes]:
    """The plain messages of the packages' catalogs, one configuration per language."""
    made: dict[str, bytes] = {}
    for language in LANGUAGES:
        pairs = {
            part.package: messages(archive.with_name(part.download), language)
            for part in entry.parts()
        }
        made |= dataset_files(
            entry, f"en-{language}", split_rows(entry, pairs, ("en", language))
        )
    return made


def messages(archive: Path, language: str) -> dict[str, str]:
    """English messages and their translations, from the catalogs of a language in an archive.

    Leaves out fuzzy and missing translations, and messages with placeholders, markup or
    several lines. Of a plural message, keeps the plural form.
    """
    found = {}
    for content in catalogs(archive, language):
        for english, translated in content:
            if is_plain_message(english, translated):
                found[english] = translated
    return found


def catalogs(archive: Path, language: str) -> Iterator[list[tuple[str, str]]]:
    """Yield the translated pairs of each catalog; of a text file and its compiled form, only
    those of the latter."""
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import read_po

    folder = re.compile(rf"{language}([_-]{language.upper()})?")
    contents = {}
    for path, content in read_members(archive, (".mo", ".po")):
        if any(map(folder.fullmatch, (*path.parts[:-1], path.stem))):
            contents[path] = content
    for path, content in sorted(contents.items()):
        if path.suffix == ".po" and path.with_suffix(".mo") in contents:
            continue
        read = read_po if path.suffix == ".po" else read_mo
        yield [
            (last_form(message.id), last_form(message.string))
            for message in read(io.BytesIO(content))
            if message.id and message.string and not message.fuzzy
        ]


def last_form(message: str | Iterable[str]) -> str:
    """The text of a message; the plural form if it has two forms."""
    return (message if isinstance(message, str) else [*message][-1]).strip()


def is_plain_message(english: str, translated: str) -> bool:
    return (
        english != translated
        and translated != ""
        and len(english.split()) in MESSAGE_WORDS
        and not NOT_PLAIN.search(english)
        and not NOT_PLAIN.search(translated)
    )


def read_docstrings(entry: Entry, archive: Path, scratch: Path) -> dict[str, bytes]:
    """The body of each docstring, and the summary line above it."""
    pairs = {
        part.package: docstrings(archive.with_name(part.download))
        for part in entry.parts()
    }
    return dataset_files(
        entry, "default", split_rows(entry, pairs, ("body", "summary"))
    )


def docstrings(archive: Path) -> dict[str, str]:
    """The bodies and summary lines of the docstrings of public classes and functions.

    The modules are parsed, not imported. The body is the prose between the summary and the
    first section (parameters, examples, ...).
    """
    found = {}
    for path, content in read_members(archive, (".py",)):
        if any(re.match(r"tests?$|test_|conftest", name) for name in path.parts):
            continue
        for node in statements(ast.parse(content)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                text = ast.get_docstring(node) or ""
                summary, _, rest = text.partition("\n\n")
                body, summary = prose(rest), " ".join(summary.split())
                if not node.name.startswith("_") and is_documented(body, summary):
                    found[body] = summary
    return found


def statements(module: ast.Module) -> Iterator[ast.AST]:
    """The statements of a module, level by level, like `ast.walk` without the expressions."""
    level: list[ast.AST] = [module]
    while level:
        level = [
            statement
            for above in level
            for part in ("body", "handlers", "orelse", "finalbody", "cases")
            for statement in getattr(above, part, ())
        ]
        yield from level


def prose(text: str) -> str:
    """The text up to its first section, also without an underlined heading."""
    kept: list[str] = []
    for line in text.splitlines():
        if SECTION.match(line):
            if set(line.strip()) <= set("-=~"):
                kept = kept[:-1]
            break
        kept.append(line)
    return " ".join(" ".join(kept).split())


def is_documented(body: str, summary: str) -> bool:
    return (
        summary.endswith(".")
        and len(summary.split()) in SUMMARY_WORDS
        and len(body.split()) in BODY_WORDS
    )


def read_members(
    archive: Path, suffixes: tuple[str, ...]
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the files of a wheel or a source archive that have one of the suffixes."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as package:
            for name in package.namelist():
                if name.endswith(suffixes):
                    yield PurePosixPath(name), package.read(name)
        return
    with tarfile.open(archive) as source:
        for member in source:
            if member.isfile() and member.name.endswith(suffixes):
                content = source.extractfile(member)
                assert content is not None
                yield PurePosixPath(member.name), content.read()


def split_rows(
    entry: Entry, pairs: dict[str, dict[str, str]], columns: tuple[str, str]
) -> dict[str, list[Row]]:
    """The sorted rows of each split; a text that several packages have is kept once."""
    kept = set()
    rows: dict[str, list[Row]] = {}
    for split in SPLITS:
        rows[split] = []
        for package in entry.splits[split]:
            for source, target in sorted(pairs[package].items()):
                if source.casefold() not in kept:
                    kept.add(source.casefold())
                    values = (package, source, target)
                    row = dict(zip(("package", *columns), values, strict=True))
                    rows[split].append(row)
    return {split: rows[split] for split in reversed(SPLITS)}
