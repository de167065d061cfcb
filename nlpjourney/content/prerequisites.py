"""The learning path: which page builds on which, from ``prerequisites`` in their front matter.

Titles, topics and order come from the navigation in ``mkdocs.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from nlpjourney import paths
from nlpjourney.content import front_matter, pages, settings
from nlpjourney.content.pages import Origin, PageError
from nlpjourney.content.settings import SettingsError

NOTEBOOKS = "notebooks/"
FEW = 3


@dataclass(frozen=True)
class PageInfo:
    """A page as the navigation and its front matter describe it; ``path`` and
    ``prerequisites`` are paths below ``docs/``. The prerequisites of a reference page, which is
    not on the learning path, are None."""

    path: str
    title: str
    topic: str
    tags: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] | None = ()

    @property
    def name(self) -> str:
        """The title, marked for a notebook, since a note may have the same one."""
        return f"Notebook: {self.title}" if self.is_notebook else self.title

    @property
    def is_notebook(self) -> bool:
        return self.path.startswith(NOTEBOOKS)


@dataclass(frozen=True)
class LearningPath:
    """All pages by path, in the navigation's order."""

    pages: dict[str, PageInfo]

    @cached_property
    def prerequisites(self) -> dict[str, tuple[str, ...]]:
        """The prerequisites of each page that is on the learning path."""
        return {
            path: page.prerequisites
            for path, page in self.pages.items()
            if page.prerequisites is not None
        }

    @cached_property
    def tagged(self) -> dict[str, list[PageInfo]]:
        """The pages of each tag."""
        tagged: dict[str, list[PageInfo]] = {}
        for page in self.pages.values():
            for tag in page.tags:
                tagged.setdefault(tag, []).append(page)
        return tagged

    @cached_property
    def topics(self) -> dict[str, list[PageInfo]]:
        """The pages of each topic. A notebook belongs to the topic of its first
        prerequisite."""
        topics: dict[str, list[PageInfo]] = {}
        for path in self.prerequisites:
            topics.setdefault(self._topic(path), []).append(self.pages[path])
        return topics

    def _topic(self, path: str) -> str:
        page, before = self.pages[path], self.prerequisites[path]
        return self._topic(before[0]) if page.is_notebook and before else page.topic

    @cached_property
    def depth(self) -> dict[str, int]:
        """For each page, how many pages the longest way to it has."""
        depth: dict[str, int] = {}
        for path in TopologicalSorter(self.prerequisites).static_order():
            before = self.prerequisites[path]
            depth[path] = max((depth[other] + 1 for other in before), default=0)
        return depth

    def before(self, path: str) -> list[PageInfo]:
        """The pages that a page builds on."""
        return [self.pages[other] for other in self.prerequisites[path]]

    def after(self, path: str) -> list[PageInfo]:
        """The pages that build on a page."""
        found = self.prerequisites.items()
        return [self.pages[other] for other, before in found if path in before]

    def alike(self, path: str) -> list[PageInfo]:
        """The other pages with one of its rare tags."""
        groups = (self.tagged[tag] for tag in self.pages[path].tags)
        rare = (page for group in groups if len(group) <= 1 + FEW for page in group)
        return [page for page in dict.fromkeys(rare) if page.path != path]


@lru_cache(maxsize=1)
def read(build: object = None) -> LearningPath:
    """Read the learning path, once per ``build`` (any object that stands for one).

    Raises:
        PageError: a front matter breaks its schema; ``prerequisites`` lists an unknown page,
            the page itself, a page twice, or one that another entry requires; or the
            prerequisites form a cycle.
    """
    places = navigation()
    order = {path: place for place, path in enumerate(places)}
    described = (_described(file, places) for file in pages.notes())
    in_order = sorted(described, key=lambda page: order.get(page.path, len(order)))
    learning_path = LearningPath({page.path: page for page in in_order})
    for path in learning_path.prerequisites:
        _check(path, learning_path)
    _check_circles(learning_path)
    for path in learning_path.prerequisites:
        _check_implied(path, learning_path)
    return learning_path


def _described(file: Path, places: dict[str, tuple[str, str]]) -> PageInfo:
    path = file.relative_to(paths.DOCS).as_posix()
    topic, title = places.get(path, (file.parent.name.capitalize(), file.stem))
    said = front_matter.read(file)
    return PageInfo(path, title or said.title, topic, said.tags, said.prerequisites)


def _check(path: str, learning_path: LearningPath) -> None:
    listed = learning_path.prerequisites[path]
    for other in listed:
        where = _where(path, other)
        if other == path:
            raise PageError(f"{where}: is its own prerequisite; remove {other}")
        if listed.count(other) > 1:
            raise PageError(f"{where}: lists {other} twice; remove one")
        if other in learning_path.prerequisites:
            continue
        others = sorted({*learning_path.prerequisites} - {path, *listed})
        closest = get_close_matches(other, others, n=1, cutoff=0.0)
        fix = f"write {closest[0]}, or remove it" if closest else "remove it"
        if other in learning_path.pages:
            fix = "give that page prerequisites of its own, or remove it"
        raise PageError(f"{where}: {other} is not on the learning path; {fix}")


def _check_circles(learning_path: LearningPath) -> None:
    try:
        _ = learning_path.depth
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        raise PageError(
            f"{_where(circle[0], circle[1])}: a cycle, each page requires the next: "
            f"{', '.join(circle)}; remove one"
        ) from None


def _check_implied(path: str, learning_path: LearningPath) -> None:
    for other in learning_path.prerequisites[path]:
        for before in learning_path.prerequisites[path]:
            if other in _all_before(before, learning_path):
                raise PageError(
                    f"{_where(path, other)}: {before} already requires {other}; "
                    f"remove {other}"
                )


def _all_before(path: str, learning_path: LearningPath) -> Iterator[str]:
    for before in learning_path.prerequisites[path]:
        yield before
        yield from _all_before(before, learning_path)


def _where(path: str, entry: str) -> Origin:
    """The line of a page's front matter that lists the prerequisite ``entry``."""
    file = paths.DOCS / path
    first = front_matter.read(file).lines["prerequisites"]
    lines = file.read_text("utf-8").split("\n")
    holds = (n for n, line in enumerate(lines[first - 1 :], first) if entry in line)
    return Origin(file, next(holds, first))


def navigation() -> dict[str, tuple[str, str]]:
    """The topic and the title of each page in the navigation, in its order; the title is empty
    if the navigation leaves it to the page.

    Raises:
        PageError: the settings are not YAML, or their ``nav`` is not a list of pages.
    """
    try:
        return dict(_named(settings.read(paths.SETTINGS).get("nav") or [], ""))
    except SettingsError as error:
        raise PageError(str(error)) from None
    except (AttributeError, TypeError, ValueError):
        raise PageError(
            f"{Origin(paths.SETTINGS, 1)}: nav must be a list of lines such as "
            "- Model heads: models/heads.md"
        ) from None


def _named(entries: Any, topic: str) -> Iterator[tuple[str, tuple[str, str]]]:
    if not isinstance(entries, list):
        raise TypeError(entries)
    for entry in entries:
        titled = {"": entry} if isinstance(entry, str) else entry
        for title, inside in titled.items():
            if isinstance(inside, str):
                yield inside, (topic or title, title)
            else:
                yield from _named(inside, topic or title)
