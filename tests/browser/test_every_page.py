"""Checks of every page, opened once on a wide screen and once on a phone.

One visit makes every check, and reports what all of them found. Below each check is the injected
fault that it must report.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

import links
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from support import (
    BLOCK,
    CELL,
    PHONE,
    PICTURE,
    PLOT,
    PRINTED,
    PROGRAM,
    PROVENANCE,
    ROOT,
    TITLE,
    WIDE,
    inject_axe,
    snippet_of,
)

from scripts import lighthouse

CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")
ZOOMED = {"width": 640, "height": 450}  # as a wide screen at 200 %
GROWING = (  # once a script has run: answers, or a filter above a very long table
    "404.html",
    "playground/tokenizers.html",
    "start/removed-names.html",
    "start/results.html",
    "toolbox/api.html",
    "toolbox/errors.html",
)
PROSE = """article => {
  const copy = article.cloneNode(true);
  for (const code of copy.querySelectorAll("pre")) code.remove();
  return copy.textContent;
}"""
VOCABULARIES = "playground/tokenizers.html"  # what it shows is heavier than a note
MOST_BYTES = 150_000


def test_a_page_on_a_wide_screen_and_on_a_phone(
    open_site, problems, page_name: str
) -> None:
    page = open_site(None, reduced_motion="reduce")
    page.add_init_script(NOTE_SHIFTS)
    faults = []

    page.goto(page_name)
    page.evaluate("document.fonts.ready.then(() => null)")
    if page_name not in GROWING:
        faults += shifts(page)
    if not page.title():
        faults.append("no title")
    faults += different_blocks(page)
    faults += drawn_badly(page)
    for scheme in ("light", "dark"):
        if scheme == "dark":
            press_dark(page)
        wrong = faint_text(page) + too_wide(page)
        faults += [f"{scheme}: {line}" for line in wrong]
    # before a button says "Copied" next to its name
    faults += violations(page)
    page.set_viewport_size(PHONE)
    faults += [f"phone: {line}" for line in violations(page)]
    page.set_viewport_size(WIDE)
    faults += different_copies(page)
    faults += different_hub_programs(page)
    if page_name.startswith("notebooks/"):
        faults += different_notebook(page, page_name)
    page.set_viewport_size(ZOOMED)
    faults += cut(page)

    page.set_viewport_size(PHONE)
    total = watch_sizes(page)
    page.goto(page_name)
    taken = total()
    faults += [f"phone: {line}" for line in too_wide(page) + small_buttons(page)]
    page.evaluate("document.body.dataset.mdColorScheme = 'default'")
    faults += [f"phone: {line}" for line in too_wide(page)]
    faults += cookies(page)
    if page_name != VOCABULARIES and taken > MOST_BYTES:
        faults.append(f"a first view of {taken:,} bytes")
    faults += problems
    problems.clear()
    assert faults == []


def test_the_pages_hold_what_is_checked(site: Path, built_pages) -> None:
    """No check passes only because the pages lack what it checks."""
    pages = [links.parsed(site / name) for name in built_pages]

    def count(path: str) -> int:
        return sum(len(page.xpath(path)) for page in pages)

    assert len(pages) > 5
    assert count("//div[starts-with(@id, 'block-')]") > 20
    assert count("//div[starts-with(@id, 'block-')]//*[@class='tabbed-content']") > 2
    assert count("//div[starts-with(@id, 'cell-')]//pre") > 17 * 3
    assert count("//figure[@class='picture']//img") > 10
    assert count("//*[@class='cell-plot']/img") > 17
    assert count("//math") > 0
    assert sum(name.startswith("notebooks/") for name in built_pages) >= 17


# Loading of a page

NOTE_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) =>
  list.getEntries().forEach(({ value }) => window.shifts.push(value)))
  .observe({ type: "layout-shift", buffered: true });"""


