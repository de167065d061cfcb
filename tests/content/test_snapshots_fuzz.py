"""Any output is refused, or recorded, read, compared and shown as it was printed."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.config import load_config

from nlpjourney import paths
from nlpjourney.content import snapshots
from nlpjourney.content.options import Options
from nlpjourney.content.pages import Block
from nlpjourney.content.snapshots import MissingOutput, compare, problem_of
from nlpjourney.site import render

# Texts that Markdown, its extensions, HTML or our own code might misread.
ODD = (
    *("```", "````", "~~~", '--8<-- "a.py"', "<div>", "</code></pre>", "<!-- a", "-->"),
    *(
        "&amp;",
        "&#0;",
        "&lt",
        "$x$",
        "\\(x\\)",
        "[^1]: note",
        "[^1]",
        "*[a]: b",
        "!!! note",
    ),
    *('=== "a"', "    indented", "- item", "# Title", "{ .a #b }", "{: .a }", "::: a"),
    *(
        "///Footnotes Go Here///",
        "<!-- cell -->",
        "$ python a.py",
        ":::python",
        "#!python",
    ),
    *(
        "\x02klzzwxh:0001\x03",
        "wzxhzdk:0",
        "> [!note]",
        "a | b",
        "--- | ---",
        "[a]: b",
        "\\",
    ),
    *(
        "\t",
        "\r",
        "\x1b[0m",
        "\x85",
        "\u2028",
        "\u3000",
        "\ufeff",
        "\ud83d",
        "/tmp/a",
        "...",
    ),
    *(
        "0.25",
        "-0.10",
        "+12.345",
        "1.5e-05",
        "4.2",
        "768",
        "torch 2.13",
        "12.30:01",
        "1.25x",
    ),
)
OUTPUTS = st.lists(
    st.one_of(st.sampled_from([*ODD, "\n", "\n", " "]), st.text(max_size=8)),
    max_size=12,
).map("".join)
NUMBERS = re.compile(r"[-+]?[0-9]+\.[0-9]+")


@pytest.fixture(scope="module")
def block() -> Iterator[Block]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "SNIPPETS", Path(folder))
        yield Block(Path(folder, "page.md"), 3, "python", "one.py")


@cache
def site() -> Markdown:
    """Python-Markdown with the site's extensions."""
    config = load_config(str(paths.SETTINGS))
    return Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs
    )


def shown(block: Block, before: str, indent: str) -> str:
    """The text of the recorded output on a page of the site."""
    text = f"$ {block.command}\n{snapshots.read(block)}"
    lines = [indent + line if line else line for line in render.fenced("text", text)]
    html = (
        site().reset().convert("\n".join(["# Title", "", before, "", *lines, "End."]))
    )
    return "".join(
        code.get_text()
        for code in BeautifulSoup(html, "html.parser").select(".language-text code")
    )


@given(OUTPUTS)
@example("a\n```\nb\n")
@example("\ta\n \n\n  b \n")
def test_an_output_is_refused_or_recorded_read_and_shown(
    block: Block, output: str
) -> None:
    block.recorded.unlink(missing_ok=True)
    if (problem := problem_of(output)) or not output.strip():
        with pytest.raises(MissingOutput) as refused:
            snapshots.record(block, output)
        assert (problem if output.strip() else "prints nothing") in str(refused.value)
        assert str(refused.value).isprintable()
        assert not block.recorded.exists()
        return
    assert snapshots.record(block, output)
    written = block.recorded.read_bytes()
    assert snapshots.differences(block, output) == []
    assert snapshots.differences(block, snapshots.read(block)) == []
    assert not snapshots.record(block, output)
    assert not snapshots.record(block, snapshots.read(block))
    assert block.recorded.read_bytes() == written
    read = snapshots.read(block)
    printed = output.expandtabs().rstrip(" \n") + "\n"
    lines = (
        [line.rstrip(" ") for line in text.split("\n")] for text in (printed, read)
    )
    assert next(lines) == next(lines)
    for before, indent in (("Text.", ""), ("- item", "    "), ('=== "tab"', "    ")):
        assert shown(block, before, indent) == written.decode()


@given(OUTPUTS, st.data(), st.sampled_from([Options(), Options(ellipsis="why")]))
def test_another_character_is_another_output(
    output: str, data: st.DataObject, options: Options
) -> None:
    assume(output.strip() and not problem_of(output) and "..." not in output)
    place = data.draw(st.integers(0, len(output) - 1))
    near = st.sampled_from([*"0123456789.-+eE:x= ", "\u0663", "\uff11"])
    char = data.draw(near | st.characters(codec="utf-8"))
    other = output[:place] + char + output[place + 1 :]
    assume(char != "\t" and output[place] not in "\t\n" and char != output[place])
    ends = output[place + 1 :].partition("\n")[0].strip(" \t") == ""
    assume(not (ends and {char, output[place]} & {" ", "\n"}))
    if compare(output, other, options) == []:
        number = next(n for n in NUMBERS.finditer(output) if n.end() > place)
        is_last_digit = place == number.end() - 1
        of_zero = place == number.start() and not number[0].strip("+-0.")
        assert is_last_digit or of_zero
        assert len(number[0].partition(".")[2]) > 1 or "e" in output[number.end() :][:1]


@given(OUTPUTS, OUTPUTS)
def test_an_ellipsis_hides_only_what_differs(first: str, second: str) -> None:
    options = Options(ellipsis="why")
    joined = snapshots.with_ellipses(first, second)
    assert compare(joined, first, options) == []
    if len(first.rstrip(" \t\n").split("\n")) == len(
        second.rstrip(" \t\n").split("\n")
    ):
        assert compare(joined, second, options) == []
    assert compare(first, snapshots.with_ellipses(first, first)) == []
