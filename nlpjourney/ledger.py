"""The ledger: what the last verification saw of every block.

A build product (``docs/ledger.json``), published with the site and shown on its page; it is
merged run by run, so a run of one page leaves what is known of the others.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nlpjourney.pages import DOCS, Block

FILE = DOCS / "ledger.json"


@dataclass(frozen=True)
class Entry:
    """One block or notebook as it last ran.

    ``sha256`` is of what ran, ``seconds`` the wall time of its body, ``peak_mib``
    its process's largest resident memory, ``when`` an ISO 8601 date and time (UTC), ``key``
    the fingerprint of all that the result rests on.
    """

    snippet: str
    page: str
    line: int
    result: str
    seconds: float
    peak_mib: int
    versions: dict[str, str]
    checkpoints: list[str]
    sha256: str
    when: str
    key: str = ""
    reason: str = ""

    @property
    def is_notebook(self) -> bool:
        return self.snippet.endswith(".ipynb")


@dataclass
class Ledger:
    """All entries by snippet, and the machine that saw them."""

    entries: dict[str, Entry] = field(default_factory=dict)
    machine: str = ""

    @property
    def seconds(self) -> float:
        return sum(entry.seconds for entry in self.entries.values())

    @property
    def when(self) -> str:
        return max((entry.when for entry in self.entries.values()), default="")

    def count(self, result: str) -> int:
        return sum(entry.result == result for entry in self.entries.values())

    def verified(self, block: Block) -> Entry | None:
        """The entry of a block that passed with the bytes it has now."""
        entry = self.entries.get(block.snippet)
        passed = entry and entry.result == "passed" and entry.sha256 == sha256(block)
        return entry if passed else None


def sha256(block: Block) -> str:
    """The hash of what runs."""
    return hashlib.sha256(block.program.encode()).hexdigest()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def load(file: Path | None = None) -> Ledger:
    """The last ledger; an empty one where none was written yet.

    Raises:
        ValueError: the file is not a ledger; the message names it and the cure.
    """
    file = file or FILE
    if not file.is_file():
        return Ledger()
    try:
        data = json.loads(file.read_text("utf-8"))
        entries = [Entry(**entry) for entry in data["blocks"]]
        machine = str(data["machine"])
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(
            f"{file} is not a ledger ({error}); delete it, run make test"
        ) from None
    return Ledger({entry.snippet: entry for entry in entries}, machine)


def merge(new: list[Entry], shown: set[str] | None, file: Path | None = None) -> Ledger:
    """Add ``new`` entries to the ledger and write it; forget blocks that no page shows.

    Args:
        shown: the snippets of the site as it is now; None forgets none.
    """
    file = file or FILE
    ledger = load(file)
    ledger.machine = machine()
    ledger.entries |= {entry.snippet: entry for entry in new}
    ledger.entries = {
        name: entry
        for name, entry in sorted(ledger.entries.items())
        if shown is None or name in shown
    }
    blocks = [asdict(entry) for entry in ledger.entries.values()]
    text = json.dumps({"machine": ledger.machine, "blocks": blocks}, indent=1)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text + "\n", "utf-8")
    os.replace(beside, file)
    return ledger


def machine() -> str:
    """This machine in words: cores, memory, system, Python; no host name, no path."""
    cores = os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}"
    return (
        f"{cores} cores, {memory:.0f} GiB, {system}, Python {platform.python_version()}"
    )
