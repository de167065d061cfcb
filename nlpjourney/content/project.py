"""Problems that no single page shows: a page missing from the navigation, a program on two pages
or on none, a file named like a module.

Recording, checking, the build and the audit all use this module, so the first command that an
author runs reports these problems. Each problem begins with the file that it concerns.
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

# Modules that libraries try to import without requiring them: they would find a file of that
# name next to a snippet instead (httpx tries h2, socksio and brotli, tqdm ipywidgets).
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
    """All pages that can be read, and the problems of the others."""
    found, unreadable = [], []
    for path in pages.notes():
        try:
            front_matter.read(path)
            found.append(pages.expand(path))
        except PageError as error:
            unreadable.append(str(error))
    return found, unreadable


def problems() -> list[str]:
    """All problems of the pages and between them, except those of outputs.

    If a page cannot be read, its content is unknown: then only such pages are reported.
    """
    found, unreadable = read()
    return unreadable or between(found)


def between(found: list[Page]) -> list[str]:
    """Problems between the pages of the project, all of which can be read."""
    wrong: list[str] = []
    try:
        wrong += _outside_nav(found)
        prerequisites.read(object())
    except PageError as error:
        wrong.append(str(error))
    wrong += _shown_elsewhere([block for page in found for block in page.blocks])
    return wrong + shadows(sorted(paths.SNIPPETS.rglob("*.py")))


def of(page: Path, wrong: Iterable[str]) -> list[str]:
    """The problems of one page, of the files in the folder of its snippets, and of the
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
                f"add this line to it: - {json.dumps(title, ensure_ascii=False)}: {name}"
            )


def _shown_elsewhere(blocks: list[Block]) -> Iterator[str]:
    """Yield blocks that two fences show or that lie in another page's folder, and files that no
    page shows."""
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
                f"{block}: shown {1 + len(others)} times, also on {places}; show it on "
                "one page and link to it from the others"
            )
        elif not block.is_notebook and folder != Path(block.snippet).parent.as_posix():
            yield (
                f"{block}: it is not in its page's folder; move it to snippets/{folder}/, "
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
    """Problems of snippets named like a module: Python puts a script's folder first on its path."""
    return [
        f"{paths.shown_path(file)}: shadows the module {file.stem!r} for every script next "
        "to it; rename it"
        for file in files
        if is_module(file.stem)
    ]


def is_module(name: str) -> bool:
    """Whether Python or an installed package has a module of this name."""
    folders = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    known = sys.stdlib_module_names | PROBED
    return name in known or PathFinder.find_spec(name, folders) is not None
