"""The built pages in the W3C's checker (Nu Html Checker, vnu-jar).

It does not check CSS: it knows neither container queries nor `field-sizing`.
"""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

from support import ROOT

CHECKER = ROOT / "web" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Java's quick compiler alone takes less than half the processor time, but more stack.
JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
OUTPUT = ("--format", "json", "--stdout", "--asciiquotes", "--exit-zero-always")
SELECTION = ("--skip-non-html", "--errors-only", "--no-langdetect")

# Errors in Material's own markup, and what the checker does not know yet, as patterns of a message
# and of the markup after it.
KNOWN = (
    # base.html: the checkboxes that open the drawer and the search
    r"Attribute 'autocomplete' is only allowed .* <input class=\"md-toggle\" data-md-toggle=",
    # the HTML standard allows `blocking` on a link to an element that is expected
    r"'blocking' attribute must have a 'rel' attribute .* <link rel=\"expect\"",
)


def html_errors(java: str, folder: Path) -> list[str]:
    """The errors in the pages of a folder, as ``page:line: message markup``.

    Raises:
        CalledProcessError: Java did not run; its message is in the captured stderr.
    """
    command = [java, *JAVA_OPTIONS, "-jar", CHECKER, *OUTPUT, *SELECTION, folder]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return [
        f"{unquote(error.get('url', '')).removeprefix(f'file:{folder}/')}"
        f":{error.get('lastLine')}: {error['message']} "
        + " ".join(error.get("extract", "").split())
        for error in json.loads(done.stdout)["messages"]
    ]


def unknown(errors: list[str]) -> list[str]:
    return [e for e in errors if not any(re.search(p, e) for p in KNOWN)]


def no_longer_reported(errors: list[str]) -> list[str]:
    """The patterns in ``KNOWN`` that match no error."""
    return [p for p in KNOWN if not any(re.search(p, e) for e in errors)]


def test_each_page_is_valid_html(site: Path, built_pages, java: str) -> None:
    """The error from base.html is in every page, which shows that the checker read all pages."""
    errors = html_errors(java, site)
    assert unknown(errors) == []
    assert no_longer_reported(errors) == []
    assert {error.partition(":")[0] for error in errors} == set(built_pages)


PAGE = """<!doctype html>
<html lang="en">
<title>A page</title>
{}
</html>
"""


def test_an_invalid_page_is_reported(tmp_path: Path, java: str) -> None:
    """Injected fault: one page with three errors, next to a page with none."""
    clean = '<p id="one">One</p><div id="two">Two</div>'
    faulty = (
        '<p id="one">One</p><p id="one">Two</p>\n'
        "<p><div>Three</div></p>\n"
        '<input type="checkbox" aria-label="Four" autocomplete="off">'
    )
    (tmp_path / "clean.html").write_text(PAGE.format(clean), "utf-8")
    (tmp_path / "faulty.html").write_text(PAGE.format(faulty), "utf-8")
    errors = unknown(html_errors(java, tmp_path))
    expected = (
        "faulty.html:4: Duplicate ID 'one'.",
        "faulty.html:5: No 'p' element in scope but a 'p' end tag seen.",
        "faulty.html:6: Attribute 'autocomplete' is only allowed",
    )
    assert len(errors) == len(expected), errors
    for error, start in zip(errors, expected, strict=True):
        assert error.startswith(start)


def test_a_listed_error_that_no_page_has_is_reported() -> None:
    """Injected fault: no error at all, so each listed one is out of date."""
    assert no_longer_reported([]) == list(KNOWN)
