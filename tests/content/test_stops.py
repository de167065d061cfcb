"""Every note and notebook has its place in the journey."""

from nlpjourney import journey, pages

LOOKED_UP = ("index.md", "start/", "playground/", "toolbox/")  # not read in their turn


def beside(paths: set[str]) -> set[str]:
    """The notes and notebooks that are no stops."""
    all_notes = {path.relative_to(pages.DOCS).as_posix() for path in pages.notes()}
    return {path for path in all_notes - paths if not path.startswith(LOOKED_UP)}


def test_every_note_says_what_it_builds_on() -> None:
    assert beside(set(journey.read().stops)) == set(), "give them builds_on"


def test_a_forgotten_note_is_noticed() -> None:
    """The alarm rings."""
    forgotten = "models/heads.md"
    assert beside(set(journey.read().stops) - {forgotten}) == {forgotten}
