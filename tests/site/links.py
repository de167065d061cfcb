"""Every reference inside a built site: the file and the anchor it names must exist."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup


@cache
def parsed(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


@cache
def anchors(file: Path) -> set[str]:
    elements = parsed(file).find_all(["a", True])
    return {str(e[key]) for e in elements for key in ("id", "name") if e.get(key)}


def broken(site: Path) -> list[str]:
    """One line for each reference that leads nowhere, or to the server's root."""
    problems = []
    for file in sorted(site.rglob("*.html")):
        for element in parsed(file).select("[href], [src]"):
            reference = str(element.get("href") or element.get("src") or "")
            if reason := wrong(reference, file, site):
                page = file.relative_to(site).as_posix()
                problems.append(f"{page}: {reference}: {reason}")
    return problems


def wrong(reference: str, file: Path, site: Path) -> str:
    url = urlsplit(reference)
    if url.scheme or url.netloc:
        return ""
    if url.path.startswith("/"):
        return "starts at the server's root"
    target = (file.parent / unquote(url.path)).resolve() if url.path else file
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return "no such file"
    if not target.is_relative_to(site):
        return "outside the site"
    if target.suffix == ".html" and url.fragment:
        return "" if unquote(url.fragment) in anchors(target) else "no such anchor"
    return ""


def without_a_note(site: Path) -> list[str]:
    """The notebooks that no note links to which they link back."""
    pages = {file.resolve(): _linked(file) for file in site.rglob("*.html")}
    notes = {
        page for page in pages if _room(page, site) not in ("notebooks", "toolbox")
    }
    return [
        page.relative_to(site).as_posix()
        for page, linked in sorted(pages.items())
        if _room(page, site) == "notebooks"
        and not any(page in pages[note] for note in linked & notes)
    ]


def _linked(file: Path) -> set[Path]:
    """The pages that an article links to."""
    found = parsed(file).select("article a[href$='.html'], article a[href*='.html#']")
    paths = {unquote(urlsplit(str(link["href"])).path) for link in found}
    return {(file.parent / path).resolve() for path in paths}


def _room(page: Path, site: Path) -> str:
    return page.relative_to(site).parts[0]
