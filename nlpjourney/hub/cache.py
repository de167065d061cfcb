"""The offline hub: a Hugging Face cache laid out from packages.

With the variables of `environment()`, `from_pretrained(<Hub id>)` and
`load_dataset(<id>)` find what the catalog lists and use no network.

    python -m nlpjourney hub          what the hub holds, from where, in which state
    python -m nlpjourney hub build    fetch and lay out what is missing or damaged
    python -m nlpjourney hub verify   compare every byte with the catalog
"""

import argparse
import ctypes
import errno
import gc
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from nlpjourney import paths
from nlpjourney.hub import catalog
from nlpjourney.hub.catalog import Entry, HubError, Repository, read_catalog
from nlpjourney.hub.recipes import make_files

FIX = "make hub"
DELETED = f"It is deleted; run `{FIX}` to fetch it again."
SPACE_NEEDED = "about 1 GB"
OTHER_HASH = re.compile(  # what pip says of a package
    r"Expected sha256 ([0-9a-f]{64})\s+Got\s+([0-9a-f]{64})"
)
PR_SET_PDEATHSIG = 1  # of Linux
INTERRUPTED = 130  # as a shell reports Ctrl-C
WRITTEN_BY_DATASETS = ("cache-*.arrow", "tmp*")  # results of map(), next to the data


@dataclass(frozen=True)
class Problem:
    """A path of the hub that differs from the catalog."""

    entry: str
    file: str
    expected: str
    found: str

    def __str__(self) -> str:
        return (
            f"{self.entry}: {self.file}: expected {self.expected}, found {self.found}; "
            f"run `{FIX}`."
        )


def home() -> Path:
    """The hub's folder: `NLPJOURNEY_HUB`, or `.hub` in the project's root."""
    return Path(os.environ.get("NLPJOURNEY_HUB") or paths.ROOT / ".hub").absolute()


def located(given: Path | None) -> Path:
    """The absolute path of the hub's folder: `given`, or else `home()`."""
    return given.absolute() if given else home()


def environment(home: Path | None = None) -> dict[str, str]:
    """The variables that make a process use the hub, and nothing but the hub.

    They also override settings of the user that take precedence over `HF_HOME`.
    """
    home = located(home)
    return {
        "HF_HOME": str(home),
        "HF_HUB_CACHE": str(home / "hub"),
        "HF_DATASETS_CACHE": str(home / "datasets"),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


def verify(home: Path | None = None) -> list[Problem]:
    """Every path of the hub that differs from the catalog in any byte."""
    home = located(home)
    return [
        problem
        for entry in read_catalog(catalog.CATALOG)
        for problem in problems(entry, home / entry.folder)
    ]


def fingerprint(home: Path | None = None) -> str:
    """Sixteen hex digits that change when the hub's content changes.

    It is cheap: it covers the catalog's hashes and the sizes of the files. Only `verify`
    checks every byte.
    """
    home = located(home)
    content = []
    for entry in read_catalog(catalog.CATALOG):
        content.append(f"{entry.id} {entry.commit}")
        for path in map((home / entry.folder).joinpath, sorted(expectations(entry))):
            size = path.stat().st_size if path.exists() else "missing"
            content.append(f"{path.relative_to(home)} {size}")
    return hashlib.sha256("\n".join(content).encode()).hexdigest()[:16]


def expectations(entry: Repository) -> dict[str, str]:
    """The expected `description` of each path in the entry's folder."""
    expected = {}
    for name, sha256 in entry.files.items():
        expected[entry.place(name)] = f"sha256 {sha256}"
        if entry.kind == "model":
            link, target = entry.link(name)
            expected[link] = f"a link to {target}"
    if entry.kind == "model":
        commit = hashlib.sha256(entry.commit.encode()).hexdigest()
        expected["refs/main"] = f"sha256 {commit}"
    return expected


def description(path: Path) -> str:
    """What is at a path: nothing, a folder, a link's target, or a file's sha256."""
    if path.is_symlink():
        return f"a link to {os.readlink(path)}"
    if path.is_dir():
        return "a folder"
    if not path.exists():
        return "nothing"
    return f"sha256 {sha256_of(path)}"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def problems(entry: Repository, folder: Path) -> list[Problem]:
    """Every path below an entry's folder that differs from the catalog."""
    expected = expectations(entry)
    names = {entry.place(name): f" ({name})" for name in entry.files}
    tolerated = WRITTEN_BY_DATASETS if entry.kind == "dataset" else ()
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if (path.is_symlink() or not path.is_dir())
        and not any(fnmatch(path.name, pattern) for pattern in tolerated)
    }
    return [
        Problem(entry.id, f"{entry.folder / path}{names.get(path, '')}", wanted, found)
        for path in sorted(expected.keys() | present)
        if (found := description(folder / path))
        != (wanted := expected.get(path, "nothing"))
    ]


