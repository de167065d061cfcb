"""Every fence that looks runnable is run, or is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from fault_injection import Copy, Ran, fence, line_of

from nlpjourney import paths
from nlpjourney.content import pages, results
from nlpjourney.content.pages import Options, PageError

# Fences that no test would run --------------------------------------------------------

WHOLE = '--8<-- "forms/PAGE/shown.py"'
NOT_COLLECTED = "is not collected"
FORMS = {
    "py": (f"```py\n{WHOLE}\n```", f"'```py' {NOT_COLLECTED}"),
    "space": (f"``` python\n{WHOLE}\n```", f"'``` python' {NOT_COLLECTED}"),
    "tildes": (
        f"~~~python\n{WHOLE}\n~~~",
        "~~~ fences are not collected; write ```python",
    ),
    "attributes": (f'```{{.python title="x"}}\n{WHOLE}\n```', NOT_COLLECTED),
    "title": (
        f'```python title="x"\n{WHOLE}\n```',
        "unknown option 'title'; known are",
    ),
    "lines": (f"```python hl_lines=2\n{WHOLE}\n```", NOT_COLLECTED),
    "python3": (f"```python3\n{WHOLE}\n```", NOT_COLLECTED),
    "capital": (f"```Python\n{WHOLE}\n```", NOT_COLLECTED),
    "pycon": ("```pycon\n>>> 1\n```", NOT_COLLECTED),
    "shell": ("```sh\necho\n```", NOT_COLLECTED),
    "nothing": ("```\n1 / 0\n```", NOT_COLLECTED),
    "quote": (
        f"> ```python\n> {WHOLE}\n> ```",
        "in a quote or on a list marker's own line",
    ),
    "bullet": (
        f"- ```python\n  {WHOLE}\n  ```",
        "in a quote or on a list marker's own line",
    ),
    "number": (f"1. ```python\n   {WHOLE}\n   ```", "on a list marker's own line"),
    "typed": ("```python\n1 / 0\n```", "whole body is one include"),
    "typed_bash": ("```bash\nfalse\n```", "whole body is one include"),
    "also_typed": (f"```python\n{WHOLE}\n1 / 0\n```", "whole body is one include"),
    "empty": ("```python\n```", "whole body is one include"),
    "two": (f"```python\n{WHOLE}\n{WHOLE}\n```", "whole body is one include"),
    "open": (f"```python\n{WHOLE}", "this fence never ends; close it with ```"),
    "part": ('```python\n--8<-- "forms/PAGE/shown.py:1:1"\n```', "shows a whole file"),
    "section": (
        '```python\n--8<-- "forms/PAGE/shown.py:one"\n```',
        "shows a whole file",
    ),
    "bare": ("```python\n--8<-- forms/PAGE/shown.py\n```", "must be one quoted path"),
    "absent": (
        '```python\n--8<-- "forms/PAGE/none.py"\n```',
        "does not exist; create it",
    ),
    "above": (
        '```python\n--8<-- "../conftest.py"\n```',
        "under snippets/, not ../conftest.py",
    ),
    "wrong_language": (f"```bash\n{WHOLE}\n```", "a bash block includes a .sh file"),
    "prose": (WHOLE, "an include outside a fence; show a program in a ```python fence"),
    "prose_text": ('--8<-- "forms/PAGE/fence.txt"', "an include outside a fence"),
    "stray_ticks": (
        "```text\n```x\n```python\n1 / 0\n```",
        "pytest-codeblocks and the site disagree on this fence: '```python'",
    ),
    "odd_ticks": ("```text\n```x\n```", "pytest-codeblocks cannot read it: Hit end-of"),
    "json_options": ('```json skip="no"\n[]\n```', "only shown: no options"),
    "comment_skip": ("<!--pytest-codeblocks:skip-->", "write options on the fence"),
    "comment_cont": ("<!-- pytest-codeblocks:cont -->", "write options on the fence"),
    "comment_mark": ("<!--pytest.mark.skip-->", "write options on the fence"),
    "comment_file": ("<!--pytest-codeblocks:skipfile-->", "write options on the fence"),
    "windows": (f"```python\n{WHOLE}\n```", "use \\n line ends"),
    "tabs": (f"```python\n{WHOLE}\n```", "no tabs"),
    "no_newline": (f"```python\n{WHOLE}\n```", "end it with one newline"),
    "nested_include": (f"```python\n{WHOLE}\n```", "no --8<-- line of its own"),
    "no_reason": (
        f'```python skip="" until="2999-01-01"\n{WHOLE}\n```',
        "say why, in words",
    ),
    "no_end": (f'```python skip="no GPU"\n{WHOLE}\n```', "a skip needs both"),
    "no_skip": (f'```python until="2999-01-01"\n{WHOLE}\n```', "a skip needs both"),
    "tolerance": (
        f'```python tolerance="0.1"\n{WHOLE}\n```',
        "a tolerance needs reason",
    ),
    "ellipsis": (f'```python ellipsis=""\n{WHOLE}\n```', "say why, in words"),
    "endless": (
        f'```python timeout="inf"\n{WHOLE}\n```',
        "timeout, memory and tolerance",
    ),
    "not_a_number": (
        f'```python memory="nan"\n{WHOLE}\n```',
        "timeout, memory and toler",
    ),
}
BYTES = {
    "windows": b'print("done")\r\n',
    "tabs": b'if True:\n\tprint("done")\n',
    "no_newline": b'print("done")',
    "nested_include": b'"""\n--8<-- "topic/page/greeting.py"\n"""\nprint("done")\n',
}


@pytest.fixture(scope="module")
def forms(fresh_copy: Callable[[], Copy]) -> tuple[Copy, Ran, Ran]:
    """One run and one audit over a page for each form."""
    copy = fresh_copy()
    for name, (text, _) in FORMS.items():
        copy.page(f"forms/{name}", "Prose above.\n", text.replace("PAGE", name))
        shown = copy.snippet(f"forms/{name}/shown.py", 'print("done")\n', "done\n")
        shown.write_bytes(BYTES.get(name, shown.read_bytes()))
    copy.snippet("forms/prose_text/fence.txt", "```text\nx\n```\n")
    return copy, copy.test(), copy.audit("tree")


@pytest.mark.parametrize("name", FORMS)
def test_a_fence_that_no_test_would_run_is_red(
    forms: tuple[Copy, Ran, Ran], name: str
) -> None:
    _, ran, audited = forms
    place = {"stray_ticks": ":14", "odd_ticks": ""}.get(name, ":12")
    said = f"docs/forms/{name}.md{place}: "
    assert ran.code == 2
    assert f"docs/forms/{name}.md" in ran.collection_errors
    named = [line for line in ran.said.splitlines() if line.startswith(said)]
    assert len(named) == 1
    assert FORMS[name][1] in named[0]
    if "ticks" not in name:  # only the two parsers together see it
        assert audited.code == 1
        assert named[0] in audited.said.splitlines()


def test_a_bad_page_leaves_what_is_known_of_the_others(
    forms: tuple[Copy, Ran, Ran],
) -> None:
    copy, *_ = forms
    before = results.read(copy.report)
    ran = copy.test("docs/topic/page.md")
    assert (ran.code, ran.counted("passed")) == (0, 3), ran.said
    assert results.read(copy.report).keys() == before.keys()


@pytest.mark.parametrize("name", ["typed", "tildes", "part"])
def test_the_site_is_not_built_with_such_a_page(copy: Copy, name: str) -> None:
    copy.page("forms", "Prose above.\n", FORMS[name][0].replace("PAGE", name))
    copy.snippet(f"forms/{name}/shown.py", 'print("done")\n', "done\n")
    ran = copy.build()
    assert ran.code != 0
    assert "docs/forms.md:12: " in ran.said
    assert FORMS[name][1] in ran.said


PLACES = {
    "nowhere": "",
    "admonition": '!!! note "Beware"\n\n',
    "details": '??? note "Beware"\n\n',
    "list": "- An item\n\n",
    "numbered_list": "1. An item\n\n",
    "tab": '=== "Python"\n\n',
    "footnote": "Prose.[^1]\n\n[^1]:\n    A note.\n\n",
}


AWKWARD = '''
# Ü, <b>bold</b>, "quoted" &amp; `code`
if True:
    print("""
