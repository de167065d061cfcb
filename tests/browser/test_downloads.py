"""What a reader takes along, as a browser takes it: pages as Markdown, snippets as a zip."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import links
import pytest
from playwright.sync_api import Page, expect
from support import PHONE, READ_CLIPBOARD, ROOT

ZIP = "//*[@class='page-actions']/*[contains(@href, '.zip')]"
NOTE, NOTEBOOK, PROSE = (
    "models/heads.html",
    "notebooks/basics/hf_pipeline.html",
    "start/glossary.html",
)


def markdown_of(site: Path, page: str) -> bytes:
    return (site / page).with_suffix(".md").read_bytes()


def actions(page: Page):
    return page.locator(".page-actions")


def copied(page: Page) -> bytes:
    """What the page's own copy button puts into the clipboard."""
    actions(page).get_by_role("button", name="Copy page as Markdown").click()
    expect(actions(page).locator(".block-copied")).to_have_text("Copied")
    return page.evaluate(READ_CLIPBOARD).encode()


@pytest.mark.parametrize("name", [NOTE, NOTEBOOK, PROSE])
def test_a_copied_page_is_its_markdown(open_site, site, name) -> None:
    assert copied(open_site(name)) == markdown_of(site, name)


def test_a_page_is_copied_without_the_clipboard_api(open_site, site) -> None:
    page = open_site(NOTE)
    reader = page.context.new_page()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.bring_to_front()
    actions(page).get_by_role("button").click()
    expect(actions(page).locator(".block-copied")).to_have_text("Copied")
    reader.goto(page.url)
    reader.bring_to_front()
    assert reader.evaluate(READ_CLIPBOARD).encode() == markdown_of(site, NOTE)


def test_a_twin_that_is_gone_is_not_called_copied(open_site, problems) -> None:
    page = open_site(NOTE)
    page.route("**/heads.md", lambda route: route.fulfill(status=410))
    page.evaluate("navigator.clipboard.writeText('before')")
    button = actions(page).get_by_role("button")
    with page.expect_event("console", lambda message: "410" in message.text):
        button.click()
    expect(button).to_have_text("Not copied")
    assert page.evaluate(READ_CLIPBOARD) == "before"
    assert all("410" in problem for problem in problems)
    problems.clear()


