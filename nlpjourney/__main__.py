"""``python -m nlpjourney``: the offline hub, single snippets, the checks."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from nlpjourney import execution, hub, made, pages
from nlpjourney.pages import ROOT, SNIPPETS, SUFFIX


def run(name: str) -> int:
    """Run a snippet with the offline hub, as ``models/heads/hidden_states`` or as a path."""
    wanted = Path(name.removeprefix("snippets/"))
    endings = [""] if wanted.suffix in SUFFIX.values() else list(SUFFIX.values())
    files = [file for end in endings if (file := SNIPPETS / f"{wanted}{end}").is_file()]
    if not files:
        print(
            f"snippets/{wanted}: no such snippet; find them under snippets/",
            file=sys.stderr,
        )
        return 2
    file = files[0]
    used = pages.local_ids(file)
    if problems := [*hub.verify(), *made.problems(used, made.makers())]:
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    with execution.fresh() as (_, variables):
        return subprocess.run(execution.program(file), env=variables).returncode


def audit(what: str) -> int:
    """Print the problems of the sources or of the built site; 1 where there are any."""
    from nlpjourney import audit as looks

    problems = looks.tree() if what == "tree" else looks.site(ROOT / "site")
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems" if problems else f"the {what} is as it should be")
    return 1 if problems else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlpjourney", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    about = commands.add_parser("hub", help="show, build or verify the offline hub")
    about.add_argument("action", nargs="*", help="build | verify (nothing: show)")
    about = commands.add_parser("run", help="run a snippet with the offline hub")
    about.add_argument("snippet", help="e.g. models/heads/hidden_states")
    about = commands.add_parser("audit", help="orphans, shadows, a site that differs")
    about.add_argument("what", choices=["tree", "site"])
    commands.add_parser("test", help="every check, a line each")
    commands.add_parser(
        "drift", help="every block with what is installed, and a report"
    )
    given = parser.parse_args(arguments)
    if given.command == "hub":
        # in a process of its own: forks of one in which PyTorch has worked may hang
        models = [sys.executable, "-m", "nlpjourney.made", *given.action]
        return hub.main(given.action) or subprocess.run(models).returncode
    if given.command == "run":
        return run(given.snippet)
    if given.command == "audit":
        return audit(given.what)
    from nlpjourney import drift, steps

    return drift.main() if given.command == "drift" else steps.main()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
