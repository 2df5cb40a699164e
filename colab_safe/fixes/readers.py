"""What reads a secret at run time: `userdata.get("X")` in Colab, `os.environ["X"]` elsewhere; and its import."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from colab_safe.code.syntax import nodes_below
from colab_safe.fixes.cell_code import CellCode
from colab_safe.typed import NamedTuple
from colab_safe.views.decoder import TextEdit

_NAMED = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar),
)


class Reader(NamedTuple):
    """One way to read secrets."""

    begin: str
    end: str
    module: str  # the module that is imported, or that the name is imported from
    name: str  # the name that must have been imported
    import_line: str
    where: str  # where the user puts the value

    def reading(self, name: str) -> str:
        """Return the expression that reads a secret.

        Args:
            name: Under which name the value is known.
        """
        return f'{self.begin}"{name}"{self.end}'


COLAB = Reader(
    "userdata.get(", ")", "google.colab", "userdata", "from google.colab import userdata",
    "Colab › key icon › add the secret, and allow notebook access",
)  # fmt: skip
ENVIRONMENT = Reader(
    "os.environ[",
    "]",
    "os",
    "os",
    "import os",
    "set the environment variable before Jupyter starts",
)


def is_imported(reader: Reader, statements: Iterable[ast.stmt]) -> bool:
    """Return whether some statements import what a reader needs, whatever else happens.

    Args:
        reader: The reader.
        statements: Those of a cell, without what is inside of them.
    """
    return any(_imports(reader, statement) for statement in statements)


def _imports(reader: Reader, statement: ast.AST) -> bool:
    if isinstance(statement, ast.Import) and reader.name == reader.module:
        return any(_binds_module(alias, reader.module) for alias in statement.names)
    if isinstance(statement, ast.ImportFrom) and statement.module == reader.module:
        return any(
            alias.name == reader.name and alias.asname in (None, reader.name)
            for alias in statement.names
        )
    return False


def _binds_module(alias: ast.alias, module: str) -> bool:
    return (alias.asname is None and alias.name.partition(".")[0] == module) or (
        alias.name == alias.asname == module
    )


def is_taken(reader: Reader, trees: Iterable[ast.Module]) -> bool:
    """Return whether a notebook uses a reader's name for something else.

    Args:
        reader: The reader.
        trees: Its cells.
    """
    return any(
        name == reader.name and not _imports(reader, node)
        for tree in trees
        for name, node in bound_names(tree)
    )


def bound_names(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield each name that gets a meaning somewhere in a cell, with the node that gives it; "*" for any names.

    Args:
        tree: The cell.
    """
    for node in nodes_below(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, node
        elif isinstance(node, _NAMED) and node.name:
            yield node.name, node
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest, node
        elif isinstance(node, ast.arguments):
            every = (*node.posonlyargs, *node.args, *node.kwonlyargs, node.vararg, node.kwarg)
            yield from ((each.arg, node) for each in every if each)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], node


def import_edit(reader: Reader, code: CellCode) -> TextEdit:
    """Return the edit that adds the import at the top of a cell, after its magics, docstring and `__future__` imports.

    Args:
        reader: The reader.
        code: The cell.
    """
    statement = next((each for each in code.tree.body if not _stays_first(each)), None)
    decorators = getattr(statement, "decorator_list", [])
    line = min((node.lineno for node in (statement, *decorators) if node), default=1)
    start = code.starts[line - 1]
    end = "\r\n" if "\r\n" in code.source else "\n"
    return TextEdit(start, start, f"{reader.import_line}{end}")


def _stays_first(statement: ast.stmt) -> bool:
    """A docstring, a magic (a number in its place) or `from __future__ import …`."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
