"""The differences between a plot and the recorded one: their pictures are compared mark by mark.

Matplotlib draws every artist, of any kind, into the SVG as paths, texts and images. So everything
that a reader sees is compared: each mark's form and place as shares of its axes' width and height,
its words, its colors and strokes. Ticks may come and go with the limits of the axes, which are
compared in the kernel's description of the figure.
"""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import starmap, zip_longest
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from nlpjourney.content import snapshots
from nlpjourney.content.notebooks import HREF, IN_SVG
from nlpjourney.content.options import Options

VISIBLE = 0.02  # of an axis, or of a marker's size
VISIBLE_COLOR = 10  # of 255
VISIBLE_SIZE = 0.1  # of the size of the picture; labels of ticks widen it
HAIRLINE = 0.1  # points
SIDE = 50  # pixels to which an image's width and height are reduced: VISIBLE each
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
COLOR = re.compile("#[0-9a-fA-F]{6}")
TICK = re.compile(r"[xyz]?tick_\d+")
AXIS = re.compile(r"(matplotlib\.axis|axis3d|grid3d)_\d+")
AXES = re.compile(r"axes_(\d+)")

Differences = list[tuple[str, str]]


@dataclass(frozen=True)
class Mark:
    """One path, text or image of a picture.

    ``points`` are (n, 2) in points from the picture's upper left corner, ``pixels`` the
    reduced image's (height, width, 3) or nothing. ``is_sized`` says whether its size is in
    points too, whatever the axes' size is: a marker.
    """

    name: str
    style: str
    points: Any
    words: str = ""
    pixels: Any = None
    is_sized: bool = False


@dataclass
class Panel:
    """The marks of one axes, or of the figure around them.

    ``box`` is (left, top, width, height) in points; ``ticks`` are an axis' marks by numbers,
    ``labels`` its words.
    """

    name: str
    box: tuple[float, float, float, float]
    marks: list[Mark] = field(default_factory=list)
    ticks: list[Mark] = field(default_factory=list)
    labels: list[Mark] = field(default_factory=list)
    is_clipped: bool = False

    def share(self, points: Any) -> Any:
        """The points as shares of the box."""
        left, top, width, height = self.box
        return (points - (left, top)) / (width or 1, height or 1)


def differences(shown: str, real: str, tolerance: float = VISIBLE) -> Differences:
    """The differences between the pictures ``shown`` and ``real``, both SVG by Matplotlib.

    Args:
        tolerance: by how much places may differ, as a share of the size of their axes.
    """
    try:
        old, new = _Picture(shown).panels, _Picture(real).panels
    except (KeyError, ValueError, IndexError):  # edited by hand
        return [("a picture that Matplotlib did not write", "another one")]
    if len(old) != len(new):
        return [(f"{len(old) - 1} axes", f"{len(new) - 1} axes")]
    sizes = [np.array(panels[0].box[2:]) for panels in (old, new)]
    if (np.abs(sizes[0] - sizes[1]) > VISIBLE_SIZE * sizes[0]).any():
        return [(f"figure: {_size(sizes[0])}", f"figure: {_size(sizes[1])}")]
    return [
        difference
        for a, b in zip(old, new, strict=True)
        for difference in _panel_differences(a, b, tolerance)
    ]


# Reading ------------------------------------------------------------------------------


