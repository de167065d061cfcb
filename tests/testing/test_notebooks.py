"""Notebooks: injected faults that must not pass, and what recording leaves in the file."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fault_injection import Copy, Ran, code, notebook, text

from nlpjourney import paths
from nlpjourney.content import notebooks, pages, results
from nlpjourney.content import snapshots as outputs_of_engine
from nlpjourney.testing import environment, notebook_diff

FIGURE = """\
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(4, 2))
axes.plot([0, 1, 2], [HEIGHT, 1, 0], label="loss")
axes.plot([0, 1], [1, float("nan")])
axes.set(title="Loss by step", xlabel="step", ylabel="loss")
plt.show()
"""


def edit(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(file.read_text("utf-8"))
    change(content)
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    file.write_text(f"{text}\n", "utf-8")


def outputs(file: Path, cell: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text())["cells"][cell]["outputs"]
    return found


FAULTS = {
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
    "a_failing_line": (
        [code("!false\nprint('after')", "after\n")],
        r"cell 2: CalledProc",
    ),
    "a_failing_file": (
        [
            code("%%writefile x.py\n1 / 0\n", "Writing x.py\n"),
            code("%run x.py\nprint('after')", "after\n"),
        ],
        r"cell 3: ZeroDivisionError",
    ),
    "killed": ([code("import os\n\nos.kill(os.getpid(), 9)")], r"its kernel died"),
    "leaving": ([code("import sys\n\nsys.exit()")], r"SystemExit"),
    "greedy": ([code("x = bytearray(8 << 30)\nprint(len(x))", "8\n")], "MemoryError"),
}

DIFFERENCES = {
    "changed": (
        code("x = 41\nprint('answer')\nprint(x)", "answer\n42\n"),
        r"line 2\n +shown: 42\n +real:  41",
    ),
    "another_kind": (
        code("None", "gone\n"),
        r"line 1\n +shown: text\n +real:  \(no output\)",
    ),
    "earlier": (
        code("import os\n\nprint(os.listdir())", "['left behind']\n"),
        r"line 1\n +shown: \['left behind'\]\n +real:  \[\]",
    ),
}


@pytest.fixture(scope="module")
def injected(fresh_copy: Callable[[], Copy]) -> tuple[Copy, Ran]:
    """One run over notebooks with a fault each, an endless loop, and a correct notebook."""
    copy = fresh_copy()
    notebook(copy, "different", *(cell for cell, _ in DIFFERENCES.values()))
    for name, (cells, _) in FAULTS.items():
        notebook(copy, name, *cells)
    notebook(copy, "looping", code("while True: pass"), timeout="4")
    never = notebook(copy, "never", code("print(1)", "1\n"))
    edit(never, lambda content: content["cells"][1].update(execution_count=None))
    notebook(
        copy,
        "right",
        code("print(0.1234)", "0.1233\n"),
        code("print(0.51)", "0.52\n", tolerance=0.1, reason="rounds"),
        code("print('any')", "other\n", unchecked="drawn by chance"),
        code("from pathlib import Path\n\nprint(Path('right.txt').read_text())", "7\n"),
    ).with_suffix(".txt").write_text("7")
    return copy, copy.test("docs/notebooks", "--codeblocks-workers=2")


def said(injected: tuple[Copy, Ran], name: str) -> str:
    return injected[0].reports()[f"notebooks/basics/{name}.ipynb"]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_red(injected: tuple[Copy, Ran], name: str) -> None:
    assert re.search(FAULTS[name][1], said(injected, name)), said(injected, name)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_another_output_is_red(injected: tuple[Copy, Ran], name: str) -> None:
    cell = list(DIFFERENCES).index(name) + 2
    says = rf"cell {cell}, {DIFFERENCES[name][1]}"
    assert re.search(says, said(injected, "different")), said(injected, "different")


def test_an_error_names_the_line_of_the_notebook(injected: tuple[Copy, Ran]) -> None:
    file = injected[0].root / "docs/notebooks/basics/raising.ipynb"
    lines = file.read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if '"half(1)"' in text)
    assert f"docs/notebooks/basics/raising.ipynb:{line}" in said(injected, "raising")


def test_a_notebook_that_never_ends_is_stopped(injected: tuple[Copy, Ran]) -> None:
    assert "still running after 4 s of processor time" in said(injected, "looping")


def test_a_notebook_that_never_ran_is_red(injected: tuple[Copy, Ran]) -> None:
    assert "cell 2 was never executed; run make update" in said(injected, "never")


def test_what_is_declared_and_what_lies_beside_is_green(
    injected: tuple[Copy, Ran],
) -> None:
    assert said(injected, "right") == ""
    assert injected[1].counted("passed") == 1
    assert injected[1].counted("failed") == len(FAULTS) + 3


def test_notebooks_stand_in_the_results(injected: tuple[Copy, Ran]) -> None:
    runs = results.read(injected[0].report)
    assert runs["notebooks/basics/right.ipynb"].result == "passed"
    assert runs["notebooks/basics/different.ipynb"].result == "failed"


# Shell lines --------------------------------------------------------------------------

FAILING = {
    "!false": "CalledProcessError",
    "!false | cat": "CalledProcessError",
    "!no-such-program": "CalledProcessError",
    "!echo $NOT_SET": "CalledProcessError",
    "!sleep 9 &": "OSError",
    "listed = !false": "CalledProcessError",
    "listed = !false | cat": "CalledProcessError",
    "%sx false": "CalledProcessError",
    "%%sx\nfalse": "CalledProcessError",
    "%alias no false\n%no": "CalledProcessError",
    "%%bash\nfalse\necho after": "CalledProcessError",
    "%%bash\nfalse | cat": "CalledProcessError",
    "%%sh\nfalse\necho after": "CalledProcessError",
    "%%script bash\nfalse": "CalledProcessError",
    "%%script no-such-program\nx": "FileNotFoundError",
    "%%script --bg bash\nfalse": "ValueError",
    "%%bash --bg\nfalse": "ValueError",
}
MEANT = {
    "!false || true": "",
    "!printf 'a\\nb\\n' | wc -l": "2",
    "word = 'a b'\n!echo '{word}' $word": "a b a b",
    "listed = !echo one\nlisted": "['one']",
    "%%bash\nfalse || echo two": "two",
    "%%bash --no-raise-error\necho three; false": "three",
    "%%script sh\necho four": "four",
}


@pytest.fixture(scope="module")
def lines(fresh_copy: Callable[[], Copy]) -> list[notebooks.Cell]:
    """The recorded cells of a notebook with a shell line in each, whose errors are intended."""
    copy = fresh_copy()
    tagged = {"metadata": {"tags": ["raises-exception"]}}
    cells = [code(source) | tagged for source in (*FAILING, *MEANT)]
    file = notebook(copy, "lines", *cells)
    ran = copy.test("docs/notebooks", "--codeblocks-update")
    assert ran.code == 0, ran.said
    assert copy.test("docs/notebooks").code == 0
    return notebooks.read(file).code


@pytest.mark.parametrize("line", FAILING)
def test_a_shell_line_that_fails_raises(lines: list[notebooks.Cell], line: str) -> None:
    (cell,) = (cell for cell in lines if cell.source == line)
    raised = [output.text for output in cell.outputs if output.kind == "error"]
    assert len(raised) == 1, cell
    assert raised[0].startswith(f"{FAILING[line]}: ")


@pytest.mark.parametrize("line", MEANT)
def test_a_shell_line_that_does_not_fail_raises_nothing(
    lines: list[notebooks.Cell], line: str
) -> None:
    (cell,) = (cell for cell in lines if cell.source == line)
    assert "\n".join(output.text.strip() for output in cell.outputs) == MEANT[line]


# What a page cannot show --------------------------------------------------------------

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJ"
    "RU5ErkJggg=="
)
SHOWS = "from IPython.display import HTML, SVG, Image, Math\nimport base64\n\n"
RICH = {
    "png": (
        f"Image(base64.b64decode('{PNG}'))",
        "image/png, which a page cannot show; draw it with Matplotlib (plt.imshow)",
    ),
    "svg": (
        "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>')",
        "an SVG with <script>, which a page cannot show; draw with Matplotlib",
    ),
    "html": (
        "HTML('<b>hi</b> <a href=\"x\">link</a>')",
        "HTML with <b>, which a page cannot show; show a table without it, or print it",
    ),
    "control": (
        "print('\\x1b[1mbold')",
        "line 1 contains a terminal's escape code ('\\x1b'); print without color",
    ),
    "place": (
        "import sys\n\nprint(sys.executable)",
        "line 1 contains a path of this machine",
    ),
    "long": (
        "for n in range(9000):\n    print(n)",
        "9,000 lines with 43,890 characters, more than a page shows",
    ),
    "unchecked": (
        "Math('x^2')",
        "text/latex, which a page cannot show; write the formula into a Markdown cell",
    ),
}


def test_what_a_page_cannot_show_is_not_recorded_until_it_is_mended(copy: Copy) -> None:
    """The fix that the message names works."""
    written = {}
    for name, (source, _) in RICH.items():
        declared = {"unchecked": "by chance"} if name == "unchecked" else {}
        file = notebook(copy, name, code(SHOWS + source, "1\n", **declared))
        written[file] = file.read_bytes()
    ran = copy.test("docs/notebooks", "--codeblocks-update")
    assert ran.counted("failed") == len(RICH), ran.said
    for name, (_, says) in RICH.items():
        place = rf"docs/notebooks/basics/{name}\.ipynb:\d+: cell 2: {re.escape(says)}"
        assert re.search(place, copy.reports()[f"notebooks/basics/{name}.ipynb"])
    assert {file: file.read_bytes() for file in written} == written
    assert copy.test("docs/notebooks").counted("failed") == len(RICH)
    for file in written:
        edit(file, lambda c: c["cells"][1].update(source=["print(1)"]))
    for options in (["--codeblocks-update"], []):
        ran = copy.test("docs/notebooks", *options)
        assert ran.code == 0, ran.said


# Plots --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(fresh_copy: Callable[[], Copy]) -> Copy:
    """A recorded notebook with a plot that passes all checks, and its built site."""
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
    assert "recorded: docs/notebooks/basics/plot.ipynb" in ran.said
    for ran in (copy.build(), copy.audit("tree"), copy.audit("site")):
        assert ran.code == 0, ran.said
    return copy


@pytest.fixture(scope="module")
def another(
    drawn: Copy, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Copy]:
    """Copies with the recorded plot, for fixtures that several tests share."""
    return lambda: drawn.copied(tmp_path_factory.mktemp("plotted"))


@pytest.fixture
def plotted(drawn: Copy, tmp_path: Path) -> Copy:
    return drawn.copied(tmp_path)


def recorded(copy: Copy, name: str = "plot") -> Path:
    return copy.root / f"docs/notebooks/basics/{name}.ipynb"


def variant(copy: Copy, name: str, change: Callable[[dict[str, Any]], object]) -> Path:
    """The recorded notebook under another name, edited."""
    file = recorded(copy, name)
    file.write_text(recorded(copy).read_text("utf-8"), "utf-8")
    edit(file, change)
    return file


OLDER = {"unchecked": "by chance"}, {"tolerance": 0.5, "reason": "rounds"}


@pytest.fixture(scope="module")
def updated(another: Callable[[], Copy]) -> Copy:
    """An update of the recorded plot, and of outputs of older cells."""
    copy = another()
    notebook(copy, "older", *(code("print(2.5)", "2.25\n", **one) for one in OLDER))
    ran = copy.test("docs/notebooks", "--codeblocks-update")
    assert ran.code == 0, ran.said
    assert ran.said.count("recorded: ") == 1
    return copy


def test_recording_keeps_what_does_not_change_by_itself(
    drawn: Copy, updated: Copy
) -> None:
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
    assert recorded(updated).read_text() == content


@pytest.mark.parametrize("cell", range(len(OLDER)))
def test_an_output_of_an_older_cell_is_recorded_anew(updated: Copy, cell: int) -> None:
    """A tolerance or ``unchecked`` does not keep the output of an older cell."""
    assert outputs(recorded(updated, "older"), cell + 1)[0]["text"] == ["2.5\n"]


FIGURES = {
    "as good as equal": (lambda figure: figure.replace("HEIGHT", "2.01"), ""),
    "another line": (
        lambda figure: figure.replace("HEIGHT", "1.5"),
        "line loss y [2.0, 1.0, 0.0]",
    ),
    "another title": (
        lambda figure: figure.replace("Loss by", "Gain by"),
        "title: Gain by step",
    ),
    "another color": (
        lambda figure: figure.replace(" label=", ' color="C3", label='),
        "stroke: #d62728",
    ),
}


@pytest.fixture(scope="module")
def changed(another: Callable[[], Copy]) -> tuple[Copy, Ran]:
    """What runs after a notebook got new data, next to one whose code draws something else."""
    copy = another()
    (cell,) = (
        cell
        for cell in json.loads(recorded(copy).read_text("utf-8"))["cells"]
        if cell["id"] == "cell-2"
    )
    cells = [
        cell | {"source": change(FIGURE).replace("HEIGHT", "2")}
        for change, _ in FIGURES.values()
    ]
    edit(recorded(copy), lambda c: c["cells"][1].update(source=["Other words."]))
    options = ("docs/notebooks", "--codeblocks-changed")
    assert "1 blocks unchanged" in copy.test(*options).said
    recorded(copy).with_suffix(".txt").write_text("data")
    notebook(copy, "figures", *cells)
    return copy, copy.test(*options)


def test_only_what_runs_decides_whether_it_runs_again(
    changed: tuple[Copy, Ran],
) -> None:
    """Prose does not count, a data file does; after recording, the check passes."""
    _, ran = changed
    assert (ran.counted("passed"), ran.counted("failed")) == (1, 1), ran.said
    assert said(changed, "plot") == ""


@pytest.mark.parametrize("name", FIGURES)
def test_a_plot_is_compared_by_what_an_eye_can_tell(
    changed: tuple[Copy, Ran], name: str
) -> None:
    """A color counts: the described data is the same, but the picture is not the code's."""
    number = list(FIGURES).index(name) + 2
    of_cells = re.split(r"(?m)^  cell (?=\d+, )", said(changed, "figures"))
    of_cell = [text for text in of_cells if text.startswith(f"{number}, ")]
    says = FIGURES[name][1]
    assert bool(of_cell) == bool(says), of_cells
    assert says in "".join(of_cell)


