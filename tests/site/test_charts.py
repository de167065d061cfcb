"""Charts show recorded values, or an error says why they cannot."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fault_injection import Copy, fence

from nlpjourney.site.charts import PlotError, Spec, draw, read_table

TABLE = """\
Trainable parameters
rank   trainable %  all of them
1      0.35         1,000
8      2.71         8,000

That is all.
"""
SPEC = Spec("a/b.py", "bars", "Share by rank", "rank", ["trainable %"], "%")
FENCE = """\
```chart
snippet = "topic/plotted/table.py"
kind = "bars"
title = "Share <by> rank"
label = "rank"
values = ["share"]
```
"""


def bars(svg: str) -> list[float]:
    return [float(w) for w in re.findall(r'<rect[^>]* width="([\d.]+)"', svg)]


def test_a_table_is_found_among_other_lines() -> None:
    labels, series = read_table(SPEC, TABLE)
    assert labels == ["1", "8"]
    assert series[0].shown == ["0.35", "2.71"]
    both = replace(SPEC, values=["all of them", "trainable %"])
    assert read_table(both, TABLE)[1][0].numbers == [1000, 8000]


def test_bars_are_as_long_as_their_numbers() -> None:
    svg = draw(SPEC, TABLE).svg
    short, long = bars(svg)
    assert long / short == pytest.approx(2.71 / 0.35, rel=0.01)
    assert re.findall(r">(\d+\.\d+%)<", svg) == ["0.35%", "2.71%"]


def test_stacked_bars_show_their_sum() -> None:
    table = "kind  weights  gradients\nfull  2.5  1.5\nlora  2.5  0.1\n"
    spec = Spec("a/b.py", "stacked", "Bytes", "kind", ["weights", "gradients"], "MB")
    assert re.findall(r">(\d\.\d MB)<", draw(spec, table).svg) == [
        "4.0 MB",
        "2.6 MB",
    ]


def test_a_line_goes_through_its_points() -> None:
    table = "step  loss\n10  4\n20  2\n40  0\n"
    svg = draw(Spec("a/b.py", "line", "Loss", "step", ["loss"]), table).svg
    points = re.findall(r'<circle[^>]* cx="([\d.]+)" cy="([\d.]+)"', svg)
    xs, ys = ([float(p[axis]) for p in points] for axis in (0, 1))
    assert (xs[2] - xs[0]) / (xs[1] - xs[0]) == pytest.approx(3, rel=0.01)
    assert ys[2] - ys[1] == pytest.approx(ys[1] - ys[0], rel=0.01)
    assert ys[2] > ys[0]


def test_a_logarithmic_axis_gives_each_factor_the_same_width() -> None:
    spec = Spec("a/b.py", "line", "Accuracy", "rows", ["score"], log=True)
    svg = draw(spec, "rows  score\n50  1\n500  2\n5,000  3\n").svg
    xs = [float(x) for x in re.findall(r'<circle[^>]* cx="([\d.]+)"', svg)]
    assert xs[2] - xs[1] == pytest.approx(xs[1] - xs[0], rel=0.01)
    with pytest.raises(PlotError, match="log needs x > 0"):
        draw(spec, "rows  score\n0  1\n500  2\n")


def test_a_logarithmic_axis_is_refused_for_bars() -> None:
    text = 'snippet = "a.py"\nkind = "{}"\ntitle = "a"\nlabel = "b"\nvalues = ["c"]\nlog = true'
    assert Spec.parse(text.format("line")).log
    with pytest.raises(PlotError, match="log is for a line, not for bars"):
        Spec.parse(text.format("bars"))


def test_what_is_printed_stays_text() -> None:
    table = "name  share\n<script>  1\n"
    svg = draw(Spec("a/b.py", "bars", "<b>", "name", ["share"]), table).svg
    assert "<script>" not in svg
    assert "<b>" not in svg


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("nothing of the kind\n", "prints no line with the columns"),
        ("rank  trainable %\n", "prints no rows below its header"),
        (
            "rank  trainable %\n1  none\n",
            "prints 'none' where the chart needs a number",
        ),
    ],
)
def test_an_output_without_the_table(output: str, says: str) -> None:
    with pytest.raises(PlotError, match=says):
        draw(SPEC, output)


@pytest.mark.parametrize(
    "body",
    [
        "no toml",
        'snippet = "a.py"',
        'snippet="a"\nkind="pie"\ntitle="t"\nlabel="l"\nvalues=["v"]',
        'snippet="a"\nkind="bars"\ntitle="t"\nlabel="l"\nvalues=["v"]\ncolour="red"',
        'snippet="a"\nkind="bars"\ntitle="t"\nlabel="l"\nvalues=[]',
    ],
)
def test_a_fence_that_says_no_plot(body: str) -> None:
    with pytest.raises(PlotError):
        Spec.parse(body)


def test_the_site_draws_it(copy: Copy) -> None:
    copy.page("topic/plotted", fence("topic/plotted/table.py"), FENCE)
    copy.snippet("topic/plotted/table.py", "print('-')\n", "rank  share\n1  0.5\n")
    built = copy.build()
    assert built.code == 0, built.said
    html = (copy.root / "site/topic/plotted.html").read_text("utf-8")
    assert "<figcaption>Share &lt;by&gt; rank, as printed above.</figcaption>" in html
    assert 'alt="Share &lt;by&gt; rank. 1: share 0.5"' in html
    assert 'src="../assets/charts/topic/plotted-1.svg"' in html
    svg = (copy.root / "site/assets/charts/topic/plotted-1.svg").read_text("utf-8")
    assert len(bars(svg)) == 1


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("share\\n", "portion\\n", "prints no line with the columns"),
        (
            "topic/plotted/table.py",
            "topic/page/answer.py",
            "is not a block of this page",
        ),
    ],
    ids=["column gone", "another page's block"],
)
def test_a_plot_of_what_was_not_printed_stops_the_build(
    copy: Copy, wrong: str, right: str, says: str
) -> None:
    fenced = FENCE.replace(wrong, right)
    recorded = "rank  share\\n1  0.5\\n".replace(wrong, right).replace("\\n", "\n")
    copy.page("topic/plotted", fence("topic/plotted/table.py"), fenced)
    copy.snippet("topic/plotted/table.py", "print('-')\n", recorded)
    built = copy.build()
    assert (built.code != 0, says in built.said) == (True, True), built.said
    assert "topic/plotted.md" in built.said
