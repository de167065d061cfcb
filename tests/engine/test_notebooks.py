"""Notebooks: what must never pass, planted; and what recording leaves in the file."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from planting import Copy, Ran

from nlpjourney import execution, notebook_outputs, notebooks, pages, results
from nlpjourney import outputs as outputs_of_engine

FIGURE = """\
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(4, 2))
axes.plot([0, 1, 2], [HEIGHT, 1, 0], label="loss")
axes.plot([0, 1], [1, float("nan")])
axes.set(title="Loss by step", xlabel="step", ylabel="loss")
plt.show()
"""


def code(source: str, printed: str = "", **declared: Any) -> dict[str, Any]:
    """A cell that was executed and printed this."""
    output = {"name": "stdout", "output_type": "stream", "text": [printed]}
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {"nlpjourney": declared} if declared else {},
        "outputs": [output] if printed else [],
        "source": source.splitlines(keepends=True),
    }


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(copy: Copy, name: str, *cells: dict[str, Any], **declared: Any) -> Path:
    """Write a notebook with these cells below its title, and its page."""
    titled = [text(f"# {name}"), *cells]
    numbered = [cell | {"id": f"cell-{n}"} for n, cell in enumerate(titled)]
    file = copy.root / "docs" / "notebooks" / "basics" / f"{name}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {"cells": numbered, "metadata": {"nlpjourney": declared}}
    file.write_text(notebooks.normal(content), "utf-8")
    include = f'--8<-- "notebooks/basics/{name}.ipynb"\n'
    file.with_suffix(".md").write_text(include, "utf-8")
    return file


def edit(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(file.read_text("utf-8"))
    change(content)
    file.write_text(json.dumps(content, indent=1), "utf-8")


def outputs(file: Path, cell: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text())["cells"][cell]["outputs"]
    return found


FAULTS = {
    "changed": (
        [code("x = 41\n"), code("print('answer')\nprint(x)", "answer\n42\n")],
        r"cell 3, line 2\n +shown: 42\n +real:  41",
    ),
    "another_kind": (
        [code("[1, 2]", "[1, 2]\n"), code("None", "gone\n")],
        r"cell 3, line 1\n +shown: text\n +real:  \(no output\)",
    ),
    "raising": (
        [code("def half(x):\n    return x / 0\n"), code("print(1)\nhalf(1)", "1\n")],
        r"raising\.ipynb:\d+\n(?s:.*)cell 3: ZeroDivisionError|ZeroDivisionError",
    ),
    "network": (
        [
            code(
                "import socket\n\ntry:\n    socket.create_connection(('192.0.2.1', 80))\n"
                "except OSError:\n    print('done')",
                "done\n",
            )
        ],
        r"tried to reach the network: 192\.0\.2\.1:80",
    ),
    "subprocess_network": (
        [
            code(
                "import subprocess, sys\n\ncode = 'import socket; "
                's = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b"x", '
                "(\"192.0.2.1\", 9))'\nsubprocess.run([sys.executable, '-c', code])\n"
                "print('done')",
                "done\n",
            )
        ],
        r"tried to reach the network",
    ),
    "outside": (
        [
            code(
                "import os\n\ntry:\n    os.mkdir('/var/outside')\n"
                "except OSError:\n    print('done')",
                "done\n",
            )
        ],
        r"tried to write outside its scratch folder: /var/outside",
    ),
    "killed": ([code("import os\n\nos.kill(os.getpid(), 9)")], r"its kernel died"),
    "leaving": ([code("import sys\n\nsys.exit()")], r"SystemExit"),
    "greedy": ([code("x = bytearray(8 << 30)\nprint(len(x))", "8\n")], "MemoryError"),
    "earlier": (
        [code("import os\n\nprint(os.listdir())", "['left behind']\n")],
        r"real:  \[\]",
    ),
}


@pytest.fixture(scope="module")
def planted(fresh_copy: Callable[[], Copy]) -> tuple[Copy, Ran]:
    """One run over a notebook for each fault, an endless loop, and three that are right."""
    copy = fresh_copy()
    for name, (cells, _) in FAULTS.items():
        notebook(copy, name, *cells)
    notebook(copy, "looping", code("while True: pass"), timeout="4")
    never = notebook(copy, "never", code("print(1)", "1\n"))
    edit(never, lambda content: content["cells"][1].update(execution_count=None))
    notebook(
        copy,
        "right",
        code("print(0.1234)", "0.1233\n"),
        code("print(0.5)", "0.52\n", tolerance=0.1, reason="rounds"),
        code("print('any')", "other\n", unchecked="drawn by chance"),
        code("from pathlib import Path\n\nprint(Path('right.txt').read_text())", "7\n"),
    ).with_suffix(".txt").write_text("7")
    return copy, copy.test("docs/notebooks", "--codeblocks-workers=2")


def said(planted: tuple[Copy, Ran], name: str) -> str:
    return planted[0].reports()[f"notebooks/basics/{name}.ipynb"]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_red(planted: tuple[Copy, Ran], name: str) -> None:
    assert re.search(FAULTS[name][1], said(planted, name)), said(planted, name)


def test_an_error_names_the_line_of_the_notebook(planted: tuple[Copy, Ran]) -> None:
    file = planted[0].root / "docs/notebooks/basics/raising.ipynb"
    lines = file.read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if '"half(1)"' in text)
    assert f"docs/notebooks/basics/raising.ipynb:{line}" in said(planted, "raising")


def test_a_notebook_that_never_ends_is_stopped(planted: tuple[Copy, Ran]) -> None:
    assert "still running after 4 s of processor time" in said(planted, "looping")


def test_a_notebook_that_never_ran_is_red(planted: tuple[Copy, Ran]) -> None:
    assert "cell 2 was never executed; run make update" in said(planted, "never")


def test_what_is_declared_and_what_lies_beside_is_green(
    planted: tuple[Copy, Ran],
) -> None:
    assert said(planted, "right") == ""
    assert planted[1].counted("passed") == 1
    assert planted[1].counted("failed") == len(FAULTS) + 2


def test_notebooks_stand_in_the_results(planted: tuple[Copy, Ran]) -> None:
    runs = results.read(planted[0].report)
    assert runs["notebooks/basics/right.ipynb"].result == "passed"
    assert runs["notebooks/basics/changed.ipynb"].result == "failed"


# Plots --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(fresh_copy: Callable[[], Copy]) -> Copy:
    """A green notebook with a plot, recorded, its site built."""
    copy = fresh_copy()
    notebook(
        copy,
        "plot",
        text("See [the page](../../topic/page.md)."),
        code(FIGURE.replace("HEIGHT", "2")),
        code("import sys\n\nprint('noise', file=sys.stderr)\nprint('a')\nprint('b')"),
        code("import pandas as pd\n\npd.DataFrame({'x': [0.25]})"),
    )
    ran = copy.test("docs/notebooks", "--codeblocks-update")
    assert "recorded anew: docs/notebooks/basics/plot.ipynb" in ran.said
    for ran in (copy.test(), copy.build(), copy.audit("tree"), copy.audit("site")):
        assert ran.code == 0, ran.said
    return copy


@pytest.fixture
def plotted(drawn: Copy, tmp_path: Path) -> Copy:
    shutil.copytree(drawn.root, tmp_path / "copy", symlinks=True)
    return Copy(tmp_path / "copy")


def recorded(copy: Copy, name: str = "plot") -> Path:
    return copy.root / f"docs/notebooks/basics/{name}.ipynb"


def test_recording_keeps_what_does_not_change_by_itself(drawn: Copy) -> None:
    file = recorded(drawn)
    content = file.read_text()
    assert outputs(file, 3) == [
        {"name": "stdout", "output_type": "stream", "text": ["a\n", "b\n"]}
    ]
    assert "<table>" in outputs(file, 4)[0]["data"]["text/html"][0]
    assert "style" not in "".join(outputs(file, 4)[0]["data"]["text/html"])
    assert set(outputs(file, 2)[0]["data"]) == {
        "text/plain",
        "image/svg+xml",
        notebooks.PLOT,
    }
    assert [c.get("execution_count") for c in json.loads(content)["cells"]] == [
        None,
        None,
        1,
        2,
        3,
    ]
    assert "dc:date" not in content
    assert str(drawn.root) not in content
    assert drawn.test("docs/notebooks", "--codeblocks-update").code == 0
    assert file.read_text() == content


@pytest.mark.parametrize(
    ("height", "says"), [("2.01", ""), ("1.5", "line loss y [2.0, 1.0, 0.0]")]
)
def test_a_plot_is_compared_by_what_an_eye_can_tell(
    plotted: Copy, height: str, says: str
) -> None:
    new = FIGURE.replace("HEIGHT", height).splitlines(keepends=True)
    edit(recorded(plotted), lambda c: c["cells"][2].update(source=new))
    ran = plotted.test("docs/notebooks")
    assert (ran.code == 0) == (not says), ran.said
    assert says in ran.said


def test_a_plot_with_another_title_is_red(plotted: Copy) -> None:
    new = FIGURE.replace("HEIGHT", "2").replace("Loss by", "Gain by")
    edit(recorded(plotted), lambda c: c["cells"][2].update(source=[new]))
    assert "title: Gain by step" in plotted.test("docs/notebooks").said


def test_a_plot_in_another_colour_is_red(plotted: Copy) -> None:
    """What is drawn is the same, and yet the picture would not be the code's."""
    new = FIGURE.replace("HEIGHT", "2").replace(" label=", ' color="C3", label=')
    edit(recorded(plotted), lambda c: c["cells"][2].update(source=[new]))
    assert "stroke: #d62728" in plotted.test("docs/notebooks").said


