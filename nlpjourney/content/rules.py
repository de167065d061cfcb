"""The rules of a program: what its text and its output must be like to be worth a paste.

A reader copies a block into a Python prompt, a notebook cell or a file; it works in all three,
and does what people would write. The audit and every test run of a block ask :func:`problems`.
"""

from __future__ import annotations

import ast
import re
from codeop import CommandCompiler
from collections.abc import Iterator
from pathlib import Path

from nlpjourney import paths
from nlpjourney.content.pages import Block

Finding = tuple[int, str]

NEED_A_FILE = {
    "__file__": 'a relative path such as Path("out") is enough',
    "sys.argv": "write the value as a constant",
}
START_METHODS = {"spawn", "forkserver"}
PROCESSES = {
    f"{package}.{name}"
    for package in ("multiprocessing", "torch.multiprocessing", "concurrent.futures")
    for name in ("Pool", "Process", "ProcessPoolExecutor", "spawn", "set_start_method")
}
IMPORTS_MAIN = (
    "wants to import the program, which a pasted one does not allow; use threads, or "
    'multiprocessing.get_context("fork")'
)
PROMPT = "at a Python prompt only a blank line ends an indented body"
RUNS_TEXT = {"exec", "eval"}
INSIDES = {"__code__", "__dataclass_fields__", "__dict__", "__globals__"}
DOCUMENTED = {"_asdict", "_exit", "_fields", "_getframe", "_make", "_replace"}
READS_NAMES = {"delattr", "getattr", "hasattr", "setattr"}
SILENCERS = {
    "disable_progress_bar",
    "disable_progress_bars",
    "redirect_stderr",
    "set_verbosity",
    "set_verbosity_error",
    "set_verbosity_warning",
}
FILTERS = {"catch_warnings", "filterwarnings", "simplefilter"}
QUIET = (
    "keeps a library quiet; delete it: bars, logs and warnings go to standard error, which "
    "nobody records"
)
QUIET_VARIABLE = re.compile(
    r"\w+_(VERBOSITY|DISABLE_PROGRESS_BARS|NO_ADVISORY_WARNINGS)"
)
BOOLEAN = re.compile(r"(.*[\s:?=])?(True|False)")
TRAINER_IDIOM = (
    "a Trainer is kept quiet by disable_tqdm=True and remove_callback(PrinterCallback)"
)


def problems(block: Block) -> list[str]:
    """The rules that the text of a Python program breaks, each with snippet, line and fix."""
    if block.language != "python":
        return []
    program = block.program
    try:
        tree = ast.parse(program)
    except SyntaxError:  # for its run to report
        return []
    found = [
        *at_the_prompt(program),
        *_its_own_file(tree, block.file),
        *_private(tree),
        *_silenced(tree),
    ]
    file = paths.shown_path(block.file)
    return [f"{file}:{line}: {text}" for line, text in sorted(set(found))]


def output_problems(block: Block, output: str) -> list[str]:
    """What is wrong with a program that prints nothing but True and False."""
    lines = [line for line in output.splitlines() if line.strip()]
    if block.is_notebook or not lines or not all(map(_only_booleans, lines)):
        return []
    return [
        f"{paths.shown_path(block.file)}: prints nothing but True and False; print what was "
        "compared as well, a text or a number from which a reader learns"
    ]


def _only_booleans(line: str) -> bool:
    cells = re.split(r"\s{2,}", line.strip())
    return all(cell.endswith(":") or BOOLEAN.fullmatch(cell) for cell in cells)


# A paste at the Python prompt ---------------------------------------------------------


def at_the_prompt(program: str) -> Iterator[Finding]:
    """Where the prompt of Python 3.11 refuses a program that is pasted line by line: there a
    blank line ends an indented body, and nothing else does."""
    compile_command = CommandCompiler()
    lines = program.split("\n")
    starts = [_start(statement, lines) for statement in ast.parse(program).body]
    first = 0  # line, from 0, of the statement that the prompt reads
    for number in range(len(lines)):
        try:
            complete = compile_command("\n".join(lines[first : number + 1]))
        except SyntaxError:
            read = [start for start in starts if first <= start <= number]
            if len(read) < 2:
                yield _blank_line_in_a_body(lines, number)
                return
            first = read[1]
            yield first + 1, "put a blank line before this line: " + PROMPT
            complete = compile_command("\n".join(lines[first : number + 1]))
        if complete is not None:
            first = number + 1


