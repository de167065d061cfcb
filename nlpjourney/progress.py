"""What a reader has read: the button at a page's foot and the counts of the topics.

Both are dead text here; ``site.js`` brings them to life and keeps the answer in the browser.
A page is known by its address below the site's root.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from nlpjourney.journey import Journey
from nlpjourney.markup import plural


def button(address: str) -> str:
    """The switch of one page."""
    return (
        '<button class="read-switch" type="button" hidden aria-pressed="false" '
        f'data-page="{escape(address)}">I have read this</button>'
    )


def counts(journey: Journey, address: Callable[[str], str]) -> str:
    """How many pages each topic has, and in a browser that keeps it how many were read.

    Args:
        address: gives a page's address below the site's root, by its path below ``docs/``.
    """
    rows = "".join(
        f'<li data-pages="{escape(" ".join(address(stop.path) for stop in stops))}">'
        f'<span>{escape(topic)}</span><progress max="{len(stops)}" value="0" '
        f'aria-label="Read of {escape(topic)}"></progress>'
        f'<span class="progress-count">{plural(len(stops), "page")}</span></li>'
        for topic, stops in journey.topics.items()
    )
    return (
        '<section class="progress" aria-label="What you have read" data-search-exclude><p>'
        f'<strong class="progress-all">{plural(len(journey.stops), "page")}</strong>'
        '<button class="progress-forget" type="button" hidden>Forget all</button></p>'
        f"<ul>{rows}</ul></section>"
    )
