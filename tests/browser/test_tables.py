"""Filtering and sorting the results' and the tools' tables, by mouse and keyboard."""

import pytest
from playwright.sync_api import Page, expect

PAGES = ["start/results.html", "toolbox/tools.html"]
PUNCTUATION = str.maketrans(" _-./", "\0\1\2\3\4")  # as a dictionary orders it
NASTY = "<img src=x onerror=window.broken=1>"


def rows(page: Page):
    return page.locator(".filterable tbody tr:not([hidden])")


def column(page: Page, name: str) -> list[str]:
    place = page.locator(".filterable th").all_text_contents().index(name)
    texts = page.locator(f".filterable tbody td:nth-child({place + 1})")
    return [text.strip() for text in texts.all_text_contents()]


@pytest.mark.parametrize("name", PAGES)
def test_typing_filters(open_site, name) -> None:
    page = open_site(name)
    total = rows(page).count()
    word = rows(page).last.locator("td").first.text_content().strip()
    page.get_by_label("Filter the table").fill(word.upper())
    shown = rows(page).count()
    assert 1 <= shown < total
    assert all(word in text for text in rows(page).all_text_contents())
    expect(page.locator(".filter output")).to_have_text(f"{shown} of {total}")
    page.reload()
    expect(page.get_by_label("Filter the table")).to_have_value(word.upper())
    assert rows(page).count() == shown
    page.get_by_label("Filter the table").fill("")
    assert rows(page).count() == total
    assert "?" not in page.url


@pytest.mark.parametrize("name", PAGES)
def test_chips_filter_by_keyboard(open_site, name) -> None:
    page = open_site(name)
    total = rows(page).count()
    chip = page.locator(".filter button").last
    tag = chip.text_content()
    having = page.locator(".filterable tbody tr", has=page.get_by_text(tag, exact=True))
    chip.focus()
    page.keyboard.press("Space")
    expect(chip).to_have_attribute("aria-pressed", "true")
    assert rows(page).count() == having.count()
    page.reload()
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.focus()
    page.keyboard.press("Enter")
    expect(chip).to_have_attribute("aria-pressed", "false")
    assert rows(page).count() == total


@pytest.mark.parametrize("name", PAGES)
def test_a_tag_in_a_row_presses_its_chip(open_site, name) -> None:
    page = open_site(name)
    tag = rows(page).first.locator(".tag").first
    chip = page.locator(".filter").get_by_role("button", name=tag.text_content())
    tag.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    rows(page).first.locator(".tag").first.click()
    expect(chip).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("name", "by"), [(PAGES[0], "Block"), (PAGES[1], "Tool")])
def test_sorting_text(open_site, name, by) -> None:
    page = open_site(name)
    header = page.get_by_role("columnheader", name=by, exact=True)
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    up = column(page, by)
    assert up == sorted(up, key=lambda text: text.lower().translate(PUNCTUATION))
    header.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    assert column(page, by) == up[::-1]


def test_sorting_numbers(open_site) -> None:
    page = open_site("start/results.html")
    for name in ("Seconds", "Peak MiB"):
        page.get_by_role("button", name=name, exact=True).click()
        figures = [float(text.replace(",", "")) for text in column(page, name)]
        assert figures == sorted(figures)
    assert len(set(figures)) > 2
    sorted_by = page.locator('th:not([aria-sort="none"])')
    assert sorted_by.all_text_contents() == ["Peak MiB"]


@pytest.mark.parametrize("name", PAGES)
def test_what_is_typed_stays_text(open_site, name) -> None:
    page = open_site(name)
    page.get_by_label("Filter the table").fill(NASTY)
    page.goto(f"{name}?filter={NASTY}&tag={NASTY}")
    expect(page.get_by_label("Filter the table")).to_have_value(NASTY)
    assert page.locator(".filterable img").count() == 0
    assert rows(page).count() == 0
    assert page.evaluate("window.broken") is None


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_still_sees_a_table(open_site, name) -> None:
    page = open_site(name, viewport={"width": 360, "height": 740})
    table = page.locator(".filterable").get_by_role("table")
    first = table.get_by_role("row").nth(1).get_by_role("cell")
    headers = table.get_by_role("columnheader")
    assert first.count() == headers.count()
    label = first.nth(1).evaluate("c => getComputedStyle(c, '::before').content")
    assert label.strip('"') == headers.nth(1).text_content()
