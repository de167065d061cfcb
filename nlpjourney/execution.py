"""Run one block as a reader would: a fresh process, its own folder, ``__main__``.

The process is a fork of a parent that has already imported what the blocks import, so a
block costs milliseconds around its own work instead of seconds of imports.
"""

from __future__ import annotations

import ast
import atexit
import faulthandler
import gc
import importlib
import importlib.metadata
import json
import logging
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import types
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import psutil

from nlpjourney import capabilities, hub, kernel, notebooks, sandbox, traces
from nlpjourney.pages import NOTEBOOK, ROOT, Block

LONGEST_OUTPUT, LONGEST_DETAIL = 2**20, 4000
# A program waits that uses less of a processor for so many seconds; a busy machine gives more.
WAITING_SHARE, SHORTEST_WAIT = 0.02, 2.0
ENGINE = Path(__file__).resolve().parent
EXECUTED = "executed.ipynb"
NO_LIMIT = 10**6  # seconds
CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
STRICT_BASH = ["bash", "-euo", "pipefail"]


@dataclass
class Result:
    """What a run of a block left behind. ``error`` is empty when it ran to its end.

    ``seconds`` is the wall time of the snippet's own body, ``peak_mib`` the largest resident
    memory of the process or of any that it waited for. ``line`` is the snippet's line where
    the error arose (0 when unknown). ``trace`` is what a block that asks for it did, step by
    step, ``cpu`` what its libraries chose by the processor.
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


def environment() -> dict[str, str]:
    """What a block finds in its environment: the offline hub, this Python, one thread,
    the settings of a sweep."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    own = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PATH": programs}
    return os.environ | hub.environment() | own | settings()


def settings() -> dict[str, str]:
    """The variables that NLPJOURNEY_SETTINGS adds ("OMP_NUM_THREADS=2 MKL_CBWR=AVX2"):
    nlpjourney.sweep emulates other processors with them."""
    given = os.environ.get("NLPJOURNEY_SETTINGS", "").split()
    return dict(pair.split("=", 1) for pair in given)


def program(file: Path) -> list[str]:
    """The command that runs a snippet's file with this Python or with a strict bash."""
    interpreter = [sys.executable] if file.suffix == ".py" else STRICT_BASH
    return [*interpreter, str(file)]


def prepare() -> None:
    """Give this process what its blocks inherit, before any import."""
    sandbox.namespaces_work()
    os.environ.update(environment())


# What a block imports -----------------------------------------------------------------


@cache
def imports(block: Block) -> tuple[tuple[str, str], ...]:
    """The ``(module, name)`` pairs that a Python program imports at its top level."""
    if block.language == "bash":
        return ()
    try:
        body = ast.parse(block.program).body
    except SyntaxError:
        return ()
    found: list[tuple[str, str]] = []
    for node in body:
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.module, alias.name) for alias in node.names]
    if any(module.partition(".")[0] == "transformers" for module, _ in found):
        found += [(module, "") for module in _architectures()]
    return tuple(found)


@lru_cache(maxsize=1)
def _architectures() -> list[str]:
    """The modules that Transformers imports when it loads a model of the offline hub."""
    configs = sorted(hub.home().glob("hub/models--*/snapshots/*/config.json"))
    types = {json.loads(config.read_bytes())["model_type"] for config in configs}
    return [f"transformers.models.{name}.modeling_{name}" for name in sorted(types)]


def packages(block: Block) -> set[str]:
    """The top-level packages that a program imports."""
    return {module.partition(".")[0] for module, _ in imports(block)}


def preload(module: str, name: str) -> None:
    """Import what a block will import; a failure is the block's own to report.

    The collector then leaves alone what came with it, so that its passes in a fork do not
    touch, and thereby copy, the memory that the fork shares.
    """
    with suppress(Exception):
        imported = importlib.import_module(module)
        if name:
            getattr(imported, name)
    gc.freeze()


@lru_cache(maxsize=1)
def _distributions() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


