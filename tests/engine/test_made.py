"""Models that blocks make: made once, found by others, made anew when what made them changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from planting import Copy, Ran, fence

MAKER = """\
import os
from safetensors.numpy import save_file
from numpy import ones

os.makedirs("tiny/checkpoint-1")
save_file({"weight": ones(3)}, "tiny/model.safetensors")
for name in ("tiny/config.json", "tiny/checkpoint-1/config.json"):
    open(name, "w").write('{"model_type": "bert"}')
open("tiny/training_args.bin", "wb").write(b"a pickle")
print("made")
"""
USER = """\
import os
from huggingface_hub import snapshot_download

checkpoint = "nlpjourney/tiny"
print(sorted(os.listdir(snapshot_download(checkpoint))))
"""
PRINTED = "['config.json', 'model.safetensors']\n"
MAKES = 'makes="nlpjourney/tiny"'


@pytest.fixture(scope="module")
def made_once(fresh_copy: Callable[[], Copy]) -> Copy:
    """A copy with a block that makes a model, one that uses it, and the model in the hub."""
    copy = fresh_copy()
    copy.page("models/maker", fence("models/maker/train.py", MAKES))
    copy.page("models/user", fence("models/user/use.py", 'hub="someone/their-model"'))
    copy.snippet("models/maker/train.py", MAKER, "made\n")
    copy.snippet("models/user/use.py", USER, PRINTED)
    built = hub(copy, "build")
    assert built.code == 0, built.said
    assert "nlpjourney/tiny: made in" in built.said
    ran = copy.test("docs/models")
    assert (ran.code, ran.counted("passed")) == (0, 2), ran.said
    return copy


@pytest.fixture
def made(made_once: Copy, tmp_path: Path) -> Copy:
    return made_once.copied(tmp_path)


def hub(copy: Copy, action: str) -> Ran:
    return copy.python("-m", "nlpjourney", "hub", action)


def test_what_is_made_is_not_made_again(made: Copy) -> None:
    assert "nlpjourney/tiny: present and intact" in hub(made, "build").said
    assert hub(made, "verify").code == 0


def test_the_models_own_name_is_in_the_results(made: Copy) -> None:
    assert '"nlpjourney/tiny"' in made.report.read_text("utf-8")


def test_a_model_that_was_not_made_stops_the_run(made: Copy) -> None:
    for record in (made.root / ".hub" / "made").iterdir():
        record.unlink()
    ran = made.test("docs/models/user.md")
    assert ran.code != 0
    assert "nlpjourney/tiny: not made yet; run `python -m nlpjourney hub build`" in (
        ran.said
    )
    ran = made.python("-m", "nlpjourney", "run", "models/user/use")
    assert (ran.code, "not made yet" in ran.said) == (1, True)


def test_a_changed_maker_makes_it_anew(made: Copy) -> None:
    made.snippet("models/maker/train.py", MAKER.replace("ones(3)", "ones(4)"))
    outdated = "nlpjourney/tiny: made by something else than what makes it now"
    assert outdated in made.test("docs/models/user.md").said
    built = hub(made, "build")
    assert outdated in built.said
    assert "made in" in built.said
    assert made.test("docs/models").counted("passed") == 2
    assert "present and intact" in hub(made, "build").said


def test_a_changed_maker_reruns_its_users_alone(made: Copy) -> None:
    assert made.test("--codeblocks-changed").counted("deselected") == 5
    made.snippet("models/maker/train.py", MAKER + "# another comment\n")
    hub(made, "build")
    ran = made.test("--codeblocks-changed")
    assert (ran.counted("passed"), ran.counted("deselected")) == (2, 3), ran.said


def test_a_damaged_model_is_found_and_mended(made: Copy) -> None:
    blob = max(
        (made.root / ".hub/hub").rglob("blobs/*"), key=lambda f: f.stat().st_size
    )
    content = bytearray(blob.read_bytes())
    content[-1] ^= 1
    blob.write_bytes(content)
    assert "nlpjourney/tiny: damaged" in made.test("docs/models/user.md").said
    verified = hub(made, "verify")
    assert (verified.code, "damaged" in verified.said) == (1, True)
    assert hub(made, "build").code == 0
    assert hub(made, "verify").code == 0


def test_a_tokenizer_alone_is_made_too(made: Copy) -> None:
    alone = MAKER.replace("tiny/model.safetensors", "tiny/other.safetensors")
    alone += 'os.remove("tiny/other.safetensors")\n'
    alone += 'open("tiny/tokenizer.json", "w").write("{}")\n'
    made.snippet("models/maker/train.py", alone, "made\n")
    assert (
        "saved no safetensors" in hub(made, "build").said
    )  # a config.json and no weights
    alone += 'os.remove("tiny/config.json")\n'
    made.snippet("models/maker/train.py", alone, "made\n")
    assert hub(made, "build").code == 0
    made.snippet("models/user/use.py", USER, "['tokenizer.json']\n")
    assert made.test("docs/models").code == 0


def test_a_maker_that_saves_no_model_is_red(made: Copy) -> None:
    made.snippet("models/maker/train.py", 'print("made")\n', "made\n")
    says = "makes=\"nlpjourney/tiny\", but saved no safetensors in 'tiny'"
    ran = made.test("docs/models/maker.md")
    assert (ran.code, says in ran.said) == (1, True), ran.said
    built = hub(made, "build")
    assert (built.code, says in built.said) == (1, True), built.said
    assert "docs/models/maker.md:3 → snippets/models/maker/train.py" in built.said


def test_a_maker_that_raises_leaves_the_old_model(made: Copy) -> None:
    made.snippet("models/maker/train.py", MAKER + "1 / 0\n")
    built = hub(made, "build")
    assert (built.code, "ZeroDivisionError" in built.said) == (1, True), built.said
    assert list((made.root / ".hub/hub").rglob("snapshots/*/model.safetensors"))


def test_two_makers_of_one_model(made: Copy) -> None:
    made.page("models/other", fence("models/other/train.py", MAKES))
    made.snippet("models/other/train.py", MAKER, "made\n")
    built = hub(made, "build")
    assert (built.code, "makes nlpjourney/tiny too" in built.said) == (1, True)


def test_a_model_made_from_itself(made: Copy) -> None:
    made.snippet("models/maker/train.py", MAKER + 'start = "nlpjourney/tiny"\n')
    built = hub(made, "build")
    assert (built.code, "is made from itself" in built.said) == (1, True)


def test_an_id_that_nothing_makes(made: Copy) -> None:
    made.page("models/maker")
    (made.root / "snippets/models/maker/train.py").unlink()
    (made.root / "snippets/models/maker/train.out").unlink()
    audited = made.audit("tree")
    assert (audited.code, "nothing makes nlpjourney/tiny" in audited.said) == (1, True)


# The same program with the Hub's checkpoint


NOT_ONE_CONSTANT = {
    "none": 'print("no id at all")\n',
    "two": USER + 'again = "nlpjourney/tiny"\n',
    "no_constant": 'print("nlpjourney/tiny")\n',
}


@pytest.fixture(scope="module")
def not_one_constant(made_once: Copy, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A run over a page for each program in which no single constant is the id."""
    copy = made_once.copied(tmp_path_factory.mktemp("ids"))
    for name, code in NOT_ONE_CONSTANT.items():
        shown = fence(f"ids/{name}/use.py", 'hub="someone/their-model"')
        copy.page(f"ids/{name}", shown)
        copy.snippet(f"ids/{name}/use.py", code)
    return copy.test("docs/ids")


@pytest.mark.parametrize("name", NOT_ONE_CONSTANT)
def test_the_hubs_checkpoint_replaces_one_constant(
    not_one_constant: Ran, name: str
) -> None:
    says = f'docs/ids/{name}.md:3: hub="someone/their-model" replaces one constant'
    assert not_one_constant.code != 0
    assert says in not_one_constant.said


def test_the_site_offers_it_and_an_altered_one_is_red(made: Copy) -> None:
    assert made.build().code == 0
    assert made.audit("site").code == 0
    page = made.root / "site/models/user.html"
    html = page.read_text("utf-8")
    start = html.index("block-hub-code")
    altered = html[start:].replace(">snapshot_download<", ">another<", 1)
    assert altered != html[start:]
    page.write_text(html[:start] + altered, "utf-8")
    says = "its program with the Hub differs in more than one constant"
    assert says in made.audit("site").said
