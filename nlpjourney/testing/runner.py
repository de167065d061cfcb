"""Run one block as a reader would: a fresh process, its own folder, ``__main__``.

The process is a fork of a parent that has already imported the libraries of the blocks, so a
block costs milliseconds in addition to its own work, not seconds of imports.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from nlpjourney import paths
from nlpjourney.content import snapshots
from nlpjourney.content.pages import Block
from nlpjourney.testing import child, deprecations, environment, kernel, sandbox
from nlpjourney.testing.child import Result
from nlpjourney.testing.imports import imports, packages, preload

MOST_PRINTED = 2**24  # bytes to stdout or to stderr, after which a block is stopped
LONGEST_DETAIL = 4000
M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # of malloc.h
# A program that uses less than this share of a processor for this many seconds is waiting: even a
# busy machine gives it more.
WAITING_SHARE, SHORTEST_WAIT = 0.02, 2.0


def prepare() -> None:
    """Give this process the environment that its blocks inherit; call it before any import."""
    sandbox.namespaces_work()
    os.environ.update(environment.variables())
    time.tzset()
    if sys.platform == "linux":  # malloc has read its variables before they were set
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_TRIM_THRESHOLD, -1)
        mallopt(M_MMAP_MAX, 0)


class Running:
    """A block that runs in its own process; :meth:`finished` says whether it ended,
    :meth:`result` how.

    A model that the block trains is moved to the folder ``keep``, or deleted with the scratch
    folder.
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
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            streams = (self.stdout, self.stderr, self.reports)
            files = child.Descriptors(*(stream.fileno() for stream in streams))
            child.run(block, parent, self.scratch, files, self.hidden)
        with suppress(
            OSError
        ):  # the child does the same; the first of the two succeeds
            os.setpgid(self.pid, self.pid)
        self.watched = self.started, 0.0
        self.too_long = ""
        self.status: int | None = None
        self.peak_mib = 0

    def finished(self) -> bool:
        """Whether the process ended; reaps it, and kills it if it exceeds its limits."""
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
        """The result of the finished block; removes its scratch folder."""
        assert self.status is not None
        too_much = self._printed_too_much()
        stdout = _text(self.stdout, "surrogateescape")
        stderr, reports = _text(self.stderr), _text(self.reports)
        reports += _written(self.scratch / kernel.REPORTS)
        events = [json.loads(line) for line in reports.splitlines()]
        ended = next((event["ended"] for event in events if "ended" in event), None)
        violations = [event["violation"] for event in events if "violation" in event]
        result = Result(**ended) if ended is not None else Result(error=self._silence())
        used = {event["used"] for event in events if "used" in event}
        result.checkpoints = sorted({*result.checkpoints, *used})
        result.cpu |= next((event["cpu"] for event in events if "cpu" in event), {})
        deprecated = [event for event in events if "deprecated" in event]
        if self.block.language == "bash":
            deprecated = deprecations.on_stderr(stderr)
        if violations:
            result.error = violations[0]
        elif problem := self.too_long or too_much:
            result.error = problem
        if not (result.error or stdout.strip() or self.block.is_notebook):
            result.error = _prints_nothing(stderr)
        if result.error and not result.detail:
            result.detail = "\n".join(
                stderr[-LONGEST_DETAIL:].strip().splitlines()[-8:]
            )
        if not result.error:
            declared = self.block.options.deprecated
            result.error, result.line = deprecations.problem(declared, deprecated)
        result.error, result.detail = map(_plain, (result.error, result.detail))
        if self.block.options.trains and not result.error:
            result.error = self._take_model(self.block.options.trains)
        if self.block.is_notebook:
            stdout = _written(self.scratch / child.EXECUTED)
        result.stdout, result.peak_mib = stdout, self.peak_mib
        shutil.rmtree(self.scratch, ignore_errors=True)
        return result

    def _take_model(self, identifier: str) -> str:
        """Move the model, or a tokenizer alone, to the folder ``keep``; return the problem if the
        block saved none, otherwise an empty text."""
        saved = self.scratch / "work" / Path(identifier).name
        has = {path.name for path in saved.glob("*")}
        tokenizer_alone = "tokenizer.json" in has and "config.json" not in has
        if not tokenizer_alone and not any(saved.glob("*.safetensors")):
            return (
                f'trains="{identifier}", but saved no safetensors in the folder '
                f"{saved.name!r}; save the model there"
            )
        if self.keep:
            shutil.move(saved, self.keep)
        return ""

    def stop(self) -> None:
        """Stop the block and remove its scratch folder."""
        if self.status is None:
            self._kill()
            os.waitpid(self.pid, 0)
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _over_its_limit(self) -> str:
        """Why the block has to be stopped; empty while it is within its limits.

        The limit is processor time, so that other programs on the machine do not matter. The
        wall clock only detects a program that waits: one that hardly works for as long as its
        limit.
        """
        if too_much := self._printed_too_much():
            return too_much
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
                    f"waited for {window:g} s without working; stopped "
                    '(raise with timeout="...")'
                )
            self.watched = now, used
        return ""

    def _printed_too_much(self) -> str:
        """How much the block printed, if it is more than any page shows; otherwise empty."""
        streams = (("stdout", self.stdout), ("stderr", self.stderr))
        for name, stream in streams:
            printed = os.fstat(stream.fileno()).st_size
            if printed > MOST_PRINTED:
                return (
                    f"printed {printed:,} bytes to {name}; stopped, since the limit is "
                    f"{MOST_PRINTED:,} bytes, and a page shows {snapshots.MOST_LINES} lines"
                )
        return ""

    def _kill(self) -> None:
        if self.status is None:  # also processes that left the block's process group
            sandbox.end_descendants(self.pid)
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _silence(self) -> str:
        """How a process ended that did not report its end."""
        assert self.status is not None
        if os.WIFSIGNALED(self.status):
            return f"killed by {signal.Signals(os.WTERMSIG(self.status)).name}"
        code = os.WEXITSTATUS(self.status)
        return f"exited with status {code} before its end (os._exit?)"


