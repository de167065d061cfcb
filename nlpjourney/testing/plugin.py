"""The pytest plugin that verifies the pages: one test per block, one per notebook.

pytest-codeblocks finds and parses the blocks of the expanded page. This plugin runs each block in
its own process, compares it with what the page shows, and adds it to the results.
``--codeblocks-update`` takes the same path, but records instead of comparing.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Generator, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pytest_codeblocks.main import extract_from_buffer
from pytest_codeblocks.plugin import MarkdownFile, TestBlock

from nlpjourney import paths
from nlpjourney.content import pages, project, results, rules, snapshots
from nlpjourney.content.pages import Block, Page, PageError
from nlpjourney.hub import cache
from nlpjourney.hub.catalog import HubError
from nlpjourney.testing import (
    child,
    environment,
    imports,
    notebook_diff,
    repeat,
    runner,
    trained,
)

NO_LIMIT = 10**9
MOST_DIFFERENCES = 20
UNSTABLE = "prints something else in a second run"
ONLY_STABLE = (
    "print what is the same in every run: set a seed, sort a set, round a number, leave out times, "
    "addresses and paths"
)
PACKAGE = Path(__file__).parents[1]
ENGINE = sorted(
    file
    for room in ("content", "hub", "testing")
    for file in (PACKAGE / room).iterdir()
    if file.is_file()
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("codeblocks")
    group.addoption(
        "--codeblocks-update",
        action="store_true",
        help="record each block's output instead of comparing it",
    )
    group.addoption(
        "--codeblocks-changed",
        action="store_true",
        help="run only what changed since it last passed (refused in CI)",
    )
    group.addoption(
        "--codeblocks-trained",
        action="store_true",
        help="compare what the training of a model in the hub printed, do not train it again",
    )
    group.addoption(
        "--codeblocks-workers",
        type=int,
        default=os.cpu_count(),
        metavar="N",
        help="blocks that run at the same time (default: the number of cores)",
    )


def pytest_configure(config: pytest.Config) -> None:
    options = config.option
    if not options.codeblocks:
        if options.codeblocks_update or options.codeblocks_changed:
            raise pytest.UsageError(
                "--codeblocks-update and --codeblocks-changed need --codeblocks: "
                "pytest --codeblocks docs --codeblocks-update"
            )
        return
    for argument in config.args:
        if problem := _unknown_page(config.invocation_params.dir, argument):
            raise pytest.UsageError(problem)
    if config.option.codeblocks_changed and os.environ.get("CI"):
        raise pytest.UsageError(
            "--codeblocks-changed trusts a cache; CI verifies everything, without it"
        )
    if not hasattr(config, "workerinput") and (problems := cache.verify()):
        raise pytest.UsageError("\n".join(map(str, problems)))
    try:
        verification = Verification(config, results.load(), trained.find_producers())
    except (results.ResultsError, HubError) as error:
        raise pytest.UsageError(str(error)) from None
    runner.prepare()
    config.pluginmanager.register(verification, "nlpjourney-verification")


def _unknown_page(folder: Path, argument: str) -> str:
    """The problem of an argument that names no page to record or check; empty for a page."""
    name = argument.partition("::")[0]
    file = folder / name
    if file.is_dir() or file in pages.notes():
        return ""
    known = [paths.shown_path(note) for note in pages.notes()]
    if file.is_relative_to(paths.SNIPPETS):
        name = paths.shown_path(paths.DOCS / file.parent.relative_to(paths.SNIPPETS))
    elif file.exists():
        return ""
    closest = get_close_matches(name, known, n=1, cutoff=0.0)
    return (
        f"{argument} is not a page; name one, such as {closest[0]}" if closest else ""
    )


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    found = yield
    is_note = any(isinstance(node, MarkdownFile) for node in found)
    if is_note or (parent.config.option.codeblocks and _is_notebook(file_path)):
        return [PageFile.from_parent(parent, path=file_path)]
    return found


def _is_notebook(file: Path) -> bool:
    """Whether ``file`` is a notebook that the site shows as a page."""
    return file.suffix == ".ipynb" and file in pages.notes()


class BlockFailure(Exception):
    """A block failed; the message is the whole report."""


class PageFile(MarkdownFile):  # type: ignore[misc]
    """A note or notebook, in whose expansion pytest-codeblocks finds the blocks."""

    def collect(self) -> Iterator[PageBlock]:
        verification: Verification = self.config.pluginmanager.get_plugin(
            "nlpjourney-verification"
        )
        if wrong := project.of(self.path, verification.problems):
            raise PageError("\n".join(wrong))
        page = pages.expand(self.path)
        try:
            found = extract_from_buffer(
                io.StringIO(page.markdown), max_num_lines=NO_LIMIT
            )
        except RuntimeError as error:
            where = paths.shown_path(self.path)
            raise PageError(
                f"{where}: pytest-codeblocks cannot read it: {error}"
            ) from None
        parsed = {
            found_block.lineno - 1: found_block
            for found_block in found
            if found_block.syntax in pages.SUFFIX
        }
        for cell in page.cells:  # cells run with their notebook
            parsed.pop(cell, None)
        if set(parsed) != set(page.fences):
            raise PageError(_disagreement(page, set(parsed)))
        for number, block in page.fences.items():
            item = PageBlock.from_parent(self, name=block.snippet)
            item.obj, item.block = parsed[number], block
            yield item
        if page.notebook:
            item = PageBlock.from_parent(self, name=page.notebook.snippet)
            item.block = page.notebook
            yield item

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
        if isinstance(excinfo.value, PageError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


def _disagreement(page: Page, parsed: set[int]) -> str:
    number = min(parsed ^ set(page.fences))
    return (
        f"{page.origins[number]}: pytest-codeblocks and the site disagree on this fence: "
        f"{page.lines[number].strip()!r}"
    )


class PageBlock(TestBlock):  # type: ignore[misc]
    """One block: run it, compare its output, report what happened."""

    block: Block

    def runtest(self) -> None:
        verification: Verification = self.config.pluginmanager.get_plugin(
            "nlpjourney-verification"
        )
        verification.verify(self)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
        if isinstance(excinfo.value, BlockFailure):
            return str(excinfo.value)
        return pytest.Item.repr_failure(self, excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.block.line - 1, str(self.block)


class Verification:
    """One run of pytest over pages: the results known before, the queue of processes, and the
    new results."""

    def __init__(
        self,
        config: pytest.Config,
        known: results.Results,
        producers: dict[str, Block],
    ) -> None:
        self.config = config
        self.known = known
        self.runs: dict[str, results.Run] = {}
        self.updated: list[str] = []
        self.unchanged = 0
        self.queue = runner.Queue([], 1)
        self.trained: dict[Block, child.Result] = {}
        self.repeat = repeat.Repeat([])
        self.hub = cache.fingerprint()
        self.producers = producers
        self.models = {name: trained.key(name, producers) for name in producers}
        self.engine = _digest(*(file.read_bytes() for file in ENGINE))

    @cached_property
    def problems(self) -> list[str]:
        """The problems of the pages, known before anything runs."""
        return project.problems()

    @property
    def in_worker(self) -> bool:
        """Whether this is a process of pytest-xdist, which distributes the blocks itself."""
        return hasattr(self.config, "workerinput")

    # Selection

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        if self.config.option.codeblocks_changed:
            changed = [item for item in items if not self._passed_before(item)]
            self.unchanged = len(items) - len(changed)
            gone = [item for item in items if item not in changed]
            self.config.hook.pytest_deselected(items=gone)
            items[:] = changed

    def _passed_before(self, item: pytest.Item) -> bool:
        if not isinstance(item, PageBlock):
            return False
        block = item.block
        if run := self.known.here.get(block.snippet):
            return run.passed and run.key == self.key(block)
        recorded = self.known.recorded.get(block.snippet)  # the same in every clone
        return recorded is not None and (
            recorded.program,
            recorded.output,
            recorded.versions,
        ) == (
            results.program_hash(block),
            results.output_hash(block),
            imports.versions(block),
        )

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if self.config.option.collectonly:
            return
        found = [item.block for item in session.items if isinstance(item, PageBlock)]
        blocks = [block for block in found if not block.options.skip]
        used = {name for block in blocks for name in block.local_ids}
        if problems := trained.problems(used, self.producers):
            raise pytest.UsageError("\n".join(problems))
        if self.config.option.codeblocks_trained:
            self.trained = trained.results_of(blocks, self.producers)
        blocks = self.known.longest_first(b for b in blocks if b not in self.trained)
        width = 0 if self.in_worker else self.config.option.codeblocks_workers
        self.queue = runner.Queue(blocks, width)
        self.repeat = repeat.Repeat(blocks)

    def key(self, block: Block) -> str:
        """A fingerprint of everything that a block's result depends on."""
        recorded = _recorded(block).fingerprint(block)
        trace = block.trace.read_bytes() if block.trace.is_file() else b""
        versions = json.dumps(imports.versions(block)).encode()
        options = repr(block.options).encode()
        used = sorted(block.local_ids & self.models.keys())
        models = "".join(self.models[name] for name in used)
        return _digest(
            block.program.encode(),
            recorded,
            trace,
            versions,
            options,
            self.hub.encode(),
            models.encode(),
            self.engine.encode(),
        )

    # One block

    def verify(self, item: PageBlock) -> None:
        block = item.block
        if block.options.skip:
            self._skip(item)
        result = self.trained.get(block) or self.queue.result(block)
        try:
            if result.error:
                raise BlockFailure(_report_error(block, result))
            _refuse_broken_rules(block, result)
            if self.config.option.codeblocks_update:
                if _is_new(block, result):
                    _check_fit(block, result)
                    again = self.repeat.result(block, self.queue.step)
                    _check_repeat(block, result, again)
                if _record(block, result):
                    item.user_properties.append(
                        ("updated", paths.shown_path(block.file))
                    )
            else:
                _compare(block, result)
        except snapshots.MissingOutput as problem:
            raise BlockFailure(f"{problem}\n{_again(block)}") from None
        finally:
            self._enter(item, result)

    def _skip(self, item: PageBlock) -> None:
        options = item.block.options
        assert options.until is not None
        if options.until < date.today():
            raise BlockFailure(
                f"{item.block}\nskipped until {options.until}, which is over: {options.skip}\n"
                "repair the block or set a later date"
            )
        self._enter(item, child.Result())
        pytest.skip(f"until {options.until}: {options.skip}")

    def _enter(self, item: PageBlock, result: child.Result) -> None:
        block = item.block
        facts = {
            "program": results.program_hash(block),
            "output": results.output_hash(block),
            "date": results.today(),
            "seconds": results.two_digits(result.seconds),
            "peak_mib": int(results.two_digits(result.peak_mib)),
            "versions": imports.versions(block),
            "checkpoints": result.checkpoints,
            "cpu": result.cpu,
            "key": self.key(block),
        }
        item.user_properties.append((block.snippet, facts))

    # Results

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" or self.in_worker:
            return
        for name, facts in report.user_properties:
            if name == "updated":
                self.updated.append(str(facts))
            elif isinstance(facts, dict):
                self.runs[name] = results.Run(**facts, result=report.outcome)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.queue.stop()
        self.repeat.stop()
        if self.unchanged and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK
        if self.runs and not environment.settings():
            shown = _shown_snippets()
            results.report(self.runs, shown)
            if self.config.option.codeblocks_update:
                passed = {n: run for n, run in self.runs.items() if run.passed}
                results.record(passed, shown)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        write = terminalreporter.write_line
        for snippet in self.updated:
            write(f"recorded: {snippet}")
        if self.unchanged:
            write(f"{self.unchanged} blocks unchanged since they passed: not run again")
        seconds = sum(run.seconds for run in self.runs.values())
        shared = self.queue.importing
        write(
            f"{len(self.runs)} blocks, {seconds:.1f} s in their own bodies, "
            f"{shared:.1f} s in the imports that they share"
        )


