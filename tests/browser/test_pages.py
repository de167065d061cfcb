"""Messages on a page if something is missing."""

import re

from support import BLOCK, PROGRAM, TITLE


def test_a_missing_page_says_where_to_go(open_site) -> None:
    page = open_site("404.html")
    page.locator("article").get_by_role("link", name="first page").click()
    assert re.search(r"/some/base/index\.html$", page.url)


def test_a_page_reads_without_scripts(open_site) -> None:
    page = open_site(java_script_enabled=False)
    block = page.locator(BLOCK).first
    assert "import" in block.locator(PROGRAM).inner_text()
    assert not block.locator(".block-copy").is_visible()
    block.locator(TITLE).click()
    page.wait_for_url("**/snippets/**.py")
