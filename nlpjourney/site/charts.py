"""Charts drawn from what a block printed, as SVG files that follow the page's scheme.

A block prints a table whose columns are two or more spaces apart; a ``chart`` fence below it says
which columns to draw. A chart shows only recorded values.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nlpjourney.site.templating import fill

WIDTH, LETTER, ROW = 470, 8.6, 27
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?|[-+]?\.\d+")


class PlotError(Exception):
    """A chart that cannot be drawn; the message says why."""


@dataclass(frozen=True)
class Spec:
    """The content of a ``chart`` fence, in TOML.

    ``label`` is the header of the column that names the bars or gives the x values of a line,
    ``values`` are the headers of the columns to draw, ``unit`` is written next to the values.
    Kinds: ``bars`` (side by side), ``stacked`` bars with their sum, ``line``. ``log`` puts the
    x values of a line, which have to be positive, on a logarithmic axis.
    """

    snippet: str
    kind: Literal["bars", "stacked", "line"]
    title: str
    label: str
    values: list[str]
    unit: str = ""
    log: bool = False

    @classmethod
    def parse(cls, text: str) -> Spec:
        """Parse the body of a fence.

        Raises:
            PlotError: it is not TOML, a key is missing or unknown, or the kind is unknown.
        """
        try:
            spec = cls(**tomllib.loads(text))
        except (tomllib.TOMLDecodeError, TypeError) as error:
            raise PlotError(
                f"a chart needs snippet, kind, title, label and values: {error}"
            ) from None
        if spec.kind not in KINDS or not 1 <= len(spec.values) <= 5:
            raise PlotError(
                f"a chart is one of {', '.join(KINDS)}, with one to five columns"
            )
        if spec.log and spec.kind != "line":
            raise PlotError(f"log is for a line, not for {spec.kind}: leave it out")
        return spec


@dataclass(frozen=True)
class Chart:
    """A chart: its SVG, its title, its numbers in words, its size in pixels."""

    svg: str
    title: str
    numbers: str
    width: int
    height: str


Mark = dict[str, object]  # what templates/chart.svg.jinja draws


@dataclass(frozen=True)
class Series:
    """One drawn column: its header, what was printed in it, and the numbers."""

    name: str
    shown: list[str]
    numbers: list[float]


def read_table(spec: Spec, output: str) -> tuple[list[str], list[Series]]:
    """Read the labels and the series of a chart from a block's recorded output.

    Raises:
        PlotError: there is no header line with these columns, no row, or a cell without a
            number.
    """
    rows = [re.split(r" {2,}", line.strip()) for line in output.splitlines()]
    wanted = {spec.label, *spec.values}
    start = next((n for n, cells in enumerate(rows) if wanted <= set(cells)), None)
    if start is None:
        tables = [cells for cells in rows if len(cells) > 1]
        closest = max(tables, key=lambda cells: len(wanted & set(cells)), default=[])
        raise PlotError(
            f"{spec.snippet} prints no line with the columns {sorted(wanted)}; it prints "
            f"{closest or 'no columns, which are two or more spaces apart'}"
        )
    header = rows[start]
    body = []
    for cells in rows[start + 1 :]:
        if len(cells) != len(header):
            break
        body.append(dict(zip(header, cells, strict=True)))
    if not body:
        raise PlotError(f"{spec.snippet} prints no rows below its header")
    series = []
    for name in spec.values:
        shown = [row[name] for row in body]
        series.append(Series(name, shown, [_number(cell, spec) for cell in shown]))
    return [row[spec.label] for row in body], series


def _number(cell: str, spec: Spec) -> float:
    found = NUMBER.search(cell)
    if found is None:
        raise PlotError(
            f"{spec.snippet} prints {cell!r} where the chart needs a number"
        )
    return float(found[0].replace(",", ""))


def draw(spec: Spec, output: str) -> Chart:
    """Draw the chart of a recorded output.

    Raises:
        PlotError: the output does not contain the table.
    """
    labels, series = read_table(spec, output)
    legend, top = _legend(series) if len(series) > 1 else ([], 0.0)
    height, marks = KINDS[spec.kind](spec, labels, series, top)
    numbers = "; ".join(
        f"{label}: " + ", ".join(f"{one.name} {one.shown[row]}" for one in series)
        for row, label in enumerate(labels)
    )
    svg = fill(
        "chart.svg",
        title=spec.title,
        marks=[*legend, *marks],
        width=WIDTH,
        height=f"{height:g}",
    )
    return Chart(svg, spec.title, numbers, WIDTH, f"{height:g}")


def _legend(series: Sequence[Series]) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    x, y = 2.0, 14.0
    for number, one in enumerate(series, 1):
        width = 34 + LETTER * len(one.name)
        if x + width > WIDTH and x > 2:
            x, y = 2.0, y + 22
        marks.append(_bar(x, y - 11, 12, 12, number))
        marks.append(_text(x + 18, y, one.name))
        x += width
    return marks, y + 14


def _bars(
    spec: Spec, labels: list[str], series: list[Series], top: float
) -> tuple[float, list[Mark]]:
    texts = [_with_unit(cell, spec) for one in series for cell in one.shown]
    left, scale = _scale(labels, texts, max(max(one.numbers) for one in series))
    thick = 15 if len(series) == 1 else 13
    marks: list[Mark] = []
    y = top + 4
    for row, label in enumerate(labels):
        group = thick * len(series) + 2 * (len(series) - 1)
        marks.append(_text(left - 10, y + group / 2 + 5, label, anchor="end"))
        for number, one in enumerate(series, 1):
            width = scale * max(one.numbers[row], 0)
            marks.append(_bar(left, y, width, thick, number))
            text = _with_unit(one.shown[row], spec)
            marks.append(_text(left + width + 6, y + thick - 2.5, text, "pic-muted"))
            y += thick + 2
        y += ROW - 15
    return y - 6, marks


def _stacked(
    spec: Spec, labels: list[str], series: list[Series], top: float
) -> tuple[float, list[Mark]]:
    sums = [sum(row) for row in zip(*(one.numbers for one in series), strict=True)]
    digits = max(len(cell.partition(".")[2]) for one in series for cell in one.shown)
    texts = [_with_unit(f"{total:,.{digits}f}", spec) for total in sums]
    left, scale = _scale(labels, texts, max(sums))
    marks: list[Mark] = []
    y = top + 4
    for row, label in enumerate(labels):
        marks.append(_text(left - 10, y + 13, label, anchor="end"))
        x = left
        for number, one in enumerate(series, 1):
            width = scale * one.numbers[row]
            if width > 0:
                marks.append(_bar(x, y, max(width - 1, 0.5), 17, number))
            x += width
        marks.append(_text(x + 6, y + 13, texts[row], "pic-muted"))
        y += ROW
    return y, marks


def _scale(labels: list[str], texts: list[str], longest: float) -> tuple[float, float]:
    """Where the bars begin, and the units of the picture per unit of the data."""
    left = min(max(map(len, labels)) * LETTER + 22, WIDTH * 0.45)
    right = max(map(len, texts)) * LETTER + 16
    return left, (WIDTH - left - right) / (longest or 1)


def _line(
    spec: Spec, labels: list[str], series: list[Series], top: float
) -> tuple[float, list[Mark]]:
    xs = [_number(label, spec) for label in labels]
    if spec.log:
        if min(xs) <= 0:
            raise PlotError(f"{spec.snippet} prints {min(xs):g} where log needs x > 0")
        xs = [math.log(x) for x in xs]
    low, high, step = _axis([value for one in series for value in one.numbers])
    values = [low + number * step for number in range(round((high - low) / step) + 1)]
    ticks = [f"{value:,.10g}" + "%" * (spec.unit == "%") for value in values]
    left = LETTER * max(map(len, ticks)) + 14
    right = WIDTH - max(16, LETTER * len(labels[-1]) / 2 + 2)  # room for the last label
    bottom = top + 252
    top += 14
    width = (max(xs) - min(xs)) or 1

    def place(x: float, y: float) -> tuple[float, float]:
        across = left + (right - left) * (x - min(xs)) / width
        return across, bottom - (bottom - top) * (y - low) / (high - low)

    marks: list[Mark] = []
    if spec.unit not in ("", "%"):
        marks.append(_text(0, top, spec.unit, "pic-muted"))
        top += 16
    for value, tick in zip(values, ticks, strict=True):
        _, y = place(xs[0], value)
        marks.append(_path("plot-grid", f"M{left:g} {y:.1f}H{right:g}"))
        marks.append(_text(left - 8, y + 4.5, tick, "pic-muted", "end"))
    every = math.ceil(len(xs) * max(map(len, labels)) * LETTER * 1.6 / (right - left))
    for number, (label, x) in enumerate(zip(labels, xs, strict=True)):
        if number % every == 0:
            marks.append(
                _text(place(x, low)[0], bottom + 20, label, "pic-muted", "middle")
            )
    marks.append(_text((left + right) / 2, bottom + 42, spec.label, anchor="middle"))
    for number, one in enumerate(series, 1):
        points = [place(x, y) for x, y in zip(xs, one.numbers, strict=True)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        marks.append(_path(f"plot-line plot-{number}", f"M{path}"))
        if len(points) <= 24:
            marks += (_dot(x, y, number) for x, y in points)
    return bottom + 52, marks


def _axis(values: list[float]) -> tuple[float, float, float]:
    """The lower end, the upper end and the step of an axis with round numbers."""
    low, high = min(values), max(values)
    if low > 0 and low < 0.5 * high:
        low = 0.0
    span = (high - low) or abs(high) or 1.0
    power = 10 ** math.floor(math.log10(span / 5))
    step = next(power * m for m in (1, 2, 5, 10) if span / (power * m) <= 5)
    return math.floor(low / step) * step, math.ceil(high / step + 1e-9) * step, step


def _with_unit(text: str, spec: Spec) -> str:
    has = not spec.unit or text.endswith(spec.unit)
    return text if has else f"{text}{'' if spec.unit == '%' else ' '}{spec.unit}"


def _bar(x: float, y: float, width: float, height: float, series: int) -> Mark:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}"}
    return {"kind": "bar", "series": series, "height": f"{height:g}", **place}


def _dot(x: float, y: float, series: int) -> Mark:
    return {"kind": "dot", "series": series, "x": f"{x:.1f}", "y": f"{y:.1f}"}


def _path(style: str, path: str) -> Mark:
    return {"kind": "path", "style": style, "path": path}


def _text(
    x: float, y: float, text: str, style: str = "pic-text", anchor: str = "start"
) -> Mark:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "anchor": anchor}
    return {"kind": "text", "style": style, "text": text, **place}


KINDS = {"bars": _bars, "stacked": _stacked, "line": _line}
