"""Each fault is injected into a copy of the project; a run in the copy reports it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_injection import (
    OUTSIDE,
    Case,
    Copy,
    Ran,
    fence,
    in_linux_sandbox,
    processes_of,
    where,
)

PROJECT = Path(__file__).resolve().parents[2]


def outside(name: str, code: str, imports: str = "") -> Case:
    """A block that writes outside its folder and catches the error."""
    tried = "".join(f"    {line}\n" for line in code.splitlines())
    return Case(
        name,
        f"{imports}{OUTSIDE}try:\n{tried}except Exception: pass\nprint('done')\n",
        says="tried to write outside its scratch folder: ",
    )


def reaching(name: str, code: str, says: str) -> Case:
    """A block that accesses the network and catches the error."""
    return Case(
        name,
        f"import socket\ntry:\n    {code}\nexcept OSError: pass\nprint('done')\n",
        says=f"tried to reach the network.*{says}",
    )


ENDS = [
    Case(
        "guarded",
        'if __name__ == "__main__":\n    raise ValueError("inside")\nprint("done")\n',
        says="ValueError: inside",
    ),
    Case("raises", 'print("done")\n1 / 0\n', says="ZeroDivisionError"),
    Case(
        "raises_a_lot",
        'print("done")\nraise ValueError("\\udce9" + "x" * 10**6)\n',
        says=r"ValueError: \\udce9xxx",
    ),
    Case(
        "syntax", 'print("done"\n', says=r"syntax\.py:1\n(.*\n)*SyntaxError: '\(' was"
    ),
    Case(
        "exit_zero",
        'raise SystemExit(0)\nprint("done")\n',
        says=r"sys\.exit\(0\) before",
    ),
    Case("exit_none", 'print("done")\nexit()\n', says=r"sys\.exit\(None\) before"),
    Case(
        "exit_one",
        'print("done")\nraise SystemExit(1)\n',
        says=r"sys\.exit\(1\) before",
    ),
    Case("left_before", 'import os\nos._exit(0)\nprint("done")\n', says=r"os\._exit\?"),
    Case(
        "left_after",
        'import os\nprint("done", flush=True)\nos._exit(0)\n',
        says=r"exited with status 0 before its end \(os\._exit\?\)",
    ),
    Case(
        "loops",
        "while True: pass\n",
        says="still running after 1 s of processor time",
        options='timeout="1"',
    ),
    Case(
        "loops_in_a_child",
        "import subprocess, sys\n"
        'subprocess.run([sys.executable, "-c", "while True: pass"])\n',
        says="still running after 0.5 s of processor time",
        options='timeout="0.5"',
    ),
    Case(
        "loops_in_children_that_end",
        "import subprocess\n"
        'while True: subprocess.run(["bash", "-c", "for i in {1..50000}; do :; done"])\n',
        says="still running after 0.5 s of processor time",
        options='timeout="0.5"',
    ),
    Case(
        "loops_stubbornly",
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "while True:\n    try: time.sleep(9)\n    except BaseException: pass\n",
        says="waited for 2 s without working",
        options='timeout="0.5"',
    ),
    Case(
        "loops_elsewhere",
        "import os\nos.setpgid(0, os.getpgid(os.getppid()))\nwhile True: pass\n",
        says="still running after 0.5 s of processor time",
        options='timeout="0.5"',
    ),
    Case(
        "prints_forever",
        'while True: print("done" * 250)\n',
        says=r"printed [\d,]+ bytes to stdout; stopped, since the limit is 16,777,216 bytes,",
    ),
    Case(
        "warns_forever",
        'import sys\nwhile True: print("done" * 250, file=sys.stderr)\n',
        says=r"printed [\d,]+ bytes to stderr; stopped, since the limit is 16,777,216 bytes,",
    ),
    Case(
        "prints_a_lot",
        'for n in range(10**6): print("line", n)\n',
        says="1,000,000 lines with 11,888,890 characters, more than a page shows",
    ),
    Case(
        "hoards",
        "held = []\nwhile True: held.append(bytearray(10**7))\n",
        says=r'hoards\.py:2\nneeded more than 0\.2 GiB \(raise with memory="\.\.\."\)',
        options='memory="0.2"',
    ),
    Case(
        "segfault",
        "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n",
        says="killed by SIGSEGV",
    ),
    Case("killed", "import os\nos.kill(os.getpid(), 9)\n", says="killed by SIGKILL"),
    Case("asks", 'input("? ")\nprint("done")\n', recorded="? done\n", says="EOFError"),
    Case(
        "prints_nothing",
        "pass\n",
        says=r"prints nothing; a block shows what it did: print\(\) it",
    ),
    Case(
        "prints_to_stderr",
        'import sys\nprint("one\\ntwo", file=sys.stderr)\n',
        says=r"printed 2 lines to stderr, nothing to stdout; print\(\) what",
    ),
    Case(
        "unseeded",
        "import random\nprint(random.random())\n",
        "0.1\n",
        says="shown: 0.1",
    ),
    Case(
        "imports_us", "import nlpjourney\nprint('done')\n", says="ModuleNotFoundError"
    ),
    Case(
        "imports_tests", "import conftest\nprint('done')\n", says="ModuleNotFoundError"
    ),
    Case(
        "imports_pages",
        "import docs.faults\nprint('done')\n",
        says="ModuleNotFoundError",
    ),
]
DRIFTS = [
    Case(
        "letter",
        'print("tokens")\n',
        "tokenz\n",
        says="shown: tokenz\n    real:  tokens",
    ),
    Case("integer", "print(768)\n", "769\n", says="shown: 769\n    real:  768"),
    Case(
        "one_decimal",
        "print(4.3329)\n",
        "4.3333\n",
        says="shown: 4.3333\n    real:  4.3329",
    ),
    Case(
        "digits", "print(4.3333)\n", "4.333\n", says="shown: 4.333\n    real:  4.3333"
    ),
    Case("indented", 'print("  one")\n', "one\n", says="shown: one\n    real:    one"),
    Case(
        "missing_line",
        'print("one")\n',
        "one\ntwo\n",
        says=r"line 2\n    shown: two\n    real:  \(no line\)",
    ),
    Case(
        "extra_line",
        'print("one\\ntwo")\n',
        "one\n",
        says=r"line 2\n    shown: \(no line\)\n    real:  two",
    ),
    Case("dots", 'print("at 0x7f")\n', "at ...\n", says=r"shown: at \.\.\."),
    Case(
        "dots_elsewhere",
        'print("at 0x7f, two")\n',
        "at ..., one\n",
        says=r"shown: at \.\.\., one",
        options='ellipsis="an address"',
    ),
    Case(
        "beyond_tolerance",
        "print('1.20')\n",
        "1.00\n",
        says="shown: 1.00",
        options='tolerance="0.1" reason="threads"',
    ),
    Case(
        "no_record", 'print("done")\n', None, says=r"no recorded output no_record\.out"
    ),
    Case("only_command", "pass\n", "", says="prints nothing"),
    Case(
        "skipped_too_long",
        'print("done")\n',
        says="skipped until 2020-01-31, which is over: needs a GPU",
        options='skip="needs a GPU" until="2020-01-31"',
    ),
]
# No run records the real outputs of these.
UNFIT = [
    Case(
        "colors",
        'print("\\x1b[31mdone\\x1b[0m")\n',
        says="contains a terminal's escape",
    ),
    Case(
        "progress",
        'for n in (0, 50, 100): print(f"\\r{n}%", end="")\n',
        says="contains a carriage return",
    ),
    Case(
        "latin",
        'import sys\nsys.stdout.buffer.write(b"caf\\xe9\\n")\n',
        says=r"line 1 contains a byte that is not UTF-8 \('\\udce9'\)",
    ),
    Case("own_file", "print(__file__)\n", says="a pasted program has no __file__"),
    Case(
        "own_folder", "import os\nprint(os.getcwd())\n", says="a path of this machine"
    ),
    Case(
        "own_python", "import sys\nprint(sys.prefix)\n", says="a path of this machine"
    ),
    Case(
        "own_library",
        "import json\nprint(json.__file__)\n",
        says="path of this machine",
    ),
    Case(
        "own_name",
        "import socket\nprint(socket.gethostname())\n",
        says="machine's name",
    ),
    Case(
        "bash_folder", "echo done\npwd\n", says="line 2 contains a path", suffix=".sh"
    ),
    Case("bash_name", "uname -n\n", says="this machine's name", suffix=".sh"),
    Case("bash_warns", "echo x >&2\n", says="printed 1 line to stderr", suffix=".sh"),
]
if not in_linux_sandbox("network"):
    UNFIT = [case for case in UNFIT if not case.name.endswith("_name")]
WRITES = [
    outside("write_open", 'open(f"{outside}-open", "w")'),
    outside("write_append", 'open(f"{outside}-append", "ab")'),
    outside("write_low", 'os.open(f"{outside}-low", os.O_CREAT)', "import os\n"),
    outside("write_above", 'open("../../outside-above", "w")'),
    outside("write_home", '(Path.home() / "outside-home").touch()'),
    outside("write_beside", 'Path(__file__).with_suffix(".txt").write_text("x")'),
    outside("write_folder", 'os.mkdir(f"{outside}-folder")', "import os\n"),
    outside(
        "write_rename",
        'open("here", "w").close()\nos.rename("here", f"{outside}-rename")',
        "import os\n",
    ),
    outside(
        "write_take", 'os.rename(project / "pyproject.toml", "here")', "import os\n"
    ),
    outside(
        "write_copy", 'shutil.copy(__file__, f"{outside}-copy")', "import shutil\n"
    ),
    outside("write_link", 'os.symlink(__file__, f"{outside}-link")', "import os\n"),
    outside("write_remove", '(project / "pyproject.toml").unlink()'),
    outside("write_rmtree", 'shutil.rmtree(project / "theme")', "import shutil\n"),
    outside("write_mode", '(project / "pyproject.toml").chmod(0o777)'),
    outside("write_cut", 'os.truncate(project / "pyproject.toml", 0)', "import os\n"),
    outside(
        "write_followed",
        'os.symlink(project, "through")\nopen("through/outside-followed", "w")',
        "import os\n",
    ),
    Case(
        "write_bash", 'touch "$(dirname "$0")/outside-bash"\necho done\n', suffix=".sh"
    ),
]
REACHES = [
    reaching(
        "net_connect", 'socket.create_connection(("192.0.2.1", 80))', "192.0.2.1:80"
    ),
    reaching(
        "net_six", 'socket.create_connection(("2001:db8::1", 80))', "2001:db8::1:80"
    ),
    reaching("net_name", 'socket.getaddrinfo("example.com", 80)', "example.com"),
    reaching("net_host", 'socket.gethostbyname("example.com")', "example.com"),
    reaching(
        "net_datagram",
        'socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))',
        "192.0.2.1:53",
    ),
    reaching(
        "net_urllib",
        '__import__("urllib.request").request.urlopen("http://example.com")',
        "example.com",
    ),
    Case(
        "net_raises",
        'import socket\nsocket.create_connection(("192.0.2.1", 80))\n',
        says=r"net_raises\.py:2\n(.*\n)*OSError: .* network: 192\.0\.2\.1:80",
    ),
]
BASH = [
    Case("bash_middle", "false\necho done\n", says="exit status 1", suffix=".sh"),
    Case("bash_pipe", "false | cat\necho done\n", says="exit status 1", suffix=".sh"),
    Case("bash_unset", 'echo "$nothing"\necho done\n', says="unbound", suffix=".sh"),
    Case("bash_exit", "echo done\nexit 3\n", says="exit status 3", suffix=".sh"),
    Case("bash_output", "echo one\n", says="real:  one", suffix=".sh"),
    Case("bash_signal", "kill -SEGV $$\n", says="killed by SIGSEGV", suffix=".sh"),
    Case(
        "bash_waits",
        "sleep 600\n",
        says="waited for 2 s without working",
        options='timeout="0.5"',
        suffix=".sh",
    ),
]
HARMLESS = [
    Case("plain", 'print("done")\n'),
    Case("guard", 'if __name__ == "__main__":\n    print("done")\n'),
    Case("close_decimal", "print(4.3334)\n", "4.3333\n"),
    Case("leave", 'print("at 0x7f")\n', "at ...\n", options='ellipsis="an address"'),
    Case(
        "tolerated",
        "print(1.05)\n",
        "1.00\n",
        options='tolerance="0.1" reason="threads"',
    ),
    Case(
        "annotations",
        "def count(tokens: int): ...\n\n\nprint(count.__annotations__)\n",
        "{'tokens': <class 'int'>}\n",
    ),
    Case("backticks", 'text = """\n```\n"""\nprint(text.strip())\n', "```\n"),
    Case(
        "skipped",
        "1 / 0\n",
        options='skip="needs a GPU" until="2999-12-31"',
    ),
    Case(
        "loopback",
        "import socket\n"
        'with socket.create_server(("127.0.0.1", 0)) as server:\n'
        "    client = socket.create_connection(server.getsockname())\n"
        "    server.accept()[0].sendall(b'done')\n"
        "    print(client.recv(4).decode())\n",
    ),
    Case(
        "own_files",
        "import pathlib, shutil, tempfile\n"
        'pathlib.Path("folder").mkdir()\n'
        'pathlib.Path("folder", "file").write_text("done")\n'
        "with tempfile.TemporaryDirectory() as folder:\n"
        '    print(pathlib.Path(shutil.move("folder/file", folder)).read_text())\n',
    ),
    Case(
        "threads",
        "from concurrent.futures import ThreadPoolExecutor\n"
        "pool = ThreadPoolExecutor()\n"
        'print(pool.submit(str, "done").result())\n',
        options='timeout="30"',
    ),
    Case(
        "late_thread",
        "import threading, time\n"
        "def late():\n    time.sleep(0.2)\n    print('done')\n\n\n"
        "threading.Thread(target=late).start()\n",
    ),
    Case(
        "processes",
        "import multiprocessing as processes\n"
        'if __name__ == "__main__":\n'
        '    context = processes.get_context("fork")\n'
        '    child = context.Process(target=print, args=("done",))\n'
        "    child.start()\n    child.join()\n",
    ),
    Case(
        "processes_unjoined",
        "import multiprocessing as processes\n"
        'context = processes.get_context("fork")\n'
        'context.Process(target=print, args=("done",)).start()\n',
    ),
    Case(
        "elsewhere",
        "import os, shutil\n"
        'os.makedirs("folder/below")\nhere = os.getcwd()\nos.chdir("/")\n'
        'shutil.rmtree(f"{here}/folder")\nprint("done")\n',
    ),
    Case(
        "leaves_child",
        'import subprocess\nsubprocess.Popen(["sleep", "61897"])\nprint("done")\n',
    ),
    Case(
        "leaves_daemon",
        "import subprocess\n"
        'subprocess.Popen(["sleep", "61898"], start_new_session=True)\n'
        'print("done")\n',
    ),
    Case("bash_leaves", "sleep 61899 &\necho done\n", suffix=".sh"),
    Case(
        "resolves_its_name",
        "import socket\nsocket.gethostbyname(socket.gethostname())\nprint('done')\n",
    ),
]
# As on a terminal: lines appear when they end, in order with the output of child processes.
IN_ORDER = [
    Case(
        "of_a_child",
        "import subprocess\n"
        'print("one")\nsubprocess.run(["echo", "two"])\nprint("three")\n',
        "one\ntwo\nthree\n",
    ),
    Case(
        "of_a_shell",
        'import os\nprint("one")\nos.system("echo two")\nprint("three")\n',
        "one\ntwo\nthree\n",
    ),
    Case(
        "of_an_open_line",
        'import os\nprint("one ", end="")\nos.system("echo two")\nprint("three")\n',
        "two\none three\n",
    ),
    Case(
        "of_a_flushed_line",
        "import os\n"
        'print("one ", end="", flush=True)\nos.system("echo two")\nprint("three")\n',
        "one two\nthree\n",
    ),
    Case(
        "of_a_process",
        "import multiprocessing as processes\n"
        'context = processes.get_context("fork")\nprint("one")\n'
        'child = context.Process(target=print, args=("two",))\n'
        'child.start()\nchild.join()\nprint("three")\n',
        "one\ntwo\nthree\n",
    ),
    Case(
        "of_a_library",
        'import ctypes\nprint("one")\nctypes.CDLL(None).puts(b"two")\nprint("three")\n',
        "one\ntwo\nthree\n",
    ),
    Case(
        "of_stderr",
        "import faulthandler, sys\n"
        'print("one")\nprint("x", file=sys.stderr)\nfaulthandler.dump_traceback()\n'
        'print("two")\n',
        "one\ntwo\n",
    ),
    Case(
        "of_bash",
        "echo one\npython -c \"import os; print('two'); os.system('echo three')\"\n"
        "echo four\n",
        "one\ntwo\nthree\nfour\n",
        suffix=".sh",
    ),
]
GREEN = HARMLESS + IN_ORDER
RED = [
    case for case in ENDS + DRIFTS + UNFIT + WRITES[:-1] + REACHES + BASH if case.says
]


