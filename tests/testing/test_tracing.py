"""A trace holds what the run did: the run records it, and a run that differs from it fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fault_injection import Case, Copy, Ran, fence, where

PAGE = "topic/steps"
DOUBLE = """\
def double(n):
    twice = n * 2
    return twice


total = 0
for n in (3, 4):
    total += double(n)

print("é", total)
"""
BOTH = 'steps="__main__, double"'


def steps(file: Path) -> list[Any]:
    """The steps in a trace's file."""
    text = file.read_text("utf-8")
    head, tail = "nlpjourney.trace(", ")\n"
    assert text.startswith(head)
    assert text.endswith(tail)
    snippet, trace = json.loads(f"[{text.removeprefix(head).removesuffix(tail)}]")
    assert file.as_posix().endswith(snippet.replace(".py", ".trace.js"))
    return trace["steps"]


def recorded(copy: Copy, *cases: Case, **variables: str) -> list[Path]:
    """The traces of the cases on one page, recorded again."""
    copy.blocks(PAGE, cases)
    ran = copy.test(f"docs/{PAGE}.md", "--codeblocks-update", **variables)
    assert ran.code == 0, ran.said
    return [copy.root / "snippets" / PAGE / f"{case.name}.trace.js" for case in cases]


# What a trace holds -------------------------------------------------------------------


TRACED = [
    Case("both", DOUBLE, None, options=BOTH),
    Case("within", DOUBLE, None, options='steps="double"'),
    Case("over", DOUBLE, None, options='steps="__main__"'),
    Case("free", "import sys\nprint(sys.gettrace())\n", "None\n"),
]


@pytest.fixture(scope="module")
def traced(fresh_copy: Callable[[], Copy]) -> Copy:
    """A copy with a page of blocks whose steps are recorded, and one without."""
    copy = fresh_copy()
    recorded(copy, *TRACED)
    return copy


def trace(copy: Copy, name: str) -> Path:
    return copy.root / "snippets" / PAGE / f"{name}.trace.js"


def test_a_trace_tells_every_step(traced: Copy) -> None:
    both, within, over = (
        steps(trace(traced, name)) for name in ("both", "within", "over")
    )
    main = "__main__"
    assert both == [
        [1, main, 0, 0, {}],
        [6, main, 0, 0, {}],
        [7, main, 0, 0, {"total": "0"}],
        [8, main, 0, 0, {"n": "3"}],
        [2, "double", 1, 0, {"n": "3"}],
        [3, "double", 1, 0, {"twice": "6"}],
        [3, "double", 1, 0, {"return": "6"}],
        [7, main, 0, 0, {"total": "6"}],
        [8, main, 0, 0, {"n": "4"}],
        [2, "double", 1, 0, {"n": "4"}],
        [3, "double", 1, 0, {"twice": "8"}],
        [3, "double", 1, 0, {"return": "8"}],
        [7, main, 0, 0, {"total": "14"}],
        [10, main, 0, 0, {}],
        [10, main, 0, len("é 14\n".encode()), {}],
    ]
    assert over == [step for step in both if step[1] == main]
    assert within == [[a, b, 0, *c] for a, b, _, *c in both if b == "double"]


VALUES = """\
import math
from collections import Counter, defaultdict


class Shape: pass


def area(): pass


_private = 1
letters = {"d", "a", "c", "b", "é", "ß"}
nested = {"z": [letters], "a": (0.1 + 0.2, 1.0, math.inf)}
counts = Counter("banana")
places = defaultdict(list, {"b": [1]})
many = list(range(1000))
letters = None
del nested
try:
    raise ValueError("gone")
except ValueError as error:
    print(error)
"""


def test_values_read_the_same_in_every_run(copy: Copy) -> None:
    case = Case("values", VALUES, None, options='steps="__main__"')
    (file,) = recorded(copy, case, PYTHONHASHSEED="1")
    first: dict[str, str] = {}
    for *_, changes in steps(file):
        first = changes | first
    many = first.pop("many")
    assert first == {
        "letters": "{'a', 'b', 'c', 'd', 'ß', 'é'}",
        "nested": "{'z': [{'a', 'b', 'c', 'd', 'ß', 'é'}], 'a': (0.3, 1.0, inf)}",
        "counts": "Counter({'a': 3, 'n': 2, 'b': 1})",
        "places": "{'b': [1]}",
        "error": "ValueError('gone')",
    }
    assert many.startswith("1000 in all: [0, 1, 2, ")
    assert many.endswith("…")
    assert len(many) < 600
    changes = [step[4] for step in steps(file)]
    assert {"letters": "None"} in changes
    assert {"nested": None} in changes
    assert {"error": None} in changes
    for seed in ("2", "3"):
        ran = copy.test(f"docs/{PAGE}.md", PYTHONHASHSEED=seed)
        assert ran.code == 0, ran.said


