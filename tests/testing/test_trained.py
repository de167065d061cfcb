"""Models that blocks train: once, for other blocks to load, and again when an input changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fault_injection import Copy, Ran, fence

PRODUCER = """\
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
TRAINS = 'trains="nlpjourney/tiny"'


@pytest.fixture(scope="module")
def trained_once(fresh_copy: Callable[[], Copy]) -> Copy:
    """A copy with a block that trains a model, one that uses it, and the model in the hub."""
    copy = fresh_copy()
    copy.page("models/producer", fence("models/producer/train.py", TRAINS))
    copy.page("models/user", fence("models/user/use.py", 'hub="someone/their-model"'))
    copy.snippet("models/producer/train.py", PRODUCER, "made\n")
    copy.snippet("models/user/use.py", USER, PRINTED)
    built = hub(copy, "build")
    assert built.code == 0, built.said
    assert "nlpjourney/tiny: trained in" in built.said
    ran = copy.test("docs/models")
    assert (ran.code, ran.counted("passed")) == (0, 2), ran.said
    return copy


@pytest.fixture
def trained(trained_once: Copy, tmp_path: Path) -> Copy:
    return trained_once.copied(tmp_path)


def hub(copy: Copy, action: str) -> Ran:
    return copy.python("-m", "nlpjourney", "hub", action)


def test_what_is_trained_is_not_trained_again(trained: Copy) -> None:
    assert "nlpjourney/tiny: present and intact" in hub(trained, "build").said
    assert hub(trained, "verify").code == 0


def test_the_models_own_name_is_in_the_results(trained: Copy) -> None:
    assert '"nlpjourney/tiny"' in trained.report.read_text("utf-8")


def test_a_model_that_was_not_trained_stops_the_run(trained: Copy) -> None:
    for record in (trained.root / ".hub" / "trained").iterdir():
        record.unlink()
    ran = trained.test("docs/models/user.md")
    assert ran.code != 0
    assert "nlpjourney/tiny: not trained yet; run `make hub`" in (ran.said)
    ran = trained.python("-m", "nlpjourney", "run", "models/user/use")
    assert (ran.code, "not trained yet" in ran.said) == (1, True)


def test_a_changed_producer_trains_it_again(trained: Copy) -> None:
    trained.snippet("models/producer/train.py", PRODUCER.replace("ones(3)", "ones(4)"))
    outdated = "nlpjourney/tiny: trained by an earlier program, or with other libraries or data"
    assert outdated in trained.test("docs/models/user.md").said
    built = hub(trained, "build")
    assert outdated in built.said
    assert "trained in" in built.said
    assert trained.test("docs/models").counted("passed") == 2
    assert "present and intact" in hub(trained, "build").said


def test_a_changed_producer_reruns_its_users_alone(trained: Copy) -> None:
    assert trained.test("--codeblocks-changed").counted("deselected") == 5
    trained.snippet("models/producer/train.py", PRODUCER + "# another comment\n")
    hub(trained, "build")
    ran = trained.test("--codeblocks-changed")
    assert (ran.counted("passed"), ran.counted("deselected")) == (2, 3), ran.said


def test_a_damaged_model_is_found_and_mended(trained: Copy) -> None:
    blob = max(
        (trained.root / ".hub/hub").rglob("blobs/*"), key=lambda f: f.stat().st_size
    )
    content = bytearray(blob.read_bytes())
    content[-1] ^= 1
    blob.write_bytes(content)
    assert "nlpjourney/tiny: damaged" in trained.test("docs/models/user.md").said
    verified = hub(trained, "verify")
    assert (verified.code, "damaged" in verified.said) == (1, True)
    assert hub(trained, "build").code == 0
    assert hub(trained, "verify").code == 0


def test_what_its_training_printed_is_compared_without_another(trained: Copy) -> None:
    asked = ("docs/models", "--codeblocks-trained")
    ran = trained.test(*asked)
    assert (ran.code, ran.counted("passed")) == (0, 2), ran.said
    (record,) = (trained.root / ".hub" / "trained").iterdir()
    record.write_text(record.read_text("utf-8").replace('"made\\n"', '"failed\\n"'))
    assert trained.test("docs/models").code == 0  # runs the program
    ran = trained.test(*asked)
    assert (ran.code, ran.counted("passed")) == (1, 1), ran.said
    assert "prints something other than the page shows" in ran.said
    trained.snippet("models/producer/train.py", PRODUCER + "# other\n", "made\n")
    ran = trained.test(*asked)  # its user stops the run, since the model is outdated
    assert "trained by an earlier program" in ran.said


