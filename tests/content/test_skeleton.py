"""A new page or notebook passes all checks at once, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from fault_injection import Copy

from nlpjourney import __main__ as command
from nlpjourney import paths
from nlpjourney.content import prerequisites, project, skeleton
from nlpjourney.content.skeleton import NameRefused

NAV = """\
markdown_extensions:
  - pymdownx.highlight: {pygments_lang_class: true, stripnl: false}
  - pymdownx.superfences
nav:
  - Start: index.md  # where readers begin
  - "A topic":

      # The first pages.
      - Page: topic/page.md
  - Notebooks:
      - Basics:
          - One: notebooks/basics/one.ipynb

# What follows is no page.
plugins: []
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with a navigation, for the engine that runs the tests."""
    for name in ("docs", "snippets"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(paths, name.upper(), tmp_path / name)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "SETTINGS", tmp_path / "mkdocs.yml")
    paths.SETTINGS.write_text(NAV)
    return tmp_path


REFUSED = {
    "Data/shuffling": "in lowercase letters",
    "data/Shuffling": "in lowercase letters",
    "shuffling": "write <section>/<page>, such as data/shuffling",
    "data/a/b": "write <section>/<page>",
    "../data": "write <section>/<page>",
    "data/..": "write <section>/<page>",
    "/data/a": "write <section>/<page>",
    "data/a b": "write <section>/<page>",
    "data/ä": "write <section>/<page>",
    "fine-tuning/lora": "the last part also with -",
    "data/2nd": "write <section>/<page>",
    "data/con": "Windows reserves 'con' for a device",
    "nul/shuffling": "Windows reserves 'nul' for a device",
    "data/datasets": "datasets is a module",
    "data/json": "json is a module",
    "assets/shuffling": "docs/assets/ holds no pages",
    "snippets/shuffling": "docs/snippets/ holds no pages",
    "notebooks/basics/one": "docs/notebooks/ holds no pages",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_name_is_refused_with_the_rule(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert command.main(["new", "page", name]) == 2
    said = capsys.readouterr().err
    assert said.startswith(repr(name))
    assert REFUSED[name] in said
    assert [file for file in here.rglob("*") if file.is_file()] == [paths.SETTINGS]


def test_the_names_that_the_refusals_show_are_good(here: Path) -> None:
    assert skeleton.page("data/shuffling").file == here / "docs/data/shuffling.md"
    file = here / "docs/notebooks/basics/first_steps.ipynb"
    assert skeleton.notebook("basics/first_steps").file == file
    assert skeleton.notebook("notebooks/basics/first_steps").file == file
    assert skeleton.page("docs/data/shuffling.md") == skeleton.page("data/shuffling")


@pytest.mark.parametrize(
    "name",
    [
        "docs/data/shuffling.md",
        "docs/data/shuffling.ipynb",
        "snippets/data/shuffling/shuffling.py",
        "tests/pages/expected/data-shuffling.toml",
    ],
)
def test_nothing_is_overwritten(here: Path, name: str) -> None:
    file = here / name
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    with pytest.raises(NameRefused, match=f"^{name} exists already; choose another"):
        skeleton.write(skeleton.page("data/shuffling"))
    written = [file for file in here.rglob("*") if file.is_file()]
    assert sorted(written) == sorted([paths.SETTINGS, file])
    assert paths.SETTINGS.read_text() == NAV


LINES = {
    "topic/more": (
        "page",
        "      - Page: topic/page.md\n",
        "      - More: topic/more.md\n",
        "below Page: topic/page.md",
    ),
    "recipes/null": (
        "page",
        "          - One: notebooks/basics/one.ipynb\n",
        '  - Recipes:\n      - "Null": recipes/null.md\n',
        "in a new section Recipes",
    ),
    "basics/two-more": (
        "notebook",
        "          - One: notebooks/basics/one.ipynb\n",
        "          - Two more: notebooks/basics/two-more.ipynb\n",
        "below One: notebooks/basics/one.ipynb",
    ),
    "tasks/two": (
        "notebook",
        "          - One: notebooks/basics/one.ipynb\n",
        "      - Tasks:\n          - Two: notebooks/tasks/two.ipynb\n",
        "in a new section Tasks",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_the_navigation_gets_a_line_and_keeps_all_others(here: Path, name: str) -> None:
    kind, above, added, where = LINES[name]
    new = getattr(skeleton, kind)(name)
    said = skeleton.write(new)
    assert said == f"mkdocs.yml lists it in nav, {where}"
    assert paths.SETTINGS.read_text() == NAV.replace(above, above + added)
    assert new.file.relative_to(paths.DOCS).as_posix() in prerequisites.navigation()


@pytest.mark.parametrize("nav", ["nav: [{Start: index.md}]\n", "nav:\n- index.md\n"])
def test_a_navigation_of_another_form(here: Path, nav: str) -> None:
    paths.SETTINGS.write_text(nav)
    said = skeleton.write(skeleton.page("data/shuffling"))
    if "[" in nav:
        line = "- Shuffling: data/shuffling.md"
        assert said == f"add this line to nav in mkdocs.yml yourself: {line}"
        assert paths.SETTINGS.read_text() == nav
    else:
        added = "- Data:\n    - Shuffling: data/shuffling.md\n"
        assert paths.SETTINGS.read_text() == nav + added


def test_a_project_without_a_navigation(here: Path) -> None:
    paths.SETTINGS.write_text("plugins: []\n")
    said = skeleton.write(skeleton.page("data/shuffling"))
    assert said == "mkdocs.yml has no nav, so the site lists every page"
    assert paths.SETTINGS.read_text() == "plugins: []\n"


def test_settings_that_are_damaged_are_named_first(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.SETTINGS.write_text("nav:\n  - a: b\n - c: d\n")
    assert command.main(["new", "page", "data/shuffling"]) == 1
    assert capsys.readouterr().err.startswith("mkdocs.yml:3: is not YAML: ")
    assert list(paths.DOCS.iterdir()) == []


def test_nothing_is_wrong_with_a_new_page(here: Path) -> None:
    (here / "docs/index.md").write_text(
        "---\ntitle: A\ndescription: B.\ntags: []\nprerequisites: null\n---\n\n# A\n"
    )
    skeleton.write(skeleton.page("topic/page"))
    skeleton.write(skeleton.notebook("basics/one"))
    assert project.problems() == []


def test_a_new_page_and_notebook_are_green_at_once(copy: Copy) -> None:
    settings = copy.root / "mkdocs.yml"
    with settings.open("a") as file:
        file.write("nav:\n  - Topic:\n      - Page: topic/page.md\n")
    made = {"page": "topic/shuffling", "notebook": "basics/first_steps"}
    updates = []
    for kind, name in made.items():
        ran = copy.python("-m", "nlpjourney", "new", kind, name)
        assert ran.code == 0, ran.said
        updates += [
            line.partition("PAGE=")[2]
            for line in ran.said.splitlines()
            if "make update" in line
        ]
    assert updates == [
        "docs/topic/shuffling.md",
        "docs/notebooks/basics/first_steps.ipynb",
    ]
    assert copy.audit("tree").said.count("run make update PAGE=") == 2
    ran = copy.test(*updates, "--codeblocks-update")
    assert (ran.code, ran.counted("passed")) == (0, 2), ran.said
    ran = copy.test("--codeblocks-changed")
    assert ran.code == 0, ran.said
    for ran in (copy.build(), copy.audit("tree"), copy.audit("site")):
        assert ran.code == 0, ran.said
    html = (copy.root / "site/topic/shuffling.html").read_text("utf-8")
    assert "the 3" in " ".join(html.split())
    for name in ("topic-shuffling", "notebooks-basics-first_steps"):
        expected = copy.root / f"tests/pages/expected/{name}.toml"
        assert f'texts = ["{skeleton.ANSWER}"]' in expected.read_text("utf-8")
    again = copy.python("-m", "nlpjourney", "new", "page", "topic/shuffling")
    assert again.code == 2
    assert "docs/topic/shuffling.md exists already" in again.said