# The built page -----------------------------------------------------------------------


def test_the_page_shows_the_notebook(drawn: Copy) -> None:
    html = (drawn.root / "site/notebooks/basics/plot.html").read_text()
    assert 'href="../../topic/page.html"' in html
    assert 'alt="Plot. Loss by step; step; loss; loss: 2 to 0"' in html
    assert '<a download="" href="plot.ipynb">' in html
    assert "python -m nlpjourney run notebooks/" in html
    assert "In [" not in html


def test_a_broken_link_in_a_cell_stops_the_build(plotted: Copy) -> None:
    plotted.page("start/results", "```results", "```")
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
    assert "'notebooks/basics/plot.ipynb' contains a link '../missing.md'" in ran.said


@pytest.fixture(scope="module")
def stale(another: Callable[[], Copy]) -> Ran:
    """The audit of a site with a page that is too large and a cell that has not run yet."""
    copy = another()
    letters = random.Random(0).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=90_000)
    edit(recorded(copy), lambda c: c["cells"][1].update(source=["".join(letters)]))
    edit(recorded(copy), lambda c: c["cells"][3].update(source=["print('a')"]))
    assert copy.build().code == 0
    return copy.audit("site")


def test_a_heavy_page_is_found(stale: Ran) -> None:
    assert "KB gzipped without its pictures, more than 40 KB" in stale.said