def test_a_block_without_steps_is_not_followed(traced: Copy) -> None:
    file = trace(traced, "free")
    assert not file.exists()
    printed = file.with_name("free.out").read_text("utf-8").splitlines()
    assert printed == [f"$ python snippets/{PAGE}/free.py", "None"]


def test_an_update_leaves_a_true_trace_alone(traced: Copy, tmp_path: Path) -> None:
    copy = traced.copied(tmp_path)
    file = trace(copy, "both")
    before = file.stat()
    ran = copy.test(f"docs/{PAGE}.md", "--codeblocks-update")
    assert (ran.code, ran.said.count("recorded: ")) == (0, 0)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )
    assert [f for f in file.parent.iterdir() if f.name.startswith(".")] == []
    assert copy.test("--codeblocks-changed", f"docs/{PAGE}.md").said.count("not run")
    file.write_text(file.read_text("utf-8").replace('"3"', '"5"'), "utf-8")
    assert copy.test("--codeblocks-changed", f"docs/{PAGE}.md").code == 1


# What is red --------------------------------------------------------------------------


def a_value(file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace('"6"}]', '"7"}]', 1), "utf-8")


def a_line(file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("\n[8,", "\n[9,", 1), "utf-8")


def what_was_printed(file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("0, 6, {}]", "0, 5, {}]"), "utf-8")


def one_step_less(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines[:3], *lines[4:]]), "utf-8")


def gone(file: Path) -> None:
    file.unlink()


def a_comment(file: Path) -> None:
    program = file.with_name(file.name.replace(".trace.js", ".py"))
    program.write_text(program.read_text("utf-8") + "# done\n", "utf-8")


UNTRUE = {
    a_value: r"takes steps other than .*\.trace\.js shows\n  line 7\n    shown: .*7",
    a_line: r"takes steps other than",
    what_was_printed: r"takes steps other than",
    one_step_less: r"takes steps other than",
    gone: "no recorded trace gone.trace.js; run make update PAGE=docs/topic/steps.md",
    a_comment: "a_comment.trace.js was recorded for a program other than this one; "
    "run make update PAGE=docs/topic/steps.md",
}
AUDITED = (gone, a_comment)
IMPOSSIBLE = [
    Case(
        "too_many",
        "for n in range(999):\n    n += 1\nprint('done')\n",
        says="more than 400 steps are too many to follow; name fewer functions in steps=",
        options='steps="__main__"',
    ),
    Case(
        "address",
        "a = 1\nthing = object()\nprint('done')\n",
        says=r"address\.py:3\n'thing' reads <object object at 0x[0-9a-f]+>, an address "
        "that differs in every run; give it a __repr__",
        options='steps="__main__"',
    ),
    Case(
        "never",
        "def encode(): pass\nprint('done')\n",
        says="steps names 'encode', which never ran",
        options='steps="__main__, encode"',
    ),
    Case(
        "swallows",
        "try:\n    for n in range(999): n\n    1 / 0\nexcept BaseException: pass\n"
        "print('done')\n",
        says="more than 400 steps",
        options='steps="__main__"',
    ),
    Case(
        "raises",
        "print('done')\n1 / 0\n",
        says="ZeroDivisionError",
        options='steps="__main__"',
    ),
]


@pytest.fixture(scope="module")
def faults(fresh_copy: Callable[[], Copy]) -> tuple[Copy, Ran]:
    """One run over wrong traces, blocks that cannot have a trace, and a correct trace."""
    copy = fresh_copy()
    untrue = [Case(fault.__name__, DOUBLE, None, options=BOTH) for fault in UNTRUE]
    files = recorded(copy, *untrue, Case("true", DOUBLE, None, options=BOTH))
    for fault, file in zip(UNTRUE, files, strict=False):
        fault(file)
    copy.blocks("faults/steps", IMPOSSIBLE)
    return copy, copy.test("docs/topic/steps.md", "docs/faults/steps.md")


@pytest.mark.parametrize("fault", UNTRUE, ids=lambda fault: fault.__name__)
def test_an_untrue_trace_is_red(faults: tuple[Copy, Ran], fault: Any) -> None:
    copy, ran = faults
    case = Case(fault.__name__, DOUBLE)
    said = copy.reports()[f"{PAGE}/{case.file}"]
    assert ran.code == 1
    assert said.startswith(where(copy, case, PAGE))
    assert re.search(UNTRUE[fault], said)
    assert "make update" in said


@pytest.mark.parametrize("case", IMPOSSIBLE, ids=str)
def test_a_trace_that_cannot_be_is_red(faults: tuple[Copy, Ran], case: Case) -> None:
    copy, _ = faults
    said = copy.reports()[f"faults/steps/{case.file}"]
    assert said.startswith(where(copy, case, "faults/steps"))
    assert re.search(case.says, said)


