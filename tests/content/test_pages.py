"""Every fence that looks runnable is run, or is refused with its page and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from fault_injection import Copy, Ran, fence, line_of

from nlpjourney import paths
from nlpjourney.content import pages, results
from nlpjourney.content.pages import Options, PageError

# Fences that no test would run --------------------------------------------------------

INCLUDE = '--8<-- "forms/PAGE/shown.py"'
FENCE = f"```python\n{INCLUDE}\n```"
TEXT = "```text\nonly shown\n```"
TAKES_A_FILE = '--8<-- "models/heads/hidden_states.py"'
NOT_COLLECTED = "is not collected"
NOT_SHOWN = (
    "the site does not show this fence as code; put it below a paragraph, outside HTML"
)
IN_NO_FENCE = "the site shows code outside a fence: '1 / 0'; put it in a ```text fence"
IN_A_QUOTE = (
    "in a quote or on a list marker's own line is not collected; put it on a line of"
)
# What an author writes, what the message says, and what the author writes after following it.
FORMS = {
    "py": (f"```py\n{INCLUDE}\n```", f"'```py' {NOT_COLLECTED}", FENCE),
    "space": (f"``` python\n{INCLUDE}\n```", f"'``` python' {NOT_COLLECTED}", FENCE),
    "tildes": (f"~~~python\n{INCLUDE}\n~~~", "~~~ fences are not collected", FENCE),
    "attributes": (f'```{{.python title="x"}}\n{INCLUDE}\n```', NOT_COLLECTED, FENCE),
    "python3": (f"```python3\n{INCLUDE}\n```", NOT_COLLECTED, FENCE),
    "capital": (f"```Python\n{INCLUDE}\n```", NOT_COLLECTED, FENCE),
    "pycon": ("```pycon\n>>> 1\n```", NOT_COLLECTED, "```text\n>>> 1\n```"),
    "shell": ("```sh\necho\n```", NOT_COLLECTED, "```text\necho\n```"),
    "nothing": ("```\n1 / 0\n```", NOT_COLLECTED, "```text\n1 / 0\n```"),
    "inline": ("```print(1)```", NOT_COLLECTED, "```text\nprint(1)\n```"),
    "invisible": (f"```python\u200b\n{INCLUDE}\n```", NOT_COLLECTED, FENCE),
    "quote": (f"> ```python\n> {INCLUDE}\n> ```", IN_A_QUOTE, f"> Quote.\n\n{FENCE}"),
    "bullet": (f"- ```python\n  {INCLUDE}\n  ```", IN_A_QUOTE, f"- x\n\n{FENCE}"),
    "number": (f"1. ```python\n   {INCLUDE}\n   ```", IN_A_QUOTE, f"1. x\n\n{FENCE}"),
    "two_spaces": (
        f"  ```python\n  {INCLUDE}\n  ```",
        "a fence is indented by 4 spaces for each list item, admonition or tab that it is in",
        FENCE,
    ),
    "no_break_space": (f"\xa0{FENCE}", "not by '\\xa0'", FENCE),
    "typed": (
        "```python\n1 / 0\n```",
        f"{TAKES_A_FILE}; move the code into a file",
        FENCE,
    ),
    "typed_bash": ("```bash\nfalse\n```", "block is one include", FENCE),
    "also_typed": (f"```python\n{INCLUDE}\n1 / 0\n```", TAKES_A_FILE, FENCE),
    "empty": ("```python\n```", "block is one include", FENCE),
    "two": (f"```python\n{INCLUDE}\n{INCLUDE}\n```", TAKES_A_FILE, FENCE),
    "open": (
        f"```python\n{INCLUDE}",
        "this fence never ends; close it with ```",
        FENCE,
    ),
    "open_to_the_next": (
        f"````python\n{INCLUDE}\n\n{TEXT}",
        "this fence never ends; close it with ````",
        f"````python\n{INCLUDE}\n````\n\n{TEXT}",
    ),
    "part": (FENCE.replace('.py"', '.py:1:1"'), "shows a whole file", FENCE),
    "section": (FENCE.replace('.py"', '.py:one"'), "shows a whole file", FENCE),
    "bare": (FENCE.replace('"', ""), "must be one quoted path", FENCE),
    "single_quotes": (FENCE.replace('"', "'"), "must be one quoted path", FENCE),
    "above": (
        '```python\n--8<-- "../conftest.py"\n```',
        "under snippets/, never",
        FENCE,
    ),
    "absolute": (
        '```python\n--8<-- "/else/x.py"\n```',
        "under snippets/, never",
        FENCE,
    ),
    "dotted": (FENCE.replace('-- "', '-- "./'), "must be one quoted path such", FENCE),
    "blank": (FENCE.replace("shown", "is shown"), "letters, digits, - and _", FENCE),
    "backslash": (FENCE.replace("/", "\\"), "letters, digits, - and _", FENCE),
    "absent": (FENCE.replace("shown", "x"), "x.py does not exist; create it", FENCE),
    "endless_name": (
        FENCE.replace("shown", "x" * 300),
        "does not exist; create",
        FENCE,
    ),
    "wrong_language": (
        f"```bash\n{INCLUDE}\n```",
        "a bash block includes a .sh file",
        FENCE,
    ),
    "prose": (
        INCLUDE,
        "an include outside a fence; show a program in a ```python",
        FENCE,
    ),
    "prose_text": ('--8<-- "forms/PAGE/fence.txt"', "an include outside a fence", TEXT),
    "in_no_list": (
        f"    ```python\n    {INCLUDE}\n    ```",
        NOT_SHOWN,
        f"- item\n\n    ```python\n    {INCLUDE}\n    ```",
    ),
    "options_of_a_text": (
        '```json skip="no"\n[]\n```',
        "takes no options; delete them",
        TEXT,
    ),
    "comment_skip": (
        "<!--pytest-codeblocks:skip-->",
        "write options on the fence",
        FENCE,
    ),
    "comment_cont": ("<!-- pytest-codeblocks:cont -->", "write options on", FENCE),
    "comment_mark": ("<!--pytest.mark.skip-->", "write options on the fence", FENCE),
    "comment_file": ("<!--pytest-codeblocks:skipfile-->", "write options on", FENCE),
    "title": (
        FENCE.replace("n\n", 'n title="x"\n', 1),
        "unknown option 'title'",
        FENCE,
    ),
    "no_end": (
        FENCE.replace("n\n", 'n skip="no GPU"\n', 1),
        'skip and until go together, such as skip="needs a GPU" until="2027-01-31"',
        FENCE.replace("n\n", 'n skip="no GPU" until="2027-01-31"\n', 1),
    ),
    "tab": ("a\tb", "character U+0009 after 'a'; write spaces", "a    b"),
    "form_feed": (f"text\x0c{FENCE}", "U+000C after 'text'; delete it", f"\n{FENCE}"),
    "line_separator": (f"a\u2028{FENCE}", "U+2028 after 'a'; delete it", f"\n{FENCE}"),
    "next_line": (f"a\x85{FENCE}", "U+0085 after 'a'; delete it", f"\n{FENCE}"),
    "zero": ("a\x00b", "U+0000 after 'a'; delete it", "ab"),
    "byte_order_mark": (f"\ufeff{FENCE}", "without a byte order mark", FENCE),
    "old_line_ends": (f"a\r\r{FENCE}", "Unix line endings, \\n alone", f"a\n\n{FENCE}"),
}
# The same for messages about a later line of the page, whose number is the second value.
BELOW = {
    "indented": ("Prose.\n\n    1 / 0", 14, IN_NO_FENCE, "```text\n1 / 0\n```"),
    "pre": ("Prose.\n\n<pre>\n1 / 0\n</pre>", 15, IN_NO_FENCE, "```text\n1 / 0\n```"),
    "glued_above": (
        f"Prose.\n{FENCE}",
        13,
        "an empty line above it",
        f"Prose.\n\n{FENCE}",
    ),
    "glued_below": (
        f"{FENCE}\nMore.",
        14,
        "needs an empty line below it",
        f"{FENCE}\n\nMore.",
    ),
    "longer_end": (
        f"{FENCE}`",
        14,
        "may or may not end the fence of line 12; write '```' if it does, otherwise open and",
        FENCE,
    ),
    "ticks_in_a_text": (
        "```text\n```python\n1 / 0\n```",
        13,
        "otherwise open and close the fence with ````",
        "````text\n```python\n1 / 0\n````",
    ),
    "ends_elsewhere": (f"{FENCE[:-3]}    ```", 14, "write '```' if it does", FENCE),
    "less_indented": (
        "- item\n\n    ```text\nx\n    ```",
        15,
        "is less indented than its fence, which begins on line 14; begin the line with 4",
        "- item\n\n    ```text\n    x\n    ```",
    ),
    "comment": (f"<!--\n\n{FENCE}\n\n-->", 14, NOT_SHOWN, FENCE),
    "html": (f"<div>\n\n{FENCE}\n\n</div>", 14, NOT_SHOWN, FENCE),
    "html_in_html": (
        f'<div markdown="1"><div>\n\n{FENCE}\n\n</div></div>',
        14,
        NOT_SHOWN,
        f'<div markdown="1"><div markdown="1">\n\n{FENCE}\n\n</div></div>',
    ),
    "tag_in_a_list": (
        "- item\n\n    <script>\n\n    x",
        14,
        "<script> in text, a list item, an admonition or a tab; put it at the beginning of a line",
        "- item\n\n    `<script>`\n\n    x",
    ),
    "stray_end": ("Prose.</div>", 12, "</div> in text", "Prose."),
    "inline_code": (
        "Prose.\n\n`1 / 0`{ .language-python }",
        14,
        "the site shows code outside a fence",
        "Prose.\n\n`1 / 0`",
    ),
}
# Bytes of a program on a correct page, the line of the error, and the repaired bytes.
DONE = b'print("done")\n'
PROGRAMS = {
    "windows": (
        b'print("done")\r\n',
        1,
        "U+000D after 'print(\"done\")'; save the file",
        DONE,
    ),
    "tabs": (
        b"if 1:\n\tprint()\n",
        2,
        "U+0009 after ''; write spaces",
        b"if 1:\n    print()\n",
    ),
    "feeds": (b'# \x0c\nprint("\x0c")\n', 1, "U+000C after '# '; delete it", b"# \n"),
    "separators": (
        'print("\u2028")\n'.encode(),
        1,
        "U+2028 after 'print(\"'; delete it; in a program, write an escape",
        b'print("\\u2028")\n',
    ),
    "mark": (b"\xef\xbb\xbf" + DONE, 1, "without a byte order mark", DONE),
    "no_newline": (b'print("done")', 1, "end the file with one newline", DONE),
    "two_newlines": (b'print("done")\n\n', 2, "end the file with one newline", DONE),
    "no_byte": (b"", 1, "is empty; write the program", DONE),
    "one_newline": (b"\n", 1, "is empty; write the program", DONE),
    "spaces": (
        b'"""\n  \n"""\n',
        2,
        "consists only of spaces; delete them",
        b'"""\n\n"""\n',
    ),
}


def _messages() -> dict[str, tuple[str, str]]:
    """The expected message for each page: its place and its text."""
    said = {
        name: (f"docs/forms/{name}.md:12: ", form[1]) for name, form in FORMS.items()
    }
    for name, (_, line, message, _) in BELOW.items():
        said[name] = (f"docs/forms/{name}.md:{line}: ", message)
    for name, (_, line, message, _) in PROGRAMS.items():
        place = f"docs/forms/{name}.md:12 → snippets/forms/{name}/shown.py:{line}: "
        said[name] = (place, message)
    return said


MESSAGES = _messages()
NO_FENCE = ("tab", "zero", "inline_code", "tag_in_a_list", "stray_end")


def _write(copy: Copy, name: str, text: str, program: bytes = DONE) -> None:
    copy.page(f"forms/{name}", "Prose above.\n", text.replace("PAGE", name))
    shown = copy.snippet(f"forms/{name}/shown.py", "", "done\n")
    shown.write_bytes(program)


@pytest.fixture(scope="module")
def forms(fresh_copy: Callable[[], Copy]) -> tuple[Ran, Ran]:
    """One run and one audit of pages, one for each form."""
    copy = fresh_copy()
    for name, form in {**FORMS, **BELOW}.items():
        _write(copy, name, form[0])
    for name, (program, *_) in PROGRAMS.items():
        _write(copy, name, FENCE, program)
    copy.snippet("forms/prose_text/fence.txt", "```text\nx\n```\n")
    return copy.test(), copy.audit("tree")


@pytest.mark.parametrize("name", MESSAGES)
def test_a_fence_that_no_test_would_run_is_red(
    forms: tuple[Ran, Ran], name: str
) -> None:
    ran, audited = forms
    place, message = MESSAGES[name]
    assert (ran.code, audited.code) == (2, 1)
    assert f"docs/forms/{name}.md" in ran.collection_errors
    named = [line for line in ran.said.splitlines() if line.startswith(place)]
    assert len(named) == 1
    assert message in named[0]
    assert named[0] in audited.said.splitlines()


@pytest.mark.parametrize("name", MESSAGES)
def test_it_is_green_once_the_author_does_what_the_message_says(
    here: Path, name: str
) -> None:
    copy = Copy(here)
    if name in PROGRAMS:
        _write(copy, name, FENCE, PROGRAMS[name][-1])
    else:
        _write(copy, name, {**FORMS, **BELOW}[name][-1])
    page = pages.expand(here / "docs/forms" / f"{name}.md")
    assert page.every_fence or name in NO_FENCE


def test_a_bad_page_leaves_what_is_known_of_the_others(copy: Copy) -> None:
    _write(copy, "typed", FORMS["typed"][0])
    before = results.read(copy.report)
    ran = copy.test("docs/topic/page.md")
    assert (ran.code, ran.counted("passed")) == (0, 3), ran.said
    assert results.read(copy.report).keys() == before.keys()


@pytest.mark.parametrize("name", ["typed", "tildes", "part", "html"])
def test_the_site_is_not_built_with_such_a_page(copy: Copy, name: str) -> None:
    _write(copy, name, {**FORMS, **BELOW}[name][0])
    ran = copy.build()
    assert ran.code != 0
    assert all(part in ran.said for part in MESSAGES[name])


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
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
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
    return tmp_path


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
    assert page.texts == ["```python\nonly shown\n```"]


def test_an_expanded_page_is_plain_markdown(here: Path) -> None:
    file = here / "docs" / "page.md"
    expanded = pages.expand(file, PAGE.splitlines()).markdown
    assert "--8<--" not in expanded
    assert (
        "\n    ```python\n    first = 1\n    \n    print(first)\n    ```\n" in expanded
    )


def test_line_numbers_start_where_the_caller_says(here: Path) -> None:
    file = here / "docs" / "page.md"
    page = pages.expand(file, PAGE.splitlines(), first_line=11)
    assert page.blocks[0].line == 17
    with pytest.raises(PageError, match=r"^docs/page\.md:11: "):
        pages.expand(file, ["```py", "```"], first_line=11)


def test_a_page_on_which_markdown_fails_is_refused(here: Path) -> None:
    file = here / "docs" / "page.md"
    nested = "\n".join("    " * level + "!!! note" for level in range(400))
    with pytest.raises(PageError, match=r"^docs/page\.md:1: .*recursion.*nest lists"):
        pages.expand(file, nested.split("\n"))
    assert pages.expand(file, nested.split("\n")[:9])


def test_published_snippets_are_no_pages(here: Path) -> None:
    (here / "docs" / "page.md").write_text(PAGE)
    (here / "docs" / "snippets").mkdir()
    (here / "docs" / "snippets" / "notes.md").write_text("```py\n```\n")
    assert [page.path.name for page in pages.all_pages(here / "docs")] == ["page.md"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", Options()),
        (' timeout="0.5"   memory="2" ', Options(timeout=0.5, memory=2)),
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


SUCH_AS = re.compile(r", such as (?P<example>.*)")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (' timeout="nine"', 'timeout="nine" is not seconds above 0, such as timeout='),
        (' timeout="0"', 'timeout="0" is not seconds above 0'),
        (' timeout="0.0"', 'timeout="0.0" is not seconds above 0'),
        (' timeout="-1"', 'timeout="-1" is not seconds above 0'),
        (' timeout=""', 'timeout="" is not seconds above 0'),
        (' timeout="1e3"', 'timeout="1e3" is not seconds above 0'),
        (' memory="inf"', 'memory="inf" is not GiB above 0, such as memory="8"'),
        (' memory="nan"', 'memory="nan" is not GiB above 0'),
        (' memory="٣"', 'memory="٣" is not GiB above 0'),
        (' tolerance="5%" reason="x"', 'tolerance="5%" is not a share between 0 and 1'),
        (' tolerance="1000" reason="x"', "is not a share between 0 and 1, such as tol"),
        (' tolerance="0.0" reason="x"', "is not a share between 0 and 1"),
        (' tolerance="nan" reason="x"', "is not a share between 0 and 1"),
        (' tolerance="0.1"', "tolerance and reason go together, such as tolerance="),
        (' reason="threads"', "tolerance and reason go together"),
        (
            ' tolerance="0.1" reason=" "',
            'reason=" " is not the reason for the tolerance',
        ),
        (' alone="a --> b"', 'alone="a --> b" is not the reason why no other'),
        (
            ' skip=" " until="2027-01-31"',
            'skip=" " is not the reason why the block does not run',
        ),
        (' skip="no GPU"', "skip and until go together, such as skip="),
        (' until="2027-01-31"', "skip and until go together"),
        (
            ' skip="no GPU" until="soon"',
            'until="soon" is not a date in the form YYYY-MM-DD',
        ),
        (
            ' skip="no GPU" until="31.01.2027"',
            "is not a date in the form YYYY-MM-DD, such as sk",
        ),
        (' skip="no GPU" until="20270131"', "is not a date in the form YYYY-MM-DD"),
        (
            ' skip="no GPU" until="2027-02-30"',
            'until="2027-02-30": day is out of range',
        ),
        (' ellipsis=""', 'ellipsis="" is not the reason for the ellipsis'),
        (' trains="tweets"', 'trains="tweets" is not the local id of a model, such as'),
        (' hub="nlpjourney/x"', 'hub="nlpjourney/x" is not an id on the Hub'),
        (' steps="a b"', 'steps="a b" is not names of functions'),
        (' timeout="9" timeout="9"', "timeout is given twice; give it once, such as"),
        (
            ' timeout="9',
            "cannot read the options from 'timeout=\"9' on; write each as a space",
        ),
        (
            " timeout='9'",
            "from \"timeout='9'\" on; write each as a space, a name and a value",
        ),
        (" timeout=9", "cannot read the options from 'timeout=9' on"),
        (' timeout = "9"', "cannot read the options from 'timeout = \"9\"' on"),
        (' memory="2"timeout="9"', "cannot read the options from 'timeout=\"9\"' on"),
        (" timeout", "in double quotes, such as timeout="),
        (" {.x}", "cannot read the options from '{.x}' on"),
    ],
)
def test_options_that_make_no_sense(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)) as refused:
        Options.parse(text)
    such_as = SUCH_AS.search(str(refused.value))
    assert such_as
    assert Options.parse(f" {such_as['example']}") != Options()


def test_an_unknown_option_is_named_with_those_that_are_known() -> None:
    with pytest.raises(
        ValueError, match="unknown option 'timout'; the known options are timeout, m"
    ):
        Options.parse(' timout="9"')
