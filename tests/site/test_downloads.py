"""The downloads: plain Markdown that runs, zips of programs that ran, an index."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

import nbformat
import pytest
from fault_injection import Case, Copy, fence

from nlpjourney import paths
from nlpjourney.content import pages
from nlpjourney.paths import DOCS, SNIPPETS
from nlpjourney.site import downloads


@pytest.fixture(scope="module")
def taken() -> dict[str, bytes]:
    """The files that the project's own sources give, without the site's address."""
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("SITE_URL", raising=False)
        return downloads.files(downloads.read())


def test_a_page_downloads_as_the_text_that_the_site_shows(taken) -> None:
    sources = downloads.read()
    text = taken["models/heads.md"].decode()
    assert text.endswith(f"\n\n{sources.texts['models/heads.md']}")
    assert text.startswith("---\ntitle: Model heads\n")
    assert text in taken["llms-full.txt"].decode()


# What the audit sees ------------------------------------------------------------------


def test_what_was_not_made_from_the_sources_is_red(copy: Copy) -> None:
    site = copy.root / "site"
    (site / "topic" / "page.md").unlink()
    index = site / "llms.txt"
    index.write_text(index.read_text("utf-8").replace("- [", "- (", 1), "utf-8")
    with zipfile.ZipFile(site / "topic" / "page.zip", "a") as zipped:
        zipped.writestr("more.py", "print(1)\n")
    ran = copy.audit("site")
    assert ran.code == 1
    for problem in (
        "topic/page.md is missing; run make site",
        "llms.txt differs from what its sources give",
        "topic/page.zip differs from what its sources give",
    ):
        assert problem in ran.said


@pytest.mark.parametrize("name", ["page.md", "page.zip"])
def test_another_program_than_the_page_shows_is_red(copy: Copy, name) -> None:
    file = copy.root / "site" / "topic" / name
    content = file.read_bytes()
    assert b"print(6 * 7" in content
    file.write_bytes(content.replace(b"print(6 * 7", b"print(7 * 6"))
    said = copy.audit("site").said
    assert f"topic/{name} differs from what its sources give; run make site" in said


# Stock pytest-codeblocks --------------------------------------------------------------


def test_the_pages_run_under_stock_pytest(copy: Copy) -> None:
    ran = copy.python("-m", "scripts.compatibility")
    assert (ran.code, ran.said.splitlines()[-1]) == (
        0,
        "3 of 3 plain blocks ran, 0 say why not",
    )


def test_a_block_that_needs_its_own_interpreter_is_red_until_it_says_so(
    copy: Copy,
) -> None:
    case = Case("itself", "print(__file__[-3:])\n", ".py\n")
    copy.blocks("needs/more", [case])
    assert copy.build().code == 0
    ran = copy.python("-m", "scripts.compatibility")
    assert ran.code == 1
    assert "name '__file__' is not defined" in ran.said
    assert ran.said.splitlines()[-1] == "3 of 4 plain blocks ran, 0 say why not"
    copy.page(
        "needs/more", fence("needs/more/itself.py", 'alone="it reads its own path"')
    )
    assert copy.build().code == 0
    ran = copy.python("-m", "scripts.compatibility")
    assert (ran.code, ran.said.splitlines()[-1]) == (
        0,
        "3 of 3 plain blocks ran, 1 say why not",
    )


def test_a_fence_that_stock_pytest_passes_over_is_red(copy: Copy) -> None:
    file = copy.root / "site" / "topic" / "page.md"
    text = file.read_text("utf-8")
    file.write_text(text.replace("```python\n", "```py\n", 1), "utf-8")
    ran = copy.python("-m", "scripts.compatibility")
    assert (ran.code, ran.said.splitlines()[-1]) == (
        1,
        "2 of 3 plain blocks ran, 0 say why not",
    )


# Zips ---------------------------------------------------------------------------------


def test_a_notebook_holds_the_programs_below_their_headings(taken) -> None:
    page = pages.expand(DOCS / "models" / "heads.md")
    notebook = nbformat.reads(taken["models/heads.ipynb"].decode(), 4)
    nbformat.validate(notebook)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert "transformers==" in code[0]
    assert code[1:] == [b.program.rstrip("\n") for b in page.fences.values()]
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    assert "## Pitfalls\n" in text
    assert "start/glossary.ipynb" not in taken  # a page without programs


def test_a_zip_holds_the_snippets_and_what_running_them_takes() -> None:
    page = pages.expand(DOCS / "models" / "heads.md")
    packed = downloads.programs(page, "Model heads")
    assert packed == downloads.programs(page, "Model heads")
    with zipfile.ZipFile(io.BytesIO(packed)) as zipped:
        held = {name: zipped.read(name) for name in zipped.namelist()}
        assert {info.date_time for info in zipped.infolist()} == {downloads.ANY_DAY}
    wanted = {
        f"snippets/{file.relative_to(SNIPPETS)}": file.read_bytes()
        for file in (SNIPPETS / "models" / "heads").iterdir()
    }
    assert {n: c for n, c in held.items() if n.startswith("snippets/")} == wanted
    assert held.keys() - wanted.keys() == {"LICENSE", "README.md", "requirements.txt"}
    assert b"torch==" in held["requirements.txt"]
    assert b"    python snippets/models/heads/hidden_states.py\n" in held["README.md"]


# For programs that read pages ---------------------------------------------------------

MOST_CHARS = 5_000  # some programs stop reading after this size


def markdowns(taken: dict[str, bytes]) -> dict[str, str]:
    return {n: text.decode() for n, text in taken.items() if n.endswith(".md")}


def test_every_page_begins_with_a_line_that_points_to_the_index(taken) -> None:
    for name, text in markdowns(taken).items():
        first = text.split("\n---\n\n", 1)[1].split("\n", 1)[0]
        link = re.search(r"\]\((.*)\)$", first)
        assert link, name
        folder = posixpath.dirname(name)
        assert posixpath.normpath(posixpath.join(folder, link[1])) == "llms.txt", name


def late(text: str) -> bool:
    """Whether the first program ends after the size at which some programs stop reading."""
    block = re.search(r"^ *```python\n.*?^ *```$", text, re.DOTALL | re.MULTILINE)
    return block is not None and block.end() > MOST_CHARS


def test_the_answer_and_the_first_program_come_early(taken) -> None:
    assert [name for name, text in markdowns(taken).items() if late(text)] == []


def test_a_late_program_is_reported() -> None:
    assert late("Words. " * 800 + "\n\n```python\nprint(1)\n```\n")
    assert not late("```python\nprint(1)\n```\n" + "Words. " * 800)


# The index ----------------------------------------------------------------------------


def test_the_index_follows_the_navigation(taken, monkeypatch) -> None:
    lines = taken["llms.txt"].decode().splitlines()
    assert lines[:3] == ["# NLPJourney", "", lines[2]]
    assert lines[2].startswith("> ")
    links = [
        line.partition("](")[2].partition(")")[0] for line in lines if line[:3] == "- ["
    ]
    nav = (paths.ROOT / "mkdocs.yml").read_text("utf-8")
    written = re.findall(r"^ +- [^\n]+: (\S+)\.(?:md|ipynb)$", nav, re.MULTILINE)
    assert links == [f"{name}.md" for name in written]
    assert "## Notebooks" in lines
    monkeypatch.setenv("SITE_URL", "https://host/base")
    made = downloads.files(downloads.read())
    assert "](https://host/base/models/heads.md)" in made["llms.txt"].decode()
    assert (
        "<!-- https://host/base/models/heads.md -->" in made["llms-full.txt"].decode()
    )
