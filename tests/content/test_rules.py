"""Each rule for programs: a breach is reported with its line, and the named fix passes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from codeop import CommandCompiler
from pathlib import Path

import pytest

from nlpjourney import paths
from nlpjourney.content import pages, rules
from nlpjourney.content.pages import Block

SNIPPETS = paths.SNIPPETS


@pytest.fixture
def block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Block:
    """A block whose program the test writes."""
    monkeypatch.setattr(paths, "SNIPPETS", tmp_path)
    return Block(paths.DOCS / "page.md", 1, "python", "topic/page.py")


def broken(block: Block, program: str, *neighbors: str) -> list[str]:
    """The messages of the rules for a program with other files next to it, without its name."""
    block.file.parent.mkdir(exist_ok=True)
    for name in (block.file.name, *neighbors):
        block.file.with_name(name).write_text(program)
    found = rules.problems(block)
    assert all(text.startswith(f"{block.file}:") for text in found)
    return [text.removeprefix(f"{block.file}:") for text in found]


# A paste at the prompt ----------------------------------------------------------------

REFUSED = {
    "after_a_loop": ("for n in (1, 2):\n    print(n)\nprint(3)\n", [3]),
    "after_a_loop_and_a_comment": (
        "for n in (1,):\n    print(n)\n# 3\nprint(3)\n",
        [3],
    ),
    "in_several_lines": ("for n in (1,):\n    print(n)\nprint(\n    3,\n)\n", [3]),
    "after_a_function": (
        "def f():\n    return 1\n@staticmethod\ndef g():\n    return 2\nprint(f())\n",
        [3, 6],
    ),
    "after_a_condition": (
        "if 1 > 2:\n    print(1)\nelse:\n    print(2)\nwhile False:\n    pass\nprint(3)\n",
        [5, 7],
    ),
    "in_a_body": ("with open('x', 'w') as f:\n    print(1)\n\n    print(2)\n", [3]),
    "before_else": ("if 1 > 2:\n    print(1)\n\nelse:\n    print(2)\n", [3]),
    "between_methods": (
        "class A:\n    def f(self): ...\n\n    def g(self): ...\n\n\nprint(A)\n",
        [3],
    ),
}
TAKEN = [
    "for n in (1, 2):\n    print(n)\n\nprint(3)\n",
    'text = """\n\n  two\n\n"""\nprint(\n\n    text,\n\n)\n',
    "if 1 > 2:\n    print(1)\nelif 2 > 1:\n    # two\n    print(2)\nelse:\n    print(3)\n",
    "# a\n\n\n# b\n@staticmethod\ndef f():\n    '''Doc.\n\n    More.\n    '''\n\n\nprint(f)\n",
    "try:\n    1 / 0\nexcept ZeroDivisionError:\n    print(0)\nfinally:\n    print(1)\n",
]


def lines_of(found: list[str]) -> list[int]:
    return [int(text.partition(":")[0]) for text in found]


def fixed(program: str, found: list[str]) -> str:
    """The program after the named fixes, applied from the last to the first."""
    lines = program.split("\n")
    for text in reversed(found):
        number = int(text.partition(":")[0])
        if "put a blank line before this line" in text:
            lines.insert(number - 1, "")
        else:
            assert "a blank line inside the body of line " in text
            del lines[number - 1]
    return "\n".join(lines)


def refused_by_python(program: str, folder: Path) -> bool:
    """Whether the real prompt raises a SyntaxError when the program is pasted."""
    prompt = [sys.executable, "-i", "-q", "-I"]
    ran = subprocess.run(
        prompt, input=f"{program}\n", capture_output=True, text=True, cwd=folder
    )
    return bool(re.search("SyntaxError|IndentationError", ran.stderr))


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_prompt_refuses_is_named_and_its_fix_works(
    block: Block, case: str, tmp_path: Path
) -> None:
    program, lines = REFUSED[case]
    found = broken(block, program)
    assert lines_of(found) == lines
    assert refused_by_python(program, tmp_path)
    assert broken(block, fixed(program, found)) == []
    assert not refused_by_python(fixed(program, found), tmp_path)


@pytest.mark.parametrize("program", TAKEN)
def test_what_a_prompt_takes_is_no_problem(
    block: Block, program: str, tmp_path: Path
) -> None:
    assert broken(block, program) == []
    assert not refused_by_python(program, tmp_path)


def test_the_body_is_named_that_a_blank_line_ends(block: Block) -> None:
    program = "x = 1\nfor n in (\n    1,\n    2,\n):\n    print(n)\n\n    print(x)\n"
    [found] = broken(block, program)
    assert "a blank line inside the body of line 2, 'for n in ('" in found


def as_pasted(program: str) -> list[str]:
    """The statements that a prompt reads from a program, as one AST dump each."""
    compile_command, statements, pasted = CommandCompiler(), [], []
    for line in program.split("\n"):
        pasted.append(line)
        if compile_command("\n".join(pasted)) is not None:
            statements += ast.parse("\n".join(pasted)).body
            pasted = []
    assert not pasted
    return [ast.dump(statement) for statement in statements]


def test_every_program_is_the_same_at_the_prompt() -> None:
    files = sorted(SNIPPETS.rglob("*.py"))
    assert files
    for file in files:
        program = file.read_text("utf-8")
        whole = [ast.dump(statement) for statement in ast.parse(program).body]
        assert as_pasted(program) == whole, file


# What the text shows ------------------------------------------------------------------

WRONG = {
    "print(__file__)\n": "1: a pasted program has no __file__; a relative path",
    "import sys\nprint(sys.argv[0])\n": "2: a pasted program has no sys.argv; write the",
    "from sys import argv\nprint(argv)\n": "2: a pasted program has no sys.argv",
    "import helper\n": "1: a pasted program has no files next to it.*'helper'",
    "from helper import x\n": "1: a pasted program has no files next to it.*'helper'",
    "from . import helper\n": "1: a pasted program has no files next to it",
    "from concurrent.futures import ProcessPoolExecutor as Pool\nPool()\n": (
        r"2: concurrent\.futures\.ProcessPoolExecutor has to import the program"
    ),
    "import multiprocessing as mp\nmp.Pool(2)\n": "2: .*multiprocessing.Pool has to",
    "import torch.multiprocessing as mp\nmp.spawn(print)\n": "2: .*spawn has to",
    "import multiprocessing\nmultiprocessing.get_context('spawn')\n": (
        "2: a process started with 'spawn' has to import the program"
    ),
    "exec('x = 1')\n": "1: exec runs a text as code; write the statements",
    "x = eval('1')\n": "1: eval runs a text as code",
    "import torch\nprint(torch._C)\n": "2: _C is private to the library",
    "from torch import _C\n": "1: _C is private to the library",
    "from datasets._x import y\n": "1: _x is private to the library",
    "import datasets as d\nd.x.__dict__.clear()\n": "2: __dict__ is private",
    "import datasets as d\ngetattr(d, '_x')\n": "2: _x is private to the library",
    "class A:\n    def f(self):\n        return self._args\n": "3: _args is private",
    "from transformers import logging\nlogging.set_verbosity_error()\n": (
        "2: set_verbosity_error keeps a library quiet; delete it"
    ),
    "import datasets\ndatasets.disable_progress_bars()\n": "2: disable_progress_bars keeps",
    "import warnings\nwarnings.filterwarnings('ignore')\n": "2: filterwarnings keeps",
    "import warnings\nwarnings.simplefilter(action='ignore')\n": "2: simplefilter keeps",
    "import logging\nlogging.disable(50)\n": "2: logging.disable keeps a library quiet",
    "import os\nos.environ['TRANSFORMERS_VERBOSITY'] = 'error'\n": (
        "2: TRANSFORMERS_VERBOSITY keeps a library quiet"
    ),
    "x = dict(report_to='none')\n": '1: report_to="none" is the default; delete it',
    "def f(t, Progress):\n    t.remove_callback(Progress)\n": (
        r"2: keep a Trainer quiet with disable_tqdm=True and remove_callback\("
        r"PrinterCallback\), not with t\.remove_callback\(Progress\)"
    ),
}
RIGHT = [
    'if __name__ == "__main__":\n    print("pasted, it is __main__ too")\n',
    "import sys\nprint(sys.version_info[0], sys.path)\n",
    "import other\nfrom other.helper import helper\n",
    "import multiprocessing\nmultiprocessing.get_context('fork').Process(target=print)\n",
    "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor()\n",
    "def evaluate(model):\n    model.eval()\n    return model.exec('SQL')\n",
    "class A:\n    def f(self):\n        self._x = 1\n        return self._x\n",
    "from collections import namedtuple\nprint(namedtuple('A', 'b')(1)._asdict())\n",
    "for _ in range(2):\n    print(_)\n",
    "class A: ...\n\n\nprint(A.__name__, A.__mro__, __name__)\n",
    "import warnings\nwarnings.simplefilter('always')\n",
    "import logging\nlogging.getLogger('datasets').addHandler(logging.StreamHandler())\n",
    "def f(t, PrinterCallback):\n    t.remove_callback(PrinterCallback)\n",
    "x = dict(report_to='tensorboard', disable_tqdm=True, show_progress=False)\n",
]


@pytest.mark.parametrize("program", WRONG)
def test_what_breaks_a_rule_is_named_with_its_line(block: Block, program: str) -> None:
    found = broken(block, program, "helper.py")
    assert len(found) == 1
    assert re.match(WRONG[program], found[0])


@pytest.mark.parametrize("program", RIGHT)
def test_what_keeps_the_rules_is_no_problem(block: Block, program: str) -> None:
    assert broken(block, program, "helper.py") == []


def test_a_program_that_is_no_python_is_left_to_its_run(block: Block) -> None:
    assert broken(block, "print(\n") == []


# What is printed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "output",
    [
        "True\n",
        "greedy:   True\nsampling: False\n",
        "same? True\n\nx = False\n",
        "a: True  b: False\n",
    ],
)
def test_nothing_but_booleans_is_a_problem(block: Block, output: str) -> None:
    [found] = rules.output_problems(block, output)
    assert "prints nothing but True and False; also print the compared values" in found


@pytest.mark.parametrize(
    "output",
    [
        "",
        "text\n",
        "same: True, (2, 3)\n",
        "same: True\n3 rows\n",
        "id  apache-2.0  ok: True\n",
    ],
)
def test_an_output_with_more_is_no_problem(block: Block, output: str) -> None:
    assert rules.output_problems(block, output) == []


def test_the_output_of_a_notebook_is_not_looked_at() -> None:
    block = Block(paths.DOCS / "x.ipynb", 1, pages.NOTEBOOK, "x.ipynb")
    assert rules.output_problems(block, "True\n") == []
