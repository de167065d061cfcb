"""The weekly report names the page, the snippet and the message, and the names that are gone."""

import pytest
from fault_injection import Copy

from scripts import drift

RED = """<testsuites><testsuite>
<testcase name="models/heads/a.py" classname="docs.models.heads.md"/>
<testcase name="models/heads/b.py" classname="docs.models.heads.md">
<failure message="x">docs/models/heads.md:7 → snippets/models/heads/b.py:3
KeyError: 'summarization'</failure></testcase>
</testsuite></testsuites>"""


def test_report_names_page_line_and_block(tmp_path):
    junit = tmp_path / "drift.xml"
    junit.write_text(RED, "utf-8")
    text = drift.report(junit)
    assert text.startswith("1 blocks no longer print what their page shows")
    assert "docs/models/heads.md:7 → snippets/models/heads/b.py:3" in text
    assert "KeyError: 'summarization'" in text
    assert "models/heads/a.py" not in text
    assert "transformers==" in text


def test_nothing_drifted(tmp_path):
    junit = tmp_path / "drift.xml"
    junit.write_text(
        "<testsuites><testsuite><testcase name='a'/></testsuite></testsuites>"
    )
    assert drift.report(junit) == "Every block still prints what its page shows."


TRAINER = "def trainer(model, args, tokenizer=None): ...\n"
NAMES = """\
import inspect
from pathlib import Path

release = {}
exec(Path(__file__).with_suffix(".txt").read_text(), release)
print("Name,Error today")
for name in ("packing", "tokenizer"):
    if name not in inspect.signature(release["trainer"]).parameters:
        print(f"trainer({name}=),TypeError: unexpected keyword argument '{name}'")
"""


def test_a_name_that_a_newer_release_removed_is_named_with_its_error(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two releases of a small library: with the one that was recorded there is nothing to report;
    the next one lacks an argument."""
    folder = copy.root / "experiments"
    folder.mkdir()
    (folder / "removed_names.py").write_text(NAMES, "utf-8")
    (folder / "removed_names.txt").write_text(TRAINER, "utf-8")
    monkeypatch.setattr(drift, "ROOT", copy.root)
    for name, value in copy.environment().items():
        monkeypatch.setenv(name, value)
    recorded = copy.python(*drift.EXPERIMENTS[1:], "record", "removed_names")
    assert recorded.code == 0, recorded.said
    assert drift.removed_names() == ""

    newer = TRAINER.replace("tokenizer", "processing_class")
    (folder / "removed_names.txt").write_text(newer, "utf-8")
    text = drift.removed_names()
    assert text.startswith("Names that the newest releases removed:")
    gone = "TypeError: unexpected keyword argument 'tokenizer'"
    assert (
        f"Name trainer(tokenizer=), Error today: recorded (no line), now {gone}" in text
    )
    assert "trainer(packing=)" not in text
