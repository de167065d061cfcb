"""The environment of a program: variables, folders of its own, the data of the offline hub."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nlpjourney.content import notebooks
from nlpjourney.content.pages import Block
from nlpjourney.hub import cache

STRICT_BASH = ["bash", "-euo", "pipefail"]
# Let a process keep the memory that it frees. By default, glibc returns a large tensor's memory to
# the system, which clears it for the next tensor: a seventh of the time of the DPO training.
KEEP_FREED_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "-1", "MALLOC_MMAP_MAX_": "0"}


def variables() -> dict[str, str]:
    """The environment variables of a block: the offline hub, this Python, one thread, UTC,
    unbuffered output of child Pythons, freed memory that is kept, the settings of a sweep."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    own = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PATH": programs}
    own |= {"TZ": "UTC", "PYTHONUNBUFFERED": "1"} | KEEP_FREED_MEMORY
    return os.environ | cache.environment() | own | settings()


def settings() -> dict[str, str]:
    """The variables in NLPJOURNEY_SETTINGS ("OMP_NUM_THREADS=2 MKL_CBWR=AVX2"), with which
    scripts/sweep.py emulates other processors."""
    given = os.environ.get("NLPJOURNEY_SETTINGS", "").split()
    return dict(pair.split("=", 1) for pair in given)


def program(file: Path) -> list[str]:
    """The command that runs a snippet's file with this Python or a strict bash."""
    interpreter = [sys.executable] if file.suffix == ".py" else STRICT_BASH
    return [*interpreter, str(file)]


def own_folders(scratch: Path) -> dict[str, str]:
    """The variables that keep a program's temporary files and caches in ``scratch``."""
    return {
        "TMPDIR": str(scratch),
        "XDG_CACHE_HOME": str(scratch / "cache"),
        "MPLCONFIGDIR": str(scratch / "matplotlib"),
        "HF_DATASETS_CACHE": str(scratch / "datasets"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "jupyter"),
        "TRITON_CACHE_DIR": str(scratch / "triton"),
        "TORCHINDUCTOR_CACHE_DIR": str(scratch / "inductor"),
    }


def link_data_sets(folder: Path) -> None:
    """Link the data sets of the offline hub into the block's own cache, so that no block finds
    the results of another block's map()."""
    shared = cache.home() / "datasets"
    for file in shared.rglob("*") if shared.is_dir() else ():
        if file.is_file() and file.suffix != ".lock":
            own = folder / file.relative_to(shared)
            own.parent.mkdir(parents=True, exist_ok=True)
            own.symlink_to(file)


def link_data_files(file: Path, work: Path) -> None:
    """Link the data files of a notebook into the folder where it runs."""
    for name in notebooks.data_files(file) if file.suffix == ".ipynb" else ():
        (work / name).symlink_to(file.with_name(name))


@contextmanager
def fresh() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder, and the environment for one run of a snippet that keeps its temporary files and
    caches in the folder."""
    with tempfile.TemporaryDirectory(prefix="block-") as scratch:
        folders = own_folders(Path(scratch))
        link_data_sets(Path(folders["HF_DATASETS_CACHE"]))
        yield Path(scratch), variables() | folders


def start_in(work: Path, file: Path, ipython: Path) -> None:
    """Let kernels whose IPYTHONDIR is ``ipython`` start in the folder ``work``, where the notebook
    finds its data files and writes its own files."""
    work.mkdir()
    link_data_files(file, work)
    startup = ipython / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "folder.py").write_text(f"import os\n\nos.chdir({str(work)!r})\n")


def run_fresh(block: Block) -> subprocess.CompletedProcess[str]:
    """Run a block as a reader does: a new interpreter, the reader's command, no sandbox."""
    with fresh() as (scratch, own):
        work = scratch / "work"
        work.mkdir()
        return subprocess.run(
            program(block.file),
            cwd=work,
            env=own,
            capture_output=True,
            text=True,
            timeout=block.options.timeout * 10,
        )
