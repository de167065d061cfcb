"""A deprecated call fails unless the page is about it; so does any other broken rule."""

from __future__ import annotations

import logging
import re
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fault_injection import Case, Copy, Ran, code, notebook, where

from nlpjourney.testing import deprecations

FILE = "program.py"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int]]]:
    """The text and the line of each deprecated call of a test's programs."""
    calls: list[tuple[str, int]] = []
    factory = logging.getLogRecordFactory()
    monkeypatch.setattr(warnings, "warn", warnings.warn)
    deprecations.watch(lambda deprecated, line: calls.append((deprecated, line)))
    yield calls
    logging.setLogRecordFactory(factory)


def library(name: str, statement: str) -> types.ModuleType:
    """A module of a library whose function runs a statement."""
    module = types.ModuleType(name)
    source = f"import logging, warnings\ndef function():\n    {statement}\n"
    exec(compile(source, f"{name}.py", "exec"), module.__dict__)
    return module


def call(module: types.ModuleType, name: str = "__main__") -> None:
    """Call the module's function on line 2 of a program, or of a module with another name."""
    names = {"function": module.function, "__name__": name}
    exec(compile("\nfunction()", FILE, "exec"), names)


DEPRECATED = [
    ("transformers.x", 'warnings.warn("old", FutureWarning)'),
    ("huggingface_hub", 'warnings.warn("old is deprecated")'),
    ("trl", 'warnings.warn("old is Deprecated", UserWarning, stacklevel=2)'),
    ("torch.nn", 'warnings.warn(FutureWarning("old"))'),
    ("peft", 'warnings.warn("old", category=DeprecationWarning, stacklevel=2)'),
    ("accelerate", 'warnings.warn("old", DeprecationWarning)'),
    ("datasets.load", 'logging.getLogger(__name__).warning("%s is deprecated", "old")'),
]
NOT_DEPRECATED = [
    ("transformers", 'warnings.warn("a new thing is random")'),
    ("numpy", 'warnings.warn("old is deprecated", FutureWarning)'),
    ("torchlike", 'warnings.warn("old is deprecated", FutureWarning)'),
    ("transformers", 'logging.getLogger(__name__).info("old is deprecated")'),
    ("transformers", 'logging.getLogger(__name__).warning("newly drawn")'),
    ("matplotlib", 'logging.getLogger(__name__).warning("old is deprecated")'),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "statement"), DEPRECATED)
def test_a_deprecated_call_is_heard_with_its_line(
    heard: list[tuple[str, int]], name: str, statement: str
) -> None:
    call(library(name, statement))
    [(text, line)] = heard
    assert text.startswith("old")
    assert line == 2


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "statement"), NOT_DEPRECATED)
def test_another_warning_is_not(
    heard: list[tuple[str, int]], name: str, statement: str
) -> None:
    call(library(name, statement))
    assert heard == []


def test_a_deprecation_between_libraries_is_not(heard: list[tuple[str, int]]) -> None:
    module = library("transformers", 'warnings.warn("old", FutureWarning)')
    call(module, "trl.trainer.sft_config")
    assert heard == []


def test_a_warning_still_names_who_caused_it(heard: list[tuple[str, int]]) -> None:
    module = library("trl", 'warnings.warn("old", FutureWarning, stacklevel=2)')
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(module)
    assert [(w.filename, w.lineno) for w in caught] == [(FILE, 2)]
    assert len(heard) == 1


# In a run -----------------------------------------------------------------------------

