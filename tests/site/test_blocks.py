"""What a reader takes from a block is the file that ran, byte for byte."""

import re

from playwright.sync_api import Page, expect

from conftest import ROOT

CLIPBOARD = ["clipboard-read", "clipboard-write"]
READ_CLIPBOARD = "navigator.clipboard.readText()"


def blocks(page: Page):
    return page.locator("figure.block[data-snippet]").all()


def file_of(block) -> bytes:
    return (ROOT / "snippets" / block.get_attribute("data-snippet")).read_bytes()


def differing(page: Page) -> list[str]:
    """What the open page's blocks offer otherwise than their files read."""
    found = []
    for block in blocks(page):
        taken = {"text": block.locator(".block-code code").text_content().encode()}
        for link in (".block-path", ".block-download"):
            response = page.request.get(block.locator(link).evaluate("a => a.href"))
            taken[link] = response.body() if response.ok else b"(not found)"
        expected, snippet = file_of(block), block.get_attribute("data-snippet")
        found += [f"{snippet}: {k}" for k, v in taken.items() if v != expected]
    return found


def test_text_and_links_of_every_block(open_site, built_pages) -> None:
    page = open_site()
    seen = 0
    for name in built_pages:
        page.goto(name)
        seen += len(blocks(page))
        assert differing(page) == []
    assert seen > 20


def test_a_changed_block_is_reported(open_site) -> None:
    """The alarm rings: a blank more in the text, links to another file and to none."""
    page = open_site()
    assert differing(page) == []
    page.locator(".block-code code").first.evaluate("code => code.append(' ')")
    page.locator(".block-path").first.evaluate("a => (a.href = 'assets/site.js')")
    page.locator(".block-download").first.evaluate("a => (a.href += '.gone')")
    kinds = [line.rpartition(": ")[2] for line in differing(page)]
    assert kinds == ["text", ".block-path", ".block-download"]


def test_copy_on_every_block(open_site, built_pages) -> None:
    page = open_site(permissions=CLIPBOARD)
    differing, seen = [], 0
    for name in built_pages:
        page.goto(name)
        for block in blocks(page):
            seen += 1
            block.locator(".block-copy").click()
            expect(block.locator(".block-copied")).to_have_text("Copied")
            if page.evaluate(READ_CLIPBOARD).encode() != file_of(block):
                differing.append(f"{name}: {block.get_attribute('data-snippet')}")
    assert seen > 20
    assert differing == []


def test_copy_is_announced_and_works_by_keyboard(open_site) -> None:
    page = open_site(permissions=CLIPBOARD)
    button = page.get_by_role("button", name=re.compile("^Copy ")).first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    expect(button).to_be_focused()
    ring = button.evaluate("b => getComputedStyle(b).outlineStyle")
    assert ring == "solid"


def test_copy_without_the_clipboard_api(open_site) -> None:
    page = open_site(permissions=CLIPBOARD)
    reader = page.context.new_page()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.bring_to_front()
    block = blocks(page)[0]
    block.locator(".block-copy").click()
    expect(block.locator(".block-copied")).to_have_text("Copied")
    expect(block.locator(".block-copy")).to_be_focused()
    reader.goto(page.url)
    reader.bring_to_front()
    assert reader.evaluate(READ_CLIPBOARD).encode() == file_of(block)


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
    assert download.path().read_bytes() == file_of(block)
    snippet = block.get_attribute("data-snippet")
    assert download.suggested_filename == snippet.rpartition("/")[2]


def test_the_program_with_the_hub_opens_and_copies(open_site, built_pages) -> None:
    """The same program with another id in its one constant, marked as not run."""
    page = open_site(permissions=CLIPBOARD)
    seen = 0
    for name in built_pages:
        page.goto(name)
        for block in page.locator("figure.block:has(.block-hub)").all():
            seen += 1
            summary = block.locator(".block-hub > summary")
            expect(summary).to_contain_text("not run here")
            expect(block.locator(".block-hub-code")).to_be_hidden()
            summary.focus()
            page.keyboard.press("Enter")
            block.locator(".block-copy-hub").click()
            expect(block.locator(".block-hub .block-copied")).to_have_text("Copied")
            copied = page.evaluate(READ_CLIPBOARD).splitlines()
            ran = file_of(block).decode().splitlines()
            other = [pair for pair in zip(ran, copied, strict=True) if len({*pair}) > 1]
            hub = summary.locator("code").text_content()
            assert [b for _, b in other] == [other[0][0].partition('"')[0] + f'"{hub}"']
    assert seen > 2
