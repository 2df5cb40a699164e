"""A made-up credential of every kind, assembled from what its vendor publishes about the format, never from the rule.

`SAMPLES["github-pat"](Random(0))` is a line with a credential in it. The tables say how each is put together:
`<w36>` is 36 random characters of the alphabet `w`, `<w36..60>` is 36 to 60, `<w36+>` is 36 where the vendor fixes
no length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from types import ModuleType

from tests.samples import free
from tests.samples.template import Sample, made

Maker = Callable[[Random], Sample]

# Every file in this folder with the tables ALONE and BESIDE.
_FAMILIES = [
    import_module(f"{__name__}.{file.name}")
    for file in iter_modules(__path__)
    if file.name not in ("free", "template")
]


def _rows(family: ModuleType) -> Iterator[tuple[str, Maker]]:
    for rule, template in family.ALONE.items():
        yield rule, _maker(template)
    for rule, (name, template) in family.BESIDE.items():
        yield rule, _maker(template, name)


def _maker(template: str, name: str = "") -> Maker:
    return lambda random: made(template, random, name)


# The id of a rule and what makes its sample; a test says so if an id has two rows.
ROWS = [*(row for family in _FAMILIES for row in _rows(family)), *free.SAMPLES.items()]
SAMPLES: dict[str, Maker] = dict(ROWS)
