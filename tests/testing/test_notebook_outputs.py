"""Outputs of notebooks: in plots with every kind of artist, a visible change fails and an invisible
one passes; which outputs a page shows, and which it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from IPython.core.pylabtools import print_figure
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from matplotlib.patches import (
    Circle,
    Ellipse,
    FancyArrowPatch,
    PathPatch,
    Polygon,
    Rectangle,
)
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.ticker import PercentFormatter

from nlpjourney.content import notebooks
from nlpjourney.content.notebooks import Cell
from nlpjourney.testing import kernel, notebook_diff, plot_diff

INLINE = kernel.SETTINGS["InlineBackend"]
Draw = Callable[[Any, Any], object]  # of a figure and 12 values between 0 and 1


def cell(draw: Draw, values: Any, **declared: Any) -> Cell:
    """A notebook's cell with the plot that ``draw`` draws, as the kernel publishes it."""
    with mpl.rc_context(INLINE["rc"]):
        figure = Figure(figsize=(4, 3))
        draw(figure, values)
        svg = print_figure(figure, fmt="svg", **INLINE["print_figure_kwargs"])
    drawing = json.loads(json.dumps(kernel.drawn(figure)), parse_constant=str)
    data = {notebooks.SVG: svg, notebooks.PLOT: drawing, notebooks.TEXT: "<Figure>"}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    code = {"cell_type": "code", "source": "show()", "outputs": [output]}
    code["metadata"] = {"nlpjourney": declared} if declared else {}
    content = {"cells": [code | {"execution_count": 1}], "metadata": {}, "nbformat": 4}
    return notebooks.parse(notebooks.normal(content)).cells[0]


def on_axes(draw: Draw, **options: Any) -> Draw:
    """Draw on the figure's one axes with fixed limits."""

    def on_figure(figure: Any, values: Any) -> None:
        axes = figure.add_subplot(**options)
        if not options:
            axes.set(xlim=(-1, 12), ylim=(-1, 2))
        draw(axes, values)

    return on_figure


def outside(draw: Draw) -> Draw:
    """Draw on the figure around one axes."""

    def on_figure(figure: Any, values: Any) -> None:
        figure.add_subplot()
        draw(figure, values)

    return on_figure


def line_collection(axes: Any, v: Any) -> None:
    axes.add_collection(LineCollection([[(0, one), (9, 1 - one)] for one in v]))


def long_path(v: Any) -> PathPatch:
    """A path that Matplotlib simplifies."""
    x = np.linspace(0, 9, 500)
    return PathPatch(Path(np.column_stack([x, np.sin(9 * v[0] * x)])), fill=False)


def polygon(axes: Any, v: Any) -> None:
    axes.add_patch(Polygon(list(zip(np.arange(6), v[:6], strict=True))))


def circles(axes: Any, v: Any) -> None:
    axes.add_patch(Circle((10 * v[0], v[1]), 0.5))
    axes.add_patch(Ellipse((10 * v[2], v[3]), 2, 1))
    axes.add_patch(Rectangle((10 * v[4], v[5]), 2, 1))
    axes.add_patch(FancyArrowPatch((0, 0), (10 * v[6], v[7]), mutation_scale=9))


def colored(axes: Any, v: Any) -> None:
    axes.scatter(range(12), [0.5] * 12, c=v, vmin=0, vmax=1)


def hatched(axes: Any, v: Any) -> None:
    axes.add_patch(Rectangle((0, 0), 10 * v[0], 1, hatch="//", fill=False))


def color_bar(figure: Any, v: Any) -> None:
    axes = figure.add_subplot()
    figure.colorbar(axes.pcolormesh(np.eye(3), vmin=0, vmax=1 + 9 * v[0]), ax=axes)


def twin(figure: Any, v: Any) -> None:
    axes = figure.add_subplot()
    axes.plot([0, 1])
    axes.twinx().set_ylim(0, 1 + 9 * v[0])


def inset(figure: Any, v: Any) -> None:
    inside = figure.add_subplot().inset_axes([0.5, 0.5, 0.4, 0.4])
    inside.plot(np.arange(12), v)


def inset_scale(figure: Any, v: Any) -> None:
    figure.add_subplot().inset_axes([0.2, 0.2, 0.7, 0.7]).set_xlim(0, 1 + 9 * v[0])


def polar(axes: Any, v: Any) -> None:
    axes.bar(np.linspace(0, 6, 12), v, width=0.4)
    axes.set_rlim(0, 1)


def off(axes: Any, v: Any) -> None:
    axes.axis("off")
    axes.scatter([10 * v[0]], [v[1]])


