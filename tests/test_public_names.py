"""What users import: each name is there, documented, typed, and the README tells what it is for."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import colab_safe
from colab_safe.install.tokens.token import Token
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
    if not name.endswith("load_ipython_extension"):  # called by `%load_ext colab_safe`
        assert f"{name}(" in (PROJECT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_shows_a_call_that_fits_the_signature(name: str) -> None:
    function = getattr(colab_safe, name)
    example = inspect.getdoc(function).partition("Example:\n")[2]  # type: ignore[union-attr]
    if name.endswith("load_ipython_extension"):  # IPython calls it
        return
    code = "\n".join(re.findall(r"^ *(?:>>>|\.\.\.) (.*)", example, re.MULTILINE))
    calls = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
    ]
    assert calls, f"the docstring of {name} has no example that calls it"
    for call in calls:
        named = {str(keyword.arg): keyword.value for keyword in call.keywords}
        inspect.signature(function).bind(*call.args, **named)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_names_each_field_of_a_result(name: str) -> None:
    """A result is a named tuple, or a list of them."""
    function = inspect.unwrap(getattr(colab_safe, name))
    annotation = str(inspect.signature(function).return_annotation)
    kind = function.__globals__.get(annotation.removeprefix("list[").removesuffix("]"))
    returns = inspect.getdoc(function).partition("Returns:\n")[2].partition("Raises:")[0]  # type: ignore[union-attr]
    fields = () if kind is Token else getattr(kind, "_fields", ())
    missing = [field for field in fields if f"`{field}`" not in returns]
    assert not missing, f"the docstring of {name} does not say what `{missing}` of its result are"
