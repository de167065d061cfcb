"""The map, a page's foot, and what a reader marks as read."""

import json
from itertools import combinations
from pathlib import Path

import links
import pytest
from playwright.sync_api import Page, expect

from conftest import PHONE
from nlpjourney import journey

NOTE, TITLE = "models/heads.html", "Model heads"
MAP, ROADMAP = "start/map.html", "toolbox/roadmap.html"
SWITCH = "I have read this"
REFUSES = """
const get = Storage.prototype.getItem;
Storage.prototype.getItem = function (key) {
  if (key.startsWith("nlpjourney.")) throw new DOMException("refused", "SecurityError");
  return get.call(this, key);
};
"""


@pytest.fixture(scope="module")
def stops() -> dict[str, journey.Stop]:
    """The stops of the journey by their built pages."""
    stops = journey.read().stops.values()
    return {stop.path.replace(".md", ".html"): stop for stop in stops}


def switch(page: Page):
    return page.get_by_role("button", name=SWITCH)


def kept(page: Page) -> list[str]:
    return json.loads(page.evaluate("localStorage.getItem('nlpjourney.read')") or "[]")


def follow(page: Page, name: str) -> Page:
    """Another page of the same reader."""
    page.goto(name)
    return page


# Read ----------------------------------------------------------------------------------


def test_the_mouse_marks_and_a_reload_remembers(open_site) -> None:
    page = open_site(NOTE)
    expect(switch(page)).to_have_attribute("aria-pressed", "false")
    switch(page).click()
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    assert kept(page) == [NOTE]
    switch(page).click()
    page.reload()
    expect(switch(page)).to_have_attribute("aria-pressed", "false")
    assert kept(page) == []


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_the_keyboard_marks(open_site, key) -> None:
    page = open_site(NOTE)
    switch(page).focus()
    page.keyboard.press(key)
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    expect(switch(page)).to_be_focused()
    page.keyboard.press(key)
    expect(switch(page)).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("name", [MAP, ROADMAP])
def test_the_counts_show_it_and_forget_it(open_site, stops, name) -> None:
    page = open_site(NOTE)
    switch(page).click()
    follow(page, name)
    counts = page.get_by_role("region", name="What you have read")
    expect(counts).to_contain_text(f"1 of {len(stops)} read")
    topic = counts.get_by_role("listitem").filter(has_text="Models")
    expect(topic.get_by_role("progressbar")).to_have_js_property("value", 1)
    assert sum(p["max"] for p in progressbars(page)) == len(stops)

    forget = counts.get_by_role("button", name="Forget all")
    page.once("dialog", lambda dialog: dialog.dismiss())
    forget.click()
    expect(counts).to_contain_text("1 of")
    page.once("dialog", lambda dialog: dialog.accept())
    forget.focus()
    page.keyboard.press("Enter")
    expect(counts).to_contain_text(f"0 of {len(stops)} read")
    expect(page.locator(".is-read")).to_have_count(0)
    assert kept(page) == []


def progressbars(page: Page) -> list[dict[str, int]]:
    return page.locator(".progress progress").evaluate_all(
        "all => all.map(({ value, max }) => ({ value, max }))"
    )


def test_navigation_and_map_show_and_say_it(open_site) -> None:
    page = open_site(NOTE)
    navigation = page.get_by_role("navigation", name="All pages")
    switch(page).click()
    expect(navigation.get_by_role("link", name=f"{TITLE} (read)")).to_have_count(1)
    follow(page, MAP)
    drawn = page.locator(".journey svg").get_by_role("link", name=f"{TITLE} (")
    expect(drawn).to_have_accessible_name(
        f"{TITLE} (builds on Pipelines and Words, characters, subwords) (read)"
    )
    assert (
        drawn.locator(".journey-check").evaluate("e => getComputedStyle(e).opacity")
        == "1"
    )
    page.set_viewport_size(PHONE)
    expect(page.locator(".journey > ol .is-read")).to_have_text(f"{TITLE} (read)")


