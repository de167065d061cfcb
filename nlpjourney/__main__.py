"""The command ``nlpjourney``: the offline hub, single snippets, the audit, the export."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content import notebooks, results
from nlpjourney.content.options import LOCAL_ID
from nlpjourney.content.pages import SUFFIX
from nlpjourney.hub import cache
from nlpjourney.testing import environment, trained


def run(name: str) -> int:
    """Run a snippet, or open a notebook, with the offline hub.

    ``name`` is a path below snippets/ or docs/, with or without its ending.
    """
    file = _find(name)
    if file is None:
        print(
            f"{name}: no such snippet or notebook; they lie under snippets/ and docs/notebooks/",
            file=sys.stderr,
        )
        return 2
    is_notebook = file.suffix == ".ipynb"
    code = notebooks.read(file).program if is_notebook else file.read_text("utf-8")
    used = set(LOCAL_ID.findall(code))
    if problems := [*cache.verify(), *trained.problems(used, trained.find_producers())]:
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    with environment.fresh() as (scratch, variables):
        work, command = scratch / "work", environment.program(file)
        if is_notebook:
            environment.start_in(work, file, scratch / "ipython")
            command = [sys.executable, "-m", "jupyter", "lab", str(file)]
            return subprocess.run(command, env=variables).returncode
        work.mkdir()  # what the program writes goes with the folder
        return subprocess.run(command, cwd=work, env=variables).returncode


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
    """Print the problems of the sources or of the built site; 1 where there are any."""
    from nlpjourney import audit as looks

    problems = looks.tree() if what == "tree" else looks.site(paths.ROOT / "site")
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems" if problems else f"the {what} is as it should be")
    return 1 if problems else 0


def export(out: Path) -> int:
    """Write the pages as plain Markdown, with assets and a mkdocs.yml, into ``out``."""
    from nlpjourney.site import export as exporter

    try:
        pages = exporter.write(out)
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{pages} pages in {out}; zensical build, run there, makes a site of them")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nlpjourney", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    about = commands.add_parser("hub", help="show, build or verify the offline hub")
    about.add_argument("action", nargs="*", help="build | verify (nothing: show)")
    about = commands.add_parser(
        "run", help="run a snippet or open a notebook with the offline hub"
    )
    about.add_argument(
        "name", help="e.g. models/heads/hidden_states, notebooks/basics/hf_pipeline"
    )
    about = commands.add_parser("audit", help="orphans, shadows, a site that differs")
    about.add_argument("what", choices=["tree", "site"])
    about = commands.add_parser("merge", help="bring the reports of shards together")
    about.add_argument("folder", type=Path, help="where they lie, e.g. reports/shards")
    about = commands.add_parser("export", help="write the pages for another generator")
    about.add_argument("out", type=Path, help="a new folder")
    given = parser.parse_args(arguments)
    if given.command == "hub":
        # in a process of its own: forks of one in which PyTorch has worked may hang
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