@cache
def versions(block: Block) -> dict[str, str]:
    """The installed version of each package that a program imports."""
    names = {
        name
        for package in packages(block)
        for name in _distributions().get(package, [])
    }
    return {name: importlib.metadata.version(name) for name in sorted(names)}


# The parent's side --------------------------------------------------------------------


class Running:
    """A block at work in its own process; :meth:`finished` says when, :meth:`result` what.

    The model that a block makes goes into the folder ``keep``, or with the rest of its scratch.
    """

    def __init__(self, block: Block, keep: Path | None = None) -> None:
        self.block = block
        self.keep = keep
        self.scratch = Path(tempfile.mkdtemp(prefix="block-"))
        self.stdout = tempfile.TemporaryFile()
        self.stderr = tempfile.TemporaryFile()
        self.reports = tempfile.TemporaryFile()
        self.hidden = [name for name in sys.modules if _is_ours(name)]
        sys.stdout.flush()
        sys.stderr.flush()
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            _child(self)
        with suppress(OSError):  # the child does the same; whoever comes first
            os.setpgid(self.pid, self.pid)
        self.watched = self.started, 0.0
        self.too_long = ""
        self.status: int | None = None
        self.peak_mib = 0

    def finished(self) -> bool:
        """Look after the process: reap it when it ended, kill it when its time is up."""
        if self.status is None:
            self.too_long = self._over_its_limit()
            if self.too_long:
                self._kill()
            pid, status, usage = os.wait4(self.pid, 0 if self.too_long else os.WNOHANG)
            if pid:
                self.status = status
                self.peak_mib = round(
                    usage.ru_maxrss / (1024 if sys.platform == "linux" else 2**20)
                )
                self._kill()
        return self.status is not None

    def result(self) -> Result:
        """What the finished block left behind; removes its scratch folder."""
        assert self.status is not None
        stdout, stderr = _text(self.stdout), _text(self.stderr)
        reports = _text(self.reports) + _written(self.scratch / kernel.REPORTS)
        events = [json.loads(line) for line in reports.splitlines()]
        ended = next((event["ended"] for event in events if "ended" in event), None)
        violations = [event["violation"] for event in events if "violation" in event]
        result = Result(**ended) if ended is not None else Result(error=self._silence())
        used = {event["used"] for event in events if "used" in event}
        result.checkpoints = sorted({*result.checkpoints, *used})
        result.cpu |= next((event["cpu"] for event in events if "cpu" in event), {})
        if violations:
            result.error = violations[0]
        elif self.too_long:
            result.error = self.too_long
        if result.error and not result.detail:
            result.detail = "\n".join(
                stderr[-LONGEST_DETAIL:].strip().splitlines()[-8:]
            )
        if self.block.options.makes and not result.error:
            result.error = self._take_model(self.block.options.makes)
        if self.block.is_notebook:
            stdout = _written(self.scratch / EXECUTED)
        result.stdout, result.peak_mib = stdout, self.peak_mib
        shutil.rmtree(self.scratch, ignore_errors=True)
        return result

    def _take_model(self, identifier: str) -> str:
        """Move the model, or a tokenizer alone, to where it is kept; what is wrong where the
        block saved none."""
        saved = self.scratch / "work" / Path(identifier).name
        has = {path.name for path in saved.glob("*")}
        tokenizer_alone = "tokenizer.json" in has and "config.json" not in has
        if not tokenizer_alone and not any(saved.glob("*.safetensors")):
            return f'makes="{identifier}", but saved no safetensors in {saved.name!r}'
        if self.keep:
            shutil.move(saved, self.keep)
        return ""

    def stop(self) -> None:
        """End the block before its time."""
        if self.status is None:
            self._kill()
            os.waitpid(self.pid, 0)
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _over_its_limit(self) -> str:
        """Why the block has to be stopped; empty while it is within its limits.

        Processor time counts, so that other programs on the machine do not matter. The wall
        clock only finds a program that waits: one that hardly works for as long as its limit.
        """
        limit = self.block.options.timeout
        used, now = cpu_seconds(self.pid), time.monotonic()
        if used > limit:
            return (
                f"still running after {limit:g} s of processor time; stopped "
                '(raise with timeout="...")'
            )
        since, used_then = self.watched
        window = max(limit, SHORTEST_WAIT)
        if now - since > window:
            if used - used_then < WAITING_SHARE * window:
                return (
                    f"waited for {window:g} s without work; stopped "
                    '(raise with timeout="...")'
                )
            self.watched = now, used
        return ""

    def _kill(self) -> None:
        if self.status is None:  # also what left the block's process group
            sandbox.end_descendants(self.pid)
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _silence(self) -> str:
        """Why a process ended without a word about how."""
        assert self.status is not None
        if os.WIFSIGNALED(self.status):
            return f"killed by {signal.Signals(os.WTERMSIG(self.status)).name}"
        code = os.WEXITSTATUS(self.status)
        return f"left with exit status {code} before its end (os._exit?)"


