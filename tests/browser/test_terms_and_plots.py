"""Terms lead to the glossary; plots say in words what they show."""

from playwright.sync_api import expect


def test_plots_say_in_words_what_they_show(open_site) -> None:
    page = open_site("chat/lora.html")
    plot = page.locator(".plot svg").first
    described = [page.locator(f"#{i}").text_content() for i in ids(plot)]
    printed = page.locator(".block-printed").all_text_contents()
    row = described[1].split("; ")[0].split()[-1]
    assert any(row in text for text in printed)


def ids(svg) -> list[str]:
    return svg.get_attribute("aria-labelledby").split()


def test_a_term_leads_to_its_definition(open_site) -> None:
    page = open_site("chat/lora.html")
    term = page.locator("a.term").first
    tooltip = term.locator("abbr").get_attribute("title")
    anchor = term.get_attribute("href").partition("#")[2]
    term.click()
    entry = page.locator(f"dt#{anchor}")
    expect(entry).to_be_in_viewport()
    expect(entry.locator("xpath=following-sibling::dd[1]")).to_contain_text(tooltip)
