"""The glossary's terms are linked once per page, only in prose, with the definition as tooltip."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from fault_injection import Copy

GLOSSARY = """\
KV cache { #kv-cache }
:   The keys and values of earlier positions. More on [a page](../topic/terms.md).

collator { #collator }
:   The function that makes [one batch](../topic/terms.md) of "samples" & `rows`. It pads.

LoRA { #lora }
:   Low-rank adaptation.

cache { #cache }
:   A folder.
"""
PAGE = """\
## The collator in a heading

A **collator** pads, and `collator` is code. [This collator](page.md) is a link.

Collators pad again. The KV cache is no cache, and lora is no LoRA.

| collator | LoRA |
| --- | --- |
| a percolator | LoRA-like |
"""


@pytest.fixture(scope="module")
def built(fresh_copy: Callable[[], Copy]) -> Copy:
    """A site with a glossary and a page that uses its terms."""
    copy = fresh_copy()
    copy.page("start/glossary", GLOSSARY)
    copy.page("topic/terms", PAGE)
    ran = copy.build()
    assert ran.code == 0, ran.said
    return copy


@pytest.fixture
def linked(built: Copy) -> list[Tag]:
    """The linked terms of the page."""
    return terms(built, "topic/terms")


def terms(copy: Copy, page: str) -> list[Tag]:
    html = (copy.root / f"site/{page}.html").read_text("utf-8")
    return list(BeautifulSoup(html, "html.parser").select("a.term"))


def test_each_term_is_linked_once(linked: list[Tag]) -> None:
    seen = {link.get_text(): link["href"] for link in linked}
    assert len(linked) == 4
    assert seen.pop("KV cache") == "../start/glossary.html#kv-cache"
    assert seen.pop("cache") == "../start/glossary.html#cache"
    assert seen.pop("LoRA") == "../start/glossary.html#lora"
    assert next(iter(seen)).lower() in ("collator", "collators")


def test_only_prose_is_linked(linked: list[Tag]) -> None:
    for link in linked:
        assert not link.find_parent(["h1", "h2", "code", "th", "dt"])


def test_the_tooltip_is_the_first_sentence_as_text(linked: list[Tag]) -> None:
    says = {link["href"].partition("#")[2]: link.abbr["title"] for link in linked}
    assert says["collator"] == (
        'The function that makes one batch of "samples" & rows.'
    )
    assert says["kv-cache"] == "The keys and values of earlier positions."


def test_the_glossary_does_not_link_to_itself(built: Copy) -> None:
    assert terms(built, "start/glossary") == []


def test_without_a_glossary_nothing_is_linked(copy: Copy) -> None:
    copy.page("topic/terms", PAGE)
    assert copy.build().code == 0
    assert terms(copy, "topic/terms") == []