class Queue:
    """Runs blocks ``width`` at a time, each as soon as the imports it shares are loaded.

    What several blocks import is imported once, here, between the starts: while a heavy
    library loads, blocks that do without it are already at work. What one block alone
    imports is left to that block. The first of ``blocks`` start first; with a ``width`` of
    0 none starts before its result is asked for. ``importing`` counts the seconds of the
    shared imports. The models that blocks make go into ``keep``, where one is given.
    """

    def __init__(
        self, blocks: list[Block], width: int, keep: Path | None = None
    ) -> None:
        self.keep = keep
        self.waiting = list(blocks) if width else []
        self.width = max(width, 1)
        self.running: dict[Block, Running] = {}
        self.done: dict[Block, Result] = {}
        self.loaded: set[tuple[str, str]] = set()
        self.importing = 0.0
        snippets = [block for block in blocks if not block.is_notebook]
        users = Counter(name for block in snippets for name in packages(block))
        self.shared = {name for name, count in users.items() if count > 1}

    def result(self, block: Block) -> Result:
        """Wait for ``block`` (starting it if nobody did) and work on the others meanwhile."""
        if block not in (*self.done, *self.running, *self.waiting):
            self.waiting.insert(0, block)
        while block not in self.done:
            self._step()
        return self.done.pop(block)

    def stop(self) -> None:
        """Give up what is still at work."""
        self.waiting.clear()
        for running in self.running.values():
            running.stop()
        self.running.clear()

    def _step(self) -> None:
        for block, running in list(self.running.items()):
            if running.finished():
                self.done[block] = running.result()
                del self.running[block]
        missing = next(
            (pair for block in self.waiting for pair in self._lacks(block)), None
        )
        places = self.width - (1 if missing and self.width > 1 else 0)
        for block in [block for block in self.waiting if not self._lacks(block)]:
            if len(self.running) < places:
                self.waiting.remove(block)
                self.running[block] = Running(block, self.keep)
        if missing and len(self.running) < self.width:
            started = time.perf_counter()
            preload(*missing)
            self.importing += time.perf_counter() - started
            self.loaded.add(missing)
        elif self.running:
            _until_one_ends(list(self.running.values()))

    def _lacks(self, block: Block) -> list[tuple[str, str]]:
        """The shared imports of ``block`` that are not loaded yet (a notebook's kernel is a
        process of its own and imports for itself)."""
        if block.is_notebook:
            return []
        return [
            (module, name)
            for module, name in imports(block)
            if (module, name) not in self.loaded
            and module.partition(".")[0] in self.shared
        ]


