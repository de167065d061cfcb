"""A Python that has imported pytest, MkDocs and nbclient; each command runs in a fork of it.

A test injects a fault into a copy of the engine and runs a command on it. In a new interpreter, the
imports would take longer than the command, so the libraries, but not the engine and the blocks, are
imported once for all commands. One line of JSON on standard input starts a fork: its arguments, its
folder, its variables, the file for its output, and its time limit in seconds. The answer is its
exit status.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import sys

from pygments.lexers import get_lexer_by_name

LIBRARIES = (
    "asyncio",
    "bs4",
    "filelock",
    "importlib.metadata",
    "jupyter_client.manager",
    "latex2mathml.converter",
    "mkdocs.commands.build",
    "mkdocs.localization",
    "nbclient",
    "pygments.formatters",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pytest",
    "tomllib",
    "tqdm",
    "xml.etree.ElementTree",
    "yaml",
)


def forked() -> dict:
    """The command that this fork is to run; the interpreter itself never returns."""
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            return json.loads(line)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    sys.exit()


for name in LIBRARIES:
    importlib.import_module(name)
for name in ("bash", "python", "text"):
    get_lexer_by_name(name)  # compiles its patterns
gc.freeze()
command = forked()
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
said = os.open(command["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
os.dup2(said, 1)
os.dup2(said, 2)
os.close(said)
os.chdir(command["folder"])
os.environ.clear()
os.environ.update(command["variables"])
signal.alarm(command["seconds"])
sys.path[0] = command["folder"]
sys.argv = command["arguments"]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