```
````


[link](x) *a* <b>&amp; done""")
'''


def test_an_indented_fence_runs_and_is_shown(copy: Copy) -> None:
    for name, opening in PLACES.items():
        path = f"places/{name}/shown.py"
        indent = "    " if opening else ""
        copy.page(f"places/{name}", opening + fence(path, indent=indent))
        copy.snippet(path, AWKWARD, "\n```\n````\n\n\n[link](x) *a* <b>&amp; done\n")
    ran = copy.test()
    assert (ran.code, ran.counted("passed")) == (0, 3 + len(PLACES)), ran.said
    assert copy.build().code == 0
    audited = copy.audit("site")
    assert audited.code == 0, audited.said
    for name in PLACES:
        copy.snippet(f"places/{name}/shown.py", 'print("done")\n', f"{name}\n")
    ran = copy.test()
    assert ran.counted("failed") == len(PLACES)
    for name in PLACES:
        assert (
            f"shown: {name}\n    real:  done"
            in copy.reports()[f"places/{name}/shown.py"]
        )


def test_the_build_names_the_line_below_front_matter(copy: Copy) -> None:
    page = copy.page("front", "```py", "```")
    ran = copy.build()
    assert ran.code != 0
    line = line_of(page, "```py")
    assert f"docs/front.md:{line}: fence '```py' is not collected" in ran.said
    assert "Traceback" not in ran.said


