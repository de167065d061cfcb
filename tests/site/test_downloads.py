"""What is taken from the site: plain Markdown that runs, zips of what ran, an index."""

from __future__ import annotations

import io
import posixpath
import re
import textwrap
import zipfile
from dataclasses import replace

import pytest
from fault_injection import Case, Copy, fence

from nlpjourney import paths
from nlpjourney.content import pages, prerequisites, results
from nlpjourney.paths import DOCS, SNIPPETS
from nlpjourney.site import downloads, render

ROUTE = prerequisites.read()
HEADS = "models/heads/hidden_states.py"
NOTHING_RAN = results.Overview(results.Results(), [])


def as_markdown(text: str, name: str = "models/page.md") -> str:
    """The Markdown of a page that reads ``text`` below its title."""
    lines = ["# A page", "", *textwrap.dedent(text).strip().splitlines()]
    page = pages.expand(DOCS / name, lines)
    ids = {name: render.anchors(page), "models/other.md": {"why": "the-reason"}}
    made = render.markdown(page, render.Known(ids, NOTHING_RAN, ROUTE))
    return made.partition("# A page\n\n")[2]


# A page as plain Markdown -------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("## Why it fails { #why }", "## Why it fails"),
        ("## `a` & b { #why }\n\n[x](#why)", "## `a` & b\n\n[x](#a--b)"),
        ("[x](other.md#why), [y](other.md#gone)", "[x](other.md#the-reason), [y](other.md)"),
        ("[x](https://host/page#why)", "[x](https://host/page#why)"),
        ("`[x](#why) <p>` <p>here</p>", "`[x](#why) <p>` here"),
        ('<span class="tag">a</span> <span class="tag">b</span>', "a, b"),
        ('<div class="x" markdown="1">\n\n- one\n\n</div>', "- one"),
        ("term { #term }\n:   What it is,\n    and more.", "- **term**: What it is,\n  and more."),
        (
            '!!! note "Mind"\n    One.\n\n    Two.\n\nAfter.',
            "> [!NOTE]\n> **Mind**\n>\n> One.\n>\n> Two.\n\nAfter.",
        ),
        ("```text\n!!! note\n## x { #y }\n```", "```text\n!!! note\n## x { #y }\n```"),
    ],
)  # fmt: skip
def test_what_only_the_site_knows_is_put_plainly(written, plain) -> None:
    assert as_markdown(written) == plain + "\n"


def test_a_block_is_followed_by_its_command_and_output() -> None:
    file = SNIPPETS / HEADS
    recorded = file.with_suffix(".out").read_text("utf-8")
    code = file.read_text("utf-8")
    assert (
        as_markdown(fence(HEADS)) == f"```python\n{code}```\n\n```text\n{recorded}```\n"
    )


def test_a_block_in_an_admonition_stands_between_its_quotes() -> None:
    said = as_markdown(
        '!!! tip "So"\n    Before.\n\n' + fence(HEADS, indent="    ") + "\n    After."
    )
    assert said.startswith(
        "> [!TIP]\n> **So**\n>\n> Before.\n\n```python\nimport torch\n"
    )
    assert said.endswith("\n```\n\n> After.\n")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("", ""),
        ('tolerance="0.1" reason="threads"', ""),
        ('timeout="300"', "may take 300 seconds"),
        ('memory="8"', "may take 8 GiB"),
        ('alone="it forks"', "it forks"),
        ('trains="nlpjourney/x"', "trains nlpjourney/x for other blocks"),
        ('skip="no GPU" until="2999-01-01"', "no GPU"),
    ],
)
def test_a_block_that_is_not_plain_says_why(options, reason) -> None:
    mark = f'<!--pytest.mark.skip(reason="{reason}")-->\n' if reason else ""
    assert as_markdown(fence(HEADS, options)).startswith(f"{mark}```python\n")


def test_a_block_that_only_a_program_runs_says_so() -> None:
    said = as_markdown(fence("tokenizers/bpe/from_scratch.py"), "tokenizers/page.md")
    assert said.startswith(
        '<!--pytest.mark.skip(reason="does its work only as a program: under __main__")-->\n'
    )


def test_a_picture_is_an_image_that_tells_what_is_in_it() -> None:
    text = (DOCS / "models" / "heads.md").read_text("utf-8")
    figure = text[text.index("<figure") : text.index("</figure>")] + "</figure>\n"
    said = as_markdown(figure)
    assert said.startswith("![")
    assert "](../assets/pictures/model_heads.svg)\n\nThe base turns tokens" in said
    assert "<" not in said


