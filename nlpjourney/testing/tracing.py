"""Traces: what each line of a snippet did, for a reader to step through.

:class:`Recorder` follows a block with ``steps="train, encode"`` in the same run that verifies it.
The trace is saved next to the snippet as a script that registers it, so a page can load it from a
server or a folder, and exactly the recorded file is published. Each step is a line of the file::

    [line, function, depth, printed, {variable: value, ...}]

``line`` is the next line to run; ``depth`` is the number of followed functions that are open above
this one; ``printed`` is the number of bytes (UTF-8) on standard output so far; the variables are
those that changed since the function's previous step, null if deleted. At the end of a function,
``return`` is the returned value.
"""

from __future__ import annotations

import json
import reprlib
import sys
from collections import Counter
from collections.abc import Mapping, Sized
from itertools import islice
from types import BuiltinFunctionType, FrameType, FunctionType, ModuleType
from typing import Any

from nlpjourney.content import snapshots
from nlpjourney.content.options import TOP_LEVEL
from nlpjourney.content.pages import Block

MOST_STEPS = 400
LONGEST_VALUE = 500
ADDRESS = " at 0x"
NOT_DATA = (ModuleType, FunctionType, BuiltinFunctionType, type)


class Recorder:
    """Follows the functions that a block names in ``steps`` while its program runs inside
    ``with``; does nothing for a block without ``steps``.

    ``text`` is the text of the trace file. If there can be none, ``problem`` says why and
    ``line`` where.
    """

    def __init__(self, block: Block) -> None:
        self.block = block
        self.file = str(block.file)
        self.stdout = sys.stdout
        self.steps: list[str] = []
        self.open: list[dict[str, str]] = []
        self.unseen = set(block.options.steps)
        self.problem = ""
        self.line = 0

    def __enter__(self) -> None:
        if self.block.options.steps:
            sys.settrace(self._call)

    def __exit__(self, *_: object) -> None:
        if self.block.options.steps:
            sys.settrace(None)
            if self.unseen and not self.problem:
                self.problem = f"steps names {min(self.unseen)!r}, which never ran"

    @property
    def text(self) -> str:
        return "".join(
            [snapshots.trace_header(self.block), ",\n".join(self.steps), "\n]})\n"]
        )

    def _call(self, frame: FrameType, event: str, value: object) -> Any:
        if frame.f_code.co_filename != self.file or self.problem:
            return None
        function = _name(frame)
        if function not in self.block.options.steps:
            return None
        self.unseen.discard(function)
        self.open.append({})
        return self._event

    def _event(self, frame: FrameType, event: str, value: object) -> Any:
        if event in ("line", "return") and not self.problem:
            self._step(frame, event, value)
        if event == "return":
            self.open.pop()
        return self._event

    def _step(self, frame: FrameType, event: str, value: object) -> None:
        function, line = _name(frame), frame.f_lineno
        values = {
            name: short(held)
            for name, held in frame.f_locals.items()
            if not (name.startswith("_") or isinstance(held, NOT_DATA))
        }
        if event == "return" and function != TOP_LEVEL:
            values["return"] = short(value)
        before, self.open[-1] = self.open[-1], values
        changed: dict[str, str | None] = {
            name: now for name, now in values.items() if before.get(name) != now
        }
        changed |= {name: None for name in before if name not in values}
        addresses = (n for n, now in changed.items() if now and ADDRESS in now)
        if name := next(addresses, None):
            self._stop(
                line,
                f"{name!r} reads {changed[name]}, an address that differs in every run; "
                'give it a __repr__ or name other functions in steps="..."',
            )
        elif len(self.steps) == MOST_STEPS:
            self._stop(
                line,
                f"more than {MOST_STEPS} steps are too many to follow; name fewer functions in "
                'steps="...", or give the program less to do',
            )
        step = [line, function, len(self.open) - 1, self.stdout.tell(), changed]
        self.steps.append(json.dumps(step, ensure_ascii=False))

    def _stop(self, line: int, problem: str) -> None:
        self.line, self.problem = line, problem


def _name(frame: FrameType) -> str:
    name = frame.f_code.co_name
    return TOP_LEVEL if name == "<module>" else name


class _Short(reprlib.Repr):
    """Gives the same text in every run: sorted sets, mappings in their order, six digits."""

    def __init__(self) -> None:
        super().__init__()
        for kind in ("list", "tuple", "set", "frozenset", "deque", "string", "other"):
            setattr(self, f"max{kind}", LONGEST_VALUE)

    def repr_dict(self, value: Mapping[Any, Any], level: int) -> str:
        if level <= 0:
            return "{...}"
        pairs = islice(value.items(), LONGEST_VALUE)
        told = (
            f"{self.repr1(k, level - 1)}: {self.repr1(v, level - 1)}" for k, v in pairs
        )
        return "{" + ", ".join(told) + "}"

    def repr_defaultdict(self, value: Mapping[Any, Any], level: int) -> str:
        return self.repr_dict(value, level)

    def repr_Counter(self, value: Counter[Any], level: int) -> str:  # noqa: N802
        return f"Counter({self.repr_dict(dict(value.most_common()), level)})"

    def repr_float(self, value: float, level: int) -> str:
        return repr(float(f"{value:.6g}"))


def short(value: object) -> str:
    """A value as the reader sees it: its ``repr``, the same in every run; if it is long, the
    number of items and the beginning."""
    text = _Short().repr(value)
    if len(text) <= LONGEST_VALUE:
        return text
    items = f"{len(value)} in all: " if isinstance(value, Sized) else ""
    return f"{items}{text[:LONGEST_VALUE]}…"
