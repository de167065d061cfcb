"""The set-up explains in one sentence what stops it, and continues where it stopped."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nlpjourney.paths import ROOT
from scripts import environment
from scripts.environment import SetupError, explain

NO_NETWORK = """\
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, \
status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.\
connection.HTTPSConnection object at 0x7f21>: Failed to establish a new connection: \
[Errno -3] Temporary failure in name resolution')': /simple/mkdocs/
ERROR: Could not find a version that satisfies the requirement mkdocs==1.6.1 \
(from versions: none)
ERROR: No matching distribution found for mkdocs==1.6.1
"""
PROXY = """\
WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, \
status=None)) after connection broken by 'ProxyError('Cannot connect to proxy.', \
OSError('Tunnel connection failed: 403 Forbidden'))': /simple/numpy/
"""
FULL_DISK = """\
Installing collected packages: torch
ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device
"""
WRONG_HASH = """\
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have \
updated the package versions, please update the hashes. Otherwise, examine the package \
contents carefully; someone may have tampered with them.
    numpy==2.4.0 from example/numpy-2.4.0-cp311-cp311-manylinux_2_17_x86_64.whl:
        Expected sha256 0000000000000000000000000000000000000000000000000000000000000000
             Got        1111111111111111111111111111111111111111111111111111111111111111
