"""Prerequisites: wrong ones are refused; right ones are listed, also at the end of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from fault_injection import Copy, fence

from nlpjourney import paths
from nlpjourney.content import prerequisites, results
from nlpjourney.content.pages import PageError


def note(copy: Copy, name: str, prerequisites: str, *text: str, tags: str = "") -> Path:
    """Write ``docs/<name>.md`` with its prerequisites."""
    return copy.page(name, *text, tags=tags, prerequisites=prerequisites)


# Refused -------------------------------------------------------------------------------

FAULTS = {
    "text": ("topic/a.md", "prerequisites must be a list of pages"),
    "unknown": (
        "[topic/none.md]",
        "topic/none.md is not on the learning path; write topic/",
    ),
    "outside": (
        "[topic/page.md]",
        "topic/page.md is not on the learning path; give that",
    ),
    "itself": ("[topic/b.md]", "is its own prerequisite; remove topic/b.md"),
    "twice": ("[topic/a.md, topic/a.md]", "lists topic/a.md twice; remove one"),
    "implied": ("[topic/c.md, topic/a.md]", "topic/c.md already requires topic/a.md"),
    "circle": ("[topic/d.md]", "a cycle, each page requires the next: "),
}


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Pages without programs, read by the engine that runs the tests."""
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(paths, "SETTINGS", tmp_path / "mkdocs.yml")
    paths.SETTINGS.write_text("site_name: Pages\n")
    return Copy(tmp_path)


def said(fault: pytest.ExceptionInfo[PageError]) -> str:
    return str(fault.value)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused(docs: Copy, name: str) -> None:
    written, says = FAULTS[name]
    docs.page("topic/page")
    note(docs, "topic/a", "[]")
    note(docs, "topic/b", written)
    note(docs, "topic/c", "[topic/a.md]")
    note(docs, "topic/d", "[topic/b.md]")
    with pytest.raises(PageError, match=r"^docs/topic/[bd]\.md:5: ") as fault:
        prerequisites.read(object())
    assert says in said(fault)


def test_the_line_of_an_entry_is_named(docs: Copy) -> None:
    note(docs, "topic/a", "[]")
    note(docs, "topic/b", "\n- topic/a.md\n- topic/none.md")
    with pytest.raises(PageError, match=r"^docs/topic/b\.md:7: topic/none"):
        prerequisites.read(object())


def test_a_circle_is_told_in_its_order(docs: Copy) -> None:
    needs = dict(zip("abc", "bca", strict=True))
    for name, before in needs.items():
        note(docs, f"topic/{name}", f"[topic/{before}.md]")
    with pytest.raises(PageError, match="a cycle") as fault:
        prerequisites.read(object())
    told = re.findall(r"topic/(.)\.md", said(fault).partition("next: ")[2])
    assert len(told) == 4
    assert all(needs[page] == before for page, before in pairwise(told))
    assert said(fault).startswith(f"docs/topic/{told[0]}.md:5: ")


def test_a_fault_stops_the_build_and_the_audit(copy: Copy) -> None:
    note(copy, "topic/b", "[topic/none.md]")
    says = "docs/topic/b.md:5: topic/none.md is not on the learning path"
    for ran in (copy.audit("tree"), copy.build()):
        assert ran.code, ran.said
        assert says in ran.said


def test_names_and_order_are_the_navigations(docs: Copy) -> None:
    note(docs, "topic/a", "[]")
    note(docs, "topic/b", "[topic/a.md]")
    nav = "[{Topic: [{Second: topic/b.md}, {Deep: [{First: topic/a.md}]}]}]"
    paths.SETTINGS.write_text(f"site_url: !ENV [SITE, '']\nnav: {nav}\n")
    told = [
        (s.path, s.topic, s.title) for s in prerequisites.read(object()).pages.values()
    ]
    assert told == [
        ("topic/b.md", "Topic", "Second"),
        ("topic/a.md", "Topic", "First"),
    ]


# Topics ------------------------------------------------------------------------------


def test_a_notebook_stands_with_the_topic_of_what_it_builds_on_first() -> None:
    names = {
        s.path: topic for topic, ss in prerequisites.read().topics.items() for s in ss
    }
    assert names["notebooks/sft/lora.ipynb"] == names["chat/lora.md"]
    assert names["notebooks/basics/hf_datasets.ipynb"] == names["data/slicing.md"]
    assert "Notebooks" not in names.values()


# At a page's end -----------------------------------------------------------------------


def built_rows(copy: Copy, page: str) -> dict[str, Tag]:
    """The rows at a page's end by their names, after building the site."""
    built = copy.build()
    assert built.code == 0, built.said
    return rows(copy, page)


