"""The buttons in a block's title, which copy its program and save its file."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor


class Buttons(Treeprocessor):
    """Adds both buttons to the title of each block, which is a link to its program with the name in
    bold, and labels the block with that name. A block in a callout gets its label from
    `block.md.jinja`, since its ``div`` is text here."""

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for title in parent.findall("p"):
                name = title.findtext("a/strong", "")
                if name and "snippets/" in (file := title[0].get("href", "")):
                    _add_buttons(title, file, name)
                    if parent.get("class", "").startswith("block"):
                        parent.attrib |= {"role": "group", "aria-label": name}


def _add_buttons(title: Element, file: str, name: str) -> None:
    save = {"href": file, "download": name, "aria-label": f"Download {name}"}
    save["class"] = "block-button block-download"
    SubElement(SubElement(title, "a", save), "span").text = "Download"
    copy = {"type": "button", "aria-label": f"Copy {name}"}
    copy["class"] = "block-button block-copy"
    SubElement(SubElement(title, "button", copy), "span").text = "Copy"
