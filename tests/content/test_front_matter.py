"""The schema of the front matter: each breach is named with its page and line, by every
command that reads pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fault_injection import Copy, Ran, code, line_of, notebook

from nlpjourney import paths
from nlpjourney.content import front_matter, notebooks, pages
from nlpjourney.content.pages import PageError

GOOD = """\
---
title: A page
description: "What it says: all of it."
tags: [models, a tag]
prerequisites:
  - models/heads.md
  - data/map.md
keywords:
  - how do I
hide: [toc]
---

# A page
"""
HEAD = "---\ntitle: A page\ndescription: It.\ntags: []\nprerequisites: []\n---\n\n# A page\n"
BREACHES = {
    "none": ("# A page\n", 1, "a page begins with its front matter, such as"),
    "open": ("---\ntitle: A page\n\n# A page\n", 1, "a page begins with its front"),
    "colon": (
        HEAD.replace("It.", "Two: of them"),
        3,
        "the front matter is not YAML: mapping values are not allowed in this context; put a text",
    ),
    "tab": (HEAD.replace("tags: []", "tags:\n\t- a"), 5, "U+0009 after ''"),
    "words": (
        "---\njust words\n---\n\n# A page\n",
        2,
        "must consist of key: value lines",
    ),
    "unknown": (
        HEAD.replace("tags:", "asks: []\ntags:"),
        4,
        "unknown key 'asks'; the known keys are title, description, tags, prerequisites, "
        "keywords, hide",
    ),
    "no_title": (
        HEAD.replace("title: A page\n", ""),
        1,
        "has no title; add it: a text",
    ),
    "no_description": (HEAD.replace("description: It.\n", ""), 1, "has no description"),
    "no_tags": (HEAD.replace("tags: []\n", ""), 1, "has no tags; add it: a list"),
    "no_prerequisites": (
        HEAD.replace("prerequisites: []\n", ""),
        1,
        "[] for a page to begin with, null for a reference page",
    ),
    "empty_title": (HEAD.replace("title: A page", "title:"), 2, "title must be a text"),
    "number": (HEAD.replace("It.", "5"), 3, "description must be a text"),
    "tags_as_text": (HEAD.replace("tags: []", "tags: a, b"), 4, "tags must be a list"),
    "tags_of_numbers": (
        HEAD.replace("tags: []", "tags: [1]"),
        4,
        "tags must be a list",
    ),
    "page_as_text": (
        HEAD.replace("prerequisites: []", "prerequisites: models/heads.md"),
        5,
        "prerequisites must be a list of pages below docs/",
    ),
    "hide": (
        HEAD.replace("tags:", "hide: [all]\ntags:"),
        4,
        "hide must be a list of navigation, path, tags, toc",
    ),
    "no_heading": (
        HEAD.replace("# A page", "Text."),
        8,
        "below its front matter, a page begins with its title, a line such as",
    ),
}


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    return tmp_path / "page.md"


def test_what_is_written_is_read(page: Path) -> None:
    page.write_text(GOOD)
    assert front_matter.read(page) == front_matter.FrontMatter(
        title="A page",
        description="What it says: all of it.",
        tags=("models", "a tag"),
        prerequisites=("models/heads.md", "data/map.md"),
        keywords=("how do I",),
        hide=("toc",),
        lines={
            "title": 2,
            "description": 3,
            "tags": 4,
            "prerequisites": 5,
            "keywords": 8,
            "hide": 10,
        },
    )
    page.write_text(HEAD.replace("prerequisites: []", "prerequisites: null"))
    assert front_matter.read(page).prerequisites is None


def test_a_folded_description_is_one_line(page: Path) -> None:
    line = 'description: "What it says: all of it."'
    assert line in GOOD
    page.write_text(
        GOOD.replace(line, "description: >-\n  What it says:\n  all of it.")
    )
    assert front_matter.read(page).description == "What it says: all of it."


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_named_with_its_line(page: Path, name: str) -> None:
    text, line, message = BREACHES[name]
    page.write_text(text)
    with pytest.raises(PageError) as refused:
        front_matter.read(page)
    assert str(refused.value).startswith(f"page.md:{line}: ")
    assert message in str(refused.value)


def test_the_example_of_the_message_is_right(page: Path) -> None:
    """A page without front matter passes once the author pastes the example."""
    page.write_text(f"{front_matter.EXAMPLE}\n\n# A page\n")
    assert front_matter.read(page).title == "Model heads"


def test_every_page_keeps_the_schema() -> None:
    for note in pages.notes():
        front_matter.read(note)


@pytest.mark.parametrize("command", ["build", "check", "test", "audit"])
def test_every_command_names_a_breach(copy: Copy, command: str) -> None:
    page = copy.root / "docs/topic/page.md"
    page.write_text(page.read_text("utf-8").replace("tags: []", "tags: a, b"), "utf-8")
    ran: Ran = {
        "build": copy.build,
        "check": lambda: copy.test("--codeblocks-changed"),
        "test": copy.test,
        "audit": lambda: copy.audit("tree"),
    }[command]()
    assert ran.code != 0
    assert "docs/topic/page.md:4: tags must be a list, such as tags:" in ran.said


NOTEBOOK_BREACHES = {
    "none": ({}, 1, "a notebook has its front matter in its metadata, such as"),
    "missing": ({"tags": None}, 1, "the front matter has no tags; add it: a list"),
    "form": (
        {"tags": "a"},
        0,
        "tags must be a list, such as tags: [models, transformers]",
    ),
    "unknown": (
        {"keyword": "a"},
        0,
        "unknown key 'keyword'; the known keys are title,",
    ),
}


@pytest.mark.parametrize("name", NOTEBOOK_BREACHES)
def test_a_breach_in_a_notebook_is_named_with_its_line(copy: Copy, name: str) -> None:
    changed, line, message = NOTEBOOK_BREACHES[name]
    file = notebook(copy, "nb", code("print(1)", "1\n"))
    front_matter.read(file)
    content = json.loads(file.read_text("utf-8"))
    declared = content["metadata"]["nlpjourney"] | changed
    if name == "missing":
        del declared["tags"]
    content["metadata"]["nlpjourney"] = declared if changed else {}
    file.write_text(notebooks.normal(content), "utf-8")
    line = line or line_of(file, f'"{next(iter(changed))}":')
    with pytest.raises(PageError) as refused:
        front_matter.read(file)
    assert str(refused.value).startswith(f"{file}:{line}: ")
    assert message in str(refused.value)