def test_a_plot_is_a_table_of_its_numbers() -> None:
    page = pages.expand(DOCS / "models" / "generation.md")
    said = render.markdown(page, render.Known({}, NOTHING_RAN, ROUTE))
    assert "\n**Entropy of the next token by temperature**\n\n| temperature |" in said
    assert "```plot" not in said
    page = pages.expand(DOCS / "chat" / "lora.md")
    said = render.markdown(page, render.Known({}, NOTHING_RAN, ROUTE))
    assert "\n| rank | trainable % |\n" in said  # the unit is in the name already


def test_the_learning_path_and_the_tags_are_lists() -> None:
    page = pages.expand(DOCS / "start" / "learning-path.md")
    said = render.markdown(page, render.Known({}, NOTHING_RAN, ROUTE))
    assert "\n- [Generation](../models/generation.md): builds on Model heads\n" in said
    page = pages.expand(DOCS / "start" / "tags.md")
    said = render.markdown(page, render.Known({}, NOTHING_RAN, ROUTE))
    assert "\n- **zero-shot**: [Zero-shot baselines](../models/zero-shot.md)" in said
    assert len(re.findall(r"(?m)^- \*\*", said)) == len(ROUTE.tagged)


def test_a_notebook_keeps_cells_outputs_and_tables() -> None:
    page = pages.expand(DOCS / "notebooks" / "main_tasks" / "token_classification.md")
    said = render.markdown(page, render.Known({}, NOTHING_RAN, ROUTE))
    cells = len(page.cells)
    assert said.count("which runs whole") == said.count("\n```python\n") == cells > 5
    assert "|  | FIRST | LAST | LOC | ORG |\n| --- | --- | --- | --- | --- |\n" in said
    assert "<table" not in said
    assert "[token_classification.ipynb](token_classification.ipynb)" in said


@pytest.fixture(scope="module")
def taken() -> dict[str, bytes]:
    """The files that the project's own sources give, without the site's address."""
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("SITE_URL", raising=False)
        return downloads.files()


def test_no_markdown_holds_what_only_the_site_knows(taken) -> None:
    marks = (
        "{ #",
        "markdown=",
        "<div",
        "<figure",
        "<span",
        "<svg",
        "--8<--",
        "```plot",
        "!!! ",
    )
    for name, content in taken.items():
        if name.endswith(".md"):
            text = content.decode()
            prose = "".join(text.split("\n```")[::2])
            assert [mark for mark in marks if mark in prose] == [], name


def test_a_twin_tells_when_and_with_what_its_blocks_passed() -> None:
    page = pages.expand(DOCS / "index.md")
    (block,) = page.blocks
    run = results.Run(
        results.program_hash(block), results.output_hash(block), "2026-11-27", 1.0, 1,
        {"torch": "2.13.0"}, [], {},
    )  # fmt: skip
    told = "verified: 2026-11-27\nversions: {torch: 2.13.0}\n---"

    def head(run: results.Run) -> str:
        seen = results.overview(results.Results({block.snippet: run}), [page])
        return render.markdown(page, render.Known({}, seen, ROUTE)).partition("# ")[0]

    assert told in head(run)
    for other in ({"program": "0"}, {"output": "0"}, {"result": "failed"}):
        assert "verified:" not in head(replace(run, **other))


# What the audit sees ------------------------------------------------------------------


def test_what_was_not_made_from_the_sources_is_red(copy: Copy) -> None:
    site = copy.root / "site"
    (site / "topic" / "page.md").unlink()
    index = site / "llms.txt"
    index.write_text(index.read_text("utf-8").replace("- [", "- (", 1), "utf-8")
    with zipfile.ZipFile(site / "topic" / "page.zip", "a") as zipped:
        zipped.writestr("more.py", "print(1)\n")
    ran = copy.audit("site")
    assert ran.code == 1
    for problem in (
        "topic/page.md is missing; run make site",
        "llms.txt differs from what its sources give",
        "topic/page.zip differs from what its sources give",
    ):
        assert problem in ran.said


@pytest.mark.parametrize("name", ["page.md", "page.zip"])
def test_another_program_than_the_page_shows_is_red(copy: Copy, name) -> None:
    file = copy.root / "site" / "topic" / name
    content = file.read_bytes()
    assert b"print(6 * 7" in content
    file.write_bytes(content.replace(b"print(6 * 7", b"print(7 * 6"))
    said = copy.audit("site").said
    assert f"topic/{name} differs from what its sources give; run make site" in said


# Stock pytest-codeblocks --------------------------------------------------------------


def test_the_pages_run_under_stock_pytest(copy: Copy) -> None:
    ran = copy.python("-m", "scripts.compatibility")
    assert (ran.code, ran.said.splitlines()[-1]) == (
        0,
        "3 of 3 plain blocks ran, 0 say why not",
    )


