"""Every page, opened once on a wide screen and once on a phone: all that holds of each page.

One visit makes every check, and reports what all of them found. Below each check stands the
fault that it must report.
"""

import json
from collections.abc import Callable
from pathlib import Path

import links
import pytest
from playwright.sync_api import Page, expect
from support import PHONE, READ_CLIPBOARD, ROOT, WIDE, inject_axe

CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")
ZOOMED = {"width": 640, "height": 450}  # as a wide screen at 200 %
GROWING = (  # once a script has run: answers, or a filter above a very long table
    "404.html",
    "playground/tokenizers.html",
    "start/results.html",
)
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
    faults += words_outside(page)
    for scheme in ("light", "dark"):
        if scheme == "dark":
            press_dark(page)
        wrong = faint_text(page) + too_wide(page)
        faults += [f"{scheme}: {line}" for line in wrong]
    # before a button says "Copied" beside its name
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
    """No check passes because there is nothing for it to look at."""
    pages = [links.parsed(site / name) for name in built_pages]

    def count(path: str) -> int:
        return sum(len(page.xpath(path)) for page in pages)

    assert len(pages) > 5
    assert count("//figure[@data-snippet]") > 20
    assert count("//*[contains(@class, 'block-copy-hub')]") > 2
    assert count("//figure[@data-cell]//pre") > 17 * 3
    assert count("//svg[contains(@class, 'picture')]") > 10
    assert count("//img[contains(@class, 'cell-plot')]") > 17
    assert count("//math") > 0
    assert sum(name.startswith("notebooks/") for name in built_pages) >= 17


# How a page arrives

