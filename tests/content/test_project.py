"""The first command that an author runs reports problems between pages, with page and line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fault_injection import Copy, Ran, fence

from nlpjourney import paths
from nlpjourney.content import project

SAYS = {
    "unlisted": "docs/topic/unlisted.md:1: nav in mkdocs.yml lacks this page; add this line to it: "
    '- "A page": topic/unlisted.md',
    "elsewhere": "docs/topic/elsewhere.md:10 → snippets/topic/other/shown.py: it is not in "
    "its page's folder; move it to snippets/topic/elsewhere/",
    "twice": "docs/topic/twice.md:10 → snippets/topic/twice/shown.py: shown 2 times, also on "
    "docs/topic/twice.md:14; show it on one page and link to it from the others",
    "orphan": "snippets/topic/orphan/more.py: no page shows it; include it or delete it",
    "output": "snippets/topic/output/gone.out: no block has this recorded output; delete it",
    "shadow": "snippets/topic/shadow/json.py: shadows the module 'json' for every script next "
    "to it; rename it",
    "unknown": "docs/topic/unknown.md:5: topic/none.md is not on the learning path; remove it",
}
FIRST = {
    "no_front_matter": "docs/topic/no_front_matter.md:1: a page begins with its front matter",
    "no_description": "docs/topic/no_description.md:1: the front matter has no description",
    "no_tags": "docs/topic/no_tags.md:1: the front matter has no tags",
    "no_prerequisites": "docs/topic/no_prerequisites.md:1: the front matter has no prerequisites",
    "no_title": "docs/topic/no_title.md:8: below its front matter, a page begins with its title",
}


def with_nav(copy: Copy, *names: str) -> None:
    lines = "".join(f"      - {name}: topic/{name}.md\n" for name in ("page", *names))
    with (copy.root / "mkdocs.yml").open("a") as settings:
        settings.write(f"nav:\n  - Topic:\n{lines}")


@pytest.fixture(scope="module")
def faulty(fresh_copy: Callable[[], Copy]) -> tuple[Copy, list[Ran]]:
    """The output of each command for pages with problems between them, and for a correct page."""
    copy = fresh_copy()
    with_nav(copy, *(SAYS.keys() - {"unlisted"}), "right")
    for name in (*SAYS, "right"):
        snippet = f"topic/{name}/shown.py"
        fences = [fence(snippet)]
        if name == "elsewhere":
            snippet = "topic/other/shown.py"
            fences = [fence(snippet)]
        if name == "twice":
            fences *= 2
        if name == "shadow":
            fences.append(fence("topic/shadow/json.py"))
        asks = "[topic/none.md]" if name == "unknown" else "null"
        copy.page(f"topic/{name}", *fences, prerequisites=asks)
        copy.snippet(snippet, "print('done')\n", "done\n")
    for name in (".shown.py.swp", "shown.py~"):  # files that editors leave behind
        (copy.root / "snippets/topic/right" / name).touch()
    copy.snippet("topic/shadow/json.py", "print('done')\n", "done\n")
    copy.snippet("topic/orphan/more.py", "print('done')\n", "done\n")
    (copy.root / "snippets/topic/output/gone.out").write_text("$ x\n")
    return copy, [copy.test("--codeblocks-update"), copy.build(), copy.audit("tree")]


@pytest.mark.parametrize("name", SAYS)
def test_every_command_names_it(faulty: tuple[Copy, list[Ran]], name: str) -> None:
    _, commands = faulty
    for ran in commands:
        assert ran.code != 0
        assert SAYS[name] in ran.said, ran.said
        assert "Traceback" not in ran.said


def test_a_page_beside_them_is_not_named(faulty: tuple[Copy, list[Ran]]) -> None:
    copy, commands = faulty
    for ran in commands:
        assert "topic/right" not in ran.said
    for name in ("page", "right"):
        ran = copy.test(f"docs/topic/{name}.md")
        assert ran.code == 0, ran.said


def test_a_build_that_can_show_the_page_stops_at_its_end(copy: Copy) -> None:
    """Also a quiet build, for which MkDocs counts no warnings."""
    copy.page("topic/right", "Prose.")
    copy.snippet("topic/right/more.py", "print('done')\n", "done\n")
    built = copy.build()
    assert built.code != 0
    assert "snippets/topic/right/more.py: no page shows it" in built.said
    assert "in strict mode" in built.said
    assert (copy.root / "site/topic/right.html").is_file()
    copy.page("topic/right", fence("topic/right/more.py"))
    assert copy.build().code == 0


def test_a_page_that_lacks_something_is_named_with_all_others(copy: Copy) -> None:
    text = (copy.root / "docs/topic/page.md").read_text("utf-8")
    head = text.partition("\n# A page")[0]
    for name, old, new in [
        ("no_front_matter", head, ""),
        ("no_description", "description: A page of a test.\n", ""),
        ("no_tags", "tags: []\n", ""),
        ("no_prerequisites", "prerequisites: null\n", ""),
        ("no_title", "# A page", "Words."),
    ]:
        without = f"{head}\n# A page\n\nProse.\n".replace(old, new)
        (copy.root / f"docs/topic/{name}.md").write_text(without.lstrip("\n"), "utf-8")
    for ran in (copy.test("--codeblocks-update"), copy.build(), copy.audit("tree")):
        assert ran.code != 0
        for says in FIRST.values():
            assert says in ran.said, ran.said
        assert "Traceback" not in ran.said
    one = copy.test("docs/topic/no_tags.md", "--codeblocks-update")
    assert FIRST["no_tags"] in one.said
    assert FIRST["no_title"] not in one.said


def test_settings_that_are_damaged_are_named_by_every_command(copy: Copy) -> None:
    with (copy.root / "mkdocs.yml").open("a") as settings:
        settings.write("nav:\n  - Topic:\n      - topic/page.md\n    - a: b\n")
    line = (copy.root / "mkdocs.yml").read_text().count("\n")
    for ran in (copy.test("docs/topic/page.md"), copy.audit("tree")):
        assert ran.code != 0
        assert f"mkdocs.yml:{line}: is not YAML: " in ran.said, ran.said
        assert "Traceback" not in ran.said


def test_a_page_that_the_navigation_lists_without_a_title(copy: Copy) -> None:
    with (copy.root / "mkdocs.yml").open("a") as settings:
        settings.write("nav:\n  - topic/page.md\n")
    for ran in (copy.test("docs/topic/page.md"), copy.audit("tree"), copy.build()):
        assert ran.code == 0, ran.said


def test_the_problems_of_a_page_are_its_own() -> None:
    page = paths.DOCS / "data/map.md"
    own = ["docs/data/map.md:3: x", "snippets/data/map/a.py: y", "mkdocs.yml:1: z"]
    others = [
        "docs/data/maps.md:3: x",
        "snippets/data/mapped/a.py: y",
        "docs/x.md:1: z",
    ]
    assert project.of(page, [*others, *own]) == own


def test_nothing_is_wrong_with_the_pages() -> None:
    assert project.problems() == []
