"""What no page shows by itself: a page that the navigation lacks, a program of two pages or of
none, a file named like a module.

Recording, checking, the build and the audit ask the same questions here, so the first command
that an author runs names what is wrong. Each problem begins with the file that it is about.
"""

from __future__ import annotations

import json
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import front_matter, pages, prerequisites, snapshots
from nlpjourney.content.pages import Block, Page, PageError

# Modules that libraries look for without requiring them: a file of that name beside a
# snippet would be found instead (httpx probes h2, socksio, brotli; tqdm probes these two).
PROBED = {
    "h2",
    "socksio",
    "brotli",
    "zstandard",
    "ipywidgets",
    "rich",
    "apex",
    "flash_attn",
}


def read() -> tuple[list[Page], list[str]]:
    """All pages that can be read, and what is wrong with the others."""
    found, unreadable = [], []
    for path in pages.notes():
        try:
            front_matter.read(path)
            found.append(pages.expand(path))
        except PageError as error:
            unreadable.append(str(error))
    return found, unreadable


def problems() -> list[str]:
    """All that is wrong with the pages and between them, outputs aside.

    Where a page cannot be read, nobody knows what it shows, and nothing more is asked.
    """
    found, unreadable = read()
    return unreadable or between(found)


def between(found: list[Page]) -> list[str]:
    """What is wrong between the pages of the project, all of which can be read."""
    wrong: list[str] = []
    try:
        wrong += _outside_nav(found)
        prerequisites.read(object())
    except PageError as error:
        wrong.append(str(error))
    wrong += _shown_elsewhere([block for page in found for block in page.blocks])
    return wrong + shadows(sorted(paths.SNIPPETS.rglob("*.py")))


def of(page: Path, wrong: Iterable[str]) -> list[str]:
    """The problems of one page, its snippets and what lies in their folder, and of the
    settings."""
    own = paths.shown_path(page), paths.SETTINGS.name
    starts = (*(f"{file}:" for file in own), f"snippets/{_folder(page)}/")
    return [problem for problem in wrong if problem.startswith(starts)]


def _outside_nav(found: list[Page]) -> Iterator[str]:
    listed = prerequisites.navigation()
    for page in found if listed else ():
        name = page.path.relative_to(paths.DOCS).as_posix()
        if name not in listed:
            title = front_matter.read(page.path).title
            yield (
                f"{paths.shown_path(page.path)}:1: nav in {paths.SETTINGS.name} lacks this page; "
                f"add a line to it: - {json.dumps(title, ensure_ascii=False)}: {name}"
            )


def _shown_elsewhere(blocks: list[Block]) -> Iterator[str]:
    """Blocks that two fences show, or that lie in the folder of another page; files that none
    shows."""
    fences: dict[str, list[Block]] = {}
    for block in blocks:
        fences.setdefault(block.snippet, []).append(block)
    for block in blocks:
        folder = _folder(block.page)
        others = [other for other in fences[block.snippet] if other is not block]
        if others:
            places = ", ".join(
                f"{paths.shown_path(other.page)}:{other.line}" for other in others
            )
            yield (
                f"{block}: shown {1 + len(others)} times, also on {places}; one page owns a "
                "snippet, others link"
            )
        elif not block.is_notebook and folder != Path(block.snippet).parent.as_posix():
            yield (
                f"{block}: its folder is not its page's; move it to snippets/{folder}/, "
                f"include it from there and run {block.recorder}"
            )
    traced = {block.snippet for block in blocks if block.options.steps}
    yield from snapshots.orphans(paths.SNIPPETS, set(fences), traced)


def _folder(page: Path) -> str:
    """The folder below snippets/ that holds the programs of a page."""
    if not page.is_relative_to(paths.DOCS):
        return page.stem
    return page.relative_to(paths.DOCS).with_suffix("").as_posix()


def shadows(files: Iterable[Path]) -> list[str]:
    """Snippets named like a module: Python puts a script's folder first on its path."""
    return [
        f"{paths.shown_path(file)}: shadows the module {file.stem!r} for every script beside "
        "it; rename it"
        for file in files
        if is_module(file.stem)
    ]


def is_module(name: str) -> bool:
    """Whether Python or an installed package has a module of this name."""
    folders = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    known = sys.stdlib_module_names | PROBED
    return name in known or PathFinder.find_spec(name, folders) is not None