def cpu_seconds(pid: int) -> float:
    """The processor time of a process and of all that it started, in seconds: those that
    live, and those that ended and were waited for."""
    total = 0.0
    with suppress(psutil.NoSuchProcess):
        above = psutil.Process(pid)
        for process in (above, *above.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                own_and_childrens = process.cpu_times()[:4]
                total += sum(own_and_childrens)
    return total


def _until_one_ends(running: list[Running]) -> None:
    """Sleep until a process ends, at most until the limits have to be looked at again."""
    patience = min(1.0, *(one.block.options.timeout / 2 for one in running))
    if hasattr(os, "pidfd_open"):
        watched = [os.pidfd_open(one.pid) for one in running]
        select.select(watched, [], [], patience)
        for descriptor in watched:
            os.close(descriptor)
    else:
        time.sleep(min(patience, 0.01))


def _written(file: Path) -> str:
    """What stands in a file that a run may have left."""
    return file.read_text("utf-8") if file.is_file() else ""


def _text(file: Any) -> str:
    """What a block wrote: all of it, or its end where that is long beyond any use."""
    with file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - LONGEST_OUTPUT))
        return str(file.read().decode("utf-8", "replace"))


@contextmanager
def fresh() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder, and the environment for one run of a snippet that keeps what it writes to
    temporary places and caches inside the folder."""
    with tempfile.TemporaryDirectory(prefix="block-") as scratch:
        folders = _own_folders(Path(scratch))
        _link_data_sets(Path(folders["HF_DATASETS_CACHE"]))
        yield Path(scratch), environment() | folders


def start_in(work: Path, file: Path, ipython: Path) -> None:
    """Let kernels whose IPYTHONDIR is ``ipython`` start in the folder ``work``, where a
    notebook finds its data, so that what it writes does not lie beside it."""
    work.mkdir()
    link_data_files(file, work)
    startup = ipython / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "folder.py").write_text(f"import os\n\nos.chdir({str(work)!r})\n")


def run_fresh(block: Block) -> subprocess.CompletedProcess[str]:
    """Run a block the plain way: a new interpreter, the reader's command, no sandbox."""
    with fresh() as (scratch, variables):
        work = scratch / "work"
        work.mkdir()
        return subprocess.run(
            program(block.file),
            cwd=work,
            env=variables,
            capture_output=True,
            text=True,
            timeout=block.options.timeout * 10,
        )


# The child's side ---------------------------------------------------------------------


def _own_folders(scratch: Path) -> dict[str, str]:
    return {
        "TMPDIR": str(scratch),
        "XDG_CACHE_HOME": str(scratch / "cache"),
        "MPLCONFIGDIR": str(scratch / "matplotlib"),
        "HF_DATASETS_CACHE": str(scratch / "datasets"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "jupyter"),
        "TRITON_CACHE_DIR": str(scratch / "triton"),
        "TORCHINDUCTOR_CACHE_DIR": str(scratch / "inductor"),
    }


def _child(running: Running) -> None:
    """Everything that happens in the forked process; never returns."""
    block, scratch = running.block, running.scratch

    def report(**event: Any) -> None:
        os.write(running.reports.fileno(), (json.dumps(event) + "\n").encode())

    try:
        os.setpgid(0, 0)
        work, used = _settle(running)
        sandbox.confine(scratch)
        sandbox.limit_memory(block.options.memory)
        sandbox.audit(scratch, lambda sentence: report(violation=sentence), used)
        os.chdir(work)
        started = time.perf_counter()
        result = RUNNERS[block.language](block)
        result.seconds = round(time.perf_counter() - started, 3)
        result.checkpoints = sorted(used)
        if block.language == "python":
            with suppress(Exception):  # the block may have changed what this builds on
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


def _settle(running: Running) -> tuple[Path, set[str]]:
    """Make the fork look like a new interpreter: streams, folders, path, logging, seeds."""
    scratch = running.scratch
    os.dup2(running.stdout.fileno(), 1)
    os.dup2(running.stderr.fileno(), 2)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]
    work = scratch / "work"
    work.mkdir()
    os.environ.update(_own_folders(scratch))
    tempfile.tempdir = None
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]
    for name in running.hidden:
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
    _link_data_sets(scratch / "datasets")
    if "datasets" in sys.modules:
        sys.modules["datasets"].config.HF_DATASETS_CACHE = scratch / "datasets"
    link_data_files(running.block.file, work)
    return work, set()


