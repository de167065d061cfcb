"""``make test`` runs every step that it can, and lists each failure with its one command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import check
from scripts.check import Step

GREEN = ("-c", "print('made it')")
RED = ("-c", "print('why it failed'); raise SystemExit(3)")


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A function that runs the given steps and returns the exit code and the output."""
    monkeypatch.setattr(check, "REPORTS", tmp_path)
    monkeypatch.setattr(check, "SECONDS", tmp_path / "seconds.json")

    def run_steps(*chosen: Step, only: tuple[str, ...] = ()) -> tuple[int, str]:
        monkeypatch.setattr(check, "STEPS", chosen)
        code = check.main(only)
        return code, capsys.readouterr().out

    return run_steps


def pytest_step(tmp_path: Path, *tests: str) -> tuple[str, ...]:
    file = tmp_path / "test_some.py"
    file.write_text("\n".join(f"def test_{n}():\n    {t}" for n, t in enumerate(tests)))
    return (*check.PYTEST, str(file))


def test_green_steps_are_green(run, tmp_path: Path) -> None:
    code, said = run(
        Step("one", "the first", GREEN),
        Step("two", "the second", GREEN, needs=("one",), runs_programs=True),
    )
    assert code == 0
    assert "failed:" not in said
    assert "Run again" not in said
    assert said.endswith("0 passed, 0 failed, 0 skipped\n")
    kept = json.loads((tmp_path / "seconds.json").read_text())
    assert kept["steps"].keys() == {"one", "two"}
    assert kept["programs"] >= kept["steps"]["two"] - 0.1


def test_a_failed_step_stops_no_other(run) -> None:
    code, said = run(
        Step("one", "the first", RED),
        Step("two", "the second", GREEN),
        Step("three", "the third", RED),
        Step("four", "the fourth", GREEN, needs=("one", "two")),
    )
    assert code == 1
    assert "made it" in said
    assert "four        0.0 s  not run: its input is missing, see one" in said
    assert "one failed: the first\nwhy it failed" in said
    again = said.partition("Run again:\n")[2].splitlines()
    assert again[0].startswith("  one (failed): .venv/bin/python -c ")
    assert again[1].startswith("  three (failed): .venv/bin/python -c ")
    assert again[2].startswith("  four (not run): .venv/bin/python -c ")


def test_red_tests_leave_what_the_next_step_reads(run, tmp_path: Path) -> None:
    programs = pytest_step(tmp_path, "pass", "assert 1 == 2")
    code, said = run(
        Step("programs", "some red", programs),
        Step("audit", "goes on", GREEN, needs=("programs",)),
    )
    assert code == 1
    assert "made it" in said
    assert said.endswith("1 passed, 1 failed, 0 skipped\n")


def test_tests_that_cannot_start_leave_nothing(run, tmp_path: Path) -> None:
    code, said = run(
        Step("programs", "none", (*check.PYTEST, str(tmp_path / "no_such.py"))),
        Step("audit", "does not go on", GREEN, needs=("programs",)),
    )
    assert code == 1
    assert "not run: its input is missing, see programs" in said


def test_some_steps_can_be_chosen(run) -> None:
    one = Step("one", "the first", RED, only_named=True)
    two = Step("two", "the second", GREEN)
    assert run(one, two)[0] == 0
    assert run(one, two, only=("two",))[0] == 0
    assert run(one, two, only=("one",))[0] == 1
    code, said = run(one, two, only=("tow",))
    assert code == 2
    assert said == "no such step: tow; there are one, two\n"


def test_neighbors_with_beside_run_side_by_side(run, tmp_path: Path) -> None:
    """Each waits for the file that the other writes."""
    code = (
        "import sys, time, pathlib\n"
        "pathlib.Path(sys.argv[1]).touch()\n"
        "for _ in range(600):\n"
        "    if pathlib.Path(sys.argv[2]).exists(): raise SystemExit\n"
        "    time.sleep(0.1)\n"
        "raise SystemExit(1)"
    )
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    code, said = run(
        Step("one", "the first", ("-c", code, a, b), parallel=True),
        Step("two", "the second", ("-c", code, b, a), parallel=True),
    )
    assert code == 0, said


def test_an_interrupted_run_says_so_and_what_failed_before(run) -> None:
    interrupt = (
        "import os, signal, time; os.kill(os.getppid(), signal.SIGINT); time.sleep(1)"
    )
    code, said = run(
        Step("one", "the first", RED),
        Step("two", "the second", ("-c", interrupt)),
        Step("three", "the third", GREEN),
    )
    assert code == 130
    assert "one failed: the first\nwhy it failed" in said
    assert said.endswith("interrupted: the other steps did not finish\n")
    assert "made it" not in said


def test_each_step_follows_those_that_it_needs() -> None:
    before: set[str] = set()
    for group in check._groups([step.name for step in check.STEPS]):
        assert all(set(step.needs) <= before for step in group)
        before |= {step.name for step in group}
