"""A block in HTML has two buttons in its title and few elements in its code."""

from __future__ import annotations

import re

import pytest
from markdown import Markdown
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from nlpjourney.site.highlighting import FewerSpans
from nlpjourney.site.markdown_extension import SiteExtension

TITLE = "[models/heads/**shapes.py**](../snippets/models/heads/shapes.py)"
CODE = 'from torch import nn\n\nlayers = [f((1, 2)), {"a": nn.Linear(3, 4)}]  # two\n'


def html(text: str) -> str:
    return Markdown(extensions=["md_in_html", "admonition", SiteExtension()]).convert(
        text
    )


def elements(code: str, *filters: FewerSpans) -> str:
    return highlight(code, PythonLexer(filters=filters), HtmlFormatter(nowrap=True))


@pytest.mark.parametrize(
    "text",
    [
        f'<div class="block" id="block-shapes" markdown="1">\n\n{TITLE}\n\n</div>',
        f'!!! tip\n    <div class="block">\n\n    {TITLE}\n\n    </div>',
    ],
    ids=["on the page", "in a callout"],
)
def test_a_blocks_title_has_both_buttons(text: str) -> None:
    (title,) = re.findall(r"<p>(<a href.*)</p>", html(text))
    texts = re.split("(?:<[^>]*>)+", title)[1:-1]
    assert texts == ["models/heads/", "shapes.py", "Download", "Copy"]
    assert re.findall('aria-label="([^"]*)"', title) == [
        "Download shapes.py",
        "Copy shapes.py",
    ]
    assert title.count('href="../snippets/models/heads/shapes.py"') == 2


def test_a_block_is_named_after_its_program() -> None:
    (tag,) = re.findall(
        "<div[^>]*>", html(f'<div class="block" markdown="1">\n\n{TITLE}\n\n</div>')
    )
    assert {'role="group"', 'aria-label="shapes.py"'} <= set(tag[:-1].split(" "))


@pytest.mark.parametrize(
    "text", ["[**Heads**](heads.md)", "See [shapes.py](../snippets/shapes.py)."]
)
def test_another_link_gets_no_buttons(text: str) -> None:
    assert "button" not in html(text)


def test_names_need_no_element_and_neighbors_share_one() -> None:
    shown = elements(CODE, FewerSpans())
    assert re.sub("<[^>]*>", "", shown) == re.sub("<[^>]*>", "", elements(CODE))
    assert "layers" in re.sub("<span.*?</span>", "", shown)
    assert '<span class="p">)),</span>' in shown
    assert not elements("layers\n", FewerSpans()).count("<span")
