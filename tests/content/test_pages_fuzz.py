"""For any page: the tests run byte for byte what the site shows as runnable, or the page is refused
with its name and line."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.config import load_config
from pytest_codeblocks.main import CodeBlock, extract_from_buffer

from nlpjourney import paths
from nlpjourney.content import pages, results
from nlpjourney.content.options import FORMS, Options
from nlpjourney.content.pages import Page, PageError
from nlpjourney.content.prerequisites import LearningPath
from nlpjourney.site import render
from nlpjourney.site.markdown_extension import SiteExtension

SITE = render.Site(results.Overview(results.Results(), []), LearningPath({}))
REFUSED = re.compile(r"docs/topic/page\.md:\d+( → snippets/[\w/.-]+:\d+)?: \S")
SEPARATE = ("\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
INVISIBLE = ("\ufeff", "\u200b", "\u200d", "\u00ad", "\u00a0", "\u3000", "\x00", "\x02")
PROGRAMS = {
    "topic/plain.py": 'print("done")\n',
    "topic/words.sh": "printf 'a\\nb\\n' | wc -l\n",
    "topic/awkward.py": '\n# Ü, <b>bold</b> &amp; `code`\nprint("""\n```\n````\n\n\n'
    '!!! note\n    [link](x) *a* <b>&amp; done\n~~~\n=== "x"\n# y { #z }\n""")\n',
    "topic/trains.py": 'checkpoint = "nlpjourney/model"\nprint(checkpoint)\n',
}
DRAWN = "topic/drawn.py"  # its text is drawn


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The one page of a project with a few programs; the settings are the site's own."""
    root = tmp_path_factory.mktemp("project")
    (root / "docs/topic").mkdir(parents=True)
    (root / "snippets/topic").mkdir(parents=True)
    for name, text in {**PROGRAMS, DRAWN: ""}.items():
        (root / "snippets" / name).write_text(text, "utf-8")
        command = "python" if name.endswith(".py") else "bash"
        recorded = (root / "snippets" / name).with_suffix(".out")
        recorded.write_text(f"$ {command} snippets/{name}\ndone\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "ROOT", root)
        patch.setattr(paths, "DOCS", root / "docs")
        patch.setattr(paths, "SNIPPETS", root / "snippets")
        yield root / "docs/topic/page.md"


@pytest.fixture(scope="module")
def site_markdown() -> Markdown:
    """Python-Markdown as MkDocs configures it for the site."""
    config = load_config(str(paths.SETTINGS))
    extensions = [*config.markdown_extensions, SiteExtension()]
    return Markdown(extensions=extensions, extension_configs=config.mdx_configs)


# Pages that are put together from what Markdown knows -----------------------------------


def one_line_of(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.strip("\n").split("\n"))


PROSE = st.one_of(
    st.sampled_from(
        ["A title\n---", "$$\nx\n$$", "| a |\n| --- |\n| 1 |", "term\n:   x"]
    ),
    one_line_of(r"""
Prose.
Prose.[^1]
Some `code` and ```more```.
# A title
---
<!-- a comment -->
[x]: http://a.b
[x]:
*[HTML]: Language
*[HTML]:
| --- | --- |
term { #term }
{ .class }
text\
$$
[TOC]
///Footnotes Go Here///
<b>bold
<b>bold</b> <br>
`open
``
`#!python print(1)`
`:::python x`
`x`{ .language-python }
&amp; &#96;&#96;&#96;python
\```python
wzxhzdk:0
<?php
<![CDATA[
&
<
"""),
)
CONTAINERS = one_line_of("""
- item
* item
1. item
- [ ] task
!!! note "Mind"
!!! note
??? note "Mind"
???+ tip
=== "Tab"
[^1]:
[^1]: A note.
""")
OPENERS = one_line_of("""
- item
!!! note
=== "Tab"
[^1]:
:   says
> [!note]
> quote
<div>
<div markdown="1">
<figure class="picture" markdown="1">
<p markdown="1">
<td markdown="block">
<details><summary>x</summary>
<details markdown="1"><summary>x</summary>
<span markdown="1">
<pre>
<pre><code>
<code class="language-python">
<textarea>
<script>
<style>
<template>
<!--
Prose

""")
CLOSERS = one_line_of("""



</div>
</p>
</details>
</pre>
</code></pre>
-->
</figure>
</script>
</style>
</textarea>
</span>
</td>
""")
TICKS = st.sampled_from(["```"] * 8 + ["````", "`````", "``````", "~~~", "~~~~", "``"])
LIKELY = st.sampled_from(["python", "python", "bash", "text"])
LANGUAGES = one_line_of("""
json
jinja
verified
learning-path
results
py
Python
 python
.python
{.python}
{ .python .x }
python3
pycon
sh

""")
GOOD_OPTIONS = one_line_of(r"""
 timeout="9"
  memory="2"
 skip="needs `torch` & a [GPU](x" until="2999-01-01"
 alone="it says `x` & \"
 alone="`"
 tolerance="0.1" reason="[^1]"
 steps="__main__"
 trains="nlpjourney/x"
