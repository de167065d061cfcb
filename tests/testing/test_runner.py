"""A block runs alone: confined also below Python, and unaffected by the block before it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_injection import OUTSIDE, Case, Copy, in_linux_sandbox, processes_of, where

from nlpjourney.hub import cache

# Below Python: what a block starts ----------------------------------------------------

TOUCHES = 'touch "$(dirname "$0")/../../../outside-bash"'
CONNECTS = "exec 3<>/dev/tcp/192.0.2.1/80"
STARTED = [
    Case("touch_fails", f"{TOUCHES}\necho done\n", says="exit status 1", suffix=".sh"),
    Case("touch_swallowed", f"{TOUCHES} || true\necho done\n", suffix=".sh"),
    Case(
        "touch_by_python",
        f"import subprocess\n{OUTSIDE}"
        'subprocess.run(["touch", f"{outside}-touched"], stderr=subprocess.DEVNULL)\n'
        "print('done')\n",
    ),
    Case(
        "sqlite",
        f"import sqlite3\n{OUTSIDE}"
        "try:\n"
        '    sqlite3.connect(f"{outside}.db").execute("create table t(x)")\n'
        "except sqlite3.OperationalError: pass\n\n"
        "print('done')\n",
    ),
    Case(
        "connect_swallowed",
        f"({CONNECTS}) 2>/dev/null || true\necho done\n",
        says="tried to reach the network",
        suffix=".sh",
    ),
    Case(
        "connect_by_python",
        f'import subprocess\nsubprocess.run(["bash", "-c", "{CONNECTS}"])\n'
        'print("done")\n',
        says="tried to reach the network",
    ),
]


@pytest.fixture(scope="module")
def started(fresh_copy: Callable[[], Copy]) -> Copy:
    copy = fresh_copy()
    copy.blocks("faults/started", STARTED)
    copy.test("docs/faults/started.md")
    return copy


@pytest.mark.parametrize("case", STARTED, ids=str)
def test_what_a_block_starts_is_confined(started: Copy, case: Case) -> None:
    layer = "network" if "connect" in case.name else "writes"
    if not in_linux_sandbox(layer):
        pytest.skip(f"this machine cannot confine the {layer} of what a block starts")
    said = started.reports()[f"faults/started/{case.file}"]
    if case.says:
        assert said.startswith(where(started, case, "faults/started"))
        assert case.says in said
    else:
        assert said == ""
    assert not list(started.root.glob("outside*"))


# Limits on a busy machine -------------------------------------------------------------


def test_a_busy_machine_stops_no_block(copy: Copy) -> None:
    """A block works for 2 s with a limit of 3 s, but takes longer next to four on two cores."""
    code = "import time\n\nwhile time.process_time() < 2:\n    pass\n\nprint('done')\n"
    copy.blocks("limits", [Case("works", code, options='timeout="3"')])
    loops = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(2 * (os.cpu_count() or 1))
    ]
    try:
        ran = copy.test("docs/limits.md")
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    assert ran.code == 0, ran.said


# What one block leaves to the next ----------------------------------------------------

LEAKS = {
    "environment": (
        "import os\nos.environ['LEFT'] = '1'\n",
        "import os\nprint('LEFT' in os.environ)\n",
    ),
    "folder": (
        "import os\nos.mkdir('left')\nos.chdir('left')\n",
        "import os\nprint(os.getcwd().endswith('left'))\n",
    ),
    "seed": (
        "import random\nrandom.seed(7)\n",
        "import random\nprint(random.random() == random.Random(7).random())\n",
    ),
    "module": (
        "import json\njson.left = 1\n",
        "import json\nprint(hasattr(json, 'left'))\n",
    ),
    "builtins": (
        "import builtins\nbuiltins.sorted = lambda tokens: 'left'\n",
        "print(sorted('ab') == 'left')\n",
    ),
    "file": (
        "open('left', 'w').close()\n",
        "import os\nprint(os.path.exists('left'))\n",
    ),
    "temporary": (
        "import os, tempfile\nopen(os.path.join(tempfile.gettempdir(), 'left'), 'w')\n",
        "import os, tempfile\n"
        "print(os.path.exists(os.path.join(tempfile.gettempdir(), 'left')))\n",
    ),
    "logging": (
        "import logging\nlogging.getLogger().addHandler(logging.NullHandler())\n",
        "import logging\nprint(bool(logging.getLogger().handlers))\n",
    ),
    "path": (
        "import sys\nsys.path.append('left')\n",
        "import sys\nprint('left' in sys.path)\n",
    ),
    "thread": (
        "from threading import Thread\nimport time\n"
        "Thread(target=time.sleep, args=[9], name='left', daemon=True).start()\n",
        "import threading\nprint('left' in {t.name for t in threading.enumerate()})\n",
    ),
    "shared_memory": (
        "open('/dev/shm/left-by-a-block', 'w').close()\n",
        "import os\nprint(os.path.exists('/dev/shm/left-by-a-block'))\n",
    ),
    "main": (
        "left = 1\n",
        "import __main__\nprint(hasattr(__main__, 'left'))\n",
    ),
}
ORDERS = {
    "leaving_first": ["--codeblocks-workers", "1"],
    "looking_first": ["--codeblocks-workers", "1"],
    "two_processes": ["-n", "2"],
    "random_order": ["-p", "randomly", "-p", "no:xdist"],
}


def leaving(name: str) -> list[Case]:
    leaves, looks = LEAKS[name]
    return [
        Case(f"{name}_left", f'{leaves}print("done")\n'),
        Case(f"{name}_seen", f'{looks}print("done")\n', "False\ndone\n"),
    ]


@pytest.mark.parametrize("order", ORDERS)
def test_a_block_leaves_nothing_to_the_next(copy: Copy, order: str) -> None:
    names = LEAKS if in_linux_sandbox("network") else LEAKS.keys() - {"shared_memory"}
    for name in names:
        cases = leaving(name)
        copy.blocks(f"leaks/{name}", cases[::-1] if order == "looking_first" else cases)
    ran = copy.test("docs/leaks", *ORDERS[order])
    assert (ran.code, ran.counted("passed")) == (0, 2 * len(names)), ran.said


@pytest.mark.parametrize("name", LEAKS)
def test_in_one_process_the_same_blocks_see_it(name: str, tmp_path: Path) -> None:
    program = "names = {'__name__': '__main__'}\n" + "".join(
        f"exec({code!r}, names)\n" for code in LEAKS[name]
    )
    program = program.replace("names =", "import __main__; names = vars(__main__)  #")
    ran = Copy(tmp_path).python("-c", program, TMPDIR=str(tmp_path))
    Path("/dev/shm/left-by-a-block").unlink(missing_ok=True)
    assert (ran.code, ran.said) == (0, "True\n")


# Memory that a block frees stays with it ----------------------------------------------

KEEPS = """import resource


