"""Run one block as a reader would: a fresh process, its own folder, ``__main__``.

The process is a fork of a parent that has already imported what the blocks import, so a
block costs milliseconds around its own work instead of seconds of imports.
"""

from __future__ import annotations

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
# A program waits that uses less of a processor for so many seconds; a busy machine gives more.
WAITING_SHARE, SHORTEST_WAIT = 0.02, 2.0


def prepare() -> None:
    """Give this process what its blocks inherit, before any import."""
    sandbox.namespaces_work()
    os.environ.update(environment.variables())
    time.tzset()


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
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            streams = (self.stdout, self.stderr, self.reports)
            files = child.Descriptors(*(stream.fileno() for stream in streams))
            child.run(block, parent, self.scratch, files, self.hidden)
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
        """Move the model, or a tokenizer alone, to where it is kept; what is wrong where the
        block saved none."""
        saved = self.scratch / "work" / Path(identifier).name
        has = {path.name for path in saved.glob("*")}
        tokenizer_alone = "tokenizer.json" in has and "config.json" not in has
        if not tokenizer_alone and not any(saved.glob("*.safetensors")):
            return f'trains="{identifier}", but saved no safetensors in {saved.name!r}'
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
                    f"waited for {window:g} s without work; stopped "
                    '(raise with timeout="...")'
                )
            self.watched = now, used
        return ""

    def _printed_too_much(self) -> str:
        """How much the block printed, where it is more than any page shows."""
        streams = (("stdout", self.stdout), ("stderr", self.stderr))
        for name, stream in streams:
            printed = os.fstat(stream.fileno()).st_size
            if printed > MOST_PRINTED:
                return (
                    f"printed {printed:,} bytes to {name}, and is stopped after "
                    f"{MOST_PRINTED:,}; a page shows {snapshots.MOST_LINES} lines"
                )
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
            self.step()
        return self.done.pop(block)

    def stop(self) -> None:
        """Give up what is still at work."""
        self.waiting.clear()
        for running in self.running.values():
            running.stop()
        self.running.clear()

    def step(self) -> None:
        """Take in what ended, start what can start, and wait a while for what is at work."""
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


def _text(file: Any, errors: str = "replace") -> str:
    """What a block wrote, or its end where the block was to be stopped for its length."""
    with file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - MOST_PRINTED))
        return str(file.read().decode("utf-8", errors))


def _plain(message: str) -> str:
    """The beginning of a message, without what no file in UTF-8 can hold."""
    return message[:LONGEST_DETAIL].encode("utf-8", "backslashreplace").decode()


def _prints_nothing(stderr: str) -> str:
    """What to do about a block that printed nothing to stdout."""
    if lines := len(stderr.strip().splitlines()):
        return (
            f"printed {lines} line{'s' if lines > 1 else ''} to stderr, nothing to stdout; "
            "print() what a reader should see"
        )
    return "prints nothing; a block shows what it did: print() it"


@cache
def _is_ours(name: str) -> bool:
    """Whether a module lies in this project: no reader could import it."""
    # some modules answer to any name that one asks for, but not in their __dict__
    known = getattr(sys.modules[name], "__dict__", {})
    places = [known.get("__file__"), *(known.get("__path__") or ())]
    return any(
        str(place).startswith(f"{paths.ROOT}{os.sep}")
        and not str(place).startswith(sys.prefix + os.sep)
        for place in places
    )
