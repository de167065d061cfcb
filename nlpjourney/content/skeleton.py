"""A new page or notebook: complete files, a line in the navigation, nothing overwritten."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlpjourney import paths
from nlpjourney.content import notebooks, prerequisites, project
from nlpjourney.content.pages import PageError

FORMS = {
    "page": "<section>/<page>, such as data/shuffling",
    "notebook": "<folder>/<notebook>, such as basics/first_steps",
}
SECTION = re.compile(r"[a-z][a-z0-9_]*")
NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
NOT_FOR_PAGES = {
    "assets",
    "snippets",
    "notebooks",
}  # folders below docs/ without notes
DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")  # no file names on Windows
STEP = 4  # spaces by which nav indents the entries of a section
PROGRAM = """\
from collections import Counter

text = "the program prints what the page shows, and the page shows what it prints"
words = text.replace(",", "").split()
counts = Counter(words)

for word, count in counts.most_common(3):
    print(f"{word:8} {count}")
"""
DESCRIPTION = "What this {kind} answers, in one sentence."
ANSWER = "The first sentence answers the question that the title asks."
PAGE = """\
---
title: {title}
description: {description}
tags: [{section}]
prerequisites: []
keywords:
  - the question of a reader who does not know the terms of this page
---

# {heading}

{answer}

```python
--8<-- "{program}"
```
"""
EXPECTED = """\
[[expected]]
claim = "what this {kind} must keep saying"
texts = ["{answer}"]
"""


class NameRefused(Exception):
    """A name that no page can have; the message states the rule."""


@dataclass(frozen=True)
class Skeleton:
    """The files of a new page or notebook, and the line of ``nav`` that lists it."""

    file: Path
    title: str
    files: dict[Path, str]


def page(name: str) -> Skeleton:
    """The files of a page with one program. Raises NameRefused."""
    section, stem = _parts(name, "page")
    program = f"{section}/{stem}/{stem.replace('-', '_')}.py"
    title = _title(stem)
    text = PAGE.format(
        title=_yaml(title),
        description=DESCRIPTION.format(kind="page"),
        section=_yaml(section),
        heading=title,
        answer=ANSWER,
        program=program,
    )
    file = paths.DOCS / section / f"{stem}.md"
    return Skeleton(
        file,
        title,
        {
            file: text,
            paths.SNIPPETS / program: PROGRAM,
            **_expected(f"{section}-{stem}", "page"),
        },
    )


def notebook(name: str) -> Skeleton:
    """The files of a notebook with one code cell. Raises NameRefused."""
    folder, stem = _parts(name, "notebook")
    title = _title(stem)
    about = {
        "title": title,
        "description": DESCRIPTION.format(kind="notebook"),
        "tags": ["notebook"],
        "prerequisites": [],
        "keywords": [
            "the question of a reader who does not know the terms of this page"
        ],
    }
    sources = [("markdown", f"# {title}"), ("markdown", ANSWER), ("code", PROGRAM)]
    cells = [
        {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
        for number, (kind, source) in enumerate(sources, 1)
    ]
    file = paths.DOCS / "notebooks" / folder / f"{stem}.ipynb"
    content = {"cells": cells, "metadata": {notebooks.NAME: about}}
    return Skeleton(
        file,
        title,
        {
            file: notebooks.normal(content),
            **_expected(f"notebooks-{folder}-{stem}", "notebook"),
        },
    )


def write(new: Skeleton) -> str:
    """Write the files and the line of ``nav``; return where in ``nav`` it is, in words.

    Raises:
        NameRefused: one of the files exists; nothing is written then.
        PageError: the settings cannot be read; nothing is written then.
    """
    taken = [*new.files, new.file.with_suffix(".md"), new.file.with_suffix(".ipynb")]
    for file in taken:
        if file.exists():
            raise NameRefused(
                f"{paths.shown_path(file)} exists already; choose another name"
            )
    listed = prerequisites.navigation()
    for file, text in new.files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        paths.write(file, text)
    if not listed:
        return f"{paths.SETTINGS.name} has no nav, so the site lists every page"
    return _list_in_nav(new.file.relative_to(paths.DOCS).as_posix(), new.title, listed)


def _parts(name: str, kind: str) -> tuple[str, str]:
    """The folder and the file's stem that a name gives."""
    given = name.removeprefix("docs/").removesuffix(".md").removesuffix(".ipynb")
    folder, _, stem = given.removeprefix("notebooks/").partition("/")
    if not (SECTION.fullmatch(folder) and NAME.fullmatch(stem)):
        raise NameRefused(
            f"{name!r} cannot name a {kind}: write {FORMS[kind]}, in lowercase letters, "
            "digits and _, the last part also with -"
        )
    if folder in NOT_FOR_PAGES or (kind == "page" and given.startswith("notebooks/")):
        raise NameRefused(
            f"{name!r}: docs/{given.partition('/')[0]}/ holds no {kind}s; choose another folder, "
            f"{FORMS[kind]}"
        )
    for part in (folder, stem):
        if DEVICES.fullmatch(part):
            raise NameRefused(
                f"{name!r}: Windows reserves {part!r} for a device; choose another name"
            )
    if project.is_module(stem.replace("-", "_")):
        raise NameRefused(
            f"{name!r}: {stem.replace('-', '_')} is a module, and a program with its name would be "
            "imported instead; choose another name"
        )
    return folder, stem


