"""Downloads in a browser: pages as Markdown, snippets as a zip."""

import re
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import links
import pytest
from playwright.sync_api import Locator, Page, expect
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
    """The text that the page's own copy button puts into the clipboard."""
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


def test_a_markdown_page_that_is_gone_is_not_called_copied(open_site, problems) -> None:
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


# Sections


def sections(markdown: str) -> list[str]:
    """The sections of a page's Markdown, without the facts at its end."""
    found: list[str] = []
    fence = ""
    for line in markdown.splitlines(keepends=True):
        if fence:
            fence = fence if line.rstrip() != fence else ""
        elif opened := re.match("`{3,}", line):
            fence = opened[0]
        elif line.startswith(("## ", "<section ")):
            found.append("")
        if found:
            found[-1] += line
    return [f"{section.rstrip()}\n" for section in found[:-1]]


def section_buttons(page: Page) -> list[Locator]:
    return page.get_by_role("button", name="Copy section as Markdown").all()


def copied_section(page: Page, button: Locator) -> str:
    button.click()
    expect(button).to_have_text("Copied")
    return page.evaluate(READ_CLIPBOARD)


@pytest.mark.parametrize("name", [NOTE, NOTEBOOK, "start/learning-path.html"])
def test_a_copied_section_is_its_markdown(open_site, site, name) -> None:
    page = open_site(None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(name)
    wanted = sections(markdown_of(site, name).decode())
    buttons = section_buttons(page)
    assert not [url for url in asked if url.endswith(".md")]
    assert [copied_section(page, button) for button in buttons] == wanted


def test_code_begins_and_ends_no_section(open_site) -> None:
    """Comments that look like headings, in fences that hold or resemble others."""
    first = (
        "## One\n\n```python\n# comment\n## comment\n```\n\n"
        "````text\n```\n## text\n```\n````\n\n### Below\n\nEnd\n"
    )
    last = "## Last `a```b`\n\n```bash\n# comment\n## comment\n```\n"
    facts = '<section class="page-info">\n\n- **Verified**\n\n</section>\n'
    text = f"---\ntitle: x\n---\n\n# Title\n\n{first}\n{last}\n{facts}"
    page = open_site(NOTE)
    page.route("**/heads.md", lambda route: route.fulfill(body=text))
    found = [copied_section(page, button) for button in section_buttons(page)[:2]]
    assert found == [first, last] == sections(text)


def test_a_refused_section_is_not_called_copied(open_site) -> None:
    page = open_site(NOTE)
    page.evaluate(
        """() => {
          Object.defineProperty(navigator, "clipboard", {value: undefined});
          document.execCommand = () => false;
        }"""
    )
    button = section_buttons(page)[0]
    button.click()
    expect(button).to_have_text("Not copied")
    expect(page.get_by_role("status").filter(has_text="Not copied")).to_have_count(1)
    expect(page.locator(".block-copied")).to_have_count(0)


def test_a_section_is_copied_by_keyboard_on_a_phone(open_site, site) -> None:
    page = open_site(NOTE, viewport=PHONE)
    button = section_buttons(page)[-1]
    button.focus()
    assert button.evaluate("b => getComputedStyle(b).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(button).to_have_text("Copied")
    expect(button).to_be_focused()
    copied = page.evaluate(READ_CLIPBOARD)
    assert copied == sections(markdown_of(site, NOTE).decode())[-1]
    for button in section_buttons(page):
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        assert 0 <= box["x"] <= 360 - box["width"]


def test_the_buttons_of_sections_move_nothing(open_site) -> None:
    place = "() => [...document.querySelectorAll('h2, h2 + *')].map((h) => h.offsetTop)"
    page = open_site(NOTE, viewport=PHONE)
    with_buttons = page.evaluate(place)
    page.evaluate(
        "document.querySelectorAll('.section-copy').forEach((b) => b.remove())"
    )
    assert page.evaluate(place) == with_buttons


def test_a_folder_and_the_first_page_copy_no_sections(open_site, open_folder) -> None:
    assert section_buttons(open_site()) == []
    assert section_buttons(open_folder(NOTE)) == []


def letters(text: str) -> str:
    """A heading without its markup."""
    shown = re.sub(r"\{ .*\}|\]\([^)]*\)", "", text)
    return re.sub(r"\W|_", "", shown)


def unmatched(page: Path, markdown: str) -> list[str]:
    """The headings of a page's sections in one of HTML and Markdown alone, or in another
    place: the n-th button copies the n-th section. Tags get their headings from a plugin."""
    path = "//article//h2[not(.//*[contains(@class, 'md-tag')])]"
    shown = [letters(one.text_content()) for one in links.parsed(page).xpath(path)]
    written = [letters(one.partition("\n")[0]) for one in sections(markdown)]
    pairs = zip_longest(shown, written, fillvalue="")
    return [one or other for one, other in pairs if one != other]


def test_each_section_has_its_heading_in_the_markdown(site: Path, built_pages) -> None:
    count = 0
    for name in built_pages:
        if name not in ("404.html", "index.html"):
            markdown = markdown_of(site, name).decode()
            assert unmatched(site / name, markdown) == [], name
            count += len(sections(markdown))
    assert count > 300


def test_a_heading_in_html_alone_is_reported(tmp_path: Path) -> None:
    """A fault that is injected is reported."""
    file = tmp_path / "page.html"
    file.write_text(
        '<article><h2 id="a">A <code>b</code>#</h2><h2 id="c">C#</h2></article>'
    )
    assert unmatched(file, "## [A](a.md) `b` { #a }\n\n## C\n\n<section >") == []
    assert unmatched(file, "## A `b`\n\n```\n## C\n```\n\n<section >") == ["C"]


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
    """The targets of links into a Markdown: its headings, and the ids that it sets."""
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


def test_every_link_of_a_markdown_page_leads_somewhere(site: Path) -> None:
    assert dangling(site) == []


def test_a_dangling_link_is_reported(tmp_path: Path) -> None:
    """An injected fault is reported."""
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
