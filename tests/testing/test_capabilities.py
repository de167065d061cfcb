"""The choices that libraries make for the processor, for the libraries of a program."""

from __future__ import annotations

import json

from fault_injection import Case, Copy, code, notebook

READS_NONE = "from collections import Counter\n\nprint(len(Counter('abc')))\n"
READS_NUMPY = "import numpy as np\n\nprint(np.arange(3).sum())\n"
READS_TORCH = "import torch\n\nprint(torch.ones(3).sum().item())\n"
INDIRECTLY = "import safetensors.torch as saved\n\nprint(saved.save.__name__)\n"
FAISS = "import faiss\n\nprint(faiss.IndexFlatL2(2).d)\n"


def cpu(copy: Copy) -> dict[str, dict[str, str]]:
    lines = json.loads(copy.report.read_text("utf-8"))
    return {name.rpartition("/")[2]: line["cpu"] for name, line in lines.items()}


def test_a_program_names_the_libraries_that_it_leads_to_and_no_others(
    copy: Copy,
) -> None:
    """One process imports what all programs share; each program runs in a fork of it."""
    copy.blocks(
        "topic/cpu",
        [
            Case("none", READS_NONE, "3\n"),
            Case("numpy_a", READS_NUMPY, "3\n"),
            Case("numpy_b", READS_NUMPY, "3\n"),
            Case("torch_a", READS_TORCH, "3.0\n"),
            Case("torch_b", READS_TORCH, "3.0\n"),
            Case("indirectly", INDIRECTLY, "save\n"),
            Case("index", FAISS, "2\n"),
            Case("shell", "echo a\n", "a\n", suffix=".sh"),
        ],
    )
    ran = copy.test("docs/topic/cpu.md")
    assert ran.code == 0, ran.said
    read = cpu(copy)
    assert read["none.py"] == read["shell.sh"] == {}
    assert read["numpy_a.py"].keys() == {"OpenBLAS of numpy"}
    assert {"torch", "oneDNN"} <= read["torch_a.py"].keys()
    assert {"torch", "oneDNN"} <= read["indirectly.py"].keys()
    assert {"faiss", "OpenBLAS of faiss"} <= read["index.py"].keys()
    assert all(chosen for names in read.values() for chosen in names.values())


def test_a_notebook_names_them_too(copy: Copy) -> None:
    notebook(
        copy, "index", code("import faiss\n\nprint(faiss.IndexFlatL2(2).d)", "2\n")
    )
    ran = copy.test("docs/notebooks")
    assert ran.code == 0, ran.said
    assert {"faiss", "OpenBLAS of faiss"} <= cpu(copy)["index.ipynb"].keys()


def test_what_torch_may_use_is_what_it_says_it_uses(copy: Copy) -> None:
    copy.blocks("topic/cpu", [Case("torch_a", READS_TORCH, "3.0\n")])
    limits = {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "sse41"}
    assert copy.test("docs/topic/cpu.md", **limits).code == 0
    read = cpu(copy)["torch_a.py"]
    assert read == {"torch": "DEFAULT", "oneDNN": "SSE41"}
