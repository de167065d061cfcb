"""The fix that a message names works: each test injects a fault, reads its message, applies the fix
that it names, and repeats the check, which must pass."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from fault_injection import Case, Copy, code, fence, notebook

from nlpjourney import audit, paths
from nlpjourney.content import front_matter, results
from nlpjourney.content.front_matter import FORMS
from nlpjourney.content.pages import PageError
from nlpjourney.site.charts import PlotError, Spec, read_table

PAGE = "docs/topic/page.md"
ANSWER = "snippets/topic/page/answer.py"
NAV = "nav:\n  - Topic:\n      - Page: topic/page.md\n"


@dataclass(frozen=True)
class Fault:
    """A fault in a copy of the project, its message (a pattern), and the fix that it names: the
    groups of the pattern are the words of the message that the fix uses."""

    name: str
    inject: Callable[[Copy], object]
    says: str
    fix: Callable[..., object]

    def __str__(self) -> str:
        return self.name


def edit(name: str, old: str, new: str) -> Callable[..., None]:
    def change(copy: Copy, *_: str) -> None:
        file = copy.root / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    return change


def delete(copy: Copy, name: str) -> None:
    (copy.root / name).unlink()


@pytest.fixture
def here(template: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """A copy without problems, checked by the engine that runs the tests."""
    copy = template.copied(tmp_path)
    look_at(copy, monkeypatch)
    with (copy.root / "mkdocs.yml").open("a") as settings:
        settings.write(NAV)
    assert audit.tree() == []
    return copy


def look_at(copy: Copy, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paths, "ROOT", copy.root)
    patch.setattr(paths, "EXPERIMENTS", copy.root / "experiments")
    patch.setattr(
        results, "EXPERIMENT_RUNS", copy.root / "experiments" / "records.json"
    )
    patch.setattr(results, "RECORDED", copy.root / results.NAME)
    patch.setattr(paths, "DOCS", copy.root / "docs")
    patch.setattr(paths, "SNIPPETS", copy.root / "snippets")
    patch.setattr(paths, "SETTINGS", copy.root / "mkdocs.yml")


# The sources --------------------------------------------------------------------------


def held(mib: int) -> Callable[[Copy], None]:
    """The copy's first program held this much memory when it was recorded."""
    run = results.Run("a", "b", "2026-11-30", 0.1, mib, {}, [], {})
    text = results.text({"topic/page/greeting.py": run})
    return lambda copy: (copy.root / results.NAME).write_text(text) and None


def another_page(copy: Copy, name: str = "other", prerequisites: str = "null") -> None:
    copy.page(f"topic/{name}", "Prose.", prerequisites=prerequisites)
    line = "      - Page: topic/page.md\n"
    added = f"{line}      - Other: topic/{name}.md\n"
    edit("mkdocs.yml", line, added)(copy)


def unlisted(copy: Copy) -> None:
    copy.page("topic/other", "Prose.")


def print_an_error(copy: Copy) -> None:
    with (copy.root / ANSWER).with_suffix(".out").open("a") as output:
        output.write("KeyError: 'text'\n")


def add_a_fix(copy: Copy, message: str, fix: str) -> None:
    file = copy.root / "docs/toolbox/errors.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"[[error]]\nmessage = {message}\nfix = {fix}\n")


def list_it(copy: Copy, line: str) -> None:
    with (copy.root / "mkdocs.yml").open("a") as settings:
        settings.write(f"  {line}\n")


def in_another_folder(copy: Copy) -> None:
    for end in (".py", ".out"):
        file = copy.root / f"snippets/topic/page/answer{end}"
        target = copy.root / f"snippets/topic/answer{end}"
        target.write_text(file.read_text().replace("topic/page/", "topic/"))
        file.unlink()
    edit(PAGE, "topic/page/answer.py", "topic/answer.py")(copy)


