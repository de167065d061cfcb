"""Any notebook of nbformat 4 is read, kept and shown, or refused with its name."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import assume, event, given
from hypothesis import strategies as st
from mkdocs_jupyter.nbconvert2 import nb2html
from nbconvert.exporters.templateexporter import default_filters

from nlpjourney import paths
from nlpjourney.content import notebooks, pages, prerequisites, results
from nlpjourney.content.pages import PageError
from nlpjourney.content.snapshots import MissingOutput
from nlpjourney.site import notebook_pages, render
from nlpjourney.testing import notebook_diff

NAME = "fuzzed.ipynb"
ABOUT = {"title": "t", "description": "d", "tags": [], "prerequisites": None}
PANEL = {"title": "t", "x label": "", "y label": "s", "x ticks": ["a"], "y ticks": []}
PANEL |= {"texts": [], "x": [0, 1], "y": [0, 2.5]}
LINE = {"mark": "line", "label": "l", "x": [0, 1], "y": [1, "NaN"]}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M 0 1 L 2 3"/></svg>'
ODD = "\n\r\t\x00\x0c\x1b\x85\u2028<>&\"'`$#|[]()\\ \xa0\ufeffé😀"
LIVE = ("script", "iframe", "object", "embed", "form", "link", "meta", "base")

T = TypeVar("T")


def mostly(
    usual: st.SearchStrategy[T], odd: st.SearchStrategy[T]
) -> st.SearchStrategy[T]:
    """``odd`` one time in eight: a notebook with many odd parts is refused for the first one."""
    return st.sampled_from([usual] * 7 + [odd]).flatmap(lambda drawn: drawn)


words = mostly(
    st.text("ab \n<&é", max_size=9), st.text(max_size=9) | st.text(ODD, max_size=9)
)
lines = words | st.lists(words, max_size=3)
floats = st.floats(allow_nan=False, allow_infinity=False)
numbers = mostly(st.integers() | floats, st.sampled_from([float("nan"), float("inf")]))
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
    ),
    max_leaves=5,
)
PIECES = """
<table>
</table>
<table><tr><td>1</td></tr></table>
<td colspan="2">
<th rowspan='x'>
</div>
<div>
<b>
<style>td{}</style>
<style>
<style scoped>
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<a
<a href="javascript:x">
<td onclick="x">
<!--
-->
<![CDATA[
]]>
&lt;
&#10;
&nbsp;
&#x1c;
# Title
```python
```
$$
:::{note}
--8<--
<svg>
[x](attachment:y.png)
<p style="color:red">
"""
pieces = st.sampled_from(PIECES.strip().split("\n"))
marked = st.lists(pieces | words, max_size=5).map("".join)
drawings = st.fixed_dictionaries(
    {"axes": st.lists(st.just(PANEL | {"marks": [LINE]}) | st.just(PANEL), max_size=2)}
)
TABLE = "<table><tr><th>a</th></tr><tr><td>1 &lt; 2</td></tr></table>"
usual_bundles = st.one_of(
    st.fixed_dictionaries({"text/plain": lines}),
    st.fixed_dictionaries({"text/html": st.just(TABLE), "text/latex": lines}),
    st.fixed_dictionaries({"image/svg+xml": st.just(SVG), notebooks.PLOT: drawings}),
    st.fixed_dictionaries({"application/json": values, "text/plain": lines}),
)
odd_bundles = st.fixed_dictionaries(
    {},
    optional={
        "text/plain": lines,
        "text/html": marked,
        "text/markdown": marked,
        "text/latex": marked,
        "image/svg+xml": st.just(SVG) | marked,
        "image/png": st.just("iVBORw0KGgo="),
        "application/json": values,
        "application/vnd.jupyter.widget-view+json": values,
        "application/javascript": lines,
        notebooks.PLOT: drawings | values,
        "audio/x": lines,
    },
)
bundles = mostly(usual_bundles, odd_bundles)
options = st.dictionaries(
    st.sampled_from(["tolerance", "reason", "ellipsis", "unchecked", "skip", "x"]),
    values,
)
usual_metadata = st.fixed_dictionaries(
    {},
    optional={
        "nlpjourney": st.just({"unchecked": "by chance"}),
        "scrolled": st.booleans(),
        "slideshow": values,
    },
)
odd_metadata = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.lists(
            st.sampled_from([notebooks.NOT_RUN, "raises-exception", "x", "é"]),
            unique=True,
        ),
        "nlpjourney": options | values | st.just({"skip": "needs a GPU"}),
        "collapsed": st.booleans(),
        "jupyter": st.dictionaries(words, values, max_size=2),
        "execution": st.dictionaries(words, words, max_size=2),
        "transient": values,
    },
)
metadata = mostly(usual_metadata, odd_metadata)
outputs = st.one_of(
    st.fixed_dictionaries(
        {
            "output_type": st.just("stream"),
            "name": st.sampled_from(["stdout", "stderr", "x"]),
            "text": lines,
        }
    ),
    st.fixed_dictionaries(
        {
            "output_type": st.just("error"),
            "ename": words,
            "evalue": words,
            "traceback": st.lists(words, max_size=2),
        }
    ),
    st.fixed_dictionaries(
        {
            "output_type": st.just("display_data"),
            "data": bundles,
            "metadata": st.just({}),
        }
    ),
    st.fixed_dictionaries(
        {
            "output_type": st.just("execute_result"),
            "data": bundles,
            "metadata": st.dictionaries(words, values, max_size=1),
            "execution_count": st.none() | st.integers(0, 9),
        }
    ),
)
sources = mostly(st.sampled_from([["print(1)\n", "print(2)"], "x = 1"]), marked | lines)
codes = st.fixed_dictionaries(
    {
        "cell_type": st.just("code"),
        "metadata": metadata,
        "source": sources,
        "outputs": st.lists(outputs, max_size=3),
        "execution_count": mostly(st.integers(0, 9), st.integers(0) | st.none()),
    }
)
texts = st.fixed_dictionaries(
    {"cell_type": st.just("markdown"), "metadata": metadata, "source": sources},
    optional={"attachments": st.just({}) | st.dictionaries(words, bundles, max_size=1)},
)
raws = st.fixed_dictionaries(
    {"cell_type": st.just("raw"), "metadata": st.just({}), "source": sources}
)
ids = st.text("abcXYZ019-_", min_size=1, max_size=64)
usual_about = st.just({"nlpjourney": ABOUT})
odd_about = st.fixed_dictionaries(
    {},
    optional={
        "nlpjourney": st.just(ABOUT) | values,
        "kernelspec": st.sampled_from(
            [
                {"name": "ir", "display_name": "R", "language": "R"},
                {"name": "python3", "display_name": "Python 3"},
                {"name": "x", "display_name": "x", "language": None},
            ]
        ),
        "language_info": st.sampled_from([{"name": "python"}, {"name": "julia"}]),
        "widgets": values,
        "authors": st.just([{"name": "me"}]),
        "é": values,
    },
)


about = mostly(usual_about, odd_about)


@st.composite
def notebook(draw: st.DrawFn) -> dict[str, Any]:
    """A notebook of nbformat 4.0 to 4.5; most begin like a page."""
    minor = draw(st.integers(0, 5))
    title = {"cell_type": "markdown", "metadata": {}, "source": "# Title"}
    cells = draw(st.lists(mostly(codes | texts, raws), max_size=4))
    cells = draw(mostly(st.just([title, *cells]), st.just(cells)))
    if minor == 5:
        cells = [cell | {"id": draw(ids)} for cell in cells]
    if minor == 0:
        cells = [{k: v for k, v in one.items() if k != "attachments"} for one in cells]
    made = {
        "nbformat": 4,
        "nbformat_minor": minor,
        "metadata": draw(about),
        "cells": cells,
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an id that is there twice
            nbformat.validate(json.loads(json.dumps(made)))
    except nbformat.ValidationError:
        assume(False)
    return made


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file to which the notebooks are written: the one page of a site."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "DOCS", tmp_path_factory.mktemp("docs"))
        yield paths.DOCS / NAME


SITE = render.Site(
    results.Overview(results.Results(), []), prerequisites.LearningPath({})
)


@given(content=notebook())
def test_any_notebook_is_shown_or_refused(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content), "utf-8")
    try:
        html = page_of(file, content)
    except (PageError, MissingOutput) as refusal:
        said, html = str(refusal), ""
    else:
        said = NAME
    event("shown" if html else "refused")
    assert NAME in said
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find([*LIVE, "a", "svg"]) is None
    names = {name for tag in soup.find_all(True) for name in tag.attrs}
    assert not {name for name in names if name.startswith("on")}


def page_of(file: Path, content: dict[str, Any]) -> str:
    """The HTML of a notebook's code cells, after it was recorded as if it had run."""
    block = pages.expand(file).notebook
    assert block
    form = notebooks.normal(content)
    assert notebooks.normal(json.loads(form)) == form
    nbformat.validate(json.loads(form))
    assert notebooks.parse(form).program == notebooks.read(file).program
    notebook_diff.record(block, form)
    assert file.read_text("utf-8") == form
    assert not notebook_diff.record(block, form)
    assert notebook_diff.differences(block, form) == []
    page = pages.expand(file)
    assert notebook_pages.markdown(page, render.markdown(page, SITE))
    notebook_pages.set_up()
    default_filters["site_markdown"] = lambda source: ""
    default_filters["site_picture"] = notebook_pages.pictures_of(file)
    return notebook_pages.ITS_STYLE.sub("", nb2html(str(file)))