def test_the_actions_work_by_keyboard(open_site, site) -> None:
    page = open_site(NOTE)
    button = actions(page).get_by_role("button")
    button.focus()
    assert button.evaluate("b => getComputedStyle(b).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    expect(button).to_be_focused()
    assert page.evaluate(READ_CLIPBOARD).encode() == markdown_of(site, NOTE)
    for name in ("Markdown", "Download the snippets (zip)"):
        page.keyboard.press("Tab")
        link = actions(page).get_by_role("link", name=name, exact=True)
        expect(link).to_be_focused()
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    assert started.value.suggested_filename == "heads.zip"


def test_the_actions_fit_a_phone(open_site) -> None:
    page = open_site(NOTE, viewport=PHONE)
    for action in actions(page).locator("> *").all():
        box = action.bounding_box()
        assert box["width"] >= 24
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


# As files


def offered(site: Path, name: str, path: str) -> list[Path]:
    """The files that a page's links at this XPath lead to."""
    found = links.parsed(site / name).xpath(f"{path}/@href")
    return [((site / name).parent / href).resolve() for href in found]


def test_every_page_but_the_error_offers_its_markdown(site: Path, built_pages) -> None:
    for name in built_pages:
        markdowns = [] if name == "404.html" else [(site / name).with_suffix(".md")]
        shown = [] if name == "index.html" else markdowns
        assert offered(site, name, '//link[@type="text/markdown"]') == markdowns
        assert offered(site, name, "//*[contains(@class, 'page-markdown')]") == shown
        assert [file for file in markdowns if not file.is_file()] == []


def snippets(page: Path) -> list[str]:
    """The programs of a page's blocks, by their paths below ``snippets/``."""
    titles = links.parsed(page).xpath("//div[starts-with(@id, 'block-')]/p[1]/a[1]")
    return [title.get("href").partition("snippets/")[2] for title in titles]


def test_every_note_offers_its_snippets_in_one_zip(site: Path, built_pages) -> None:
    zips = 0
    for name in built_pages:
        blocks = snippets(site / name)
        wanted = [(site / name).with_suffix(".zip")] if blocks else []
        if name != "index.html":
            zips += len(wanted)
            assert offered(site, name, ZIP) == wanted
        for file in wanted:
            with zipfile.ZipFile(file) as zipped:
                held = {one: zipped.read(one) for one in zipped.namelist()}
            for block in blocks:
                program = Path("snippets", block)
                for path in (program, program.with_suffix(".out")):
                    assert held.pop(str(path)) == (ROOT / path).read_bytes()
            assert sorted(held) == ["LICENSE", "README.md", "requirements.txt"]
    assert zips > 20


def linked(markdown: str) -> Iterator[str]:
    """The targets of a Markdown's links and images, outside its fences."""
    prose = without_code(markdown)
    yield from re.findall(r"\]\(([^)\s]+)\)", prose)
    yield from re.findall(r'\b(?:href|src)="([^"]+)"', prose)


def without_code(markdown: str) -> str:
    prose = re.sub(r"(?ms)^ *(`{3,})[^`\n]*\n.*?^ *\1`*$", "", markdown)
    return re.sub(r"`[^`\n]+`", "``", prose)


def anchors(markdown: str) -> set[str]:
    """What a link into a Markdown can name: its headings, and the ids that it gives."""
    headings = re.findall(r"(?m)^#+ (.+?)(?: \{.*\})?$", markdown)
    slugs = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    prose = without_code(markdown)
    ids = re.findall(r'(?m)\{[^}\n]*#([^\s}]+)|\bid="([^"]+)"', prose)
    return slugs | {"".join(pair) for pair in ids}


def dangling(site: Path) -> list[str]:
    """The links between markdowns, and from them to other files, that lead nowhere."""
    broken = []
    for file in sorted(site.rglob("*.md")):
        for target in linked(file.read_text("utf-8")):
            path, _, anchor = target.partition("#")
            there = file.parent / path if path else file
            if ":" in path or path.endswith(".html"):
                wrong = "" if ":" in path else links.wrong(target, file, site)
            elif not there.is_file():
                wrong = "no such file"
            else:
                known = anchors(there.read_text("utf-8")) if anchor else {""}
                wrong = "" if anchor in known else "no such anchor"
            if wrong:
                broken.append(f"{file.relative_to(site)}: {target}: {wrong}")
    return broken


def test_every_link_of_a_twin_leads_somewhere(site: Path) -> None:
    assert dangling(site) == []


def test_a_dangling_link_is_reported(tmp_path: Path) -> None:
    """A fault that is injected is reported."""
    faults = ["gone.md", "#gone", "#in-code", "page.html#gone", "../gone.svg"]
    links_to = " ".join(f"[x]({fault})" for fault in faults)
    faults.append("gone.ipynb")
    (tmp_path / "page.md").write_text(
        "# Here\n\n## There { #over-there }\n\n<div id='x' id=\"block\">\n\n"
        "[x](#here) [x](#over-there) [x](#block) `[x](y) { #in-code }` "
        f'{links_to} <a href="gone.ipynb">x</a>\n'
    )
    (tmp_path / "page.html").write_text("<p id=here>")
    assert [line.split(": ")[1] for line in dangling(tmp_path)] == faults


def test_the_index_and_the_whole_name_every_page(site: Path) -> None:
    index = (site / "llms.txt").read_text("utf-8")
    whole = (site / "llms-full.txt").read_text("utf-8")
    markdowns = [file.relative_to(site).as_posix() for file in site.rglob("*.md")]
    assert len(markdowns) > 50
    assert len(re.findall(r"(?m)^- \[", index)) == len(markdowns)
    for name in markdowns:
        assert (
            len(
                re.findall(
                    rf"(?m)^- \[[^]]+\]\((?:\S*/)?{re.escape(name)}\): \S", index
                )
            )
            == 1
        )
        assert (site / name).read_text("utf-8") in whole
