"""How much patterns accept: whether they leave anything to find, tried on samples that have nothing in common.

The spelling does not tell: `.*`, `(?s).+`, `^`, `|x` and `[^\\0]` accept the same. The samples are put together when
they are needed, so that no file contains what looks like a token.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from colab_safe.accept.allowlist import Allowance
from colab_safe.timed_regex import TimedPattern
from colab_safe.typed import NamedTuple

# Letters that every sample of a path has.
_OF_NOTEBOOKS = "ipynb"
# What makes it doubtful whether a letter is needed: options such as (?x), look-around, characters by their number.
_DOUBTFUL = re.compile(r"\(\?(?!:|P<)|\\[xuUN0-9]")
_ESCAPE_OR_SET = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]", re.DOTALL)
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)?[^()]*\)")
_NEEDED = re.compile(rf"[^\W{_OF_NOTEBOOKS}_](?![?*{{])", re.ASCII)


class Sample(NamedTuple):
    """A secret that a scan might find, with its line and its notebook."""

    path: str
    secret: str
    line: str


def sample_secrets() -> tuple[str, ...]:
    """Return values in the formats of tokens, keys and passwords; no character is in all of them."""
    small, capital = "wvzqxvwmzhqx", "2Q7K4Z3X5Y6T8P2R"
    mixed = "".join(f"{letter}{other}" for letter, other in zip(small, capital, strict=False))
    return (
        f"gh{'p_'}{mixed}{capital}",
        f"AK{'IA'}{capital}",
        f"{small}-{small[::-1]}",
        "".join(f"{(number * 7 + 3) % 16:x}" for number in range(40)),
        f"{mixed}/{capital}+{mixed}==",
        f"{mixed}.{small}_{capital}.{mixed}",
    )


def sample_lines() -> tuple[str, ...]:
    """Return lines with a sample of a secret in each; no character is in all of them."""
    return tuple(line for secret in sample_secrets() for line in _lines(secret))


def sample_paths() -> tuple[str, ...]:
    """Return paths of notebooks, at the top and in several folders."""
    return ("Untitled.ipynb", "src/models/train-2.ipynb", "a/b/c/0.ipynb", "docs/été 3.ipynb")


def _lines(secret: str) -> tuple[str, ...]:
    return secret, f"token = '{secret}'", f'{{"k": "{secret}"}}'


def _samples() -> Iterator[Sample]:
    for path in sample_paths():
        for secret in sample_secrets():
            yield from (Sample(path, secret, line) for line in _lines(secret))


def fit_all(patterns: Iterable[TimedPattern], texts: Iterable[str]) -> bool:
    """Return whether each text is matched by at least one of the patterns.

    Args:
        patterns: As a team writes them; without any, the answer is no.
        texts: Samples without a letter or digit in common, except for those of `.ipynb`.
    """
    left = list(texts)
    for pattern in patterns:
        if not _needs_a_letter(pattern.pattern):
            left = _unmatched(pattern, left)
            if not left:
                return True
    return False


def _unmatched(pattern: TimedPattern, texts: list[str]) -> list[str]:
    try:
        return [text for text in texts if not pattern.search(text)]
    except TimeoutError:  # such a pattern accepts nothing
        return texts


def is_unlimited(allowance: Allowance) -> bool:
    """Return whether an entry accepts whatever its rules find, as no condition of it keeps a sample out.

    Args:
        allowance: An entry of the settings, or of a gitleaks configuration.
    """
    if allowance.commits or allowance.engines:
        return False
    conditions = (
        (allowance.paths, sample_paths()),
        (allowance.secrets, sample_secrets()),
        (allowance.lines, sample_lines()),
    )
    return all(not patterns or fit_all(patterns, texts) for patterns, texts in conditions)


def accept_everything(allow: Sequence[Allowance], rules: Collection[str]) -> bool:
    """Return whether entries together accept whatever these rules find.

    Args:
        allow: The entries that apply.
        rules: The ids of all rules that are used; none if they are not known.
    """
    wide = [each for each in allow if not _is_narrow(each)]
    if _accept_samples([each for each in wide if not each.rules]):
        return True
    if not rules or not set(rules) <= {rule for each in wide for rule in each.rules}:
        return False
    return all(
        _accept_samples([each for each in wide if not each.rules or rule in each.rules])
        for rule in rules
    )


def _accept_samples(allow: Sequence[Allowance]) -> bool:
    if any(map(is_unlimited, allow)):
        return True
    if len(allow) < 2:
        return False
    try:
        return all(any(_accepts(each, sample) for each in allow) for sample in _samples())
    except TimeoutError:
        return False


def _accepts(allowance: Allowance, sample: Sample) -> bool:
    conditions = zip((allowance.paths, allowance.secrets, allowance.lines), sample, strict=True)
    return all(
        not patterns or any(pattern.search(text) for pattern in patterns)
        for patterns, text in conditions
    )


def _is_narrow(allowance: Allowance) -> bool:
    """Whether it cannot have a part in accepting everything; told without a search."""
    conditions = (allowance.paths, allowance.secrets, allowance.lines)
    return bool(allowance.commits or allowance.engines) or any(
        patterns and all(_needs_a_letter(pattern.pattern) for pattern in patterns)
        for patterns in conditions
    )


def _needs_a_letter(pattern: str) -> bool:
    """Whether only texts with a certain letter or digit match: then not every sample does.

    That is so for most patterns, such as `^test_` or `docs/`. They are not searched, which saves the import of `regex`
    (46 ms) in every commit.
    """
    pattern = pattern.removeprefix("(?a)")
    if _DOUBTFUL.search(pattern):
        return False
    rest, count = re.sub(r"\{[\d,]*\}", "{", _ESCAPE_OR_SET.sub("\0", pattern)), 1
    while count:
        rest, count = _GROUP.subn("\0", rest)
    return "|" not in rest and _NEEDED.search(rest) is not None
