"""What texts the code of a notebook uses, and which of them are surely the paths of token files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from colab_safe.paths.code.bindings import Code, bindings
from colab_safe.paths.code.evaluate import Evaluator
from colab_safe.paths.code.shell import changed_folder, shell_words
from colab_safe.paths.code.sinks import CALLS, COPIERS, OPENERS, SHELL, VARIABLES
from colab_safe.paths.code.values import TracedText, as_str, from_character, until_character
from colab_safe.paths.credentials import extension_of_text, is_credential_name
from colab_safe.paths.drive import after_root
from colab_safe.typed import NamedTuple


class Use(NamedTuple):
    """A text that code uses; `sure` where it is used as the path of a token file; not `final` where it only gets a name."""

    text: TracedText
    sure: bool = False
    final: bool = True


def uses_of(evaluator: Evaluator) -> Iterator[Use]:
    """Every text that is on a Drive, or in a place for the path of a token file."""
    program = evaluator.program
    for cell, tree in program.trees.items():
        named = {id(value) for node in ast.walk(tree) for _, value in bindings(node)}
        yield from _final_texts(evaluator, tree, cell, named)
    for cell, node in program.nodes():
        for expression in _sure_paths(evaluator, node, cell):
            yield from (Use(text, sure=True) for text in evaluator.texts(expression))
    for cell, line in program.lines:
        for word in shell_words(evaluator, cell, line.start, line.end):
            yield from _parts_of_command(Use(word.text, word.sure))


def _final_texts(evaluator: Evaluator, node: ast.AST, cell: int, named: set[int]) -> Iterator[Use]:
    """The largest expressions that are paths on a Drive; what is only a part of them is no use of its own."""
    if isinstance(node, ast.expr) and not isinstance(
        getattr(node, "ctx", None), (ast.Store, ast.Del)
    ):
        texts = evaluator.texts(Code(node, cell))
        if any(after_root(as_str(text)) is not None for text in texts):
            is_called = (
                isinstance(node, ast.Call)
                and evaluator.program.name(node.func) in evaluator.program.functions
            )
            yield from (
                one
                for text in texts
                for one in _parts_of_command(Use(text, final=id(node) not in named))
            )
            if not is_called:
                return
    for child in ast.iter_child_nodes(node):
        yield from _final_texts(evaluator, child, cell, named)


def folders_of(evaluator: Evaluator) -> Iterator[Use]:
    """Where `os.chdir` and `%cd` go: a relative path may be one on the Drive then."""
    program = evaluator.program
    for cell, node in program.nodes():
        if isinstance(node, ast.Call) and program.name(node.func) == "chdir" and node.args:
            yield from (Use(text) for text in evaluator.texts(Code(node.args[0], cell)))
    for cell, line in program.lines:
        text = changed_folder(evaluator, cell, line.start, line.end)
        if text:
            yield Use(text)


def relative_uses(evaluator: Evaluator) -> Iterator[Use]:
    """What is opened: where the current folder is on a Drive, it is a path there."""
    program = evaluator.program
    for cell, node in program.nodes():
        if (
            isinstance(node, ast.Call)
            and program.name(node.func) in ("open", "Path", "read_text", "isfile", "exists")
            and node.args
        ):
            yield from (Use(text) for text in evaluator.texts(Code(node.args[0], cell)))


def _sure_paths(evaluator: Evaluator, node: ast.AST, cell: int) -> Iterator[Code]:
    """Expressions that are the paths of token files, by what they are handed to, called, or read for."""
    if isinstance(node, ast.Call):
        number, keywords = CALLS.get(evaluator.program.name(node.func), (9, ()))
        yield from (Code(argument, cell) for argument in node.args[number : number + 1])
        yield from (
            Code(keyword.value, cell) for keyword in node.keywords if keyword.arg in keywords
        )
        if (
            _names_credential(node.args[:1])
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
        ):
            yield from _opened(evaluator, Code(node.func.value, cell))
        if is_credential_name(evaluator.program.name(node.func)):
            yield from (
                code for argument in node.args for code in _opened(evaluator, Code(argument, cell))
            )
        if evaluator.program.name(node.func) in COPIERS and _goes_home(
            evaluator, node.args[1:2], cell
        ):
            yield Code(node.args[0], cell)
    if isinstance(node, (ast.List, ast.Tuple)):
        options = ((one, Code(other, cell)) for one, other in pairwise(node.elts))
        yield from (
            code
            for option, code in options
            if isinstance(option, ast.Constant) and SHELL.search(f"{option.value!s} ")
        )
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and _names_credential([node.slice])
    ):
        yield from _opened(evaluator, Code(node.value, cell))
    for key, value in bindings(node):
        name = key.strip("$.[]")
        if name in VARIABLES or (is_credential_name(name) and name.lower() != "tokens"):
            yield from _opened(evaluator, Code(value, cell), itself=True)


def _goes_home(evaluator: Evaluator, target: list[ast.expr], cell: int) -> bool:
    """Whether a copy goes where programs keep their credentials, such as ~/.kaggle."""
    return any(
        SHELL.search(as_str(text)) for node in target for text in evaluator.texts(Code(node, cell))
    )


def _names_credential(keys: list[ast.expr]) -> bool:
    return any(
        isinstance(key, ast.Constant)
        and isinstance(key.value, str)
        and is_credential_name(key.value)
        for key in keys
    )


def _opened(
    evaluator: Evaluator, code: Code, itself: bool = False, depth: int = 0
) -> Iterator[Code]:
    """The paths of the files that a value was read from; `itself`, where it may be such a path."""
    node, cell = code
    if depth > 8:
        return
    if itself and any(_has_text_extension(text) for text in evaluator.texts(code)):
        yield code
    elif isinstance(node, ast.Call) and evaluator.program.name(node.func) in OPENERS:
        inner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        for argument in (*inner, *node.args[:1]):
            yield from _opened(evaluator, Code(argument, cell), itself=True, depth=depth + 1)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        for bound in evaluator.program.bound.get(_name(node), ()):
            if bound.node is not node:
                yield from _opened(evaluator, bound, False, depth + 1)
    elif isinstance(node, ast.Subscript):
        yield from _opened(evaluator, Code(node.value, cell), False, depth + 1)


def _name(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else f".{node.attr}"


def _has_text_extension(text: TracedText) -> bool:
    whole = as_str(text)
    return after_root(whole) is not None and extension_of_text(whole.rpartition("/")[2])


def _parts_of_command(use: Use) -> Iterator[Use]:
    """The text; or, where words stand before the Drive in it, as in a command, the word that is on the Drive."""
    whole = as_str(use.text)
    root = after_root(whole) or 0
    blanks = [blank.end() for blank in re.finditer(r"[\s\"'=]", whole[: whole.find("/", 0, root)])]
    if not blanks or not whole[: blanks[-1]].strip():
        yield use
        return
    end = _word_end(whole, root, whole[blanks[-1] - 1])
    word = from_character(until_character(use.text, end), blanks[-1])
    yield Use(word, use.sure or bool(SHELL.search(whole)), use.final)


def _word_end(text: str, start: int, before: str) -> int:
    """Up to the quote that closes what `before` opens, or the next blank; without what ends a sentence."""
    close = re.compile(re.escape(before) if before in "\"'" else r"\s").search(text, start)
    return start + len(text[start : close.start() if close else len(text)].rstrip(".,:;!?"))
