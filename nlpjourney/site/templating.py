"""The Jinja templates for all HTML, SVG and Markdown of the site."""

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
    """Fill ``templates/<template>.jinja``; in HTML and SVG, all values are escaped."""
    return TEMPLATES.get_template(f"{template}.jinja").render(values)
