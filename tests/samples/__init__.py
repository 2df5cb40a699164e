"""A made-up credential of every kind, assembled from what its vendor publishes about the format, never from the rule.

`SAMPLES["github-pat"](Random(0))` is a line with a credential in it. The tables say how each is put together:
`<w36>` stands for 36 random characters of the alphabet `w`, `<w36..60>` for 36 to 60, `<w36+>` for 36
where the vendor fixes no length.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.samples import (
    ai,
    build_tools,
    clouds,
    code_hosts,
    data,
    databases,
    free,
    hosting,
    messaging,
    ml,
    money,
    monitoring,
)
from tests.samples import work as work_
from tests.samples.template import Sample, made

_FAMILIES = (
    code_hosts,
    ai,
    ml,
    clouds,
    hosting,
    databases,
    build_tools,
    monitoring,
    messaging,
    money,
    work_,
    data,
)


def _maker(template: str, name: str = "") -> Callable[[Random], Sample]:
    return lambda random: made(template, random, name)


SAMPLES: dict[str, Callable[[Random], Sample]] = {
    **{rule: _maker(template) for family in _FAMILIES for rule, template in family.ALONE.items()},
    **{
        rule: _maker(template, name)
        for family in _FAMILIES
        for rule, (name, template) in family.BESIDE.items()
    },
    **free.SAMPLES,
}
