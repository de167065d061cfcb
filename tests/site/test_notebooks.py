"""What the search knows of the notebooks; their pages are seen with every page."""

from nlpjourney import search_index


def test_the_search_knows_a_notebook_by_its_headings(site, built_pages) -> None:
    notebooks = [name for name in built_pages if name.startswith("notebooks/")]
    found = [page for page in search_index.read(site) if page.kind == "notebook"]
    assert [page.url for page in found] == notebooks
    headings = [section.heading for page in found for section in page.sections]
    assert len(headings) > len(found)
    assert [heading for heading in headings if "¶" in heading or not heading] == []
