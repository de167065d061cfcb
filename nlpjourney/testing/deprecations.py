"""Deprecated calls: what the libraries of the Hugging Face stack warn about while a program runs.

A warning is recorded where the library raises it, so a deprecated call is found even if the
program catches or disables the warning. A call from one library to another is not the program's.
A notebook's kernel loads this file by its path.
"""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

LIBRARIES = {
    "accelerate",
    "datasets",
    "evaluate",
    "huggingface_hub",
    "peft",
    "safetensors",
    "sentence_transformers",
    "tokenizers",
    "torch",
    "transformers",
    "trl",
    "typing_extensions",  # whose deprecated() marks functions of PyTorch
}
DEPRECATED = re.compile("deprecat", re.IGNORECASE)
ON_STDERR = re.compile(r"FutureWarning|DeprecationWarning|deprecat", re.IGNORECASE)
CATEGORIES = (DeprecationWarning, FutureWarning, PendingDeprecationWarning)
PROGRAM, RUNNER = "__main__", "nlpjourney"


def watch(report: Callable[..., None]) -> None:
    """Call ``report(deprecated=text, line=line)`` for each deprecated call that the program
    makes from now on; ``line`` is the program's, in a notebook the cell's."""
    warn, make_record = warnings.warn, logging.getLogRecordFactory()

    def note(library: str, text: str, frame: FrameType | None) -> None:
        line = _line_of_the_call(library, frame) if library in LIBRARIES else 0
        if line:
            report(deprecated=text, line=line)

    def watched_warn(
        message: Any,
        category: type[Warning] | None = None,
        stacklevel: int = 1,
        source: Any = None,
        **options: Any,
    ) -> None:
        frame = sys._getframe(1)
        kind = (
            type(message) if isinstance(message, Warning) else category or UserWarning
        )
        if issubclass(kind, CATEGORIES) or DEPRECATED.search(str(message)):
            note(_package(frame), str(message), frame)
        warn(message, category, stacklevel + 1, source, **options)

    def watched_record(name: str, level: int, *rest: Any, **more: Any) -> Any:
        record = make_record(name, level, *rest, **more)
        if level >= logging.WARNING and DEPRECATED.search(text := record.getMessage()):
            note(name.partition(".")[0], text, sys._getframe(1))
        return record

    warnings.warn = watched_warn
    logging.setLogRecordFactory(watched_record)


def problem(declared: str, calls: list[dict[str, Any]]) -> tuple[str, int]:
    """The problem of the deprecated calls of a block, and its line: calls that the block does not
    declare, or a declaration without a call."""
    if calls and not declared:
        text, line = calls[0]["deprecated"].strip(), calls[0]["line"]
        return (
            f"a deprecated call: {text}\ncall its replacement; a page about the old call "
            'declares it on the fence: deprecated="why"',
            line,
        )
    if declared and not calls:
        return f'calls nothing deprecated; delete deprecated="{declared}"', 0
    return "", 0


def on_stderr(text: str) -> list[dict[str, Any]]:
    """The deprecated calls that the standard error of a bash program reports."""
    lines = [line for line in text.splitlines() if ON_STDERR.search(line)]
    return [{"deprecated": line, "line": 0} for line in lines]


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _line_of_the_call(library: str, frame: FrameType | None) -> int:
    """The line on which the program called the library; 0 if another library called it."""
    while frame and (package := _package(frame)) != PROGRAM:
        if package != library and package in {*LIBRARIES, RUNNER}:
            return 0
        frame = frame.f_back
    return frame.f_lineno if frame else 0
