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
