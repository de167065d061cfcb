"""The learning path as a list: each topic's pages in an order in which they can be read."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from nlpjourney.content.prerequisites import LearningPath, PageInfo


def draw(learning_path: LearningPath, address: Callable[[str], str]) -> str:
    """The list as HTML.

    Args:
        address: gives the link to a page, by its path below ``docs/``.
    """
    topics = "".join(
        f'<h2 id="{topic_id(topic)}">{escape(topic)}</h2><ol>'
        + "".join(
            f'<li><a href="{escape(address(page.path))}">{escape(page.name)}</a> '
            f"{escape(in_words(page, learning_path))}</li>"
            for page in in_reading_order(pages, learning_path)
        )
        + "</ol>"
        for topic, pages in learning_path.topics.items()
    )
    return f'<div class="learning-path" data-search-exclude>{topics}</div>'


def topic_id(topic: str) -> str:
    return topic.lower().replace(" ", "-")


def in_words(page: PageInfo, learning_path: LearningPath) -> str:
    """What a page builds on."""
    names = [before.name for before in learning_path.before(page.path)]
    return f"builds on {' and '.join(names)}" if names else "to begin with"


def in_reading_order(
    pages: list[PageInfo], learning_path: LearningPath
) -> list[PageInfo]:
    """Each after what it builds on."""
    return sorted(pages, key=lambda page: learning_path.depth[page.path])
