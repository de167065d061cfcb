"""Lines that are too long are reported with the fix; those that cannot be broken are not."""

from pathlib import Path

import pytest

from nlpjourney import paths
from nlpjourney.content import line_lengths

WORDS = "word " * 25
ADDRESS = "https://example.org/" + "a" * 120
LONG = {
    "prose": WORDS,
    "a description": f"description: {WORDS}",
    "a definition": f":   {WORDS}",
    "prose with a link": f"See also [this page]({ADDRESS}).",
    "two links": f"[one]({ADDRESS}) [two]({ADDRESS})",
    "prose after a fence": f"```text\nshort\n```\n{WORDS}",
}
WHOLE = {
    "a row of a table": f"| {WORDS} | {WORDS} |",
    "a link": f"- [`name`]({ADDRESS}),",
    "the end of a link": f"documentation]({ADDRESS}).",
    "a picture": f'![{WORDS}](../assets/pictures/name.svg){{ width="9" height="9" }}',
    "a line in a fence": f"```text\n{WORDS}\n```",
    "the options of a fence": f'```python reason="{WORDS}"\n--8<-- "name.py"\n```',
    "a line of 120 characters": "a" * 119 + ".",
}
LONG_CODE = {
    "a list": f'texts = ["{WORDS}", "more"]',
    "a rule": f".name {{ {'margin: 0; ' * 15}}}",
    "a row, which is none here": f"| {WORDS} |",
}
WHOLE_CODE = {
    "a string": f'question = "{WORDS}"',
    "a string in a list": f"    '{WORDS}',",
    "a picture": f"""  --icon: url("data:image/svg+xml,<svg a='{WORDS}'/>");""",
    "a pattern": f"  /[ab]{WORDS}/y;",
}


def found(text: str, is_markdown: bool) -> list[str]:
    return [line for _, line in line_lengths.too_long(text, is_markdown)]


@pytest.mark.parametrize("name", LONG)
def test_a_long_line_of_markdown_is_found(name: str) -> None:
    assert found(LONG[name], is_markdown=True) == [LONG[name].split("\n")[-1]]


@pytest.mark.parametrize("name", WHOLE)
def test_a_line_of_markdown_that_cannot_be_broken_is_not(name: str) -> None:
    assert found(WHOLE[name], is_markdown=True) == []


@pytest.mark.parametrize("name", LONG_CODE)
def test_a_long_line_of_other_files_is_found(name: str) -> None:
    assert found(LONG_CODE[name], is_markdown=False) == [LONG_CODE[name]]


@pytest.mark.parametrize("name", WHOLE_CODE)
def test_a_string_that_cannot_be_broken_is_not(name: str) -> None:
    assert found(WHOLE_CODE[name], is_markdown=False) == []


def test_no_source_has_a_line_that_is_too_long() -> None:
    assert list(line_lengths.problems()) == []


@pytest.mark.parametrize(
    "name", ["AGENTS.md", "docs/index.md", "docs/notebooks/sft/lora.ipynb"]
)
def test_a_problem_names_file_line_and_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source = (paths.ROOT / name).read_text("utf-8")
    copy = tmp_path / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    copy.write_text(source, "utf-8")
    assert list(line_lengths.problems()) == []
    first = next(line for line in source.split("\n") if "# " in line)
    number = source.split("\n").index(first) + 1
    copy.write_text(source.replace("# ", f"# {WORDS}", 1), "utf-8")
    (problem,) = line_lengths.problems()
    assert problem.startswith(f"{name}:{number}: ")
    assert "more than 120; break it" in problem
