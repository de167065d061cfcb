"""Make ``.venv`` and install a layer of requirements/ and the project. Needs only Python.

Run ``python3 -m scripts.environment site`` (or ``all``). It can be interrupted and run again: it
keeps what is installed and adds what is missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TESTED = (3, 11)  # with which the programs' outputs were recorded
LAYERS = {
    "site": "requirements/site.txt",
    "all": "requirements.txt",
}
SPACE = {"site": 0.6, "all": 5.0}  # GB, with what web/ and the offline hub take
TORCH = "torch==2.13.0"
BROKEN_DOWNLOAD = "DO NOT MATCH THE HASHES"
FIXES = (
    (
        ("ensurepip is not available",),
        "This Python has no venv module: install it (on Debian: apt-get install "
        "python3-venv) and run the same command again.",
    ),
    (
        ("No space left", "Errno 28", "ENOSPC"),
        "The disk is full: the environment takes 3 GB, the offline hub 1 GB. "
        "Free some space and run the same command again; it continues.",
    ),
    (
        (BROKEN_DOWNLOAD, "BadZipFile", "Checksum", "IncompleteRead", "EINTEGRITY"),
        "A download is broken (its hash is not the pinned one). Run the same command again "
        "to fetch it again. If the error persists, do not trust the source.",
    ),
    (
        (
            "NewConnectionError",
            "NameResolutionError",
            "Name or service not known",
            "Temporary failure in name resolution",
            "Network is unreachable",
            "ConnectTimeout",
            "ReadTimeout",
            "ProxyError",
            "from versions: none",
            "ENOTFOUND",
            "EAI_AGAIN",
            "ECONNREFUSED",
            "ETIMEDOUT",
        ),
        "The package index cannot be reached. The first set-up needs a network (or a proxy "
        "that pip knows); run the same command again once there is one, it continues.",
    ),
)


class SetupError(Exception):
    """The environment could not be made; the message is one sentence with the fix."""


def install(layer: str) -> None:
    """Complete ``.venv`` with a layer; returns at once if nothing changed.

    Raises:
        SetupError: there is no network or too little space, or a download is broken.
    """
    pins = [ROOT / "pyproject.toml", *sorted((ROOT / "requirements").glob("*.txt"))]
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in pins)).hexdigest()
    stamp = VENV / f".complete-{layer}"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < SPACE[layer]:
        raise SetupError(
            f"the layer {layer} needs {SPACE[layer]:g} GB of disk space, and "
            f"{free:.1f} GB are free: make room and run the same command again."
        )
    if layer == "all" and sys.version_info[:2] != TESTED:
        print(
            f"note: the programs were tested with Python {'.'.join(map(str, TESTED))}, "
            f"this is {sys.version.split()[0]}"
        )
    if not _works(PYTHON):
        print("making .venv", flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    print(
        f"installing the layer {layer} (once; takes minutes on a slow network)",
        flush=True,
    )
    if layer == "all" and not _works(PYTHON, "import torch"):
        _install_torch()
    _pip("install", "--require-hashes", "-r", LAYERS[layer])
    _pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    stamp.write_text(wanted)


def _install_torch() -> None:
    try:
        _pip("install", "--require-hashes", "--no-deps", "-r", "requirements/torch.txt")
    except SetupError as error:
        if error.args[0] != explain(BROKEN_DOWNLOAD):
            raise
        print(
            "no CPU build of torch was found: installing the default build, several GB"
        )
        _pip("install", TORCH)


def _works(python: Path, code: str = "import pip") -> bool:
    return (
        python.exists()
        and subprocess.run([str(python), "-c", code], capture_output=True).returncode
        == 0
    )


def _pip(*arguments: str) -> None:
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    _run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments, *quiet])


def _run(command: list[str]) -> None:
    """Run ``command``, showing what it prints; a failure becomes one sentence."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if sys.stdout.isatty():
                sys.stdout.write(line)
    if process.returncode:
        output = "".join(lines)
        raise SetupError(explain(output))


def explain(output: str) -> str:
    """The fix for the output of a failed installer; its last lines if no fix is known."""
    for signs, fix in FIXES:
        if any(sign in output for sign in signs):
            return fix
    tail = "\n".join(output.strip().splitlines()[-6:])
    return f"The installer failed; run the same command again. Its last lines:\n{tail}"


def main(arguments: list[str]) -> int:
    try:
        install(arguments[0])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; run the same command again to continue", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"{error}: {explain(os.strerror(error.errno or 0))}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
