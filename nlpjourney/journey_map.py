"""The map of the journey: where each stop stands, how the lines run, and both as SVG.

A topic is a column. A stop stands below all that it builds on, at the first free place of its
column. Lines leave a stop below it, run between the rows and between the columns, and enter
the next from above; so none crosses a stop, and two lie upon each other only where they have
a stop in common.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import count

from nlpjourney.journey import Journey, Stop

LETTERS = 18  # of a title on one line
WIDTH, LINE, PADDING = 138, 15, 6  # of a stop
MARGIN, TRACK, BEND = 9, 6, 5  # of the lines
HEADING = 34

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Where a stop is drawn: its upper left corner and its size."""

    stop: Stop
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Line:
    """A line from the box of ``before`` to the box of ``after``, by its corners."""

    before: str
    after: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    headings: dict[str, float]
    boxes: dict[str, Box]
    lines: list[Line]


def lay_out(journey: Journey) -> Layout:
    """Where everything of the map stands, in pixels."""
    cells = _cells(journey)
    rows = 1 + max((row for _, row in cells.values()), default=0)
    columns = len(journey.topics)
    titles = {path: len(wrapped(stop)) for path, stop in journey.stops.items()}
    height = 2 * PADDING + LINE * max(titles.values(), default=1)

    # A line that is not straight runs along three tracks: out of the row, down between two
    # columns, into the row. Gutter n lies left of column n, gap n below row n.
    taken = set(cells.values())
    bent: dict[tuple[str, str], int] = {}
    out, down, into = (defaultdict[int, _Tracks](_Tracks) for _ in range(3))
    for path, stop in journey.stops.items():
        for before in stop.builds_on:
            (column, row), (to_column, to_row) = cells[before], cells[path]
            between = {(column, n) for n in range(row + 1, to_row)}
            if column == to_column and not between & taken:
                continue
            gutter = to_column if column <= to_column else to_column + 1
            bent[before, path] = gutter
            out[row].add(before, 2 * column + 1, 2 * gutter)
            down[gutter].add(before, row, to_row - 1)
            into[to_row - 1].add(path, 2 * gutter, 2 * to_column + 1)
    for tracks in (*out.values(), *down.values(), *into.values()):
        tracks.assign()

    lefts, tops = [0.0], [float(HEADING)]
    for n in range(columns):
        lefts.append(lefts[n] + _room(down[n].number) + WIDTH)
    for n in range(rows):
        room = _room(out[n].number + into[n].number)
        tops.append(tops[n] + height + room)

    boxes = {
        path: Box(
            journey.stops[path], lefts[column + 1] - WIDTH, tops[row], WIDTH, height
        )
        for path, (column, row) in cells.items()
    }
    lines = []
    for path, stop in journey.stops.items():
        for before in stop.builds_on:
            start, end = boxes[before], boxes[path]
            corners: list[Point] = []
            if (before, path) in bent:
                gutter = bent[before, path]
                row, last = cells[before][1], cells[path][1] - 1
                x = lefts[gutter] + MARGIN + TRACK * down[gutter].track[before]
                leaves = tops[row] + height + MARGIN + TRACK * out[row].track[before]
                enters = tops[last] + height + MARGIN
                enters += TRACK * (out[last].number + into[last].track[path])
                corners = [
                    (start.middle, leaves),
                    (x, leaves),
                    (x, enters),
                    (end.middle, enters),
                ]
            points = ((start.middle, start.bottom), *corners, (end.middle, end.y))
            lines.append(Line(before, path, points))
    width = lefts[columns] + _room(down[columns].number)
    headings = {
        topic: lefts[n + 1] - WIDTH / 2 for n, topic in enumerate(journey.topics)
    }
    return Layout(width, tops[rows], headings, boxes, lines)


def _cells(journey: Journey) -> dict[str, tuple[int, int]]:
    """The column and the row of each stop."""
    column = {
        stop.path: n
        for n, stops in enumerate(journey.topics.values())
        for stop in stops
    }
    cells: dict[str, tuple[int, int]] = {}
    taken = set()
    for path in _notes_first(journey):
        above = [cells[before][1] for before in journey.stops[path].builds_on]
        lowest = max(above, default=-1) + 1
        cell = next(
            (column[path], row)
            for row in count(lowest)
            if (column[path], row) not in taken
        )
        cells[path] = cell
        taken.add(cell)
    return cells


def _notes_first(journey: Journey) -> list[str]:
    """All stops, each after what it builds on, notebooks as late as that allows."""
    by_depth = sorted(journey.stops, key=lambda path: journey.depth[path])
    late: set[str] = set()
    for path in by_depth:
        stop = journey.stops[path]
        if stop.is_notebook or late.intersection(stop.builds_on):
            late.add(path)
    return sorted(by_depth, key=lambda path: path in late)


