"""Which texts the code of a notebook uses as paths, and which of them surely as the paths of token files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from colab_safe.code.bindings import BINDING, bindings, key_of, read_into
from colab_safe.code.program import Code
from colab_safe.code.syntax import children
from colab_safe.code.values import TracedText, as_str, from_character, until_character
from colab_safe.credential_files import has_text_extension, is_credential_name
from colab_safe.paths.code.drive_code import drive_code
from colab_safe.paths.code.links import DriveEvaluator
from colab_safe.paths.code.shell import changed_folder, shell_words
from colab_safe.paths.code.sinks import (
    CALLS,
    COPIERS,
    FILE_ARGUMENTS,
    NOT_BY_POSITION,
    OPENERS,
    PARTS,
    SHELL,
    VARIABLES,
)
from colab_safe.paths.drive import after_root
from colab_safe.typed import NamedTuple

# What opens the file that it is given; a relative path counts once the code has changed to a folder on a Drive.
_OPENING = ("open", "Path", "read_text", "isfile", "exists")
# The kinds of nodes by which a file may turn out to be a token file.
_TELLING = BINDING | {ast.Call, ast.List, ast.Tuple, ast.Subscript}
_COPYING = ("cp", "mv", "ln", "rsync", "install", "scp")
# Names that say more than `token` or `password`, which are also what tables of data are about.
_FROM_TABLE = re.compile(
    r"(?:api|access|secret)_?key|(?:access|auth|api)_?token|client_?secret", re.IGNORECASE
)
_DEEPEST = 8  # steps back from a value to the file that it was read from


class Use(NamedTuple):
    """A text that the code uses."""

    text: TracedText
    sure: bool = False  # whether it is used as the path of a token file
    final: bool = True  # whether it is used for more than to give it a name


def uses_of(evaluator: DriveEvaluator) -> Iterator[Use]:
    """Yield every text that is on a Drive, or in a place for the path of a token file.

    Args:
        evaluator: The evaluator of the notebook's code.
    """
    program = evaluator.program
    on_drive = drive_code(program, [name for link in evaluator.links for name in link.names])
    for cell, tree in program.trees.items():
        if id(tree) in on_drive:
            bound = (values for _, values in program.binding_nodes(cell))
            named = {id(value) for values in bound for _, value in values}
            yield from _largest_paths(evaluator, tree, cell, on_drive, named)
    for cell in program.trees:
        for node in program.nodes_of(cell):
            for expression in _token_files(evaluator, node, cell) if type(node) in _TELLING else ():
                yield from (Use(text, sure=True) for text in evaluator.texts(expression))
    for cell, line in program.lines:
        for word in shell_words(evaluator, cell, line.start, line.end):
            yield _word_on_drive(Use(word.text, word.sure))


def folders_of(evaluator: DriveEvaluator) -> Iterator[Use]:
    """Yield where `os.chdir` and `%cd` go: a relative path may begin there.

    Args:
        evaluator: The evaluator of the notebook's code.
    """
    yield from _first_arguments(evaluator, ("chdir",))
    for cell, line in evaluator.program.lines:
        text = changed_folder(evaluator, cell, line.start, line.end)
        if text:
            yield Use(text)


def relative_uses(evaluator: DriveEvaluator) -> Iterator[Use]:
    """Yield what is opened: if the current folder is on a Drive, a relative path is on it, too.

    Args:
        evaluator: The evaluator of the notebook's code.
    """
    yield from _first_arguments(evaluator, _OPENING)


def _first_arguments(evaluator: DriveEvaluator, functions: tuple[str, ...]) -> Iterator[Use]:
    for cell, node in evaluator.program.calls_of(*functions):
        if node.args:
            yield from (Use(text) for text in evaluator.texts(Code(node.args[0], cell)))


def _largest_paths(
    evaluator: DriveEvaluator,
    node: ast.AST,
    cell: int,
    on_drive: set[int],
    named: set[int],
) -> Iterator[Use]:
    """The largest expressions that are paths on a Drive; what is only a part of them is not a use of its own."""
    if id(node) not in on_drive:
        return
    is_target = isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))
    if isinstance(node, ast.expr) and not is_target:
        texts = evaluator.texts(Code(node, cell))
        if any(map(evaluator.is_on_drive, texts)):
            for text in texts:
                yield _word_on_drive(Use(text, final=id(node) not in named))
            if not _is_own_function(evaluator, node):
                return
    for child in children(node):
        yield from _largest_paths(evaluator, child, cell, on_drive, named)


def _is_own_function(evaluator: DriveEvaluator, node: ast.expr) -> bool:
    """Whether a function of the notebook is called: its arguments are used in ways of their own."""
    program = evaluator.program
    return isinstance(node, ast.Call) and program.name(node.func) in program.functions


def _token_files(evaluator: DriveEvaluator, node: ast.AST, cell: int) -> Iterator[Code]:
    """Expressions that are the paths of token files: by what they are handed to, called, or read for."""
    if isinstance(node, ast.Call):
        yield from _handed_over(evaluator, evaluator.program.applied(node), cell)
    elif isinstance(node, (ast.List, ast.Tuple)):
        yield from _after_options(node, cell)
    elif isinstance(node, ast.Subscript) and _is_credential_read(node):
        yield from _files_of(evaluator, Code(node.value, cell))
    for key, value in bindings(node):  # TOKEN = open(path).read()
        if _names_token_file(key):
            tables = key.startswith("$") or bool(_FROM_TABLE.search(key.strip("$.[]")))
            yield from _files_of(evaluator, Code(value, cell), itself=True, tables=tables)


@lru_cache(maxsize=4096)
def _names_token_file(key: str) -> bool:
    """Whether what is bound under a key is a credential, or the path of a token file."""
    name = key.strip("$.[]")
    return name in VARIABLES or (is_credential_name(name) and name.lower() != "tokens")


def _handed_over(evaluator: DriveEvaluator, call: ast.Call, cell: int) -> Iterator[Code]:
    """Arguments of a call that are the paths of token files, or that were read from some."""
    name = evaluator.program.name(call.func)
    number, keywords = CALLS.get(name, (NOT_BY_POSITION, ()))
    yield from (Code(argument, cell) for argument in call.args[number : number + 1])
    yield from (Code(keyword.value, cell) for keyword in call.keywords if keyword.arg in keywords)
    for keyword in call.keywords:
        if keyword.arg == "extra_hosts" and isinstance(keyword.value, ast.Dict):
            yield from (Code(value, cell) for value in keyword.value.values)
    if isinstance(call.func, ast.Attribute) and _is_credential_got(call.func, call.args):
        yield from _files_of(evaluator, Code(call.func.value, cell))
    if is_credential_name(name):  # use_token(open(path).read())
        for argument in call.args:
            yield from _files_of(evaluator, Code(argument, cell))
    if name in COPIERS and _goes_home(evaluator, call.args[1:2], cell):
        yield Code(call.args[0], cell)


def _after_options(node: ast.List | ast.Tuple, cell: int) -> Iterator[Code]:
    """`["--key-file", path]`: what follows an option for a credential."""
    if _starts_copy(node) and _any_at_home(node.elts[-1:]):
        yield from (Code(element, cell) for element in node.elts[1:-1])
    for option, following in pairwise(node.elts):
        if isinstance(option, ast.Constant) and SHELL.search(f"{option.value!s} "):
            yield Code(following, cell)


def _starts_copy(node: ast.List | ast.Tuple) -> bool:
    """`["cp", …]`."""
    first = node.elts[0] if len(node.elts) > 2 else None
    return isinstance(first, ast.Constant) and first.value in _COPYING


def _any_at_home(nodes: list[ast.expr]) -> bool:
    values = (node.value for node in nodes if isinstance(node, ast.Constant))
    return any(isinstance(value, str) and SHELL.search(value) for value in values)


def _goes_home(evaluator: DriveEvaluator, target: list[ast.expr], cell: int) -> bool:
    """Whether a copy goes where programs keep their credentials, such as ~/.kaggle."""
    texts = (text for node in target for text in evaluator.texts(Code(node, cell)))
    return any(SHELL.search(as_str(text)) for text in texts)


def _is_credential_read(node: ast.Subscript) -> bool:
    """`json.load(open(path))["access_token"]`."""
    return isinstance(node.ctx, ast.Load) and _names_credential([node.slice])


def _is_credential_got(function: ast.Attribute, arguments: list[ast.expr]) -> bool:
    """`config.get("token")`."""
    return function.attr == "get" and _names_credential(
        arguments[:2]
    )  # of a ConfigParser: section, key


def _names_credential(keys: list[ast.expr]) -> bool:
    return any(
        isinstance(key, ast.Constant)
        and isinstance(key.value, str)
        and is_credential_name(key.value)
        for key in keys
    )


def _files_of(
    evaluator: DriveEvaluator, code: Code, itself: bool = False, tables: bool = False
) -> Iterator[Code]:
    """The paths of the files that a value was read from; with `itself`, the value may be such a path."""
    seen: set[tuple[int, bool]] = set()
    level = [(code, itself)]
    for _ in range(_DEEPEST + 1):
        before: list[tuple[Code, bool]] = []
        for each, may_be_path in level:
            if (id(each.node), may_be_path) in seen or not evaluator.step():
                continue
            seen.add((id(each.node), may_be_path))
            if may_be_path and any(
                _is_text_file(evaluator, text, tables) for text in evaluator.texts(each)
            ):
                yield each
            else:
                before += _one_step_back(evaluator, each)
        level = before


def _one_step_back(evaluator: DriveEvaluator, code: Code) -> Iterator[tuple[Code, bool]]:
    """What a value was read from, or bound to; and whether that may be the path of a file."""
    node, cell = code
    node = evaluator.program.applied(node) if isinstance(node, ast.Call) else node
    if isinstance(node, ast.Call) and evaluator.program.name(node.func) in OPENERS:
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        named = [keyword.value for keyword in node.keywords if keyword.arg in FILE_ARGUMENTS]
        yield from (
            (Code(argument, cell), True) for argument in (*receiver, *node.args[:1], *named)
        )
    elif isinstance(node, ast.Attribute) and node.attr in PARTS:
        yield Code(node.value, cell), False
    elif isinstance(node, (ast.Name, ast.Attribute)):
        bound = evaluator.program.bound.get(key_of(node) or "", ())
        yield from ((each, False) for each in bound if each.node is not node)
        read = evaluator.program.bound.get(read_into(key_of(node) or ""), ())
        yield from ((each, True) for each in read)
    elif isinstance(node, ast.Subscript):
        yield Code(node.value, cell), False


def _is_text_file(evaluator: DriveEvaluator, text: TracedText, tables: bool) -> bool:
    """Whether a text is a path on a Drive of a file that a person may have written, or of a table."""
    whole = as_str(text)
    file = whole.rpartition("/")[2]
    is_table = tables and file.lower().endswith((".csv", ".tsv"))
    return evaluator.is_on_drive(text) and (is_table or has_text_extension(file))


def _word_on_drive(use: Use) -> Use:
    """The use; of a command with words before the Drive, only the word that is on the Drive."""
    whole = as_str(use.text)
    root = after_root(whole) or 0
    blanks = [blank.end() for blank in re.finditer(r"[\s\"'=]", whole[: whole.find("/", 0, root)])]
    if not blanks or not whole[: blanks[-1]].strip():
        return use
    end = _word_end(whole, root, whole[blanks[-1] - 1])
    word = from_character(until_character(use.text, end), blanks[-1])
    return Use(word, use.sure or bool(SHELL.search(whole)), use.final)


def _word_end(text: str, start: int, before: str) -> int:
    """Up to the quote that closes what `before` opens, or the next blank; without what ends a sentence."""
    close = re.compile(re.escape(before) if before in "\"'" else r"\s").search(text, start)
    return start + len(text[start : close.start() if close else len(text)].rstrip(".,:;!?"))
