"""Run every block and notebook under the settings of several processors.

A page must also be true on the reader's processor. With environment variables, PyTorch, oneDNN,
MKL, OpenBLAS, NumPy and FAISS choose the kernels of other processors; the number of threads and the
seed of Python's hashes change too. Each setting trains its own copies of the models that blocks
share, as another machine would.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import torch

from nlpjourney.hub import cache
from nlpjourney.paths import ROOT

FOLDER = ROOT / "reports" / "sweep"


@dataclass(frozen=True)
class Setting:
    """A processor as libraries see it: variables, the seed of Python's hashes, and what runs.

    ``needs`` is an instruction set, by its name in ``torch.cpu.get_capabilities()``: programs
    would be killed on a processor without it.
    """

    name: str
    variables: dict[str, str]
    hash_seed: int
    with_notebooks: bool = False
    needs: str = ""


# Two programs with two threads each share two cores: threads that spin would cost them hours.
TWO_THREADS = {
    "OMP_NUM_THREADS": "2",
    "MKL_NUM_THREADS": "2",
    "OMP_WAIT_POLICY": "PASSIVE",
}
SETTINGS = (
    Setting(
        "no AVX, one thread",
        {
            "ATEN_CPU_CAPABILITY": "default",
            "ONEDNN_MAX_CPU_ISA": "SSE41",
            "MKL_CBWR": "COMPATIBLE",
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": "X86_V3,X86_V4,AVX512_ICL,AVX512_SPR",
            "FAISS_SIMD_LEVEL": "NONE",
        },
        hash_seed=1,
        with_notebooks=True,
    ),
    Setting(
        "AVX2, two threads",
        {
            "ATEN_CPU_CAPABILITY": "avx2",
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "MKL_ENABLE_INSTRUCTIONS": "AVX2",
            "OPENBLAS_CORETYPE": "Haswell",
            "FAISS_SIMD_LEVEL": "AVX2",
            "NPY_DISABLE_CPU_FEATURES": "X86_V4,AVX512_ICL,AVX512_SPR",
            **TWO_THREADS,
        },
        hash_seed=2,
        with_notebooks=True,
    ),
    Setting(
        "AVX2 reproducible, one thread",
        {
            "ATEN_CPU_CAPABILITY": "avx2",
            "ONEDNN_MAX_CPU_ISA": "AVX2_VNNI",
            "MKL_CBWR": "AVX2",
            "OPENBLAS_CORETYPE": "Zen",
        },
        hash_seed=3,
    ),
    Setting(
        "AVX-512, two threads",
        {
            "ATEN_CPU_CAPABILITY": "avx512",
            "ONEDNN_MAX_CPU_ISA": "AVX512_CORE",
            "MKL_ENABLE_INSTRUCTIONS": "AVX512",
            "OPENBLAS_CORETYPE": "SkylakeX",
            "FAISS_SIMD_LEVEL": "AVX512",
            **TWO_THREADS,
        },
        hash_seed=4,
        needs="avx512_bw",
    ),
)


def main(arguments: Sequence[str]) -> int:
    """Run the programs under each setting and print the table; return 1 if an output differs.

    Args:
        arguments: arguments for pytest --codeblocks (default: "docs"); if there are any, notebooks
            also run under every setting.
    """
    red: dict[str, dict[str, str]] = {}
    rows = []
    available = torch.cpu.get_capabilities()
    for setting in SETTINGS:
        if setting.needs and not available.get(setting.needs):
            rows.append(f"| {setting.name} | not run: no {setting.needs} here | | |")
            print(f"{setting.name}: not run, this processor lacks {setting.needs}")
            continue
        counted, differing = _run(setting, arguments)
        red |= {
            name: red.get(name, {}) | {setting.name: said}
            for name, said in differing.items()
        }
        rows.append(
            f"| {setting.name} | {counted} | {counted - len(differing)} | {len(differing)} |"
        )
        print(
            f"{setting.name}: {counted} programs, {len(differing)} differ", flush=True
        )
    (FOLDER / "sweep.md").write_text(_report(rows, red), "utf-8")
    print(f"\n{_report(rows, red)}")
    return 1 if red else 0


def _run(setting: Setting, arguments: Sequence[str]) -> tuple[int, dict[str, str]]:
    """How many programs ran under a setting, and the messages of those that failed."""
    folder = FOLDER / setting.name.replace(",", "").replace(" ", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    variables = " ".join(f"{name}={value}" for name, value in setting.variables.items())
    environment = os.environ | {
        "NLPJOURNEY_SETTINGS": variables,
        "NLPJOURNEY_HUB": str(_hub_without_trained_models(folder / "hub")),
        "PYTHONHASHSEED": str(setting.hash_seed),
    }
    ids = list(arguments or ["docs"])
    if not (arguments or setting.with_notebooks):
        ids.append("--ignore=docs/notebooks")
    junit = folder / "junit.xml"
    commands = (
        ["-m", "nlpjourney.testing.trained", "build"],
        [
            "-m",
            "pytest",
            "-q",
            "-p",
            "randomly",
            "--codeblocks",
            *ids,
            f"--junitxml={junit}",
        ],
    )
    with (folder / "log").open("w") as log:
        for command in commands:
            subprocess.run(
                [sys.executable, *command],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
    if not junit.is_file():
        raise SystemExit(f"{setting.name}: nothing ran; see {folder / 'log'}")
    shutil.rmtree(folder / "hub")
    cases = list(ElementTree.parse(junit).iter("testcase"))
    return len(cases), dict(found for case in cases if (found := _failure(case)))


def _failure(case: ElementTree.Element) -> tuple[str, str] | None:
    for problem in case:
        if problem.tag in ("failure", "error"):
            return case.get("name", ""), (
                problem.text or problem.get("message") or ""
            ).strip()
    return None


def _hub_without_trained_models(there: Path) -> Path:
    """Make a copy of the offline hub (with hard links) without trained models."""
    shutil.copytree(
        cache.home(),
        there,
        symlinks=True,
        copy_function=_link,
        ignore=shutil.ignore_patterns("downloads", "trained", "models--nlpjourney--*"),
    )
    return there


def _link(source: str, target: str) -> None:
    """Make a hard link, or a copy if the target is on another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _report(rows: list[str], red: dict[str, dict[str, str]]) -> str:
    lines = [
        "| setting | programs | as shown | otherwise |",
        "| --- | --- | --- | --- |",
        *rows,
    ]
    for name, said in sorted(red.items()):
        for setting, text in said.items():
            lines += ["", f"**{name}** ({setting})", "", "````text", text, "````"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
