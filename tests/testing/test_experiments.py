"""Recorded experiments: an outdated table fails and is reported with its fix."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_injection import Copy, Ran, notebook, text

from nlpjourney.content import experiments

PROGRAM = """\
import sys

import numpy as np

slice_only = "--slice" in sys.argv
print("rows,accuracy" if slice_only else "rows,accuracy,seeds")
for rows in (50,) if slice_only else (50, 100):
    print(f"{rows},{np.sqrt(rows) / 12:.2f} ± 0.03" + ("" if slice_only else ",3"))
"""
TABLE = "rows,accuracy,seeds\n50,0.59 ± 0.03,3\n100,0.83 ± 0.03,3\n"
FENCE = """\
```experiment
--8<-- "experiments/curve.py"
```
"""
CHART = """\
```chart
snippet = "experiments/curve.py"
kind = "line"
title = "Accuracy by rows"
label = "rows"
values = ["accuracy"]
```
"""


@pytest.fixture(scope="module")
def recorded_once(fresh_copy: Callable[[], Copy]) -> Copy:
    """A copy with an experiment, its page, its chart and its recorded table."""
    copy = fresh_copy()
    (copy.root / "experiments").mkdir()
    (copy.root / "docs" / "experiments").symlink_to(Path("..", "experiments"))
    (copy.root / "experiments" / "curve.py").write_text(PROGRAM, "utf-8")
    copy.page("topic/curve", FENCE, CHART)
    made = run(copy, "record")
    assert made.code == 0, made.said
    assert file(copy, "curve.csv").read_text("utf-8") == TABLE
    return copy


@pytest.fixture
def recorded(recorded_once: Copy, tmp_path: Path) -> Copy:
    return recorded_once.copied(tmp_path)


def run(copy: Copy, action: str, name: str = "") -> Ran:
    arguments = (action, name) if name else (action,)
    return copy.python("-m", "nlpjourney.testing.experiments", *arguments)


def file(copy: Copy, name: str) -> Path:
    return copy.root / "experiments" / name


def edit(copy: Copy, name: str, old: str, new: str) -> None:
    before = file(copy, name).read_text("utf-8")
    assert old in before
    file(copy, name).write_text(before.replace(old, new), "utf-8")


def red(copy: Copy, action: str, said: str) -> None:
    ran = run(copy, action)
    assert ran.code == 1
    assert said in ran.said


def test_what_holds_is_green(recorded: Copy) -> None:
    for ran in (run(recorded, "check"), run(recorded, "repeat", "curve")):
        assert (ran.code, "all experiments are as recorded" in ran.said) == (0, True)
    assert "recorded and up to date" in run(recorded, "record").said
    assert recorded.audit("tree").code == 0


def test_a_page_shows_the_table_with_its_run_and_offers_both_files(
    recorded: Copy,
) -> None:
    notebook(recorded, "told", text(FENCE))
    built = recorded.build()
    assert built.code == 0, built.said
    site = recorded.root / "site"
    for page in (site / "topic" / "curve.md", site / "notebooks/basics/told.md"):
        shown = page.read_text("utf-8")
        assert "| rows | accuracy | seeds |" in shown
        assert "| 100 | 0.83 ± 0.03 | 3 |" in shown
        assert "**Ran** 20" in shown
        assert "of processor time on `" in shown
    assert "../experiments/curve.csv" in (site / "topic" / "curve.md").read_text()
    assert (
        file(recorded, "curve.csv").read_bytes()
        == (site / "experiments" / "curve.csv").read_bytes()
    )
    drawn = (site / "assets" / "charts" / "topic" / "curve-1.svg").read_text("utf-8")
    assert "Accuracy by rows" in drawn
    assert "experiment" not in recorded.audit("site").said.replace("told", "")


def test_fences_choose_columns_of_one_table(recorded: Copy) -> None:
    accuracy = FENCE.replace("\n```\n", '\ncolumns = ["rows", "accuracy"]\n```\n')
    seeds = accuracy.replace("accuracy", "seeds")
    recorded.page("topic/curve", accuracy, f"Text.\n\n{seeds}", CHART)
    assert recorded.audit("tree").code == 0
    built = recorded.build()
    assert built.code == 0, built.said
    page = (recorded.root / "site" / "topic" / "curve.md").read_text("utf-8")
    assert page.count("**Ran** 20") == 1
    for row in (
        "| rows | accuracy |",
        "| 50 | 0.59 ± 0.03 |",
        "| rows | seeds |",
        "| 50 | 3 |",
    ):
        assert f"\n{row}\n" in page
    for id in ("experiment-curve", "experiment-curve-2"):
        assert f'id="{id}"' in page
    html = recorded.root / "site" / "topic" / "curve.html"
    assert "its table differs" not in recorded.audit("site").said
    html.write_text(
        html.read_text("utf-8").replace("<td>3</td>", "<td>4</td>"), "utf-8"
    )
    wrong = "topic/curve.html: its table differs from curve.csv"
    assert wrong in recorded.audit("site").said


def test_a_column_that_the_table_lacks_is_red(recorded: Copy) -> None:
    seconds = FENCE.replace("\n```\n", '\ncolumns = ["rows", "seconds"]\n```\n')
    recorded.page("topic/curve", seconds, CHART)
    wrong = "has no column 'seconds', which a page shows; it has rows, accuracy, seeds"
    assert wrong in recorded.audit("tree").said
    assert wrong in recorded.build().said


@pytest.mark.parametrize("line", ["columns", 'rows = ["rows"]', "# rows"])
def test_below_its_include_a_fence_only_chooses_columns(
    recorded: Copy, line: str
) -> None:
    recorded.page("topic/curve", FENCE.replace("\n```\n", f"\n{line}\n```\n"), "")
    assert "only chooses columns, e.g. columns =" in recorded.audit("tree").said


def test_a_built_page_with_another_table_is_red(recorded: Copy) -> None:
    recorded.build()
    page = recorded.root / "site" / "topic" / "curve.html"
    page.write_text(page.read_text("utf-8").replace("0.83", "0.93"), "utf-8")
    wrong = "topic/curve.html: its table differs from curve.csv"
    assert wrong in recorded.audit("site").said


def test_a_changed_program_is_red(recorded: Copy) -> None:
    edit(recorded, "curve.py", "/ 12", "/ 11")
    red(recorded, "check", "experiments/curve.py: changed since it ran on 20")
    assert "run make experiments NAME=curve" in recorded.audit("tree").said
    recorded.build()
    page = (recorded.root / "site" / "topic" / "curve.md").read_text("utf-8")
    assert "Changed since it last ran." in page
    assert run(recorded, "record").code == 0
    assert run(recorded, "check").code == 0


def test_an_edited_table_is_red(recorded: Copy) -> None:
    edit(recorded, "curve.csv", "0.83", "0.93")
    wrong = "experiments/curve.csv: is not what the run of 20"
    red(recorded, "check", wrong)
    assert wrong in recorded.audit("tree").said
    difference = "rows 100, accuracy: recorded 0.93 ± 0.03, now 0.83 ± 0.03"
    red(recorded, "repeat", difference)


def test_a_missing_record_or_table_is_red_with_its_fix(recorded: Copy) -> None:
    file(recorded, "records.json").write_text("{}\n")
    red(recorded, "check", "no record of its run; run make experiments NAME=curve")
    file(recorded, "curve.csv").unlink()
    red(recorded, "check", "no recorded table; run make experiments NAME=curve")
    built = recorded.build()
    assert built.code != 0
    assert "experiments/curve.py: has no recorded table; run make" in built.said
    file(recorded, "records.json").write_text("{")
    red(recorded, "check", "is damaged")


def test_another_release_or_other_data_is_red(recorded: Copy) -> None:
    records = json.loads(file(recorded, "records.json").read_text())
    records["curve.py"]["key"] = "0"
    file(recorded, "records.json").write_text(json.dumps(records))
    red(recorded, "check", "a model or data that it reads changed since it ran")
    records["curve.py"]["versions"]["numpy"] = "1.0"
    file(recorded, "records.json").write_text(json.dumps(records))
    red(recorded, "check", "numpy 1.0 → ")


def test_an_edited_data_file_is_red(recorded: Copy) -> None:
    file(recorded, "curve.toml").write_text("a = 1\n")
    red(recorded, "check", "a model or data that it reads changed since it ran")
    file(recorded, "curve.toml").unlink()
    assert run(recorded, "check").code == 0


def test_a_slice_that_differs_is_red(recorded: Copy) -> None:
    edit(recorded, "curve.py", "/ 12", "/ (11 if slice_only else 12)")
    red(recorded, "record", "rows 50, accuracy: recorded 0.59 ± 0.03, now 0.64 ± 0.03")
    red(recorded, "check", "rows 50, accuracy: recorded 0.59 ± 0.03, now 0.64 ± 0.03")


def test_a_program_that_fails_or_reaches_out_records_nothing(recorded: Copy) -> None:
    before = file(recorded, "curve.csv").read_text("utf-8")
    for line, says in {
        "1 / 0": "curve.py:2: ZeroDivisionError",
        'open("/outside", "w")': "tried to write outside its scratch folder",
    }.items():
        file(recorded, "curve.py").write_text(f"import sys\n{line}\n")
        red(recorded, "record", says)
    assert file(recorded, "curve.csv").read_text("utf-8") == before


def test_files_without_a_page_or_a_program_are_named(recorded: Copy) -> None:
    (recorded.root / "docs" / "topic" / "curve.md").unlink()
    file(recorded, "other.csv").write_text(TABLE, "utf-8")
    said = recorded.audit("tree").said
    assert "experiments/curve.py: no page shows it" in said
    assert "experiments/other.csv: no experiment has this table; delete it" in said


@pytest.mark.parametrize("body", ["curve.py", '--8<-- "topic/page/greeting.py"', ""])
def test_a_fence_is_one_include_of_an_experiment(recorded: Copy, body: str) -> None:
    recorded.page("topic/curve", f"```experiment\n{body}\n```\n", "")
    assert "one include of a program in experiments/" in recorded.audit("tree").said


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n", "a,a\n1,2\n", "a,b\n1\n", "a,b\n1,\n", "a,b\n1,2\n1,3\n"],
)
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"row|column"):
        experiments.table(text)


def test_a_slice_may_leave_out_rows_and_columns_and_a_whole_run_may_not() -> None:
    recorded = experiments.table(TABLE)
    some = experiments.table("rows,accuracy\n50,0.60 ± 0.03\n")
    assert not list(experiments.differences(recorded, some, whole=False))
    assert list(experiments.differences(recorded, some, whole=True)) == [
        "prints rows or columns other than the recorded ones"
    ]
    for other in ("rows,accuracy\n60,0.59 ± 0.03\n", "accuracy\n0.59 ± 0.03\n"):
        printed = experiments.table(other)
        assert list(experiments.differences(recorded, printed, whole=False))


def test_seconds_and_mib_may_differ_by_a_factor_of_two() -> None:
    recorded = experiments.table(
        "method,step (s),kept (MiB),KL (nats)\nbase,-,0,0.00\nDPO,4.1,512,0.20\n"
    )
    for printed, wrong in {
        "base,-,0,0.00\nDPO,8.2,256,0.21\n": [],
        "base,-,0,0.00\nDPO,8.3,512,0.20\n": ["step (s): recorded 4.1, now 8.3"],
        "base,-,0,0.00\nDPO,4.1,255,0.20\n": ["kept (MiB): recorded 512, now 255"],
        "base,-,0,0.00\nDPO,4.1,512,0.30\n": ["KL (nats): recorded 0.20, now 0.30"],
        "base,1.0,1,0.00\nDPO,-,512,0.20\n": [
            "step (s): recorded -, now 1.0",
            "kept (MiB): recorded 0, now 1",
            "step (s): recorded 4.1, now -",
        ],
    }.items():
        table = experiments.table("method,step (s),kept (MiB),KL (nats)\n" + printed)
        found = experiments.differences(recorded, table, whole=True)
        assert [line.partition(", ")[2] for line in found] == wrong


def test_an_interval_of_a_whole_run_may_differ_by_half_its_width() -> None:
    table = "rows,95 % interval\n50,{}\n"
    recorded = experiments.table(table.format("-0.10 to 0.10"))
    for ends, is_same in (
        ("-0.02 to 0.18", True),
        ("-0.10 to 0.21", False),
        ("-0.21 to 0.10", False),
        ("0.10", False),
    ):
        printed = experiments.table(table.format(ends))
        assert is_same != any(experiments.differences(recorded, printed, whole=True))
        assert any(experiments.differences(recorded, printed, whole=False))


def test_a_text_of_a_whole_run_may_differ() -> None:
    recorded = experiments.table("model,A film:,KL\nDPO,I liked it,0.1\n")
    for written, other in (("It was long", "0.1"), ("I liked it", "0.3")):
        printed = experiments.table(f"model,A film:,KL\nDPO,{written},{other}\n")
        found = list(experiments.differences(recorded, printed, whole=True))
        assert len(found) == (other == "0.3")
        assert any(experiments.differences(recorded, printed, whole=False))


def test_a_mean_of_a_whole_run_may_differ_by_its_deviation() -> None:
    recorded = experiments.table(TABLE)
    for mean, is_same in (("0.61 ± 0.05", True), ("0.63 ± 0.03", False)):
        printed = experiments.table(TABLE.replace("0.59 ± 0.03", mean))
        assert is_same != any(experiments.differences(recorded, printed, whole=True))
        assert any(experiments.differences(recorded, printed, whole=False))
