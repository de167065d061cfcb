"""The weekly report names the page, the snippet and the message."""

from scripts import drift

RED = """<testsuites><testsuite>
<testcase name="models/heads/a.py" classname="docs.models.heads.md"/>
<testcase name="models/heads/b.py" classname="docs.models.heads.md">
<failure message="x">docs/models/heads.md:7 → snippets/models/heads/b.py:3
KeyError: 'summarization'</failure></testcase>
</testsuite></testsuites>"""


def test_report_names_page_line_and_block(tmp_path):
    junit = tmp_path / "drift.xml"
    junit.write_text(RED, "utf-8")
    text = drift.report(junit)
    assert text.startswith("1 blocks no longer print what their page shows")
    assert "docs/models/heads.md:7 → snippets/models/heads/b.py:3" in text
    assert "KeyError: 'summarization'" in text
    assert "models/heads/a.py" not in text
    assert "transformers==" in text


def test_nothing_drifted(tmp_path):
    junit = tmp_path / "drift.xml"
    junit.write_text(
        "<testsuites><testsuite><testcase name='a'/></testsuite></testsuites>"
    )
    assert drift.report(junit) == "Every block still prints what its page shows."
