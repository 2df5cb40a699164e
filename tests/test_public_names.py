"""What users import: each name is there, documented, typed, and the README tells what it is for."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import colab_safe
from tests.tools import PROJECT

NAMES = sorted(set(colab_safe.__all__) - {"__version__"})
FUNCTIONS = [name for name in NAMES if inspect.isfunction(getattr(colab_safe, name))]


def test_names_are_listed_once() -> None:
    assert dir(colab_safe) == sorted(set(colab_safe.__all__))
    assert colab_safe.__version__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'colab_safe' has no attribute 'nothing'"):
        colab_safe.nothing  # noqa: B018


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(colab_safe.__file__).read_text("utf-8"))
    imports = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "importlib"
    ]
    seen = {
        alias.asname: f"{node.module}".removeprefix("colab_safe.")
        for node in imports
        for alias in node.names
    }
    assert seen == colab_safe._HOMES


@pytest.mark.parametrize("name", NAMES)
def test_a_name_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(colab_safe, name))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_typed(name: str) -> None:
    signature = inspect.signature(getattr(colab_safe, name))
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(
        parameter.annotation is not inspect.Parameter.empty
        for parameter in signature.parameters.values()
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_readme_tells_what_a_function_is_for(name: str) -> None:
    if name != "load_ipython_extension":  # called by `%load_ext colab_safe`
        assert f"{name}(" in (PROJECT / "README.md").read_text("utf-8")