def shifts(page: Page) -> list[str]:
    """The layout shifts on a page so far, if they add up to 0.001 (web-vitals' CLS).

    A busy machine's parser may stop between the two buttons of a block in view, which shifts the
    first by less.
    """
    values = page.evaluate("window.shifts")
    return [f"shifts by {value}" for value in values] if sum(values) >= 0.001 else []


def test_what_shifts_is_reported(open_site) -> None:
    """An injected fault is reported."""
    page = open_site(None)
    page.add_init_script(NOTE_SHIFTS)
    page.goto("models/heads.html")
    assert shifts(page) == []
    page.evaluate(
        """() => new Promise((shifted) => {
          document.querySelector("article").style.marginTop = "300px";
          requestAnimationFrame(() => setTimeout(shifted, 100));
        })"""
    )
    assert shifts(page)


class Halting(lighthouse.BelowBase):
    """Sends a page only up to its first block's button, until it is told to go on."""

    go_on = Event()

    def send_head(self):
        del self.headers["Accept-Encoding"]
        return super().send_head()

    def copyfile(self, source, outputfile) -> None:
        start, button, rest = source.read().partition(b"<button aria-label=")
        outputfile.write(start)
        outputfile.flush()
        if button:
            self.go_on.wait()
        outputfile.write(button + rest)


@pytest.mark.parametrize("waits", [True, False], ids=["clean", "fault"])
def test_the_first_frame_waits_for_the_first_section(
    site: Path, tmp_path: Path, browser: Browser, waits
) -> None:
    """What is drawn before its line is parsed moves. Injected fault: nothing to wait for."""
    frames = "() => performance.getEntriesByType('paint').length"
    home = (site / "index.html").read_text("utf-8")
    assert 'rel="expect"' in home
    shutil.copytree(site / "assets", tmp_path / "assets")
    changed = home if waits else home.replace('rel="expect"', 'rel="help"')
    (tmp_path / "index.html").write_text(changed, "utf-8")
    Halting.go_on.clear()
    with lighthouse.served(tmp_path, Halting) as address:
        page = browser.new_page()
        try:
            page.goto(address, wait_until="commit")
            page.locator(".block-download").first.wait_for(state="attached")
            page.evaluate("document.fonts.ready.then(() => null)")
            if waits:
                page.wait_for_timeout(500)
                assert page.evaluate(frames) == 0
            else:
                page.wait_for_function(frames)
        finally:
            Halting.go_on.set()
        page.wait_for_function(frames)
        page.close()


PLACES = """() => [...document.querySelectorAll("article > *, .block > *")]
  .filter((part) => !part.matches("button"))
  .map((part) => [part.outerHTML.slice(0, 80), part.getBoundingClientRect()])
  .map(([what, { left, top }]) => [what, left, top])"""


def moved_by_the_script(page: Page, name: str) -> list[str]:
    """The parts of a page that move when the site's script adds its buttons."""
    held: list[Route] = []
    page.route("**/assets/site.js", lambda route: held.append(route))
    page.goto(name, wait_until="commit")
    page.locator("script[src$='assets/site.js']").wait_for(state="attached")
    expect(page.locator("html")).to_contain_class("js")  # Material's script has run
    page.evaluate("document.fonts.ready.then(() => null)")
    before = page.evaluate(PLACES)
    held[0].continue_()
    page.wait_for_load_state()
    after = page.evaluate(PLACES)
    assert page.locator(".block-copy").count() > 0
    assert len(before) > 10
    pairs = zip(before, after, strict=True)
    return [f"{was} to {now}" for was, now in pairs if was[1:] != now[1:]]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    "name",
    ["models/pipelines.html", "notebooks/sft/lora.html", "tokenizers/bpe.html"],
)
def test_the_buttons_move_nothing(open_site, name: str, size) -> None:
    """Blocks of all kinds: with tabs, long, with steps, of a notebook."""
    assert moved_by_the_script(open_site(None, viewport=size), name) == []