NOTE_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) =>
  list.getEntries().forEach(({ value }) => window.shifts.push(value)))
  .observe({ type: "layout-shift", buffered: true });"""


def shifts(page: Page) -> list[str]:
    """The layout shifts on a page so far (web-vitals' CLS is 0)."""
    return [f"shifts by {value}" for value in page.evaluate("window.shifts")]


def test_what_shifts_is_reported(open_site) -> None:
    """A fault that is injected is reported."""
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


def watch_sizes(page: Page) -> Callable[[], int]:
    """Counts the bytes over the wire of each answer from now on, with nothing from the
    cache; returns a function that gives their sum so far."""
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
    """What a page keeps that would be sent."""
    kept = (
        [page.evaluate("document.cookie")] if page.evaluate("document.cookie") else []
    )
    return [f"cookie: {cookie}" for cookie in [*kept, *page.context.cookies()]]


def test_a_cookie_is_reported(open_site) -> None:
    """A fault that is injected is reported."""
    page = open_site()
    assert cookies(page) == []
    page.evaluate("document.cookie = 'seen=1'")
    assert len(cookies(page)) == 2


# What a page looks like


def press_dark(page: Page) -> None:
    page.get_by_title("Switch to dark").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def faint_text(page: Page) -> list[str]:
    found = page.evaluate(CONTRAST)
    assert found["seen"] > 10
    return found["faint"]


def test_faint_text_is_reported(open_site) -> None:
    """A fault that is injected is reported."""
    page = open_site(bypass_csp=True)
    assert faint_text(page) == []
    page.add_style_tag(content=".block-provenance { color: #aaa !important }")
    assert any("block-provenance" in line for line in faint_text(page))


def test_a_link_like_the_text_around_it_is_reported(open_site) -> None:
    """A fault that is injected is reported."""
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
    """A fault that is injected is reported."""
    page = open_site(viewport=PHONE)
    assert too_wide(page) == []
    page.locator("article").evaluate("a => (a.style.width = '900px')")
    assert too_wide(page)


CUT = """() => {
  const root = document.documentElement;
  const cut = [...document.querySelectorAll("body :not(input)")].filter((e) =>
    // the title again, which the page shows whole; a folded program, which unfolds
    !e.closest(".md-header__title, .block-long:not(.block-unfolded)") &&
    /hidden|clip/.test(getComputedStyle(e).overflowX) && e.clientWidth > 1 &&
    e.scrollWidth > e.clientWidth + 1).map((e) => `cut: ${e.outerHTML.slice(0, 80)}`);
  return root.scrollWidth > root.clientWidth ? ["wider than the screen at 200 %", ...cut] : cut;
}"""


def cut(page: Page) -> list[str]:
    return page.evaluate(CUT)


def test_what_is_cut_is_reported(open_site) -> None:
    """A fault that is injected is reported."""
    page = open_site(viewport=ZOOMED)
    assert cut(page) == []
    page.locator(".block-path").first.evaluate(
        "a => { a.style.whiteSpace = 'nowrap'; a.append('x'.repeat(200)); }"
    )
    assert any("block" in line for line in cut(page))
    page.locator("article").evaluate("a => (a.style.width = '900px')")
    assert "wider than the screen at 200 %" in cut(page)


SMALL = """() => [...document.querySelectorAll(
    ".block-button, .filter button, .filter input, th button")]
  .map((e) => [e.ariaLabel || e.textContent, e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([what, box]) => `${what} is ${box.width} x ${box.height} px`)"""


def small_buttons(page: Page) -> list[str]:
    return page.evaluate(SMALL)


def test_a_small_button_is_reported(open_site) -> None:
    """A fault that is injected is reported."""
    page = open_site("toolbox/tools.html", viewport=PHONE)
    assert small_buttons(page) == []
    page.locator(".filter button").first.evaluate(
        "b => Object.assign(b.style, { minHeight: 0, maxHeight: '20px', padding: 0 })"
    )
    assert len(small_buttons(page)) == 1


OUTSIDE = """() => [...document.querySelectorAll("svg.picture")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const inside = ({left, right, top, bottom}) =>
    left >= frame.left - 1 && right <= frame.right + 1 &&
    top >= frame.top - 1 && bottom <= frame.bottom + 1;
  return [...svg.querySelectorAll("text")]
    .filter((text) => !inside(text.getBoundingClientRect()))
    .map((text) => `outside its picture: ${text.textContent}`);
})"""


def words_outside(page: Page) -> list[str]:
    """The words of the page's pictures that are cut off."""
    return page.evaluate(OUTSIDE)


def test_a_word_outside_is_reported(open_site) -> None:
    """Injected fault: a label moved over the edge."""
    page = open_site("chat/lora.html")
    assert words_outside(page) == []
    page.locator(".plot text").first.evaluate("text => text.setAttribute('x', -50)")
    assert len(words_outside(page)) == 1


DRAWN = """async () => {
  const found = [];
  for (const plot of document.querySelectorAll("img.cell-plot")) {
    const drawn = await plot.decode().then(() => plot.naturalWidth > 100, () => false);
    if (!drawn) found.push(`not drawn: ${plot.alt}`);
    if (plot.alt.length <= "Plot. ".length) found.push("a plot without words");
  }
  for (const formula of document.querySelectorAll("math")) {
    if (formula.getBoundingClientRect().width <= 5) found.push(`not drawn: ${formula.textContent}`);
  }
  return found;
}"""


def drawn_badly(page: Page) -> list[str]:
    """A notebook's plots and formulas that a reader does not see or cannot be told."""
    return page.evaluate(DRAWN)


def test_a_plot_and_a_formula_that_are_not_drawn_are_reported(open_site) -> None:
    """A fault that is injected is reported."""
    page = open_site("notebooks/basics/hf_finetuning.html")
    assert drawn_badly(page) == []
    plot = page.locator("img.cell-plot").first
    plot.evaluate("i => { i.alt = ''; i.src = 'data:image/svg+xml,broken'; }")
    page.locator("article").evaluate("a => a.append(document.createElement('math'))")
    assert drawn_badly(page) == ["not drawn: ", "a plot without words", "not drawn: "]


# What a reader takes from a block is the file that ran, byte for byte. That its text in the
# HTML and its published file are that of the source, the audit proves.


def source(snippet: str) -> str:
    return (ROOT / "snippets" / snippet).read_text("utf-8")


BLOCKS = """() => [...document.querySelectorAll("figure.block[data-snippet]")].map((figure) => [
  figure.dataset.snippet,
  figure.querySelector(".block-code code").textContent,
  figure.querySelector(".block-path").href,
  figure.querySelector(".block-download").href,
])"""


def different_blocks(page: Page) -> list[str]:
    """What the page's blocks offer otherwise than their files read."""
    here = page.evaluate("nlpjourney.assets.href").removesuffix("assets/")
    found = []
    for snippet, text, path, download in page.evaluate(BLOCKS):
        published = f"{here}snippets/{snippet}"
        taken = {"text": text, "path": path, "download": download}
        expected = {"text": source(snippet), "path": published, "download": published}
        found += [f"{snippet}: {k}" for k, v in taken.items() if v != expected[k]]
    return found


def test_a_changed_block_is_reported(open_site) -> None:
    """Injected fault: a blank more in the text, links to another file and to none."""
    page = open_site()
    assert different_blocks(page) == []
    page.locator(".block-code code").first.evaluate("code => code.append(' ')")
    page.locator(".block-path").first.evaluate("a => (a.href = 'assets/site.js')")
    page.locator(".block-download").first.evaluate("a => (a.href += '.gone')")
    kinds = [line.rpartition(": ")[2] for line in different_blocks(page)]
    assert kinds == ["text", "path", "download"]


# Press every copy button, where a mouse meets it; what lies in the clipboard then.
COPIES = """async () => {
  const found = [];
  for (const figure of document.querySelectorAll("figure:is([data-snippet], [data-cell])")) {
    const button = figure.querySelector(".block-copy");
    button.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = button.getBoundingClientRect();
    const met = document.elementFromPoint(left + width / 2, top + height / 2);
    await navigator.clipboard.writeText("nothing was copied");
    if (button.contains(met)) button.click();
    for (let turn = 0; turn < 200 && !button.matches(".block-copied"); turn += 1) {
      if (!button.contains(met)) break;
      await new Promise((done) => setTimeout(done));
    }
    const said = button.matches(".block-copied") && button.textContent.trim() === "Copied";
    const taken = said ? await navigator.clipboard.readText() : "not said to be copied";
    found.push([figure.dataset.snippet ?? figure.dataset.cell, taken]);
  }
  return found;
}"""


def different_copies(page: Page) -> list[str]:
    """The page's blocks and cells whose copy is not what stands in their file."""
    cells = notebook_cells(page)
    return [
        f"{name} is copied as {taken[:80]!r}"
        for name, taken in page.evaluate(COPIES)
        if taken != (cells[name] if name in cells else source(name))
    ]


def notebook_of(page: Page) -> Path | None:
    shown = page.locator("[data-notebook]")
    if not shown.count():
        return None
    return ROOT / "docs" / str(shown.get_attribute("data-notebook"))


def notebook_cells(page: Page) -> dict[str, str]:
    """The code of the cells of the page's notebook, by their ids, as it is copied."""
    file = notebook_of(page)
    cells = json.loads(file.read_text("utf-8"))["cells"] if file else []
    return {
        cell["id"]: "".join(cell["source"]) + "\n"
        for cell in cells
        if cell["cell_type"] == "code"
    }


def test_another_copy_is_reported(open_site) -> None:
    """Injected fault: another text, a button that does nothing, one that is covered."""
    page = open_site("models/heads.html")
    assert different_copies(page) == []
    figures = page.locator("figure[data-snippet]")
    figures.nth(0).locator(".block-code code").evaluate("code => code.append(' ')")
    button = figures.nth(1).locator(".block-copy")
    button.evaluate("b => b.replaceWith(b.cloneNode(true))")
    button.evaluate("b => (b.className = 'block-copy', b.textContent = 'Copy')")
    figures.nth(2).locator(".block-copy").evaluate(
        "b => (b.style.pointerEvents = 'none')"
    )
    assert len(different_copies(page)) == 3


def different_hub_programs(page: Page) -> list[str]:
    """The programs with the Hub's id that are not the block's with another id in its one
    constant, or that are not marked as not run."""
    found = []
    for block in page.locator("figure.block:has(.block-hub)").all():
        summary = block.locator(".block-hub > summary")
        expect(summary).to_contain_text("not run here")
        expect(block.locator(".block-hub-code")).to_be_hidden()
        summary.focus()
        page.keyboard.press("Enter")
        block.locator(".block-copy-hub").click()
        expect(block.locator(".block-hub .block-copied")).to_have_text("Copied")
        copied = page.evaluate(READ_CLIPBOARD).splitlines()
        snippet = str(block.get_attribute("data-snippet"))
        ran = source(snippet).splitlines()
        other = [pair for pair in zip(ran, copied, strict=True) if len({*pair}) > 1]
        hub = summary.locator("code").text_content()
        wanted = [other[0][0].partition('"')[0] + f'"{hub}"'] if other else ["another"]
        if [line for _, line in other] != wanted:
            found.append(f"{snippet}: the program with {hub} differs in more than that")
    return found


def test_another_program_with_the_hub_is_reported(open_site, site, built_pages) -> None:
    """Injected fault: a changed line beside the changed constant."""
    name = next(
        n for n in built_pages if "block-copy-hub" in (site / n).read_text("utf-8")
    )
    page = open_site(name)
    page.locator(".block-hub-code code").first.evaluate(
        "code => (code.textContent = code.textContent.replace('import', 'Import'))"
    )
    assert len(different_hub_programs(page)) == 1


# Notebooks


def different_notebook(page: Page, name: str) -> list[str]:
    """What a notebook's page shows or offers otherwise than the notebook does."""
    file = (ROOT / "docs" / name).with_suffix(".ipynb")
    opened = f"notebooks/{file.parent.name}/{file.stem}"
    commands = [f"jupyter lab {file.name}", f"python -m nlpjourney run {opened}"]
    with page.expect_download() as started:
        page.locator("aside.notebook .block-download").first.click()
    text = page.locator("article").inner_text()
    styled = page.locator("article style, article script").count()
    wrong = {
        "it is downloaded under another name": started.value.suggested_filename
        != file.name,
        "it is downloaded otherwise": started.value.path().read_bytes()
        != file.read_bytes(),
        "its commands": page.locator("aside.notebook dd").all_text_contents()
        != commands,
        "its cells": page.locator("figure.cell").count() != len(notebook_cells(page))
        or not file.is_file(),
        "styles or scripts of its own": styled > 0,
    }
    found = [what for what, holds in wrong.items() if holds]
    raw = ("\\(", "$$", "In [", "Out[", "!!! ", "[!note]", "[!warning]")
    return found + [f"a trace of another look: {one}" for one in raw if one in text]


def test_another_notebook_is_reported(open_site) -> None:
    """A fault that is injected is reported."""
    name = "notebooks/basics/hf_pipeline.html"
    page = open_site(name)
    assert different_notebook(page, name) == []
    page.locator("article").evaluate(
        """article => {
          article.querySelector("figure.cell").remove();
          article.querySelector("aside.notebook dd").append("x");
          article.querySelector("aside.notebook .block-download").href = "hf_datasets.ipynb";
          article.querySelector("aside.notebook .block-download").download = "x.ipynb";
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
    """What axe-core finds on the page, or in the selected part ``within`` it: rule, element
    and what is wrong with it."""
    if not page.evaluate("'axe' in window"):
        inject_axe(page)
    return page.evaluate(RUN, {"runOnly": TAGS} | options)


def violations(page: Page) -> list[str]:
    """What it finds but colors, which `faint_text` sees, and without the spans that color
    code: two thirds of a page's elements, which mean nothing."""
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
