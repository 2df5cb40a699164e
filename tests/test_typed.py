"""The stand-in for `typing.NamedTuple` does what that does."""

from __future__ import annotations

import pickle
import typing
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from colab_safe import typed


class Ours(typed.NamedTuple):
    a: int
    b: str = "b"
    c: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        return 2 * self.a


class Theirs(typing.NamedTuple):
    a: int
    b: str = "b"
    c: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        return 2 * self.a


def matched(value: Any) -> Any:
    match value:
        case Ours(a, b) | Theirs(a, b):
            return a, b


# Each with one of the two classes.
DEEDS: dict[str, Callable[[Any], Any]] = {
    "positions": lambda kind: kind(1, "x", (2,)),
    "defaults": lambda kind: kind(1),
    "one default": lambda kind: kind(1, "x"),
    "names": lambda kind: kind(c=(3,), a=1),
    "made of a list": lambda kind: kind._make([1, "x", (2,)]),
    "positions and names": lambda kind: kind(1, c=(3,)),
    "attributes": lambda kind: (kind(1).a, kind(1).b, kind(1).c, kind(1).twice),
    "a tuple": lambda kind: (
        kind(1) == (1, "b", ()),
        hash(kind(1)),
        list(kind(1)),
        kind(1)[:2],
        kind(1) < kind(2),
    ),
    "replaced": lambda kind: kind(1)._replace(b="y", a=2),
    "as a dictionary": lambda kind: kind(1)._asdict(),
    "fields": lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__),
    "matched": lambda kind: matched(kind(1)),
    "shown": lambda kind: repr(kind(1)).partition("(")[2],
    "pickled": lambda kind: pickle.loads(pickle.dumps(kind(1, "x"))) == kind(1, "x"),
    "copied": lambda kind: (deepcopy(kind(1)), type(deepcopy(kind(1))) is kind),
}
WRONG: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda kind: kind(),
    "too many": lambda kind: kind(1, "x", (), 4),
    "unknown": lambda kind: kind(1, d=2),
    "twice": lambda kind: kind(1, a=2),
    "unknown, replaced": lambda kind: kind(1)._replace(d=2),
    "set": lambda kind: setattr(kind(1), "a", 2),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_it_does_the_same(deed: Callable[[Any], Any]) -> None:
    assert deed(Ours) == deed(Theirs)


@pytest.mark.parametrize("deed", WRONG.values(), ids=WRONG)
def test_it_refuses_the_same(deed: Callable[[Any], Any]) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises((TypeError, ValueError, AttributeError)):
            deed(kind)


def test_every_name_is_one_of_typing() -> None:
    assert set(typed.__all__) <= {*typing.__all__, "TYPE_CHECKING"}