def _title(stem: str) -> str:
    return re.sub("[_-]", " ", stem).capitalize()


def _yaml(text: str) -> str:
    """``text`` in YAML, in quotes if it would be read as something else."""
    return text if yaml.safe_load(text) == text else json.dumps(text)


def _expected(name: str, kind: str) -> dict[Path, str]:
    file = paths.ROOT / "tests" / "pages" / "expected" / f"{name}.toml"
    return {file: EXPECTED.format(kind=kind, answer=ANSWER)}


# The navigation -----------------------------------------------------------------------


def _list_in_nav(page: str, title: str, listed: Mapping[str, object]) -> str:
    """Add the line of a page to the text of the settings; every other line stays as it is."""
    before = paths.SETTINGS.read_bytes().decode("utf-8")
    line = f"- {_yaml(title)}: {page}"
    lines = before.split("\n")
    where = _insert(lines, page, line)
    paths.write(paths.SETTINGS, "\n".join(lines))
    try:
        if prerequisites.navigation().keys() == {*listed, page}:
            return f"{paths.SETTINGS.name} lists it in nav, {where}"
    except PageError:
        pass
    paths.write(paths.SETTINGS, before)
    return f"add this line to nav in {paths.SETTINGS.name} yourself: {line}"


def _insert(lines: list[str], page: str, line: str) -> str:
    """Insert ``line`` below those of the page's folder, or in a new section; return where."""
    entries = _entries(lines)
    if not entries:
        return ""
    folders = page.split("/")[:-1]
    depth, below = len(folders), entries[-1]
    while depth:
        inside = re.compile(rf"[ \"']{'/'.join(folders[:depth])}/")
        if neighbors := [number for number in entries if inside.search(lines[number])]:
            below = neighbors[-1]
            break
        depth -= 1
    indent = _indent(lines[below])
    if depth < len(folders):  # new sections, at the level of the others
        indent = _indent(lines[entries[0]]) + depth * STEP
    sections = [_title(folder) for folder in folders[depth:]]
    new = [f"- {_yaml(section)}:" for section in sections] + [line]
    lines[below + 1 : below + 1] = [
        " " * (indent + step * STEP) + text for step, text in enumerate(new)
    ]
    if sections:
        return f"in a new section {' / '.join(sections)}"
    return f"below {lines[below].strip().removeprefix('- ')}"


def _entries(lines: list[str]) -> list[int]:
    """The numbers of the lines in nav, from its key to the next key of the settings."""
    entries: list[int] = []
    inside = False
    for number, text in enumerate(lines):
        if re.match(r"[^\s#-]", text):
            inside = re.fullmatch(r"nav:\s*(#.*)?", text) is not None
        elif inside and text.lstrip().startswith("- "):
            entries.append(number)
    return entries


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