def rows(copy: Copy, page: str) -> dict[str, Tag]:
    """The rows at a built page's end by their names."""
    html = (copy.root / f"site/{page}.html").read_text("utf-8")
    found = BeautifulSoup(html, "html.parser").select("section.page-info")
    assert len(found) == 1
    return {row.strong.extract().text: row for row in found[0].select("li")}


def words(row: Tag) -> str:
    return row.text.removeprefix(": ")


def links(row: Tag) -> list[str]:
    return [str(link["href"]) for link in row.select("a")]


@pytest.fixture(scope="module")
def related(fresh_copy: Callable[[], Copy]) -> Copy:
    """A built site whose pages are related in several ways."""
    copy = fresh_copy()
    note(copy, "around/a", "[]")
    note(copy, "around/b", "[around/a.md]", tags="rare")
    note(copy, "around/c", "[around/b.md]", tags="rare")
    note(copy, "other/d", "[]", tags="rare")
    note(copy, "told/a", "[]")
    told = "## Related { #related }", "- [A](a.md): why"
    note(copy, "told/b", "[told/a.md]", *told)
    note(copy, "told/c", "[told/b.md]")
    for name in "abcde":
        note(copy, f"frequent/{name}", "[]", tags="frequent")
    copy.page(
        "topic/notes",
        "Said[^1].",
        "",
        "## A part",
        "",
        "[^1]: Why.",
        "",
        fence("topic/notes/shown.py"),
    )
    copy.snippet("topic/notes/shown.py", "print('done')\n", "done\n")
    built = copy.build()
    assert built.code == 0, built.said
    return copy


def test_the_pages_around_a_page(related: Copy) -> None:
    around = rows(related, "around/b")
    assert links(around["Builds on"]) == ["a.html"]
    assert links(around["Leads to"]) == ["c.html"]
    assert links(around["Shares a tag with"]) == ["../other/d.html"]


def test_what_the_page_relates_itself_is_not_told_again(related: Copy) -> None:
    around = rows(related, "told/b")
    assert "Also builds on" not in around
    assert links(around["Also leads to"]) == ["c.html"]


def test_a_frequent_tag_relates_nothing(related: Copy) -> None:
    assert "Shares a tag with" not in rows(related, "frequent/a")


def test_page_info_is_below_the_footnotes_and_there_once(related: Copy) -> None:
    rows(related, "topic/notes")
    html = (related.root / "site/topic/notes.html").read_text("utf-8")
    assert html.index('class="footnote"') < html.index('class="page-info"')


def test_verified_says_when_and_how_much(copy: Copy) -> None:
    rows = built_rows(copy, "topic/page")
    newest = max(run.date for run in results.read(copy.report).values())
    assert words(rows["Verified"]) == newest
    copy.snippet(
        "topic/page/answer.py", "print(6 * 7, 26 / 6)\n", "42 4.333333333333\n"
    )
    assert built_rows(copy, "topic/page")["Verified"].text.endswith(", 2 of 3 blocks")
    copy.report.unlink()
    assert words(built_rows(copy, "topic/page")["Verified"]) == "not yet"
    copy.page("topic/other", "No block.")
    row = built_rows(copy, "topic/other")["Verified"]
    assert words(row) == "nothing to run on this page"


def test_the_versions_are_those_that_ran_or_the_pinned_ones(copy: Copy) -> None:
    (copy.root / "requirements").mkdir(exist_ok=True)
    (copy.root / "requirements/run.in").write_text(
        "# What.\ntorch==1.2  # why\nb-c==3\n"
    )
    rows = built_rows(copy, "topic/page")
    assert words(rows["Versions pinned"]) == "torch 1.2, b-c 3"
    runs = results.read(copy.report)
    ran = replace(runs["topic/page/answer.py"], versions={"torch": "1.2+cpu"})
    results.report({"topic/page/answer.py": ran}, None, copy.report)
    assert words(built_rows(copy, "topic/page")["Ran with"]) == "torch 1.2+cpu"


def test_the_learning_path_says_what_builds_on_what(copy: Copy) -> None:
    note(copy, "topic/a", "[]", tags="one")
    note(copy, "topic/b", "[topic/a.md]")
    copy.page("other/map", "```learning-path", "```")
    assert copy.build().code == 0
    text = (copy.root / "site/other/map.md").read_text("utf-8")
    assert "1. [a](../topic/a.md) has no prerequisites\n" in text
    assert "1. [b](../topic/b.md) builds on [a](../topic/a.md)\n" in text
