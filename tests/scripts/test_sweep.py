"""The sweep names programs whose output depends on the processor, and no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fault_injection import Case, Copy, Ran

from scripts import sweep

TWO = """\
import sys

from scripts import sweep
from scripts.sweep import Setting

sweep.SETTINGS = (
    Setting("one thread", {"ATEN_CPU_CAPABILITY": "default"}, hash_seed=1),
    Setting("two threads", {"OMP_NUM_THREADS": "2"}, hash_seed=2),
    Setting("another", {}, hash_seed=3, needs="an instruction set of no processor"),
)
sys.exit(sweep.main([]))
"""
THREADS = "import os\n\nprint(os.environ['OMP_NUM_THREADS'], 'thread')\n"
HASHES = "print({hash('a') % 1000 for _ in range(2)})\n"


@pytest.fixture(scope="module")
def swept(fresh_copy: Callable[[], Copy]) -> tuple[Copy, Ran]:
    copy = fresh_copy()
    copy.blocks(
        "topic/processor",
        [Case("threads", THREADS, "1 thread\n"), Case("hashes", HASHES, "{0}\n")],
    )
    (copy.root / ".hub").mkdir()
    before = copy.report.read_bytes()
    ran = copy.python("-c", TWO)
    assert copy.report.read_bytes() == before, "a sweep is no result of this machine"
    return copy, ran


def test_what_depends_on_the_processor_is_named_with_its_setting(
    swept: tuple[Copy, Ran],
) -> None:
    copy, ran = swept
    assert ran.code == 1
    report = (copy.root / "reports" / "sweep" / "sweep.md").read_text("utf-8")
    assert "**topic/processor/threads.py** (two threads)" in report
    assert "real:  2 thread" in report
    assert "**topic/processor/threads.py** (one thread)" not in report
    assert report.count("**topic/processor/hashes.py**") == 2
    assert "| one thread | 5 | 4 | 1 |\n| two threads | 5 | 3 | 2 |\n" in report


def test_what_holds_everywhere_is_not_named(swept: tuple[Copy, Ran]) -> None:
    report = (swept[0].root / "reports" / "sweep" / "sweep.md").read_text("utf-8")
    assert "topic/page/" not in report


def test_a_setting_that_the_processor_lacks_is_named_and_not_run(
    swept: tuple[Copy, Ran],
) -> None:
    copy, ran = swept
    lacks = "an instruction set of no processor"
    assert f"another: not run, this processor lacks {lacks}" in ran.said
    report = (copy.root / "reports" / "sweep" / "sweep.md").read_text("utf-8")
    assert f"| another | not run: no {lacks} here | | |\n" in report


def test_the_settings_cover_each_variable_and_thread_count() -> None:
    given = [setting.variables for setting in sweep.SETTINGS]
    capabilities = {variables["ATEN_CPU_CAPABILITY"] for variables in given}
    assert capabilities == {"default", "avx2", "avx512"}
    assert {variables.get("OMP_NUM_THREADS", "1") for variables in given} == {"1", "2"}
    assert len({setting.hash_seed for setting in sweep.SETTINGS}) == len(given)
    assert sum(setting.with_notebooks for setting in sweep.SETTINGS) == 2
    for name in ("ONEDNN_MAX_CPU_ISA", "OPENBLAS_CORETYPE"):
        assert len({variables[name] for variables in given}) == len(given)
    assert any("MKL_CBWR" in variables for variables in given)
    assert any("MKL_ENABLE_INSTRUCTIONS" in variables for variables in given)
