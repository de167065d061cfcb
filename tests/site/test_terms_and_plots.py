"""Terms lead to the glossary; plots and pictures keep their words inside."""

from playwright.sync_api import expect

OUTSIDE = """
svg => {
  const frame = svg.getBoundingClientRect();
  const inside = ({left, right, top, bottom}) =>
    left >= frame.left - 1 && right <= frame.right + 1 &&
    top >= frame.top - 1 && bottom <= frame.bottom + 1;
  return [...svg.querySelectorAll("text")]
    .filter(text => !inside(text.getBoundingClientRect()))
    .map(text => text.textContent);
}
"""


def words_outside(page) -> list[str]:
    """The words of the open page's pictures that are cut off."""
    found = []
    for svg in page.locator("svg.picture").all():
        found += svg.evaluate(OUTSIDE)
    return found


def test_pictures_keep_their_words(open_site, built_pages) -> None:
    page = open_site()
    seen = 0
    for name in built_pages:
        page.goto(name)
        seen += page.locator("svg.picture").count()
        assert words_outside(page) == [], name
    assert seen > 10


def test_a_word_outside_is_reported(open_site) -> None:
    """The alarm rings: a label moved over the edge."""
    page = open_site("chat/lora.html")
    page.locator(".plot text").first.evaluate("text => text.setAttribute('x', -50)")
    assert len(words_outside(page)) == 1


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