"""
CUT_OFF = """\
pip._vendor.urllib3.exceptions.ProtocolError: ('Connection broken: IncompleteRead(1024 \
bytes read, 2048 more expected)', IncompleteRead(1024 bytes read, 2048 more expected))
"""
NPM_HASH = """\
npm error code EINTEGRITY
npm error sha512-0 integrity checksum failed when using sha512: wanted sha512-0 but got sha512-1
"""
NPM_NETWORK = (
    "npm error code ENOTFOUND\nnpm error network This is a problem related to network"
)
UNKNOWN = "\n".join(f"line {number}" for number in range(1, 20))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (NO_NETWORK, "The package index cannot be reached."),
        (PROXY, "The package index cannot be reached."),
        (FULL_DISK, "The disk is full: the environment takes 3 GB"),
        (WRONG_HASH, "A download is broken (its hash is not the pinned one)."),
        (CUT_OFF, "A download is broken"),
        (NPM_HASH, "A download is broken"),
        (NPM_NETWORK, "The package index cannot be reached."),
        (UNKNOWN, "The installer failed; run the same command again."),
    ],
    ids=[
        "network",
        "proxy",
        "disk",
        "hash",
        "cut_off",
        "npm_hash",
        "npm_network",
        "unknown",
    ],
)
def test_a_failed_installer_is_explained(output: str, sentence: str) -> None:
    said = explain(output)
    assert said.startswith(sentence)
    assert "the same command again" in said


def test_the_last_words_of_an_unknown_failure_are_kept() -> None:
    assert explain(UNKNOWN).endswith(
        "line 14\nline 15\nline 16\nline 17\nline 18\nline 19"
    )


class Installer:
    """Stands in for pip and venv: records the commands, and fails where a test says so."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commands: list[str] = []
        self.fails: list[BaseException] = []
        self.fails_at = ""
        self.torch = False

    def __call__(self, command: list[str]) -> None:
        words = " ".join(command)
        self.commands.append(words)
        if self.fails and self.fails_at in words:
            raise self.fails.pop(0)
        if "venv" in command:
            python = self.root / ".venv" / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.touch()
        if "torch" in words:
            self.torch = True

    def works(self, python: Path, code: str = "import pip") -> bool:
        return python.exists() and (self.torch or "torch" not in code)

    def ran(self) -> list[str]:
        """The commands since the last call, in one word each."""
        words = {
            "--editable": "project",
            "-m venv": "venv",
            "torch": "torch",
            "site.txt": "site",
            "-r": "all",
        }
        found = [
            next(word for sign, word in words.items() if sign in command)
            for command in self.commands
        ]
        self.commands.clear()
        return found


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installer:
    installer = Installer(tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").touch()
    for name in ("site", "run", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    venv = tmp_path / ".venv"
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(environment, "_run", installer)
    monkeypatch.setattr(environment, "_works", installer.works)
    return installer


def test_a_layer_is_installed_once(installer: Installer) -> None:
    environment.install("site")
    assert installer.ran() == ["venv", "site", "project"]
    environment.install("site")
    assert installer.ran() == []
    environment.install("all")
    assert installer.ran() == ["torch", "all", "project"]
    environment.install("all")
    environment.install("site")
    assert installer.ran() == []


def test_changed_pins_are_installed_without_a_new_venv(installer: Installer) -> None:
    environment.install("all")
    installer.ran()
    (installer.root / "requirements" / "run.txt").write_text("run==2\n")
    environment.install("all")
    assert installer.ran() == ["all", "project"]


@pytest.mark.parametrize("why", [KeyboardInterrupt(), SetupError("no network")])
@pytest.mark.parametrize(
    ("at", "first", "then"),
    [
        ("-m venv", ["venv"], ["venv", "torch", "all", "project"]),
        ("torch", ["venv", "torch"], ["torch", "all", "project"]),
        ("requirements.txt", ["venv", "torch", "all"], ["all", "project"]),
    ],
)
def test_an_interrupted_set_up_continues(
    installer: Installer,
    why: BaseException,
    at: str,
    first: list[str],
    then: list[str],
) -> None:
    installer.fails, installer.fails_at = [why], at
    assert environment.main(["all"]) in (1, 130)
    assert installer.ran() == first
    assert environment.main(["all"]) == 0
    assert installer.ran() == then


def test_hashes_are_required(installer: Installer) -> None:
    environment.install("all")
    pip = [command for command in installer.commands if "install" in command]
    assert pip
    assert all("--require-hashes" in command for command in pip[:-1])
    assert "--no-deps --no-build-isolation --editable ." in pip[-1]


@pytest.mark.parametrize(
    ("why", "said", "code"),
    [
        (SetupError(explain(NO_NETWORK)), "The package index cannot be reached.", 1),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full", 1),
        (KeyboardInterrupt(), "interrupted; run the same command again", 130),
    ],
    ids=["network", "disk", "interrupted"],
)
def test_the_command_says_one_sentence(
    installer: Installer,
    capsys: pytest.CaptureFixture[str],
    why: BaseException,
    said: str,
    code: int,
) -> None:
    installer.fails = [why]
    assert environment.main(["site"]) == code
    captured = capsys.readouterr().err
    assert said in captured
    assert len(captured.strip().splitlines()) == 1


def test_a_full_disk_is_named_before_anything_is_installed(
    installer: Installer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(environment, "SPACE", {"site": 10.0**9})
    assert environment.main(["site"]) == 1
    captured = capsys.readouterr().err
    assert captured.startswith("the layer site needs 1e+09 GB of disk space, and ")
    assert len(captured.splitlines()) == 1
    assert installer.ran() == []


@pytest.mark.parametrize(
    ("layer", "version", "says"),
    [("all", (3, 13), True), ("all", (3, 11), False), ("site", (3, 13), False)],
)
def test_another_python_than_the_tested_one_is_named(
    installer: Installer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    layer: str,
    version: tuple[int, int],
    says: bool,
) -> None:
    monkeypatch.setattr(environment.sys, "version_info", (*version, 0, "final", 0))
    assert environment.main([layer]) == 0
    said = capsys.readouterr().out
    assert ("the programs were tested with Python 3.11" in said) == says


@pytest.mark.parametrize("target", ["help", "site", "serve", "test"])
@pytest.mark.parametrize("python", ["no-such-python", "old-python"])
def test_make_names_a_python_that_is_missing_or_old(
    tmp_path: Path, target: str, python: str
) -> None:
    (tmp_path / "old-python").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "old-python").chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    program = tmp_path / python
    done = subprocess.run(
        ["make", target, f"PYTHON={program}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [
        line
        for line in done.stderr.splitlines()
        if not line.startswith(("make:", "make["))
    ]
    assert said == [
        f"Python 3.11.5 or newer is needed, and {program} is not: install it, or name it "
        "with make PYTHON=/path/to/python3"
    ]
    assert (done.returncode == 0) == (target == "help")


def test_a_real_installer_that_fails_is_explained() -> None:
    program = f"print({FULL_DISK!r}); raise SystemExit(2)"
    with pytest.raises(SetupError, match="The disk is full"):
        environment._run([sys.executable, "-c", program])
    environment._run([sys.executable, "-c", "print('fine')"])


def test_it_needs_nothing_but_python(tmp_path: Path) -> None:
    source = Path(environment.__file__).read_bytes()
    (tmp_path / "environment.py").write_bytes(source)
    program = (
        "import environment\n"
        "environment.install = lambda layer: print('would install', layer)\n"
        "raise SystemExit(environment.main(['all']))"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path[:0] = ['.']\n{program}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "would install all\n")