IMPORTS = """\
import warnings

from huggingface_hub import hf_hub_download
from huggingface_hub.errors import LocalEntryNotFoundError

"""
OLD = """\
try:
    hf_hub_download("a/b", "config.json", resume_download=True)
except LocalEntryNotFoundError:
    print("not here")
"""
CAUGHT = "".join(f"    {line}\n" for line in OLD.splitlines())
SAYS = "a deprecated call: The `resume_download` argument is deprecated"
NEW = OLD.replace(", resume_download=True", "")
ABOUT = 'deprecated="the page is about it"'
CASES = [
    Case("old", IMPORTS + OLD, "not here\n", rf"old\.py:7\n{SAYS}"),
    Case(
        "caught",
        f"{IMPORTS}with warnings.catch_warnings(record=True):\n{CAUGHT}",
        "not here\n",
        rf"caught\.py:8\n{SAYS}",
    ),
    Case(
        "about_nothing",
        IMPORTS + NEW,
        "not here\n",
        re.escape(f"calls nothing deprecated; delete {ABOUT}"),
        ABOUT,
    ),
    Case(
        "by_bash",
        "python -c 'import warnings; warnings.warn(\"old\", FutureWarning)'\necho done\n",
        says="a deprecated call: .*FutureWarning: old",
        suffix=".sh",
    ),
    Case("new", IMPORTS + NEW, "not here\n"),
    Case("declared", IMPORTS + OLD, "not here\n", options=ABOUT),
    Case(
        "own_file",
        "print(__file__[-3:])\n",
        ".py\n",
        r"snippets/faults/rules/own_file\.py:1: a pasted program has no __file__",
    ),
    Case(
        "prompt",
        "for n in (1, 2):\n    print(n)\nprint(3)\n",
        "1\n2\n3\n",
        r"prompt\.py:3: put a blank line before this line",
    ),
    Case(
        "booleans",
        'print("same:", 1 == 1)\n',
        "same: True\n",
        r"booleans\.py: prints nothing but True and False",
    ),
]
BROKEN = [case for case in CASES if case.says]
SEEN_IN_THE_SOURCES = ("own_file", "prompt", "booleans")


@pytest.fixture(scope="module", params=["compared", "recorded"])
def ran(
    request: pytest.FixtureRequest, fresh_copy: Callable[[], Copy]
) -> tuple[Copy, Ran]:
    """One run over blocks that break a rule, and some that do not."""
    copy = fresh_copy()
    copy.blocks("faults/rules", CASES)
    options = ["--codeblocks-update"] if request.param == "recorded" else []
    return copy, copy.test("docs/faults/rules.md", *options)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_block_is_red_where_it_breaks_a_rule(
    ran: tuple[Copy, Ran], case: Case
) -> None:
    copy, _ = ran
    said = copy.reports()[f"faults/rules/{case.file}"]
    if case.says:
        assert said.startswith(where(copy, case, "faults/rules"))
        assert re.search(case.says, said)
        assert "again: .venv/bin/pytest --codeblocks" in said
    else:
        assert said == ""


def test_the_audit_names_what_the_sources_show(ran: tuple[Copy, Ran]) -> None:
    copy, _ = ran
    audited = copy.audit("tree")
    named = [case.name for case in BROKEN if re.search(case.says, audited.said)]
    assert audited.code == 1
    assert named == list(SEEN_IN_THE_SOURCES)
    assert "3 problems" in audited.said


def test_what_breaks_a_rule_is_not_recorded(copy: Copy) -> None:
    copy.blocks("faults/rules", [Case("booleans", "print(1 == 1)\n", None)])
    ran = copy.test("docs/faults/rules.md", "--codeblocks-update")
    assert ran.code == 1
    assert not (copy.root / "snippets/faults/rules/booleans.out").exists()


def test_a_deprecated_call_in_a_notebook_is_red(copy: Copy) -> None:
    cells: list[dict[str, Any]] = [code(IMPORTS + OLD, "not here\n")]
    notebook(copy, "walk", *cells)
    ran = copy.test("docs/notebooks/basics/walk.ipynb")
    assert ran.code == 1
    assert SAYS in ran.said
    notebook(copy, "walk", code(IMPORTS + NEW, "not here\n"))
    ran = copy.test("docs/notebooks/basics/walk.ipynb")
    assert ran.code == 0, ran.said