def move_it(copy: Copy, folder: str) -> None:
    for end in (".py", ".out"):
        file = copy.root / f"snippets/topic/answer{end}"
        file.rename(copy.root / folder / file.name)
    edit(PAGE, "topic/answer.py", "topic/page/answer.py")(copy)
    record(copy, "answer")


def record(copy: Copy, name: str) -> None:
    """Record a program whose command changed, as ``make update`` does."""
    file = copy.root / f"snippets/topic/page/{name}.out"
    lines = file.read_text().splitlines(keepends=True)
    lines[0] = f"$ python snippets/topic/page/{name}.py\n"
    file.write_text("".join(lines))


def like_a_module(copy: Copy) -> None:
    rename(copy, "answer", "json")


def rename(copy: Copy, old: str, new: str) -> None:
    for end in (".py", ".out"):
        file = copy.root / f"snippets/topic/page/{old}{end}"
        file.rename(file.with_stem(new))
    edit(PAGE, f"page/{old}.py", f"page/{new}.py")(copy)
    record(copy, new)


def of_itself(copy: Copy) -> None:
    another_page(copy, prerequisites="[topic/other.md]")


def in_a_circle(copy: Copy) -> None:
    another_page(copy, prerequisites="[topic/page.md]")
    needs("[topic/other.md]")(copy)


def needs(listed: str) -> Callable[..., None]:
    return edit(PAGE, "prerequisites: null", f"prerequisites: {listed}")


def three_in_a_row(copy: Copy) -> None:
    another_page(copy, "first", "[]")
    another_page(copy, "second", "[topic/first.md]")
    needs("[topic/second.md, topic/first.md]")(copy)


def not_on_the_path(copy: Copy) -> None:
    another_page(copy)
    needs("[topic/other.md]")(copy)


def misspelled(copy: Copy) -> None:
    another_page(copy, "other", "[]")
    needs("[topic/othr.md]")(copy)


def take_out(copy: Copy, name: str, entry: str) -> None:
    file = copy.root / name
    text = file.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("prerequisites"))
    listed = re.findall(r"[\w/.]+\.md", line)
    listed.remove(entry)
    file.write_text(text.replace(line, f"prerequisites: [{', '.join(listed)}]"))


def left_by_a_notebook(copy: Copy) -> None:
    file = copy.root / "docs/notebooks/basics/left.bin"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")


