"""The process of a block: it makes itself like a new interpreter, confines itself, runs the block
as ``__main__``, and reports how it ended."""

from __future__ import annotations

import atexit
import ctypes
import faulthandler
import json
import logging
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import types
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from nlpjourney import paths
from nlpjourney.content import notebooks, snapshots
from nlpjourney.content.pages import NOTEBOOK, Block
from nlpjourney.hub import cache
from nlpjourney.testing import (
    capabilities,
    deprecations,
    environment,
    imports,
    kernel,
    sandbox,
    tracing,
)

PACKAGE = Path(__file__).resolve().parents[1]
EXECUTED = "executed.ipynb"
NO_LIMIT = 10**6  # seconds
BY_LINES = 1  # _IOLBF of stdio.h
RAISES = "raises-exception"  # nbclient's tag for a cell whose error is intended
CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")


@dataclass
class Result:
    """The result of a run of a block. ``error`` is empty if the block ran to its end.

    ``seconds`` is the wall time of the snippet's own body, ``peak_mib`` the largest resident
    memory of the process or of any process that it waited for. ``line`` is the line of the
    snippet that raised the error (0 if unknown). ``trace`` holds the steps of a block that asks
    for them, ``cpu`` the instruction sets that its libraries chose.
    """

    stdout: str = ""
    error: str = ""
    detail: str = ""
    line: int = 0
    seconds: float = 0.0
    peak_mib: int = 0
    checkpoints: list[str] = field(default_factory=list)
    trace: str = ""
    cpu: dict[str, str] = field(default_factory=dict)


class Descriptors(NamedTuple):
    """The open files that a child writes to: what it prints, and its report, one JSON per line."""

    stdout: int
    stderr: int
    reports: int


def run(
    block: Block, parent: int, scratch: Path, files: Descriptors, hidden: list[str]
) -> None:
    """Run the block in the forked process; never returns.

    Args:
        parent: the process that started this one and watches it.
        scratch: the folder that the block may write to.
        hidden: the loaded modules that readers cannot import.
    """

    def report(**event: Any) -> None:
        os.write(files.reports, (json.dumps(event) + "\n").encode())

    try:
        cache.end_with(parent)
        os.setpgid(0, 0)
        _settle(block, scratch, files, hidden)
        used: set[str] = set()
        sandbox.confine(scratch, snapshots.HOST)
        sandbox.limit_memory(block.options.memory)
        sandbox.audit(scratch, lambda sentence: report(violation=sentence), used)
        os.chdir(scratch / "work")
        deprecations.watch(report)
        started = time.perf_counter()
        result = RUNNERS[block.language](block)
        result.seconds = round(time.perf_counter() - started, 3)
        result.checkpoints = sorted(used)
        if block.language == "python":
            with suppress(Exception):  # the block may have changed what this call needs
                result.cpu = capabilities.capabilities()
        _finish()
        sandbox.end_descendants(os.getpid())
        if routes := sandbox.refused_routes():
            report(
                violation=f"tried to reach the network ({routes} packets without a route)"
            )
        report(ended=asdict(result))
    except BaseException:
        report(
            ended=asdict(
                Result(error="the sandbox failed", detail=traceback.format_exc())
            )
        )
    finally:
        os._exit(0)


