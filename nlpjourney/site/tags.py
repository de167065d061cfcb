"""The tags of a page, and the list of all tags with their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from nlpjourney.content.prerequisites import LearningPath

PAGE = "start/tags.md"


def links(tags: Iterable[str], link: Callable[[str], str]) -> str:
    """Tags in a row, each leading to its place in the list."""
    return " ".join(
        f'<a class="tag" href="{escape(link(PAGE))}#{_anchor(tag)}">{escape(tag)}</a>'
        for tag in tags
    )


def listing(learning_path: LearningPath, link: Callable[[str], str]) -> str:
    """Every tag with its pages, in the order of the alphabet."""
    entries = "".join(
        f'<div><dt id="{_anchor(tag)}">{escape(tag)}</dt>'
        + "".join(
            f'<dd><a href="{escape(link(page.path))}">{escape(page.name)}</a></dd>'
            for page in learning_path.tagged[tag]
        )
        + "</div>"
        for tag in sorted(learning_path.tagged, key=str.lower)
    )
    return f'<dl class="tag-list">{entries}</dl>'


def _anchor(tag: str) -> str:
    return "tag-" + escape(tag.lower().replace(" ", "-"))