@pytest.mark.parametrize(
    "declared", [{"unchecked": "by chance"}, {"tolerance": 0.5, "reason": "rounds"}]
)
def test_an_output_of_an_older_cell_is_recorded_anew(
    plotted: Copy, declared: dict[str, Any]
) -> None:
    """Neither a tolerance nor that nobody compares it keeps what another cell printed."""

    def older(content: dict[str, Any]) -> None:
        cell = content["cells"][3]
        cell["metadata"]["nlpjourney"] = declared
        cell["source"] = ["print(2.5)"]
        cell["outputs"][0]["text"] = ["2.25\n"]

    edit(recorded(plotted), older)
    assert plotted.test("docs/notebooks", "--codeblocks-update").code == 0
    assert outputs(recorded(plotted), 3)[0]["text"] == ["2.5\n"]


def test_only_what_runs_decides_whether_it_runs_again(plotted: Copy) -> None:
    def prose(content: dict[str, Any]) -> None:
        content["cells"][1]["source"] = ["Other words."]

    changed = ("docs/notebooks", "--codeblocks-changed")
    edit(recorded(plotted), prose)
    assert "1 blocks unchanged" in plotted.test(*changed).said
    recorded(plotted).with_suffix(".txt").write_text("data")
    assert plotted.test(*changed).counted("passed") == 1