SOURCES = [
    Fault(
        "unlisted",
        unlisted,
        r"docs/topic/other\.md:1: nav in mkdocs\.yml lacks this page; add this line to it: (.+)",
        list_it,
    ),
    Fault(
        "another folder",
        in_another_folder,
        r"it is not in its page's folder; move it to (\S+), include it from there and run make",
        move_it,
    ),
    Fault(
        "shown twice",
        lambda copy: edit(PAGE, "# A page\n", f"# A page\n\n{SHOWN}")(copy),
        r"shown 2 times, also on .*; show it on one page and link to it from the others",
        edit(
            PAGE, '```python\n--8<-- "topic/page/answer.py"\n```\n', "[It](page.md)\n"
        ),
    ),
    Fault(
        "orphan, deleted",
        lambda copy: copy.snippet("topic/page/more.py", "print(1)\n"),
        r"(\S+): no page shows it; include it or delete it",
        delete,
    ),
    Fault(
        "orphan, included",
        lambda copy: copy.snippet("topic/page/more.py", "print(1)\n", "1\n"),
        r"no page shows it; include it or delete it",
        lambda copy: edit(PAGE, SHOWN, f"{SHOWN}\n{fence('topic/page/more.py')}")(copy),
    ),
    Fault(
        "output of no block",
        lambda copy: (copy.root / "snippets/topic/page/gone.out").write_text("x"),
        r"(\S+): no block has this recorded output; delete it",
        delete,
    ),
    Fault(
        "trace of no block",
        lambda copy: (copy.root / "snippets/topic/page/answer.trace.js").write_text(
            "x"
        ),
        r"(\S+): no block with steps= has this trace; delete it",
        delete,
    ),
    Fault(
        "error without a fix",
        print_an_error,
        r"no fix; add an entry, \[\[error\]\] with message = (.+) and fix = (.+), each on",
        add_a_fix,
    ),
    Fault(
        "fix of no error",
        lambda copy: add_a_fix(copy, '"KeyError"', '"Rename it."'),
        r"(\S+):1: no program prints 'KeyError', .+; correct the text, or delete the entry",
        delete,
    ),
    Fault(
        "shadows",
        like_a_module,
        r"page/(\w+)\.py: shadows the module 'json' for every script next to it; rename it",
        lambda copy, name: rename(copy, name, "json_lines"),
    ),
    Fault(
        "its own prerequisite",
        of_itself,
        r"(docs/topic/other\.md):5: is its own prerequisite; remove (\S+)",
        take_out,
    ),
    Fault(
        "twice a prerequisite",
        lambda copy: [another_page(copy, "other", "[]"), needs(TWICE)(copy)],
        r"(docs/topic/page\.md):5: lists (\S+) twice; remove one",
        take_out,
    ),
    Fault(
        "misspelled prerequisite",
        misspelled,
        r"topic/othr\.md is not on the learning path; write (\S+), or remove it",
        lambda copy, name: edit(PAGE, "topic/othr.md", name)(copy),
    ),
    Fault(
        "no such prerequisite",
        needs("[topic/other.md]"),
        r"(docs/topic/page\.md):5: (\S+) is not on the learning path; remove it",
        take_out,
    ),
    Fault(
        "not on the path",
        not_on_the_path,
        r"topic/other\.md is not on the .*; give that page prerequisites of its own, or remove",
        edit("docs/topic/other.md", "prerequisites: null", "prerequisites: []"),
    ),
    Fault(
        "circle",
        in_a_circle,
        r"(\S+\.md):5: a cycle, each page requires the next: \S+, (\S+), \S+; remove one",
        take_out,
    ),
    Fault(
        "implied",
        three_in_a_row,
        r"(\S+\.md):5: \S+ already requires (\S+); remove topic/first\.md",
        take_out,
    ),
    Fault(
        "settings",
        edit("mkdocs.yml", NAV, f"{NAV}    - A: b.md\n"),
        r"mkdocs\.yml:\d+: is not YAML: .*; indent the entries of a level alike",
        edit("mkdocs.yml", "    - A: b.md\n", "      - A: b.md\n"),
    ),
    Fault(
        "no list",
        edit("mkdocs.yml", NAV, "nav: topic\n"),
        r"mkdocs\.yml:1: nav must be a list of lines such as - Model heads: models/heads\.md",
        edit("mkdocs.yml", "nav: topic\n", "nav:\n  - Page: topic/page.md\n"),
    ),
    Fault(
        "unknown id",
        lambda copy: edit(ANSWER, "print(", 'print("nlpjourney/none", ')(copy),
        r'no block trains \S+; correct the id, or declare (trains="nlpjourney/none") on the block',
        lambda copy, says: edit(PAGE, "```python\n", f"```python {says}\n")(copy),
    ),
    Fault(
        "near its limit of memory",
        held(3600),
        r"held 3600 MiB when it was recorded, of 4 GiB.*raise its option (memory) to (6)",
        lambda copy, option, gib: edit(
            PAGE, "```python\n", f'```python {option}="{gib}"\n'
        )(copy),
    ),
    Fault(
        "left by a notebook",
        left_by_a_notebook,
        r"(docs/notebooks/basics/left\.bin): belongs to no notebook; delete it",
        delete,
    ),
    Fault(
        "not one block",
        lambda copy: [
            copy.page("topic/page", "Prose."),
            *map(delete_file, found(copy)),
        ],
        r"docs/: no page has a block; nothing would be verified",
        lambda copy: copy.blocks("topic/page", [Case("one", "print(1)\n", "1\n")]),
    ),
]
SHOWN = fence("topic/page/answer.py")
TWICE = "[topic/other.md, topic/other.md]"


