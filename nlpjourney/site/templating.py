"""The Jinja templates of all HTML, SVG and Markdown that the site makes."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

TEMPLATES = Environment(
    loader=PackageLoader("nlpjourney.site"),
    autoescape=select_autoescape(["html.jinja", "svg.jinja"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def fill(template: str, **values: object) -> str:
    """The text of ``templates/<template>.jinja``; HTML and SVG with all values escaped."""
    return TEMPLATES.get_template(f"{template}.jinja").render(values)
