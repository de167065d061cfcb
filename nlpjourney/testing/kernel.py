"""The Jupyter kernel that runs a notebook in a test: IPython's own, watched like a block.

:mod:`nlpjourney.testing.child` starts it as a program: ``python kernel.py SCRATCH GIB -f FILE``.
With each figure it publishes what the figure draws, so that plots can be compared.
"""

from __future__ import annotations

import atexit
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PLOT = "application/vnd.nlpjourney.plot+json"
REPORTS = "reports"
BASH = "bash -euo pipefail"  # as for a bash block
SETTINGS = {
    "HistoryManager": {"enabled": False},
    "InteractiveShell": {"colors": "nocolor", "system_raise_on_error": True},
    "ScriptMagics": {"script_paths": {"bash": BASH, "sh": BASH}},
    "InlineBackend": {
        "figure_formats": {"svg"},
        "rc": {"svg.fonttype": "none", "svg.hashsalt": "nlpjourney"},
        "print_figure_kwargs": {
            "bbox_inches": "tight",
            "metadata": {"Date": None, "Creator": None, "Format": None, "Type": None},
        },
    },
}


def main(scratch: str, gib: str, *arguments: str) -> None:
    del sys.path[0]  # this file's folder: a notebook could not import from it
    capabilities = _beside("capabilities")
    report = watch(Path(scratch), float(gib))

    from ipykernel.kernelapp import IPKernelApp
    from IPython.core.formatters import BaseFormatter
    from traitlets import Unicode
    from traitlets.config import Config

    class PlotFormatter(BaseFormatter):
        """What a figure draws, in addition to its picture."""

        format_type = Unicode(PLOT)

        def __call__(self, shown: Any) -> dict[str, Any] | None:
            matplotlib = sys.modules.get("matplotlib.figure")
            is_figure = matplotlib and isinstance(shown, matplotlib.Figure)
            return drawn(shown) if is_figure else None

    app: Any = IPKernelApp.instance(config=Config(SETTINGS))
    app.initialize(list(arguments))
    display = app.shell.display_formatter
    display.formatters[PLOT] = PlotFormatter(parent=display)
    fail_like_bash(app.shell)
    # before IPython's own handler, which deletes the notebook's names
    atexit.register(lambda: report(cpu=capabilities.capabilities()))
    app.start()


def fail_like_bash(shell: Any) -> None:
    """Let a shell line or a script cell fail if a command or a part of a pipe fails.

    By default, IPython runs ``!a | b`` with the system's shell, only prints a message if a
    script's program is missing, and ignores how a script in the background ends.
    """
    from ipykernel import zmqshell
    from IPython.core import interactiveshell

    def in_bash(command: str) -> tuple[str, int]:
        """What a command prints, including its errors, and its exit status."""
        done = subprocess.run(
            [*BASH.split(), "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return done.stdout, done.returncode

    def system(command: str) -> int:
        printed, status = in_bash(command)
        print(printed, end="")
        return status

    def get_output_error_code(command: str) -> tuple[str, str, int]:
        printed, status = in_bash(command)
        return printed, "", status

    vars(zmqshell)["system"] = system
    vars(interactiveshell)["get_output_error_code"] = get_output_error_code
    scripts = shell.magics_manager.registry["ScriptMagics"]
    run_script = scripts.shebang

    def shebang(line: str, cell: str) -> None:
        arguments, command = run_script.parser.parse_known_args(shlex.split(line))
        if arguments.bg:
            raise ValueError(
                "a failure in the background would go unnoticed; write %%script without --bg"
            )
        if command and not shutil.which(command[0]):
            raise FileNotFoundError(f"no program {command[0]}")
        run_script(line, cell)

    shebang.parser = run_script.parser  # type: ignore[attr-defined]
    scripts.shebang = shebang
    shell.register_magic_function(shebang, "cell", "script")


def watch(scratch: Path, gib: float) -> Callable[..., None]:
    """Refuse and report what the sandbox refuses, and limit the memory; return the function that
    reports."""
    sandbox = _beside("sandbox")
    reports = os.open(scratch / REPORTS, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def report(**event: Any) -> None:
        os.write(reports, (json.dumps(event) + "\n").encode())

    class Used(set[str]):
        """The checkpoints that were opened; each is reported once."""

        def add(self, name: str) -> None:
            if name not in self:
                report(used=name)
            super().add(name)

    _beside("deprecations").watch(report)
    sandbox.limit_memory(gib)
    sandbox.audit(scratch, lambda sentence: report(violation=sentence), Used())
    return report


def _beside(name: str) -> Any:
    """A module next to this file, which no notebook can import."""
    file = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What a figure draws ------------------------------------------------------------------


def drawn(figure: Any) -> dict[str, Any]:
    """The titles, labels and values of a Matplotlib figure, in the units of each axes."""
    panels = list(figure.axes)
    for axes in panels:  # the list grows
        panels += [one for one in axes.child_axes if hasattr(one, "get_title")]
    return {"axes": [_axes(axes) for axes in panels]}


def _axes(axes: Any) -> dict[str, Any]:
    marks = [
        {"mark": "line", "label": _label(line), **_points(*line.get_data(orig=False))}
        for line in axes.lines
    ]
    for bars in axes.containers:
        corners = [
            (bar.get_x() + bar.get_width(), bar.get_y() + bar.get_height())
            for bar in bars
            if hasattr(bar, "get_width")
        ]
        if corners:
            points = _points(*zip(*corners, strict=True))
            marks.append({"mark": "bars", "label": _label(bars), **points})
    for collection in axes.collections:
        if type(collection).__name__ == "PathCollection":
            points = _points(*collection.get_offsets().T)
            marks.append({"mark": "points", "label": _label(collection), **points})
    for image in axes.images:
        marks.append({"mark": "image", "values": _numbers(image.get_array().ravel())})
    return {
        "title": axes.get_title(),
        "x label": axes.get_xlabel(),
        "y label": axes.get_ylabel(),
        "x ticks": _words(axes.get_xticklabels()),
        "y ticks": _words(axes.get_yticklabels()),
        "texts": [text.get_text() for text in axes.texts],
        "x": _numbers(axes.get_xlim()),
        "y": _numbers(axes.get_ylim()),
        "marks": marks,
    }


def _label(artist: Any) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _points(x: Any, y: Any) -> dict[str, list[float]]:
    return {"x": _numbers(x), "y": _numbers(y)}


def _numbers(values: Any) -> list[float]:
    """The values rounded to four significant digits, more than an eye can see."""
    return [float(f"{float(value):.4g}") for value in values]


def _words(labels: Any) -> list[str]:
    """Tick labels if they are words; nothing if they are the axis' own numbers."""
    texts = [label.get_text() for label in labels]
    return texts if any(c.isalpha() for text in texts for c in text) else []


if __name__ == "__main__":
    main(*sys.argv[1:])
