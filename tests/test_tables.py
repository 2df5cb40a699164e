"""What is written must be listed: a module without its row in a table, or without its line in a document, fails by name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from colab_safe.detect.engine import ENGINES
from colab_safe.detect.rules import RULES
from colab_safe.install.forges import FORGES
from colab_safe.install.forges.forge import Forge
from colab_safe.install.tokens import sources
from colab_safe.project.known_clean.digests import PACKAGES
from colab_safe.report import FORMATS
from tests.tools import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
INSTALLING = (PROJECT / "docs" / "installing.md").read_text("utf-8")


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.parse(file.read_bytes()).body if isinstance(node, ast.FunctionDef))


def modules_with(function: str, folder: str) -> list[str]:
    """Return the modules of a folder, and of the folders in it, that define a function."""
    return [
        ".".join(file.relative_to(PROJECT).with_suffix("").parts)
        for file in sorted((PROJECT / folder).rglob("[!_]*.py"))
        if function in [each.name for each in functions(file)]
    ]


@pytest.mark.parametrize("module", modules_with("write", "colab_safe/report"))
def test_a_report_format_is_listed(module: str) -> None:
    assert module in FORMATS.values(), (
        f"{module} writes a report, but has no row in FORMATS in colab_safe/report/__init__.py"
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_of_report_formats_has_its_module_and_its_place_in_the_readme(name: str) -> None:
    assert FORMATS[name] in modules_with("write", "colab_safe/report"), (
        f"FORMATS lists {name!r}: {FORMATS[name]} needs a function write(report, show_secrets) -> str"
    )
    paragraph = README.partition("\nReport formats: ")[2].partition("\n\n")[0]
    assert f"`{name}`" in paragraph, (
        f"README.md does not name the report format `{name}`: add it to the paragraph 'Report formats'"
    )


@pytest.mark.parametrize("module", modules_with("engine", "colab_safe/detect"))
def test_an_engine_is_listed(module: str) -> None:
    assert module in ENGINES.values(), (
        f"{module} makes an engine, but has no row in ENGINES in colab_safe/detect/engine.py"
    )


@pytest.mark.parametrize("name", ENGINES)
def test_a_row_of_engines_has_its_module_and_its_package(name: str) -> None:
    assert ENGINES[name] in modules_with("engine", "colab_safe/detect"), (
        f"ENGINES lists {name!r}: {ENGINES[name]} needs a function engine(setup) -> Engine"
    )
    assert name == "builtin" or name in PACKAGES, (
        f"PACKAGES in colab_safe/project/known_clean/digests.py does not name the package of the engine {name!r}:"
        " without it, a new version of the package would not be noticed"
    )


def forges_written() -> dict[str, Forge]:
    """Return the constants that describe a forge, by the path of their module."""
    return {
        f"colab_safe/install/forges/{file.name}": value
        for file in sorted((PROJECT / "colab_safe/install/forges").glob("[!_]*.py"))
        for value in vars(import_module(f"colab_safe.install.forges.{file.stem}")).values()
        if isinstance(value, Forge)
    }


@pytest.mark.parametrize("path", forges_written())
def test_a_forge_is_listed(path: str) -> None:
    assert forges_written()[path] in FORGES, (
        f"{path} describes a forge that is not in FORGES in colab_safe/install/forges/__init__.py"
    )


def documented(heading: str) -> list[list[str]]:
    """Return the cells of a table in docs/installing.md, row by row, without its head and without backticks."""
    section = INSTALLING.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row.replace("`", "").strip("|").split("|")] for row in rows]


@pytest.mark.parametrize("forge", FORGES, ids=lambda forge: forge.name)
def test_a_forge_is_documented(forge: Forge) -> None:
    name = forge.name.partition(" or ")[0]
    row = next((row for row in documented("Forges") if row[0].startswith(name)), None)
    assert row, f"docs/installing.md has no row for {name} in its table 'Forges'"
    missing = sorted(set(forge.hosts) - set(row[1].split(", ")))
    assert not missing, (
        f"docs/installing.md, table 'Forges': the row of {name} does not name the hosts {missing}"
    )
    missing = [name for name in forge.variables if f"`{name}`" not in INSTALLING]
    assert not missing, (
        f"docs/installing.md does not name the variables {missing} of {name}: add them below the table of"
        " token sources"
    )


def test_the_documents_list_only_forges_that_exist() -> None:
    names = tuple(forge.name.partition(" or ")[0] for forge in FORGES)
    unknown = [row[0] for row in documented("Forges") if not row[0].startswith(names)]
    assert not unknown, f"docs/installing.md, table 'Forges': {unknown} are not in FORGES"


SOURCE_FUNCTIONS = [
    function.name
    for function in functions(Path(sources.__file__))
    if function.returns and ast.unparse(function.returns) == "Token | None"
]


@pytest.mark.parametrize("name", SOURCE_FUNCTIONS)
def test_a_token_source_is_listed(name: str) -> None:
    assert getattr(sources, name) in [source.find for source in sources.SOURCES], (
        f"{name}() looks for a token, but has no row in SOURCES in colab_safe/install/tokens/sources.py"
    )


def test_the_token_sources_are_documented() -> None:
    names = [source.name for source in sources.SOURCES]
    table = documented("Where the token comes from")
    rows = [row[0] for row in table[table.index(["---"] * 3) + 1 :]]
    missing = [name for name in names if name not in rows]
    assert not missing, f"docs/installing.md has no row for {missing} in its table of token sources"
    assert rows == names, (
        f"docs/installing.md must list the token sources in the order of SOURCES: {'; '.join(names)}"
    )


def test_the_readme_counts_the_rules() -> None:
    (count,) = re.findall(r"It detects (\d+) kinds of credentials", README)
    assert int(count) == len(RULES), (
        f"README.md says that {count} kinds of credentials are detected: write {len(RULES)}"
    )
