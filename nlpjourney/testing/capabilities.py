"""The processor's instruction sets that the libraries of a program use.

Some libraries choose their kernels for the processor, so the last digits of their results depend
on it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import threadpoolctl

ONEDNN_ISA = {  # from the newest, as oneDNN's documentation on CPU dispatcher control lists them
    "amx_fp16": "AVX512_CORE_AMX_FP16",
    "amx_tile": "AVX512_CORE_AMX",
    "avx512_fp16": "AVX512_CORE_FP16",
    "avx512_bf16": "AVX512_CORE_BF16",
    "avx512_vnni": "AVX512_CORE_VNNI",
    "avx512_bw": "AVX512_CORE",
    "avx_vnni": "AVX2_VNNI",
    "avx2": "AVX2",
    "avx": "AVX",
}


def capabilities() -> dict[str, str]:
    """The choice of each library of the program, by the library's name.

    Imports nothing. A library counts only if the names of ``__main__`` lead to it: a forked
    process may have modules that its program never imported.
    """
    used = _used({*READERS, *HAVE_OPENBLAS} & sys.modules.keys())
    read: dict[str, str] = {}
    for name in used & READERS.keys():
        read |= READERS[name](sys.modules[name])
    for pool in threadpoolctl.threadpool_info() if used & {*HAVE_OPENBLAS} else ():
        wheel = Path(pool["filepath"]).parent.name  # numpy.libs, faiss_cpu.libs
        for name in used & {*HAVE_OPENBLAS}:
            if pool["internal_api"] == "openblas" and wheel.startswith(name):
                read[f"OpenBLAS of {name}"] = str(pool["architecture"])
    return dict(sorted(read.items()))


def _torch(torch: Any) -> dict[str, str]:
    """The choices of PyTorch and oneDNN. oneDNN has no function that returns its choice; this is
    the highest one that the processor and ONEDNN_MAX_CPU_ISA allow."""
    read = {"torch": str(torch.backends.cpu.get_cpu_capability())}
    if torch.backends.mkldnn.is_available():
        flags = torch.cpu.get_capabilities()
        highest = next((isa for flag, isa in ONEDNN_ISA.items() if flags.get(flag)), "")
        read["oneDNN"] = os.environ.get("ONEDNN_MAX_CPU_ISA", highest).upper()
    return read


def _bitsandbytes(bitsandbytes: Any) -> dict[str, str]:
    """The choice of the CPU kernels, by the test that they make."""
    if bitsandbytes.functional.has_avx512bf16():
        return {"bitsandbytes": "AVX512_BF16"}
    torch = sys.modules["torch"]
    return {"bitsandbytes": str(torch.backends.cpu.get_cpu_capability())}


def _faiss(faiss: Any) -> dict[str, str]:
    return {"faiss": str(faiss.SIMDConfig.get_level_name())}


READERS: dict[str, Callable[[Any], dict[str, str]]] = {
    "torch": _torch,
    "bitsandbytes": _bitsandbytes,
    "faiss": _faiss,
}
HAVE_OPENBLAS = ("numpy", "scipy", "faiss")  # each has its own copy in its wheel


def _used(wanted: set[str]) -> set[str]:
    """The packages among ``wanted`` to which the names of ``__main__`` lead, from module to
    module."""
    found: set[str] = set()
    main = sys.modules["__main__"]
    waiting, seen = [main], {main.__name__}
    while waiting and found != wanted:
        module = waiting.pop()
        values = list(vars(module).values())
        names = {_module_of(value, of_instances=module is main) for value in values}
        for name in names - seen:
            package = name.partition(".")[0]
            if package in wanted:
                found.add(package)
            elif package not in sys.stdlib_module_names:
                imported = sys.modules.get(name)
                waiting += [imported] if isinstance(imported, ModuleType) else []
        seen |= names
    return found


def _module_of(value: object, of_instances: bool) -> str:
    """The name of the module that a value is, or that defines it."""
    kind = type(value)
    if issubclass(kind, ModuleType):
        return str(vars(value).get("__name__", ""))
    if issubclass(kind, type | FunctionType):
        return str(getattr(value, "__module__", ""))
    return str(kind.__module__) if of_instances else ""