def test_what_a_button_moves_is_reported(open_site) -> None:
    """Injected fault: no room is reserved for the buttons."""
    page = open_site(None, bypass_csp=True)
    page.route("**/assets/site.css", without_room)
    assert moved_by_the_script(page, "tokenizers/bpe.html")


def without_room(route: Route) -> None:
    body = route.fetch().text()
    assert ".long:not(:has(.block-unfold))" in body
    changed = body.replace(".long:not(:has(.block-unfold))", ".gone")
    route.fulfill(content_type="text/css", body=changed)


def watch_sizes(page: Page) -> Callable[[], int]:
    """Count the bytes over the network of each response from now on, without the cache; return a
    function that gives their sum so far."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.append(int(event["encodedDataLength"])),
    )
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def total() -> int:
        page.evaluate("document.fonts.ready.then(() => null)")
        session.send("Network.enable")  # its answer comes after all events before it
        return sum(sizes)

    return total


def test_a_heavy_view_is_reported(open_site) -> None:
    """An injected fault is reported, and everything of a first view is counted."""
    page = open_site(None)
    total = watch_sizes(page)
    page.goto("index.html")
    alone = total()
    assert MOST_BYTES > alone > 40_000
    body = f"// {'x' * MOST_BYTES}"
    page.route("**/site.js", lambda route: route.fulfill(body=body))
    page.goto("index.html")
    assert total() - alone > alone + MOST_BYTES / 2


def cookies(page: Page) -> list[str]:
    """The cookies of a page, which would be sent."""
    kept = (
        [page.evaluate("document.cookie")] if page.evaluate("document.cookie") else []
    )
    return [f"cookie: {cookie}" for cookie in [*kept, *page.context.cookies()]]


def test_a_cookie_is_reported(open_site) -> None:
    """An injected fault is reported."""
    page = open_site()
    assert cookies(page) == []
    page.evaluate("document.cookie = 'seen=1'")
    assert len(cookies(page)) == 2


# What a page looks like


def press_dark(page: Page) -> None:
    page.get_by_title("Switch to dark").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def faint_text(page: Page, at_least: int = 10) -> list[str]:
    found = page.evaluate(CONTRAST)
    assert found["seen"] > at_least
    return found["faint"]


@pytest.mark.parametrize(
    ("part", "tag"), [(PROVENANCE, "P "), (f"{PRINTED}::first-line", "CODE ")]
)
def test_faint_text_is_reported(open_site, part: str, tag: str) -> None:
    """Injected fault: a provenance in light gray, a command in dark gray."""
    page = open_site(bypass_csp=True)
    assert faint_text(page) == []
    color = "#333" if "CODE" in tag else "#aaa"
    page.add_style_tag(content=f"{BLOCK} {part} {{ color: {color} !important }}")
    found = faint_text(page)
    assert found
    assert found[0].startswith(tag)


def test_a_link_like_the_text_around_it_is_reported(open_site) -> None:
    """An injected fault is reported."""
    page = open_site("models/heads.html")
    assert faint_text(page) == []
    link = page.locator("article p:not(.page-actions) > a:not(.term)").first
    link.evaluate(
        "a => Object.assign(a.style, { textDecoration: 'none', color: '#333' })"
    )
    assert any(line.startswith("a link like") for line in faint_text(page))


def too_wide(page: Page) -> list[str]:
    widths = page.evaluate(
        "(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])"
        "(document.documentElement)"
    )
    return [f"{widths[0]} px on {widths[1]} px"] if widths[0] > widths[1] else []


def test_a_page_wider_than_the_screen_is_reported(open_site) -> None:
    """An injected fault is reported."""
    page = open_site(viewport=PHONE)
    assert too_wide(page) == []
    page.locator("article").evaluate("a => (a.style.width = '900px')")
    assert too_wide(page)


CUT = """() => {
  const root = document.documentElement;
  const cut = [...document.querySelectorAll("body :not(input)")].filter((e) =>
    // the title again, which the page shows whole; a folded program, which unfolds
    !e.closest(".md-header__title, .block.long:not(.unfolded)") &&
    /hidden|clip/.test(getComputedStyle(e).overflowX) && e.clientWidth > 1 &&
    e.scrollWidth > e.clientWidth + 1).map((e) => `cut: ${e.outerHTML.slice(0, 80)}`);
  return root.scrollWidth > root.clientWidth ? ["wider than the screen at 200 %", ...cut] : cut;
}"""


def cut(page: Page) -> list[str]:
    return page.evaluate(CUT)


def test_what_is_cut_is_reported(open_site) -> None:
    """An injected fault is reported."""
    page = open_site(viewport=ZOOMED)
    assert cut(page) == []
    page.locator(BLOCK).first.locator(TITLE).evaluate(
        "a => { a.style.whiteSpace = 'nowrap'; a.append('x'.repeat(200)); }"
    )
    assert any("block" in line for line in cut(page))
    page.locator("article").evaluate("a => (a.style.width = '900px')")
    assert "wider than the screen at 200 %" in cut(page)


SMALL = """() => [...document.querySelectorAll(
    ".block-button, .block-unfold, .tabbed-labels > label, .filter button, .filter input, " +
    "th button")]
  .map((e) => [e.ariaLabel || e.textContent, e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([what, box]) => `${what} is ${box.width} x ${box.height} px`)"""


def small_buttons(page: Page) -> list[str]:
    return page.evaluate(SMALL)


def test_a_small_button_is_reported(open_site) -> None:
    """An injected fault is reported."""
    page = open_site("toolbox/tools.html", viewport=PHONE)
    assert small_buttons(page) == []
    page.locator(".filter button").first.evaluate(
        "b => Object.assign(b.style, { minHeight: 0, maxHeight: '20px', padding: 0 })"
    )
    assert len(small_buttons(page)) == 1


DRAWN = """async (pictures) => {
  const found = [];
  for (const picture of document.querySelectorAll(pictures)) {
    picture.loading = "eager";
    const drawn = await picture.decode().then(() => picture.naturalWidth > 100, () => false);
    if (!drawn) found.push(`not drawn: ${picture.alt}`);
    if (picture.alt.length <= "Plot. ".length) found.push("a picture without words");
    const { width, height, naturalWidth, naturalHeight } = picture;
    const stretched = width / height / (naturalWidth / naturalHeight) - 1;
    if (drawn && !(Math.abs(stretched) < 0.02)) found.push(`stretched: ${picture.alt}`);
  }
  for (const formula of document.querySelectorAll("math")) {
    if (formula.getBoundingClientRect().width <= 5) found.push(`not drawn: ${formula.textContent}`);
  }
  return found;
}"""


def drawn_badly(page: Page) -> list[str]:
    """The pictures, plots and formulas that are not visible or have no description."""
    return page.evaluate(DRAWN, f"{PICTURE}, {PLOT}")


@pytest.mark.parametrize(
    ("name", "picture"),
    [("notebooks/basics/hf_finetuning.html", PLOT), ("models/heads.html", PICTURE)],
)
def test_a_picture_and_a_formula_that_are_not_drawn_are_reported(
    open_site, name, picture
) -> None:
    """An injected fault is reported."""
    page = open_site(name)
    assert drawn_badly(page) == []
    page.locator(picture).first.evaluate(
        "i => Object.assign(i.style, { width: '300px', height: '90px' })"
    )
    assert [line.partition(":")[0] for line in drawn_badly(page)] == ["stretched"]
    page.locator(picture).first.evaluate(
        "i => { i.alt = ''; i.src = 'data:image/svg+xml,broken'; }"
    )
    page.locator("article").evaluate("a => a.append(document.createElement('math'))")
    found = drawn_badly(page)
    assert found == ["not drawn: ", "a picture without words", "not drawn: "]


# A reader copies and downloads exactly the file that ran. The audit proves that the text in the
# HTML and the published file are those of the source.


def source(snippet: str) -> str:
    return (ROOT / "snippets" / snippet).read_text("utf-8")


BLOCKS = """([blocks, title, program]) => [...document.querySelectorAll(blocks)].map((block) => [
  block.querySelector(title).textContent,
  block.querySelector(program).textContent,
  block.querySelector(title).href,
  block.querySelector(".block-download").href,
])"""


def different_blocks(page: Page) -> list[str]:
    """What the page's blocks offer that differs from their files."""
    here = page.evaluate("nlpjourney.assets.href").removesuffix("assets/")
    found = []
    for snippet, text, path, download in page.evaluate(BLOCKS, [BLOCK, TITLE, PROGRAM]):
        published = f"{here}snippets/{snippet}"
        taken = {"text": text, "path": path, "download": download}
        expected = {"text": source(snippet), "path": published, "download": published}
        found += [f"{snippet}: {k}" for k, v in taken.items() if v != expected[k]]
    return found


def test_a_changed_block_is_reported(open_site) -> None:
    """Injected fault: an extra blank in the text, links to another file and to none."""
    page = open_site()
    assert different_blocks(page) == []
    block = page.locator(BLOCK).first
    block.locator(PROGRAM).evaluate("code => code.append(' ')")
    block.locator(TITLE).evaluate("a => (a.href = 'assets/site.js')")
    block.locator(".block-download").evaluate("a => (a.href += '.gone')")
    kinds = [line.rpartition(": ")[2] for line in different_blocks(page)]
    assert kinds == ["text", "path", "download"]


# Press a copy button where a mouse would; return what is in the clipboard then.
COPY = """async (button) => {
  button.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, width, height } = button.getBoundingClientRect();
  const met = document.elementFromPoint(left + width / 2, top + height / 2);
  await navigator.clipboard.writeText("nothing was copied");
  button.classList.remove("block-copied");
  if (button.contains(met)) button.click();
  for (let turn = 0; turn < 200 && !button.matches(".block-copied"); turn += 1) {
    if (!button.contains(met)) break;
    await new Promise((done) => setTimeout(done));
  }
  const said = button.matches(".block-copied") && button.textContent.trim() === "Copied";
  return said ? await navigator.clipboard.readText() : "not said to be copied";
}"""
COPIES = f"""async ([blocks, cells, title]) => {{
  const copied = {COPY};
  const found = [];
  for (const block of document.querySelectorAll(`${{blocks}}, ${{cells}}`)) {{
    const name = block.matches(cells) ? block.id : block.querySelector(title).textContent;
    found.push([name, await copied(block.querySelector(".block-copy"))]);
  }}
  return found;
}}"""


def different_copies(page: Page) -> list[str]:
    """The page's blocks and cells whose copied text differs from their file."""
    cells = notebook_cells(page)
    return [
        f"{name} is copied as {taken[:80]!r}"
        for name, taken in page.evaluate(COPIES, [BLOCK, CELL, TITLE])
        if taken != (cells[name] if name in cells else source(name))
    ]


def notebook_of(page: Page) -> Path | None:
    root = page.evaluate("nlpjourney.assets.href").removesuffix("assets/")
    file = ROOT / "docs" / page.url.removeprefix(root).replace(".html", ".ipynb")
    return file if file.is_file() else None


def notebook_cells(page: Page) -> dict[str, str]:
    """The code of the page's notebook cells as it is copied, by their ids on the page."""
    file = notebook_of(page)
    cells = json.loads(file.read_text("utf-8"))["cells"] if file else []
    return {
        f"cell-{number}": "".join(cell["source"]) + "\n"
        for number, cell in enumerate(cells, 1)
        if cell["cell_type"] == "code"
    }


def test_another_copy_is_reported(open_site) -> None:
    """Injected fault: another text, a button that does nothing, a covered button."""
    page = open_site("models/heads.html")
    assert different_copies(page) == []
    blocks = page.locator(BLOCK)
    blocks.nth(0).locator(PROGRAM).evaluate("code => code.append(' ')")
    button = blocks.nth(1).locator(".block-copy")
    button.evaluate("b => b.replaceWith(b.cloneNode(true))")
    button.evaluate("b => (b.className = 'block-copy', b.textContent = 'Copy')")
    blocks.nth(2).locator(".block-copy").evaluate(
        "b => (b.style.pointerEvents = 'none')"
    )
    assert len(different_copies(page)) == 3


HUB = f"{BLOCK}:has(.tabbed-set)"


def different_hub_programs(page: Page) -> list[str]:
    """The programs with the Hub's id that differ from the block's in more than its one constant, or
    that are not marked as not run."""
    found = []
    for block in page.locator(HUB).all():
        as_it_ran, with_the_hub = block.locator(".tabbed-block").all()
        expect(with_the_hub).to_be_hidden()
        block.get_by_role("radio", name="As it ran").focus()
        page.keyboard.press("ArrowRight")
        expect(block.get_by_role("radio", name="With the Hub")).to_be_checked()
        expect(as_it_ran).to_be_hidden()
        expect(with_the_hub.locator("p")).to_contain_text("Not run here")
        copied = block.locator(".block-copy").evaluate(COPY).splitlines()
        snippet = snippet_of(block)
        ran = source(snippet).splitlines()
        hub = with_the_hub.locator("p > code").first.text_content()
        if len(copied) != len(ran):
            found.append(f"{snippet}: the program with {hub} has other lines")
        other = [pair for pair in zip(ran, copied, strict=False) if len({*pair}) > 1]
        wanted = [other[0][0].partition('"')[0] + f'"{hub}"'] if other else ["another"]
        if [line for _, line in other] != wanted:
            found.append(f"{snippet}: the program with {hub} differs in more than that")
        page.keyboard.press("ArrowLeft")
        expect(as_it_ran).to_be_visible()
    return found


def test_another_program_with_the_hub_is_reported(open_site, site, built_pages) -> None:
    """Injected fault: a changed line next to the changed constant."""
    name = next(n for n in built_pages if 'class="tabbed-set' in (site / n).read_text())
    page = open_site(name)
    assert different_hub_programs(page) == []
    page.locator(HUB).first.locator(PROGRAM).last.evaluate(
        "code => (code.textContent = code.textContent.replace('import', 'Import'))"
    )
    assert len(different_hub_programs(page)) == 1


# Notebooks


def different_notebook(page: Page, name: str) -> list[str]:
    """What a notebook's page shows or offers that differs from the notebook."""
    file = (ROOT / "docs" / name).with_suffix(".ipynb")
    opened = f"notebooks/{file.parent.name}/{file.stem}"
    commands = [f"jupyter lab {file.name}", f"python -m nlpjourney run {opened}"]
    with page.expect_download() as started:
        page.locator(".notebook a[download]").click()
    text = page.locator("article").evaluate(PROSE)
    styled = page.locator("article style, article script").count()
    wrong = {
        "it is downloaded under another name": started.value.suggested_filename
        != file.name,
        "it is downloaded otherwise": started.value.path().read_bytes()
        != file.read_bytes(),
        "its commands": page.locator(".notebook li > code").all_text_contents()
        != commands,
        "its cells": page.locator(CELL).count() != len(notebook_cells(page))
        or not file.is_file(),
        "styles or scripts of its own": styled > 0,
    }
    found = [what for what, holds in wrong.items() if holds]
    raw = ("\\(", "$$", "In [", "Out[", "!!! ", "[!note]", "[!warning]")
    return found + [f"a trace of another look: {one}" for one in raw if one in text]


def test_another_notebook_is_reported(open_site) -> None:
    """An injected fault is reported."""
    name = "notebooks/basics/hf_pipeline.html"
    page = open_site(name)
    assert different_notebook(page, name) == []
    page.locator("article").evaluate(
        """article => {
          article.querySelector(".block.cell").remove();
          article.querySelector(".notebook li > code").append("x");
          article.querySelector(".notebook a[download]").href = "hf_datasets.ipynb";
          article.querySelector(".notebook a[download]").download = "x.ipynb";
          const script = document.createElement("script");
          script.type = "text/plain";
          article.append("Out[1]", script);
        }"""
    )
    assert len(different_notebook(page, name)) == 6


# What axe-core finds

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLORS = ("color-contrast", "link-in-text-block")
RUN = """async ({ within, ...options }) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(changing.map((one) => one.finished)); // no color is halfway
  return (await axe.run(within ?? document, { resultTypes: ["violations"], ...options }))
  .violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id}: ${target} ${failureSummary.replaceAll("\\n", " ")}`));
}"""
PLAIN_CODE = """() => {
  for (const code of document.querySelectorAll("pre code")) code.textContent = code.textContent;
}"""


def all_violations(page: Page, **options: object) -> list[str]:
    """The violations that axe-core finds on the page, or in the selected part ``within`` it: rule,
    element and problem."""
    if not page.evaluate("'axe' in window"):
        inject_axe(page)
    return page.evaluate(RUN, {"runOnly": TAGS} | options)


def violations(page: Page) -> list[str]:
    """The violations except colors, which `faint_text` checks, and without the spans that color
    code: two thirds of a page's elements, which have no meaning."""
    page.evaluate(PLAIN_CODE)
    return all_violations(page, rules={name: {"enabled": False} for name in COLORS})


def injected(page: Page) -> None:
    page.evaluate(
        """() => {
          document.documentElement.lang = "";
          document.querySelector("h2").outerHTML = "<h5>A level is skipped</h5>";
          document.querySelector("article").insertAdjacentHTML("beforeend",
            '<p><a href="#">x</a><a href="#">y</a></p><img src="data:image/gif,">' +
            "<pre>No key reaches its end</pre>");
          Object.assign(document.querySelector("article > pre").style,
            { width: "5em", overflow: "auto", whiteSpace: "pre" });
        }"""
    )


FOUND = {
    "heading-order",
    "html-has-lang",
    "image-alt",
    "scrollable-region-focusable",
    "target-size",
}


def test_a_violation_is_reported(open_site) -> None:
    """Injected fault: one fault of each kind, also in code."""
    page = open_site("models/heads.html", viewport=PHONE)
    assert violations(page) == []
    injected(page)
    assert {line.partition(":")[0] for line in violations(page)} >= FOUND


def test_a_violation_is_reported_by_the_unrestricted_axe(open_site) -> None:
    """An injected fault is reported, for colors too."""
    page = open_site("models/heads.html", viewport=PHONE, bypass_csp=True)
    page.add_style_tag(content=".lead, p { color: #bbb !important }")
    injected(page)
    found = {line.partition(":")[0] for line in all_violations(page)}
    assert found >= FOUND | {"color-contrast"}


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "models/heads.html",
        "notebooks/main_tasks/sequence_classification.html",
        "toolbox/tools.html",
    ],
)
def test_the_unrestricted_axe_finds_nothing_on_a_page_of_each_kind(
    open_site, name
) -> None:
    """With every element and color, in light and in dark, on a wide screen and on a phone."""
    page = open_site(name, reduced_motion="reduce")
    found = all_violations(page)
    page.emulate_media(color_scheme="dark")
    found += all_violations(page)
    page.set_viewport_size(PHONE)
    found += all_violations(page)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_buttons_open(open_site, scheme) -> None:
    page = open_site("models/heads.html", viewport=PHONE, color_scheme=scheme)
    for name in ("All pages", "On this page"):
        page.get_by_role("button", name=name).click()
        opened = page.get_by_role("navigation", name=name)
        expect(opened).to_be_visible()
        assert all_violations(page) == []
        page.keyboard.press("Escape")
        expect(opened).to_be_hidden()
