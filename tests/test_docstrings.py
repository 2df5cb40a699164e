"""Every public function describes its arguments: `python -m tests.test_docstrings [FOLDER]` lists the gaps."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools import PROJECT

# The protocol of commands and hooks, described once in docs/design.md.
_PROTOCOL = {"add_arguments", "run", "main"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(tree: ast.Module) -> Iterator[_Function]:
    """The functions of a module and the methods of its classes that others may call."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (
                inner for inner in node.body if isinstance(inner, _Function) and is_public(inner)
            )
        elif isinstance(node, _Function) and is_public(node) and node.name not in _PROTOCOL:
            yield node


def is_public(function: _Function) -> bool:
    decorators = {ast.unparse(decorator) for decorator in function.decorator_list}
    undescribed = {"property", "cached_property", "overload"}
    return not function.name.startswith("_") and not decorators & undescribed


def parameters(function: _Function) -> list[str]:
    given = function.args
    named = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    return [each.arg for each in named if each and each.arg not in ("self", "cls")]


def undescribed(function: _Function) -> list[str]:
    """The parameters that the docstring's `Args:` section does not name."""
    section = (ast.get_docstring(function) or "").partition("Args:\n")[2]
    described = set(re.findall(r"^ {4}\*{0,2}(\w+)(?: \([^)]*\))?:", section, re.MULTILINE))
    return [name for name in parameters(function) if name not in described]


def gaps(folder: Path) -> Iterator[str]:
    """`file:line: function: parameters` for each public function with a gap."""
    for file in sorted(folder.rglob("*.py")):
        for function in public_functions(ast.parse(file.read_bytes())):
            missing = undescribed(function)
            if missing:
                yield f"{file.relative_to(PROJECT)}:{function.lineno}: {function.name}: {', '.join(missing)}"


@pytest.mark.parametrize("folder", ["colab_safe", "hooks"])
def test_every_argument_is_described(folder: str) -> None:
    missing = list(gaps(PROJECT / folder))
    assert not missing, "describe these under `Args:` in the docstring:\n" + "\n".join(missing)


if __name__ == "__main__":
    print("\n".join(gaps(PROJECT / (sys.argv[1] if len(sys.argv) > 1 else "colab_safe"))))