def build(home: Path | None = None) -> None:
    """Fetch and lay out every entry that is missing or damaged.

    As many entries at a time as there are cores. An entry is made in a scratch folder and then
    moved into place, so that an interrupted build leaves nothing half done; downloads are kept.
    Builds wait for one another.

    Raises HubError, whose message names a fix, if a package cannot be fetched, has a sha256
    other than the cataloged one, does not give the cataloged files, or does not fit on the
    disk.
    """
    home = located(home)
    home.mkdir(parents=True, exist_ok=True)
    with only_build(home), scratch_folder(home) as scratch:
        processes = ProcessPoolExecutor(
            os.cpu_count(),
            initializer=begin_worker,
            initargs=(os.getpid(),),
        )
        one = partial(build_entry, home=home, scratch=scratch)
        try:
            for _ in processes.map(one, read_catalog(catalog.CATALOG)):
                pass
        finally:
            processes.shutdown(cancel_futures=True)


def begin_worker(parent: int) -> None:
    """Leave Ctrl-C to the process that waits for this one, and end with it. Collect no garbage:
    the syntax trees of the docstrings' packages would be searched again and again."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    end_with(parent)


def end_with(parent: int) -> None:
    """Let this process end when ``parent`` ends (Linux); end it now if ``parent`` has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def build_entry(entry: Entry, home: Path, scratch: Path) -> None:
    try:
        make_entry(entry, home, scratch / entry.folder.name)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise HubError(no_space(entry, home)) from error


def make_entry(entry: Entry, home: Path, scratch: Path) -> None:
    started = time.monotonic()
    if not problems(entry, home / entry.folder):
        say(f"{entry.id}: present and intact")
        return
    archive = fetch(entry, home / "downloads", scratch)
    say(f"{entry.id}: laying out from {archive.name}{and_others(entry)}")
    made = scratch / entry.folder.name
    lay_out(entry, make_files(entry, archive, scratch), made)
    if wrong := problems(entry, made):
        raise HubError(
            "\n".join(
                f"{entry.id}: {problem.file} came out as {problem.found}, but the "
                f"catalog says {problem.expected}; install the pinned versions with "
                f"`.venv/bin/python -m pip install -r requirements.txt`, then run `{FIX}`."
                for problem in wrong
            )
        )
    put_in_place(made, home / entry.folder, scratch)
    say(f"{entry.id}: done in {time.monotonic() - started:.0f} s")


def and_others(entry: Entry) -> str:
    return f" and {len(entry.packages)} more" if entry.packages else ""


def fetch(entry: Entry, downloads: Path, scratch: Path) -> Path:
    """Return the entry's first package; those that `downloads` lacks come from the package index.

    pip and this function compare the sha256 of each before anything opens it.
    """
    downloads.mkdir(exist_ok=True)
    if missing := [part for part in entry.parts() if not is_kept(part, downloads)]:
        names = ", ".join(part.requirement for part in missing)
        megabytes = sum(part.download_bytes for part in missing) / 1e6
        say(f"{entry.id}: fetching {names} ({megabytes:.0f} MB)")
        folder = scratch / "pip"
        run_pip_download(missing, folder)
        for part in missing:
            fetched = folder / part.download
            if (found := sha256_of(fetched)) != part.download_sha256:
                fetched.unlink()
                raise HubError(f"{wrong_download(part, found)} {DELETED}")
            fetched.replace(downloads / part.download)
    return downloads / entry.download


def is_kept(entry: Entry, downloads: Path) -> bool:
    """Whether the entry's package is among the downloads; deletes it if it is damaged."""
    archive = downloads / entry.download
    if not archive.exists():
        return False
    if (found := sha256_of(archive)) == entry.download_sha256:
        return True
    archive.unlink()
    say(f"{wrong_download(entry, found)} It is deleted and fetched again.")
    return False