@pytest.fixture(scope="module")
def faults(fresh_copy: Callable[[], Copy]) -> tuple[Copy, Ran]:
    """One run over a page with all blocks that fail, and some that do not."""
    copy = fresh_copy()
    cases = [*GREEN, *RED, WRITES[-1]]
    copy.blocks("faults/runtime", cases)
    wrong_command = Case("wrong_command", 'print("done")\n')
    copy.page("faults/command", fence("faults/command/wrong_command.py"))
    copy.snippet(
        "faults/command/wrong_command.py",
        wrong_command.code,
        "done\n",
        command="$ python snippets/faults/command/other.py",
    )
    ran = copy.test("-rs")
    return copy, ran


@pytest.mark.parametrize("case", RED, ids=str)
def test_a_block_that_goes_wrong_is_red(faults: tuple[Copy, Ran], case: Case) -> None:
    copy, ran = faults
    said = copy.reports()[f"faults/runtime/{case.file}"]
    assert ran.code == 1
    assert said.startswith(where(copy, case))
    assert re.search(case.says, said, re.MULTILINE)
    assert len(said) < 20_000


@pytest.mark.parametrize("case", GREEN, ids=str)
def test_a_block_beside_them_is_green(faults: tuple[Copy, Ran], case: Case) -> None:
    copy, _ = faults
    assert copy.reports()[f"faults/runtime/{case.file}"] == ""


def test_output_of_another_command_is_red(faults: tuple[Copy, Ran]) -> None:
    copy, _ = faults
    said = copy.reports()["faults/command/wrong_command.py"]
    assert "'$ python snippets/faults/command/other.py', not with" in said


def test_a_skip_is_shown_with_its_reason(faults: tuple[Copy, Ran]) -> None:
    _, ran = faults
    assert ran.counted("skipped") == 1
    assert re.search(r"SKIPPED.*until 2999-12-31: needs a GPU", ran.said)


def test_nothing_is_left_outside(faults: tuple[Copy, Ran]) -> None:
    copy, _ = faults
    above = Path(tempfile.gettempdir())
    for folder in (copy.root, copy.root.parent, above, Path.home()):
        assert not list(folder.glob("outside-*"))
    assert not (copy.root / "snippets/faults/runtime/write_beside.txt").exists()
    assert (copy.root / "theme/main.html").exists()
    settings = copy.root / "pyproject.toml"
    assert settings.read_bytes() == (PROJECT / "pyproject.toml").read_bytes()
    assert settings.stat().st_mode & 0o777 != 0o777


def test_no_process_is_left_running(faults: tuple[Copy, Ran]) -> None:
    copy, _ = faults
    assert processes_of(copy) == []
