"""While serving, only an edited page is built again."""

from __future__ import annotations

import json

import pytest
from fault_injection import FRONT_MATTER, Copy

HEAD = FRONT_MATTER.format(tags="", prerequisites="null")
SERVE = """\
import json
import os
import sys
import time
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

changes = json.loads(sys.argv[1])
site = Path("served")
later = time.time() + 3600


def build_again():
    config = load_config("mkdocs.yml", site_dir=str(site), strict=False)
    config.plugins.on_startup(command="serve", dirty=True)
    build(config, dirty=True)


build_again()
for file in site.rglob("*"):
    os.utime(file, (later, later))
for edits in changes:
    for name, text in edits.items():
        Path(name).write_text(text)
    try:
        build_again()
    except Exception as error:
        print("not built:", error)
files = [file for file in site.rglob("*") if file.is_file()]
written = [file for file in files if file.stat().st_mtime < later - 1]
print(json.dumps(sorted(file.relative_to(site).as_posix() for file in written)))
"""


def served(copy: Copy, *changes: dict[str, str]) -> list[str]:
    """The files of the served site that a build writes after each group of edits, except MkDocs'
    sitemap."""
    copy.page("topic/other", "Nothing to run here.")
    ran = copy.python("-c", SERVE, json.dumps(changes))
    assert ran.code == 0, ran.said
    written = json.loads(ran.said.splitlines()[-1])
    return [name for name in written if not name.startswith("sitemap.xml")]


def test_an_edited_page_is_built_alone(copy: Copy) -> None:
    text = (copy.root / "docs/topic/page.md").read_text("utf-8")
    written = served(copy, {"docs/topic/page.md": text + "\nOne more line.\n"})
    assert written == ["llms-full.txt", "topic/page.html", "topic/page.md"]
    html = (copy.root / "served/topic/page.html").read_text("utf-8")
    assert "One more line." in html


@pytest.mark.parametrize("name", ["greeting.py", "greeting.out"])
def test_the_page_of_an_edited_program_is_built_again(copy: Copy, name: str) -> None:
    file = f"snippets/topic/page/{name}"
    text = (copy.root / file).read_text("utf-8").replace("hello", "good day")
    written = served(copy, {file: text})
    assert [page for page in written if page.endswith(".html")] == ["topic/page.html"]
    html = (copy.root / "served/topic/page.html").read_text("utf-8")
    assert "good day" in html


def test_a_build_that_fails_loses_no_edit(copy: Copy) -> None:
    page, other = "docs/topic/page.md", "docs/topic/other.md"
    text = (copy.root / page).read_text("utf-8")
    written = served(
        copy,
        {
            page: text + "\n```python\nprint(1)\n```\n",
            other: HEAD + "# A page\n\nEdited.\n",
        },
        {page: text + "\nMended.\n"},
    )
    assert written == [
        "llms-full.txt",
        "topic/other.html",
        "topic/other.md",
        "topic/page.html",
        "topic/page.md",
    ]


def test_nothing_is_built_without_a_change(copy: Copy) -> None:
    assert served(copy, {}) == []
