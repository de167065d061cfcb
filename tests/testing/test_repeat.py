"""An output is recorded only if two different interpreters printed it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fault_injection import Case, Copy, Ran, code, notebook, processes_of, where

WORDS = "'query key value head token mask layer norm'.split()"
SAYS = r"prints something else in a second run\n  line \d\n    first run:  "
UNSTABLE = [
    Case("clock", "import time\nprint(time.time())\n"),
    Case("date", "import datetime\nprint(datetime.date.today())\n"),
    Case("weekday", "import time\nprint(time.strftime('%A'))\n"),
    Case("minute", "import time\nprint(time.strftime('%H:%M'))\n"),
    Case("bash_date", "date +%A\n", suffix=".sh"),
    Case("set_order", f"print(*set({WORDS}))\n"),
    Case("hash", "print(hash('token'))\n"),
    Case("address", "print(id(object()))\n"),
    Case("address_of_a_library", "import json\nprint(id(json.dumps))\n"),
    Case("process", "import os\nprint(os.getpid())\n"),
    Case("folder", "import os\nprint(os.getcwd().split('/')[-2])\n"),
    Case("user", "import getpass\nprint(getpass.getuser())\n"),
    Case("unseeded", "import random\nprint(random.random())\n"),
    Case("one_place", "import random\nprint(round(random.uniform(1, 99), 1))\n"),
    Case(
        "last_digit",
        "import time\nprint('1.2' + time.strftime('%M')[0])\n",
    ),
    Case(
        "steps",
        "import random\n\n\ndef draw():\n    drawn = random.random()\n"
        "    return int(drawn > 2)\n\n\n"
        "print(draw())\n",
        options='steps="draw"',
    ),
]
OTHERWISE = [
    Case(
        "date_in_utc",
        "import datetime as d\nprint(d.datetime.now(d.timezone.utc).date())\n",
        says="prints today's date, 20",
    ),
    Case(
        "only_once",
        "import time\nassert time.timezone == 0\nprint('done')\n",
        says="ran once, but failed in a second run\ndocs/(.*\n)+AssertionError",
    ),
    Case("path", "import tempfile\nprint(tempfile.mkdtemp())\n", says="a path of this"),
]
STABLE = [
    Case("seeded", "import random\nrandom.seed(0)\nprint(random.random())\n"),
    Case("sorted", f"print(sorted(set({WORDS})))\n"),
    Case(
        "said",
        "import time\nprint('at', time.time(), 's')\n",
        options='ellipsis="time"',
    ),
    Case(
        "said_too",
        "import os\nprint('one')\nprint(object(), 'in', os.getcwd())\n",
        options='ellipsis="an address"',
    ),
    Case(
        "tolerated",
        "import time\nprint('1.2' + time.strftime('%M')[0])\n",
        options='tolerance="0.5" reason="a test"',
    ),
]
KEPT = Case("kept", "import time\nassert time.timezone == 0\nprint('done')\n", "done\n")
PAGE = "faults/repeat"


@pytest.fixture(scope="module")
def recorded(fresh_copy: Callable[[], Copy]) -> tuple[Copy, Ran]:
    """One recording of a page with every block."""
    copy = fresh_copy()
    cases = [*UNSTABLE, *OTHERWISE, *STABLE]
    copy.blocks(
        PAGE,
        [*(Case(c.name, c.code, None, "", c.options, c.suffix) for c in cases), KEPT],
    )
    return copy, copy.test("--codeblocks-update", f"docs/{PAGE}.md")


@pytest.mark.parametrize("case", UNSTABLE + OTHERWISE, ids=str)
def test_what_differs_from_run_to_run_is_not_recorded(
    recorded: tuple[Copy, Ran], case: Case
) -> None:
    copy, ran = recorded
    assert ran.code == 1
    said = copy.reports()[f"{PAGE}/{case.file}"]
    assert re.search(case.says or SAYS, said), said
    if not case.says:
        assert where(copy, case, PAGE) in said
        first, second = re.findall(r"(?:first|second) run: +(.*)", said)[:2]
        assert first != second
        assert "set a seed, sort a set, round a number, leave out times" in said
    assert not (copy.root / f"snippets/{PAGE}/{case.name}.out").exists()
    assert not (copy.root / f"snippets/{PAGE}/{case.name}.trace.js").exists()


@pytest.mark.parametrize("case", [*STABLE, KEPT], ids=str)
def test_what_holds_in_every_run_is_recorded(
    recorded: tuple[Copy, Ran], case: Case
) -> None:
    copy, _ = recorded
    assert copy.reports()[f"{PAGE}/{case.file}"] == ""
    assert (copy.root / f"snippets/{PAGE}/{case.name}.out").exists()


def test_an_ellipsis_is_recorded_by_itself(recorded: tuple[Copy, Ran]) -> None:
    copy, _ = recorded
    folder = copy.root / "snippets" / PAGE
    assert (folder / "said.out").read_text().endswith("\nat ... s\n")
    assert (
        (folder / "said_too.out").read_text().endswith("\none\n<object object at ...\n")
    )
    blocks = [f"docs/{PAGE}.md::{PAGE}/{case.file}" for case in STABLE]
    again = copy.test(*blocks)
    assert (again.code, again.counted("passed")) == (0, 5), again.said


def test_no_process_is_left(recorded: tuple[Copy, Ran]) -> None:
    copy, _ = recorded
    assert processes_of(copy) == []


def test_a_notebook_is_run_twice_too(copy: Copy) -> None:
    notebook(copy, "random", code("import random\nprint(random.random())"))
    said_so = code("print(id(object()))", ellipsis="an address")
    notebook(
        copy,
        "seeded",
        code("import random\nrandom.seed(0)\nprint(random.random())"),
        said_so,
    )
    ran = copy.test("--codeblocks-update", "docs/notebooks")
    assert (ran.counted("failed"), ran.counted("passed")) == (1, 1), ran.said
    said = copy.reports()["notebooks/basics/random.ipynb"]
    assert (
        "prints something else in a second run\n  cell 2, line 1\n    first run:  0."
        in said
    )