def off_text(axes: Any, v: Any) -> None:
    axes.axis("off")
    axes.text(10 * v[0], v[1], "here")


def cut(axes: Any, v: Any) -> None:
    image = axes.imshow(np.ones((4, 4)))
    image.set_clip_path(Circle((1.5, 1.5), 0.3 + v[0], transform=axes.transData))


def stroked(axes: Any, v: Any) -> None:
    effects = [withStroke(linewidth=3, foreground="white")]
    axes.text(3, v[0], "bold", path_effects=effects)


def in_a_box(axes: Any, v: Any) -> None:
    box = AnnotationBbox(
        OffsetImage(np.tile(v.reshape(3, 4), (9, 9)), cmap="gray"), (5, 0)
    )
    axes.add_artist(box)


def surface(axes: Any, v: Any) -> None:
    x, y = np.meshgrid(range(4), range(3))
    axes.plot_surface(x, y, v.reshape(3, 4), alpha=0.5)
    axes.set_zlim(0, 1)


def in_depth(axes: Any, v: Any) -> None:
    axes.scatter(range(12), range(12), v)
    axes.set_zlim(0, 1)


def depth_scale(axes: Any, v: Any) -> None:
    axes.set_zlim(0, 1 + 9 * v[0])


def rasterized(axes: Any, v: Any) -> None:
    axes.fill_between(range(12), v, rasterized=True)


def legend(axes: Any, v: Any) -> None:
    axes.plot([0, 1], label="a")
    axes.legend(loc=(0.8 * v[0], 0.8 * v[1]))


def legends_words(axes: Any, v: Any) -> None:
    axes.scatter([1], [1], label="many" if v[0] < 0.3 else "few")
    axes.legend()


def rings(axes: Any, v: Any) -> None:
    grid = np.add.outer(np.linspace(-1, 1, 9) ** 2, np.linspace(-1, 1, 9) ** 2)
    axes.contour(grid, levels=[0.1 + v[0], 0.2 + v[0]])


def filled_rings(axes: Any, v: Any) -> None:
    grid = np.add.outer(np.linspace(-1, 1, 9) ** 2, np.linspace(-1, 1, 9) ** 2)
    axes.contourf(grid, levels=[0, 0.1 + v[0], 2])


def percent(axes: Any, v: Any) -> None:
    if v[0] > 0.3:
        axes.yaxis.set_major_formatter(PercentFormatter(1))


def halves(figure: Any, v: Any) -> None:
    left, right = figure.subfigures(1, 2)
    left.subplots().plot([0, 1])
    right.subplots().pie(v[:3])


def table(axes: Any, v: Any) -> None:
    axes.table([[f"{v[0]:.2f}", f"{v[1]:.2f}"]], loc="center")


def gray(axes: Any, v: Any) -> None:
    axes.imshow([[0, 1, 2]], cmap="gray" if v[0] > 0.3 else "hot")


