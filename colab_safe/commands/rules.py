"""List the detection rules, show one, or try them on a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.command_line.exit_codes import FOUND
from colab_safe.command_line.messages import complain, reveal, say, tell
from colab_safe.command_line.options import file_or_stream
from colab_safe.command_line.standard_input import has_terminal, input_stream
from colab_safe.command_line.sub_verbs import SubVerb, add_sub_verbs, run_sub_verb
from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.compared import Comparison, compared
from colab_safe.detect.engine import Engine
from colab_safe.detect.gitleaks.engine import TeamEngine, TeamRule
from colab_safe.detect.known_values import RULE as KNOWN_VALUE_RULE
from colab_safe.detect.pattern_rule import PatternRule
from colab_safe.detect.rule import compiled
from colab_safe.detect.rules import RULES
from colab_safe.errors import UsageError, unknown_name
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.nearest import find_settings
from colab_safe.project.team_rules import read_team_rules
from colab_safe.report import without_secrets
from colab_safe.report.text import where
from colab_safe.scan import scan
from colab_safe.shown.rule import CODE_RULES, CodeRule
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_ABOUT_KNOWN_VALUES = f"""\
{KNOWN_VALUE_RULE}: Known value
  found by   its exact value, with `--known-values` or `known-values = true`
  values     your own credentials: those in ~/.netrc and similar files, untracked .env files and the environment
  revoke     Rotate it with whoever issued it"""
AnyRule = PatternRule | TeamRule | CodeRule
# By a rule's strength.
_EVIDENCE = (
    "its format alone",
    "its format near a name, or a name and its value",
    "the name of the value",
)


EXAMPLES = (
    "colab-safe rules list",
    "colab-safe rules show github-pat",
    "colab-safe rules test github-pat --file sample.txt   # why does it not match?",
)


def add_arguments(parser: ArgumentParser) -> None:
    add_sub_verbs(parser, _SUB_VERBS)


def run(arguments: Namespace) -> int:
    """Run the sub-verb; `test` returns 1 if a rule finds something."""
    return run_sub_verb(arguments)


def _add_list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("word", nargs="?", default="", metavar="WORD", help="such as `openai`")


def _add_show_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="rule ID as printed in reports")


def _add_test_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help="rule ID (default: all rules)")
    parser.add_argument(
        "--file",
        type=file_or_stream,
        metavar="FILE",
        help="file with the text (default: stdin, so that no secret is in argv)",
    )
    parser.add_argument(
        "--show-secrets", action="store_true", help="print secrets in clear text (never in CI)"
    )


def _list(arguments: Namespace) -> int:
    word = arguments.word.lower()
    found = [
        each.rule
        for each in _all_rules()
        if word in f"{each.rule.id} {each.rule.description}".lower()
    ]
    if not found:
        raise UsageError("no rule has that word in its ID or description")
    width = max(len(rule.id) for rule in found)
    for rule in found:
        say(f"{rule.id:<{width}}  {rule.description}")
    return 0


def _show(arguments: Namespace) -> int:
    if arguments.id == KNOWN_VALUE_RULE:
        say(*_ABOUT_KNOWN_VALUES.splitlines())
        return 0
    chosen = _chosen(arguments.id)
    rule = chosen.rule
    say(f"{rule.id}: {rule.description}")
    say(f"  found by   {_evidence(chosen)}")
    say(f"  confidence {rule.confidence}")
    if not isinstance(chosen, CodeRule):
        say(f"  keywords   {', '.join(chosen.keywords) or 'none: tried on every text'}")
        say(f"  pattern    {chosen.pattern}")
        say(f"  check      {_check(chosen)}")
    say(f"  format     {rule.reference}")
    if comparison := None if isinstance(chosen, TeamRule) else compared(rule.id):
        say(f"  compared   {_look(comparison)}")
    say(f"  revoke     {rule.revoke}")
    return 0


def _look(comparison: Comparison) -> str:
    day = f"{comparison.day}, " if comparison.day else ""
    page = f"with {comparison.page}: " if comparison.page else ""
    return f"{day}{page}{comparison.found}"


def _evidence(rule: AnyRule) -> str:
    if isinstance(rule, CodeRule):
        return rule.how
    source = "your team: " if isinstance(rule, TeamRule) else ""
    return f"{source}{_EVIDENCE[rule.rule.strength]}"


def _check(rule: PatternRule | TeamRule) -> str:
    """What a candidate must fulfil: the entropy, or the first line of the check's docstring."""
    if isinstance(rule, TeamRule):
        return f"entropy above {rule.entropy:g} bits per character" if rule.entropy else "none"
    if rule.check is None:
        return "none"
    return (rule.check.__doc__ or "yes").partition("\n")[0].removeprefix("Return whether ")


