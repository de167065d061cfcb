"""A copy of the project with its own pages, and the commands that a person runs in it."""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from xml.etree import ElementTree

from nlpjourney.content import notebooks
from nlpjourney.testing import sandbox

OUTSIDE = """\
import os
from pathlib import Path
project = Path(os.environ["NLPJOURNEY_HUB"]).parent
outside = project / "outside"
"""
FRONT_MATTER = """\
---
title: A page
description: A page of a test.
tags: [{tags}]
prerequisites: {prerequisites}
---

"""
BODY = FRONT_MATTER.count("\n")  # the lines above a page's title
OF_AN_OUTER_RUN = ("PYTEST_", "COV_", "NLPJOURNEY_")
LONGEST_COMMAND = 600  # seconds, on a busy machine
NOT_OF_A_TERMINAL = {"CI", "PYTHONDONTWRITEBYTECODE"}
FORKED = "FORKS_OF"  # in the environment of the interpreter that commands fork from


@dataclass(frozen=True)
class Ran:
    """The exit code and the output of a command in the copy."""

    code: int
    said: str

    @property
    def collection_errors(self) -> list[str]:
        return re.findall(r"^_+ ERROR collecting (\S+) _+$", self.said, re.MULTILINE)

    def counted(self, outcome: str) -> int:
        """How many tests had this outcome, from pytest's last line."""
        found = re.search(rf"(\d+) {outcome}", self.said.splitlines()[-1])
        return int(found[1]) if found else 0


@dataclass(frozen=True)
class Copy:
    """A copy of the project with pages and snippets of its own.

    Its commands run in forks of one interpreter, or ``afresh``: each in a new interpreter.
    """

    root: Path
    afresh: bool = False

    @property
    def junit(self) -> Path:
        return self.root / "junit.xml"

    @property
    def report(self) -> Path:
        """The results of the last runs in the copy."""
        return self.root / "reports" / "results.json"

    @property
    def recorded(self) -> Path:
        """The results that are part of the project."""
        return self.root / "results.json"

    def copied(self, folder: Path) -> Copy:
        """A copy of this copy, below a folder."""
        shutil.copytree(self.root, folder / "copy", symlinks=True)
        return Copy(folder / "copy")

    def page(
        self, name: str, *parts: str, tags: str = "", prerequisites: str = "null"
    ) -> Path:
        """Write ``docs/<name>.md``."""
        file = self.root / "docs" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        front_matter = FRONT_MATTER.format(tags=tags, prerequisites=prerequisites)
        body = "\n".join(["# A page", "", *parts, ""])
        file.write_text(front_matter + body, "utf-8")
        return file

    def snippet(
        self, path: str, code: str, recorded: str | None = None, command: str = ""
    ) -> Path:
        """Write ``snippets/<path>`` and, where given, its recorded output."""
        file = self.root / "snippets" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code, "utf-8")
        if recorded is not None:
            program = "python" if file.suffix == ".py" else "bash"
            first = command or f"$ {program} snippets/{path}"
            file.with_suffix(".out").write_text(f"{first}\n{recorded}", "utf-8")
        return file

    def blocks(self, name: str, cases: Iterable[Case]) -> None:
        """One page that shows each case's snippet."""
        cases = list(cases)
        self.page(name, *(fence(f"{name}/{case.file}", case.options) for case in cases))
        for case in cases:
            self.snippet(f"{name}/{case.file}", case.code, case.recorded)

    def environment(self, **variables: str) -> dict[str, str]:
        """The variables of a new terminal."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(OF_AN_OUTER_RUN) and name not in NOT_OF_A_TERMINAL
        }
        hub = {"NLPJOURNEY_HUB": str(self.root / ".hub")}
        return kept | hub | variables

    def run(self, *command: str, **variables: str) -> Ran:
        """Run a command in the copy, as a person would."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=LONGEST_COMMAND,
            check=False,
        )
        return Ran(done.returncode, done.stdout)

    def python(self, *arguments: str, **variables: str) -> Ran:
        """Run ``python`` with these arguments in the copy."""
        of_the_start = any(name.startswith("PYTHON") for name in variables)
        if self.afresh or of_the_start or arguments[0] != "-m":
            return self.run(sys.executable, *arguments, **variables)
        with NamedTemporaryFile() as said:
            command = {
                "arguments": arguments[1:],
                "folder": str(self.root),
                "variables": self.environment(**variables),
                "said": said.name,
                "seconds": LONGEST_COMMAND,
            }
            interpreter = _interpreter()
            assert interpreter.stdin
            assert interpreter.stdout
            interpreter.stdin.write(json.dumps(command) + "\n")
            interpreter.stdin.flush()
            code = int(interpreter.stdout.readline())
            return Ran(code, Path(said.name).read_text("utf-8"))

    def test(self, *arguments: str, **variables: str) -> Ran:
        """Run ``pytest --codeblocks``, over all pages if none is named."""
        named = any(argument.startswith("docs") for argument in arguments)
        given = arguments if named else ("docs", *arguments)
        options = ("--color=no", "-p", "no:cacheprovider", f"--junitxml={self.junit}")
        return self.python(
            "-m", "pytest", "--codeblocks", *options, *given, **variables
        )

    def reports(self) -> dict[str, str]:
        """The report of the last run on each block; empty if the block passed."""
        said = {}
        for case in ElementTree.parse(self.junit).iter("testcase"):
            red = [node for node in case if node.tag in ("failure", "error")]
            said[case.get("name", "")] = "\n".join(node.text or "" for node in red)
        return said

    def build(self) -> Ran:
        return self.python("-m", "mkdocs", "build", "--quiet")

    def audit(self, what: str) -> Ran:
        return self.python("-m", "nlpjourney", "audit", what)


