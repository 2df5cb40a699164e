"""Comments on lines of a pull request, in Markdown: first what to do about a secret, then how its lines can change.

A suggestion is a fenced block: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/commenting-on-a-pull-request
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from colab_safe.git.shown_lines import Lines
from colab_safe.model import CONFIDENCES, Finding
from colab_safe.report.markdown import code, escaped, what_to_do
from colab_safe.report.text import place_in_words
from colab_safe.suggestions.line_changes import LineChange
from colab_safe.typed import Any, NamedTuple

LONGEST = 65_536  # "body is too long (maximum is 65536 characters)"; counted in bytes, to be safe
_TOO_LONG = "the lines are longer than a comment may be"
_STAYS = (
    "A change here is one of the newest version only: the secret stays in the commits before. Rewrite them, the last one with"
    " `git commit --amend`, an earlier one with `git rebase --interactive`, and push with `--force-with-lease`;"
    " until then, the check of the pull request's commits stays red."
)
_MARK = re.compile(r"<!-- colab-safe((?: [0-9a-f]{32}\.[0-9]+)+) -->")


class Comment(NamedTuple):
    """A comment on lines of a file in the pull request's head."""

    path: str
    lines: Lines
    body: str
    keys: frozenset[str]  # of its findings: what marks them in the body
    certainty: int  # of the most certain one, as in CONFIDENCES
    is_suggestion: bool

    def as_json(self) -> dict[str, Any]:
        """Return what the API takes; the first line is named only if it is not the last: else, GitHub refuses."""
        several = self.lines.first < self.lines.last
        start = {"start_line": self.lines.first, "start_side": "RIGHT"} if several else {}
        place = {"path": self.path, "line": self.lines.last, "side": "RIGHT"}
        return {**place, **start, "body": self.body}


def comments(path: str, changes: Iterable[LineChange]) -> Iterator[Comment]:
    """Yield a comment for each change of a file.

    Args:
        path: The file, from the repository's top folder.
        changes: In ascending order, with findings whose texts have no secret in them.
    """
    counts = Counter[str]()
    for change in changes:
        keys = []
        for finding in change.findings:
            counts[finding.fingerprint] += 1
            keys.append(f"{finding.fingerprint}.{counts[finding.fingerprint]}")
        certainty = max(CONFIDENCES.index(each.confidence) for each in change.findings)
        body = _body(change, keys)
        if len(body.encode()) > LONGEST:
            change = change._replace(text=None, why=_TOO_LONG)
            body = _body(change, keys)
        is_suggestion = change.text is not None
        yield Comment(path, change.lines, body, frozenset(keys), certainty, is_suggestion)


def marked(body: str) -> frozenset[str]:
    """Return the findings that a comment is about; none if it is not one of these.

    Args:
        body: The text of a comment, by whomever.
    """
    found = _MARK.search(body)
    return frozenset(found[1].split()) if found else frozenset()


def _body(change: LineChange, keys: Sequence[str]) -> str:
    named = dict.fromkeys(map(_named, change.findings))
    how = dict.fromkeys(what_to_do(each.revoke) for each in change.findings)
    parts = ["  \n".join(named), "  \n".join(how)]
    if change.text is None:
        parts += [f"There is no suggestion here: {escaped(change.why)}.", _STAYS]
    else:
        parts += [*map(escaped, change.notes), _STAYS, _suggestion(change.text)]
    return "\n\n".join([*parts, f"<!-- colab-safe {' '.join(keys)} -->"])


def _named(finding: Finding) -> str:
    place = place_in_words(finding.location.place)
    where = f" in {escaped(place)}" if place else ""
    return f"**{escaped(finding.description)}** ({code(finding.rule)}){where}"


def _suggestion(text: str) -> str:
    """Longer than any run of backticks in it: https://spec.commonmark.org/0.31.2/#fenced-code-blocks."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}suggestion\n{text}{fence}"
