"""Who may import whom, and who may touch the outside world: docs/design.md draws the same picture."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from colab_safe.commands import COMMANDS
from tests.tools import PROJECT

# From the ground up: a module imports only from its own room and the rooms before it.
# A room is a package, a module, or some of a package's modules; the longest name that fits a module is its room.
ROOMS = (
    ("colab_safe.errors", "colab_safe.typed", "colab_safe.limits", "colab_safe.published"),
    ("colab_safe.file_lock",),
    ("colab_safe.atomic_write",),
    ("colab_safe.model",),
    (
        "colab_safe.regex",
        "colab_safe.timed_regex",
        "colab_safe.growing_search",
        "colab_safe.joined_texts",
        "colab_safe.lines",
        "colab_safe.notebook_names",
        "colab_safe.origins",
        "colab_safe.spellings",
        "colab_safe.drive_layout",
        "colab_safe.drive_sharing",
        "colab_safe.credential_files",
        "colab_safe.variable_names",
    ),
    ("colab_safe.visible", "colab_safe.blots"),
    ("colab_safe.git",),
    ("colab_safe.code",),
    ("colab_safe.session",),
    ("colab_safe.detect",),
    ("colab_safe.token_words",),
    ("colab_safe.accept",),
    ("colab_safe.notebook",),
    ("colab_safe.views",),
    ("colab_safe.edits",),
    (
        "colab_safe.matches",
        "colab_safe.clean_texts",
        "colab_safe.excerpt",
        "colab_safe.file_names",
        "colab_safe.lone_tokens",
        "colab_safe.surroundings",
    ),
    ("colab_safe.shown",),
    ("colab_safe.computed",),
    ("colab_safe.report",),
    ("colab_safe.prompts",),
    ("colab_safe.placeholders",),
    ("colab_safe.install",),
    ("colab_safe.findings",),
    ("colab_safe.scan", "colab_safe.clean_cells"),
    ("colab_safe.redact", "colab_safe.offered_redactions"),
    ("colab_safe.fixes",),
    ("colab_safe.paths",),
    (
        "colab_safe.command_line.colour",
        "colab_safe.command_line.exit_codes",
        "colab_safe.command_line.messages",
        "colab_safe.command_line.progress",
        "colab_safe.command_line.standard_input",
        "colab_safe.command_line.sub_verbs",
    ),
    ("colab_safe.project",),
    ("colab_safe.guard",),
    ("colab_safe.remote",),
    ("colab_safe.open_notebook", "colab_safe.exports", "colab_safe.saving", "colab_safe.agents"),
    ("colab_safe.command_line.options",),
    ("colab_safe.history",),
    ("colab_safe.repositories",),
    ("colab_safe.suggestions",),
    ("colab_safe.setup",),
    ("colab_safe.commands",),
    ("colab_safe.command_line", "colab_safe.__main__", "colab_safe.extension"),
    ("colab_safe_hooks",),
)
INSTALL_MAY_IMPORT = (
    "colab_safe.install", "colab_safe.errors", "colab_safe.atomic_write", "colab_safe.model", "colab_safe.prompts",
    "colab_safe.placeholders", "colab_safe.drive_layout", "colab_safe.drive_sharing", "colab_safe.token_words", "colab_safe.visible", "colab_safe.blots",
    "colab_safe.spellings", "colab_safe.published",
)  # fmt: skip

# They ask forges with a token, which needs what keeps it safe. `scan` imports the first for an organisation only, and not
# the second.
ASK_FORGES = ("colab_safe.repositories", "colab_safe.suggestions")
# What users import in a notebook, beside the commands.
IN_A_NOTEBOOK = ("colab_safe.install", "colab_safe.open_notebook", "colab_safe.extension")

# Who may open files, print and exit: the commands and hooks, the modules that read and write files for them, and the
# installer.
OUTSIDE = (
    "colab_safe.command_line", "colab_safe.commands", "colab_safe_hooks", "colab_safe.install", "colab_safe.prompts",
    "colab_safe.placeholders.store", "colab_safe.atomic_write", "colab_safe.project.files", "colab_safe.project.links",
    "colab_safe.project.known_clean", "colab_safe.open_notebook", "colab_safe.guard.magic",
)  # fmt: skip
PROCESSES = (
    "colab_safe.commands",
    "colab_safe.install",
    "colab_safe.git",
    "colab_safe.placeholders.patching",
)
OUTSIDE_CALLS = {
    "open", "print", "input", "exit", "sys.exit", "sys.stdout.write", "sys.stderr.write", "os.replace",
}  # fmt: skip

# `push` is a verb for hooks: the help does not list it.
VERBS = {name.replace("-", "_") for name in COMMANDS} | {"push"}
# Names that do not tell what is in a module.
VAGUE = {"utils", "util", "helpers", "manager", "misc", "common"}


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


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_bytes())


def path(module: str) -> str:
    return FILES[module].relative_to(PROJECT).as_posix()


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


@cache
def room(module: str) -> int:
    """Return the room's number, counted from the ground; a module without a room fails the test."""
    if module == "colab_safe":  # its version
        return 0
    fitting = [
        (len(name), number)
        for number, names in enumerate(ROOMS)
        for name in names
        if within(module, (name,))
    ]
    assert fitting, (
        f"{path(module)} has no room: add {module!r} to ROOMS in tests/test_layers.py, above everything"
        " that it imports, and to the picture in docs/design.md"
    )
    return max(fitting)[1]


@cache
def imported(module: str) -> frozenset[str]:
    """Return the project's modules that a module imports, inside functions too."""
    return frozenset(_imported(module))