def test_a_true_trace_beside_them_is_green(faults: tuple[Copy, Ran]) -> None:
    copy, _ = faults
    assert copy.reports()[f"{PAGE}/true.py"] == ""


def test_the_audit_of_the_sources_names_them(faults: tuple[Copy, Ran]) -> None:
    copy, _ = faults
    said = copy.audit("tree").said.splitlines()
    for fault in AUDITED:
        case = Case(fault.__name__, DOUBLE)
        assert f"{where(copy, case, PAGE)}: {UNTRUE[fault]}" in said


def test_a_trace_that_nothing_asks_for_is_an_orphan(
    traced: Copy, tmp_path: Path
) -> None:
    copy = traced.copied(tmp_path)
    kept = [fence(f"{PAGE}/{case.file}", case.options) for case in TRACED[1:]]
    copy.page(PAGE, fence(f"{PAGE}/both.py"), *kept)
    trace(copy, "three").write_bytes(trace(copy, "both").read_bytes())
    audited = copy.audit("tree")
    assert audited.said.splitlines() == [
        f"snippets/{PAGE}/both.trace.js: no block with steps= has this trace; delete it",
        f"snippets/{PAGE}/three.trace.js: no block with steps= has this trace; delete it",
        "2 problems",
    ]


REFUSED = {
    "none": ("print('done')\n", 'steps=""', 'steps="" is not names of functions'),
    "no_comma": (
        "print('done')\n",
        'steps="train encode"',
        'steps="train encode" is not names of',
    ),
    "bash": ("echo done\n", 'steps="__main__"', "only a python block can have steps"),
}


@pytest.fixture(scope="module")
def refused(fresh_copy: Callable[[], Copy]) -> Ran:
    """One run over pages with one invalid use of ``steps`` each."""
    copy = fresh_copy()
    for name, (block, options, _) in REFUSED.items():
        suffix = ".sh" if name == "bash" else ".py"
        cases = [Case("refused", block, options=options, suffix=suffix)]
        copy.blocks(f"refused/{name}", cases)
    return copy.test("docs/refused")


@pytest.mark.parametrize("name", REFUSED)
def test_steps_that_make_no_sense_are_refused(refused: Ran, name: str) -> None:
    assert refused.code == 2
    assert f"docs/refused/{name}.md:10: {REFUSED[name][2]}" in refused.said


# The site -----------------------------------------------------------------------------


def test_the_audit_of_the_site_names_a_page_without_its_steps(copy: Copy) -> None:
    names = ("offered", "withdrawn", "elsewhere", "altered", "stale")
    recorded(copy, *(Case(name, DOUBLE, None, options=BOTH) for name in names))
    assert copy.test().code == 0
    a_comment(copy.root / "snippets" / PAGE / "stale.trace.js")
    assert copy.test("--codeblocks-update").code == 0
    assert copy.build().code == 0
    audited = copy.audit("site")
    assert audited.code == 0, audited.said
    page = copy.root / "site" / f"{PAGE}.html"
    trace = f'href="../snippets/{PAGE}/NAME.trace.js"'
    html = page.read_text("utf-8")
    for name, instead in {"withdrawn": "", "elsewhere": 'href="x.trace.js"'}.items():
        assert html.count(trace.replace("NAME", name)) == 1
        html = html.replace(trace.replace("NAME", name), instead)
    page.write_text(html, "utf-8")
    a_value(copy.root / "site/snippets" / PAGE / "altered.trace.js")
    (copy.root / "snippets" / PAGE / "stale.trace.js").unlink()
    said = copy.audit("site").said.splitlines()
    place = f"{PAGE}.html: {PAGE}/NAME.py"
    file = f"snippets/{PAGE}/NAME.trace.js"
    about_steps = [line for line in said if line.startswith(f"{PAGE}.html: {PAGE}/")]
    assert about_steps == [
        text.replace("NAME", name)
        for text, name in [
            (f"{place} does not offer the steps in {file}; run make site", "withdrawn"),
            (f"{place} does not offer the steps in {file}; run make site", "elsewhere"),
            (f"{place}: {file} is not published as it is", "altered"),
            (f"{place} offers steps that were never recorded", "stale"),
        ]
    ]


def test_an_edited_block_is_shown_without_its_old_steps(copy: Copy) -> None:
    (file,) = recorded(copy, Case("edited", DOUBLE, None, options=BOTH))
    a_comment(file)
    assert copy.build().code == 0
    html = (copy.root / "site" / f"{PAGE}.html").read_text("utf-8")
    assert f'href="../snippets/{PAGE}/edited.py"' in html
    assert ".trace.js" not in html
