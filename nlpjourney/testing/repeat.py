"""The second run of a block before its output is recorded, in another interpreter: what differs
between the two runs would differ in every run.

A fork shares much with its parent: the hash seed, which orders sets, and the addresses of what it
imported. So the second run happens in a fork of a separate interpreter, in which the day, the
time of day and the user's name are different too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from nlpjourney import paths
from nlpjourney.content.pages import Block
from nlpjourney.hub import cache
from nlpjourney.testing import runner
from nlpjourney.testing.child import Result


class Repeat:
    """The interpreter for second runs; it starts with the first one.

    Args:
        blocks: the blocks that this session may run; their shared imports are loaded once.
    """

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.process: subprocess.Popen[bytes] | None = None

    def result(self, block: Block, meanwhile: Callable[[], None]) -> Result:
        """The result of a second run of ``block``; calls ``meanwhile`` while it waits."""
        if self.process is None:
            self._start()
        self.connection.send(block)
        while not self.connection.poll(0.05):
            meanwhile()
        result: Result = self.connection.recv()
        return result

    def _start(self) -> None:
        self.connection, theirs = Pipe()
        self.scratch = tempfile.TemporaryDirectory(prefix="repeat-")
        changed = {"NLPJOURNEY_SETTINGS": _settings(), "TMPDIR": self.scratch.name}
        variables = os.environ | changed
        variables.pop("PYTHONHASHSEED", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno()), str(os.getpid())],
            cwd=paths.ROOT,
            env=variables,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl-C goes to the session, which stops this process
        )
        theirs.close()
        self.connection.send(self.blocks)

    def stop(self) -> None:
        """End the interpreter and what it runs."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.connection.close()
            self.scratch.cleanup()
            self.process = None


def _settings() -> str:
    """The variables that differ from those of the first run. The time zone is twelve and a half
    hours away, so that the date is another one."""
    zone = "TZ=NLP+12:30" if datetime.now(UTC).hour < 12 else "TZ=NLP-12:30"
    given = os.environ.get("NLPJOURNEY_SETTINGS", "")
    return f"{given} {zone} USER=reader LOGNAME=reader"


def main(descriptor: str, parent: str) -> None:
    """Run the blocks that arrive and send back their results, until the connection closes."""
    cache.end_with(int(parent))
    runner.prepare()
    connection: Connection = Connection(int(descriptor))
    queue = runner.Queue(connection.recv(), 0)
    try:
        while True:
            connection.send(queue.result(connection.recv()))
    except EOFError:
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
