"""The front matter of a page, checked against one schema."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from nlpjourney.content import notebooks, pages
from nlpjourney.content.pages import Origin, PageError

EXAMPLE = """\
---
title: Model heads
description: What this page answers, in one sentence.
tags: [models]
prerequisites: [models/pipelines.md]
---"""
NOTEBOOK_EXAMPLE = """\
"nlpjourney": {
 "title": "Pipelines",
 "description": "What this notebook does, in one sentence.",
 "tags": ["notebook"],
 "prerequisites": ["models/pipelines.md"]
}"""
HIDDEN_PARTS = ("navigation", "path", "tags", "toc")


@dataclass(frozen=True)
class FrontMatter:
    """The front matter of a page.

    ``prerequisites`` are the pages to read first, as paths below ``docs/``; None marks a
    reference page, which is not on the learning path. ``keywords`` are questions and words of
    readers. ``hide`` names parts of the theme to hide on the page. ``lines`` are the lines of
    the keys, counted from 1.
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
ONE_LINE = "a text on one line, in quotes if it is a number or contains a colon"
FORMS = {
    "title": ONE_LINE,
    "description": ONE_LINE,
    "tags": "a list, such as tags: [models, transformers]",
    "prerequisites": "a list of pages below docs/, such as prerequisites: [models/heads.md]; "
    "[] for a page to begin with, null for a reference page",
    "keywords": "a list of questions, one per line, each after a dash",
    "hide": f"a list of {', '.join(HIDDEN_PARTS)}",
}


def read(file: Path) -> FrontMatter:
    """Read the front matter of the page ``file``; a notebook has it in its metadata.

    Raises:
        PageError: it is missing or not YAML, lacks a key, has an unknown key or a malformed
            value; or the page does not continue with its title.
    """
    is_notebook = file.suffix == ".ipynb"
    values, lines = _in_notebook(file) if is_notebook else _in_note(file)
    for key in values:
        if key not in FORMS:
            raise PageError(
                f"{Origin(file, lines[key])}: unknown key {key!r}; the known keys are "
                f"{', '.join(FORMS)}"
            )
    for key in REQUIRED:
        if key not in values:
            raise PageError(
                f"{Origin(file, 1)}: the front matter has no {key}; add it: {FORMS[key]}"
            )
    for key, value in values.items():
        if not _has_its_form(key, value):
            raise PageError(f"{Origin(file, lines[key])}: {key} must be {FORMS[key]}")
    texts = {key: values[key] for key in TEXTS}
    lists = {key: _as_tuple(values.get(key, [])) for key in LISTS}
    return FrontMatter(**texts, **lists, lines=lines)  # type: ignore[arg-type]


def _in_note(file: Path) -> tuple[dict[str, object], dict[str, int]]:
    """The values of a note's keys, and the lines of the keys."""
    text = pages.read_source(file)
    found = pages.FRONT_MATTER.match(text)
    if found is None:
        raise PageError(
            f"{Origin(file, 1)}: a page begins with its front matter, such as\n{EXAMPLE}"
        )
    _check_title(file, text[found.end() :], 1 + text[: found.end()].count("\n"))
    return _parse(found["yaml"], file)


def _in_notebook(file: Path) -> tuple[dict[str, object], dict[str, int]]:
    """The same for a notebook, from ``nlpjourney`` in its metadata."""
    try:
        values = dict(notebooks.read(file).front_matter)
    except notebooks.NotebookError as error:
        raise PageError(str(error)) from None
    if not values:
        raise PageError(
            f"{Origin(file, 1)}: a notebook has its front matter in its metadata, such as\n"
            f"{NOTEBOOK_EXAMPLE}"
        )
    text = file.read_text("utf-8").split("\n")
    starts = (n for n, line in enumerate(text, 1) if f'"{notebooks.NAME}": {{' in line)
    first = max(starts, default=1)  # the metadata follows the cells
    numbered = list(enumerate(text, 1))[first:]
    return values, {
        key: next((n for n, line in numbered if f'"{key}":' in line), first)
        for key in values
    }


def _parse(text: str, file: Path) -> tuple[dict[str, object], dict[str, int]]:
    """The values of the keys, and the lines of the keys."""
    try:
        values = yaml.load(text, Loader=yaml.CSafeLoader)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: an impossible date
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
            f"{Origin(file, 2)}: the front matter must consist of key: value lines, "
            f"such as\n{EXAMPLE}"
        )
    lines: dict[str, int] = {}
    for key, _ in node.value:
        name, line = str(key.value), 2 + key.start_mark.line
        if name in lines:
            raise PageError(
                f"{Origin(file, line)}: {name} is on line {lines[name]} too; delete one"
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
            f"{Origin(file, first_line + number)}: below its front matter, a page begins with "
            "its title, a line such as # Model heads"
        )