def test_a_tokenizer_alone_is_trained_too(trained: Copy) -> None:
    alone = PRODUCER.replace("tiny/model.safetensors", "tiny/other.safetensors")
    alone += 'os.remove("tiny/other.safetensors")\n'
    alone += 'open("tiny/tokenizer.json", "w").write("{}")\n'
    trained.snippet("models/producer/train.py", alone, "made\n")
    assert (
        "saved no safetensors" in hub(trained, "build").said
    )  # a config.json and no weights
    alone += 'os.remove("tiny/config.json")\n'
    trained.snippet("models/producer/train.py", alone, "made\n")
    assert hub(trained, "build").code == 0
    trained.snippet("models/user/use.py", USER, "['tokenizer.json']\n")
    assert trained.test("docs/models").code == 0


def test_a_producer_that_saves_no_model_is_red(trained: Copy) -> None:
    trained.snippet("models/producer/train.py", 'print("made")\n', "made\n")
    says = "trains=\"nlpjourney/tiny\", but saved no safetensors in the folder 'tiny'"
    ran = trained.test("docs/models/producer.md")
    assert (ran.code, says in ran.said) == (1, True), ran.said
    built = hub(trained, "build")
    assert (built.code, says in built.said) == (1, True), built.said
    assert (
        "docs/models/producer.md:10 → snippets/models/producer/train.py" in built.said
    )


def test_a_producer_that_raises_leaves_the_old_model(trained: Copy) -> None:
    trained.snippet("models/producer/train.py", PRODUCER + "1 / 0\n")
    built = hub(trained, "build")
    assert (built.code, "ZeroDivisionError" in built.said) == (1, True), built.said
    assert list((trained.root / ".hub/hub").rglob("snapshots/*/model.safetensors"))


def test_two_producers_of_one_model(trained: Copy) -> None:
    trained.page("models/other", fence("models/other/train.py", TRAINS))
    trained.snippet("models/other/train.py", PRODUCER, "made\n")
    built = hub(trained, "build")
    assert (built.code, "trains nlpjourney/tiny too" in built.said) == (1, True)


def test_a_model_trained_from_itself(trained: Copy) -> None:
    trained.snippet(
        "models/producer/train.py", PRODUCER + 'start = "nlpjourney/tiny"\n'
    )
    built = hub(trained, "build")
    assert (built.code, "is trained from itself" in built.said) == (1, True)


def test_an_id_that_nothing_trains(trained: Copy) -> None:
    trained.page("models/producer")
    (trained.root / "snippets/models/producer/train.py").unlink()
    (trained.root / "snippets/models/producer/train.out").unlink()
    audited = trained.audit("tree")
    assert (audited.code, "no block trains nlpjourney/tiny" in audited.said) == (
        1,
        True,
    )


# The program with the Hub's checkpoint


NOT_ONE_CONSTANT = {
    "none": 'print("no id at all")\n',
    "two": USER + 'again = "nlpjourney/tiny"\n',
    "no_constant": 'print("nlpjourney/tiny")\n',
}


@pytest.fixture(scope="module")
def not_one_constant(
    trained_once: Copy, tmp_path_factory: pytest.TempPathFactory
) -> Ran:
    """A run over pages with programs in which the id is not one constant."""
    copy = trained_once.copied(tmp_path_factory.mktemp("ids"))
    for name, code in NOT_ONE_CONSTANT.items():
        shown = fence(f"ids/{name}/use.py", 'hub="someone/their-model"')
        copy.page(f"ids/{name}", shown)
        copy.snippet(f"ids/{name}/use.py", code)
    return copy.test("docs/ids")


@pytest.mark.parametrize("name", NOT_ONE_CONSTANT)
def test_the_hubs_checkpoint_replaces_one_constant(
    not_one_constant: Ran, name: str
) -> None:
    says = f'docs/ids/{name}.md:10: hub="someone/their-model" replaces one constant'
    assert not_one_constant.code != 0
    assert says in not_one_constant.said


def test_the_site_offers_it_and_an_altered_one_is_red(trained: Copy) -> None:
    assert trained.build().code == 0
    assert trained.audit("site").code == 0
    page = trained.root / "site/models/user.html"
    html = page.read_text("utf-8")
    start = html.index("Not run here: <code>someone/their-model</code>")
    altered = html[start:].replace(">snapshot_download<", ">another<", 1)
    assert altered != html[start:]
    page.write_text(html[:start] + altered, "utf-8")
    says = "its program with the Hub differs in more than one constant"
    assert says in trained.audit("site").said