class _Picture:
    """The panels of an SVG: the figure first, then its axes in the order in which they are
    drawn."""

    def __init__(self, svg: str) -> None:
        root = ElementTree.fromstring(svg)
        self.named = {name: one for one in root.iter() if (name := one.get("id"))}
        left, top, width, height = map(
            float, (root.get("viewBox") or "0 0 1 1").split()
        )
        self.whole = (left, top, width, height)
        self.panels = [Panel("figure", self.whole)]
        self._walk(root, np.eye(3), self.panels[0], "", "")

    def _walk(
        self, element: Element, matrix: Any, panel: Panel, name: str, of: str
    ) -> None:
        """Collect the marks below an element.

        Args:
            matrix: (3, 3), from the element's coordinates to the picture's.
            name: the innermost group's name.
            of: inside an axis "axis", inside a tick its kind.
        """
        tag = str(element.tag).removeprefix(IN_SVG)
        if tag in ("defs", "style"):
            return
        identifier = element.get("id") or ""
        if tag == "g" and identifier:
            name = re.sub(r"_\d+$", "", identifier)
            if AXES.fullmatch(identifier):
                panel = Panel(identifier.replace("_", " "), self.whole)
                self.panels.append(panel)
                of = ""
            elif TICK.fullmatch(identifier):
                of = name
            elif AXIS.fullmatch(identifier):
                of = "axis"
        matrix = matrix @ _matrix(element.get("transform") or "")
        self._clip(element, panel, name)
        if mark := self._mark(element, tag, matrix, name):
            is_label = of == "axis" and tag == "text"
            marks = panel.labels if is_label else panel.ticks if of else panel.marks
            marks.append(replace(mark, name=of or name))
        if tag != "text":
            for child in element:
                self._walk(child, matrix, panel, name, of)

    def _clip(self, element: Element, panel: Panel, name: str) -> None:
        """Add what clips an element as a mark; the first of them is the axes' box."""
        found = re.fullmatch(r"url\(#(.*)\)", element.get("clip-path") or "")
        if not found:
            return
        points = np.concatenate([_points(one) for one in self.named[found[1]]])
        if not panel.is_clipped:
            (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
            panel.box = (left, top, right - left, bottom - top)
            panel.is_clipped = True
        panel.marks.append(Mark(f"clip of {name}", "", points))

    def _mark(self, element: Element, tag: str, matrix: Any, name: str) -> Mark | None:
        if tag not in ("path", "use", "text", "image"):
            return None
        words, pixels, style = "", None, self._style(element)
        points = _points(element)
        if tag == "use":
            used = self.named[(element.get(HREF) or "").removeprefix("#")]
            points = points + _points(used)
            style = f"{self._style(used)} {style}"
        elif tag == "text":
            words = "".join(element.itertext()).strip()
            turned = " ".join(f"{value:.2f}" for value in matrix[:2, :2].ravel())
            spans = " ".join(self._style(one) for one in element)
            style = f"{style} {spans} turned: {turned}"
        elif tag == "image":
            pixels = _pixels(element.get(HREF) or "")
        ones = np.ones((len(points), 1))
        placed = (np.hstack([points, ones]) @ matrix.T)[:, :2]
        is_sized = tag == "use" or name == "PathCollection"
        return Mark(name, style, placed, words, pixels, is_sized)

    def _style(self, element: Element) -> str:
        """An element's style, with the hatches that it names written out."""

        def written_out(found: re.Match[str]) -> str:
            inside = self.named[found[1]]
            return " ".join(f"{one.get('d')} {one.get('style')}" for one in inside)

        return re.sub(r"url\(#(.*?)\)", written_out, element.get("style") or "")


def _points(element: Element) -> Any:
    """An element's points in its own coordinates, (n, 2)."""
    if "d" in element.attrib:
        numbers = [float(number) for number in re.findall(NUMBER, element.attrib["d"])]
        return np.array(numbers).reshape(-1, 2)
    x, y, width, height = (
        float((element.get(name) or "0").split()[0])
        for name in ("x", "y", "width", "height")
    )
    corners = {(x, y), (x + width, y), (x, y + height), (x + width, y + height)}
    return np.array(sorted(corners))


def _matrix(transform: str) -> Any:
    """The (3, 3) matrix of an SVG transform."""
    matrix = np.eye(3)
    for kind, inside in re.findall(r"(\w+)\(([^)]*)\)", transform):
        n = [float(number) for number in re.findall(NUMBER, inside)]
        one = np.eye(3)
        if kind == "translate":
            one[:2, 2] = n[0], n[1] if len(n) > 1 else 0
        elif kind == "scale":
            one[0, 0], one[1, 1] = n[0], n[-1]
        elif kind == "rotate":
            angle = np.deg2rad(n[0])
            one[:2, :2] = [
                [np.cos(angle), -np.sin(angle)],
                [np.sin(angle), np.cos(angle)],
            ]
            about = np.array(n[1:] or (0, 0))
            one[:2, 2] = about - one[:2, :2] @ about
        else:
            one[:2] = np.array(n).reshape(3, 2).T
        matrix = matrix @ one
    return matrix


def _pixels(address: str) -> Any:
    """An image's colors, reduced to what an eye can see."""
    from PIL import Image

    content = base64.b64decode(address.partition(",")[2])
    with Image.open(io.BytesIO(content)) as image:
        size = (min(image.width, SIDE), min(image.height, SIDE))
        white = Image.new("RGBA", image.size, "white")
        seen = Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
        return np.asarray(seen.resize(size, Image.Resampling.BOX), dtype=float)


# Comparing ----------------------------------------------------------------------------


def _panel_differences(old: Panel, new: Panel, tolerance: float) -> Differences:
    counts = [f"{p.name}: {len(p.marks)} marks" for p in (old, new)]
    names = [[mark.name for mark in panel.marks] for panel in (old, new)]
    if names[0] != names[1]:
        first = next(pair for pair in zip_longest(*names) if pair[0] != pair[1])
        shown, real = (f"{c}, {n}" for c, n in zip(counts, first, strict=True))
        return [(shown, real)]
    found = _axis_differences(old, new, tolerance)
    numbers: dict[str, int] = {}
    for a, b in zip(old.marks, new.marks, strict=True):
        numbers[a.name] = numbers.get(a.name, 0) + 1
        where = f"{old.name}, {a.name} {numbers[a.name]}"
        at = (old.share(a.points), new.share(b.points))
        found += [
            (f"{where}: {was}", f"{where}: {now}")
            for was, now in _mark_differences(a, b, *at, tolerance)
        ]
    return found


def _mark_differences(
    a: Mark, b: Mark, old: Any, new: Any, tolerance: float
) -> Differences:
    if not same_words(a.words, b.words, tolerance):
        return [(a.words, b.words)]
    if not _same_style(a.style, b.style):
        return [(a.style, b.style)]
    if not _same_pixels(a.pixels, b.pixels):
        return [("an image", "an image with different colors")]
    if not _same_form(a.name, old, new, tolerance):
        return [(_place(old), _place(new))]
    if a.is_sized and len(old) and len(new):
        sizes = [np.ptp(mark.points, axis=0) for mark in (a, b)]
        may_differ = np.maximum(sizes[0] * max(VISIBLE, tolerance), HAIRLINE)
        if (np.abs(sizes[0] - sizes[1]) > may_differ).any():
            return [(_size(sizes[0]), _size(sizes[1]))]
    return []


def _axis_differences(old: Panel, new: Panel, tolerance: float) -> Differences:
    """The differences between the axes' words, strokes and numbers."""
    found: Differences = []
    for a, b in zip_longest(old.labels, new.labels, fillvalue=Mark("", "", None)):
        if not (
            same_words(a.words, b.words, tolerance) and _same_style(a.style, b.style)
        ):
            found.append((f"{old.name}: {a.words} {a.style}", f"{b.words} {b.style}"))
    before, after = ({mark.style for mark in panel.ticks} for panel in (old, new))
    if before != after:
        only = [f"ticks {sorted(one)}" for one in (before - after, after - before)]
        found.append((only[0], only[1]))
    shown, real = _numbered(old), _numbered(new)
    both = shown.keys() & real.keys()
    of_words = [
        one for one in shown.keys() ^ real.keys() if re.search(r"[^\W\d]", one[1])
    ]
    are_others = 2 * len(both) < min(len(shown), len(real))
    if of_words or are_others or bool(shown) != bool(real):
        names = [", ".join(words for _, words, _ in one) for one in (shown, real)]
        found.append((f"{old.name}, ticks: {names[0]}", f"ticks: {names[1]}"))
    for tick in sorted(both):
        if np.abs(shown[tick] - real[tick]).max() > tolerance:
            where = f"{old.name}, {tick[0]} {tick[1]}"
            found.append((f"{where}: {_place(shown[tick])}", _place(real[tick])))
    return found


def _numbered(panel: Panel) -> dict[tuple[str, str, int], Any]:
    """The places of the tick labels, by the tick's kind, its words, and how many ticks had the
    same words so far."""
    times: Counter[tuple[str, str]] = Counter()
    places = {}
    for mark in panel.ticks:
        if mark.words:
            times[mark.name, mark.words] += 1
            key = (mark.name, mark.words, times[mark.name, mark.words])
            places[key] = panel.share(mark.points)
    return places


def _same_form(name: str, old: Any, new: Any, tolerance: float) -> bool:
    """Whether no point, (n, 2) in shares of the axes, is farther away than ``tolerance``.

    A line that Matplotlib simplified, or a contour, may have different points; then each point
    must be near the other line.
    """
    if old.shape == new.shape and (np.abs(old - new) <= tolerance).all():
        return True
    if old.shape == new.shape and name != "line2d":
        return False
    return _is_near(old, new, tolerance) and _is_near(new, old, tolerance)


def _is_near(points: Any, line: Any, tolerance: float) -> bool:
    """Whether all points are near some part of a line, (m, 2)."""
    if not len(line):
        return not len(points)
    start = line[:-1] if len(line) > 1 else line
    step = np.diff(line, axis=0) if len(line) > 1 else np.zeros_like(line)
    length = (step**2).sum(axis=1)
    length[length == 0] = 1
    for point in points:
        along = np.clip(((point - start) * step).sum(axis=1) / length, 0, 1)
        away = np.abs(start + along[:, None] * step - point).max(axis=1)
        if away.min() > tolerance:
            return False
    return True


def _same_style(shown: str, real: str) -> bool:
    """Whether colors and strokes look the same, and everything else is equal to the letter."""
    colors = [COLOR.findall(style) for style in (shown, real)]
    others = [COLOR.sub("#", style) for style in (shown, real)]
    numbers = [re.findall(NUMBER, style) for style in others]
    if re.sub(NUMBER, "0", others[0]) != re.sub(NUMBER, "0", others[1]):
        return False
    return all(starmap(_same_color, zip(*colors, strict=True))) and all(
        starmap(_same_number, zip(*numbers, strict=True))
    )


def _same_color(shown: str, real: str) -> bool:
    channels = zip(bytes.fromhex(shown[1:]), bytes.fromhex(real[1:]), strict=True)
    return all(abs(a - b) <= VISIBLE_COLOR for a, b in channels)


def _same_number(shown: str, real: str) -> bool:
    a, b = float(shown), float(real)
    return abs(a - b) <= VISIBLE * max(1, abs(a))


def _same_pixels(shown: Any, real: Any) -> bool:
    if shown is None or real is None:
        return shown is real
    return (
        shown.shape == real.shape
        and _is_around(shown, real)
        and _is_around(real, shown)
    )


def _is_around(pixels: Any, others: Any) -> bool:
    """Whether each pixel is between the values of ``others`` at its place and around it."""
    padded = np.pad(others, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(0, 1))
    lowest, highest = around.min(axis=(3, 4)), around.max(axis=(3, 4))
    is_between = (lowest - VISIBLE_COLOR <= pixels) & (
        pixels <= highest + VISIBLE_COLOR
    )
    return bool(is_between.all())


def same_words(shown: str, real: str, tolerance: float) -> bool:
    """Whether two texts are the same, except decimals within ``tolerance``."""
    return not snapshots.compare(shown, real, Options(tolerance=tolerance))


def _place(points: Any) -> str:
    """The place of points in words: their middle, as shares of the axes."""
    if not len(points):
        return "no points"
    across, down = points.mean(axis=0)
    return f"{len(points)} points about {across:.3f} across, {down:.3f} down"


def _size(size: Any) -> str:
    return f"{size[0]:.1f} by {size[1]:.1f} points"