class _Tracks:
    """Parallel tracks beside each other: what overlaps runs on different ones."""

    def __init__(self) -> None:
        self.spans: dict[str, tuple[int, int]] = {}
        self.track: dict[str, int] = {}

    @property
    def number(self) -> int:
        return 1 + max(self.track.values(), default=-1)

    def add(self, name: str, *ends: int) -> None:
        """Let the line of ``name`` reach to these places."""
        reached = (*self.spans.get(name, ends), *ends)
        self.spans[name] = (min(reached), max(reached))

    def assign(self) -> None:
        ends: list[int] = []
        for name, (first, last) in sorted(self.spans.items(), key=lambda item: item[1]):
            free = (n for n, end in enumerate(ends) if end < first)
            track = next(free, len(ends))
            ends[track : track + 1] = [last]
            self.track[name] = track


def _room(tracks: int) -> float:
    return 2 * MARGIN + TRACK * max(0, tracks - 1)


def wrapped(stop: Stop) -> list[str]:
    """The lines of a stop's title."""
    return textwrap.wrap(stop.title, LETTERS)


def draw(journey: Journey, address: Callable[[str], str]) -> str:
    """The map as SVG for a wide screen and as a list for a narrow one.

    Args:
        address: gives the link to a page, by its path below ``docs/``.
    """
    return (
        f'<div class="journey" data-search-exclude>{_svg(journey, address)}'
        f"{_list(journey, address)}</div>"
    )


def _svg(journey: Journey, address: Callable[[str], str]) -> str:
    layout = lay_out(journey)
    into = defaultdict(list)
    for line in layout.lines:
        into[line.after].append(line)
    headings = "".join(
        f'<text class="pic-muted" x="{x:g}" y="14">{escape(topic)}</text>'
        for topic, x in layout.headings.items()
    )
    stops = "".join(
        f'<g class="journey-stop">{"".join(map(_path, into[stop.path]))}'
        f"{_link(layout.boxes[stop.path], journey, address)}</g>"
        for stops in journey.topics.values()
        for stop in sorted(stops, key=lambda stop: layout.boxes[stop.path].y)
    )
    return (
        f'<svg class="picture" viewBox="0 0 {layout.width:g} {layout.height:g}" '
        f'width="{layout.width:g}" height="{layout.height:g}" role="group" '
        f'aria-label="Map of the journey">{headings}{stops}</svg>'
    )


def _path(line: Line) -> str:
    """A line with round corners and an open arrowhead."""
    points = line.points
    (x, y), end = points[0], points[-1]
    drawn = [f"M{x:g} {y:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        drawn.append(f"L{near}Q{corner[0]:g} {corner[1]:g} {far}")
    drawn.append(f"L{end[0]:g} {end[1] - 1:g}")
    drawn.append("m-3.5 -4.5l3.5 4.5l3.5 -4.5")
    return f'<path class="journey-line" d="{"".join(drawn)}"/>'


def _towards(corner: Point, other: Point) -> str:
    """Where a bend at ``corner`` begins on its way to ``other``."""
    across, along = other[0] - corner[0], other[1] - corner[1]
    length = abs(across) + abs(along)
    part = min(BEND, length / 2) / length
    return f"{corner[0] + across * part:g} {corner[1] + along * part:g}"


def _link(box: Box, journey: Journey, address: Callable[[str], str]) -> str:
    stop = box.stop
    lines = wrapped(stop)
    first = box.y + (box.height - LINE * (len(lines) - 1)) / 2 + 4.5
    title = "".join(
        f'<tspan x="{box.middle:g}" y="{first + LINE * n:g}">{escape(line)} </tspan>'
        for n, line in enumerate(lines)
    )
    spine = box.x + 5
    notebook = (
        f'<path class="pic-line" d="M{spine:g} {box.y:g}V{box.bottom:g}"/>'
        if stop.is_notebook
        else ""
    )
    said = ("notebook, " if stop.is_notebook else "") + in_words(stop, journey)
    check = f"M{box.x + box.width - 10:g} {box.y + 6.5:g}l2 2l3.5 -4"
    return (
        f'<a href="{escape(address(stop.path))}">'
        f'<rect class="pic-box" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" '
        f'height="{box.height:g}" rx="5"/>{notebook}'
        f'<text class="pic-text">{title}</text>'
        f'<text class="journey-said" x="{box.middle:g}" y="{box.y + 9:g}">({escape(said)})'
        '<tspan class="read-mark"></tspan></text>'
        f'<path class="journey-check" d="{check}"/></a>'
    )


def in_words(stop: Stop, journey: Journey) -> str:
    """What a stop builds on."""
    names = [before.name for before in journey.before(stop.path)]
    return f"builds on {' and '.join(names)}" if names else "to begin with"


def in_reading_order(stops: list[Stop], journey: Journey) -> list[Stop]:
    """Each after what it builds on."""
    return sorted(stops, key=lambda stop: journey.depth[stop.path])


def _list(journey: Journey, address: Callable[[str], str]) -> str:
    """The same in words, each topic in an order in which it can be read."""
    topics = "".join(
        f"<li>{escape(topic)}<ol>"
        + "".join(
            f'<li><a href="{escape(address(stop.path))}">{escape(stop.name)}</a> '
            f"{escape(in_words(stop, journey))}</li>"
            for stop in in_reading_order(stops, journey)
        )
        + "</ol></li>"
        for topic, stops in journey.topics.items()
    )
    return f"<ol>{topics}</ol>"
