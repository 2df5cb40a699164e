"""What further functions return that put paths together: `Template.substitute`, `format_map`, `replace`, `Path.home`.

They are read for paths alone: in `token.replace(…)` the rest of a token matters, which another room judges.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import product

from colab_safe.code.bindings import by_constant_key
from colab_safe.code.evaluate import Call, CallReader, Evaluator
from colab_safe.code.program import Code
from colab_safe.code.values import Chunk, TracedText, as_str, from_character, until_character

_BRACES = re.compile(r"\{(\w+)\}")
_DOLLAR = re.compile(r"\$\{?(\w+)\}?")
_HOME: TracedText = (Chunk("~"),)


def _filled(
    evaluator: Evaluator, call: Call, template: ast.expr, pattern: re.Pattern[str]
) -> Iterator[TracedText]:
    """A template with the values of a dictionary, or of keywords, in its fields."""
    named = {keyword.arg: keyword.value for keyword in call.node.keywords if keyword.arg}
    for argument in call.node.args:
        if isinstance(argument, ast.Dict):
            named.update(by_constant_key(argument))
    for text in evaluator.texts(Code(template, call.cell)):
        yield from evaluator.filled(text, pattern, lambda field: named.get(field[1]), call.cell)


def _format_map(evaluator: Evaluator, call: Call) -> Iterable[TracedText]:
    """`"{d}/keys".format_map({"d": drive})`."""
    return () if call.receiver is None else _filled(evaluator, call, call.receiver, _BRACES)


def _substitute(evaluator: Evaluator, call: Call) -> Iterable[TracedText]:
    """`Template("$d/keys").substitute(d=drive)`."""
    template = call.receiver
    if isinstance(template, ast.Call) and evaluator.program.name(template.func) == "Template":
        return _filled(evaluator, call, template.args[0], _DOLLAR) if template.args else ()
    return () if template is None else _filled(evaluator, call, template, _DOLLAR)


def _template(evaluator: Evaluator, call: Call) -> Iterable[TracedText]:
    """`Template("$d/keys")`, which a name may be bound to."""
    return (text for node in call.node.args[:1] for text in evaluator.texts(Code(node, call.cell)))


def _replace(evaluator: Evaluator, call: Call) -> Iterator[TracedText]:
    """`path.replace("ROOT", drive)`: the first place counts, as a path has one root."""
    if call.receiver is None or len(call.node.args) < 2:
        return
    old_node, new_node = call.node.args[:2]
    for whole, old, new in product(
        evaluator.texts(Code(call.receiver, call.cell)),
        evaluator.texts(Code(old_node, call.cell)),
        evaluator.texts_or_hint(new_node, call.cell),
    ):
        start, size = as_str(whole).find(as_str(old)), len(as_str(old))
        if start < 0 or not size:
            yield whole
        elif evaluator.pays(whole, new):
            yield (*until_character(whole, start), *new, *from_character(whole, start + size))


def _home(evaluator: Evaluator, call: Call) -> Iterable[TracedText]:
    """`Path.home()`."""
    return [] if call.node.args else [_HOME]


CALLS: dict[str, CallReader] = {
    "format_map": _format_map,
    "substitute": _substitute,
    "safe_substitute": _substitute,
    "Template": _template,
    "replace": _replace,
    "home": _home,
}