def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


b"x" * 2**26  # 16,384 pages
before = faults()
for _ in range(8):
    b"x" * 2**26

print("freed memory is", "kept" if faults() - before < 16_384 else "returned")
"""
STARTS = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {KEEPS!r}])\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has these settings")
def test_a_block_and_what_it_starts_keep_freed_memory(copy: Copy) -> None:
    kept = "freed memory is kept\n"
    copy.blocks("topic/memory", [Case("a", KEEPS, kept), Case("b", STARTS, kept)])
    ran = copy.test("docs/topic/memory.md")
    assert ran.code == 0, ran.said
    usual = {name: value for name, value in os.environ.items() if "MALLOC" not in name}
    program = [sys.executable, "-c", KEEPS]
    alone = subprocess.run(program, env=usual, capture_output=True, text=True)
    assert alone.stdout == "freed memory is returned\n"


# What a run says, and the ways to run -------------------------------------------------


def test_a_traceback_is_cut_to_the_snippet(copy: Copy) -> None:
    code = (
        "import json\n\n\ndef load(text):\n    return json.loads(text)\n\n\nload('[')\n"
    )
    case = Case("loading", code)
    copy.blocks("topic/broken", [case])
    ran = copy.test("docs/topic/broken.md")
    page, snippet = "docs/topic/broken.md", "snippets/topic/broken/loading.py"
    said = copy.reports()["topic/broken/loading.py"]
    decoder = re.search(r'  File ".*json/decoder.py", line \d+.*\n(    .*\n)+', said)
    assert decoder
    assert said.replace(decoder[0], "") == (
        f"{page}:10 → {snippet}:5\n"
        "Traceback (most recent call last):\n"
        f'  File "{snippet}", line 8, in <module>\n'
        "    load('[')\n"
        f'  File "{snippet}", line 5, in load\n'
        "    return json.loads(text)\n"
        "           ^^^^^^^^^^^^^^^^\n"
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 2 (char 1)\n"
        f"again: .venv/bin/pytest --codeblocks {page}::topic/broken/loading.py"
    )
    assert said in ran.said


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("print('done'\n", 1),
        ("open('/outside', 'w')\n", 1),
        ("import sys\n\nsys.exit(3)\n", 3),
        ("import socket\nsocket.create_connection(('192.0.2.1', 80))\n", 2),
    ],
    ids=["syntax", "write", "exit", "network"],
)
def test_a_traceback_has_no_frame_of_ours(copy: Copy, code: str, line: int) -> None:
    copy.blocks("topic/broken", [Case("broken", code)])
    ran = copy.test("docs/topic/broken.md")
    assert ran.code == 1
    assert f" → snippets/topic/broken/broken.py:{line}\n" in ran.said
    assert "nlpjourney/" not in ran.said
    assert "_pytest" not in ran.said


def test_a_difference_is_shown_line_by_line_with_its_command(copy: Copy) -> None:
    copy.snippet("topic/page/answer.py", "print(6 * 7, 13 / 4)\nprint('more')\n")
    copy.blocks("topic/more", [Case("answer_in_words", 'print("done")\n')])
    assert copy.test().code == 1
    page = "docs/topic/page.md"
    said = copy.reports()["topic/page/answer.py"]
    again = f".venv/bin/pytest --codeblocks {page}::topic/page/answer.py"
    assert said == (
        f"{page}:14 → snippets/topic/page/answer.py\n"
        "prints something other than the page shows\n"
        "  line 1\n"
        "    shown: 42 4.333333333333333\n"
        "    real:  42 3.25\n"
        "  line 2\n"
        "    shown: (no line)\n"
        "    real:  more\n"
        f"again: {again}\n"
        "if the new output is right: make update PAGE=docs/topic/page.md"
    )
    ran = copy.run(*again.split(), PYTHONPATH=str(copy.root))
    assert (ran.code, ran.counted("failed"), ran.counted("passed")) == (1, 1, 0)
    copy.snippet("topic/page/answer.py", "print(6 * 7, 13 / 3)\n")
    ran = copy.run(*again.split(), PYTHONPATH=str(copy.root))
    assert (ran.code, ran.counted("passed")) == (0, 1)


SEVERAL = [
    Case("one", 'print("done")\n'),
    Case("two", "1 / 0\n"),
    Case("three", "import os\nos._exit(0)\n"),
    Case("four", 'print("done")\n'),
]
WAYS = {
    "all": ([], 2, 5),
    "two_processes": (["-n", "2"], 2, 5),
    "random_order": (["-p", "randomly"], 2, 5),
    "one_worker": (["--codeblocks-workers", "1"], 2, 5),
    "first_failure": (["-x"], 1, 4),
    "one_name": (["-k", "three"], 1, 0),
    "one_page": (["docs/topic/page.md"], 0, 3),
    "one_block": (["docs/topic/several.md::topic/several/four.py"], 0, 1),
    "none_selected": (["-k", "nothing"], 0, 0),
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_to_run(copy: Copy, way: str) -> None:
    copy.blocks("topic/several", SEVERAL)
    options, failed, passed = WAYS[way]
    ran = copy.test(*options)
    assert (ran.counted("failed"), ran.counted("passed")) == (failed, passed), ran.said
    assert (ran.code == 0) == (passed > 0 and failed == 0)
    assert len(copy.reports()) == failed + passed
    assert processes_of(copy) == []


def test_a_program_that_is_run_by_name_leaves_nothing(copy: Copy) -> None:
    def files() -> set[Path]:
        below = copy.root.rglob("*")
        return {file for file in below if "__pycache__" not in file.parts}

    code = "open('left', 'w').write('x')\nprint(open('left').read())\n"
    copy.blocks("topic/writes", [Case("writes", code)])
    before = files()
    ran = copy.python("-m", "nlpjourney", "run", "topic/writes/writes")
    assert (ran.code, ran.said) == (0, "x\n")
    assert files() == before


def test_no_block_at_all_is_red(copy: Copy) -> None:
    copy.page("topic/page", "Prose.")
    assert copy.test().code != 0
    audited = copy.audit("tree")
    assert audited.code == 1
    assert "docs/: no page has a block" in audited.said


def test_stopping_a_run_stops_its_blocks(copy: Copy) -> None:
    copy.blocks("topic/long", [Case("sleeps", "import time\ntime.sleep(600)\n")])
    command = [sys.executable, "-m", "pytest", "--codeblocks", "docs/topic/long.md"]
    with subprocess.Popen(
        command, cwd=copy.root, env=copy.environment(), stdout=subprocess.DEVNULL
    ) as run:
        wait_until(lambda: len(processes_of(copy)) == 2)
        run.kill()
    wait_until(lambda: processes_of(copy) == [])


def test_a_block_whose_run_has_ended_before_it_began_ends_too() -> None:
    pid = os.fork()
    if pid == 0:
        cache.end_with(os.getpid())  # which is not its parent
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(1200):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("still not so after two minutes")
