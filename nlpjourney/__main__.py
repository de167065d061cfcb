"""The command ``nlpjourney``: the offline hub, new pages, single snippets, audit, export."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import notebooks, results, skeleton
from nlpjourney.content.notebooks import NotebookError
from nlpjourney.content.options import LOCAL_ID
from nlpjourney.content.pages import SUFFIX, PageError
from nlpjourney.content.results import ResultsError
from nlpjourney.content.snapshots import MissingOutput
from nlpjourney.hub import cache
from nlpjourney.hub.catalog import HubError
from nlpjourney.testing import environment, trained


def new(kind: str, name: str) -> int:
    """Write the files of a new page or notebook, and print the next steps."""
    made = (skeleton.page if kind == "page" else skeleton.notebook)(name)
    listed = skeleton.write(made)
    for file in made.files:
        print(f"wrote {paths.shown_path(file)}")
    print(listed)
    page = paths.shown_path(made.file)
    print(f"edit it, then record it: make update PAGE={page}")
    if kind == "notebook":
        name = page.removeprefix("docs/").removesuffix(".ipynb")
        print(f"open it in JupyterLab: .venv/bin/python -m nlpjourney run {name}")
    print("see it on the site: make serve; check it: make check")
    return 0


def run(name: str) -> int:
    """Run a snippet, or open a notebook, with the offline hub.

    ``name`` is a path below snippets/ or docs/, with or without its ending.
    """
    file = _find(name)
    if file is None:
        print(
            f"{name}: no such snippet or notebook; name a file under snippets/ or docs/notebooks/",
            file=sys.stderr,
        )
        return 2
    is_notebook = file.suffix == ".ipynb"
    code = (
        notebooks.read(file).program
        if is_notebook
        else paths.read_text(file, PageError)
    )
    used = set(LOCAL_ID.findall(code))
    if problems := [*cache.verify(), *trained.problems(used, trained.find_producers())]:
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    with environment.fresh() as (scratch, variables):
        work, command = scratch / "work", environment.program(file)
        if is_notebook:
            environment.start_in(work, file, scratch / "ipython")
            command = [sys.executable, "-m", "jupyter", "lab", str(file)]
            return _in_foreground(command, Path.cwd(), variables)
        work.mkdir()  # files that the program writes are deleted with the folder
        return _in_foreground(command, work, variables)


def _in_foreground(command: list[str], folder: Path, variables: dict[str, str]) -> int:
    """Run a command that handles Ctrl-C itself; return its exit status, as a shell reports it."""
    process = subprocess.Popen(command, cwd=folder, env=variables)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return 128 - code if code < 0 else code


def _find(name: str) -> Path | None:
    wanted = Path(name).resolve()
    if not wanted.is_file():
        inside = name.removeprefix("snippets/").removeprefix("docs/")
        candidates = [
            *(paths.SNIPPETS / f"{inside}{end}" for end in ("", *SUFFIX.values())),
            *(paths.DOCS / f"{inside}{end}" for end in ("", ".ipynb")),
        ]
        return next((file for file in candidates if file.is_file()), None)
    return wanted


def audit(what: str) -> int:
    """Print the problems of the sources or of the built site; return 1 if there are any."""
    from nlpjourney import audit as looks

    problems = looks.tree() if what == "tree" else looks.site(paths.ROOT / "site")
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems" if problems else f"the {what} has no problems")
    return 1 if problems else 0


def export(out: Path) -> int:
    """Write the pages as plain Markdown, with assets and a mkdocs.yml, into ``out``."""
    from nlpjourney.site import export as exporter
    from nlpjourney.site.charts import PlotError

    try:
        pages = exporter.write(out)
    except (FileExistsError, PlotError) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, FileExistsError) else 1
    print(
        f"{pages} pages in {out}; to build a site from them, run zensical build there"
    )
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run a command; print an error as one line, and return the exit status."""
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except ERRORS as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, skeleton.NameRefused) else 1
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return cache.INTERRUPTED


ERRORS = (
    skeleton.NameRefused,
    HubError,
    MissingOutput,
    NotebookError,
    OSError,
    PageError,
    ResultsError,
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nlpjourney", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    about = commands.add_parser("hub", help="show, build or verify the offline hub")
    about.add_argument("action", nargs="*", help="build | verify (default: show)")
    about = commands.add_parser("new", help="write the files of a new page or notebook")
    about.add_argument("kind", choices=["page", "notebook"])
    about.add_argument("name", help="e.g. data/shuffling, basics/first_steps")
    about = commands.add_parser(
        "run", help="run a snippet or open a notebook with the offline hub"
    )
    about.add_argument(
        "name", help="e.g. models/heads/hidden_states, notebooks/basics/hf_pipeline"
    )
    about = commands.add_parser(
        "audit", help="find problems of the sources or of the built site"
    )
    about.add_argument("what", choices=["tree", "site"])
    about = commands.add_parser("merge", help="merge the reports of shards")
    about.add_argument(
        "folder", type=Path, help="the folder with the reports, e.g. reports/shards"
    )
    about = commands.add_parser("export", help="write the pages for another generator")
    about.add_argument("out", type=Path, help="a new folder")
    return parser


def _run(given: argparse.Namespace) -> int:
    if given.command == "new":
        return new(given.kind, given.name)
    if given.command == "hub":
        # in a separate process: forks of one that has used PyTorch may hang
        models = [sys.executable, "-m", "nlpjourney.testing.trained", *given.action]
        return cache.main(given.action) or subprocess.run(models).returncode
    if given.command == "run":
        return run(given.name)
    if given.command == "audit":
        return audit(given.what)
    if given.command == "export":
        return export(given.out)
    merged = results.merge(given.folder)
    print(f"{merged} reports merged")
    return 0 if merged else 1


if __name__ == "__main__":
    sys.exit(main())
