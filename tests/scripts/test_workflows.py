"""The public CI's workflows: valid, least permissions, pinned actions, and the same commands."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from nlpjourney.paths import ROOT
from scripts import check

WORKFLOWS = ROOT / ".github" / "workflows"
PROGRAMS = Path(sys.executable).parent


def checked_by(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(PROGRAMS / program), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def actionlint(folder: Path) -> subprocess.CompletedProcess[str]:
    return checked_by("actionlint", *map(str, sorted(folder.glob("*.yml"))))


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    return checked_by("zizmor", "--offline", "--quiet", str(folder))


@pytest.mark.parametrize("check", [actionlint, zizmor])
def test_workflows_are_sound(check):
    done = check(WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("check", "sound", "fault"),
    [
        (actionlint, "runs-on: ubuntu-latest", "runs-on: ubuntu-latset"),
        (actionlint, "needs: programs", "needs: program"),
        (zizmor, "08c6903cd8c0fde910a37f88322edcfb5dd907a8", "v5"),
        (zizmor, "run: .ci/run", "run: echo ${{ github.head_ref }}"),
    ],
)
def test_a_fault_in_a_workflow_is_seen(check, sound, fault, tmp_path):
    folder = tmp_path / ".github" / "workflows"
    shutil.copytree(WORKFLOWS, folder)
    file = folder / "verify.yml"
    text = file.read_text("utf-8")
    assert sound in text
    file.write_text(text.replace(sound, fault), "utf-8")
    done = check(folder)
    assert done.returncode != 0
    assert "verify.yml" in done.stdout + done.stderr


def test_each_action_is_pinned_to_a_commit():
    for file in WORKFLOWS.glob("*.yml"):
        for used in re.findall(r"uses: (\S+)", file.read_text("utf-8")):
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", used), f"{file.name}: {used}"


def test_workflows_call_the_same_commands():
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    for file in WORKFLOWS.glob("*.yml"):
        jobs = yaml.safe_load(file.read_text("utf-8"))["jobs"].values()
        steps = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
        for run in steps:
            program, *arguments = run.split()
            known = program in (".ci/run", "gh", "exit") or (
                program == "make" and set(arguments) <= targets
            )
            assert known, f"{file.name}: {run}"


def test_every_step_is_run_by_some_job_and_the_last_job_waits_for_all():
    jobs = yaml.safe_load((WORKFLOWS / "verify.yml").read_text("utf-8"))["jobs"]
    named = {
        name
        for job in jobs.values()
        for name in job.get("env", {}).get("STEPS", "").split()
    }
    assert named == {step.name for step in check.STEPS}
    assert set(jobs["verified"]["needs"]) == jobs.keys() - {"verified"}
