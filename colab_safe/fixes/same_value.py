"""The proof that a rewritten cell does the same: once the readings have the secrets as values, both trees are equal."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from colab_safe.code.syntax import parse
from colab_safe.errors import EditError

_Readings = Mapping[str, str]  # by what `ast.unparse` makes of the reading: the value


def folded(node: ast.expr) -> str | bytes | None:
    """Return the value of an expression that consists of texts and their sums; None for any other.

    Args:
        node: An expression.
    """
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, (str, bytes)) else None
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        return None
    left, right = folded(node.left), folded(node.right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, bytes) and isinstance(right, bytes):
        return left + right
    return None


def check_same(before: str, after: str, readings: Mapping[str, str], added: str) -> None:
    """Raise EditError unless two versions of a cell do the same where each reading gives its secret.

    Args:
        before: The Python of the cell.
        after: That of the rewritten one.
        readings: By what reads a secret, such as `os.environ["X"]`: the secret.
        added: The import that was added; empty if none was.
    """
    try:
        by_code = {ast.unparse(parse(code).body[0]): value for code, value in readings.items()}
        old, new = parse(before), parse(after)
        if added:
            _remove_one(new, added)
        same = _dumped(old, by_code) == _dumped(new, by_code)
    except (SyntaxError, ValueError):
        raise EditError("nothing can be read at run time in its place") from None
    except (RecursionError, MemoryError):
        raise EditError("the cell is nested too deeply") from None
    if not same:
        raise EditError("it cannot be written in another way here: change it by hand")


def _remove_one(tree: ast.Module, added: str) -> None:
    wanted = ast.dump(parse(added).body[0])
    for number, statement in enumerate(tree.body):
        if ast.dump(statement) == wanted:
            del tree.body[number]
            return


def _dumped(tree: ast.Module, readings: _Readings) -> str:
    return ast.dump(_Folding(readings).visit(tree))


class _Folding(ast.NodeTransformer):
    """Puts values in place of the readings, and works out sums and f-strings of texts."""

    def __init__(self, readings: _Readings) -> None:
        self._readings = readings

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, (ast.Subscript, ast.Call)):
            read = self._readings.get(ast.unparse(node)) if _is_reading(node) else None
            if read is not None:
                return ast.Constant(read)
        node = self.generic_visit(node)
        if isinstance(node, ast.Constant):
            return ast.Constant(node.value)  # without its kind: u"…"
        if isinstance(node, ast.BinOp):
            value = folded(node)
            return node if value is None else ast.Constant(value)
        if isinstance(node, ast.Call):
            return _encoded(node)
        return _joined(node) if isinstance(node, ast.JoinedStr) else node


def _is_reading(node: ast.Subscript | ast.Call) -> bool:
    """Whether it may be one: what is longer is not written out again."""
    inner = node.value if isinstance(node, ast.Subscript) else node.func
    return isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name)


def _encoded(call: ast.Call) -> ast.AST:
    """The bytes of `"…".encode()`."""
    function = call.func
    if not (isinstance(function, ast.Attribute) and function.attr == "encode"):
        return call
    text = function.value
    is_plain = isinstance(text, ast.Constant) and isinstance(text.value, str) and not call.args
    return ast.Constant(text.value.encode()) if is_plain and not call.keywords else call  # type: ignore[attr-defined]


def _joined(node: ast.JoinedStr) -> ast.JoinedStr:
    """An f-string in which fields of plain texts are texts, and neighbouring texts are one."""
    values: list[ast.expr] = []
    for value in node.values:
        each: ast.expr = value
        if isinstance(value, ast.FormattedValue) and value.conversion == -1:
            is_text = isinstance(value.value, ast.Constant) and isinstance(value.value.value, str)
            each = value.value if is_text and value.format_spec is None else value
        last = values[-1] if values else None
        if isinstance(each, ast.Constant) and isinstance(last, ast.Constant):
            values[-1] = ast.Constant(f"{last.value!s}{each.value!s}")
        else:
            values.append(each)
    return ast.JoinedStr(values)
