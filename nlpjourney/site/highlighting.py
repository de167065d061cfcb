"""Highlighted code with fewer elements, since a browser computes the style of each one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pygments.filter import Filter
from pygments.lexer import Lexer
from pygments.token import Name, Operator, Punctuation, Text, Whitespace, _TokenType

Tokens = Iterator[tuple[_TokenType, str]]


class FewerSpans(Filter):  # type: ignore[misc] # Pygments has no types
    """Puts neighboring tokens of the same color into one element, and names and white space, which
    have the color of plain code, into none."""

    def filter(self, lexer: Lexer | None, stream: Tokens) -> Tokens:
        for color, tokens in groupby(stream, key=lambda token: _color(token[0])):
            yield color, "".join(text for _, text in tokens)


def _color(kind: _TokenType) -> _TokenType:
    """The kind of token whose color in `site.css` is the color of ``kind``."""
    if kind is Name or kind in Whitespace:
        return Text
    return Punctuation if kind is Operator else kind


LANGUAGES = [
    {"name": name, "lang": name, "options": {"filters": [FewerSpans()]}}
    for name in ("python", "bash")
]
