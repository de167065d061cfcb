"""Take pictures of the site, for links to it and for the README. Run it after make test.

``python -m scripts.screenshots FOLDER`` takes them from the site built there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from nlpjourney.paths import DOCS
from scripts import lighthouse

PICTURES = {
    # The size that sites expect for the preview of a link.
    "social.png": ("index.html", "dark", (1200, 630)),
    "screenshot.png": ("models/heads.html", "light", (1280, 1125)),
}


def take(site: Path, folder: Path) -> None:
    """Write every picture into ``folder``.

    Raises:
        RuntimeError: there is no Chromium.
    """
    program = lighthouse.chromium()
    if program is None:
        raise RuntimeError(
            "no Chromium to take pictures with: apt-get install chromium"
        )
    with lighthouse.served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=list(lighthouse.QUIET)
        )
        for name, (page, scheme, (width, height)) in PICTURES.items():
            opened = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            opened.goto(address + page, wait_until="networkidle")
            opened.screenshot(path=folder / name)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), DOCS / "assets")