def _test(arguments: Namespace) -> int:
    rule = _chosen(arguments.id) if arguments.id else None
    data = read_bytes(arguments.file) if arguments.file else _typed()
    report = scan(data, shown(arguments.file or "stdin"), _engines(rule))
    for finding in without_secrets(report).findings:
        say(f"{finding.rule}: {where(finding.location)}", f"    | {finding.excerpt}")
        if arguments.show_secrets:
            reveal(finding.secret.reveal())
    if report.findings:
        return FOUND
    say("colab-safe: nothing found" + (f" ({report.accepted} accepted)" if report.accepted else ""))
    if isinstance(rule, PatternRule) and not report.accepted:
        for line in _explanation(rule, data.decode("utf-8", "replace")):
            say(line)
    return 0


def _engines(rule: AnyRule | None) -> list[Engine]:
    if isinstance(rule, TeamRule):
        return [TeamEngine([rule])]
    if isinstance(rule, CodeRule):
        raise UsageError(
            f"{rule.rule.id} follows the code of notebooks: use `colab-safe scan` on one"
        )
    return [BuiltinEngine([rule])] if rule else [TeamEngine(_team_rules()), BuiltinEngine(RULES)]


def _explanation(rule: PatternRule, text: str) -> Iterator[str]:
    """Why the rule finds nothing in a text."""
    if rule.keywords and not any(keyword in text.lower() for keyword in rule.keywords):
        yield f"  the text contains none of its keywords: {', '.join(rule.keywords)}"
        return
    matches = list(compiled(rule.pattern).finditer(text))
    if not matches:
        yield "  its pattern does not match anywhere in the text"
    for match in matches:
        line = text.count("\n", 0, match.start("secret")) + 1
        yield f"  its pattern matches on line {line}, but the value fails its check: {_check(rule)}"


def _typed() -> bytes:
    if has_terminal():
        complain("Paste the text, then press Ctrl-D (on Windows Ctrl-Z and Enter).")
    return input_stream().read()


def _chosen(id: str) -> AnyRule:
    """The team's rule of this ID, or the built-in one."""
    rules = {each.rule.id: each for each in reversed(_all_rules())}
    if id in rules:
        return rules[id]
    raise UsageError(unknown_name("rule", id, rules, "`colab-safe rules list` lists all rules"))


def _all_rules() -> Sequence[AnyRule]:
    return [*_team_rules(), *RULES, *CODE_RULES]


def _team_rules() -> tuple[TeamRule, ...]:
    """The team's own rules; stderr says which of them cannot be used."""
    read = read_team_rules(find_settings())
    for problem in read.problems:
        tell(problem)
    return read.rules


_SUB_VERBS = {
    "list": SubVerb(
        "list all rules, or those with a word in their ID or description",
        _list,
        _add_list_arguments,
    ),
    "show": SubVerb("show everything about one rule", _show, _add_show_arguments),
    "test": SubVerb(
        "try the rules on a text, and explain why one rule does not match",
        _test,
        _add_test_arguments,
    ),
}
