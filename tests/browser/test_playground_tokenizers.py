"""The tokenizer playground in the browser: its content, its use, and extreme texts."""

# ruff: noqa: RUF001 (offsets are a range)
from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support import OpenSite, inject_axe
from test_tokenizers_equal import library

PAGE = "playground/tokenizers.html"
IDLE = "() => document.querySelector('.token') && !document.querySelector('[aria-busy=true]')"
LONG = "".join(
    random.Random(5).choices("aeinrst  ,.\n0é漢", k=100_000)
)  # no word comes twice
TOKENIZERS = {"minilm": "WordPiece", "smollm2": "Byte-level BPE", "unigram": "Unigram"}


def at(**state: str) -> str:
    return f"{PAGE}#" + "&".join(
        f"{name}={quote(value)}" for name, value in state.items()
    )


def idle(page: Page) -> Page:
    page.wait_for_function(IDLE)
    return page


def tokens(page: Page, name: str) -> Locator:
    return page.get_by_role(
        "listbox", name=f"Tokens of {TOKENIZERS[name]}"
    ).get_by_role("option")


def why(page: Page) -> Locator:
    return page.get_by_role("region", name="Why the text was split there")


def test_three_columns_show_what_the_library_gives(open_site: OpenSite) -> None:
    text = "The unhappiest naïve 👍🏽 x² [MASK]"
    page = idle(open_site(at(text=text)))
    for name in TOKENIZERS:
        encoding = library(name).encode(text)
        shown = [row.split("\n") for row in tokens(page, name).all_inner_texts()]
        assert [int(row[-1]) for row in shown] == encoding.ids
        assert shown[1][0] == encoding.tokens[1]
    page.get_by_label("Below a token").select_option("offsets")
    for name in TOKENIZERS:
        under = tokens(page, name).locator(".token-under").all_inner_texts()
        assert under == [
            f"{start}–{end}" for start, end in library(name).encode(text).offsets
        ]


def test_why_names_the_steps_of_each_algorithm(open_site: OpenSite) -> None:
    page = idle(open_site(at(text="unhappiest [MASK]")))
    for name, says in (
        ("minilm", ["unhappies", "##ha", "Longest piece"]),
        ("smollm2", ["Learned as no.", "The word begins as 10 bytes"]),
        ("unigram", ["the best", "times less likely"]),
    ):
        tokens(page, name).nth(1).click()
        for text in says:
            expect(why(page)).to_contain_text(text)
    tokens(page, "minilm").get_by_text("[MASK]").click()
    expect(why(page)).to_contain_text("A special token")
    tokens(page, "minilm").first.click()
    expect(why(page)).to_contain_text("around every text")


def test_tokens_are_reached_by_keyboard(open_site: OpenSite) -> None:
    page = idle(open_site(at(text="unhappiest words", at="minilm.1")))
    assert tokens(page, "minilm").and_(page.locator("[tabindex='0']")).count() == 1
    page.get_by_role("button", name="Copy link").focus()
    page.keyboard.press("Tab")
    expect(tokens(page, "minilm").nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tokens(page, "minilm").nth(2)).to_be_focused()
    expect(tokens(page, "minilm").nth(2)).to_have_attribute("aria-selected", "true")
    expect(why(page)).to_contain_text("##ha")
    same = page.locator(".token-same").all_inner_texts()
    assert same
    page.keyboard.press("End")
    expect(tokens(page, "minilm").last).to_be_focused()
    page.keyboard.press("Tab")
    expect(tokens(page, "smollm2").first).to_be_focused()


def test_the_address_keeps_the_finding(open_site: OpenSite) -> None:
    page = idle(open_site(PAGE))
    page.get_by_label("Text", exact=True).fill("Ein & kein #Test = 100 %\nzwei")
    page.get_by_role("button", name="WordPiece").click()
    page.wait_for_function("() => location.hash.includes('Ein')")
    idle(page)
    tokens(page, "unigram").nth(2).click()
    address = page.url
    shown = tokens(page, "unigram").all_inner_texts()
    other = open_site(address)
    idle(other)
    assert (
        other.get_by_label("Text", exact=True).input_value()
        == "Ein & kein #Test = 100 %\nzwei"
    )
    expect(other.get_by_role("listbox", name="Tokens of WordPiece")).to_be_hidden()
    other.wait_for_function("() => document.querySelector('[aria-selected=true]')")
    assert tokens(other, "unigram").all_inner_texts() == shown
    assert other.locator("[aria-selected=true]").inner_text() == shown[2]
    page.evaluate("() => void (location.hash = 'text=again')")
    expect(page.get_by_label("Text", exact=True)).to_have_value("again")


@pytest.mark.parametrize("typed", [True, False])
def test_what_is_typed_is_text(open_site: OpenSite, typed: bool) -> None:
    text = '<img src=x onerror="hacked=1"><script>hacked=1</script><b>x</b>'
    page = idle(
        open_site(PAGE if typed else at(text=text, at="smollm2.1", shown="<b>,smollm2"))
    )
    if typed:
        page.get_by_label("Text", exact=True).fill(text)
        page.wait_for_function("() => location.hash.includes('img')")
    idle(page)
    tokens(page, "smollm2").nth(1).click()
    expect(why(page)).to_contain_text("Learned as no.")
    assert page.locator("[data-part] :is(img, script, b)").count() == 0
    assert page.evaluate("typeof hacked") == "undefined"


