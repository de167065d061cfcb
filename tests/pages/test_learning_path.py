"""Every note and notebook has its place on the learning path."""

from nlpjourney import paths
from nlpjourney.content import pages, prerequisites

LOOKED_UP = ("index.md", "start/", "playground/", "toolbox/")


def forgotten(on_the_path: set[str]) -> set[str]:
    """The notes and notebooks that are not on the learning path."""
    notes = {file.relative_to(paths.DOCS).as_posix() for file in pages.notes()}
    return {path for path in notes - on_the_path if not path.startswith(LOOKED_UP)}


def test_every_note_says_what_it_builds_on() -> None:
    assert forgotten(set(prerequisites.read().prerequisites)) == set()


def test_a_forgotten_note_is_noticed() -> None:
    """Injected fault: a note that is not on the path."""
    note = "models/heads.md"
    assert forgotten(set(prerequisites.read().prerequisites) - {note}) == {note}
