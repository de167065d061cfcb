"""What the tests of the built site share. `NLPJOURNEY_SITE` names another folder than `site/`."""

import os
from collections.abc import Callable
from pathlib import Path

from mkdocs.config import load_config
from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("NLPJOURNEY_SITE") or ROOT / "site").resolve()
OpenSite = Callable[..., Page]
OpenFolder = Callable[[str], Page]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
CLIPBOARD = ["clipboard-read", "clipboard-write"]
READ_CLIPBOARD = "navigator.clipboard.readText()"

# A block: its title with a link to the file and buttons, its program, its output. A
# notebook's cell is a block without a title.
BLOCK, CELL = ".block:not(.cell)", ".block.cell"
TITLE = ":scope > p:first-child > a:first-child"
PROGRAM = ".highlight:not(.language-text) code"
PRINTED = ".language-text code"
PROVENANCE = "p:has(> a[href*='#ran-'])"
PICTURE = "figure.picture img"
PLOT = ".cell-plot > img"


def snippet_of(block: Locator) -> str:
    """The path of a block's program below ``snippets/``."""
    address = block.locator(TITLE).get_attribute("href") or ""
    return address.partition("snippets/")[2]


def file_of(block: Locator) -> Path:
    """The program that a block shows, in the project."""
    return ROOT / "snippets" / snippet_of(block)


def inject_axe(page: Page) -> None:
    """Give the open page ``axe``."""
    file = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
    page.evaluate(file.read_text("utf-8"))


def pages_of(site: Path) -> list[str]:
    """The pages of a built site by their addresses, without those that lead to another."""
    redirects = load_config(str(ROOT / "mkdocs.yml"))["plugins"]["redirects"].config
    former = {name.replace(".md", ".html") for name in redirects["redirect_maps"]}
    built = {file.relative_to(site).as_posix() for file in site.rglob("*.html")}
    return sorted(built - former)