def test_a_tokenizer_is_loaded_when_its_column_is_shown(open_site: OpenSite) -> None:
    page = open_site(None, alone=True)
    asked: list[str] = []
    page.context.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2])
    )
    page.goto(at(text="a", shown="unigram"))
    idle(page)
    assert {"encoder.js", "unigram.js"} <= set(asked)
    assert not {"minilm.js", "smollm2.js"} & set(asked)
    page.get_by_role("button", name="WordPiece").click()
    expect(tokens(page, "minilm")).to_have_count(3)
    assert "minilm.js" in asked
    assert "smollm2.js" not in asked


def test_without_javascript_the_page_says_so(open_site: OpenSite) -> None:
    page = open_site(PAGE, java_script_enabled=False)
    expect(page.get_by_text("The playground needs JavaScript")).to_be_visible()


SOME = 5
TURNS = """async () => {
  const field = document.querySelector("textarea");
  const pages = document.querySelector(".playground nav");
  const working = () => document.querySelector("[aria-busy=true]") !== null;
  field.value = TEXT;
  field.dispatchEvent(new Event("input"));
  let turns = 0;
  while (pages.hidden || working()) {
    turns += working();
    await new Promise((done) => setTimeout(done));
  }
  return turns;
}""".replace("TEXT", json.dumps(LONG))


def test_a_long_text_leaves_the_page_alive(open_site: OpenSite) -> None:
    page = idle(open_site(PAGE))
    assert page.evaluate(TURNS) > SOME
    assert page.locator(".token").count() < 3000
    pages = page.get_by_role("navigation", name="Pages of the text")
    expect(pages).to_contain_text("Characters 0 to 400 of 100,000")
    pages.get_by_role("button", name="Next").click()
    expect(pages).to_contain_text("Characters 400 to 800")
    page.get_by_label("Below a token").select_option("offsets")
    first = tokens(page, "smollm2").first.locator(".token-under").inner_text()
    assert 400 <= int(first.partition("–")[0]) < 410
    expect(page.get_by_role("button", name="Too long for a link")).to_be_disabled()


def test_more_than_the_limit_is_said(open_site: OpenSite) -> None:
    page = idle(open_site(at(text="a", shown="minilm")))
    page.get_by_label("Text", exact=True).fill("word " * 50_000)
    expect(
        page.get_by_text("Only the first 200,000 of 250,000 characters")
    ).to_be_visible()
    idle(page)
    expect(page.locator(".playground-count").first).to_contain_text("40,002 tokens")


def test_a_word_of_100_kb_is_split_in_part(open_site: OpenSite) -> None:
    """Without a worker, a word is split in one go, and nothing else happens meanwhile."""
    page = idle(open_site(at(text="a", shown="minilm,smollm2")))
    page.get_by_label("Text", exact=True).fill("so " + "abcdefghij" * 10_000)
    expect(page.locator(".playground-problem")).to_have_text(
        "Only the first 10,003 of 100,003 characters are split: "
        "a word has more than 10,000."
    )
    idle(page)
    page.get_by_label("Below a token").select_option("offsets")
    pages = page.get_by_role("navigation", name="Pages of the text")
    expect(pages).to_contain_text("of 10,003")


@pytest.fixture
def folder(site: Path, tmp_path: Path) -> Path:
    """The page and what it needs, as unpacked from an archive."""
    shutil.copytree(site / "assets", tmp_path / "assets")
    (tmp_path / "playground").mkdir()
    shutil.copy(site / PAGE, tmp_path / PAGE)
    return tmp_path


def turns_from(folder: Path, browser: Browser) -> int:
    """How often others had a turn while a long text was split on the page itself."""
    page = browser.new_page()
    page.goto((folder / PAGE).as_uri())
    idle(page)
    turns: int = page.evaluate(TURNS)
    expect(page.locator(".playground-count").first).to_contain_text("tokens")
    page.close()
    return turns


def test_from_a_folder_the_page_does_the_work_in_turns(
    folder: Path, browser: Browser
) -> None:
    assert turns_from(folder, browser) > SOME


def test_work_without_turns_is_noticed(folder: Path, browser: Browser) -> None:
    """Injected fault: no turns for others."""
    encoder = folder / "assets" / "web" / "encoder.js"
    text = encoder.read_text("utf-8")
    assert "?50:8" in text
    encoder.write_text(text.replace("?50:8", "?1e9:1e9"), "utf-8")
    assert turns_from(folder, browser) <= SOME


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_overflows(
    open_site: OpenSite, width: int
) -> None:
    size = {"width": width, "height": 900}
    address = at(text="unhappiest " + LONG[:900], at="smollm2.1")
    page = idle(open_site(address, viewport=size, reduced_motion="reduce"))
    expect(why(page)).to_contain_text("Learned as no.")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    inject_axe(page)
    found = page.evaluate("() => axe.run('[data-part]').then((all) => all.violations)")
    page.emulate_media(color_scheme="dark")
    colors = "{ runOnly: ['color-contrast', 'link-in-text-block'] }"
    found += page.evaluate(
        f"() => axe.run('[data-part]', {colors}).then((all) => all.violations)"
    )
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