def _shown_snippets() -> set[str] | None:
    """The snippets of all pages; None (unknown) if a page cannot be read."""
    try:
        return {block.snippet for page in pages.all_pages() for block in page.blocks}
    except PageError:
        return None


def _record(block: Block, result: child.Result) -> bool:
    """Record what the run printed and its steps; return whether a file changed."""
    printed = _recorded(block).record(block, result.stdout)
    return snapshots.record_trace(block, result.trace) or printed


def _is_new(block: Block, result: child.Result) -> bool:
    """Whether the output or the steps of the run differ from the recorded ones."""
    try:
        printed = _recorded(block).differences(block, result.stdout)
        return bool(printed or snapshots.trace_differences(block, result.trace))
    except snapshots.MissingOutput:
        return True


def _check_fit(block: Block, result: child.Result) -> None:
    """Raise MissingOutput for an output that no page can show. An output with an ellipsis is not
    checked here, since the page shows ... in place of the parts that differ."""
    if not (block.is_notebook or block.options.ellipsis):
        snapshots.check(block, result.stdout)


def _check_repeat(block: Block, first: child.Result, second: child.Result) -> None:
    """Raise BlockFailure if the second run of a block, in another interpreter, fails or prints
    something else. For a block with ``ellipsis``, put ... in place of the parts of ``first``
    that differ."""
    if second.error:
        raise BlockFailure(
            f"ran once, but failed in a second run\n{_report_error(block, second)}"
        )
    if block.options.ellipsis:
        first.stdout = snapshots.with_ellipses(first.stdout, second.stdout)
    different = _recorded(block).unstable(block, first.stdout, second.stdout)
    different += snapshots.unstable(block, first.trace, second.trace)
    if different:
        runs = ("first run:  ", "second run: ")
        lines = [d.between(*runs) for d in different[:MOST_DIFFERENCES]]
        raise BlockFailure(
            "\n".join([f"{block}\n{UNSTABLE}", *lines, ONLY_STABLE, _again(block)])
        )
    if (today := results.today()) in first.stdout and today not in block.program:
        raise BlockFailure(f"{block}\nprints today's date, {today}\n{ONLY_STABLE}")


