"""A page as Markdown: one text that the site shows, that is downloaded, and that stock
pytest-codeblocks collects."""

from __future__ import annotations

import io
import re
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from fault_injection import fence
from pytest_codeblocks.main import extract_from_buffer

from nlpjourney.content import pages, prerequisites, results
from nlpjourney.content.pages import Block, Page
from nlpjourney.paths import DOCS, ROOT, SNIPPETS
from nlpjourney.site import downloads, render

HEADS = "models/heads/hidden_states.py"
SITE = render.Site(results.Overview(results.Results(), []), prerequisites.read())
RUNNABLE = re.compile(r"^[ ]*```+(python|bash)$", re.MULTILINE)


def expanded(text: str, name: str = "models/page.md") -> Page:
    lines = ["# A page", "", *textwrap.dedent(text).strip().splitlines()]
    return pages.expand(DOCS / name, lines)


def rendered(text: str, name: str = "models/page.md") -> str:
    """The Markdown of ``text`` below a title, without the end of the page."""
    markdown = render.markdown(expanded(text, name), SITE)
    body = markdown.partition("# A page\n\n")[2]
    return body.partition('\n<section class="page-info"')[0]


@pytest.mark.parametrize(
    "text",
    [
        "## Why it fails { #why }\n\n[x](#why), [y](other.md#gone)",
        '!!! note "Mind"\n    One.\n\n    Two.\n\nAfter.',
        "term { #term }\n:   What it is,\n    and more.",
        "````text\n```python\n!!! note\n## x { #y }\n````",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
    ],
)
def test_what_is_written_stays_as_it_is(text: str) -> None:
    assert rendered(text) == text + "\n"


@pytest.mark.parametrize(
    ("text", "has_place"),
    [
        ("Said before.[^1]\n\n[^1]: By whom.", True),
        ('````text\nre.findall(r"<([^<]*)", text)\n````', False),
    ],
)
def test_only_footnotes_get_a_place_at_the_end(text: str, has_place: bool) -> None:
    markdown = render.markdown(expanded(text), SITE)
    assert (render.FOOTNOTES in markdown) == has_place


def test_a_block_has_its_title_code_output_and_provenance() -> None:
    file = SNIPPETS / HEADS
    code = file.read_text("utf-8")
    recorded = file.with_suffix(".out").read_text("utf-8")
    assert rendered(fence(HEADS)) == (
        '<div class="block" id="block-hidden_states" markdown="1">\n\n'
        f"[models/heads/**hidden_states.py**](../snippets/{HEADS})\n\n"
        f"```python\n{code}```\n\n```text\n{recorded}```\n\n"
        "Not verified yet. [Results](../start/results.md#ran-models-heads-hidden_states-py)"
        "\n\n</div>\n"
    )


def test_a_block_that_ran_says_when_and_with_what() -> None:
    page = expanded(fence(HEADS))
    (block,) = page.blocks
    run = results.Run(
        results.program_hash(block), results.output_hash(block), "2026-11-27", 1.25, 1912,
        {"torch": "2.13.0"}, ["a/b"], {},
    )  # fmt: skip

    def provenance(run: results.Run) -> str:
        runs = results.Results({block.snippet: run})
        site = replace(SITE, programs=results.overview(runs, [page]))
        return render.Renderer(page, site).provenance(block)

    assert provenance(run).startswith(
        "**Ran** 2026-11-27 in 1.25 s with 1,912 MiB, `torch 2.13.0`, `a/b` [Results]("
    )
    assert provenance(replace(run, result="failed")).startswith("Failed when it last")
    for other in ({"program": "0"}, {"output": "0"}):
        assert provenance(replace(run, **other)).startswith("Changed since it last ran")


def test_a_long_program_is_marked_as_one() -> None:
    short = '<div class="block" id='
    assert rendered(fence(HEADS)).startswith(short)
    long = next(f for f in SNIPPETS.rglob("*.py") if f.read_text().count("\n") > 30)
    name = long.relative_to(SNIPPETS).as_posix()
    assert rendered(fence(name)).startswith('<div class="block long" id=')


def test_a_block_in_an_admonition_stays_inside() -> None:
    text = (
        '!!! tip "So"\n    Before.\n\n' + fence(HEADS, indent="    ") + "\n    After."
    )
    lines = rendered(text).splitlines()
    start = '    <div class="block" id="block-hidden_states" role="group"'
    assert f'{start} aria-label="hidden_states.py">' in lines
    assert "    ```python" in lines
    assert "    import torch" in lines
    assert lines[-1] == "    After."
    assert [line for line in lines[1:] if line and not line.startswith("    ")] == []


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
def test_a_block_that_is_not_plain_says_why(options: str, reason: str) -> None:
    (mark,) = re.findall(
        r"\n\n(.*)```python", rendered(fence(HEADS, options)), re.DOTALL
    )
    skip = f'<!--pytest.mark.skip(reason="{reason}")-->\n\n'
    assert mark.endswith(skip if reason else ")\n\n")
    (found,) = extract_from_buffer(io.StringIO(rendered(fence(HEADS, options))))[:1]
    assert found.marks == ([f'pytest.mark.skip(reason="{reason}")'] if reason else [])


def test_a_block_that_only_a_program_runs_says_so() -> None:
    text = rendered(fence("tokenizers/bpe/from_scratch.py", 'steps="encode"'))
    why = '(reason="works only as a program, under __main__")'
    assert f"<!--pytest.mark.skip{why}-->" in text
    assert re.search(r"\[Step through \d+ recorded steps\]\(.*from_scratch", text)


