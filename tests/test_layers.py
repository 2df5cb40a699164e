"""Who may import whom, and who may touch the outside world: docs/design.md draws the same picture."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.tools import PROJECT

# From the ground up: a module imports only from its own room and the rooms before it.
# A room is a package, a module, or some of a package's modules; the longest name that fits a module is its room.
ROOMS = (
    ("colab_safe.errors", "colab_safe.typed"),
    ("colab_safe.atomic_write",),
    ("colab_safe.model",),
    (
        "colab_safe.regex",
        "colab_safe.joined_texts",
        "colab_safe.lines",
        "colab_safe.origins",
        "colab_safe.drive_layout",
    ),
    ("colab_safe.session",),
    ("colab_safe.git",),
    ("colab_safe.detect",),
    ("colab_safe.accept",),
    ("colab_safe.notebook",),
    ("colab_safe.views",),
    ("colab_safe.edits",),
    ("colab_safe.matches", "colab_safe.clean_texts", "colab_safe.excerpt"),
    ("colab_safe.report",),
    ("colab_safe.prompts",),
    ("colab_safe.placeholders",),
    ("colab_safe.install",),
    ("colab_safe.scan",),
    ("colab_safe.redact",),
    ("colab_safe.paths",),
    (
        "colab_safe.command_line.exit_codes",
        "colab_safe.command_line.messages",
        "colab_safe.command_line.options",
        "colab_safe.command_line.sub_verbs",
    ),
    ("colab_safe.project",),
    ("colab_safe.history",),
    ("colab_safe.setup",),
    ("colab_safe.commands",),
    ("colab_safe.command_line", "colab_safe.__main__"),
    ("colab_safe_hooks",),
)
INSTALL_MAY_IMPORT = (
    "colab_safe.install", "colab_safe.errors", "colab_safe.atomic_write", "colab_safe.model", "colab_safe.prompts",
    "colab_safe.placeholders", "colab_safe.drive_layout",
)  # fmt: skip

# Files, output and exit codes are for the commands and hooks, and for the modules that serve them with a file; the
# installer's job is I/O.
OUTSIDE = (
    "colab_safe.command_line", "colab_safe.commands", "colab_safe_hooks", "colab_safe.install", "colab_safe.prompts",
    "colab_safe.placeholders.store", "colab_safe.atomic_write", "colab_safe.project.files",
    "colab_safe.history.memory", "colab_safe.history.progress",
)  # fmt: skip
PROCESSES = (
    "colab_safe.commands",
    "colab_safe.install",
    "colab_safe.git",
    "colab_safe.placeholders.patching",
)


def module_name(file: Path) -> str:
    parts = file.with_suffix("").parts
    start = next(
        index for index, part in enumerate(parts) if part in ("colab_safe", "colab_safe_hooks")
    )
    return ".".join(parts[start:]).removesuffix(".__init__")


FILES = {
    module_name(file.relative_to(PROJECT)): file
    for folder in ("colab_safe", "hooks/colab_safe_hooks")
    for file in sorted((PROJECT / folder).rglob("*.py"))
}
MODULES = pytest.mark.parametrize("module", FILES)


def tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_bytes())


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def room(module: str) -> int:
    """The room's number from the ground; a module without a room fails the test."""
    if module == "colab_safe":  # its version
        return 0
    fitting = [
        (len(name), number)
        for number, names in enumerate(ROOMS)
        for name in names
        if within(module, (name,))
    ]
    assert fitting, f"{module} has no room: give it one in ROOMS and in docs/design.md"
    return max(fitting)[1]


def imported(module: str) -> Iterator[str]:
    """Every module of ours that this one imports, inside functions too."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in FILES)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                if inner in FILES or base in FILES:
                    yield inner if inner in FILES else base


def _absolute(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    base = package.rsplit(".", node.level - 1)[0]
    return f"{base}.{node.module}" if node.module else base


def calls(module: str) -> Iterator[str]:
    """The names of what is called, dotted: `print`, `sys.exit`."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@MODULES
def test_a_module_imports_only_from_below(module: str) -> None:
    if module != "colab_safe":  # lends its name to what users import
        assert {other for other in imported(module) if room(other) > room(module)} == set()


def test_there_is_no_import_cycle() -> None:
    graph = {module: set(imported(module)) - {module} for module in FILES}
    assert list(TopologicalSorter(graph).static_order())


@MODULES
def test_the_installer_imports_errors_model_and_the_path_store_only(module: str) -> None:
    if within(module, ("colab_safe.install",)):
        foreign = {other for other in imported(module) if not within(other, INSTALL_MAY_IMPORT)}
        assert foreign - {"colab_safe"} == set()


@MODULES
def test_nothing_imports_the_installer_but_its_commands(module: str) -> None:
    if module != "colab_safe" and not within(module, ("colab_safe.install", "colab_safe.commands")):
        assert [other for other in imported(module) if within(other, ("colab_safe.install",))] == []


@MODULES
def test_only_commands_hooks_and_the_installer_touch_the_outside(module: str) -> None:
    if not within(module, OUTSIDE):
        assert {
            "open",
            "print",
            "input",
            "exit",
            "sys.exit",
            "sys.stdout.write",
            "sys.stderr.write",
            "os.replace",
        } & set(calls(module)) == set()


@MODULES
def test_only_git_commands_and_the_installer_start_processes(module: str) -> None:
    if not within(module, PROCESSES):
        names = {
            alias.name
            for node in ast.walk(tree(module))
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert "subprocess" not in names


def test_the_lists_above_name_what_exists() -> None:
    named = {name for names in (*ROOMS, INSTALL_MAY_IMPORT, OUTSIDE, PROCESSES) for name in names}
    assert named - FILES.keys() == set()


@MODULES
def test_a_module_says_what_lives_there(module: str) -> None:
    assert ast.get_docstring(tree(module)), f"{module} has no docstring"


def test_the_design_names_every_room() -> None:
    picture = (PROJECT / "docs" / "design.md").read_text("utf-8")
    rooms = {file.name for file in (PROJECT / "colab_safe").iterdir() if file.suffix == ".py"}
    rooms |= {f"{file.parent.name}/" for file in (PROJECT / "colab_safe").glob("*/__init__.py")}
    assert {room for room in rooms - {"__init__.py"} if room not in picture} == set()
