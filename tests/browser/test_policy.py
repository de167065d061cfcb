"""The policy of published pages: only the site's own scripts run."""

POLICY = 'meta[http-equiv="Content-Security-Policy"]'


def test_a_script_put_into_a_page_does_not_run(open_site, problems) -> None:
    """Injected fault: a script such as a reader's input could become is refused and reported."""
    page = open_site()
    refused = page.evaluate(
        """() => new Promise((resolve) => {
          document.addEventListener("securitypolicyviolation", resolve);
          const script = document.createElement("script");
          script.textContent = "window.broken = 1";
          document.body.append(script);
        }).then(({violatedDirective}) => violatedDirective)"""
    )
    assert refused == "script-src-elem"
    assert page.evaluate("window.broken") is None
    assert [line for line in problems if "Content Security Policy" in line]
    problems.clear()


def test_a_page_opened_from_a_folder_is_as_safe(open_folder) -> None:
    for name in ("index.html", "models/heads.html", "notebooks/sft/lora.html"):
        page = open_folder(name)
        assert page.locator(POLICY).count() == 1
        assert page.locator(".block-copy").first.is_visible()
