"""What each cell displays, as far as its code tells: the last expression, what is printed, and what commands print."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product

from colab_safe.code.cells import Line
from colab_safe.code.program import Code
from colab_safe.code.shell_words import words_of_line
from colab_safe.code.values import Chunk, TracedText, as_str
from colab_safe.model import Span
from colab_safe.shown.calls import is_prompt
from colab_safe.shown.commands import pipelines, printed_by, shows_its_output
from colab_safe.shown.flow import CredentialFlow
from colab_safe.shown.marks import CREDENTIAL, NOT_KNOWN, is_marked, shown_by
from colab_safe.shown.sources import is_credential_variable
from colab_safe.typed import NamedTuple

# How an output comes: printed to a stream, as the value of an expression, either way, or as an error.
PRINTED, VALUE, EITHER, RAISED = "printed", "value", "either", "raised"
_PRINTERS = frozenset(
    ("print", "pprint", "pp", "rprint", "cprint", "echo", "secho", "println", "message", "cat", "puts", "print_json", "log", "Print")
)  # fmt: skip
_DISPLAYS = frozenset(
    ("display", "show", "display_html", "display_markdown", "publish_display_data")
)
_LOGGERS = frozenset(
    ("debug", "info", "warning", "warn", "error", "critical", "exception", "notice", "success")
)
# `.write(…)` of these goes to the output, of a file it does not.
_STREAMS = frozenset(("stdout", "stderr", "tqdm", "st", "console"))


class Display(NamedTuple):
    """A text with a credential in it that a cell displays."""

    cell: int  # its number among the code cells, from 0
    how: str  # PRINTED, VALUE, EITHER or RAISED
    text: TracedText
    code: Span  # characters of the cell: the expression, call or command that displays the text


def displays(flow: CredentialFlow) -> Iterator[Display]:
    """Yield every text with a credential in it that a cell displays.

    Args:
        flow: The evaluator of the notebook's code.
    """
    for each in _displayed(flow):
        text = shown_by(each.text)
        if is_marked(text):
            yield each._replace(text=text)


def _displayed(flow: CredentialFlow) -> Iterator[Display]:
    """The same, and the objects from which a credential can be read."""
    program = flow.program
    for cell, tree in program.trees.items():
        for expression in _shown_expressions(flow, tree, cell):
            where = Span(*program.span(expression, cell))
            yield from _marked(cell, VALUE, flow.texts(Code(expression, cell)), where)
    for cell, node in program.calls_and_raises():
        if isinstance(node, ast.Call):
            yield from _of_call(flow, node, cell)
        elif isinstance(node.exc, ast.Call):
            for argument in node.exc.args[:1]:
                where = Span(*program.span(node.exc, cell))
                yield from _marked(
                    cell, RAISED, flow.texts(Code(argument, cell)), where, before=NOT_KNOWN
                )
    for cell, line in program.lines:
        whole = _whole(program.cells[cell], line)
        if whole is None or line.sign not in ("!", "%"):
            continue
        for text in _of_line(flow, cell, line):
            yield Display(cell, EITHER if line.sign == "%" else PRINTED, text, whole)


def _whole(source: str, line: Line) -> Span | None:
    """A shell line or magic with its sign; None where its output goes into a variable."""
    sign = line.start - 1
    if sign < 0 or source[sign] != line.sign:  # a line of `%%bash`
        return Span(line.start, line.end)
    is_assigned = source[source.rfind("\n", 0, sign) + 1 : sign].strip()
    return None if is_assigned else Span(sign, line.end)


def _marked(
    cell: int, how: str, texts: list[TracedText], code: Span, before: TracedText = ()
) -> Iterator[Display]:
    yield from (Display(cell, how, (*before, *text), code) for text in texts if is_marked(text))


def _shown_expressions(flow: CredentialFlow, tree: ast.Module, cell: int) -> Iterator[ast.expr]:
    """The last expression; all of them where the notebook shows all, and in languages that do."""
    every = flow.shows_every_expression
    for statement in tree.body if every else tree.body[-1:]:
        if isinstance(statement, ast.Expr):
            end = flow.program.span(statement.value, cell)[1]
            if every or not flow.program.cells[cell][end:].lstrip().startswith(";"):
                yield statement.value


def _of_call(flow: CredentialFlow, call: ast.Call, cell: int) -> Iterator[Display]:
    name = flow.program.name(call.func)
    where = Span(*flow.program.span(call, cell))
    if name in _PRINTERS or (name == "write" and _is_stream(flow, call)):
        yield from _marked(cell, PRINTED, list(_printed(flow, call, cell)), where)
    elif name in _DISPLAYS:
        for argument in call.args:
            yield from _marked(cell, VALUE, flow.texts(Code(argument, cell)), where)
    elif name in _LOGGERS and isinstance(call.func, ast.Attribute):
        yield from _marked(cell, PRINTED, flow.logged(call, cell), where, before=NOT_KNOWN)
    elif name in ("input", "raw_input"):
        yield from _answered(flow, call, cell)


def _is_stream(flow: CredentialFlow, call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and flow.program.name(call.func.value) in _STREAMS


def _printed(flow: CredentialFlow, call: ast.Call, cell: int) -> Iterator[TracedText]:
    """The arguments with blanks between them, or with `sep`."""
    options = {keyword.arg: keyword.value for keyword in call.keywords}
    separator = options.get("sep")
    between = as_str(flow.texts_or_hint(separator, cell)[0]) if separator else " "
    after = NOT_KNOWN if "end" in options else ()
    pieces = [flow.texts_or_hint(argument, cell) for argument in call.args]
    for chosen in product(*pieces):
        if not flow.pays(*chosen):
            return
        text: list[Chunk] = []
        for number, piece in enumerate(chosen):
            text += [Chunk(between)] if number else []
            text += piece
        yield (*text, *after)


def _answered(flow: CredentialFlow, call: ast.Call, cell: int) -> Iterator[Display]:
    """`input("API key: ")`: the output is the prompt, then what the user typed."""
    for argument in call.args[:1]:
        for prompt in flow.texts(Code(argument, cell)):
            if is_prompt(as_str(prompt)):
                text = (*prompt, Chunk(" "), *flow.source(Code(call, cell)))
                yield Display(cell, PRINTED, text, Span(*flow.program.span(call, cell)))


def _of_line(flow: CredentialFlow, cell: int, line: Line) -> Iterator[TracedText]:
    source = flow.program.cells[cell]
    start = line.start
    if line.sign == "%":
        yield from _of_magic(flow, cell, line)
        return
    for each in pipelines(source, start, line.end):
        command = source[each.first.start : each.first.end]
        if not command or not shows_its_output(source, each):
            continue
        found = printed_by(command)
        if found:
            yield (Chunk(found, cell, (line.start - 1, line.end)),)
        else:
            yield from _of_command(flow, cell, each.first.start, each.first.end)


def _of_command(flow: CredentialFlow, cell: int, start: int, end: int) -> Iterator[TracedText]:
    """`echo $TOKEN`, `printenv TOKEN`, `cat {path}`."""
    words = list(words_of_line(flow, cell, start, end))
    name = as_str(words[0]) if words else ""
    if name in ("echo", "printf", "print"):
        text: list[Chunk] = []
        for number, word in enumerate(
            each for each in words[1:] if as_str(each) not in ("-n", "-e")
        ):
            text += [Chunk(" ")] if number else []
            text += word
        if is_marked(tuple(text)):
            yield tuple(text)
    elif name == "printenv" and any(is_credential_variable(as_str(word)) for word in words[1:]):
        yield (Chunk(CREDENTIAL, cell, (start, end)),)
    else:
        found = printed_by(" ".join(map(as_str, words)))
        if found:
            yield (Chunk(found, cell, (start, end)),)


def _of_magic(flow: CredentialFlow, cell: int, line: Line) -> Iterator[TracedText]:
    """`%env`, `%env NAME`, `%env NAME=value`, `%cat file`."""
    source = flow.program.cells[cell]
    text = source[line.start : line.end]
    name, _, rest = text.partition(" ")
    rest = rest.strip()
    if name in ("env", "set_env"):
        whole = (line.start - 1, line.end)
        if not rest:
            yield (Chunk(printed_by("env"), cell, whole),)
        elif rest.isidentifier() and is_credential_variable(rest):
            yield (Chunk(CREDENTIAL, cell, whole),)
        else:
            words = list(words_of_line(flow, cell, line.start + len(name), line.end))
            if words and is_marked(words[-1]):
                yield (Chunk("env: "), *words[-1])
    elif name in ("sx", "system", "cat", "more", "less", "pycat"):
        skipped = len(name) + 1 if name in ("sx", "system") else 0
        yield from _of_line(flow, cell, line._replace(start=line.start + skipped, sign="!"))
