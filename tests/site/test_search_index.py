"""The search prefers explanations to code: on one page, and between pages."""

import json
from pathlib import Path

import pytest

from nlpjourney.site import search_index
from scripts import bundle

ASK = """
  import { readFileSync } from "node:fs";
  import { searcher } from "./src/search/engine.js";
  const { parts, question } = JSON.parse(readFileSync(0, "utf8"));
  const { rank } = searcher(async (name) => parts[name]);
  console.log(JSON.stringify(await rank(question, 8)));
"""
BLOCK = """<div class="block" id="{0}"><p><a href="{0}"><strong>{0}</strong></a></p>
<div class="highlight"><pre><code>{1}</code></pre></div></div>"""


def ask(pages: list[search_index.Page], question: str) -> list[tuple[str, str]]:
    """The page and the section of each result, best first."""
    asked = {"parts": search_index.index(pages), "question": question}
    done = bundle.node("--input-type=module", "-e", ASK, input=json.dumps(asked))
    assert done.returncode == 0, done.stdout
    ranked = [(pages[one["number"]], one["section"]) for one in json.loads(done.stdout)]
    return [(page.url, page.sections[number].heading) for page, number in ranked]


def read(folder: Path, **articles: str) -> list[search_index.Page]:
    for name, content in articles.items():
        article = f'<article><h1 id="{name}">{name}</h1>{content}</article>'
        (folder / f"{name}.html").write_text(article, "utf-8")
    return search_index.read(folder)


@pytest.fixture
def one_page(tmp_path: Path) -> list[search_index.Page]:
    """A page with a block, and an explanation that has its words less often."""
    block = BLOCK.format(
        "merge.py", "merge_and_unload()\nmerge_and_unload(safe=True)\n"
    )
    text = (
        "<h2 id='merging'>Merging</h2><p>Call merge_and_unload after the last step.</p>"
    )
    return read(tmp_path, adapters=block + text)


def test_a_result_is_the_section_that_explains(one_page) -> None:
    assert ask(one_page, "merge_and_unload") == [("adapters.html", "Merging")]


def test_a_result_is_the_block_if_only_it_has_all_words(one_page) -> None:
    for question in ("merge_and_unload safe", "merge.py"):
        assert ask(one_page, question) == [("adapters.html", "merge.py")]


def test_without_the_rule_the_result_is_the_block(one_page) -> None:
    """Injected fault: an index that does not say which sections are blocks."""
    for section in one_page[0].sections:
        section.kind = "note"
    assert ask(one_page, "merge_and_unload") == [("adapters.html", "merge.py")]


def two_pages(folder: Path) -> list[search_index.Page]:
    """A page with a program, and one that says the same words."""
    words = "past_key_values hold one layer"
    text = f"<h2 id='cache.py'>cache.py</h2>{words}"
    return read(folder, a=BLOCK.format("cache.py", words), b=text)


def test_a_page_that_explains_comes_before_a_page_with_code(tmp_path: Path) -> None:
    found = ask(two_pages(tmp_path), "past_key_values")
    assert [page for page, _ in found] == ["b.html", "a.html"]


def test_without_the_weights_the_page_with_code_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Injected fault: a word in a program counts as much as one in prose."""
    for weight in ("PROGRAM", "SNIPPET", "HEADING"):
        monkeypatch.setattr(search_index, weight, search_index.PROSE)
    found = ask(two_pages(tmp_path), "past_key_values")
    assert [page for page, _ in found] == ["a.html", "b.html"]