class Queue:
    """Runs ``width`` blocks at a time, each as soon as its shared imports are loaded.

    This process imports once what several blocks import, between the starts: while a heavy
    library loads, blocks that do not need it already run. A module that only one block
    imports is imported by that block. The first of ``blocks`` start first; with a ``width``
    of 0, a block starts only when its result is requested. ``importing`` is the time of the
    shared imports in seconds. The models that blocks train are moved to ``keep``, if given.
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
        """Wait for ``block``, starting it if necessary, while the others run."""
        if block not in (*self.done, *self.running, *self.waiting):
            self.waiting.insert(0, block)
        while block not in self.done:
            self.step()
        return self.done.pop(block)

    def stop(self) -> None:
        """Stop the blocks that still run, and start no others."""
        self.waiting.clear()
        for running in self.running.values():
            running.stop()
        self.running.clear()

    def step(self) -> None:
        """Collect blocks that ended, start those that can start, and wait a while for the rest."""
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
        """The shared imports of ``block`` that are not loaded yet; none for a notebook, whose
        kernel is a separate process."""
        if block.is_notebook:
            return []
        return [
            (module, name)
            for module, name in imports(block)
            if (module, name) not in self.loaded
            and module.partition(".")[0] in self.shared
        ]


def cpu_seconds(pid: int) -> float:
    """The processor time of a process and its descendants in seconds, also of those that ended
    and were waited for."""
    total = 0.0
    with suppress(psutil.NoSuchProcess):
        above = psutil.Process(pid)
        for process in (above, *above.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                own_and_childrens = process.cpu_times()[:4]
                total += sum(own_and_childrens)
    return total


def _until_one_ends(running: list[Running]) -> None:
    """Sleep until a process ends, at most until the limits have to be checked again."""
    patience = min(1.0, *(one.block.options.timeout / 2 for one in running))
    if hasattr(os, "pidfd_open"):
        watched = [os.pidfd_open(one.pid) for one in running]
        select.select(watched, [], [], patience)
        for descriptor in watched:
            os.close(descriptor)
    else:
        time.sleep(min(patience, 0.01))


def _written(file: Path) -> str:
    """The text of a file that a run may have written; empty if it did not."""
    return file.read_text("utf-8") if file.is_file() else ""


def _text(file: Any, errors: str = "replace") -> str:
    """What a block wrote; only the end if it wrote more than MOST_PRINTED bytes."""
    with file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - MOST_PRINTED))
        return str(file.read().decode("utf-8", errors))


def _plain(message: str) -> str:
    """The beginning of a message, with escapes for what UTF-8 cannot encode."""
    return message[:LONGEST_DETAIL].encode("utf-8", "backslashreplace").decode()


def _prints_nothing(stderr: str) -> str:
    """The message for a block that printed nothing to stdout."""
    if lines := len(stderr.strip().splitlines()):
        return (
            f"printed {lines} line{'s' if lines > 1 else ''} to stderr, nothing to stdout; "
            "print() what a reader should see"
        )
    return "prints nothing; a block shows what it did: print() it"


@cache
def _is_ours(name: str) -> bool:
    """Whether a module is in this project, so that readers cannot import it."""
    # some modules have an attribute of any name, but not in their __dict__
    known = getattr(sys.modules[name], "__dict__", {})
    places = [known.get("__file__"), *(known.get("__path__") or ())]
    return any(
        str(place).startswith(f"{paths.ROOT}{os.sep}")
        and not str(place).startswith(sys.prefix + os.sep)
        for place in places
    )