# The built page -----------------------------------------------------------------------


def test_the_page_shows_the_notebook(drawn: Copy) -> None:
    html = (drawn.root / "site/notebooks/basics/plot.html").read_text()
    assert 'href="../../topic/page.html"' in html
    assert 'alt="Plot. Loss by step; step; loss; loss: 2 to 0"' in html
    assert 'href="plot.ipynb" download' in html
    assert "python -m nlpjourney run notebooks/" in html
    assert "In [" not in html


def test_a_broken_link_in_a_cell_stops_the_build(plotted: Copy) -> None:
    settings = plotted.root / "mkdocs.yml"
    settings.write_text(
        settings.read_text().replace("{not_found: info}", "{not_found: warn}")
    )
    assert plotted.python("-m", "mkdocs", "build").code == 0
    edit(
        recorded(plotted), lambda c: c["cells"][1].update(source=["[x](../missing.md)"])
    )
    ran = plotted.python("-m", "mkdocs", "build")
    assert ran.code != 0
    assert "notebooks/basics/plot.md" in ran.said
    assert "missing.md" in ran.said


def test_a_notebook_that_never_ran_is_not_built(plotted: Copy) -> None:
    edit(recorded(plotted), lambda c: c["cells"][3].update(execution_count=None))
    assert "cell 4 was never executed" in plotted.build().said
    assert "cell 4 was never executed" in plotted.audit("tree").said


