"""A Python that has imported pytest, MkDocs and nbclient; each command runs in a fork of it.

A test injects a fault into a copy of the engine and runs a command over it. A new interpreter
imports for longer than the command works, so what is neither the engine nor a block is
imported once for all commands. A fork is started with one line of JSON on standard input:
its arguments, folder, variables, the file for what it says and the seconds after which it is
stopped; its exit status is the answer.
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