def link_data_files(file: Path, work: Path) -> None:
    """What a notebook reads, in the folder where it runs."""
    for name in notebooks.data_files(file) if file.suffix == ".ipynb" else ():
        (work / name).symlink_to(file.with_name(name))


@cache
def _is_ours(name: str) -> bool:
    """Whether a module lies in this project: no reader could import it."""
    # some modules answer to any name that one asks for, but not in their __dict__
    known = getattr(sys.modules[name], "__dict__", {})
    places = [known.get("__file__"), *(known.get("__path__") or ())]
    return any(
        str(place).startswith(f"{ROOT}{os.sep}")
        and not str(place).startswith(sys.prefix + os.sep)
        for place in places
    )


def _link_data_sets(cache: Path) -> None:
    """The data sets of the offline hub in a cache of the block's own, so that what one block
    maps another never finds."""
    shared = hub.home() / "datasets"
    for file in shared.rglob("*") if shared.is_dir() else ():
        if file.is_file() and file.suffix != ".lock":
            own = cache / file.relative_to(shared)
            own.parent.mkdir(parents=True, exist_ok=True)
            own.symlink_to(file)


def _run_python(block: Block) -> Result:
    file = str(block.file)
    main = types.ModuleType("__main__")
    main.__file__ = file
    sys.modules["__main__"] = main
    sys.argv = [file]
    sys.path.insert(0, str(block.file.parent))
    recorder = traces.Recorder(block)
    if (
        block.options.steps
    ):  # a library that loads while it is followed takes far longer
        for module, name in imports(block):
            preload(module, name)
    try:
        program = compile(block.file.read_bytes(), file, "exec", dont_inherit=True)
        with recorder:
            exec(program, main.__dict__)
        return Result(error=recorder.problem, line=recorder.line, trace=recorder.text)
    except SystemExit as stop:
        return Result(
            error=f"sys.exit({stop.code!r}) before its end; a block runs to its last line",
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
    done = subprocess.run(program(block.file), check=False)
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

    content: Any = nbformat.read(block.file, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        content,
        timeout=None,
        startup_timeout=NO_LIMIT,  # the process that runs this has limits of its own
        iopub_timeout=NO_LIMIT,
        record_timing=False,
        kernel_manager_class=Watched,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        failed = next(
            number
            for number, cell in enumerate(content.cells)
            if any(o.output_type == "error" for o in cell.get("outputs", ()))
        )
        cell = notebooks.read(block.file).cells[failed]
        places = CELL_LINE.findall(error.traceback)
        return Result(
            error=f"cell {cell.number}: {error.ename}: {error.evalue}",
            detail="\n".join(error.traceback.strip().splitlines()[-12:]),
            line=cell.line + (int(places[-1]) - 1 if places else 0),
        )
    except DeadKernelError:
        return Result(
            error=f"its kernel died; it may hold {gib:g} GiB (raise with memory)"
        )
    (scratch / EXECUTED).write_text(notebooks.normal(content), "utf-8")
    return Result()


RUNNERS = {"python": _run_python, "bash": _run_bash, NOTEBOOK: _run_notebook}


def _line_in(file: str, error: BaseException) -> int:
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno or 0
    frames = traceback.extract_tb(error.__traceback__)
    return next(
        (frame.lineno or 0 for frame in reversed(frames) if frame.filename == file), 0
    )


def _cut_traceback(file: str, error: BaseException) -> Iterator[str]:
    """The traceback's frames in the snippet and the one that raised; no library's between
    and none of ours."""
    report = traceback.TracebackException.from_exception(error)
    frames = [frame for frame in report.stack if Path(frame.filename).parent != ENGINE]
    report.stack = traceback.StackSummary.from_list(
        [frame for frame in frames if frame.filename == file or frame is frames[-1]]
    )
    yield from report.format(chain=False)


def _finish() -> None:
    """What an interpreter does at its end: wait for threads, run exit handlers, flush."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