def test_when_all_is_read_all_counts_are_full(open_site, stops) -> None:
    page = open_site()
    keep = "pages => localStorage.setItem('nlpjourney.read', JSON.stringify(pages))"
    page.evaluate(keep, [*stops, "no/such/page.html"])
    follow(page, ROADMAP)
    expect(page.locator(".progress-all")).to_have_text(
        f"{len(stops)} of {len(stops)} read"
    )
    assert all(bar["value"] == bar["max"] for bar in progressbars(page))
    follow(page, MAP)
    expect(page.locator(".journey svg .is-read")).to_have_count(len(stops))


def test_nothing_moves_when_a_page_is_marked(open_site) -> None:
    page = open_site(NOTE)
    boxes = """() => [...document.querySelectorAll(".pages a, .page-foot *, h1")]
        .map((e) => JSON.stringify(e.getBoundingClientRect()))"""
    before = page.evaluate(boxes)
    switch(page).evaluate("button => button.click()")
    assert page.evaluate(boxes) == before


def test_nothing_is_sent_and_no_cookie_is_set(open_site) -> None:
    page = open_site(NOTE)
    page.evaluate("document.fonts.ready.then(() => null)")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    switch(page).click()
    switch(page).click()
    page.wait_for_timeout(300)
    assert asked == []
    assert page.context.cookies() == []
    assert page.evaluate("document.cookie") == ""


def test_another_tab_learns_it(open_site) -> None:
    page = open_site(ROADMAP)
    with page.context.expect_page() as opened:
        page.evaluate("url => window.open(url)", NOTE.join(["../", ""]))
    switch(opened.value).click()
    expect(page.locator(".progress-all")).to_contain_text("1 of")


def test_without_storage_there_is_no_switch(open_site) -> None:
    page = open_site()
    page.add_init_script(REFUSES)
    follow(page, NOTE)
    expect(page.locator(".page-foot")).to_be_visible()
    expect(page.locator(".read-switch")).to_be_hidden()
    follow(page, ROADMAP)
    expect(page.locator(".progress-forget")).to_be_hidden()


@pytest.mark.parametrize("broken", ["{", "7", "null", '{"a": 1}'])
def test_what_was_kept_may_be_broken(open_site, broken) -> None:
    page = open_site(NOTE)
    page.evaluate("text => localStorage.setItem('nlpjourney.read', text)", broken)
    page.reload()
    switch(page).click()
    assert kept(page) == [NOTE]


def test_it_works_from_a_folder(open_folder) -> None:
    switch(open_folder(NOTE)).click()
    page = open_folder(MAP)
    expect(page.locator(".progress-all")).to_contain_text("1 of")
    expect(page.locator(".journey svg .is-read")).to_have_count(1)


@pytest.mark.parametrize("name", [NOTE, MAP, ROADMAP])
def test_it_reads_without_scripts(open_site, stops, name) -> None:
    page = open_site(name, java_script_enabled=False)
    foot = page.get_by_role("region", name="About this page")
    expect(foot).to_contain_text("Verified")
    expect(foot.get_by_role("button")).to_have_count(0)
    if name == MAP:
        expect(page.locator(".journey svg").get_by_role("link")).to_have_count(
            len(stops)
        )
    if name != NOTE:
        expect(page.locator(".progress-all")).to_have_text(f"{len(stops)} pages")
        expect(page.get_by_role("button", name="Forget all")).to_have_count(0)


# The map -------------------------------------------------------------------------------

OVERLAPS = """() => [...document.querySelectorAll(".journey svg a")].map((link) => {
  const box = link.querySelector("rect").getBoundingClientRect();
  const text = link.querySelector(".pic-text").getBoundingClientRect();
  const inside = text.left >= box.left && text.right <= box.right
    && text.top >= box.top && text.bottom <= box.bottom;
  return { title: link.textContent, box: [box.left, box.top, box.right, box.bottom], inside };
})"""


