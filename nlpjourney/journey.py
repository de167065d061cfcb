"""The journey: what builds on what, as the pages' front matter says in ``builds_on``.

A page that says it is a stop of the journey. Titles, topics and order are those of the
navigation in ``mkdocs.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from mkdocs.utils import meta
from mkdocs.utils.yaml import yaml_load

from nlpjourney import pages
from nlpjourney.pages import Origin, PageError

SETTINGS = pages.ROOT / "mkdocs.yml"
NOTEBOOKS = "notebooks/"
FEW = 3


@dataclass(frozen=True)
class Stop:
    """A page as the navigation and its front matter describe it; ``path`` and ``builds_on``
    are paths below ``docs/``. One that is looked up, not read in its turn, is ``beside`` the
    journey."""

    path: str
    title: str
    topic: str
    tags: tuple[str, ...] = ()
    builds_on: tuple[str, ...] = ()
    beside: bool = False

    @property
    def name(self) -> str:
        """The title, which notes and notebooks may share, and which of them it is."""
        return f"Notebook: {self.title}" if self.is_notebook else self.title

    @property
    def is_notebook(self) -> bool:
        return self.path.startswith(NOTEBOOKS)


@dataclass(frozen=True)
class Journey:
    """All pages by path, in the navigation's order."""

    pages: dict[str, Stop]

    @cached_property
    def stops(self) -> dict[str, Stop]:
        """The pages that are not beside it."""
        return {path: page for path, page in self.pages.items() if not page.beside}

    @cached_property
    def tagged(self) -> dict[str, list[Stop]]:
        """The pages of each tag."""
        tagged: dict[str, list[Stop]] = {}
        for page in self.pages.values():
            for tag in page.tags:
                tagged.setdefault(tag, []).append(page)
        return tagged

    @cached_property
    def topics(self) -> dict[str, list[Stop]]:
        """The stops of each topic. A notebook counts to the topic of what it builds on
        first."""
        topics: dict[str, list[Stop]] = {}
        for stop in self.stops.values():
            topics.setdefault(self._topic(stop), []).append(stop)
        return topics

    def _topic(self, stop: Stop) -> str:
        if stop.is_notebook and stop.builds_on:
            return self._topic(self.stops[stop.builds_on[0]])
        return stop.topic

    @cached_property
    def depth(self) -> dict[str, int]:
        """How many stops the longest way to each stop has before it."""
        depth: dict[str, int] = {}
        graph = {path: stop.builds_on for path, stop in self.stops.items()}
        for path in TopologicalSorter(graph).static_order():
            depth[path] = max((depth[before] + 1 for before in graph[path]), default=0)
        return depth

    def before(self, path: str) -> list[Stop]:
        """What a stop builds on."""
        return [self.stops[other] for other in self.stops[path].builds_on]

    def after(self, path: str) -> list[Stop]:
        """What builds on a stop."""
        return [stop for stop in self.stops.values() if path in stop.builds_on]

    def alike(self, path: str) -> list[Stop]:
        """The other pages with one of its rare tags, which few others have."""
        groups = (self.tagged[tag] for tag in self.stops[path].tags)
        rare = (page for group in groups if len(group) <= 1 + FEW for page in group)
        return [page for page in dict.fromkeys(rare) if page.path != path]


@lru_cache(maxsize=1)
def read(build: object = None) -> Journey:
    """The journey, read once a ``build`` (any object that stands for one).

    Raises:
        PageError: ``builds_on`` is no list of pages, or names an unknown page, the page
            itself, a page twice, one that another entry implies, or closes a circle.
    """
    places = _navigation()
    order = {path: place for place, path in enumerate(places)}
    described = (_described(file, places) for file in pages.notes())
    in_order = sorted(described, key=lambda page: order.get(page.path, len(order)))
    journey = Journey({page.path: page for page in in_order})
    for stop in journey.stops.values():
        _check(stop, journey)
    _check_circles(journey)
    for stop in journey.stops.values():
        _check_implied(stop, journey)
    return journey


def _described(file: Path, places: dict[str, tuple[str, str]]) -> Stop:
    path = file.relative_to(pages.DOCS).as_posix()
    topic, title = places.get(path, (file.parent.name.capitalize(), file.stem))
    _, said = meta.get_data(file.read_text("utf-8"))
    tags = tuple(map(str, said.get("tags") or ()))
    if "builds_on" not in said:
        return Stop(path, title, topic, tags, beside=True)
    return Stop(path, title, topic, tags, _builds_on(file, said["builds_on"]))


def _builds_on(file: Path, listed: object) -> tuple[str, ...]:
    if not (isinstance(listed, list) and all(isinstance(p, str) for p in listed)):
        raise PageError(
            f"{_where(file)}: builds_on is a list of pages below docs/, e.g. "
            "builds_on: [models/heads.md], or [] for a page to begin with"
        )
    return tuple(listed)


def _check(stop: Stop, journey: Journey) -> None:
    for other in stop.builds_on:
        where = _where(pages.DOCS / stop.path, other)
        if other == stop.path:
            raise PageError(f"{where}: builds on itself; take {other} out")
        if stop.builds_on.count(other) > 1:
            raise PageError(f"{where}: names {other} twice; take one out")
        if other not in journey.stops:
            known = (pages.DOCS / other).is_file()
            cure = (
                "give that page a builds_on of its own"
                if known
                else "write a path below docs/, e.g. models/heads.md"
            )
            raise PageError(
                f"{where}: builds on {other}, no page of the journey; {cure}"
            )


def _check_circles(journey: Journey) -> None:
    try:
        _ = journey.depth
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        where = _where(pages.DOCS / circle[0], circle[1])
        raise PageError(
            f"{where}: a circle, each builds on the next: {', '.join(circle)}; take one out"
        ) from None


def _check_implied(stop: Stop, journey: Journey) -> None:
    for other in stop.builds_on:
        for before in journey.before(stop.path):
            if other in _all_before(before, journey):
                raise PageError(
                    f"{_where(pages.DOCS / stop.path, other)}: {before.path} builds on "
                    f"{other} already; take {other} out"
                )


def _all_before(stop: Stop, journey: Journey) -> Iterator[str]:
    for before in journey.before(stop.path):
        yield before.path
        yield from _all_before(before, journey)


def _where(file: Path, entry: str = "") -> Origin:
    """The line of a page's front matter that holds ``entry`` of its ``builds_on``."""
    lines = file.read_text("utf-8").split("\n")
    key = next(n for n, line in enumerate(lines) if line.startswith("builds_on"))
    holds = (n for n, line in enumerate(lines[key:], key) if entry in line)
    return Origin(file, 1 + next(holds, key))


def _navigation() -> dict[str, tuple[str, str]]:
    """The topic and the title of each page that the navigation names, in its order."""
    nav = yaml_load(SETTINGS.read_text("utf-8")).get("nav") or []

    def named(entries: list[Any], topic: str) -> Iterator[tuple[str, tuple[str, str]]]:
        for entry in entries:
            for title, inside in entry.items():
                if isinstance(inside, str):
                    yield inside, (topic or title, title)
                else:
                    yield from named(inside, topic or title)

    return dict(named(nav, ""))
