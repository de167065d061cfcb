"""The front matter of a page: what it says of itself, checked against one schema."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from nlpjourney.content import notebooks, pages
from nlpjourney.content.pages import Origin, PageError

EXAMPLE = """\
---
title: Model heads
description: What this page answers, in a sentence.
tags: [models]
prerequisites: [models/pipelines.md]
---"""
NOTEBOOK_EXAMPLE = """\
"nlpjourney": {
 "title": "Pipelines",
 "description": "What this notebook does, in a sentence.",
 "tags": ["notebook"],
 "prerequisites": ["models/pipelines.md"]
}"""
HIDDEN_PARTS = ("navigation", "path", "tags", "toc")


@dataclass(frozen=True)
class FrontMatter:
    """What a page says of itself.

    ``prerequisites`` are the pages to read before, as paths below ``docs/``; None is a page
    to look something up, which is not on the learning path. ``keywords`` are how readers ask
    for it. ``hide`` names parts of the theme that the page does without. ``lines`` are the
    lines on which the keys are, counted from 1.
    """

    title: str
    description: str
    tags: tuple[str, ...]
    prerequisites: tuple[str, ...] | None
    keywords: tuple[str, ...]
    hide: tuple[str, ...]
    lines: dict[str, int]


TEXTS = ("title", "description")
LISTS = ("tags", "prerequisites", "keywords", "hide")
REQUIRED = ("title", "description", "tags", "prerequisites")
ONE_LINE = "a text in one line; put it in quotes where it is a number or holds a colon"
FORMS = {
    "title": ONE_LINE,
    "description": ONE_LINE,
    "tags": "a list, such as tags: [models, transformers]",
    "prerequisites": "a list of pages below docs/, such as prerequisites: [models/heads.md]; "
    "[] for a page to begin with, null for a page to look things up",
    "keywords": "a list of questions, one below the other, each after a dash",
    "hide": f"a list of {', '.join(HIDDEN_PARTS)}",
}


def read(file: Path) -> FrontMatter:
    """The front matter of the page ``file``; a notebook's stands in its metadata.

    Raises:
        PageError: it is missing or not YAML, lacks a key, has an unknown one or one of
            another form; or the page does not go on with its title.
    """
    is_notebook = file.suffix == ".ipynb"
    values, lines = _in_notebook(file) if is_notebook else _in_note(file)
    for key in values:
        if key not in FORMS:
            raise PageError(
                f"{Origin(file, lines[key])}: unknown key {key!r}; known are {', '.join(FORMS)}"
            )
    for key in REQUIRED:
        if key not in values:
            raise PageError(
                f"{Origin(file, 1)}: the front matter has no {key}; it is {FORMS[key]}"
            )
    for key, value in values.items():
        if not _has_its_form(key, value):
            raise PageError(f"{Origin(file, lines[key])}: {key} is {FORMS[key]}")
    texts = {key: values[key] for key in TEXTS}
    lists = {key: _as_tuple(values.get(key, [])) for key in LISTS}
    return FrontMatter(**texts, **lists, lines=lines)  # type: ignore[arg-type]


def _in_note(file: Path) -> tuple[dict[str, object], dict[str, int]]:
    """The values of a note's keys, and the lines on which they are."""
    text = pages.read_source(file)
    found = pages.FRONT_MATTER.match(text)
    if found is None:
        raise PageError(
            f"{Origin(file, 1)}: a page begins with its front matter, such as\n{EXAMPLE}"
        )
    _check_title(file, text[found.end() :], 1 + text[: found.end()].count("\n"))
    return _parse(found["yaml"], file)


def _in_notebook(file: Path) -> tuple[dict[str, object], dict[str, int]]:
    """The same of a notebook: what its metadata hold under ``nlpjourney``."""
    try:
        values = dict(notebooks.read(file).front_matter)
    except notebooks.NotebookError as error:
        raise PageError(str(error)) from None
    if not values:
        raise PageError(
            f"{Origin(file, 1)}: a notebook's metadata hold its front matter, such as\n"
            f"{NOTEBOOK_EXAMPLE}"
        )
    text = file.read_text("utf-8").split("\n")
    starts = (n for n, line in enumerate(text, 1) if f'"{notebooks.NAME}": {{' in line)
    first = max(starts, default=1)  # metadata follow the cells
    numbered = list(enumerate(text, 1))[first:]
    return values, {
        key: next((n for n, line in numbered if f'"{key}":' in line), first)
        for key in values
    }


def _parse(text: str, file: Path) -> tuple[dict[str, object], dict[str, int]]:
    """The values of the keys, and the lines on which they are."""
    try:
        values = yaml.load(text, Loader=yaml.CSafeLoader)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that is none
        mark = getattr(error, "problem_mark", None)
        line = 2 + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or error
        fix = (
            "indent with spaces, not with tabs"
            if "\t" in text
            else "put a text with a colon or a date in quotes, close each bracket and quote"
        )
        raise PageError(
            f"{Origin(file, line)}: the front matter is not YAML: {problem}; {fix}"
        ) from None
    if not isinstance(values, dict):
        raise PageError(
            f"{Origin(file, 2)}: the front matter is not key: value lines, such as\n{EXAMPLE}"
        )
    lines: dict[str, int] = {}
    for key, _ in node.value:
        name, line = str(key.value), 2 + key.start_mark.line
        if name in lines:
            raise PageError(
                f"{Origin(file, line)}: {name} is on line {lines[name]} too; take one out"
            )
        lines[name] = line
    return {str(key): value for key, value in values.items()}, lines


def _has_its_form(key: str, value: object) -> bool:
    if key in TEXTS:
        return isinstance(value, str) and len(value.strip().splitlines()) == 1
    if value is None:
        return key == "prerequisites"
    if not isinstance(value, list):
        return False
    if not all(isinstance(each, str) and each.strip() for each in value):
        return False
    return key != "hide" or set(value) <= set(HIDDEN_PARTS)


def _as_tuple(value: object) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) else None


def _check_title(file: Path, body: str, first_line: int) -> None:
    lines = body.split("\n")
    number, title = next(((n, t) for n, t in enumerate(lines) if t.strip()), (0, ""))
    if not title.startswith("# "):
        raise PageError(
            f"{Origin(file, first_line + number)}: below its front matter a page begins with "
            "its title, one line such as # Model heads"
        )