def test_a_notebook_that_changed_since_it_ran_is_found(stale: Ran) -> None:
    assert "changed since it ran" in stale.said


PAGE, PICTURE = "plot.html", "plot_files/*.svg"
TAMPERED = {
    "code": (
        PAGE,
        ">print<",
        ">sprint<",
        "cell 4 differs from its source",
    ),
    "output": (
        PAGE,
        ">a\nb",
        ">a\nc",
        "cell 4 shows an output other than the recorded",
    ),
    "plot": (PICTURE, "#1f77b4", "#d62728", "cell 3 shows an output other than the"),
    "table": (PAGE, ">0.25<", ">0.75<", "cell 5 shows an output other than the"),
    "stray": (PAGE, "</h1>", "</h1><pre>print(1)</pre>", "code outside a block"),
}


@pytest.fixture(scope="module")
def tampered(another: Callable[[], Copy]) -> Ran:
    """The audit of a page that differs from its notebook, or is not published as it is."""
    copy = another()
    folder = copy.root / "site/notebooks/basics"
    for pattern, old, new, _ in TAMPERED.values():
        (file,) = folder.glob(pattern)
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
    edit(folder / "plot.ipynb", lambda c: c.clear())
    return copy.audit("site")


@pytest.mark.parametrize("name", TAMPERED)
def test_a_page_that_differs_from_its_notebook_is_found(
    tampered: Ran, name: str
) -> None:
    assert TAMPERED[name][3] in tampered.said


