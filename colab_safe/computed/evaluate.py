"""Which texts code computes from literals: decoded, reversed, cut and joined, with the places of what they are made from."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain

from colab_safe.code.calls import CALLS as TEXT_CALLS
from colab_safe.code.evaluate import Call, CallReader, Evaluator
from colab_safe.code.program import Code
from colab_safe.code.values import Chunk, TracedText, as_str
from colab_safe.computed.codecs import ENCODINGS, FUNCTIONS, Codec
from colab_safe.limits import UNQUOTED_VALUE

# As many texts as an expression may give. A notebook of 400 short programs binds `p` in each of them.
MOST_BINDINGS = 16


class ComputedTexts(Evaluator):
    """Tells which texts the expressions of a program may give, also those that functions decode.

    Bytes are texts of the same length: the first 256 characters.
    """

    def bound(self, key: str) -> Iterator[TracedText]:
        """Yield the texts that are bound to a name; none to a name that code binds again and again, such as `p` or `s`.

        Args:
            key: A key of `Program.bound`.
        """
        if len(self.program.bound.get(key, ())) <= MOST_BINDINGS:
            yield from super().bound(key)

    def _read_bytes(self, node: ast.Constant, cell: int) -> Iterable[TracedText]:
        if not isinstance(node.value, bytes) or cell < 0:
            return self._read_constant(node, cell)
        # `parts` reads the same escapes in bytes as in text.
        text = ast.copy_location(ast.Constant(node.value.decode("latin-1")), node)
        return self._read_constant(text, cell)

    def _read_slice(self, node: ast.Subscript, cell: int) -> Iterable[TracedText]:
        """`text[::-1]`, `text[4:-2]`, or an entry."""
        if not isinstance(node.slice, ast.Slice):
            yield from self.read_name(node, cell)
            return
        bounds = _bounds(node.slice)
        if bounds is not None:
            for text in self.texts(Code(node.value, cell)):
                if _is_value(text) and self.pays(text):
                    yield tuple(_characters(text)[bounds])


ComputedTexts.readers = (
    (ast.Constant, ComputedTexts._read_bytes),
    (ast.Subscript, ComputedTexts._read_slice),
    *Evaluator.readers,
)


def _bounds(node: ast.Slice) -> slice | None:
    """A slice between numbers; None where only a run would tell them."""
    written = [each for each in (node.lower, node.upper, node.step) if each is not None]
    if any(_number(each) is None for each in written) or (node.step and _number(node.step) == 0):
        return None
    first, last, step = (
        _number(each) if each else None for each in (node.lower, node.upper, node.step)
    )
    return slice(first, last, step)


def _number(node: ast.expr) -> int | None:
    """The number that an expression writes; None for any other expression."""
    is_negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) and is_negative else node
    value = inner.value if isinstance(inner, ast.Constant) else None
    if not isinstance(value, int):
        return None
    return -value if is_negative else value


def _is_value(text: TracedText) -> bool:
    """Whether a text is not longer than any credential: each character becomes an object."""
    return sum(len(chunk.text) for chunk in text) <= UNQUOTED_VALUE.most


def _characters(text: TracedText) -> list[Chunk]:
    """Each character of a text as a chunk of its own."""
    return [chunk.part(at, at + 1) for chunk in text for at in range(len(chunk.text))]


def decoded(text: TracedText, codec: Codec) -> TracedText | None:
    """Return a text decoded, each character with the places of those that it was decoded from; None if it is not encoded so.

    Args:
        text: What a function is given.
        codec: What the function does.
    """
    if not _is_value(text):
        return None
    characters = _characters(text)
    if codec.group > 1:  # lines of base64
        characters = [each for each in characters if not each.text.isspace()]
    written = as_str(tuple(characters))
    try:
        result = codec.decode(written.encode("latin-1")).decode("latin-1")
    except (
        Exception
    ):  # each codec has its own errors, and what is not encoded so is a text of the code
        return None
    group = codec.group or len(characters)
    groups = -(-len(characters) // group)
    size = max(1, -(-len(result) // groups)) if groups > 1 else len(result)
    whole = [_whole(characters[at * group : (at + 1) * group]) for at in range(groups)]
    return tuple(
        whole[min(at // size, groups - 1)]._replace(text=character)
        for at, character in enumerate(result)
    )


def _whole(characters: list[Chunk]) -> Chunk:
    """All characters of a group as one place: from its first character in a cell to its last one there."""
    written = [chunk for chunk in characters if chunk.places]
    if not written:
        return Chunk("")
    cell = written[0].cell
    places = [place for chunk in written if chunk.cell == cell for place in chunk.places]
    return Chunk("", cell, (min(places), max(places)))


def _argument(call: Call) -> ast.expr | None:
    return call.node.args[0] if call.node.args else call.receiver


def _decoded_by(codec: Codec) -> CallReader:
    def reader(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
        node = _argument(call)
        for text in evaluator.texts(Code(node, call.cell)) if node is not None else ():
            found = decoded(text, codec)
            if found is not None and evaluator.pays(found):
                yield found

    return reader


def _recoded(evaluator: Evaluator, call: Call) -> Iterable[TracedText]:
    """`text.decode()`, `codecs.decode(text, "rot13")`, `text.encode("ascii")`."""
    is_method = call.receiver is not None and evaluator.texts(Code(call.receiver, call.cell))
    node = call.receiver if is_method else _argument(call)
    named = call.node.args[0 if is_method else 1 :][:1]
    names = [as_str(text) for each in named for text in evaluator.texts(Code(each, call.cell))]
    codec = ENCODINGS.get(names[0].lower()) if names else None
    texts = evaluator.texts(Code(node, call.cell)) if node is not None else []
    if codec is None:
        return texts
    return [found for text in texts if (found := decoded(text, codec)) is not None]


def _reversed(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    for node in call.node.args[:1]:
        for text in evaluator.texts(Code(node, call.cell)):
            if _is_value(text) and evaluator.pays(text):
                yield tuple(reversed(_characters(text)))


def _join(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`"".join([a, b])`, also of a name, and of `reversed(…)`, `map(chr, …)` or `[chr(n) for n in …]`."""
    node = call.node.args[0] if len(call.node.args) == 1 else None
    if isinstance(node, ast.Call) and evaluator.program.name(node.func) == "reversed":
        yield from evaluator.texts(Code(node, call.cell))
    elif node is not None and (numbers := _numbers_of_characters(evaluator, node)) is not None:
        yield from _of_numbers(evaluator, Code(numbers, call.cell))
    elif isinstance(node, ast.Name) and call.receiver is not None:
        lists = (
            code
            for code in evaluator.program.bound.get(node.id, ())
            if isinstance(code.node, (ast.List, ast.Tuple))
        )
        for code in lists:
            whole = ast.Call(call.node.func, [code.node], [])
            yield from TEXT_CALLS["join"](evaluator, Call(whole, call.receiver, code.cell))
    else:
        yield from TEXT_CALLS["join"](evaluator, call)


