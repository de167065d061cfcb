"""Ordinary questions find the page that answers them."""

import pytest
from playwright.sync_api import Page

QUESTIONS = {
    "models/heads.html": [
        "what is a model head",
        "hidden states and heads",
        "hidden states of a transformer",
    ],
    "tokenizers/algorithms.html": [
        "BPE, WordPiece, Unigram side by side",
        "which tokenization algorithm does BERT use",
    ],
    "data/map.html": [
        "how do batched map functions work",
        "tokenize a dataset with map",
    ],
    "chat/templates.html": [
        "what is a chat template",
        "add_generation_prompt",
    ],
    "toolbox/tools.html": [
        "which tool to serve a language model",
        "tools for fine-tuning on one GPU",
    ],
}

# Material's search takes each small word for the beginning of any word.
NOT_YET = {
    "models/heads.html": ["how do I get hidden states from a transformer"],
    "tokenizers/algorithms.html": ["difference between BPE, WordPiece and Unigram"],
    "chat/templates.html": ["when do I need add_generation_prompt"],
}


def ask(page: Page, question: str) -> list[str]:
    """The pages of the results, best first."""
    box = page.get_by_role("textbox", name="Search")
    box.fill(question)
    box.press("End")  # the theme searches when a key is released
    results = page.locator(".md-search-result__item > a")
    results.first.wait_for(state="attached")
    return [link.evaluate("a => a.pathname") for link in results.all()]


@pytest.mark.parametrize(
    ("expected", "question"),
    [(page, question) for page, asked in QUESTIONS.items() for question in asked],
)
def test_question_finds_its_page(open_site, expected: str, question: str) -> None:
    assert f"/some/base/{expected}" in ask(open_site(), question)[:3]


@pytest.mark.xfail(strict=True, reason="the built-in search ranks it too low")
@pytest.mark.parametrize(
    ("expected", "question"),
    [(page, question) for page, asked in NOT_YET.items() for question in asked],
)
def test_question_does_not_find_its_page_yet(
    open_site, expected: str, question: str
) -> None:
    assert f"/some/base/{expected}" in ask(open_site(), question)[:3]


@pytest.mark.parametrize("name", ["last_hidden_state", "from_pretrained", "num_proc"])
def test_names_of_the_libraries_are_found(open_site, name: str) -> None:
    assert ask(open_site(), name)


def test_what_is_typed_stays_text(open_site) -> None:
    page = open_site()
    assert ask(page, "<img src=x onerror=alert(1)> map")
    assert page.locator(".md-search img").count() == 0