def test_a_published_notebook_that_differs_is_found(tampered: Ran) -> None:
    assert "plot.ipynb is not published as it is" in tampered.said


def test_a_page_with_other_cells_is_found(plotted: Copy) -> None:
    page = plotted.root / "site/notebooks/basics/plot.html"
    assert 'id="cell-3"' in page.read_text()
    page.write_text(page.read_text().replace('id="cell-3"', ""))
    assert "its cells differ from" in plotted.audit("site").said


# The sources --------------------------------------------------------------------------

ASIDE = (".plot.ipynb", ".ipynb_checkpoints/plot-checkpoint.ipynb")


def keep_aside(copy: Copy) -> None:
    """Leave the copies of the recorded notebook that an editor and JupyterLab make."""
    for name in ASIDE:
        aside = recorded(copy).parent / name
        aside.parent.mkdir(exist_ok=True)
        aside.write_text(recorded(copy).read_text("utf-8"), "utf-8")


def test_a_copy_that_an_editor_keeps_is_not_run(plotted: Copy) -> None:
    keep_aside(plotted)
    everywhere = ("docs/notebooks", "-o", "norecursedirs=")
    ran = plotted.test(*everywhere, "--collect-only", "-q")
    found = [line for line in ran.said.splitlines() if "::" in line]
    name = "notebooks/basics/plot.ipynb"
    assert found == [f"docs/{name}::{name}"]