def _start(statement: ast.stmt, lines: list[str]) -> int:
    """The line, from 0, on which a statement or the comment above it begins."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    start = min([statement.lineno, *(node.lineno for node in decorators)]) - 1
    while start and lines[start - 1].startswith("#"):
        start -= 1
    return start


def _blank_line_in_a_body(lines: list[str], refused: int) -> Finding:
    blank = max(n for n in range(refused) if not lines[n].strip())
    header = max(n for n in range(blank) if lines[n][:1].strip(" #)]}"))
    return (
        blank + 1,
        f"no blank line inside the body of line {header + 1}, {lines[header]!r}: at a Python "
        "prompt it ends the body; delete it, or put a comment in its place (where the "
        "formatter wants it, define the inner function or the methods at the top level)",
    )


# What only a file has -----------------------------------------------------------------


def _its_own_file(tree: ast.Module, file: Path) -> Iterator[Finding]:
    """Uses of what a pasted program lacks: a file, arguments, modules beside it, a main module
    that other processes can import."""
    for line, name in _uses(tree):
        if name in NEED_A_FILE:
            yield line, f"a pasted program has no {name}; {NEED_A_FILE[name]}"
        if name in PROCESSES:
            yield line, f"{name} {IMPORTS_MAIN}"
    for call in _calls(tree):
        if _called(call) == "get_context":
            for method in _constants(call) & START_METHODS:
                yield call.lineno, f"a process that {method!r} starts {IMPORTS_MAIN}"
    for line, module in _imported(tree):
        beside = file.parent / (module.partition(".")[0] + ".py")
        if module.startswith(".") or beside.is_file():
            yield (
                line,
                f"a pasted program has no file beside it, so it cannot import {module!r}; "
                "write into the program what it needs of it",
            )


# Text that runs, private names --------------------------------------------------------


def _private(tree: ast.Module) -> Iterator[Finding]:
    """Calls of exec and eval; names that a library keeps for itself."""
    for call in _calls(tree):
        if (name := ast.unparse(call.func)) in RUNS_TEXT:
            yield call.lineno, f"{name} runs a text; write the statements themselves"
    own = {name for node in ast.walk(tree) for name in _defined_in_class(node)}
    for line, name in _foreign_names(tree):
        if _is_private(name) and name not in own:
            yield (
                line,
                f"{name} is private to the library; use what its documentation names",
            )


def _foreign_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and name of each attribute, also of one in quotes, and of each import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, alias.name
    for line, module in _imported(tree):
        for part in module.split("."):
            yield line, part
    for call in _calls(tree):
        if ast.unparse(call.func) in READS_NAMES:
            for name in _constants(call):
                yield call.lineno, str(name)


def _is_private(name: str) -> bool:
    is_dunder = name.startswith("__") and name.endswith("__")
    underscored = name.startswith("_") and not is_dunder and name not in DOCUMENTED
    return underscored or name in INSIDES


def _defined_in_class(node: ast.AST) -> Iterator[str]:
    """The names that a class of the program gives its objects; none for another node."""
    for inner in ast.walk(node) if isinstance(node, ast.ClassDef) else ():
        if isinstance(inner, ast.FunctionDef):
            yield inner.name
        elif isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            if ast.unparse(inner.value) == "self":
                yield inner.attr
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


# Bars and logs ------------------------------------------------------------------------


def _silenced(tree: ast.Module) -> Iterator[Finding]:
    """Ways to keep a library quiet that are not the project's."""
    for call in _calls(tree):
        line, name, values = call.lineno, _called(call), _constants(call)
        if ast.unparse(call.func) == "logging.disable":
            yield line, f"logging.disable {QUIET}"
        if name in SILENCERS or (name in FILTERS and "ignore" in values):
            yield line, f"{name} {QUIET}"
        arguments = [ast.unparse(argument) for argument in call.args]
        if name == "remove_callback" and arguments != ["PrinterCallback"]:
            yield line, f"{TRAINER_IDIOM}, not by {ast.unparse(call)}"
        if "report_to='none'" in map(ast.unparse, call.keywords):
            yield line, 'report_to="none" is the default; delete it'
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and QUIET_VARIABLE.fullmatch(value):
            yield getattr(node, "lineno", 0), f"{value} {QUIET}"


# Names --------------------------------------------------------------------------------


def _uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line of each name and attribute, and its full name where it is of a module."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {a.asname: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom):
            modules |= {
                alias.asname or alias.name: f"{node.module}.{alias.name}"
                for alias in node.names
            }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, dot, rest = ast.unparse(node).partition(".")
            yield node.lineno, modules.get(first, first) + dot + rest


def _calls(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _called(call: ast.Call) -> str:
    """The last part of the name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def _constants(call: ast.Call) -> set[object]:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return {value.value for value in values if isinstance(value, ast.Constant)}


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and name of each module that is imported, ".name" for one beside the program."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")
