"""What calls give: which return a credential, a part of what they are given, or a file or process to read from."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from colab_safe.code.calls import CALLS as TEXT_CALLS
from colab_safe.code.evaluate import Call, CallReader, Evaluator
from colab_safe.code.program import Code
from colab_safe.code.values import Chunk, TracedText, as_str
from colab_safe.credential_files import is_credential_file
from colab_safe.shown import sources
from colab_safe.shown.commands import output_of
from colab_safe.shown.flow import CredentialFlow
from colab_safe.shown.marks import (
    CONTENT,
    CREDENTIAL,
    NAMED,
    is_reader,
    mark,
    read_from,
    reader_of,
    remarked,
)


def _object(call: Call) -> str:
    """The last name of what a method is called on."""
    receiver = call.receiver
    if isinstance(receiver, ast.Call):
        receiver = receiver.func
    return getattr(receiver, "id", getattr(receiver, "attr", ""))


def _flow(evaluator: Evaluator) -> CredentialFlow:
    if not isinstance(evaluator, CredentialFlow):
        raise TypeError("these calls are read for credentials only")
    return evaluator


def _names(evaluator: Evaluator, call: Call) -> list[str]:
    """What the first argument, the name of a credential, may be."""
    named = [keyword.value for keyword in call.node.keywords if keyword.arg in ("key", "name", "x")]
    first = (call.node.args[:1] or named)[:1]
    return [as_str(text) for node in first for text in evaluator.texts(Code(node, call.cell))]


def _given(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """A function that always returns a credential."""
    if not any(map(sources.is_harmless, _names(evaluator, call))):
        yield _flow(evaluator).source(Code(call.node, call.cell))


def _record(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """A function that returns a record with a credential in it."""
    for text in _given(evaluator, call):
        yield remarked(text, CONTENT)


def _variable(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`os.getenv("API_KEY")`."""
    if any(map(sources.is_credential_variable, _names(evaluator, call))):
        yield _flow(evaluator).source(Code(call.node, call.cell))
    yield from TEXT_CALLS["getenv"](evaluator, call)


def _get(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`.get(…)` of a vault, of the environment, of what is in a file, or of anything."""
    owner, names = _object(call), _names(evaluator, call)
    method = evaluator.program.name(call.node.func)
    if method in sources.METHODS.get(owner, ()):
        yield from _given(evaluator, call)
    elif owner in sources.ENVIRONMENTS:
        yield from _variable(evaluator, call)
    elif call.receiver is not None:
        yield from _flow(evaluator).entry(call.receiver, names, call.cell)
        if any(map(sources.is_named_credential, names)):
            yield (Chunk(NAMED),)
        yield from TEXT_CALLS["get"](evaluator, call)


def _opened(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`open("token.txt")`, or `path.open("r")`: a file, which shows nothing of its content."""
    return map(reader_of, _content(evaluator, call))


def _content(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`path.read_text()`, or `readLines("token.txt")`."""
    receiver = [call.receiver] if call.receiver is not None else []
    for node in [*call.node.args[:1], *receiver]:
        for text in map(read_from, evaluator.texts(Code(node, call.cell))):
            if mark(text):
                yield text
            elif is_credential_file(as_str(text).rpartition("\n")[2]):
                yield _flow(evaluator).source(Code(call.node, call.cell), CONTENT)


def _loaded(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`json.load(file)`: what is in a file of credentials."""
    nodes = [*call.node.args[:1], *([call.receiver] if call.receiver is not None else [])]
    for node in nodes:
        for text in map(read_from, evaluator.texts(Code(node, call.cell))):
            if mark(text):
                yield remarked(text, CONTENT) if mark(text) == CREDENTIAL else text
    yield from (text for text in _content(evaluator, call) if mark(text) == CONTENT)


def _kept(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`text.decode()`, `str(text)`, `dict(os.environ)`, `HTML(text)`."""
    receiver = call.receiver
    if receiver is not None:
        found = evaluator.texts(Code(receiver, call.cell))
        if found:
            yield from found
            return
    for argument in call.node.args[:1]:
        yield from evaluator.texts(Code(argument, call.cell))


def _read(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`file.read()`, `list(file)`, `process.communicate()`."""
    return map(read_from, _kept(evaluator, call))


def _lines_of(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`sorted(file)`, but not `sorted(os.environ)`."""
    for argument in call.node.args[:1]:
        texts = evaluator.texts(Code(argument, call.cell))
        yield from (read_from(text) for text in texts if is_reader(text))


def _part(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`.split()` of what is in a file."""
    if call.receiver is not None:
        for text in map(read_from, evaluator.texts(Code(call.receiver, call.cell))):
            if mark(text) not in ("", CREDENTIAL):
                yield text


def _started(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`os.popen("gh auth token")`: a process, which shows nothing of what it prints."""
    return map(reader_of, _run(evaluator, call))


def _run(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`subprocess.check_output("gh auth token", shell=True)`."""
    for argument in call.node.args[:1]:
        words_of = argument.elts if isinstance(argument, (ast.List, ast.Tuple)) else [argument]
        pieces = [evaluator.texts_or_hint(word, call.cell)[:1] for word in words_of]
        line = " ".join(as_str(text) for piece in pieces for text in piece)
        found = output_of(line)
        if found:
            yield _flow(evaluator).source(Code(call.node, call.cell), found)


def _asked(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`input("API key: ")`."""
    for name in _names(evaluator, call):
        if is_prompt(name):
            yield _flow(evaluator).source(Code(call.node, call.cell))


# Methods and functions that return what they are given, as far as it is shown.
_KEEPING = (
    "decode", "encode", "dict", "copy", "dumps", "HTML", "Markdown", "Code", "Text", "Pretty", "JSON", "toString", "to_dict", "as_dict", "to_json",
    "trimws", "str_trim", "unlist", "character", "String", "bytes", "repr", "pformat",
)  # fmt: skip


_READING = ("read", "readline", "readLine", "getvalue", "list", "communicate")


def is_prompt(text: str) -> bool:
    """Return whether a prompt asks for a credential.

    Args:
        text: What the user reads.
    """
    return any(map(sources.is_credential_variable, text.replace(":", " ").split()))


CALLS: dict[str, CallReader] = {
    **TEXT_CALLS,
    **dict.fromkeys(sources.FUNCTIONS, _given),
    **dict.fromkeys(sources.RECORDS, _record),
    **dict.fromkeys(sources.VARIABLES, _variable),
    **dict.fromkeys(
        ("get", "getSecret", "getToken", "getBytes", "pop", "getConnectionStringOrCreds"), _get
    ),
    **dict.fromkeys(sources.OPENERS, _content),
    "open": _opened,
    **dict.fromkeys(sources.LOADERS, _loaded),
    **dict.fromkeys(_KEEPING, _kept),
    **dict.fromkeys(_READING, _read),
    **dict.fromkeys(("tuple", "sorted", "next", "set"), _lines_of),
    **dict.fromkeys(("split", "splitlines", "readlines", "items", "values", "partition"), _part),
    **dict.fromkeys(sources.COMMANDS, _run),
    **dict.fromkeys(("popen", "Popen"), _started),
    "input": _asked,
    "raw_input": _asked,
}
