"""Strategies for any notebook, and any way to write it as JSON."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import strategies as st

# What breaks readers: quotation marks, escapes, control characters, all widths of UTF-8, halves of pairs, markup.
_ODD = list(
    "ab \"'\\/\n\r\t\b\x00\x1b\x7f\xad\xe9\u2028\u6f22\ufeff\ufffd\U0001f600\ud83d\ude00<>&%=+_;[m"
)
TEXTS = st.text(st.sampled_from(_ODD) | st.characters(), max_size=12)
LINES = TEXTS | st.lists(TEXTS, max_size=4)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(TEXTS, TREES, max_size=3)
_LINE_TYPES = [
    "text/plain",
    "text/html",
    "text/latex",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "application/javascript",
]
_TREE_TYPES = [
    "application/json",
    "application/vnd.plotly.v1+json",
    "application/vnd.jupyter.widget-view+json",
]
BUNDLES = st.builds(
    lambda lines, trees: lines | trees,
    st.dictionaries(st.sampled_from(_LINE_TYPES) | TEXTS, LINES, max_size=3),
    st.dictionaries(st.sampled_from(_TREE_TYPES), TREES, max_size=2),
)


def _object(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(members)


OUTPUTS = st.one_of(
    _object(output_type=st.just("stream"), name=st.sampled_from(["stdout", "stderr"]), text=LINES),
    _object(output_type=st.just("display_data"), data=BUNDLES, metadata=OBJECTS),
    _object(
        output_type=st.just("execute_result"),
        data=BUNDLES,
        metadata=OBJECTS,
        execution_count=st.none() | st.integers(),
    ),
    _object(
        output_type=st.just("error"),
        ename=TEXTS,
        evalue=TEXTS,
        traceback=st.lists(TEXTS, max_size=3),
    ),
)
OUTPUTS_3 = st.one_of(
    _object(
        output_type=st.just("stream"), stream=st.sampled_from(["stdout", "stderr"]), text=LINES
    ),
    _object(
        output_type=st.just("pyout"),
        prompt_number=st.integers(),
        metadata=OBJECTS,
        text=LINES,
        html=LINES,
        png=TEXTS,
    ),
    _object(
        output_type=st.just("pyerr"),
        ename=TEXTS,
        evalue=TEXTS,
        traceback=st.lists(TEXTS, max_size=3),
    ),
)
CELLS = st.one_of(
    _object(
        cell_type=st.just("code"),
        source=LINES,
        metadata=OBJECTS,
        outputs=st.lists(OUTPUTS, max_size=4),
        id=TEXTS,
    ),
    _object(
        cell_type=st.just("markdown"),
        source=LINES,
        metadata=OBJECTS,
        attachments=st.dictionaries(TEXTS, BUNDLES, max_size=2),
    ),
    _object(cell_type=st.just("raw"), source=LINES, metadata=OBJECTS),
)
CELLS_3 = st.one_of(
    _object(
        cell_type=st.just("code"),
        input=LINES,
        language=st.just("python"),
        outputs=st.lists(OUTPUTS_3, max_size=3),
    ),
    _object(cell_type=st.just("heading"), source=LINES, level=st.integers(1, 6), metadata=OBJECTS),
)
VERSION_4 = _object(
    cells=st.lists(CELLS, max_size=4),
    metadata=OBJECTS
    | _object(
        widgets=_object(**{"application/vnd.jupyter.widget-state+json": OBJECTS}), colab=OBJECTS
    ),
    nbformat=st.just(4),
    nbformat_minor=st.integers(0, 5),
)
VERSION_3 = _object(
    worksheets=st.lists(_object(cells=st.lists(CELLS_3, max_size=3), metadata=OBJECTS), max_size=2),
    metadata=_object(name=TEXTS),
    nbformat=st.just(3),
    nbformat_minor=st.just(0),
)
NOTEBOOKS = VERSION_4 | VERSION_3


class Spelling:
    """One way to write JSON: white space, escapes, line ends, encoding, and how often a key is repeated."""

    def __init__(self, chance: Random, codec: str, newline: str, repeats: float) -> None:
        self._chance = chance
        self._newline = newline
        self._repeats = repeats
        self.codec = codec
        self._escapes = chance.choice([0.0, 0.1, 1.0])

    def __repr__(self) -> str:
        return f"Spelling({self.codec}, {self._newline!r}, {self._escapes}, {self._repeats})"

    def write(self, tree: Any) -> bytes:
        text = f"{self._space()}{self._value(tree)}{self._space()}"
        return text.encode(self.codec, "surrogatepass")

    def _space(self) -> str:
        return self._chance.choice(["", "", " ", self._newline, f"{self._newline}   ", "\t"])

    def _value(self, value: Any) -> str:
        if isinstance(value, str):
            return self.literal(value)
        if isinstance(value, dict):
            return self._list("{", [self._member(*member) for member in self._members(value)], "}")
        if isinstance(value, list):
            return self._list("[", [self._value(member) for member in value], "]")
        return json.dumps(value)

    def _members(self, value: dict[str, Any]) -> list[tuple[str, Any]]:
        members = list(value.items())
        self._chance.shuffle(members)
        return [
            copy
            for member in members
            for copy in [member] * (1 + (self._chance.random() < self._repeats))
        ]

    def _member(self, key: str, value: Any) -> str:
        return f"{self.literal(key)}{self._space()}:{self._space()}{self._value(value)}"

    def _list(self, opening: str, members: list[str], closing: str) -> str:
        joined = f"{self._space()},{self._space()}".join(members)
        return f"{opening}{self._space()}{joined}{self._space()}{closing}"

    def literal(self, text: str) -> str:
        return '"' + "".join(map(self._character, text)) + '"'

    def _character(self, character: str) -> str:
        if self._chance.random() < self._escapes or "\ud800" <= character <= "\udfff":
            units = character.encode("utf-16-be", "surrogatepass")
            write = self._chance.choice(["{:04x}", "{:04X}"])
            return "".join(
                rf"\u{write.format(int.from_bytes(units[at : at + 2], 'big'))}"
                for at in range(0, len(units), 2)
            )
        if character == "/" and self._chance.random() < 0.5:
            return r"\/"
        return json.dumps(character, ensure_ascii=False)[1:-1]


def spellings(repeats: float = 0.0) -> st.SearchStrategy[Spelling]:
    return st.builds(
        Spelling,
        st.integers(0, 999).map(Random),
        st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32-le"]),
        st.sampled_from(["\n", "\r\n"]),
        st.just(repeats),
    )
