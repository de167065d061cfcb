"""The foot of a page: what lies next to it, when it was verified, with which versions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from html import escape

from nlpjourney import paths
from nlpjourney.content.pages import Page
from nlpjourney.content.prerequisites import LearningPath
from nlpjourney.content.results import Results
from nlpjourney.site.markup import day, facts, plural

PINS = paths.ROOT / "requirements" / "run.in"
PIN = re.compile(r"^([\w-]+)==([^\s#]+)", re.MULTILINE)
LIST = "start/learning-path.md"
RELATED = re.compile(r"^## Related\b")
LINK = re.compile(r"\]\(([^)#\s]+\.md)[)#]")


def draw(
    page: Page,
    learning_path: LearningPath,
    seen: Results,
    link: Callable[[str], str],
) -> str:
    """The foot of ``page`` as HTML.

    Args:
        link: gives the link from this page to another, by its path below ``docs/``.
    """
    path = page.path.relative_to(paths.DOCS).as_posix()
    on_the_path = path in learning_path.prerequisites
    rows = [*(_near(page, path, learning_path, link) if on_the_path else ())]
    rows.append(("Verified", _verified(page, seen)))
    what, used = versions(page, seen)
    if used:
        rows.append((what, facts(f"{name} {number}" for name, number in used.items())))
    told = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in rows)
    onto_the_path = ""
    if on_the_path:
        onto_the_path = f'<p><a href="{escape(link(LIST))}">Learning path</a></p>'
    return (
        '<section class="page-foot" aria-label="About this page" data-search-exclude>'
        f"<dl>{told}</dl>{onto_the_path}</section>"
    )


def _near(
    page: Page, path: str, learning_path: LearningPath, link: Callable[[str], str]
) -> Iterable[tuple[str, str]]:
    """The pages around one, each once, without those that the page itself relates."""
    related = _related(page, path)
    told = set(related)
    for name, around in (
        ("builds on", learning_path.before(path)),
        ("leads to", learning_path.after(path)),
        ("shares a tag with", learning_path.alike(path)),
    ):
        new = [other for other in around if other.path not in told]
        told |= {other.path for other in new}
        if new:
            links = " · ".join(
                f'<a href="{escape(link(other.path))}">{escape(other.name)}</a>'
                for other in new
            )
            yield (f"Also {name}" if related else name.capitalize()), links


def _related(page: Page, path: str) -> set[str]:
    """What the page's own list under "Related" links to."""
    heading = (n for n, line in enumerate(page.lines) if RELATED.match(line))
    section = "\n".join(page.lines[next(heading, len(page.lines)) :])
    folder = posixpath.dirname(path)
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
