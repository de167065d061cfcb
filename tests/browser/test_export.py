"""The export for other generators: Zensical builds it, and its pages have the same text as ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from nlpjourney import __main__

PAGES = ("models/heads", "models/zero-shot", "notebooks/main_tasks/semantic_search")
OF_THE_THEME = (
    ".md-tags, .page-head, .headerlink, .md-content__button, math, .arithmatex, "
    ".block-button"
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "tree"
    assert __main__.main(["export", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def its(exported: Path) -> Path:
    """The site that Zensical builds from the export."""
    zensical = [str(Path(sys.executable).with_name("zensical")), "build"]
    done = subprocess.run(zensical, cwd=exported, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return exported / "site"


def article(site: Path, name: str) -> Tag:
    html = (site / f"{name}.html").read_text("utf-8")
    found = BeautifulSoup(html, "html.parser").select_one("article")
    assert found
    for part in found.select(OF_THE_THEME):
        part.decompose()
    return found


def programs(page: Tag) -> list[str]:
    return [code.get_text().rstrip("\n") for code in page.select("pre code")]


@pytest.mark.parametrize("name", PAGES)
def test_zensical_shows_the_same_page(site: Path, its: Path, name: str) -> None:
    ours, other = article(site, name), article(its, name)
    assert programs(other) == programs(ours)
    assert len(programs(other)) > 5
    assert "".join(other.text.split()) == "".join(ours.text.split())


def test_no_page_asks_another_host_for_a_font(its: Path) -> None:
    for file in its.rglob("*.html"):
        assert "fonts.g" not in file.read_text("utf-8")


def test_links_lead_to_the_markdown_of_notebooks(exported: Path) -> None:
    text = (exported / "docs/models/heads.md").read_text("utf-8")
    assert "](../notebooks/basics/hf_inference.md)" in text
    assert "](../notebooks/basics/hf_inference.ipynb)" not in text
    assert (exported / "docs/notebooks/basics/hf_inference.ipynb").is_file()


def test_a_folder_that_holds_something_is_refused(tmp_path: Path, capsys) -> None:
    (tmp_path / "file").touch()
    assert __main__.main(["export", str(tmp_path)]) == 2
    assert "is not empty; name a new folder" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
