"""Terms link to the glossary; plots have a description in words."""

from playwright.sync_api import expect
from support import PICTURE, PRINTED


def test_plots_say_in_words_what_they_show(open_site) -> None:
    page = open_site("chat/lora.html")
    plot = page.locator(f"{PICTURE}[src*='assets/charts/']").first
    title, _, numbers = str(plot.get_attribute("alt")).partition(". ")
    assert title in plot.evaluate("i => i.closest('figure').innerText")
    printed = page.locator(PRINTED).all_text_contents()
    for row in numbers.split("; "):
        number = row.split()[-1]
        assert any(number in text for text in printed)


def test_a_term_leads_to_its_definition(open_site) -> None:
    page = open_site("chat/lora.html")
    term = page.locator("a.term").first
    tooltip = term.locator("abbr").get_attribute("title")
    anchor = term.get_attribute("href").partition("#")[2]
    term.click()
    entry = page.locator(f"dt#{anchor}")
    expect(entry).to_be_in_viewport()
    expect(entry.locator("xpath=following-sibling::dd[1]")).to_contain_text(tooltip)