""")
OPTIONS = one_line_of("""
 timeout="9" timeout="9"
 linenums="1"
 hl_lines="1"
 title="x"
 {.x}
 hub="a/b"
 "
 x
""")
TYPED = one_line_of(r"""
1 / 0

   
  indented
```
```python
````
~~~
> quote
<!--pytest.mark.skip-->
- a
-->
</div>
<pre>
--8<-- "x.py"
{{ messages }}
é  
\
*a* <b> &lt; { .x }
""")
INDENTS = st.sampled_from(["    "] * 6 + ["", "  ", " ", "   ", "\t", "> ", "        "])
GAPS = st.sampled_from(["\n\n"] * 20 + ["\n", "\n\n\n", "\n   \n"])


@st.composite
def fences(draw: st.DrawFn) -> str:
    """A correct fence."""
    name = draw(st.sampled_from([*PROGRAMS, DRAWN, DRAWN, ""]))
    if name:
        language = "python" if name.endswith(".py") else "bash"
        options = draw(st.one_of(st.just(""), st.just(""), GOOD_OPTIONS))
        if name == "topic/trains.py" and draw(st.booleans()):
            options = ' hub="a/b"'
        return f'```{language}{options}\n--8<-- "{name}"\n```'
    language = draw(st.sampled_from([*pages.SHOWN_ONLY, "verified", "learning-path"]))
    text = draw(st.lists(TYPED, max_size=4).map("\n".join))
    ticks = pages.fence_for([text])
    return f"{ticks}{language}\n{text}\n{ticks}"


@st.composite
def odd_fences(draw: st.DrawFn) -> str:
    """Text that some parsers take for a fence and others do not."""
    ticks = draw(TICKS)
    language = draw(st.one_of(LIKELY, LIKELY, LIKELY, LANGUAGES))
    options = draw(st.one_of(st.just(""), st.just(""), GOOD_OPTIONS, OPTIONS))
    included = st.builds('--8<-- "{}"'.format, st.sampled_from([*PROGRAMS, DRAWN]))
    body = draw(st.one_of(included, st.lists(TYPED, max_size=4).map("\n".join)))
    ends = [ticks] * 8 + [f"{ticks} ", f"{ticks}`", f" {ticks}", "", "```"]
    return f"{ticks}{language}{options}\n{body}\n{draw(st.sampled_from(ends))}"


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line if line else line for line in text.split("\n"))


@st.composite
def _contained(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """Something in a list item, note, tab or HTML tag, as Python-Markdown reads it."""
    inside = draw(inner)
    if draw(st.booleans()):
        return f"{draw(CONTAINERS)}\n\n{_indented(inside, '    ')}"
    tag = draw(st.sampled_from(["div", "section", "details", "figure"]))
    return f'<{tag} markdown="1">\n\n{inside}\n\n</{tag}>'


@st.composite
def _nested(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """Something in a list item, note, tab, HTML tag and the like."""
    indent = draw(st.one_of(INDENTS, st.just("")))
    inside = _indented(draw(inner), indent)
    parts = [draw(OPENERS), inside, draw(CLOSERS)]
    return draw(GAPS).join(parts)


@st.composite
def _joined(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    parts = draw(st.lists(inner, min_size=1, max_size=4))
    return "".join(part + draw(GAPS) for part in parts)


BODIES = st.recursive(
    st.one_of(fences(), fences(), fences(), PROSE, odd_fences()),
    lambda inner: st.one_of(_contained(inner), _nested(inner), _joined(inner)),
    max_leaves=6,
)
FRONT_MATTERS = st.sampled_from(
    [
        "",
        "---\ntitle: x\n---\n\n",
        "--- \ntitle: x\n---  \n",
        "---\ntitle: |\n  ```python\n  x\n  ```\n---\n",
        "---\ntitle: x\n...\n",
        "---\n",
        "\n---\ntitle: x\n---\n",
    ]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The text of a page, in which now and then an odd character replaces a part."""
    text = draw(FRONT_MATTERS) + draw(BODIES)
    if draw(st.integers(0, 19)) == 13:
        odd = draw(st.sampled_from([*SEPARATE, *INVISIBLE]))
        at = draw(st.integers(0, len(text)))
        text = text[:at] + odd + text[at + draw(st.integers(0, 1)) :]
    return text


CODE_LINES = one_line_of(r"""
print(1)

 
    x = 1
```
`````
~~~
--8<-- "topic/plain.py"
</code></pre>
<!--
-->
&lt; &#x3c;
# x { .y }
\
$$
'''
[TOC]
{% raw %}
wzxhzdk:0
!!! note
é​ 
if __name__ == '__main__':
*[a]: b
[^1]: x
<!--pytest.mark.skip-->
""")
READABLE = st.characters(exclude_categories=["Cs", "Cc"])
CODE = st.lists(
    st.one_of(CODE_LINES, CODE_LINES, CODE_LINES, st.text(READABLE, max_size=8)),
    min_size=1,
    max_size=5,
).map("\n".join)
ENDS = st.sampled_from(["\n"] * 12 + ["", "\n\n", "\r\n", " \n"])
FENCE = f'```python\n--8<-- "{DRAWN}"\n```\n'
IN_NOTE = _indented(FENCE, "    ")
SKIPPED = FENCE.replace("\n", ' alone="it says so"\n', 1)
SMALL = 'print("done")\n'
EMPTY_LINES = '\nprint("""\n\n\n""")\n'


