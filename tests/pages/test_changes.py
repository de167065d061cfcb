"""What the page of changes lists by hand: days, the newest first, with entries that link."""

import re
from datetime import date
from itertools import pairwise

from nlpjourney.paths import DOCS

PAGE = DOCS / "start" / "changes.md"
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def problems(text: str) -> list[str]:
    """The days out of order, and the entries without a link or with one to nothing."""
    additions = text.partition("## Additions")[2].partition("\n## ")[0]
    days = re.findall(r"(?m)^### (.*)", additions)
    wrong = [later for earlier, later in pairwise(days) if later >= earlier]
    wrong += [day for day in days if day > date.today().isoformat()]
    for entry in re.findall(r"(?m)^- (.*(?:\n  .*)*)", additions):
        targets = LINK.findall(entry)
        if not targets or not all((PAGE.parent / one).is_file() for one in targets):
            wrong.append(entry)
    return wrong


def test_each_addition_has_a_day_and_links_that_lead_somewhere() -> None:
    text = PAGE.read_text("utf-8")
    assert len(re.findall(r"(?m)^### \d{4}-\d\d-\d\d$", text)) > 3
    assert problems(text) == []


def test_a_wrong_addition_is_reported() -> None:
    """A fault that is injected is reported."""
    text = "## Additions\n\n### 2026-11-28\n\n- [A](tags.md)\n- No\n  link\n"
    text += "- [Gone](gone.md)\n\n### 2026-11-29\n\n- [A](tags.md)\n\n## Programs\n"
    assert problems(text) == ["2026-11-29", "No\n  link", "[Gone](gone.md)"]