def run_pip_download(entries: list[Entry], folder: Path) -> None:
    """Let pip fetch the cataloged files, and only these: one process for all, since pip takes
    longer to start than to fetch a small package.

    pip asks the build backend of a source archive for the project's name and version, which
    would run the archive's setup.py. The backend written here answers instead.
    """
    backend = folder / "backend" / "setuptools"
    backend.mkdir(parents=True, exist_ok=True)
    (backend / "__init__.py").touch()
    (backend / "build_meta.py").write_text(ANSWERING_BACKEND)
    requirements = folder / "requirements.txt"
    requirements.write_text(
        "\n".join(
            f"{entry.requirement} --hash=sha256:{entry.download_sha256}"
            for entry in entries
        )
    )
    options = (
        "--quiet --no-deps --no-cache-dir --disable-pip-version-check --require-hashes "
        "--no-build-isolation --use-pep517 --ignore-requires-python"
    )
    paths = ["--requirement", str(requirements), "--dest", str(folder)]
    pip = subprocess.run(
        [sys.executable, "-m", "pip", "download", *options.split(), *paths],
        env=os.environ | {"PYTHONPATH": str(backend.parent), "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if pip.returncode == 0:
        return
    if os.strerror(errno.ENOSPC) in pip.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if other := OTHER_HASH.search(pip.stderr):
        expected, found = other.groups()
        entry = next(one for one in entries if one.download_sha256 == expected)
        raise HubError(f"{wrong_download(entry, found)} {DELETED}")
    reasons = re.findall(r"^ERROR: (.*)", pip.stderr, re.MULTILINE) or [pip.stderr]
    if "Retrying" in pip.stderr:
        reasons.append("the package index does not respond")
    names = ", ".join(entry.requirement for entry in entries)
    raise HubError(
        f"{entries[0].id}: {names} could not be fetched: {reasons[-1].strip()}; "
        f"check the network, then run `{FIX}`, which keeps what is already there."
    )


ANSWERING_BACKEND = """\
import email, pathlib, sys

__legacy__ = sys.modules[__name__]


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    metadata = pathlib.Path("PKG-INFO").read_bytes()
    known = email.message_from_bytes(metadata)
    name = f"{known['Name'].replace('-', '_')}-{known['Version']}.dist-info"
    folder = pathlib.Path(metadata_directory, name)
    folder.mkdir()
    (folder / "METADATA").write_bytes(metadata)
    return folder.name
"""


def lay_out(entry: Repository, files: dict[str, bytes], folder: Path) -> None:
    """Write an entry's folder: its files, and for a model also the links and the ref."""
    for name, content in files.items():
        write(folder / entry.place(name), content)
        if entry.kind == "model":
            path, target = entry.link(name)
            link = folder / path
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target)
    if entry.kind == "model":
        write(folder / "refs" / "main", entry.commit.encode())


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def put_in_place(made: Path, target: Path, scratch: Path) -> None:
    """Move a finished folder to where the libraries look for it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(target):
        target.rename(scratch / f"replaced-{target.name}")
    made.rename(target)


@contextmanager
def only_build(home: Path) -> Iterator[None]:
    """Hold the hub's lock, waiting for another build to end."""
    lock = FileLock(home / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"another build is running in {home}: waiting until it ends")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def scratch_folder(home: Path) -> Iterator[Path]:
    """A folder for what is being made; deletes the folders of builds that were killed.

    Only the build that holds the lock is running, so any other such folder is a leftover.
    """
    for leftover in home.glob(".building-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    scratch = home / f".building-{os.getpid()}"
    scratch.mkdir(exist_ok=True)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def wrong_download(entry: Entry, found: str) -> str:
    return (
        f"{entry.id}: {entry.download} has sha256 {found}, but the catalog says "
        f"{entry.download_sha256}."
    )


def no_space(entry: Entry, home: Path) -> str:
    free = shutil.disk_usage(home).free / 1e6
    return (
        f"{entry.id}: the disk of {home} is full: the hub needs {SPACE_NEEDED}, and "
        f"{free:.0f} MB are free; make room or set NLPJOURNEY_HUB to another folder, "
        f"then run `{FIX}`."
    )


def show(home: Path | None = None) -> str:
    """The catalog as text, with the size and the state of each entry."""
    home = located(home)
    shown = [f"Offline hub in {home}"]
    for entry in read_catalog(catalog.CATALOG):
        folder = home / entry.folder
        if not folder.exists():
            state = "missing"
        else:
            state = "damaged" if problems(entry, folder) else "present"
            files = [folder / path for path in expectations(entry)]
            size = sum(path.lstat().st_size for path in files if os.path.lexists(path))
            state += f", {size / 1e6:.0f} MB"
        shown += ["", f"{entry.id} ({entry.kind}, {state})"]
        facts = {
            "package": ", ".join(part.requirement for part in entry.parts()),
            "license": entry.license,
            "provenance": entry.provenance,
            "differs": entry.differs,
        }
        if entry.rows:
            rows = (f"{name} {count:,}" for name, count in entry.rows.items())
            facts["rows"] = ", ".join(rows)
        for label, fact in facts.items():
            indent = f"  {label:<11} "
            shown.append(
                textwrap.fill(
                    " ".join(fact.split()),
                    width=88,
                    initial_indent=indent,
                    subsequent_indent=" " * len(indent),
                )
            )
    return "\n".join(shown)


def say(line: str) -> None:
    print(line, flush=True)


def main(argv: list[str]) -> int:
    """Run `python -m nlpjourney hub [show|build|verify]`; return 1 if something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m nlpjourney hub", description="The offline hub."
    )
    parser.add_argument(
        "action",
        nargs="?",
        choices=("show", "build", "verify"),
        default="show",
        help="show what it holds (default), build it, or compare it with its catalog",
    )
    action = parser.parse_args(argv).action
    try:
        if action == "build":
            build()
        elif action == "verify":
            found = verify()
            for problem in found:
                say(str(problem))
            if found:
                return 1
            say(f"{home()}: every file is as cataloged")
        else:
            say(show())
    except HubError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"{error.filename or home()}: {error.strerror}; repair it, or set NLPJOURNEY_HUB to "
            f"another folder, then run `{FIX}`.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print(f"\ninterrupted; run `{FIX}` to continue.", file=sys.stderr)
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