def test_a_notebook_is_no_test_where_blocks_are_not_asked_for(plotted: Copy) -> None:
    ran = plotted.python("-m", "pytest", "docs", "-p", "no:cacheprovider")
    assert ran.code == pytest.ExitCode.NO_TESTS_COLLECTED, ran.said


@pytest.fixture(scope="module")
def untidy(another: Callable[[], Copy]) -> tuple[Ran, Ran]:
    """An audit of the sources and a build with notebooks that have one fault each."""
    copy = another()
    folder = recorded(copy).parent
    (folder / "left.bin").write_bytes(b"x")
    keep_aside(copy)
    variant(copy, "widgets", lambda c: c["metadata"].update(widgets={}))
    picture = {"image/svg+xml": [f"<svg>{'x' * 200_000}</svg>"]}
    variant(
        copy,
        "large",
        lambda c: c["cells"][2]["outputs"][0]["data"].update(picture),
    )
    variant(copy, "never", lambda c: c["cells"][4].update(execution_count=None))
    return copy.audit("tree"), copy.build()


@pytest.mark.parametrize(
    "problem",
    [
        r"docs/notebooks/basics/left\.bin: belongs to no notebook",
        r"docs/notebooks/basics/\.plot\.ipynb: belongs to no notebook",
        r"widgets\.ipynb: contains parts that change from run to run; run make update",
        r"large\.ipynb:\d+: cell 3 shows a picture of .* bytes, more than 150000; draw less",
        r"never\.ipynb:\d+: cell 5 was never executed",
        r"never\.ipynb: contains parts that change from run to run",  # a count, and no run
    ],
)
def test_a_fault_of_the_sources_is_found(untidy: tuple[Ran, Ran], problem: str) -> None:
    audited, _ = untidy
    lines = audited.said.splitlines()
    assert len([line for line in lines if re.search(problem, line)]) == 1, lines


