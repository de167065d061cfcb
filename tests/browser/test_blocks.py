"""A reader copies and downloads from a block exactly the file that ran."""

import re

from playwright.sync_api import Page, expect
from support import BLOCK, PHONE, PRINTED, PROGRAM, READ_CLIPBOARD, file_of, snippet_of


def blocks(page: Page):
    return page.locator(BLOCK).all()


def test_copy_is_announced_and_works_by_keyboard(open_site) -> None:
    page = open_site()
    button = page.get_by_role("button", name=re.compile("^Copy ")).first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    expect(button).to_be_focused()
    ring = button.evaluate("b => getComputedStyle(b).outlineStyle")
    assert ring == "solid"


def test_copy_without_the_clipboard_api(open_site) -> None:
    page = open_site()
    reader = page.context.new_page()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.bring_to_front()
    block = blocks(page)[0]
    block.locator(".block-copy").click()
    expect(block.locator(".block-copied")).to_have_text("Copied")
    expect(block.locator(".block-copy")).to_be_focused()
    reader.goto(page.url)
    reader.bring_to_front()
    assert reader.evaluate(READ_CLIPBOARD).encode() == file_of(block).read_bytes()


def test_a_refused_copy_is_not_called_copied(open_site) -> None:
    page = open_site()
    page.evaluate(
        """() => {
          Object.defineProperty(navigator, "clipboard", {value: undefined});
          document.execCommand = () => false;
        }"""
    )
    block = blocks(page)[0]
    block.locator(".block-copy").click()
    expect(block.locator(".block-copy")).to_have_text("Not copied")
    expect(block.locator(".block-copied")).to_have_count(0)


def test_download_saves_the_file_under_its_name(open_site) -> None:
    page = open_site()
    block = blocks(page)[0]
    with page.expect_download() as started:
        block.locator(".block-download").click()
    download = started.value
    assert download.path().read_bytes() == file_of(block).read_bytes()
    assert download.suggested_filename == snippet_of(block).rpartition("/")[2]


def test_links_to_a_repository_leave_room_on_a_phone(open_site) -> None:
    """A site that knows its repository has two more links in the title of a block."""
    page = open_site("models/heads.html", viewport=PHONE)
    title = blocks(page)[0].locator("p").first
    title.evaluate(
        """title => title.firstElementChild.insertAdjacentHTML("afterend",
          '<a href="https://x.org/blob/main/a.py">Repository</a>' +
          '<a href="https://x.org/issues/new?title=a">Report a problem</a>')"""
    )
    name, *others = title.locator("> *").all()
    assert name.bounding_box()["width"] > 120
    assert len(others) == 4
    for link in others:
        box = link.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] + box["width"] <= 360
    expect(title.get_by_role("link", name="Report a problem")).to_be_visible()


LONG = "training/memory.html"
HEIGHT = "code => code.getBoundingClientRect().height"


def long_block(page: Page):
    return page.locator(".block.long").first


def test_a_long_program_is_folded_and_unfolds(open_site) -> None:
    page = open_site(LONG)
    block = long_block(page)
    lines = file_of(block).read_bytes().count(b"\n")
    code, button = block.locator(PROGRAM), block.locator(".block-unfold")
    assert lines > 30
    assert code.evaluate(HEIGHT) < 400
    expect(button).to_have_text(f"Show all {lines} lines")
    expect(block.locator(PRINTED)).to_be_visible()
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    assert code.evaluate(HEIGHT) > 20 * lines
    button.click()
    assert code.evaluate(HEIGHT) < 400


def test_a_folded_program_is_copied_whole(open_site) -> None:
    page = open_site(LONG)
    block = long_block(page)
    block.locator(".block-copy").first.click()
    expect(block.locator(".block-copied")).to_have_text("Copied")
    assert page.evaluate(READ_CLIPBOARD).encode() == file_of(block).read_bytes()


def test_without_scripts_and_on_paper_nothing_is_folded(open_site) -> None:
    page = open_site(LONG, java_script_enabled=False)
    block = long_block(page)
    assert block.locator(PROGRAM).evaluate(HEIGHT) > 400
    expect(block.locator(".block-unfold")).to_be_hidden()
    page = open_site(LONG)
    page.emulate_media(media="print")
    expect(long_block(page).locator(".block-unfold")).to_be_hidden()
    assert long_block(page).locator(PROGRAM).evaluate(HEIGHT) > 400
