"""The content security policy of the built site, written into every page.

A page may run the site's own scripts and those inline scripts whose hashes the policy lists; it may
send no request to another host. Source: W3C, Content Security Policy Level 3.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from nlpjourney.site.templating import fill

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

CHARSET = '<meta charset="utf-8">'
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
DATA = ("application/json", "application/ld+json")
DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'{hashes}",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
)


def policy(html: str) -> str:
    """The policy of one page, with the hashes of its inline scripts in their order."""
    inline = [
        code
        for attributes, code in SCRIPT.findall(html)
        if "src=" not in attributes and not any(kind in attributes for kind in DATA)
    ]
    hashes = "".join(f" '{digest(code)}'" for code in dict.fromkeys(inline))
    return "; ".join(DIRECTIVES).format(hashes=hashes)


def digest(code: str) -> str:
    """The name of an inline script in a policy: ``sha256-`` and its hash in Base64."""
    hashed = hashlib.sha256(code.encode()).digest()
    return f"sha256-{base64.b64encode(hashed).decode()}"


def write(site: Path) -> None:
    """Write the policy into each page, before everything that it applies to.

    Raises:
        ValueError: a page does not begin with its character set.
    """
    for file in site.rglob("*.html"):
        html = META.sub("", file.read_text("utf-8"))
        if CHARSET not in html:
            raise ValueError(
                f"{file}: has no {CHARSET}, after which the policy belongs; add it to the "
                "template"
            )
        meta = fill("csp.html", policy=policy(html))
        file.write_text(html.replace(CHARSET, CHARSET + meta, 1), "utf-8")


def violations(page: str, soup: BeautifulSoup) -> list[str]:
    """Problems of a built page: content that its policy forbids or that precedes the policy."""
    metas = soup.select('meta[http-equiv="Content-Security-Policy"]')
    if len(metas) != 1:
        return [
            f"{page}: {len(metas)} content security policies, not one; run make site"
        ]
    allowed = str(metas[0]["content"])
    problems = []
    for element in soup.find_all(True):
        inline = [name for name in element.attrs if name.startswith("on")]
        problems += [f"{page}: {name}= on <{element.name}>" for name in inline]
        if "style" in element.attrs:
            problems.append(f"{page}: style= on <{element.name}>; write a class")
        target = str(element.get("href") or element.get("action") or "")
        if target.strip().lower().startswith("javascript:"):
            problems.append(f"{page}: {target} on <{element.name}>")
        if element.name == "style" and not element.find_parent("svg"):
            problems.append(f"{page}: a style sheet inside the page")
        if element.name == "script" and not element.has_attr("src"):
            code = element.get_text()
            if element.get("type") not in DATA and f"'{digest(code)}'" not in allowed:
                problems.append(f"{page}: a script that its policy does not name")
    if metas[0].find_previous(["script", "link", "style"]):
        problems.append(f"{page}: something loads before its policy")
    return problems
