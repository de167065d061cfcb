"""Frames around Markdown tables, so that a wide table scrolls and the page does not."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor


class Frames(Treeprocessor):
    """Wraps every table in ``<div class="table">``, named after its columns."""

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    parent[place] = _framed(child)


def _framed(table: Element) -> Element:
    said = []
    for head in list(table.iter("th")):
        if text := "".join(head.itertext()).strip():
            said.append(text)
        else:
            head.tag = "td"  # an empty header
    frame = Element(
        "div",
        {"class": "table", "role": "group", "aria-label": f"Table: {', '.join(said)}"},
    )
    table.set("class", "framed")  # the theme wraps a table without a class
    frame.tail, table.tail = table.tail, None
    frame.append(table)
    return frame
