"""The user's own credentials as an engine, and what a report says about them without naming one."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.detect.known_values import KnownValues
from colab_safe.model import Problem
from colab_safe.project.known_values.reading import Known, read_known_values
from colab_safe.report.text import count
from colab_safe.typed import NamedTuple


class KnownValuesOfUser(NamedTuple):
    """What a project needs to look for the user's own credentials."""

    engines: tuple[KnownValues, ...]  # one
    number: int  # of the values
    notices: tuple[str, ...]  # how many values are looked for, and where they are from
    switched_off: tuple[str, ...]  # how many are not looked for
    problems: tuple[Problem, ...]  # places that could not be read


def known_values_of_user(top: str | None, by_name: bool = True) -> KnownValuesOfUser:
    """Read the user's own credentials.

    Args:
        top: The top folder of the repository whose `.env` files are read; None outside of one.
        by_name: Whether the user asked for them in this command: then it is also said that there are none.
    """
    known = read_known_values(top)
    engine = KnownValues(known.values)
    notices = (_looked_for(known),) if known.values or by_name else ()
    return KnownValuesOfUser(
        (engine,), len(known.values), notices, tuple(_easy(known)), known.problems
    )


def _looked_for(known: Known) -> str:
    if not known.values:
        return "known values: no credential found in the environment, `.env` files and the files of programs"
    return f"known values: {count(len(known.values), 'credential')} from {', '.join(known.sources)}"


def _easy(known: Known) -> Iterator[str]:
    """Where they are from is not said: a report that others read would name the weak passwords."""
    if known.easy:
        number = count(len(known.easy), "credential")
        yield f"known values: {number} of yours, too easy to guess, not looked for; `colab-safe doctor` says where"