def found(copy: Copy) -> list[Path]:
    return [file for file in (copy.root / "snippets").rglob("*.*") if file.is_file()]


def delete_file(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("fault", SOURCES, ids=str)
def test_the_audit_names_the_fix(here: Copy, fault: Fault) -> None:
    fault.inject(here)
    said = audit.tree()
    message = next((m for p in said if (m := re.search(fault.says, p))), None)
    assert message, said
    fault.fix(here, *message.groups())
    assert audit.tree() == []


# The front matter ---------------------------------------------------------------------

HEAD = {
    "title": "A page",
    "description": "It.",
    "tags": "[]",
    "prerequisites": "[]",
}
REMEDIES = {  # by fault: a key, its wrong value (or None), and the line that repairs it
    "no title": ("title", None, "title: Model heads"),
    "no description": ("description", None, "description: What this page answers"),
    "no tags": ("tags", None, "tags: [models, transformers]"),
    "no prerequisites": ("prerequisites", None, "prerequisites: [models/heads.md]"),
    "a number": ("title", "5", 'title: "5"'),
    "a colon": ("title", "BPE: what", 'title: "BPE: what"'),
    "no date": ("description", "2027-13-45", 'description: "2027-13-45"'),
    "open bracket": ("tags", "[a", "tags: [a]"),
    "two lines": ("title", "|\n  a\n  b", "title: a b"),
    "a text": ("tags", "a, b", "tags: [models, transformers]"),
    "a page": ("prerequisites", "a.md", "prerequisites: [models/heads.md]"),
    "keywords": ("keywords", "what", "keywords:\n  - what"),
    "hide": ("hide", "[all]", "hide: [navigation, path, tags, toc]"),
    "twice": ("tags", "[]\ntags: [a]", "tags: [a]"),
    "a tab": ("tags", "\n\t- a", "tags:\n  - a"),
    "unknown": ("tag", "[a]", ""),
}
SAID = {
    "a colon": "put a text with a colon or a date in quotes, close each bracket and quote",
    "no date": "put a text with a colon or a date in quotes, close each bracket and quote",
    "open bracket": "close each bracket and quote",
    "twice": "tags is on line 4 too; delete one",
    "a tab": "write spaces",
    "unknown": "unknown key 'tag'; the known keys are title, description, tags",
}


@pytest.mark.parametrize("name", REMEDIES)
def test_the_front_matter_names_the_fix(tmp_path: Path, name: str) -> None:
    key, value, remedy = REMEDIES[name]
    file = tmp_path / "page.md"
    lines = {known: f"{known}: {text}" for known, text in HEAD.items()}
    wrong = lines | {key: f"{key}: {value}" if value is not None else ""}
    says = SAID.get(name) or FORMS[key]
    write_page(file, wrong.values())
    with pytest.raises(PageError) as refused:
        front_matter.read(file)
    assert says in str(refused.value)
    write_page(file, (wrong | {key: remedy}).values())
    front_matter.read(file)


def write_page(file: Path, lines: object) -> None:
    head = "\n".join(filter(None, lines))  # type: ignore[call-overload]
    file.write_text(f"---\n{head}\n---\n\n# A page\n", "utf-8")


def examples() -> dict[str, tuple[str, Callable[[str], str]]]:
    """Pages with a wrong beginning, and how the example in the message repairs them."""
    good = front_matter.EXAMPLE + "\n\n# A page\n"
    return {
        "none": ("# A page\n", lambda example: f"{example}\n\n# A page\n"),
        "words": ("---\nwords\n---\n\n# A page\n", lambda e: f"{e}\n\n# A page\n"),
        "heading": (good.replace("# A page", "A page"), lambda _: good),
        "mark": (f"\ufeff{good}", lambda _: good),
        "windows": (good.replace("\n", "\r\n"), lambda _: good),
    }


@pytest.mark.parametrize("name", examples())
def test_the_beginning_of_a_page_names_the_fix(tmp_path: Path, name: str) -> None:
    text, remedy = examples()[name]
    file = tmp_path / "page.md"
    file.write_bytes(text.encode())
    with pytest.raises(PageError) as refused:
        front_matter.read(file)
    example = str(refused.value).partition("such as\n")[2]
    file.write_text(remedy(example), "utf-8")
    front_matter.read(file)


# make update --------------------------------------------------------------------------

TRACED = "def one():\n    return 1\n\n\nprint(one())\n"


@pytest.fixture(scope="module")
def updated(fresh_copy: Callable[[], Copy]) -> tuple[list[str], list[str]]:
    """The messages about pages that recording repairs, before and after the commands that they
    name."""
    copy = fresh_copy()
    copy.blocks(
        "topic/outputs",
        [Case("absent", "print(1)\n", None), Case("empty", "print(1)\n", "1\n")],
    )
    copy.snippet("topic/outputs/empty.py", "print(1)\n", "1\n", command="$ python x.py")
    copy.blocks("topic/traces", [Case("absent", TRACED, "1\n", options='steps="one"')])
    file = notebook(copy, "never", code("print(1)", "1\n"))
    content = json.loads(file.read_text("utf-8"))
    content["cells"][1]["execution_count"] = None
    file.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", "utf-8")
    file = notebook(copy, "edited", code("print(1)", "1\n"))
    file.write_text(json.dumps(json.loads(file.read_text("utf-8"))), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        look_at(copy, patch)
        before = audit.tree()
        named = {
            c for line in before for c in re.findall(r"make update PAGE=(\S+)", line)
        }
        ran = copy.test(*sorted(named), "--codeblocks-update")
        assert ran.code == 0, ran.said
        after = audit.tree()
    return before, after


UPDATES = [
    "no recorded output absent.out; run make update PAGE=docs/topic/outputs.md",
    "empty.out begins with '$ python x.py', not with '$ python snippets/topic/outputs/empty.py'; "
    "run make update PAGE=docs/topic/outputs.md",
    "no recorded trace absent.trace.js; run make update PAGE=docs/topic/traces.md",
    "cell 2 was never executed; run make update PAGE=docs/notebooks/basics/never.ipynb",
    "edited.ipynb: contains parts that change from run to run; run make update "
    "PAGE=docs/notebooks/basics/edited.ipynb",
]


@pytest.mark.parametrize("says", UPDATES)
def test_recording_is_the_fix(updated: tuple[list[str], list[str]], says: str) -> None:
    before, after = updated
    assert any(line.endswith(says) for line in before), before
    assert after == []


def test_the_commands_of_make_are_the_ones_that_are_named() -> None:
    """``make update PAGE=`` runs what the test above runs."""
    makefile = (Path(__file__).parents[1] / "Makefile").read_text("utf-8")
    recipe = "$(pytest) --codeblocks $(or $(PAGE),docs) --codeblocks-update -q"
    assert recipe in makefile.partition("\nupdate: ")[2].partition("\n\n")[0]


# Blocks that are red ------------------------------------------------------------------

BUSY = "import time\n\nend = time.process_time() + 1\nwhile time.process_time() < end: pass\n"
HOARD = "held = bytearray(400 * 2**20)\nprint(len(held) // 2**20)\n"
RED = {
    "timeout": (
        Case("timeout", f"{BUSY}\nprint('done')\n", options='timeout="0.3"'),
        r"stopped \(raise with timeout",
        ('timeout="0.3"', 'timeout="60"'),
    ),
    "memory": (
        Case("memory", HOARD, "400\n", options='memory="0.2"'),
        r"needed more than 0\.2 GiB \(raise with memory",
        ('memory="0.2"', 'memory="2"'),
    ),
    "skipped": (
        Case("skipped", "print('done')\n", options='skip="x" until="2020-01-31"'),
        r"which is over: x\nrepair the block or set a later date",
        ("2020-01-31", "2999-01-31"),
    ),
    "mended": (
        Case("mended", "print('done')\n", options='skip="x" until="2020-01-31"'),
        r"which is over: x\nrepair the block or set a later date",
        (' skip="x" until="2020-01-31"', ""),
    ),
}


def test_a_red_block_names_the_fix(copy: Copy) -> None:
    copy.blocks("topic/red", [case for case, _, _ in RED.values()])
    copy.blocks("topic/drifted", [Case("drifted", "print('new')\n", "old\n")])
    ran = copy.test("docs/topic/red.md", "docs/topic/drifted.md")
    assert ran.counted("failed") == 1 + len(RED), ran.said
    said = copy.reports()
    page = copy.root / "docs/topic/red.md"
    text = page.read_text("utf-8")
    for name, (case, says, (old, new)) in RED.items():
        assert re.search(says, said[f"topic/red/{case.file}"])
        above, include, below = text.partition(f'\n--8<-- "topic/red/{name}.py"')
        before, _, after = above.rpartition(old)
        text = before + new + after + include + below
    page.write_text(text, "utf-8")
    drifted = said["topic/drifted/drifted.py"].splitlines()[-1]
    command, _, named = drifted.rpartition("PAGE=")
    assert command == "if the new output is right: make update "
    assert copy.test(named, "--codeblocks-update").code == 0
    ran = copy.test("docs/topic/red.md", "docs/topic/drifted.md")
    assert (ran.code, ran.counted("passed")) == (0, len(RED)), ran.said


# The rest -----------------------------------------------------------------------------


def test_a_page_that_is_none_names_one(copy: Copy) -> None:
    for name in ("topic/page.md", "docs/topic/pag.md", ANSWER):
        ran = copy.test(name, "--codeblocks-update", "docs/topic/page.md")
        assert ran.code == pytest.ExitCode.USAGE_ERROR
        (said,) = (line for line in ran.said.splitlines() if line)
        assert said == f"ERROR: {name} is not a page; name one, such as {PAGE}"
    assert copy.test(PAGE, "--codeblocks-update").code == 0


@pytest.mark.parametrize("option", ["--codeblocks-update", "--codeblocks-changed"])
def test_an_option_without_the_other_names_it(copy: Copy, option: str) -> None:
    ran = copy.python("-m", "pytest", "-p", "no:cacheprovider", PAGE, option)
    assert ran.code == pytest.ExitCode.USAGE_ERROR
    named = re.search(r"need (--codeblocks): pytest", ran.said)
    assert named, ran.said
    ran = copy.python("-m", "pytest", "-p", "no:cacheprovider", PAGE, option, named[1])
    assert ran.code == 0, ran.said


def test_a_site_that_is_not_what_ran_names_the_fix(copy: Copy) -> None:
    runs = results.read(copy.report)
    results.report({}, runs.keys() - {"topic/page/answer.py"}, copy.report)
    (copy.root / "site/llms.txt").unlink()
    ran = copy.audit("site")
    assert ran.code == 1
    assert "topic/page/answer.py was never run; run make test" in ran.said
    assert "llms.txt is missing; run make site" in ran.said
    assert copy.test().code == 0
    assert copy.build().code == 0
    ran = copy.audit("site")
    assert ran.code == 0, ran.said


def test_a_chart_names_the_columns_that_it_saw() -> None:
    spec = Spec("a/b.py", "bars", "Share", "rank", ["share"])
    table = "Words.\nrank   trainable %\n1      0.35\n"
    with pytest.raises(PlotError) as refused:
        read_table(spec, table)
    named = re.search(r"it prints \['rank', '(.+)'\]", str(refused.value))
    assert named, refused.value
    labels, _ = read_table(Spec("a/b.py", "bars", "Share", "rank", [named[1]]), table)
    assert labels == ["1"]
    with pytest.raises(
        PlotError, match="no columns, which are two or more spaces apart"
    ):
        read_table(spec, "rank share\n1 0.5\n")
    assert read_table(spec, "rank  share\n1  0.5\n")[0] == ["1"]
