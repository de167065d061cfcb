"""The benchmarks build copies of the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from benchmarks import measure


def test_a_copy_of_the_project_has_what_a_build_reads(tmp_path: Path) -> None:
    project = measure.copy_project(tmp_path / "project")
    load_config(str(project / "mkdocs.yml"))  # looks for the folders that it watches


def test_a_copy_without_one_of_them_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    less = [name for name in measure.COPIED if name != "experiments"]
    monkeypatch.setattr(measure, "COPIED", less)
    project = measure.copy_project(tmp_path / "project")
    with pytest.raises(Abort):
        load_config(str(project / "mkdocs.yml"))
