"""The end of a page: related pages, when it was verified, with which versions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from nlpjourney import paths
from nlpjourney.content.pages import Page
from nlpjourney.content.prerequisites import LearningPath, PageInfo
from nlpjourney.content.results import Results
from nlpjourney.site.templating import fill

PINS = paths.ROOT / "requirements" / "run.in"
PIN = re.compile(r"^([\w-]+)==([^\s#]+)", re.MULTILINE)
LIST = "start/learning-path.md"
RELATED = re.compile(r"^## Related\b")
LINK = re.compile(r"\]\(([^)#\s]+\.(?:md|ipynb))[)#]")


def markdown(
    page: Page,
    learning_path: LearningPath,
    seen: Results,
    link: Callable[[str, str], str],
) -> str:
    """The end of ``page`` as Markdown.

    Args:
        link: the Markdown of a link from this page to a path below ``docs/``, with its text.
    """
    path = page.path.relative_to(paths.DOCS).as_posix()
    on_the_path = path in learning_path.prerequisites
    rows = list(_near(page, path, learning_path, link)) if on_the_path else []
    rows.append(("Verified", _verified(page, seen)))
    what, used = _versions(page, seen)
    if used:
        told = in_code(f"{name} {number}" for name, number in used)
        rows.append((what, ", ".join(told)))
    if on_the_path:
        rows.append(("All pages", link(LIST, "Learning path")))
    return fill("page_info.md", rows=rows)


def in_code(texts: Iterable[str]) -> list[str]:
    """The texts marked as code, in which no terms are linked to the glossary."""
    return [_in_code(text) for text in texts]


def _in_code(text: str) -> str:
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    space = " " if "`" in (text[:1], text[-1:]) else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _near(
    page: Page,
    path: str,
    learning_path: LearningPath,
    link: Callable[[str, str], str],
) -> Iterator[tuple[str, str]]:
    """Yield the pages around one, each once, without those that the page itself lists."""
    related = _related(page, path)
    listed = set(related)
    around: tuple[tuple[str, list[PageInfo]], ...] = (
        ("builds on", learning_path.before(path)),
        ("leads to", learning_path.after(path)),
        ("shares a tag with", learning_path.alike(path)),
    )
    for name, pages in around:
        new = [other for other in pages if other.path not in listed]
        listed |= {other.path for other in new}
        if new:
            links = ", ".join(link(other.path, other.name) for other in new)
            yield (f"Also {name}" if related else name.capitalize()), links


def _related(page: Page, path: str) -> set[str]:
    """The pages to which the page's own list under "Related" links."""
    heading = (n for n, line in enumerate(page.lines) if RELATED.match(line))
    section = "\n".join(page.lines[next(heading, len(page.lines)) :])
    folder = posixpath.dirname(path)
    return {
        posixpath.normpath(posixpath.join(folder, other))
        for other in LINK.findall(section)
    }


def _verified(page: Page, seen: Results) -> str:
    """When the page's blocks last passed in their current version."""
    blocks = [block for block in page.blocks if not block.options.skip]
    passed = [run for block in blocks if (run := seen.passed(block))]
    if not blocks:
        return "nothing to run on this page"
    if not passed:
        return "not yet"
    newest = max(run.date for run in passed)
    if len(passed) < len(blocks):
        return f"{newest}, {len(passed)} of {len(blocks)} blocks"
    return newest


def _versions(page: Page, seen: Results) -> tuple[str, list[tuple[str, str]]]:
    """A label, and the version of each library: those with which the page's blocks ran, or the
    pinned ones if no block ran."""
    runs = [run for block in page.blocks if (run := seen.run(block))]
    used = {name: version for run in runs for name, version in run.versions.items()}
    if used:
        return "Ran with", sorted(used.items())
    pinned = PIN.findall(PINS.read_text("utf-8")) if PINS.is_file() else []
    return "Versions pinned", pinned