@cache
def _interpreter() -> subprocess.Popen[str]:
    """The interpreter that this process forks commands from, until it ends."""
    variables = Copy(Path()).environment(**{FORKED: str(os.getpid())})
    started = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("interpreter.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=variables,
    )
    atexit.register(started.communicate)
    return started


@dataclass(frozen=True)
class Case:
    """A block, the output that its page shows, and what the report must say about it.

    ``says`` is a pattern; empty means that the block passes.
    """

    name: str
    code: str
    recorded: str | None = "done\n"
    says: str = ""
    options: str = ""
    suffix: str = ".py"

    @property
    def file(self) -> str:
        return self.name + self.suffix

    def __str__(self) -> str:
        return self.name


def fence(path: str, options: str = "", indent: str = "") -> str:
    language = "python" if path.endswith(".py") else "bash"
    header = f"```{language} {options}".rstrip()
    lines = (header, f'--8<-- "{path}"', "```")
    return "\n".join(indent + line for line in lines) + "\n"


def line_of(page: Path, text: str) -> int:
    """The number of the first line of ``page`` that holds ``text``."""
    lines = page.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def code(source: str, printed: str = "", **declared: Any) -> dict[str, Any]:
    """A cell that was executed, with this output."""
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


ABOUT = {
    "title": "A page",
    "description": "A page of a test.",
    "tags": [],
    "prerequisites": None,
}


def notebook(copy: Copy, name: str, *cells: dict[str, Any], **declared: Any) -> Path:
    """Write a notebook with these cells below its title."""
    titled = [text(f"# {name}"), *cells]
    numbered = [cell | {"id": f"cell-{n}"} for n, cell in enumerate(titled)]
    file = copy.root / "docs" / "notebooks" / "basics" / f"{name}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {"cells": numbered, "metadata": {"nlpjourney": ABOUT | declared}}
    file.write_text(notebooks.normal(content), "utf-8")
    return file


def where(copy: Copy, case: Case, page: str = "faults/runtime") -> str:
    """The way a message names a block: its page and line, and its snippet."""
    line = line_of(copy.root / "docs" / f"{page}.md", f'"{page}/{case.file}"') - 1
    return f"docs/{page}.md:{line} → snippets/{page}/{case.file}"


def in_linux_sandbox(what: str) -> bool:
    """Whether processes of a block are confined here in their "network" or their "writes"."""
    if what == "network":
        return sandbox.namespaces_work()
    if sys.platform != "linux":
        return False
    create, ask_for_version = sandbox.CREATE_RULESET, sandbox.CREATE_RULESET_VERSION
    return ctypes.CDLL(None).syscall(create, None, 0, ask_for_version) >= 1


def processes_of(copy: Copy) -> list[str]:
    """The processes that a run in the copy left behind (known on Linux only)."""
    signs = [f"NLPJOURNEY_HUB={copy.root}", f"{FORKED}={os.getpid()}"]
    interpreter = str(_interpreter().pid)
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            environment = (process / "environ").read_text("utf-8", "replace")
            of_the_copy = any(sign in environment for sign in signs)
            if of_the_copy and process.name != interpreter:
                left.append((process / "cmdline").read_text().replace("\0", " "))
    return left