def _compare(block: Block, result: child.Result) -> None:
    different = _recorded(block).differences(block, result.stdout)
    if different:
        _check_fit(block, result)
    _refuse(block, "prints something other than the page shows", "output", different)
    different = snapshots.trace_differences(block, result.trace)
    said = f"takes steps other than {block.trace.name} shows"
    _refuse(block, said, "trace", different)


def _refuse(
    block: Block, said: str, new: str, different: Sequence[snapshots.Difference]
) -> None:
    """Raise BlockFailure if there are differences between the run and the recording."""
    if different:
        lines = "\n".join(map(str, different[:MOST_DIFFERENCES]))
        if more := len(different[MOST_DIFFERENCES:]):
            lines += f"\n  and {more} more lines"
        update = f"if the new {new} is right: {block.recorder}"
        raise BlockFailure(f"{block}\n{said}\n{lines}\n{_again(block)}\n{update}")


def _refuse_broken_rules(block: Block, result: child.Result) -> None:
    """Raise BlockFailure if the program or its output breaks a rule."""
    broken = [*rules.problems(block), *rules.output_problems(block, result.stdout)]
    if broken:
        raise BlockFailure("\n".join([str(block), *broken, _again(block)]))


def _recorded(block: Block) -> ModuleType:
    """The module that compares and records the output of a block."""
    return notebook_diff if block.is_notebook else snapshots


def _report_error(block: Block, result: child.Result) -> str:
    where = f"{block}:{result.line}" if result.line else str(block)
    detail = result.detail.replace(f"{paths.ROOT}{os.sep}", "").rstrip()
    summary = "" if result.error in detail else result.error
    return "\n".join(part for part in (where, summary, detail, _again(block)) if part)


def _again(block: Block) -> str:
    test = f"{paths.shown_path(block.page)}::{block.snippet}"
    return f"again: .venv/bin/pytest --codeblocks {test}"


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()
