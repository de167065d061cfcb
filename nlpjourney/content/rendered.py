"""What the site makes of a page's fences: Python-Markdown, set up as in ``mkdocs.yml``, is asked
which of them it shows as code, and what else."""

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

# No page holds these characters, so nothing on it can be taken for these marks.
PLACE, CODE = "\x0e{}\x0f", "\x10{}\x11"
COMMENT = "<!-- -->"  # above a program that stock pytest-codeblocks skips
SHOWN = re.compile(rf"<p>\x0e(\d+)\x0f</p>\s*{COMMENT}\s*(?:<p>)?\x10\1\x11")
STRAY = re.compile(
    r"<(?:pre\b|code [^>]*class=)[^>]*>(?P<code>.*?)(?:</(?:code|pre)>|\Z)", re.DOTALL
)
TAG = re.compile(r"<[^>]*>")
TAG_NAME = re.compile(r"</?(\w+)")
# Beside Python-Markdown's own list of what is a block.
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
    """What is shown of a page: the ``code`` of its fences, language and text of each;
    ``in_place``, which of them, counted from 0, are shown as code where text would be a
    paragraph; the first line of any ``stray`` code, which is in no fence; the ``tags`` of
    HTML blocks that stand where Markdown expects text and end what is around them."""

    code: list[tuple[str, str]]
    in_place: set[int]
    stray: str | None
    tags: list[str]


def read(lines: Sequence[str], fences: Sequence[tuple[int, str]]) -> Rendered:
    """What the site shows of a page's ``lines``, in which each of the ``fences`` begins on
    a line (counted from 0) with an indentation.

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
    except Exception as error:  # of any kind, where markup is nested too oddly
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
    """Python-Markdown that keeps the ``code`` of fences, and the ``tags`` of blocks in text; it
    reads no more inside of text than code and HTML."""

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
    """HTML in text."""

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
    """Python-Markdown as the settings in ``file`` list its extensions."""
    listed = settings.read(file).get("markdown_extensions", [])
    options: dict[str, dict[str, Any]] = {}
    for entry in listed:
        options |= entry if isinstance(entry, dict) else {entry: {}}
    return _Site(list(options), options)