def test_the_program_with_the_hub_is_a_tab_beside_the_one_that_ran() -> None:
    name = next(
        block
        for page in pages.all_pages()
        for block in page.fences.values()
        if block.options.hub
    )
    text = rendered(fence(name.snippet, f'hub="{name.options.hub}"'))
    ran, hub = text.split('=== "With the Hub"')
    assert '=== "As it ran"\n\n' in ran
    assert "    ```text\n    $ python" in ran
    assert "```text" not in hub
    assert f"    Not run here: `{name.options.hub}` in place of `nlpjourney/" in hub
    assert f'needs {name.options.hub} from the Hub")-->' in hub


def test_a_chart_is_a_picture_with_its_numbers_in_words() -> None:
    page = pages.expand(DOCS / "chat" / "lora.md")
    file, chart = next(iter(render.drawn_charts(page).items()))
    assert file == "assets/charts/chat/lora-1.svg"
    text = render.markdown(page, SITE)
    assert f"![{chart.title}. 2: trainable % 0.45" in text
    assert f"](../{file}){{ width=" in text
    assert "```chart" not in text


def test_a_notebook_is_its_markdown_cells_with_its_files_and_commands() -> None:
    path = DOCS / "notebooks" / "main_tasks" / "semantic_search.ipynb"
    text = render.markdown(pages.expand(path), SITE)
    assert text.startswith(render.CELL)
    assert '<a href="semantic_search.ipynb" download>semantic_search.ipynb</a>' in text
    assert ", [semantic_search.jsonl](semantic_search.jsonl)\n" in text
    assert "`python -m nlpjourney run notebooks/main_tasks/semantic_search`" in text
    assert "```python" not in text


def test_stock_pytest_collects_what_each_note_shows() -> None:
    """It collects every runnable fence of a note; each fence that cannot run there says why."""
    sources = downloads.read()
    counts = {}
    for name, page in sources.pages.items():
        if page.notebook:
            continue
        text = sources.texts[name]
        found = [
            block
            for block in extract_from_buffer(io.StringIO(text))
            if block.syntax in pages.SUFFIX
        ]
        plain = [b for b in page.fences.values() if not render.why_not_alone(b)]
        variants = [b for b in page.fences.values() if b.options.hub]
        assert len(found) == len(page.fences) + len(variants), name
        assert sum(not block.marks for block in found) == len(plain), name
        counts[name] = len(found)
    assert sum(counts.values()) > 290


@pytest.mark.parametrize("file", sorted((DOCS / "assets" / "pictures").glob("*.svg")))
def test_a_picture_follows_the_pages_scheme_like_a_chart(file: Path) -> None:
    style = (ROOT / "nlpjourney/site/templates/picture.css").read_text("utf-8").strip()
    assert f"<style>\n{style}\n</style>" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("fence", "row"),
    [
        (
            "errors",
            "| `IndexError: Target 2 is out of bounds.` | Number the labels 0, 1, 2 and so on, "
            "and pass `num_labels=` when you load the model. | [Debugging: labels_out_of_range]"
            "(../training/debugging.md#block-labels_out_of_range) |",
        ),
        ("api", "| `transformers.BertForSequenceClassification` | - | [Debugging: "),
    ],
)
def test_an_index_lists_what_programs_print_and_use(fence: str, row: str) -> None:
    of = [pages.expand(DOCS / "training/debugging.md")]
    site = replace(SITE, programs=results.overview(results.Results(), of))
    shown = render.markdown(expanded(f"```{fence}\n```"), site)
    assert row in shown
    assert row not in render.markdown(expanded(f"```{fence}\n```"), SITE)


def test_changed_programs_are_listed_by_day_and_page() -> None:
    """By the recorded runs, the newest day first, whatever this machine ran."""
    page = pages.expand(DOCS / "training/debugging.md")
    first, second, third = sorted(page.blocks, key=lambda block: block.snippet)[:3]
    old = results.Run("", "", "2026-11-29", 1.0, 1, {}, [], {})
    new = replace(old, date="2026-11-30")
    recorded = {first.snippet: old, second.snippet: new, third.snippet: old}
    known = results.Results({first.snippet: new}, recorded)
    site = replace(SITE, programs=results.overview(known, [page]))
    shown = render.markdown(expanded("```changes\n```"), site)

    def row(day: str, *blocks: Block) -> str:
        to = "../training/debugging.md"
        links = [f"[{one.file.stem}]({to}#block-{one.file.stem})" for one in blocks]
        return f"| [Debugging]({to}) | {day} | {', '.join(links)} |\n"

    assert row("2026-11-30", second) + row("2026-11-29", first, third) in shown


def test_a_repository_is_offered_where_one_is_set() -> None:
    page = pages.expand(DOCS / "notebooks" / "basics" / "hf_pipeline.ipynb")
    site = replace(SITE, repo_url="https://github.com/someone/notes/")
    address = "someone/notes/blob/main/docs/notebooks/basics/hf_pipeline.ipynb"
    offered = f"[Open in Colab](https://colab.research.google.com/github/{address})"
    assert offered in render.markdown(page, site)
    block = render.markdown(expanded(fence(HEADS)), site)
    where = f"https://github.com/someone/notes/issues/new?title=snippets/{HEADS}"
    assert f"[Report a problem]({where})" in block
    assert "https://github.com/" not in rendered(fence(HEADS))
