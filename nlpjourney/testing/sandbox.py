"""The sandbox: a block cannot use the network, write outside its scratch folder, or use up the
memory.

The forked child enters two layers. An audit hook sees Python's own calls and *reports* what was
tried, even if the program catches the error. Below it, if Linux allows it, an empty network
namespace and Landlock confine every process that a block starts.
"""

from __future__ import annotations

import ctypes
import fcntl
import ipaddress
import os
import re
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

GIB = 2**30
LARGEST_FILE = 2 * GIB

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# For each event, the positions in its arguments of a path and of the descriptor of its folder.
CHANGES_PATHS = {
    "os.mkdir": ((0, 2),),
    "os.rmdir": ((0, 1),),
    "os.remove": ((0, 1),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
}
REACHES_ADDRESS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
REACHES_HOST = {"socket.getaddrinfo", "socket.gethostbyname"}
CHECKPOINT = re.compile(
    r"/(?:models--|datasets--)([^/]+?)--([^/]+)/|/([\w-]+)___([\w.-]+)/"
)


def limit_memory(gib: float) -> None:
    """Let this process use ``gib`` GiB of data more than it uses now (Linux)."""
    status = Path("/proc/self/status")
    if status.exists():
        held = int(re.search(r"VmData:\s+(\d+) kB", status.read_text()).group(1)) * 1024  # type: ignore[union-attr]
        allowed = held + int(gib * GIB)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def audit(writable: Path, report: Callable[[str], None], used: set[str]) -> None:
    """Refuse and report writes outside ``writable`` and connections beyond loopback.

    Args:
        writable: the only folder (besides ``/dev``) that may change.
        report: called with one sentence for each attempt.
        used: receives the ids of the checkpoints and data sets whose files are opened.
    """
    allowed = (os.path.realpath(writable) + os.sep, "/dev/")

    def refuse_path(path: Any, folder: int = -1) -> None:
        if isinstance(path, int) or path is None:
            return
        known = folder >= 0 and sys.platform == "linux"
        below = f"/proc/self/fd/{folder}" if known else ""
        real = os.path.realpath(os.path.join(below, os.fsdecode(path)))
        if not (real + os.sep).startswith(allowed):
            sentence = f"tried to write outside its scratch folder: {real}"
            report(sentence)
            raise PermissionError(f"this block {sentence}")

    def refuse_host(host: Any, port: Any = None) -> None:
        if not is_local(host):
            name = host.decode() if isinstance(host, bytes) else host
            sentence = f"tried to reach the network: {name}" + (
                f":{port}" if port else ""
            )
            report(sentence)
            raise OSError(f"this block {sentence}")

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            if flags & WRITING:
                refuse_path(path)
            elif isinstance(path, str) and (found := CHECKPOINT.search(path)):
                used.add("/".join(part for part in found.groups() if part))
        elif event in CHANGES_PATHS:
            for path, folder in CHANGES_PATHS[event]:
                refuse_path(args[path], -1 if folder is None else args[folder])
        elif event in REACHES_ADDRESS:
            address = args[1]
            if isinstance(address, tuple):
                refuse_host(*address[:2])
        elif event in REACHES_HOST:
            refuse_host(*args[:2])

    sys.addaudithook(hook)


def is_local(host: str | bytes | None) -> bool:
    """Whether ``host`` names this machine's loopback (or no host at all)."""
    if not host:
        return True
    name = host.decode() if isinstance(host, bytes) else host
    if name in ("localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def confine(writable: Path, host: str) -> None:
    """Confine this process and all that it starts to loopback and the folder ``writable``, on a
    machine that appears to be called ``host``, if Linux allows it; elsewhere the audit hook is the
    only protection."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        if namespaces_work():
            _leave_network(libc)
            if _leave_mounts(libc):
                libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", ctypes.c_ulong(0), None)
                _rename_machine(libc, host, writable / "hosts")
        _restrict_writes(libc, writable)


@lru_cache(maxsize=1)
def namespaces_work() -> bool:
    """Whether a process may enter a network namespace and enable loopback in it (some containers
    forbid the first, some kernels' policies only the second)."""
    if sys.platform != "linux":
        return False
    pid = os.fork()
    if pid == 0:
        try:
            entered = _leave_network(ctypes.CDLL(None, use_errno=True))
        except OSError:
            entered = False
        os._exit(0 if entered else 1)
    return os.waitpid(pid, 0)[1] == 0


def end_descendants(pid: int) -> None:
    """Kill everything that a process started, also daemons (Linux): :func:`confine` made the
    process adopt orphans among its descendants."""
    for listing in Path("/proc", str(pid), "task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, listing.read_text().split()):
                end_descendants(child)
                os.kill(child, signal.SIGKILL)


PR_SET_CHILD_SUBREAPER = 36
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWNS = 0x10000000, 0x40000000, 0x00020000
CLONE_NEWUTS = 0x04000000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def _leave_network(libc: ctypes.CDLL) -> bool:
    """Enter a network namespace that has only loopback; return False if that is refused."""
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET) != 0:
        if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
            return False
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | IFF_UP))
    return True


def _leave_mounts(libc: ctypes.CDLL) -> bool:
    """Enter a mount namespace; return False if that is refused. Its /dev/shm is empty and
    disappears with the last process in it, so blocks do not share memory with each other."""
    private = ctypes.c_ulong(MS_REC | MS_PRIVATE)
    if libc.unshare(CLONE_NEWNS) != 0:
        return False
    return bool(libc.mount(None, b"/", None, private, None) == 0)


def _rename_machine(libc: ctypes.CDLL, host: str, hosts: Path) -> None:
    """Name this machine ``host``, which the file ``hosts`` resolves to loopback."""
    hosts.write_text(f"127.0.0.1 localhost\n127.0.1.1 {host}\n::1 localhost\n")
    bind = ctypes.c_ulong(MS_BIND)
    resolves = libc.mount(bytes(hosts), b"/etc/hosts", None, bind, None) == 0
    if resolves and libc.unshare(CLONE_NEWUTS) == 0:
        libc.sethostname(host.encode(), len(host))


def refused_routes() -> int:
    """How many packets of this network namespace had no route (0 if unknown).

    In the namespace of :func:`confine`, each is an attempt of some program to leave loopback.
    Source: the counters ``OutNoRoutes`` of /proc/net/snmp and snmp6.
    """
    total = 0
    try:
        rows = [
            row.split() for row in Path("/proc/self/net/snmp").read_text().splitlines()
        ]
        names, values = (row for row in rows if row[0] == "Ip:")
        total += int(values[names.index("OutNoRoutes")])
        v6 = dict(
            row.split() for row in Path("/proc/self/net/snmp6").read_text().splitlines()
        )
        total += int(v6.get("Ip6OutNoRoutes", 0))
    except (OSError, ValueError):
        pass
    return total


# Landlock, from the kernel's userspace API documentation (landlock.rst): the system calls
# have the same numbers on every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_PATH_BENEATH, CREATE_RULESET_VERSION, PR_SET_NO_NEW_PRIVS = 1, 1, 38
WRITE_FILE, TRUNCATE, REFER = 1 << 1, 1 << 14, 1 << 13
MAKE_AND_REMOVE = sum(1 << bit for bit in range(4, 13))


def _restrict_writes(libc: ctypes.CDLL, writable: Path) -> None:
    version = libc.syscall(CREATE_RULESET, None, 0, CREATE_RULESET_VERSION)
    if version < 1:
        return
    writes = WRITE_FILE | MAKE_AND_REMOVE
    writes |= REFER if version >= 2 else 0
    writes |= TRUNCATE if version >= 3 else 0
    attributes = struct.pack("Q", writes)
    ruleset = libc.syscall(CREATE_RULESET, attributes, len(attributes), 0)
    for folder, access in (
        (writable, writes),
        (Path("/dev"), WRITE_FILE),
        (Path("/dev/shm"), writes),
    ):
        if not folder.exists():
            continue
        beneath = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        libc.syscall(
            ADD_RULE, ruleset, RULE_PATH_BENEATH, struct.pack("=Qi", access, beneath), 0
        )
        os.close(beneath)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
