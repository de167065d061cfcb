"""Every page for everyone: axe-core finds nothing, headings and pictures speak, keys suffice."""

import pytest
from playwright.sync_api import Page

from conftest import ROOT

AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text("utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
WIDTHS = {"wide": 1280, "phone": 360}


def violations(page: Page) -> list[str]:
    """What axe-core finds on the open page: rule, element and what is wrong with it."""
    page.evaluate(AXE)
    found = page.evaluate(
        """async (rules) => (await axe.run(document, { resultTypes: ["violations"], ...rules }))
          .violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
            `${id}: ${target} ${failureSummary.split("\\n").slice(1).join(" ").trim()}`))""",
        RULES,
    )
    return [str(line) for line in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_nothing(open_site, built_pages, width, scheme) -> None:
    page = open_site(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    found = []
    for name in built_pages:
        page.goto(name)
        found += [f"{name}: {line}" for line in violations(page)]
    assert found == []
