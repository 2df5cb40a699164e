"""The rules that secrets are found by: list them, show one, try them on a text."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from colab_safe.command_line.exit_codes import FOUND
from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.engine import Engine
from colab_safe.detect.gitleaks import TeamEngine, TeamRule
from colab_safe.detect.rule import Rule, compiled
from colab_safe.detect.rules import RULES
from colab_safe.errors import UsageError
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.settings_file import find_settings
from colab_safe.project.team_rules import read_team_rules
from colab_safe.report.text import where
from colab_safe.scan import scan
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

VERBS = {
    "list": "name every rule, or those with a word in their id or description",
    "show": "tell all that is known of one rule",
    "test": "try the rules on a text, and say what one rule makes of it",
}
# By a rule's strength.
_EVIDENCE = (
    "its format alone",
    "its format near a name, or a name and its value",
    "what the value is called",
)


def add_arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing, showing, testing = (
        verbs.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        for name, text in VERBS.items()
    )
    listing.add_argument("word", nargs="?", default="", metavar="WORD", help="such as `openai`")
    showing.add_argument("id", metavar="ID", help="of the rule, as in reports")
    testing.add_argument("id", nargs="?", metavar="ID", help="of one rule (default: all)")
    testing.add_argument(
        "--file",
        metavar="FILE",
        help="with the text (default: stdin, so that no secret is in argv)",
    )
    testing.add_argument(
        "--show-secrets", action="store_true", help="show what was found: for your eyes only"
    )


def run(arguments: Namespace) -> int:
    """`test` gives 1 when a rule finds something."""
    runs = {"list": _list, "show": _show, "test": _test}
    return runs[arguments.verb](arguments)


def _list(arguments: Namespace) -> int:
    rows = [*(rule.row for rule in _team()), *RULES]
    chosen = [
        rule for rule in rows if arguments.word.lower() in f"{rule.id} {rule.description}".lower()
    ]
    if not chosen:
        raise UsageError(f"no rule has {arguments.word!r} in its id or description")
    width = max(len(rule.id) for rule in chosen)
    for rule in chosen:
        print(f"{rule.id:<{width}}  {rule.description}")
    return 0


def _show(arguments: Namespace) -> int:
    rule = _chosen(arguments.id)
    row = rule.row if isinstance(rule, TeamRule) else rule
    print(f"{row.id}: {row.description}")
    print(
        f"  told by    {'your team: ' if isinstance(rule, TeamRule) else ''}{_EVIDENCE[row.strength]}"
    )
    print(f"  keywords   {', '.join(row.keywords) or 'none: tried on every text'}")
    print(f"  pattern    {row.pattern}")
    print(f"  check      {_check(rule)}")
    print(f"  format     {row.reference}")
    print(f"  revoke     {row.revoke}")
    return 0


def _check(rule: Rule | TeamRule) -> str:
    if isinstance(rule, TeamRule):
        return f"entropy above {rule.entropy:g} bits a character" if rule.entropy else "none"
    doc = (rule.check.__doc__ or "").partition("\n")[0] if rule.check else ""
    return doc or ("yes" if rule.check else "none")


def _test(arguments: Namespace) -> int:
    rule = _chosen(arguments.id) if arguments.id else None
    data = read_bytes(arguments.file) if arguments.file else _typed()
    report = scan(data, shown(arguments.file or "stdin"), _engines(rule))
    for finding in report.findings:
        print(f"{finding.rule}: {where(finding.location)}\n    | {finding.excerpt}")
        if arguments.show_secrets:
            print(f"    secret: {finding.secret.reveal()}")
    if report.findings:
        return FOUND
    print(
        "colab-safe: nothing found" + (f" ({report.accepted} accepted)" if report.accepted else "")
    )
    if isinstance(rule, Rule) and not report.accepted:
        print("\n".join(_explained(rule, data.decode("utf-8", "replace"))))
    return 0


def _engines(rule: Rule | TeamRule | None) -> list[Engine]:
    if isinstance(rule, TeamRule):
        return [TeamEngine([rule])]
    return [BuiltinEngine([rule])] if rule else [TeamEngine(_team()), BuiltinEngine(RULES)]


def _explained(rule: Rule, text: str) -> Iterator[str]:
    """Why the rule finds nothing in this text as it stands."""
    if rule.keywords and not any(keyword in text.lower() for keyword in rule.keywords):
        yield f"  none of its keywords is in the text: {', '.join(rule.keywords)}"
        return
    matches = list(compiled(rule.pattern).finditer(text))
    if not matches:
        yield "  its pattern fits nowhere in the text"
    for match in matches:
        line = text.count("\n", 0, match.start("secret")) + 1
        yield f"  its pattern fits on line {line}, but the value does not pass its check: {_check(rule)}"


def _typed() -> bytes:
    if sys.stdin.isatty():
        print(
            "Paste the text, and end it with Ctrl-D (on Windows Ctrl-Z and Enter).", file=sys.stderr
        )
    return sys.stdin.buffer.read()


def _chosen(id: str) -> Rule | TeamRule:
    """The team's rule of this id, or the built-in one."""
    rules: Sequence[Rule | TeamRule] = [*_team(), *RULES]
    for rule in rules:
        if id == (rule.row if isinstance(rule, TeamRule) else rule).id:
            return rule
    raise UsageError(f"there is no rule {id!r}: `colab-safe rules list` names them all")


def _team() -> tuple[TeamRule, ...]:
    """The team's own rules; what of their files cannot be used is told."""
    read = read_team_rules(find_settings())
    for problem in read.problems:
        print(f"colab-safe: {problem}", file=sys.stderr)
    return read.rules