KINDS: dict[str, Draw] = {
    "line": on_axes(lambda axes, v: axes.plot(v)),
    "no line": on_axes(lambda axes, v: axes.plot(v if v[0] > 0.3 else [])),
    "a gap": on_axes(lambda axes, v: axes.plot([0, None if v[0] > 0.3 else 1, 1, 0])),
    "many points": on_axes(
        lambda axes, v: axes.vlines(np.linspace(0, 9, 999), 0, v[0])
    ),
    "long path": on_axes(lambda axes, v: axes.add_patch(long_path(v))),
    "steps": on_axes(lambda axes, v: axes.stairs(v)),
    "dots": on_axes(lambda axes, v: axes.plot(v, "o")),
    "scatter": on_axes(lambda axes, v: axes.scatter(range(12), v)),
    "colors": on_axes(colored),
    "one color": on_axes(
        lambda axes, v: axes.scatter([1], [1], color=(v[0], 0.2, 0.2))
    ),
    "sizes": on_axes(lambda axes, v: axes.scatter(range(12), [0] * 12, s=90 * v + 9)),
    "one size": on_axes(lambda axes, v: axes.scatter([1], [1], s=90 * v[0])),
    "marker size": on_axes(lambda axes, v: axes.plot([1], [1], "o", ms=9 * v[0])),
    "width": on_axes(lambda axes, v: axes.plot([0, 1], lw=9 * v[0])),
    "bars": on_axes(lambda axes, v: axes.bar(range(12), v)),
    "lying bars": on_axes(lambda axes, v: axes.barh(v, v)),
    "broken bars": on_axes(lambda axes, v: axes.broken_barh([(0, 9 * v[0])], (0, 1))),
    "pie": on_axes(lambda axes, v: axes.pie(v[:4])),
    "ring": on_axes(lambda axes, v: axes.pie(v[:4], wedgeprops={"width": 0.3})),
    "area": on_axes(lambda axes, v: axes.fill_between(range(12), v)),
    "stack": on_axes(lambda axes, v: axes.stackplot(range(4), v.reshape(3, 4) / 3)),
    "errors": on_axes(lambda axes, v: axes.errorbar(range(12), [0.5] * 12, yerr=v)),
    "upright": on_axes(lambda axes, v: axes.vlines(range(12), 0, v)),
    "lying": on_axes(lambda axes, v: axes.hlines(v, 0, 9)),
    "stems": on_axes(lambda axes, v: axes.stem(v)),
    "events": on_axes(lambda axes, v: axes.eventplot(9 * v)),
    "lines": on_axes(line_collection),
    "band": on_axes(lambda axes, v: axes.axhspan(0, v[0])),
    "rule": on_axes(lambda axes, v: axes.axvline(9 * v[0])),
    "slope": on_axes(lambda axes, v: axes.axline((0, v[0]), slope=v[1])),
    "polygon": on_axes(polygon),
    "shapes": on_axes(circles),
    "arrow": on_axes(lambda axes, v: axes.arrow(0, 0, 9 * v[0], v[1])),
    "hatch": on_axes(hatched),
    "boxes": on_axes(lambda axes, v: axes.boxplot(v)),
    "violin": on_axes(lambda axes, v: axes.violinplot(v)),
    "histogram": on_axes(
        lambda axes, v: axes.bar_label(axes.bar(range(12), v), fmt="%.2f")
    ),
    "contour": on_axes(rings),
    "filled contour": on_axes(filled_rings),
    "mesh": on_axes(lambda axes, v: axes.pcolormesh(v.reshape(3, 4), vmin=0, vmax=1)),
    "heat map": on_axes(lambda axes, v: axes.imshow(v.reshape(3, 4), vmin=0, vmax=1)),
    "photo": on_axes(lambda axes, v: axes.imshow(v.reshape(2, 2, 3))),
    "color map": on_axes(gray),
    "triangles": on_axes(
        lambda axes, v: axes.triplot([0, 5, 9, 5], v[:4], [[0, 1, 2]])
    ),
    "quiver": on_axes(lambda axes, v: axes.quiver(v[:6], v[6:], scale=3)),
    "barbs": on_axes(lambda axes, v: axes.barbs([5], [0.5], [60 * v[0]], [60 * v[1]])),
    "hexagons": on_axes(lambda axes, v: axes.hexbin(9 * v[:6], v[6:], gridsize=4)),
    "text": on_axes(lambda axes, v: axes.text(9 * v[0], v[1], "here")),
    "formula": on_axes(lambda axes, v: axes.text(9 * v[0], v[1], "$x^2$")),
    "number": on_axes(lambda axes, v: axes.text(0, 0, f"{v[0]:.3f}")),
    "turned text": on_axes(lambda axes, v: axes.text(3, 0, "here", rotation=90 * v[0])),
    "note": on_axes(
        lambda axes, v: axes.annotate("x", (9 * v[0], v[1]), (5, 1.5), arrowprops={})
    ),
    "table": on_axes(table),
    "legend": on_axes(legend),
    "effects": on_axes(stroked),
    "image in a box": on_axes(in_a_box),
    "clipped": on_axes(cut),
    "rasterized": on_axes(rasterized),
    "without axes": on_axes(off),
    "text without axes": on_axes(off_text),
    "percent": on_axes(percent),
    "legend's words": on_axes(legends_words),
    "polar": on_axes(polar, projection="polar"),
    "surface": on_axes(surface, projection="3d"),
    "in depth": on_axes(in_depth, projection="3d"),
    "scale of the depth": on_axes(depth_scale, projection="3d"),
    "color bar": color_bar,
    "twin": twin,
    "inset": inset,
    "scale of an inset": inset_scale,
    "halves": halves,
    "title of all": outside(lambda figure, v: figure.suptitle(f"{v[0]:.3f}")),
    "text outside": outside(lambda figure, v: figure.text(v[0], v[1], "here")),
    "image outside": outside(
        lambda figure, v: figure.figimage(
            np.tile(v.reshape(3, 4), (9, 9)), vmin=0, vmax=1
        )
    ),
    "size": outside(lambda figure, v: figure.set_size_inches(3 + 3 * v[0], 3)),
}
VALUES = np.array([0.2, 0.9, 0.4, 0.7, 0.3, 0.8, 0.1, 0.6, 0.5, 0.35, 0.75, 0.55])
OTHERS = VALUES[::-1] ** 0.5
NEAR = VALUES + 0.002 * np.sin(np.arange(12))