def test_a_block_that_needs_its_own_interpreter_is_red_until_it_says_so(
    copy: Copy,
) -> None:
    case = Case("itself", "print(__file__[-3:])\n", ".py\n")
    copy.blocks("needs/more", [case])
    assert copy.build().code == 0
    ran = copy.python("-m", "scripts.compatibility")
    assert ran.code == 1
    assert "name '__file__' is not defined" in ran.said
    assert ran.said.splitlines()[-1] == "3 of 4 plain blocks ran, 0 say why not"
    copy.page(
        "needs/more", fence("needs/more/itself.py", 'alone="it reads its own path"')
    )
    assert copy.build().code == 0
    ran = copy.python("-m", "scripts.compatibility")
    assert (ran.code, ran.said.splitlines()[-1]) == (
        0,
        "3 of 3 plain blocks ran, 1 say why not",
    )


def test_a_fence_that_stock_pytest_passes_over_is_red(copy: Copy) -> None:
    file = copy.root / "site" / "topic" / "page.md"
    text = file.read_text("utf-8")
    file.write_text(text.replace("```python\n", "```py\n", 1), "utf-8")
    ran = copy.python("-m", "scripts.compatibility")
    assert (ran.code, ran.said.splitlines()[-1]) == (
        1,
        "2 of 3 plain blocks ran, 0 say why not",
    )


# Zips ---------------------------------------------------------------------------------


def test_a_zip_holds_the_snippets_and_what_running_them_takes() -> None:
    page = pages.expand(DOCS / "models" / "heads.md")
    packed = downloads.programs(page)
    assert packed == downloads.programs(page)
    with zipfile.ZipFile(io.BytesIO(packed)) as zipped:
        held = {name: zipped.read(name) for name in zipped.namelist()}
        assert {info.date_time for info in zipped.infolist()} == {downloads.ANY_DAY}
    wanted = {
        f"snippets/{file.relative_to(SNIPPETS)}": file.read_bytes()
        for file in (SNIPPETS / "models" / "heads").iterdir()
    }
    assert {n: c for n, c in held.items() if n.startswith("snippets/")} == wanted
    assert held.keys() - wanted.keys() == {"LICENSE", "README.md", "requirements.txt"}
    assert b"torch==" in held["requirements.txt"]
    assert b"    python snippets/models/heads/hidden_states.py\n" in held["README.md"]


# For programs that read pages ---------------------------------------------------------

MOST_CHARS = 5_000  # after which some programs stop reading


def markdowns(taken: dict[str, bytes]) -> dict[str, str]:
    return {n: text.decode() for n, text in taken.items() if n.endswith(".md")}


def test_every_page_begins_with_a_line_that_points_to_the_index(taken) -> None:
    for name, text in markdowns(taken).items():
        first = text.split("\n---\n\n", 1)[1].split("\n", 1)[0]
        link = re.search(r"\]\((.*)\)$", first)
        assert link, name
        folder = posixpath.dirname(name)
        assert posixpath.normpath(posixpath.join(folder, link[1])) == "llms.txt", name


def late(text: str) -> bool:
    """Whether the first program ends where some programs no longer read."""
    block = re.search(r"^```python\n.*?^```$", text, re.DOTALL | re.MULTILINE)
    return block is not None and block.end() > MOST_CHARS


def test_the_answer_and_the_first_program_come_early(taken) -> None:
    assert [name for name, text in markdowns(taken).items() if late(text)] == []


def test_a_late_program_is_reported() -> None:
    assert late("Words. " * 800 + "\n\n```python\nprint(1)\n```\n")
    assert not late("```python\nprint(1)\n```\n" + "Words. " * 800)


# The index ----------------------------------------------------------------------------


def test_the_index_follows_the_navigation(taken, monkeypatch) -> None:
    lines = taken["llms.txt"].decode().splitlines()
    assert lines[:3] == ["# NLPJourney", "", lines[2]]
    assert lines[2].startswith("> ")
    links = [
        line.partition("](")[2].partition(")")[0] for line in lines if line[:3] == "- ["
    ]
    nav = (paths.ROOT / "mkdocs.yml").read_text("utf-8")
    written = re.findall(r"^ +- [^\n]+: (\S+\.md)$", nav, re.MULTILINE)
    assert links == written
    assert "## Notebooks" in lines
    monkeypatch.setenv("SITE_URL", "https://host/base")
    made = downloads.files()
    assert "](https://host/base/models/heads.md)" in made["llms.txt"].decode()
    assert (
        "<!-- https://host/base/models/heads.md -->" in made["llms-full.txt"].decode()
    )
