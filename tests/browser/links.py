"""References inside a built site: the file and the anchor that each names must exist."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html
from lxml.html import HtmlElement

MARKUP = re.compile(r"\{ #|\S :   \S")


@cache
def parsed(file: Path) -> HtmlElement:
    """A built page, read once, and much faster than with Beautiful Soup."""
    return html.fromstring(file.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


@cache
def anchors(file: Path) -> set[str]:
    return {*parsed(file).xpath("//@id | //@name")}


def broken(site: Path) -> list[str]:
    """One line for each reference that leads nowhere, or to the server's root."""
    problems = []
    for file in sorted(site.rglob("*.html")):
        for reference in dict.fromkeys(parsed(file).xpath("//@href | //@src")):
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
    """The notebooks without a note that they link to and that links back."""
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


def with_markup(site: Path) -> list[str]:
    """The pages whose prose holds a term and its definition, or an anchor, as Markdown."""
    outside_code = "//article//text()[not(ancestor::pre or ancestor::code)]"
    return [
        page.relative_to(site).as_posix()
        for page in sorted(site.rglob("*.html"))
        if MARKUP.search("".join(parsed(page).xpath(outside_code)))
    ]


def _linked(file: Path) -> set[Path]:
    """The pages that an article links to."""
    paths = {
        unquote(urlsplit(to).path) for to in parsed(file).xpath("//article//a/@href")
    }
    return {(file.parent / path).resolve() for path in paths if path.endswith(".html")}


def _room(page: Path, site: Path) -> str:
    return page.relative_to(site).parts[0]
