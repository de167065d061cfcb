"""How the site shows a page's fences: Python-Markdown, configured as in ``mkdocs.yml``, tells
which of them it shows as code, and which other code it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import Registry

from nlpjourney import paths
from nlpjourney.content import settings

# No page contains these characters, so no text can be mistaken for these marks.
PLACE, CODE = "\x0e{}\x0f", "\x10{}\x11"
COMMENT = "<!-- -->"  # above a program that stock pytest-codeblocks skips
SHOWN = re.compile(rf"<p>\x0e(\d+)\x0f</p>\s*{COMMENT}\s*(?:<p>)?\x10\1\x11")
STRAY = re.compile(
    r"<(?:pre\b|code [^>]*class=)[^>]*>(?P<code>.*?)(?:</(?:code|pre)>|\Z)", re.DOTALL
)
TAG = re.compile(r"<[^>]*>")
TAG_NAME = re.compile(r"</?(\w+)")
# In addition to Python-Markdown's own list of block-level tags.
NO_TEXT = {
    "noembed",
    "noframes",
    "plaintext",
    "select",
    "svg",
    "template",
    "title",
    "xmp",
}


@dataclass(frozen=True)
class Rendered:
    """What the site shows of a page.

    ``code`` holds the language and the text of each fence; ``in_place`` the numbers, from 0,
    of the fences that are shown as code where text would be a paragraph; ``stray`` the first
    line of any code outside the fences; ``tags`` the block-level HTML tags inside text, which
    end the elements around them.
    """

    code: list[tuple[str, str]]
    in_place: set[int]
    stray: str | None
    tags: list[str]


def read(lines: Sequence[str], fences: Sequence[tuple[int, str]]) -> Rendered:
    """Render a page's ``lines``; each of the ``fences`` is the line (counted from 0) on which
    it begins, and its indentation.

    Raises:
        ValueError: Python-Markdown fails on the page.
    """
    marked = list(lines)
    for number, (line, indent) in reversed(list(enumerate(fences))):
        marked[line:line] = [
            indent + above for above in (PLACE.format(number), "", COMMENT, "")
        ]
    markdown = _markdown(paths.SETTINGS)
    markdown.reset()
    try:
        html = markdown.convert("\n".join(marked))
    except Exception as error:  # of any kind, on oddly nested markup
        raise ValueError(str(error)) from error
    stray = STRAY.search(html)
    return Rendered(
        list(markdown.code),
        {int(number) for number in SHOWN.findall(html)},
        None if stray is None else _first_line(stray["code"]) or "<pre",
        list(markdown.tags),
    )


def _first_line(html: str) -> str:
    """The first line of text in some HTML."""
    text = unescape(TAG.sub("", html)).strip()
    return text.partition("\n")[0]


class _Site(Markdown):
    """Python-Markdown that collects the ``code`` of fences and the block-level ``tags`` inside
    text. Inside text it parses only code and HTML."""

    def __init__(self, names: list[str], options: dict[str, dict[str, Any]]) -> None:
        every_fence = {"name": "*", "class": "", "format": self._keep}
        options["pymdownx.superfences"] = {"custom_fences": [every_fence]}
        super().__init__(extensions=names, extension_configs=options)
        patterns: Registry[Any] = Registry()
        patterns.register(self.inlinePatterns["backtick"], "backtick", 3)
        patterns.register(self.inlinePatterns["escape"], "escape", 2)
        patterns.register(_Tags(HTML_RE, self), "html", 1)
        inline = self.treeprocessors["inline"]
        assert isinstance(inline, InlineProcessor)
        inline.inlinePatterns = patterns

    def reset(self) -> _Site:
        self.code: list[tuple[str, str]] = []
        self.tags: list[str] = []
        super().reset()
        return self

    def _keep(
        self,
        source: str,
        language: str,
        class_name: str,
        options: dict[str, str],
        md: Markdown,
        **attributes: Any,
    ) -> str:
        self.code.append((language, source))
        return CODE.format(len(self.code) - 1)


class _Tags(HtmlInlineProcessor):
    """Collects block-level HTML tags inside text."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 (Python-Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        named = TAG_NAME.match(m[1])
        name = named[1].lower() if named else ""
        if name in NO_TEXT or self.md.is_block_level(name):
            self.md.tags.append(m[1])  # type: ignore[attr-defined]
        return super().handleMatch(m, data)


@lru_cache(maxsize=1)
def _markdown(file: Path) -> _Site:
    """Python-Markdown with the extensions that the settings in ``file`` list."""
    listed = settings.read(file).get("markdown_extensions", [])
    options: dict[str, dict[str, Any]] = {}
    for entry in listed:
        options |= entry if isinstance(entry, dict) else {entry: {}}
    return _Site(list(options), options)