# What the site, the tests and every copy of a page share


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty project for the functions of the module itself."""
    (tmp_path / "docs" / "assets").mkdir(parents=True)
    (tmp_path / "snippets" / "topic").mkdir(parents=True)
    (tmp_path / "snippets/topic/one.py").write_text("first = 1\n\nprint(first)\n")
    for name, folder in [
        ("ROOT", tmp_path),
        ("DOCS", tmp_path / "docs"),
        ("SNIPPETS", tmp_path / "snippets"),
    ]:
        monkeypatch.setattr(paths, name, folder)
    pages._preprocessor.cache_clear()
    yield tmp_path
    pages._preprocessor.cache_clear()


PAGE = """\
# A page

Prose.

!!! note "One"

    ```python timeout="9"
    --8<-- "topic/one.py"
    ```

````text
```python
only shown
```
````
"""


def test_each_line_knows_where_it_was_written(here: Path) -> None:
    file = here / "docs" / "page.md"
    file.write_text(PAGE)
    page = pages.expand(file)
    written = dict(zip(page.lines, map(str, page.origins), strict=True))
    assert written["# A page"] == "docs/page.md:1"
    assert written["Prose."] == "docs/page.md:3"
    assert written["    ```python"] == "docs/page.md:7"
    assert written["    print(first)"] == "snippets/topic/one.py:3"
    assert written["only shown"] == "docs/page.md:13"
    (block,) = page.blocks
    assert str(block) == "docs/page.md:7 → snippets/topic/one.py"
    assert block.command == "python snippets/topic/one.py"
    assert block.options == Options(timeout=9)
    assert page.texts == ("```python\nonly shown\n```",)


def test_an_expanded_page_is_plain_markdown(here: Path) -> None:
    file = here / "docs" / "page.md"
    expanded = pages.expand(file, PAGE.splitlines()).markdown
    assert "--8<--" not in expanded
    assert "\n    ```python\n    first = 1\n\n    print(first)\n    ```\n" in expanded


def test_line_numbers_start_where_the_caller_says(here: Path) -> None:
    file = here / "docs" / "page.md"
    page = pages.expand(file, PAGE.splitlines(), first_line=11)
    assert page.blocks[0].line == 17
    with pytest.raises(PageError, match=r"^docs/page\.md:11: "):
        pages.expand(file, ["```py", "```"], first_line=11)


def test_published_snippets_are_no_pages(here: Path) -> None:
    (here / "docs" / "page.md").write_text(PAGE)
    (here / "docs" / "snippets").mkdir()
    (here / "docs" / "snippets" / "notes.md").write_text("```py\n```\n")
    assert [page.path.name for page in pages.all_pages(here / "docs")] == ["page.md"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", Options()),
        (' timeout="0.5" memory="2"', Options(timeout=0.5, memory=2)),
        (
            ' tolerance="0.05" reason="threads"',
            Options(tolerance=0.05, reason="threads"),
        ),
        (' ellipsis="an address"', Options(ellipsis="an address")),
        (
            ' skip="no GPU" until="2027-01-31"',
            Options(skip="no GPU", until=date(2027, 1, 31)),
        ),
    ],
)
def test_options(text: str, options: Options) -> None:
    assert Options.parse(text) == options


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('timout="9"', r"unknown option 'timout'; known are timeout, memory"),
        ('timeout="nine"', "could not convert"),
        ('timeout="-1"', "numbers above 0"),
        ('memory="inf"', "numbers above 0"),
        ('tolerance="nan" reason="x"', "numbers above 0"),
        ('tolerance="0.1"', "a tolerance needs reason"),
        ('tolerance="0.1" reason=" "', "in words"),
        ('skip=" " until="2027-01-31"', "in words"),
        ('skip="no GPU"', "a skip needs both"),
        ('until="2027-01-31"', "a skip needs both"),
        ('skip="no GPU" until="soon"', "Invalid isoformat"),
    ],
)
def test_options_that_make_no_sense(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Options.parse(text)
