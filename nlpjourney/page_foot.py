"""The foot of a page: what lies next to it, when it was verified, with which versions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from html import escape

from nlpjourney import pages, progress, tags
from nlpjourney.journey import Journey, Stop
from nlpjourney.markup import day, facts, plural
from nlpjourney.pages import Page
from nlpjourney.results import Results

PINS = pages.ROOT / "requirements" / "run.in"
PIN = re.compile(r"^([\w-]+)==([^\s#]+)", re.MULTILINE)
MAP = "start/map.md"
RELATED = re.compile(r"^## Related\b")
LINK = re.compile(r"\]\(([^)#\s]+\.md)[)#]")


def draw(
    page: Page,
    journey: Journey,
    seen: Results,
    link: Callable[[str], str],
    address: Callable[[str], str],
) -> str:
    """The foot of ``page`` as HTML.

    Args:
        link: gives the link from this page to another, by its path below ``docs/``.
        address: gives a page's address below the site's root.
    """
    path = page.path.relative_to(pages.DOCS).as_posix()
    stop = journey.stops.get(path)
    rows = [*(_near(page, stop, journey, link) if stop else ())]
    if own := journey.pages[path].tags:
        rows.append(("Tags", tags.links(own, link)))
    rows.append(("Verified", _verified(page, seen)))
    what, used = versions(page, seen)
    if used:
        rows.append((what, facts(f"{name} {number}" for name, number in used.items())))
    told = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in rows)
    read = ""
    if stop:
        onto_the_map = f'<a href="{escape(link(MAP))}">Map of the journey</a>'
        read = f"<p>{progress.button(address(path))}{onto_the_map}</p>"
    return (
        '<section class="page-foot" aria-label="About this page" data-search-exclude>'
        f"<dl>{told}</dl>{read}</section>"
    )


def _near(
    page: Page, stop: Stop, journey: Journey, link: Callable[[str], str]
) -> Iterable[tuple[str, str]]:
    """The stops around one, each once, without those that the page itself relates."""
    related = _related(page, stop)
    told = set(related)
    for name, stops in (
        ("builds on", journey.before(stop.path)),
        ("leads to", journey.after(stop.path)),
        ("shares a tag with", journey.alike(stop.path)),
    ):
        new = [other for other in stops if other.path not in told]
        told |= {other.path for other in new}
        if new:
            links = " · ".join(
                f'<a href="{escape(link(other.path))}">{escape(other.name)}</a>'
                for other in new
            )
            yield (f"Also {name}" if related else name.capitalize()), links


def _related(page: Page, stop: Stop) -> set[str]:
    """What the page's own list under "Related" links to."""
    heading = (n for n, line in enumerate(page.lines) if RELATED.match(line))
    section = "\n".join(page.lines[next(heading, len(page.lines)) :])
    folder = posixpath.dirname(stop.path)
    return {
        posixpath.normpath(posixpath.join(folder, other))
        for other in LINK.findall(section)
    }


def _verified(page: Page, seen: Results) -> str:
    """When the page's blocks last passed as they are now."""
    blocks = [block for block in page.blocks if not block.options.skip]
    passed = [run for block in blocks if (run := seen.passed(block))]
    if not blocks:
        return "nothing to run on this page"
    if not passed:
        return "not yet"
    newest = day(max(run.date for run in passed))
    if len(passed) < len(blocks):
        return f"{newest}, {len(passed)} of {plural(len(blocks), 'block')}"
    return newest


def versions(page: Page, seen: Results) -> tuple[str, dict[str, str]]:
    """What the versions are, and each library's: those that the page's blocks ran with, or
    the pinned ones where none ran."""
    runs = [run for block in page.blocks if (run := seen.run(block))]
    used = {name: version for run in runs for name, version in run.versions.items()}
    if used:
        return "Ran with", dict(sorted(used.items()))
    pinned = PIN.findall(PINS.read_text("utf-8")) if PINS.is_file() else []
    return "Versions pinned", dict(pinned)