def _stock(markdown: str) -> dict[int, CodeBlock]:
    """The blocks that stock pytest-codeblocks would run, by the lines of their fences from 0."""
    found = extract_from_buffer(io.StringIO(markdown))
    runnable = (*pages.SUFFIX, "sh")
    return {block.lineno - 1: block for block in found if block.syntax in runnable}


def _check_tested(page: Page) -> None:
    """Check that stock pytest-codeblocks would run each program of a page as in its file."""
    found = _stock(page.markdown)
    assert found.keys() == page.fences.keys()
    for number, block in page.fences.items():
        assert found[number].syntax == block.language
        assert found[number].code.encode() == block.file.read_bytes()


def _check_shown(page: Page, html: str) -> None:
    """Check that a built page shows as code only programs with their outputs, and texts."""
    soup = BeautifulSoup(html, "html.parser")
    assert Counter(map(_shown, soup.select(".block"))) == Counter(
        (
            block.snippet,
            (block.language, block.program),
            (block.language, block.with_the_hub) if block.options.hub else None,
            ("text", f"$ {block.command}\ndone\n"),
        )
        for block in page.blocks
    )
    outside = [code for code in soup("code") if not code.find_parent(class_="block")]
    texts = Counter(_code(code) for code in outside if code.find_parent("pre"))
    assert texts == Counter(
        (fence.language, fence.text.removesuffix("\n") + "\n")
        for fence in page.every_fence
        if fence.language in pages.SHOWN_ONLY
    )
    assert all(pre.find_parent(class_="highlight") for pre in soup("pre"))
    assert not soup.select(":not(pre) > code[class]")


def _shown(block: Tag) -> tuple[object, ...]:
    """A block's snippet, its program, its program with the Hub, its output."""
    link = block.select_one("p > a[href]")
    assert link
    codes = [_code(code) for code in block.select("pre code")]
    output = next(code for code in codes if code[0] == "text")
    program, *variants = [code for code in codes if code != output]
    variant = variants[0] if len(variants) == 1 else variants or None
    return str(link["href"]).rpartition("snippets/")[2], program, variant, output


def _code(code: Tag) -> tuple[str, str]:
    """The language of some code and its text."""
    parent = code.find_parent(class_="highlight")
    assert parent
    return parent["class"][0].removeprefix("language-"), code.get_text()


def _expand(file: Path) -> Page | None:
    """The page, or None if it is refused with a proper message."""
    try:
        return pages.expand(file)
    except PageError as error:
        refused = str(error)
    assert REFUSED.match(refused)
    return None


@given(text=texts(), program=st.builds(str.__add__, CODE, ENDS))
@example(text=f"text\x0c{FENCE}", program=SMALL)
@example(text=f"<!--\n\n{SKIPPED}", program=SMALL)
@example(text=f"- item\n\n    <script>\n\n{IN_NOTE}", program=SMALL)
@example(text=f'!!! note\n\n    <div markdown="1">\n\n{IN_NOTE}', program=SMALL)
@example(text="```text\n1 / 0\n\n```", program=SMALL)
@example(text=f"{FENCE}\n`#!python print()`", program="print()\n")
@example(text=f"- item\n\n{IN_NOTE}", program=EMPTY_LINES)
def test_what_is_shown_as_runnable_is_what_is_tested(
    page_file: Path, site_markdown: Markdown, text: str, program: str
) -> None:
    (paths.SNIPPETS / DRAWN).write_text(program, "utf-8", newline="")
    page_file.write_text(text, "utf-8", newline="")
    page = _expand(page_file)
    if page is None:
        return
    _check_tested(page)
    markdown = render.markdown(page, SITE)
    variants = sum(bool(block.options.hub) for block in page.blocks)
    assert len(_stock(markdown)) == len(page.blocks) + variants
    site_markdown.reset()
    _check_shown(page, site_markdown.convert(markdown))


@given(content=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(page_file: Path, content: bytes) -> None:
    page_file.write_bytes(content)
    _expand(page_file)


OPTION_TEXTS = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.one_of(
            st.builds(
                '{}="{}"'.format,
                st.sampled_from([*FORMS, "title"]),
                st.one_of(st.text(max_size=6), st.integers(0, 3000).map(str)),
            ),
            st.sampled_from([form[2] for form in FORMS.values()]),
        )
    ).map(lambda options: "".join(f" {option}" for option in options)),
)


@given(text=OPTION_TEXTS)
def test_options_are_read_or_refused_with_an_example(text: str) -> None:
    try:
        options = Options.parse(text)
    except ValueError as error:
        example = str(error).rpartition(", such as ")[2]
        if not example.startswith("unknown option"):
            Options.parse(f" {example}")
        return
    assert options.timeout > 0
    assert options.memory > 0
    assert 0 <= options.tolerance < 1
    assert bool(options.tolerance) == bool(options.reason)
    assert bool(options.skip) == (options.until is not None)