def _settle(block: Block, scratch: Path, files: Descriptors, hidden: list[str]) -> None:
    """Make the fork look like a new interpreter: streams, folders, path, logging, seeds."""
    os.dup2(files.stdout, 1)
    os.dup2(files.stderr, 2)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]
    # line by line, as on a terminal, so that output of child processes is in order
    sys.stdout = sys.__stdout__ = open(1, "w", 1, encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = open(2, "w", 1, encoding="utf-8", closefd=False)  # type: ignore[misc]
    if sys.platform == "linux":  # also what C libraries print
        libc = ctypes.CDLL(None)
        libc.setvbuf(ctypes.c_void_p.in_dll(libc, "stdout"), None, BY_LINES, 0)
    work = scratch / "work"
    work.mkdir()
    os.environ.update(environment.own_folders(scratch))
    tempfile.tempdir = None
    sys.path[:] = [entry for entry in sys.path if not _holds_us(entry)]
    for name in hidden:
        del sys.modules[name]
    for variable in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[variable]
    faulthandler.disable()
    logging.getLogger().handlers.clear()
    atexit._clear()
    if "multiprocessing.util" in sys.modules:
        # joins the processes that a block started
        atexit.register(sys.modules["multiprocessing.util"]._exit_function)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    environment.link_data_sets(scratch / "datasets")
    if "datasets" in sys.modules:
        sys.modules["datasets"].config.HF_DATASETS_CACHE = scratch / "datasets"
    environment.link_data_files(block.file, work)


def _holds_us(entry: str) -> bool:
    """Whether an entry of ``sys.path`` is in the project, from which readers cannot import, or
    is the folder from which the package was installed."""
    folder = Path(entry or ".").resolve()
    in_project = folder.is_relative_to(paths.ROOT) and not folder.is_relative_to(
        sys.prefix
    )
    return in_project or (folder / PACKAGE.name / "paths.py").is_file()


def _run_python(block: Block) -> Result:
    file = str(block.file)
    main = types.ModuleType("__main__")
    main.__file__ = file
    sys.modules["__main__"] = main
    sys.argv = [file, *block.arguments]
    sys.path.insert(0, str(block.file.parent))
    recorder = tracing.Recorder(block)
    if block.options.steps:  # importing a library under the tracer takes far longer
        for module, name in imports.imports(block):
            imports.preload(module, name)
    try:
        program = compile(block.file.read_bytes(), file, "exec", dont_inherit=True)
        with recorder:
            exec(program, main.__dict__)
        return Result(error=recorder.problem, line=recorder.line, trace=recorder.text)
    except SystemExit as stop:
        return Result(
            error=f"sys.exit({stop.code!r}) before its end; a block must run to its last line",
            line=_line_in(file, stop),
        )
    except MemoryError as error:
        return Result(
            error=f'needed more than {block.options.memory:g} GiB (raise with memory="...")',
            line=_line_in(file, error),
        )
    except BaseException as error:
        out_of_memory = "not enough memory" in str(
            error
        ) or "can't allocate memory" in str(error)
        limit = (
            f" (the block's limit is {block.options.memory:g} GiB)"
            if out_of_memory
            else ""
        )
        return Result(
            error=f"{type(error).__name__}: {error}{limit}",
            detail="".join(_cut_traceback(file, error)),
            line=_line_in(file, error),
        )


def _run_bash(block: Block) -> Result:
    done = subprocess.run(environment.program(block.file), check=False)
    if done.returncode < 0:
        return Result(error=f"killed by {signal.Signals(-done.returncode).name}")
    return Result(error=f"exit status {done.returncode}" if done.returncode else "")


def _run_notebook(block: Block) -> Result:
    """Execute a notebook in a kernel of its own and keep it, with its outputs, as EXECUTED."""
    import nbformat
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    scratch, gib = Path.cwd().parent, block.options.memory
    start = [sys.executable, kernel.__file__, str(scratch), str(gib)]

    class Watched(AsyncKernelManager):
        transport, ip = "ipc", str(scratch / "kernel")
        kernel_spec = KernelSpec(
            argv=[*start, "-f", "{connection_file}"], language="python"
        )

    text = notebooks.normal(json.loads(block.file.read_text("utf-8")))
    content: Any = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    raised: list[int] = []
    client = NotebookClient(
        content,
        timeout=None,
        startup_timeout=NO_LIMIT,  # the process that runs this has its own limits
        iopub_timeout=NO_LIMIT,
        record_timing=False,
        kernel_manager_class=Watched,
        on_cell_error=lambda cell, cell_index, execute_reply: raised.append(cell_index),
    )
    cells = notebooks.read(block.file).cells
    try:
        client.execute()
    except CellExecutionError as error:
        traceback = error.traceback.strip()
        return _failed(cells[raised[-1]], error.ename, error.evalue, traceback)
    except DeadKernelError:
        return Result(
            error=f"its kernel died; its limit is {gib:g} GiB of memory (raise with memory)"
        )
    for cell, ran in zip(cells, content.cells, strict=True):
        for output in ran.get("outputs", ()):  # %run shows an error and continues
            if output.output_type == "error" and RAISES not in ran.metadata.get(
                "tags", ()
            ):
                traceback = "\n".join(output.traceback)
                return _failed(cell, output.ename, output.evalue, traceback)
    (scratch / EXECUTED).write_text(notebooks.normal(content), "utf-8")
    return Result()


def _failed(cell: notebooks.Cell, name: str, value: str, traceback: str) -> Result:
    """The result of a notebook in which a cell raised an error."""
    places = CELL_LINE.findall(traceback)
    return Result(
        error=f"cell {cell.number}: {name}: {value}",
        detail="\n".join(traceback.splitlines()[-12:]),
        line=cell.line + (int(places[-1]) - 1 if places else 0),
    )


RUNNERS = {"python": _run_python, "bash": _run_bash, NOTEBOOK: _run_notebook}


def _line_in(file: str, error: BaseException) -> int:
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno or 0
    frames = traceback.extract_tb(error.__traceback__)
    return next(
        (frame.lineno or 0 for frame in reversed(frames) if frame.filename == file), 0
    )


def _cut_traceback(file: str, error: BaseException) -> Iterator[str]:
    """Yield the traceback's frames in the snippet and the one that raised the error, without
    frames of libraries between them and of this project."""
    report = traceback.TracebackException.from_exception(error)
    frames = [
        frame for frame in report.stack if PACKAGE not in Path(frame.filename).parents
    ]
    report.stack = traceback.StackSummary.from_list(
        [frame for frame in frames if frame.filename == file or frame is frames[-1]]
    )
    yield from report.format(chain=False)


def _finish() -> None:
    """Do what an interpreter does at its end: wait for threads, run exit handlers, flush."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    ctypes.CDLL(None).fflush(None)
