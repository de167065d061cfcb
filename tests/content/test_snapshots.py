"""When a real output equals the recorded one, and how it is recorded."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fault_injection import Case, Copy, line_of

from nlpjourney import paths
from nlpjourney.content import snapshots
from nlpjourney.content.pages import Block, Options
from nlpjourney.content.snapshots import Difference, MissingOutput, compare

ELLIPSIS = Options(ellipsis="an address")
TOLERANT = Options(tolerance=0.05, reason="threads")


@pytest.mark.parametrize(
    ("shown", "real", "options"),
    [
        ("a\nb\n", "a\nb\n", None),
        ("a\n", "a  \n\n", None),
        ("loss 4.3333", "loss 4.3334", None),
        ("loss 4.3333", "loss 4.3332", None),
        ("[0.10, 2.99]", "[0.11, 3.00]", None),
        ("-0.0001", "0.0000", None),
        ("1.5e-05", "1.6e-05", None),
        ("at 0x..., two", "at 0x7f, two", ELLIPSIS),
        ("loss 1.00", "loss 1.05", TOLERANT),
        ("loss 1.0", "loss 1.02", TOLERANT),
    ],
)
def test_the_same(shown: str, real: str, options: Options | None) -> None:
    assert compare(shown, real, options) == []


@pytest.mark.parametrize(
    ("shown", "real", "options"),
    [
        ("token", "tokem", None),
        ("768", "769", None),
        ("4.3333", "4.3329", None),
        ("4.3333", "4.33330", None),
        ("4.0", "4", None),
        ("4.3333", "nan", None),
        ("1.5e-05", "1.5e-06", None),
        ("version 4.51.0", "version 4.51.1", None),
        ("version 4.51.0", "version 4.50.0", None),
        ("(768, 1.5)", "(767, 1.5)", None),
        ("x1.25", "x1.26", None),
        ("  a", "a", None),
        ("a b", "a  b", None),
        ("A", "a", None),
        ("at ...", "at 0x7f", None),
        ("at ..., one", "at 0x7f, two", ELLIPSIS),
        ("...", "one\ntwo", ELLIPSIS),
        ("loss 1.00", "loss 1.06", TOLERANT),
        ("100 tokens", "101 tokens", TOLERANT),
        ("a\nb", "a", None),
        ("a", "a\nb", None),
        ("a\nb", "b\na", None),
        ("a", "", None),
    ],
)
def test_another(shown: str, real: str, options: Options | None) -> None:
    assert compare(shown, real, options)


def test_a_difference_shows_both_lines() -> None:
    different = compare("a\nb\nc\n", "a\nB\n")
    assert different == [Difference(2, "b", "B"), Difference(3, "c", "(no line)")]
    assert str(different[0]) == "  line 2\n    shown: b\n    real:  B"


@pytest.fixture
def block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Block:
    monkeypatch.setattr(paths, "SNIPPETS", tmp_path)
    return Block(tmp_path / "page.md", 3, "python", "one.py")


def test_what_is_recorded_is_read(block: Block, tmp_path: Path) -> None:
    assert snapshots.record(block, "\none\n\n  two \n\n")
    recorded = tmp_path / "one.out"
    assert recorded.read_text() == "$ python snippets/one.py\n\none\n\n  two\n"
    assert snapshots.read(block) == "\none\n\n  two\n"
    assert list(tmp_path.iterdir()) == [recorded]


def test_only_what_drifted_is_recorded_anew(block: Block) -> None:
    snapshots.record(block, "loss 4.3333\n")
    assert not snapshots.record(block, "loss 4.3334\n")
    assert snapshots.read(block) == "loss 4.3333\n"
    assert snapshots.record(block, "loss 4.3335\n")
    assert snapshots.read(block) == "loss 4.3335\n"


def test_nothing_is_not_recorded(block: Block, tmp_path: Path) -> None:
    with pytest.raises(MissingOutput, match="prints nothing"):
        snapshots.record(block, " \n")
    assert list(tmp_path.iterdir()) == []


def test_half_a_file_is_never_left(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.record(block, "one\n")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(paths.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        snapshots.record(block, "two\n")
    assert snapshots.read(block) == "one\n"


def test_a_recorded_output_has_no_spaces_at_its_lines_ends(block: Block) -> None:
    snapshots.record(block, "one \n")
    assert snapshots.read(block) == "one\n"


# make update --------------------------------------------------------------------------

UPDATED = [
    Case("kept", "print(4.3334)\n", "4.3333\n"),
    Case("drifted", 'print("new")\n', "old\n"),
    Case("unrecorded", 'print("new")\n', None),
    Case("raises", 'print("new")\n1 / 0\n', "old\n"),
    Case("exits", 'print("new")\nraise SystemExit\n', "old\n"),
    Case("silent", "pass\n", "old\n"),
    Case("skipped", 'print("new")\n', "old\n", options='skip="x" until="2999-01-01"'),
]


def test_an_update_records_what_passes_and_nothing_else(copy: Copy) -> None:
    copy.blocks("topic/update", UPDATED)
    folder = copy.root / "snippets/topic/update"
    before = {file.name: file.stat() for file in folder.glob("*.out")}
    time.sleep(0.01)
    ran = copy.test("--codeblocks-update")
    assert (ran.code, ran.counted("failed")) == (1, 3), ran.said
    for name in ("drifted", "unrecorded"):
        recorded = (folder / f"{name}.out").read_text()
        assert recorded == f"$ python snippets/topic/update/{name}.py\nnew\n"
        assert f"recorded: snippets/topic/update/{name}.py" in ran.said
    assert ran.said.count("recorded: ") == 2
    for name in ("kept", "raises", "exits", "silent", "skipped"):
        after = (folder / f"{name}.out").stat()
        assert (after.st_mtime_ns, after.st_ino) == (
            before[f"{name}.out"].st_mtime_ns,
            before[f"{name}.out"].st_ino,
        )
    for name, said in [("raises", "ZeroDivisionError"), ("silent", "prints nothing")]:
        line = line_of(copy.root / "docs/topic/update.md", f"/{name}.py") - 1
        report = copy.reports()[f"topic/update/{name}.py"]
        assert report.startswith(f"docs/topic/update.md:{line} → ")
        assert said in report
    again = copy.test("-k", "kept or drifted or unrecorded")
    assert (again.code, again.counted("passed")) == (0, 3)
    assert copy.test("--codeblocks-changed", "-k", "drifted").code == 0
    assert copy.reports() == {}
