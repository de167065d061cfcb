"""Formulas as MathML, which browsers draw without a script, a font or a request.

pymdownx.arithmatex finds ``$...$`` and ``$$...$$``; latex2mathml translates.
"""

from __future__ import annotations

from html import unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markdown.treeprocessors import Treeprocessor

OPERATORS = ("±", "∓")  # latex2mathml takes them for names and sets them without space


class MathMl(Treeprocessor):
    """Replaces what arithmatex marked (with its option ``generic``) by MathML."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.get("class") == "arithmatex" and element.text:
                latex = element.text.strip()[2:-2]
                display = "block" if element.tag == "div" else "inline"
                element.text = None
                formula = convert_to_element(latex, display=display)
                for name in list(formula.iter("mi")):
                    if unescape(name.text or "") in OPERATORS:
                        name.tag = "mo"
                element.append(formula)
