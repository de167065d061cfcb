"""The rooms of the package: imports between them go only one way."""

from __future__ import annotations

import shutil
from pathlib import Path

from imported import names

from nlpjourney.paths import ROOT

PACKAGE = ROOT / "nlpjourney"
MAY_IMPORT = {
    "paths": (),
    "content": ("paths", "content"),
    "hub": ("paths", "hub"),
    "testing": ("paths", "content", "hub", "testing"),
    "site": ("paths", "content", "hub.catalog", "site"),
    "audit": ("paths", "content", "hub", "testing", "site"),
    "__main__": ("paths", "content", "hub", "testing", "site", "audit"),
}


def wrong_ways(package: Path) -> set[str]:
    """The imports between rooms that go the wrong way, as ``file: module``."""
    return {
        f"{file.relative_to(package).as_posix()}: {module}"
        for file in package.rglob("*.py")
        for module in map(_inside, names(file))
        if module and not _may_import(_room(file, package), module)
    }


def _inside(module: str) -> str:
    """The module without the package; empty for others and for the package itself."""
    package, _, inside = module.partition(".")
    return inside if package == "nlpjourney" else ""


def _room(file: Path, package: Path) -> str:
    return file.relative_to(package).parts[0].removesuffix(".py")


def _may_import(room: str, module: str) -> bool:
    allowed = MAY_IMPORT.get(room, ())
    return any(module == a or module.startswith(f"{a}.") for a in allowed) or (
        f"{module}." in {f"{a.partition('.')[0]}." for a in allowed if "." in a}
    )


def test_imports_go_one_way() -> None:
    rooms = {_room(file, PACKAGE) for file in PACKAGE.rglob("*.py")}
    assert rooms - {"__init__"} == set(MAY_IMPORT)
    assert wrong_ways(PACKAGE) == set()


def test_an_import_the_other_way_is_named(tmp_path: Path) -> None:
    package = shutil.copytree(PACKAGE, tmp_path / "nlpjourney")
    for name, line in {
        "content/pages.py": "from nlpjourney.site import render",
        "site/render.py": "def late():\n    from nlpjourney.testing import runner",
        "site/csp.py": "from nlpjourney.hub.cache import home",
        "hub/catalog.py": "import nlpjourney.content.pages",
        "paths.py": "from nlpjourney import audit",
    }.items():
        file = package / name
        file.write_text(f"{file.read_text('utf-8')}\n{line}\n", "utf-8")
    assert wrong_ways(package) >= {
        "content/pages.py: site.render",
        "site/render.py: testing.runner",
        "site/csp.py: hub.cache",
        "hub/catalog.py: content.pages",
        "paths.py: audit",
    }