@pytest.mark.parametrize("width", [1200, 1280, 1920])
def test_titles_stay_in_their_boxes_and_boxes_apart(open_site, stops, width) -> None:
    page = open_site(MAP, viewport={"width": width, "height": 900})
    drawn = page.evaluate(OVERLAPS)
    assert len(drawn) == len(stops)
    assert [link["title"] for link in drawn if not link["inside"]] == []
    for one, other in combinations(drawn, 2):
        (a, b, c, d), (e, f, g, h) = one["box"], other["box"]
        assert c <= e or g <= a or d <= f or h <= b, (one["title"], other["title"])


def test_a_title_that_leaves_its_box_is_reported(open_site) -> None:
    """The alarm rings."""
    page = open_site(MAP)
    page.locator(".journey svg").evaluate("map => (map.style.fontSize = '22px')")
    assert not all(link["inside"] for link in page.evaluate(OVERLAPS))


def test_the_map_is_walked_by_keyboard_and_shows_what_a_page_builds_on(
    open_site,
) -> None:
    page = open_site(MAP)
    links = page.locator(".journey svg").get_by_role("link")
    links.first.focus()
    page.keyboard.press("Tab")
    expect(links.nth(1)).to_be_focused()
    stop = page.locator(
        ".journey-stop", has=page.get_by_role("link", name=f"{TITLE} (")
    )
    width = "e => getComputedStyle(e).strokeWidth"
    line = stop.locator(".journey-line").first
    assert line.evaluate(width) != "2px"
    stop.get_by_role("link").focus()
    assert line.evaluate(width) == "2px"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{NOTE}")


def test_a_phone_shows_the_same_as_a_list(open_site, stops) -> None:
    page = open_site(MAP, viewport=PHONE)
    expect(page.locator(".journey svg")).to_be_hidden()
    links = page.locator(".journey > ol a")
    expect(links).to_have_count(len(stops))
    here = page.url.removesuffix(MAP)
    assert {link.evaluate("a => a.href") for link in links.all()} == {
        here + s for s in stops
    }
    entry = page.locator(".journey > ol > li > ol > li").filter(has_text=TITLE).first
    expect(entry).to_contain_text("builds on Pipelines and Words, characters, subwords")


# The foot and the tags -----------------------------------------------------------------


def test_every_page_but_the_first_has_a_foot(site: Path, built_pages, stops) -> None:
    for name in built_pages:
        page = links.parsed(site / name)
        feet = page.xpath("//article//*[contains(@class, 'page-foot')]")
        assert len(feet) == (1 if "/" in name else 0), name
        switches = [
            button.get("data-page") for button in page.find_class("read-switch")
        ]
        assert switches == ([name] if name in stops else []), name
        if feet:
            rows = [dt.text_content() for dt in feet[0].iter("dt")]
            assert "Verified" in rows, name
            assert rows[-1] in ("Ran with", "Versions pinned"), name


def test_every_tag_leads_to_its_pages(open_site) -> None:
    page = open_site(NOTE)
    page.get_by_role("region", name="About this page").get_by_role(
        "link", name="heads", exact=True
    ).click()
    page.wait_for_url("**/start/tags.html#tag-heads")
    listed = page.locator("div", has=page.locator("dt[id='tag-heads']")).last
    expect(listed.get_by_role("link", name=TITLE)).to_be_visible()


def test_the_tags_list_every_page_that_has_them(site: Path) -> None:
    listed = {
        (entry.find("dt").text_content(), link.get("href").removeprefix("../"))
        for entry in links.parsed(site / "start/tags.html").xpath(
            "//*[@class='tag-list']/div"
        )
        for link in entry.iter("a")
    }
    pages = journey.read().pages.values()
    wanted = {(t, p.path.replace(".md", ".html")) for p in pages for t in p.tags}
    assert listed == wanted