def test_nothing_else_of_the_sources_is_found(untidy: tuple[Ran, Ran]) -> None:
    audited, _ = untidy
    assert audited.code == 1
    assert audited.said.splitlines()[-1] == "6 problems"


def test_a_notebook_that_never_ran_is_not_built(untidy: tuple[Ran, Ran]) -> None:
    _, built = untidy
    assert built.code != 0
    assert "cell 5 was never executed" in built.said


REFUSED = {
    "skip without a tag": (
        lambda c: c["cells"][3]["metadata"].update(nlpjourney={"skip": "why"}),
        'needs both the tag "skip-execution" and',
    ),
    "tag without a reason": (
        lambda c: c["cells"][3]["metadata"].update(tags=["skip-execution"]),
        'needs both the tag "skip-execution" and',
    ),
    "tolerance without a reason": (
        lambda c: c["cells"][3]["metadata"].update(nlpjourney={"tolerance": 0.1}),
        'a tolerance needs a "reason"',
    ),
    "unknown option": (
        lambda c: c["cells"][3]["metadata"].update(nlpjourney={"tolerence": 0.1}),
        "unknown option 'tolerence'; the known options are",
    ),
    "unknown option of the whole": (
        lambda c: c["metadata"]["nlpjourney"].update(time=3),
        "unknown key 'time'; the known keys are title, description, tags",
    ),
    "no title": (
        lambda c: c["cells"][0].update(source=["Text"]),
        "begins with a Markdown cell that holds its # Title",
    ),
    "no front matter": (
        lambda c: c["metadata"].pop("nlpjourney"),
        "a notebook has its front matter in its metadata, such as",
    ),
    "a program as text": (
        lambda c: c["cells"][1].update(source=["```python\n", "print(1)\n", "```"]),
        "block is one include",
    ),
    "an empty cell": (
        lambda c: c["cells"][1].update(source=[]),
        "an empty or raw cell; delete it",
    ),
    "no notebook": (lambda c: c.clear(), "is not a notebook"),
    "an attached picture": (
        lambda c: c["cells"][1].update(attachments={"x.png": {"image/png": PNG}}),
        "(cell 2): a picture pasted into the cell, which no page can show; save the picture",
    ),
    "a picture that was attached": (
        lambda c: c["cells"][1].update(source=["![x](attachment:x.png)"]),
        "(cell 2): a picture pasted into the cell, which no page can show; save the picture",
    ),
    "no list of tags": (
        lambda c: c["cells"][1]["metadata"].update(tags=None),
        "(cell 2): breaks the schema of nbformat 4: metadata.tags: None is not of type 'array'",
    ),
    "an unknown key": (
        lambda c: c["cells"][1].update(x=1),
        "(cell 2): breaks the schema of nbformat 4: Additional properties are not allowed ('x' was",
    ),
    "another language": (
        lambda c: c["metadata"]["kernelspec"].update(language="R"),
        "is written in R; only Python notebooks run here",
    ),
    "another format": (
        lambda c: c.update(nbformat=3),
        "is nbformat 3, not 4; convert it",
    ),
    "no share": (
        lambda c: c["cells"][3]["metadata"].update(nlpjourney={"tolerance": "10%"}),
        'a tolerance is a share below 1, such as "tolerance": 0.05',
    ),
    "no words": (
        lambda c: c["cells"][3]["metadata"].update(
            nlpjourney={"skip": True}, tags=["skip-execution"]
        ),
        '"skip" must say why, in words',
    ),
    "no limit": (
        lambda c: c["metadata"]["nlpjourney"].update(timeout=0),
        '"timeout" must be a number above 0, such as "timeout": 900',
    ),
    "no options": (
        lambda c: c["cells"][3]["metadata"].update(nlpjourney=["skip"]),
        '"nlpjourney" in the metadata must have the form {"key": "value"}',
    ),
    "no number": (
        lambda c: c["metadata"].update(x=float("nan")),
        "is not a notebook (ValueError('Out of range float values are not JSON compliant",
    ),
    "half a character": (
        lambda c: c["cells"][3].update(source=["print('\f')"]),
        "(cell 4): line 1 of the cell contains '\\x0c', an invisible character",
    ),
    "a hidden cell": (
        lambda c: c["cells"][3]["metadata"].update(transient={"remove_source": True}),
        '"transient" in its metadata hides the cell; delete the key',
    ),
    "a mark": (
        lambda c: c["cells"][1].update(source=["<!-- cell -->"]),
        "<!-- cell --> separates the cells of a page; delete it",
    ),
    "code as a title": (
        lambda c: (
            c["cells"].pop(0)
            and c["cells"][0].update(
                cell_type="code", source=["# Title"], outputs=[], execution_count=1
            )
        ),
        "begins with a Markdown cell that holds its # Title",
    ),
}