def _numbers_of_characters(evaluator: Evaluator, node: ast.expr) -> ast.expr | None:
    """The numbers in `map(chr, numbers)` or `[chr(number) for number in numbers]`."""
    if isinstance(node, ast.Call) and evaluator.program.name(node.func) == "map":
        first, *rest = node.args or [node]
        return rest[0] if rest and isinstance(first, ast.Name) and first.id == "chr" else None
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)) and len(node.generators) == 1:
        element, loop = node.elt, node.generators[0]
        is_character = (
            isinstance(element, ast.Call) and evaluator.program.name(element.func) == "chr"
        )
        if is_character and isinstance(element, ast.Call) and element.args:
            is_plain = isinstance(element.args[0], ast.Name) and isinstance(loop.target, ast.Name)
            return loop.iter if is_plain and not loop.ifs else None
    return None


def _of_numbers(evaluator: Evaluator, code: Code) -> Iterator[TracedText]:
    """The texts whose characters a list of numbers names: `bytes([103, 104])`."""
    name = code.node.id if isinstance(code.node, ast.Name) else ""
    for node, cell in [code, *evaluator.program.bound.get(name, ())]:
        if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) <= UNQUOTED_VALUE.most:
            text = tuple(
                chain.from_iterable(_character(evaluator, each, cell) for each in node.elts)
            )
            if len(text) == len(node.elts) and evaluator.pays(text):
                yield text


def _character(evaluator: Evaluator, node: ast.expr, cell: int) -> Iterator[Chunk]:
    number = _number(node)
    if isinstance(number, int) and 0 <= number < 256 and cell >= 0:
        yield Chunk(chr(number), cell, evaluator.program.span(node, cell))


def _bytes(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`bytes([103, 104])`, `bytes(text, "utf-8")`."""
    for node in call.node.args[:1]:
        yield from _of_numbers(evaluator, Code(node, call.cell))
        yield from evaluator.texts(Code(node, call.cell))


def _chr(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    for node in call.node.args[:1]:
        text = tuple(_character(evaluator, node, call.cell))
        if text:
            yield text


CALLS: dict[str, CallReader] = {
    **TEXT_CALLS,
    **{name: _decoded_by(codec) for name, codec in FUNCTIONS.items()},
    **dict.fromkeys(("decode", "encode"), _recoded),
    **dict.fromkeys(("bytes", "bytearray"), _bytes),
    "reversed": _reversed,
    "join": _join,
    "chr": _chr,
}
COMPUTING = frozenset(
    (*FUNCTIONS, "decode", "encode", "reversed", "join", "chr", "bytes", "bytearray", "format")
)
