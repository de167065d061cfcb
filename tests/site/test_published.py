"""The published site: every page has a policy, is exactly as built and tested, and its bundles can
be made again from pinned packages."""

import json
import re
import shutil

import pytest
import yaml
from fault_injection import Copy, Ran

from nlpjourney.paths import ROOT
from scripts import bundle

SPOILED = {
    "script": (
        "</body>",
        "<script>1</script></body>",
        "a script that its policy does not name",
    ),
    "handler": ("<body>", '<body onload="run()">', "onload= on <body>"),
    "style": (
        "</body>",
        '<b style="top: 0">!</b></body>',
        "style= on <b>; write a class",
    ),
    "address": (
        "</body>",
        '<a href="javascript:run()">!</a></body>',
        "javascript:run() on <a>",
    ),
    "sheet": (
        "</head>",
        "<style>b { top: 0 }</style></head>",
        "a style sheet inside the page",
    ),
    "early": (
        "<head>",
        '<head><script src="x.js"></script>',
        "something loads before its policy",
    ),
    "unguarded": ("POLICY", "", "0 content security policies, not one"),
}
POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.fixture(scope="module")
def spoiled(fresh_copy) -> Ran:
    """The audit of a site on which each page breaks its policy in a different way."""
    copy = fresh_copy()
    for name in SPOILED:
        copy.page(f"spoiled/{name}", "Prose.")
    assert copy.build().code == 0
    for name, (old, new, _) in SPOILED.items():
        file = copy.root / "site" / "spoiled" / f"{name}.html"
        html = file.read_text("utf-8")
        (policy,) = POLICY.findall(html)
        old = old.replace("POLICY", policy)
        assert old in html
        file.write_text(html.replace(old, new, 1), "utf-8")
    return copy.audit("site")


@pytest.mark.parametrize("name", SPOILED)
def test_what_the_policy_forbids_is_named(spoiled, name) -> None:
    assert spoiled.code == 1
    assert f"spoiled/{name}.html: {SPOILED[name][2]}" in spoiled.said


def test_a_page_that_keeps_its_policy_is_not_named(spoiled) -> None:
    assert "topic/page.html" not in spoiled.said


def test_a_site_built_without_the_plugin_is_red(copy: Copy) -> None:
    settings = copy.root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("  - nlpjourney\n", ""), "utf-8")
    assert copy.build().code == 0
    said = copy.audit("site").said
    assert "topic/page.html: 0 content security policies, not one" in said
    assert "topic/page.html: code outside a block, which no test ran" in said


# The bundles


@pytest.fixture
def sources(tmp_path):
    """A copy of web/ with its installed packages."""
    folder = tmp_path / "web"
    ignored = shutil.ignore_patterns("node_modules")
    shutil.copytree(bundle.WEB, folder, ignore=ignored)
    (folder / "node_modules").symlink_to((bundle.WEB / "node_modules").resolve())
    return folder


def test_bundles_can_be_made_again_to_the_byte(sources) -> None:
    done = bundle.node("build.js", cwd=sources)
    assert done.returncode == 0, done.stdout
    made = sources.parent / "docs" / "assets" / "web"
    names = sorted(file.name for file in made.iterdir())
    assert names
    for name in names:
        assert (made / name).read_bytes() == (bundle.BUNDLES / name).read_bytes()


def test_a_bundle_without_its_source_goes(sources, monkeypatch) -> None:
    made = sources.parent / "docs" / "assets" / "web"
    monkeypatch.setattr(bundle, "WEB", sources)
    monkeypatch.setattr(bundle, "BUNDLES", made)
    (sources / "src" / "gone.js").write_text("export {};\n")
    bundle.bundle()
    assert (made / "gone.js").is_file()
    (sources / "src" / "gone.js").unlink()
    bundle.bundle()
    assert not (made / "gone.js").exists()
    assert (made / "search.js").is_file()


def test_an_error_in_the_sources_is_told_with_its_place(sources) -> None:
    (sources / "src" / "broken.js").write_text("const a = ;\n")
    done = bundle.node("build.js", cwd=sources)
    assert done.returncode == 1
    assert "src/broken.js:1:10" in done.stdout


def test_every_package_of_the_web_is_pinned_with_its_hash() -> None:
    wanted = json.loads((bundle.WEB / "package.json").read_text("utf-8"))
    for kind in ("dependencies", "devDependencies"):
        for name, version in wanted[kind].items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
    lock = json.loads((bundle.WEB / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert len(packages) > 5
    assert [n for n, one in packages.items() if "sha512-" not in one["integrity"]] == []
    assert [n for n, one in packages.items() if "resolved" in one] == []


def test_another_package_than_the_pinned_one_is_refused(sources) -> None:
    (sources / "node_modules").unlink()
    lock = sources / "package-lock.json"
    text = lock.read_text("utf-8")
    one = json.loads(text)["packages"]["node_modules/@huggingface/jinja"]["integrity"]
    other = "sha512-" + one[7:][::-1].lstrip("=") + "=="
    lock.write_text(text.replace(one, other), "utf-8")
    done = bundle.node(str(bundle.NPM), "ci", "--omit=dev", cwd=sources)
    assert done.returncode != 0
    assert "EINTEGRITY" in done.stdout
    assert not (sources / "node_modules" / "@huggingface" / "jinja").exists()


def test_the_workflow_publishes_the_site_that_it_tested() -> None:
    """The job that tests the site uploads it, and only the last job deploys it."""
    workflow = (ROOT / ".github" / "workflows" / "verify.yml").read_text("utf-8")
    jobs = yaml.safe_load(workflow)["jobs"]
    site, last = jobs["site"]["steps"], jobs["verified"]["steps"]
    told = [str(step.get("uses", step.get("run"))).partition("@")[0] for step in site]
    assert told[-3:] == [
        ".ci/run",
        "actions/upload-artifact",
        "actions/upload-pages-artifact",
    ]
    assert site[-1]["with"] == {"path": "site"}
    assert last[0]["run"] == "exit 1"
    assert last[-1]["uses"].startswith("actions/deploy-pages@")
    others = [
        step for name in jobs.keys() - {"verified"} for step in jobs[name]["steps"]
    ]
    assert not [step for step in others if "deploy" in str(step.get("uses"))]