def _imported(module: str) -> Iterator[str]:
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


def imported_packages(module: str) -> set[str]:
    """Return what a module imports from anywhere, by the first part of its name."""
    names = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names


def calls(module: str) -> set[str]:
    """Return the names of what a module calls, dotted: `print`, `sys.exit`."""
    return {
        ast.unparse(node.func)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }


def functions(module: str) -> set[str]:
    return {node.name for node in tree(module).body if isinstance(node, ast.FunctionDef)}


def may_install_import(name: str) -> bool:
    return name == "colab_safe" or within(name, INSTALL_MAY_IMPORT)


def listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def without(packages: tuple[str, ...]) -> list[str]:
    """Return the modules outside of these packages; `colab_safe` itself lends its name to what users import."""
    return [module for module in FILES if module != "colab_safe" and not within(module, packages)]


def nothing(complaints: Iterable[str]) -> None:
    """Fail with one sentence per complaint."""
    if said := list(complaints):
        pytest.fail("\n".join(said), pytrace=False)


def test_a_module_imports_only_from_below() -> None:
    nothing(
        f"{path(module)} imports {listed(above)}, which is above it in ROOMS (tests/test_layers.py):"
        " move the code down, or pass the value in"
        for module in without(())
        if (above := {other for other in imported(module) if room(other) > room(module)})
    )


def test_there_is_no_import_cycle() -> None:
    try:
        TopologicalSorter({module: imported(module) - {module} for module in FILES}).prepare()
    except CycleError as error:
        pytest.fail(f"these modules import each other in a circle: {' → '.join(error.args[1])}")


def test_the_installer_imports_errors_model_and_the_path_store_only() -> None:
    nothing(
        f"{path(module)} imports {listed(foreign)}: the installer may import only what"
        " INSTALL_MAY_IMPORT in tests/test_layers.py lists"
        for module in FILES
        if within(module, ("colab_safe.install",))
        and (foreign := {name for name in imported(module) if not may_install_import(name)})
    )


def test_nothing_imports_the_installer_but_its_commands_and_what_runs_in_a_notebook() -> None:
    nothing(
        f"{path(module)} imports {listed(installer)}: only colab_safe/commands/, repositories/, suggestions/ and what runs in a notebook may import"
        " the installer, so that a scan does not load it"
        for module in without((*IN_A_NOTEBOOK, *ASK_FORGES, "colab_safe.commands"))
        if (
            installer := {
                name for name in imported(module) if within(name, ("colab_safe.install",))
            }
        )
    )


def test_only_commands_hooks_and_the_installer_touch_the_outside() -> None:
    nothing(
        f"{path(module)} calls {listed(outside)}: return the value instead, or add the module to"
        " OUTSIDE in tests/test_layers.py"
        for module in without(OUTSIDE)
        if (outside := OUTSIDE_CALLS & calls(module))
    )


def test_lines_for_people_leave_through_one_border() -> None:
    border = ("colab_safe.command_line.messages", "colab_safe.install")
    nothing(
        f"{path(module)} prints: use say, tell or complain of colab_safe/command_line/messages.py, which"
        " write out what acts on terminals"
        for module in without(border)
        if "print" in calls(module)
    )


def test_only_git_commands_and_the_installer_start_processes() -> None:
    nothing(
        f"{path(module)} imports subprocess: start processes in colab_safe/git/, or add the module"
        " to PROCESSES in tests/test_layers.py"
        for module in without(PROCESSES)
        if "subprocess" in imported_packages(module)
    )


def test_the_lists_above_name_what_exists() -> None:
    named = {name for names in (*ROOMS, INSTALL_MAY_IMPORT, OUTSIDE, PROCESSES) for name in names}
    gone = named - FILES.keys()
    assert not gone, f"tests/test_layers.py lists {listed(gone)}, which does not exist: remove it"


def test_a_module_says_what_is_in_it() -> None:
    nothing(
        f"{path(module)} has no docstring: say in its first line what is in it"
        for module in FILES
        if not ast.get_docstring(tree(module))
    )


def test_a_module_name_tells_what_is_in_it() -> None:
    nothing(
        f"{path(module)} has a name that fits anything: name the module after what is in it"
        for module in FILES
        if not VAGUE.isdisjoint(module.split("."))
    )


def test_commands_contains_only_verbs() -> None:
    found = {module.split(".")[2] for module in FILES if module.startswith("colab_safe.commands.")}
    strangers, missing = found - VERBS, VERBS - found
    assert not strangers, (
        f"colab_safe/commands/ contains {listed(strangers)}: add a verb to COMMANDS in"
        " colab_safe/commands/__init__.py, and move anything else to the room that it belongs to"
    )
    assert not missing, f"COMMANDS lists {listed(missing)}: add the module to colab_safe/commands/"


def test_a_verb_has_its_two_functions() -> None:
    nothing(
        f"{path(module)} does not define {listed(missing)}: a verb has add_arguments(parser) and"
        " run(arguments) -> int"
        for verb in VERBS
        if (module := f"colab_safe.commands.{verb}") in FILES
        and (missing := {"add_arguments", "run"} - functions(module))
    )


def test_the_design_names_every_room() -> None:
    picture = (PROJECT / "docs" / "design.md").read_text("utf-8")
    rooms = {file.name for file in (PROJECT / "colab_safe").iterdir() if file.suffix == ".py"}
    rooms |= {f"{file.parent.name}/" for file in (PROJECT / "colab_safe").glob("*/__init__.py")}
    missing = {room for room in rooms - {"__init__.py"} if room not in picture}
    assert not missing, f"the picture in docs/design.md does not name {listed(missing)}: add it"