@pytest.fixture(scope="module")
def refused(another: Callable[[], Copy]) -> Ran:
    """One audit of the sources with a notebook for each invalid declaration."""
    copy = another()
    for name, (change, _) in REFUSED.items():
        variant(copy, name.replace(" ", "-"), change)
    return copy.audit("tree")


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused(refused: Ran, name: str) -> None:
    place = f"docs/notebooks/basics/{name.replace(' ', '-')}."
    (line,) = (line for line in refused.said.splitlines() if line.startswith(place))
    assert REFUSED[name][1] in line
    assert refused.code == 1


def test_nothing_else_is_refused(refused: Ran) -> None:
    assert refused.said.splitlines()[-1] == f"{len(REFUSED)} problems"


def test_an_opened_notebook_works_in_a_folder_of_its_own(tmp_path: Path) -> None:
    """`python -m nlpjourney run` edits the file in place; the notebook writes files elsewhere."""
    file = tmp_path / "demo.ipynb"
    file.write_text("{}")
    file.with_suffix(".jsonl").write_text("{}")
    environment.start_in(tmp_path / "work", file, tmp_path / "ipython")
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
    file = recorded(plotted)
    block = pages.Block(file, 1, pages.NOTEBOOK, "notebooks/basics/plot.ipynb")
    executed = file.read_text()
    edit(file, lambda c: c["cells"][3].update(source=["print('new')"]))
    before = file.read_text()
    monkeypatch.setattr(paths, "DOCS", plotted.root / "docs")
    with pytest.raises(outputs_of_engine.MissingOutput, match="changed while it ran"):
        notebook_diff.record(block, executed)
    assert file.read_text() == before


