"""Which outputs match the recorded one, and how an output is recorded."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fault_injection import Case, Copy, line_of

from nlpjourney import paths
from nlpjourney.content import pages, snapshots
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
        ("loss=1.25, (0.50)", "loss=1.26, (0.51)", None),
        ("torch: loss 1.25", "torch: loss 1.26", None),
        ("in torch 3 of 4: 0.25", "in torch 3 of 4: 0.26", None),
        ("12.34%", "12.35%", None),
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
        ("1.25x", "1.26x", None),
        ("1.25 s, 12.30:01", "1.25 s, 12.31:01", None),
        ("at 12:30.25", "at 12:30.26", None),
        ("127.0.0.10", "127.0.0.11", None),
        ("Python 3.12, torch 2.12", "Python 3.11, torch 2.12", None),
        ("Python 3.12, torch 2.12", "Python 3.12, torch 2.13", None),
        ("{'torch': '2.12'}", "{'torch': '2.13'}", None),
        ("torch==2.12", "torch==2.13", None),
        ("scikit_learn >= 2.12", "scikit_learn >= 2.13", None),
        ("torch | 2.12", "torch | 2.13", None),
        ("2.12+cpu", "2.13+cpu", None),
        ("transformers v5.23", "transformers v5.22", None),
        ("version: 2.12", "version: 2.13", None),
        ("4.2", "4.3", None),
        ("4.2", "4.3", TOLERANT),
        ("torch 2.12", "torch 2.13", TOLERANT),
        ("\u0663.\u0661\u0664", "\u0663.\u0661\u0665", None),
        ("loss 1.0", "loss 1.02", TOLERANT),
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


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("at 0x7f12, two", "at 0x7f34, two", "at ... two"),
        ("a 1 b\nc\nd 1", "a 2 b\nc\nd 2", "a ... b\nc\nd ..."),
        ("1764480123.12", "1764480123.29", "..."),
        ("same", "same", "same"),
        ("one two", "one", "..."),
        ("a", "a\nb", "a"),
    ],
)
def test_an_ellipsis_takes_the_place_of_what_differs(
    first: str, second: str, joined: str
) -> None:
    shown = snapshots.with_ellipses(first, second)
    assert shown == f"{joined}\n"
    assert compare(shown, first, ELLIPSIS) == []
    same = compare(shown, second, ELLIPSIS) == []
    assert same == (first.count("\n") == second.count("\n"))


# What an output may hold --------------------------------------------------------------

UNFIT = {
    "\x1b[31mred\x1b[0m": r"line 1 contains a terminal's escape code \('\\x1b'\); print without",
    "\r 50%\r100%": "carriage return .*; turn the progress bar off",
    "one\r\ntwo": r"line 1 contains a carriage return .* end lines with only \\n",
    "one\n\0": r"line 2 contains a control character \('\\x00'\); print the text's repr",
    "\a": "control character",
    "a\bb": "control character",
    "page\fpage": "control character",
    "a\vb": "control character",
    "a\x85b": "control character",
    "a\u2028b": r"control character \('\\u2028'\)",
    "a\u2029b": "control character",
    "a\x7f": "control character",
    b"caf\xe9".decode("utf-8", "surrogateescape"): r"not UTF-8 \('\\udce9'\)",
    "half of \ud83d": "not UTF-8",
    f"here: {paths.ROOT}/docs": "a path of this machine",
    f"../../..{paths.ROOT}": "a path of this machine",
    f"[PosixPath('{paths.ROOT}')]": "a path of this machine",
    f"{Path.home()}/.cache": "a path of this machine .*; print a path relative",
    "/tmp/block-x2_41/work": r"path of this machine \('/tmp/block-x2_41'\)",
    "file:///tmp/tmpab/x": "path of this machine",
    "../../tmp/block-x": "path of this machine",
    "/var/folders/zz/x": "path of this machine",
    "one\n/home/ada/x": "line 2 contains a path of this machine",
    "/mnt/c/Users/ada": "path of this machine",
    "C:\\Users\\ada": "path of this machine",
    repr("C:\\Users\\ada"): "path of this machine",
    "lib/python3.11/json/decoder.py": "path of this machine",
    ".venv/lib/site-packages/torch": "path of this machine",
    f"on {snapshots.HOST}:80": "this machine's name",
    "<object object at 0x7f3c5a2b1e30>": "an address, which differs in every run",
    "labels: {'pos', 'neg'}": r"a set, whose order .*; print\(sorted\(",
    """{'a', "b'c", 'd'}""": "a set",
    "line\n" * 60_000: "60,000 lines with 300,000 characters, more than a page shows",
    "x" * 5001: r"1 lines with 5,001 characters.*print the first few or a count",
}
FIT = [
    "one",
    "",
    "\n\none\n",
    "a\tb",
    "\u2581token \ufffd \u0120 caf\xe9 \U0001f600\u200d\u05d0\xa0",
    "hub ~/.cache/huggingface/hub",
    "models/heads/home/ada",
    "https://example.com/tmp/x /v1/chat /dev/null",
    "./tmp/x ~/tmp/x /dev /etc/hosts",
    "home/ada and/or root, Users",
    "python 3.11, site-packages",
    f"{ {'a': 'b', 'c': 'd'} } {['a', 'b']} {('a', 'b')} { {'a'} } { {1, 2} } 0xff at 0x7f",
    "line\n" * 50,
    "x" * 5000,
]


@pytest.mark.parametrize("output", UNFIT, ids=ascii)
def test_what_no_page_can_show_is_refused(
    output: str, block: Block, tmp_path: Path
) -> None:
    problem = snapshots.problem_of(output)
    assert re.search(UNFIT[output], problem)
    assert problem.isascii()
    assert len(problem) < 300
    with pytest.raises(MissingOutput) as recording:
        snapshots.record(block, output)
    assert str(recording.value).endswith(f"{problem}; then run {block.recorder}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("output", FIT, ids=ascii)
def test_what_a_page_can_show_is_not_refused(output: str) -> None:
    assert snapshots.problem_of(output) == ""


def test_only_the_projects_own_folder_is_a_path_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(snapshots, "_places", lambda: ["/srv/notes"])
    assert "a path of this machine" in snapshots.problem_of("/srv/notes/heads.py")
    assert snapshots.problem_of("/srv/notesofmine/notes") == ""


def test_no_recorded_output_is_refused() -> None:
    for page in pages.all_pages():
        for shown in page.fences.values():
            assert snapshots.read(shown)


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("one\n\x1b[31mtwo\n", "one.out: line 2 contains a terminal's escape code"),
        ("/tmp/x\n", "one.out: line 1 contains a path of this machine"),
        ("one\ttwo\n", "so recording did not write it; run make update"),
        ("one \n", "recording did not write it"),
        ("one\n \ntwo\n", "recording did not write it"),
        ("one\n\n", "recording did not write it"),
        ("one", "recording did not write it"),
    ],
)
def test_an_output_that_no_recording_writes_is_not_read(
    block: Block, output: str, says: str
) -> None:
    block.recorded.write_text(f"$ {block.command}\n{output}", "utf-8")
    with pytest.raises(MissingOutput, match=says):
        snapshots.read(block)
    assert snapshots.record(block, "one\n")
    assert snapshots.read(block) == "one\n"


def test_tabs_are_recorded_as_a_terminal_shows_them(block: Block) -> None:
    snapshots.record(block, "a\tb\n")
    assert snapshots.read(block) == "a       b\n"
    assert snapshots.differences(block, "a\tb\n") == []
    assert snapshots.differences(block, "a\tc\n")


def test_a_difference_shows_what_a_terminal_would_not_print() -> None:
    said = str(Difference(1, "red", "\x1b[31mred\udce9"))
    assert said.endswith(r"real:  \x1b[31mred\udce9")


TWINS = [
    Case("shown", 'print("done")\n'),
    Case("shown", "echo done\n", suffix=".sh"),
]


def test_two_programs_never_own_one_output(copy: Copy) -> None:
    copy.blocks("topic/twins", TWINS)
    line = line_of(copy.root / "docs/topic/twins.md", "shown.py") - 1
    message = (
        f"docs/topic/twins.md:{line}: snippets/topic/twins/shown.py and "
        "snippets/topic/twins/shown.sh would both record shown.out; rename one of them here "
        "and under snippets/, delete shown.out, and run make update"
    )
    for ran in (copy.test("docs/topic/twins.md"), copy.audit("tree"), copy.build()):
        assert ran.code != 0
        assert message in ran.said
    folder = copy.root / "snippets/topic/twins"
    (folder / "shown.out").unlink()
    (folder / "shown.sh").unlink()
    copy.blocks("topic/twins", [TWINS[0], replace(TWINS[1], name="renamed")])
    for ran in (copy.test("--codeblocks-update"), copy.test(), copy.audit("tree")):
        assert ran.code == 0, ran.said


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
