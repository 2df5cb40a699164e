"""What functions return that put paths together: `os.path.join`, `Path`, `.format`, `os.getenv`; one row per name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product

from colab_safe.code.bindings import key_of
from colab_safe.code.evaluate import Call, CallReader, Evaluator
from colab_safe.code.program import Code
from colab_safe.code.values import TracedText, join_path, parent_of

# Functions and methods that return the text that they are given, as far as paths are concerned.
_UNCHANGED = (
    "str", "fspath", "expanduser", "expandvars", "abspath", "normpath", "realpath", "fsdecode", "as_posix", "resolve", "absolute",
    "strip", "rstrip", "lstrip", "format_map", "quote", "Text", "String",
)  # fmt: skip
_PATH_CLASSES = (
    "Path", "PurePath", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath", "UPath", "AnyPath",
)  # fmt: skip
_MODULES = (
    "os", ".path", "osp", "path", "posixpath", "ntpath", "pathlib", "shlex", "urllib", ".parse",
)  # fmt: skip
_BRACES = re.compile(r"\{(\w*)(?:![rsa])?(?::[^}]*)?\}")


def _same(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`text.strip()`, or `str(text)`."""
    inner = _object(call)
    for node in [inner] if inner is not None else call.node.args[:1]:
        yield from evaluator.texts(Code(node, call.cell))


def _path(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`Path("a", "b")`."""
    return _joined(evaluator, call.node.args, call.cell)


def _join_path(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`path.joinpath("a", "b")`."""
    first = [call.receiver] if call.receiver is not None else []
    return _joined(evaluator, [*first, *call.node.args], call.cell)


def _join(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`os.path.join("a", "b")`, or `"/".join(["a", "b"])`."""
    receiver = _object(call)
    separators = [] if receiver is None else evaluator.texts(Code(receiver, call.cell))
    if not separators:
        yield from _joined(evaluator, call.node.args, call.cell)
        return
    single = call.node.args[0] if len(call.node.args) == 1 else None
    elements = _elements(evaluator, Code(single, call.cell), is_starred=True) if single else []
    if elements and elements[0].node is not single:
        pieces: list[list[TracedText]] = []
        for each in elements:
            pieces += [separators[:1]] if pieces else []
            pieces.append(evaluator.texts_or_hint(*each))
        yield from evaluator.combinations(pieces)


def _joined(evaluator: Evaluator, nodes: list[ast.expr], cell: int) -> Iterator[TracedText]:
    """The parts of a path joined; a list among them stands for its elements."""
    flat: list[Code] = []
    for node in nodes:
        inner = node.value if isinstance(node, ast.Starred) else node
        flat += _elements(evaluator, Code(inner, cell), isinstance(node, ast.Starred))
    for chosen in product(*(evaluator.texts_or_hint(*code) for code in flat)):
        if not evaluator.pays(*chosen):
            return
        yield join_path(list(chosen))


def _elements(evaluator: Evaluator, code: Code, is_starred: bool) -> list[Code]:
    """The elements of a list, also of one that a name behind `*` is bound to; or the expression itself."""
    node, cell = code
    if is_starred and isinstance(node, ast.Name):
        bound = evaluator.program.bound.get(node.id, ())
        lists = [each for each in bound if isinstance(each.node, (ast.List, ast.Tuple))]
        node, cell = lists[-1] if lists else code
    if isinstance(node, (ast.List, ast.Tuple)):
        return [Code(element, cell) for element in node.elts]
    return [Code(node, cell)]


def _dirname(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    for argument in call.node.args[:1]:
        yield from map(parent_of, evaluator.texts(Code(argument, call.cell)))


def _with_name(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    if call.receiver is not None and call.node.args:
        paths = evaluator.texts(Code(call.receiver, call.cell))
        names = evaluator.texts_or_hint(call.node.args[0], call.cell)
        for path, name in product(paths, names):
            yield join_path([parent_of(path), name])


def _format(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    arguments = call.node.args
    named = {str(number): argument for number, argument in enumerate(arguments)}
    named |= {keyword.arg: keyword.value for keyword in call.node.keywords if keyword.arg}
    in_order = iter(arguments)

    def value(field: re.Match[str]) -> ast.expr | None:
        return named.get(field[1]) if field[1] else next(in_order, None)

    templates = evaluator.texts(Code(call.receiver, call.cell)) if call.receiver is not None else ()
    for template in templates:
        yield from evaluator.filled(template, _BRACES, value, call.cell)


def _looked_up(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`os.getenv("VAR", default)`, or `config.get("key", default)`."""
    key = call.node.args[0] if call.node.args else None
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield from evaluator.bound(f"${key.value}")
        yield from evaluator.bound(f"[{key.value}]")
    for default in call.node.args[1:2]:
        yield from evaluator.texts(Code(default, call.cell))


def _object(call: Call) -> ast.expr | None:
    """What a method is called on; None for the function of a module."""
    is_module = call.receiver is not None and key_of(call.receiver) in _MODULES
    return None if is_module else call.receiver


CALLS: dict[str, CallReader] = {
    "join": _join,
    "joinpath": _join_path,
    "with_name": _with_name,
    "dirname": _dirname,
    "format": _format,
    "getenv": _looked_up,
    "get": _looked_up,
    **dict.fromkeys(_PATH_CLASSES, _path),
    **dict.fromkeys(_UNCHANGED, _same),
}