def test_a_picture_is_the_last_runs(
    plotted: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moved legend is in no description, but the old picture is not kept."""
    file = recorded(plotted)
    block = pages.Block(file, 1, pages.NOTEBOOK, "notebooks/basics/plot.ipynb")
    executed = file.read_text().replace("<svg ", "<svg class='moved' ")
    monkeypatch.setattr(paths, "DOCS", plotted.root / "docs")
    assert notebook_diff.record(block, executed)
    assert file.read_text() == executed


def without_ids(content: dict[str, Any]) -> None:
    content["nbformat_minor"] = 4
    for cell in content["cells"]:
        del cell["id"], cell["metadata"]


def with_texts_as_sources(content: dict[str, Any]) -> None:
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"])


def with_one_id_twice(content: dict[str, Any]) -> None:
    content["cells"][2]["id"] = content["cells"][1]["id"]


def with_an_empty_end(content: dict[str, Any]) -> None:
    empty = code("") | {"id": "new", "execution_count": None, "source": []}
    content["cells"].append(empty)


def with_outputs_of_a_cell_that_is_only_shown(content: dict[str, Any]) -> None:
    declared = {"tags": ["skip-execution"], "nlpjourney": {"skip": "needs a GPU"}}
    content["cells"][2]["metadata"] = declared


def with_what_jupyterlab_adds(content: dict[str, Any]) -> None:
    """Folded outputs, times, the state of widgets, spaces at an end, standard error."""
    content["metadata"]["widgets"] = {}
    cell = content["cells"][1]
    cell["metadata"] = {"collapsed": False, "execution": {"shell.execute_reply": "now"}}
    cell["source"] = [*cell["source"], "  \n"]
    noise = {"output_type": "stream", "name": "stderr", "text": "Loading\n"}
    cell["outputs"].append(noise)


def with_a_picture_for_a_text(content: dict[str, Any]) -> None:
    """A picture as JupyterLab's own kernel draws it."""
    data = {"image/png": PNG, "text/plain": "<Figure>"}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    content["cells"][1]["outputs"] = [output]


@pytest.mark.parametrize(
    "change",
    [
        without_ids,
        with_texts_as_sources,
        with_one_id_twice,
        with_an_empty_end,
        with_outputs_of_a_cell_that_is_only_shown,
        with_what_jupyterlab_adds,
        with_a_picture_for_a_text,
    ],
)
def test_recording_mends_what_editors_write(
    copy: Copy, change: Callable[[dict[str, Any]], None]
) -> None:
    file = notebook(
        copy, "edited", code("print(1)", "1\n"), code("print(2)", "2\n"), text("More.")
    )
    content = json.loads(file.read_text("utf-8"))
    change(content)
    file.write_text(json.dumps(content), "utf-8")
    before = copy.audit("tree")
    assert "docs/notebooks/basics/edited.ipynb:" in before.said
    assert "run make update" in before.said
    page = "docs/notebooks/basics/edited.ipynb"
    ran = copy.test(page, "--codeblocks-update")
    assert ran.code == 0, ran.said
    assert file.read_text("utf-8") == notebooks.normal(json.loads(file.read_text()))
    for ran in (copy.audit("tree"), copy.test(page), copy.build()):
        assert ran.code == 0, ran.said
    assert "edited" not in "".join(
        line for line in copy.audit("site").said.splitlines() if "never run" not in line
    )


def test_a_pasted_picture_is_not_lost(copy: Copy) -> None:
    """Recording refuses it; saved as the message says, the picture is on the page."""
    pasted = text("![dots](attachment:x.png)") | {
        "attachments": {"x.png": {"image/png": PNG}}
    }
    file = notebook(copy, "pasted", pasted, code("print(1)", "1\n"))
    before = file.read_bytes()
    page = "docs/notebooks/basics/pasted.ipynb"
    ran = copy.test(page, "--codeblocks-update")
    assert ran.code != 0
    assert "save the picture under docs/assets/pictures/" in ran.said
    assert file.read_bytes() == before
    picture = copy.root / "docs/assets/pictures/name.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(base64.b64decode(PNG))
    shown = {
        "source": "![what it shows](../../assets/pictures/name.png)",
        "attachments": {},
    }
    edit(file, lambda c: c["cells"][1].update(shown))
    for ran in (copy.test(page, "--codeblocks-update"), copy.test(), copy.build()):
        assert ran.code == 0, ran.said
    html = (copy.root / "site/notebooks/basics/pasted.html").read_text("utf-8")
    assert 'src="../../assets/pictures/name.png"' in html
    assert copy.audit("tree").code == 0


def test_recording_keeps_what_an_author_wrote(copy: Copy) -> None:
    file = notebook(copy, "kept", code("print(1)", "2\n"), text("More."))
    slides, authors = {"slide_type": "slide"}, [{"name": "me"}]
    edit(
        file, lambda c: c["cells"][1]["metadata"].update(slideshow=slides, name="first")
    )
    edit(file, lambda c: c["metadata"].update(authors=authors))
    assert copy.test("docs/notebooks", "--codeblocks-update").code == 0
    content = json.loads(file.read_text("utf-8"))
    assert content["cells"][1]["metadata"] == {"slideshow": slides, "name": "first"}
    assert content["metadata"]["authors"] == authors
    assert outputs(file, 1)[0]["text"] == ["1\n"]
