"""What the site adds to Python-Markdown: formulas as MathML, links to the glossary, framed tables,
blocks with buttons."""

from __future__ import annotations

from markdown import Markdown
from markdown.extensions import Extension

from nlpjourney.site import blocks, glossary, maths, tables

AFTER_INLINE = 14  # Python-Markdown's inline patterns run at 20


class SiteExtension(Extension):
    """Registers the four additions; they run after Python-Markdown and pymdownx."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        md.inlinePatterns.register(
            glossary.TermLinks(md), "glossary", glossary.AFTER_ALL_OTHERS
        )
        md.treeprocessors.register(blocks.Buttons(md), "buttons", AFTER_INLINE)
        md.treeprocessors.register(maths.MathMl(md), "mathml", AFTER_INLINE)
        md.treeprocessors.register(tables.Frames(md), "tables", AFTER_INLINE)
