"""The rules for a program that readers paste.

A reader copies a block into a Python prompt, a notebook cell or a file: it must work in all
three, and be what practitioners write. The audit and every run of a block call :func:`problems`.
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
    "has to import the program, which is impossible for pasted code; use threads, or "
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
    "keeps a library quiet; delete it: progress bars, logs and warnings go to standard error, "
    "which is not recorded"
)
QUIET_VARIABLE = re.compile(
    r"\w+_(VERBOSITY|DISABLE_PROGRESS_BARS|NO_ADVISORY_WARNINGS)"
)
BOOLEAN = re.compile(r"(.*[\s:?=])?(True|False)")
TRAINER_IDIOM = (
    "keep a Trainer quiet with disable_tqdm=True and remove_callback(PrinterCallback)"
)


def problems(block: Block) -> list[str]:
    """The rules that a Python program breaks, each with file, line and fix."""
    if block.language != "python":
        return []
    program = block.program
    try:
        tree = ast.parse(program)
    except SyntaxError:  # its run reports it
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
    """The problem of a program that prints nothing but True and False; empty for others."""
    lines = [line for line in output.splitlines() if line.strip()]
    if block.is_notebook or not lines or not all(map(_only_booleans, lines)):
        return []
    return [
        f"{paths.shown_path(block.file)}: prints nothing but True and False; also print the "
        "compared values, such as a text or a number"
    ]


def _only_booleans(line: str) -> bool:
    cells = re.split(r"\s{2,}", line.strip())
    return all(cell.endswith(":") or BOOLEAN.fullmatch(cell) for cell in cells)


# A paste at the Python prompt ---------------------------------------------------------


def at_the_prompt(program: str) -> Iterator[Finding]:
    """Yield the lines at which the prompt of Python 3.11 refuses a program that is pasted line
    by line: at the prompt, only a blank line ends an indented body."""
    compile_command = CommandCompiler()
    lines = program.split("\n")
    starts = [_start(statement, lines) for statement in ast.parse(program).body]
    first = 0  # line, from 0, of the statement that the prompt is reading
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
        f"a blank line inside the body of line {header + 1}, {lines[header]!r}: at a Python "
        "prompt it ends the body; delete it, or replace it with a comment (if the formatter "
        "needs it, define the inner function or the methods at the top level)",
    )


# What pasted code lacks ---------------------------------------------------------------


def _its_own_file(tree: ast.Module, file: Path) -> Iterator[Finding]:
    """Yield uses of what a pasted program lacks: a file, arguments, modules next to it, a main
    module that other processes can import."""
    for line, name in _uses(tree):
        if name in NEED_A_FILE:
            yield line, f"a pasted program has no {name}; {NEED_A_FILE[name]}"
        if name in PROCESSES:
            yield line, f"{name} {IMPORTS_MAIN}"
    for call in _calls(tree):
        if _called(call) == "get_context":
            for method in _constants(call) & START_METHODS:
                yield call.lineno, f"a process started with {method!r} {IMPORTS_MAIN}"
    for line, module in _imported(tree):
        neighbor = file.parent / (module.partition(".")[0] + ".py")
        if module.startswith(".") or neighbor.is_file():
            yield (
                line,
                f"a pasted program has no files next to it, so it cannot import {module!r}; "
                "copy what it needs into the program",
            )


# exec and eval, private names ---------------------------------------------------------


def _private(tree: ast.Module) -> Iterator[Finding]:
    """Yield calls of exec and eval, and private names of libraries."""
    for call in _calls(tree):
        if (name := ast.unparse(call.func)) in RUNS_TEXT:
            yield (
                call.lineno,
                f"{name} runs a text as code; write the statements themselves",
            )
    own = {name for node in ast.walk(tree) for name in _defined_in_class(node)}
    for line, name in _foreign_names(tree):
        if _is_private(name) and name not in own:
            yield (
                line,
                f"{name} is private to the library; use its documented interface",
            )


def _foreign_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each attribute, also of one in quotes, and of each import."""
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
    """Yield the names that a class defines for its objects; nothing for other nodes."""
    for inner in ast.walk(node) if isinstance(node, ast.ClassDef) else ():
        if isinstance(inner, ast.FunctionDef):
            yield inner.name
        elif isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            if ast.unparse(inner.value) == "self":
                yield inner.attr
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


# Progress bars and logs ---------------------------------------------------------------


def _silenced(tree: ast.Module) -> Iterator[Finding]:
    """Yield code that keeps a library quiet in another way than the project's."""
    for call in _calls(tree):
        line, name, values = call.lineno, _called(call), _constants(call)
        if ast.unparse(call.func) == "logging.disable":
            yield line, f"logging.disable {QUIET}"
        if name in SILENCERS or (name in FILTERS and "ignore" in values):
            yield line, f"{name} {QUIET}"
        arguments = [ast.unparse(argument) for argument in call.args]
        if name == "remove_callback" and arguments != ["PrinterCallback"]:
            yield line, f"{TRAINER_IDIOM}, not with {ast.unparse(call)}"
        if "report_to='none'" in map(ast.unparse, call.keywords):
            yield line, 'report_to="none" is the default; delete it'
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and QUIET_VARIABLE.fullmatch(value):
            yield getattr(node, "lineno", 0), f"{value} {QUIET}"


# Names --------------------------------------------------------------------------------


def _uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each name and attribute; the full name if it is a module's."""
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
    """The last part of the called name."""
    return ast.unparse(call.func).rpartition(".")[2]


def _constants(call: ast.Call) -> set[object]:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return {value.value for value in values if isinstance(value, ast.Constant)}


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each imported module; ".name" for a relative import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")