@pytest.mark.parametrize("kind", KINDS)
def test_another_plot_differs_and_the_same_does_not(kind: str) -> None:
    recorded, near, other = (cell(KINDS[kind], v) for v in (VALUES, NEAR, OTHERS))
    assert [output.kind for output in recorded.outputs] == ["plot"]
    assert notebook_diff.cell_differences(recorded, near) == []
    assert notebook_diff.cell_differences(recorded, other)


def test_a_cells_tolerance_is_a_plots_too() -> None:
    """Wedges that differ visibly, but within the cell's tolerance."""
    draw = KINDS["pie"]
    declared = {"tolerance": 0.5, "reason": "drawn by chance"}
    recorded, other = (cell(draw, v, **declared) for v in (VALUES, VALUES + 0.05))
    assert notebook_diff.cell_differences(recorded, other) == []
    assert notebook_diff.cell_differences(cell(draw, VALUES), other)


FOREIGN = {
    "a program": "<script>alert(1)</script>",
    "a foreign element": "<foreignObject/>",
    "a link": '<a href="https://example.org"/>',
    "a picture from elsewhere": '<image href="https://example.org/x.png"/>',
    "an event": '<path onclick="alert(1)"/>',
    "a style from elsewhere": "<style>@import 'https://example.org/x.css'</style>",
    "a fill from elsewhere": '<path style="fill: url(https://example.org/x)"/>',
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_not_matplotlibs_is_refused(name: str) -> None:
    """Even if the output has a description of the drawing."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{FOREIGN[name]}</svg>'
    assert notebooks.foreign_svg(svg)
    data = {notebooks.SVG: svg, notebooks.PLOT: {"axes": []}}
    assert notebooks.read_output(shown(data)).kind == "refused"
    sheet = '<?xml-stylesheet href="https://example.org/x.css"?><svg/>'
    assert notebooks.foreign_svg(sheet)


def test_a_picture_that_was_edited_is_not_the_recorded_one() -> None:
    edited = '<svg xmlns:x="http://www.w3.org/1999/xlink"><use x:href="#gone"/></svg>'
    assert plot_diff.differences(edited, edited)


def shown(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


TABLE = '<table border="1" class="dataframe"><tr style="text-align: right;"><td>1</td></tr></table>'
REFUSED = {
    "an image": {"image/png": "iVBORw0KGgo=", "text/plain": "<PIL.Image>"},
    "Markdown": {"text/markdown": "**bold**", "text/plain": "<Markdown object>"},
    "a formula": {"text/latex": "$x$", "image/png": "iVBORw0KGgo=", "text/plain": "x"},
    "a program": {"application/javascript": "alert(1)", "text/plain": "<Javascript>"},
    "a widget": {"application/vnd.jupyter.widget-view+json": {}, "text/html": TABLE},
    "a link": {"text/html": '<a href="https://example.org">x</a>', "text/plain": "x"},
    "a colored cell": {"text/html": TABLE.replace("text-align: right", "color: red")},
    "a colored table": {"text/html": f"<style>#T {{color: red}}</style>{TABLE}"},
    "a sound": {"audio/wav": "x", "text/plain": "<Audio>"},
    "another program's SVG": {"image/svg+xml": "<svg/>", "text/plain": "<SVG>"},
}
SHOWN = {
    "text": ({"text/plain": "1"}, "text", "1"),
    "a data frame": ({"text/html": f"<div>{TABLE}</div>"}, "table", "<td>1</td>"),
    "pandas' style": (
        {"text/html": f"<style scoped>td {{}}</style>{TABLE}"},
        "table",
        "<td>",
    ),
    "another form too": (
        {"text/html": TABLE, "text/latex": "x"},
        "table",
        "<td>1</td>",
    ),
    "JSON": (
        {"application/json": {"é": [1]}, "text/plain": "<JSON>"},
        "text",
        '"é": [',
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_output_that_a_page_cannot_show_is_refused_by_its_type(name: str) -> None:
    """And before that, recording keeps all of it."""
    output = shown(REFUSED[name])
    read = notebooks.read_output(output)
    assert read.kind == "refused"
    assert ", which a page cannot show; " in read.text
    code = {"cell_type": "code", "source": "x", "outputs": [output]}
    form = json.loads(notebooks.normal({"cells": [code]}))
    assert form["cells"][0]["outputs"][0]["data"].keys() == REFUSED[name].keys()


@pytest.mark.parametrize("name", SHOWN)
def test_an_output_that_a_page_can_show_is(name: str) -> None:
    data, kind, text = SHOWN[name]
    read = notebooks.read_output(shown(data))
    assert read.kind == kind
    assert text in read.text
