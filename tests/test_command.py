"""An error is printed as one line without a traceback, and sets the exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_injection import Copy, code, notebook

from nlpjourney import __main__ as command
from nlpjourney.hub import cache
from nlpjourney.testing import imports

SLOW = """\
import time

print("started", flush=True)
time.sleep(600)
"""


def damaged_notebook(copy: Copy) -> tuple[list[str], str]:
    notebook(copy, "bad", code("print(1)")).write_text("[]", "utf-8")
    name = "docs/notebooks/basics/bad.ipynb"
    return ["run", name], f"{name} is not a notebook ("


def latin_snippet(copy: Copy) -> tuple[list[str], str]:
    copy.snippet("topic/page/bad.py", "").write_bytes(b"# \xe9\n")
    return ["run", "topic/page/bad"], "snippets/topic/page/bad.py:1: byte 0xe9 is no"


def no_such_snippet(copy: Copy) -> tuple[list[str], str]:
    return ["run", "topic/none"], "topic/none: no such snippet or notebook"


def damaged_shard(copy: Copy) -> tuple[list[str], str]:
    shard = copy.root / "reports/shards/1/results.json"
    shard.parent.mkdir(parents=True)
    shard.write_text("{")
    return ["merge", "reports/shards"], "reports/shards/1/results.json is damaged ("


def broken_page(copy: Copy) -> tuple[list[str], str]:
    copy.page("topic/broken", "```py", "```")
    return ["export", "out"], "docs/topic/broken.md:10: fence '```py' is not collected"


def unknown_column(copy: Copy) -> tuple[list[str], str]:
    chart = 'snippet = "topic/page/words.sh"\nkind = "bars"\ntitle = "t"\nlabel = "l"\n'
    page = copy.root / "docs/topic/page.md"
    text = page.read_text("utf-8")
    page.write_text(f'{text}\n```chart\n{chart}values = ["v"]\n```\n', "utf-8")
    place = f"docs/topic/page.md:{text.count(chr(10)) + 2}"
    return ["export", "out"], f"{place}: topic/page/words.sh prints no line"


def unknown_action(copy: Copy) -> tuple[list[str], str]:
    return ["hub", "bild"], "invalid choice: 'bild'"


@pytest.mark.parametrize(
    "fault",
    [
        damaged_notebook,
        latin_snippet,
        no_such_snippet,
        damaged_shard,
        broken_page,
        unknown_column,
        unknown_action,
    ],
)
def test_a_fault_is_said_in_a_line(
    copy: Copy, fault: Callable[[Copy], tuple[list[str], str]]
) -> None:
    arguments, says = fault(copy)
    ran = copy.python("-m", "nlpjourney", *arguments)
    assert ran.code in (1, 2), ran.said
    assert says in ran.said.splitlines()[-1]
    assert "Traceback" not in ran.said


def test_a_hub_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "hub"
    home.write_text("a file")
    monkeypatch.setenv("NLPJOURNEY_HUB", str(home))
    assert cache.main(["build"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{home}: File exists; repair it, or set NLPJOURNEY_HUB to")
    home.unlink()
    home.mkdir()
    monkeypatch.setattr(cache, "read_catalog", lambda _: [])
    assert cache.main(["build"]) == 0


def test_a_damaged_model_of_the_hub_stops_no_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NLPJOURNEY_HUB", str(tmp_path))
    for name, text in {"a": '{"model_type": "bert"}', "b": "{", "c": "{}"}.items():
        config = tmp_path / f"hub/models--{name}/snapshots/1/config.json"
        config.parent.mkdir(parents=True)
        config.write_text(text)
    imports._architectures.cache_clear()
    assert imports._architectures() == ["transformers.models.bert.modeling_bert"]
    imports._architectures.cache_clear()


def test_an_interrupted_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "audit", interrupted)
    assert command.main(["audit", "tree"]) == 130
    assert capsys.readouterr().err == "\ninterrupted\n"
    monkeypatch.setattr(cache, "build", interrupted)
    assert cache.main(["build"]) == 130
    assert f"interrupted; run `{cache.FIX}` to continue." in capsys.readouterr().err


def test_ctrl_c_is_left_to_the_program_that_runs(copy: Copy) -> None:
    copy.snippet("topic/page/slow.py", SLOW)
    with subprocess.Popen(
        [sys.executable, "-m", "nlpjourney", "run", "topic/page/slow"],
        cwd=copy.root,
        env=copy.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == "started\n"
        os.killpg(running.pid, signal.SIGINT)
        try:
            _, said = running.communicate(timeout=60)
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
    assert running.returncode == 130
    assert "snippets/topic/page/slow.py" in said
    assert "nlpjourney/__main__.py" not in said


def test_a_page_that_cannot_be_shown_is_named_by_serve_and_build(copy: Copy) -> None:
    copy.page("topic/broken", "```py", "```")
    copy.page("topic/open", "```text")
    for arguments in (["build"], ["serve", "--dirty", "--no-strict"]):
        ran = copy.python("-m", "mkdocs", *arguments)
        assert ran.code == 1
        assert "docs/topic/broken.md:10: fence '```py' is not collected" in ran.said
        assert "docs/topic/open.md:10: this fence never ends" in ran.said
        assert "Traceback" not in ran.said