def test_a_heavy_page_is_found(plotted: Copy) -> None:
    letters = random.Random(0).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=90_000)
    edit(recorded(plotted), lambda c: c["cells"][1].update(source=["".join(letters)]))
    assert plotted.build().code == 0
    assert "KB gzipped beyond its pictures, more than 40 KB" in (
        plotted.audit("site").said
    )


TAMPERED = {
    "code": ("print", "sprint", "cell 4 would be copied otherwise than it reads"),
    "output": (">a\nb", ">a\nc", "cell 4 shows another output than was recorded"),
    "plot": ("base64,P", "base64,Q", "cell 3 shows another output than was recorded"),
    "table": (">0.25<", ">0.75<", "cell 5 shows another output than was recorded"),
    "cell": ('data-cell="cell-3"', "", "shows other cells than"),
    "stray": ("</h1>", "</h1><pre>print(1)</pre>", "code outside a block"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_page_that_differs_from_its_notebook_is_found(
    plotted: Copy, name: str
) -> None:
    old, new, says = TAMPERED[name]
    page = plotted.root / "site/notebooks/basics/plot.html"
    assert old in page.read_text()
    page.write_text(page.read_text().replace(old, new))
    assert says in plotted.audit("site").said


def test_a_published_notebook_that_differs_is_found(plotted: Copy) -> None:
    edit(plotted.root / "site/notebooks/basics/plot.ipynb", lambda c: c.clear())
    assert "plot.ipynb is not published as it is" in plotted.audit("site").said


def test_a_notebook_that_changed_since_it_ran_is_found(plotted: Copy) -> None:
    edit(recorded(plotted), lambda c: c["cells"][3].update(source=["print('a')"]))
    assert plotted.build().code == 0
    assert "ran with other bytes than it shows" in plotted.audit("site").said


# The sources --------------------------------------------------------------------------


def test_files_that_belong_to_no_notebook_are_found(plotted: Copy) -> None:
    folder = recorded(plotted).parent
    (folder / "left.bin").write_bytes(b"x")
    (folder / "lonely.ipynb").write_text(recorded(plotted).read_text())
    problems = plotted.audit("tree").said
    assert "docs/notebooks/basics/left.bin: belongs to no notebook" in problems
    assert "docs/notebooks/basics/lonely.ipynb: belongs to no notebook" in problems


def test_what_changes_by_itself_is_found(plotted: Copy) -> None:
    edit(recorded(plotted), lambda c: c["metadata"].update(widgets={}))
    assert "holds what changes by itself; run make update" in plotted.audit("tree").said


def test_a_picture_that_is_too_large_is_found(plotted: Copy) -> None:
    edit(
        recorded(plotted),
        lambda c: c["cells"][2]["outputs"][0]["data"].update(
            {"image/svg+xml": ["<svg>" + "x" * 200_000]}
        ),
    )
    assert "bytes of picture, more than 150000; draw less" in plotted.audit("tree").said


REFUSED = {
    "skip without a tag": (
        lambda c: c["cells"][3]["metadata"].update(nlpjourney={"skip": "why"}),
        'has both the tag "skip-execution" and',
    ),
    "tag without a reason": (
        lambda c: c["cells"][3]["metadata"].update(tags=["skip-execution"]),
        'has both the tag "skip-execution" and',
    ),
    "tolerance without a reason": (
        lambda c: c["cells"][3]["metadata"].update(nlpjourney={"tolerance": 0.1}),
        'a tolerance needs a "reason"',
    ),
    "unknown option": (
        lambda c: c["cells"][3]["metadata"].update(nlpjourney={"tolerence": 0.1}),
        "unknown option 'tolerence'; known are",
    ),
    "unknown option of the whole": (
        lambda c: c["metadata"].update(nlpjourney={"time": 3}),
        "unknown option 'time'; known are timeout, memory, makes",
    ),
    "only shown, with outputs": (
        lambda c: c["cells"][3]["metadata"].update(
            tags=["skip-execution"], nlpjourney={"skip": "why"}
        ),
        "is only shown but has outputs",
    ),
    "no title": (
        lambda c: c["cells"][0].update(source=["Text"]),
        "does not begin with its # Title",
    ),
    "a program as text": (
        lambda c: c["cells"][1].update(source=["```python\n", "print(1)\n", "```"]),
        "body is one include",
    ),
    "an empty cell": (
        lambda c: c["cells"][1].update(source=[]),
        "an empty or raw cell; delete it",
    ),
    "no notebook": (lambda c: c.clear(), "is not a notebook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused(plotted: Copy, name: str) -> None:
    change, says = REFUSED[name]
    edit(recorded(plotted), change)
    refused = plotted.audit("tree")
    assert refused.code == 1
    assert says in refused.said


def test_a_page_includes_the_notebook_of_its_name(plotted: Copy) -> None:
    page = recorded(plotted).with_suffix(".md")
    page.rename(page.with_name("other.md"))
    assert "lies beside it under the same name" in plotted.audit("tree").said


def test_an_opened_notebook_works_in_a_folder_of_its_own(tmp_path: Path) -> None:
    """`python -m nlpjourney run` edits the file in place, but what it writes lies elsewhere."""
    file = tmp_path / "demo.ipynb"
    file.write_text("{}")
    file.with_suffix(".jsonl").write_text("{}")
    execution.start_in(tmp_path / "work", file, tmp_path / "ipython")
    ran = subprocess.run(
        [sys.executable, "-m", "IPython", "-c", "import os; print(os.listdir())"],
        env=os.environ | {"IPYTHONDIR": str(tmp_path / "ipython")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "['demo.jsonl']"


def test_recording_refuses_a_notebook_that_changed_meanwhile(
    plotted: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = plotted.root / "docs/notebooks/basics/plot.md"
    block = pages.Block(page, 1, pages.NOTEBOOK, "notebooks/basics/plot.ipynb")
    file = recorded(plotted)
    executed = file.read_text()
    edit(file, lambda c: c["cells"][3].update(source=["print('new')"]))
    before = file.read_text()
    monkeypatch.setattr(pages, "DOCS", plotted.root / "docs")
    with pytest.raises(outputs_of_engine.MissingOutput, match="changed while it ran"):
        notebook_outputs.record(block, executed)
    assert file.read_text() == before


def test_a_picture_is_the_last_runs(
    plotted: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A legend that moved is in no drawing, and no reason to keep the old picture."""
    page = plotted.root / "docs/notebooks/basics/plot.md"
    block = pages.Block(page, 1, pages.NOTEBOOK, "notebooks/basics/plot.ipynb")
    file = recorded(plotted)
    executed = file.read_text().replace("<svg ", "<svg class='moved' ")
    monkeypatch.setattr(pages, "DOCS", plotted.root / "docs")
    assert notebook_outputs.record(block, executed)
    assert file.read_text() == executed
