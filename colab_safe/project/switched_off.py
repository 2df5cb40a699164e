"""What a project's settings and the options of the command line keep from being found, one sentence each.

A repository cannot switch the check off unseen: every report has these sentences, and settings that leave nothing to find
are an error. `tests/accept/test_switched_off.py` lists every setting and option: each is in the table here, or has a
reason why it hides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colab_safe.accept.allowlist import Allowance
from colab_safe.errors import UsageError
from colab_safe.model import LOW
from colab_safe.project.baselines import Baselines
from colab_safe.project.files import shown
from colab_safe.project.nearest import ProjectOptions
from colab_safe.project.rule_names import builtin_ids
from colab_safe.project.settings import Settings
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.project.team_rules import TeamRules

_BUILTIN = "builtin"


class InForce(NamedTuple):
    """Everything that decides what a project's scans find."""

    settings: Settings
    options: ProjectOptions
    engines: tuple[str, ...]  # names
    allow: tuple[Allowance, ...]  # those that apply today
    baselines: Baselines
    team: TeamRules | None
    above: Settings | None = None  # what applied to these files without the settings

    @property
    def own_rules(self) -> set[str]:
        """The ids of the team's own rules."""
        return {each.rule.id for each in self.team.rules} if self.team else set()


def switched_off(project: InForce) -> tuple[str, ...]:
    """Return one sentence for each setting and option by which less is found, or more accepted.

    Args:
        project: What is in force.

    Raises:
        UsageError: The settings leave nothing to find.
    """
    sentences = tuple(dict.fromkeys(each for say in TABLE.values() for each in say(project)))
    refuse_if_nothing_is_left(project)
    return sentences


def _engines(project: InForce) -> Iterator[str]:
    if _BUILTIN not in (*project.engines, *project.settings.engines):
        yield _without_builtin(project.settings.source, project.engines)


def _without_builtin(by: str, engines: Sequence[str]) -> str:
    return f"the built-in rules are switched off ({by}); engines: {', '.join(engines)}"


def _only_engine(project: InForce) -> Iterator[str]:
    unused = [name for name in project.settings.engines if name not in project.engines]
    if _BUILTIN in unused:
        yield _without_builtin("--only-engine", project.engines)
    others = ", ".join(name for name in unused if name != _BUILTIN)
    if others:
        source = project.settings.source
        yield f"--only-engine: what `engines` of {source} also names is not used: {others}"


def _isolated(project: InForce) -> Iterator[str]:
    if project.options.isolated:
        yield "--isolated: no configuration applies, so neither a team's rules nor its engines do"


def _allow(project: InForce) -> Iterator[str]:
    """Entries that do not name both a rule and something else that narrows them."""
    for entry in project.allow:
        if not entry.rules or not _conditions(entry):
            yield f"{entry.file}: {_what_it_accepts(entry)} ({entry.reason})"


def _conditions(entry: Allowance) -> list[str]:
    """What narrows an entry, apart from its rules."""
    from colab_safe.accept.breadth import is_unlimited

    if is_unlimited(entry):
        return []
    named = {"paths": entry.paths, "regexes": entry.secrets, "lines": entry.lines}
    return [name for name, patterns in (named | {"commits": entry.commits}).items() if patterns]


def _what_it_accepts(entry: Allowance) -> str:
    if entry.rules:
        return f"everything is accepted that these rules find: {', '.join(entry.rules)}"
    return f"whatever any rule finds is accepted by {' and '.join(_conditions(entry))}"


def _rules(project: InForce) -> Iterator[str]:
    """A team's rules that are not used, and those that reach the built-in ones."""
    if project.team is None:
        return
    yield from project.team.problems
    ids = builtin_ids() & {rule for entry in project.team.allow for rule in entry.rules}
    own = sorted(ids & project.own_rules)
    if own:
        files = ", ".join(map(shown, project.team.files))
        yield (
            f"{files}: these rules have the ids of built-in rules, to which their allowlists and paths "
            f"apply as well: {', '.join(own)}"
        )


def _secrets_baseline(project: InForce) -> Iterator[str]:
    if "detect-secrets" not in project.engines:
        return
    from colab_safe.accept.secrets_settings import narrowings

    for file, baseline in project.baselines.detect_secrets.items():
        yield from narrowings(baseline.settings, shown(file))


def _min_confidence(project: InForce) -> Iterator[str]:
    settings = project.settings
    if settings.min_confidence != LOW and not project.options.min_confidence:
        yield _without_less(f"`min-confidence` of {settings.source}", settings.min_confidence)


def _min_confidence_option(project: InForce) -> Iterator[str]:
    if project.options.min_confidence not in ("", LOW):
        yield _without_less("--min-confidence", project.options.min_confidence)


def _without_less(by: str, least: str) -> str:
    return f"{by}: findings of a confidence below {least} are left out"


def _nearest(project: InForce) -> Iterator[str]:
    """What settings farther above look for, and the nearest ones do not."""
    above, own = project.above, project.settings
    if above is None:
        return
    files = {above.path_of(name) for name in above.rules} - set(map(own.path_of, own.rules))
    missing = ["engines"] if set(above.engines) - set(own.engines) else []
    missing += ["rules"] if files else []
    missing += ["known-values"] if above.known_values and not own.known_values else []
    missing += ["paths"] if above.paths and above.paths != own.paths else []
    missing += ["text-notebooks"] if set(above.text_notebooks) - set(own.text_notebooks) else []
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        yield f"{own.source} replaces {above.source} in its folder, so {names} of that file do not apply"


# By setting or option. `engines` and `allow` are those of the settings, `rules` what a team's files say.
TABLE: dict[str, Callable[[InForce], Iterator[str]]] = {
    "engines": _engines,
    "--only-engine": _only_engine,
    "--isolated": _isolated,
    "allow": _allow,
    "min-confidence": _min_confidence,
    "--min-confidence": _min_confidence_option,
    "rules": _rules,
    ".secrets.baseline": _secrets_baseline,
    "nearest settings": _nearest,
}


def refuse_if_nothing_is_left(project: InForce) -> None:
    """Raise an error where the settings leave nothing to find.

    Args:
        project: What is in force.

    Raises:
        UsageError: An entry of `allow`, or all of them together, accept everything; or no engine looks for anything.
    """
    _refuse_allow(project)
    if set(project.engines) == {"detect-secrets"} and not project.own_rules:
        from colab_safe.accept.secrets_settings import uses_no_detector

        settings = project.baselines.detect_secrets_settings()
        if uses_no_detector(settings):
            files = ", ".join(map(shown, project.baselines.detect_secrets))
            raise UsageError(
                f"{files}: `plugins_used` is empty and no other engine is used, so nothing would be "
                'found. Name detectors, or add "builtin" to `engines`.'
            )


def _refuse_allow(project: InForce) -> None:
    if not project.allow:
        return
    from colab_safe.accept.breadth import accept_everything, is_unlimited

    for entry in project.allow:
        if not entry.rules and is_unlimited(entry):
            raise UsageError(
                f"{entry.file}: the entry that accepts findings for the reason {entry.reason!r} accepts "
                "everything, so nothing would be found. Name rules in it, or narrow its patterns."
            )
    if accept_everything(project.allow, _known_ids(project)):
        files = ", ".join(dict.fromkeys(entry.file for entry in project.allow))
        raise UsageError(
            f"{files}: all entries of `allow` together accept everything, so nothing would be found. "
            "Narrow them."
        )


def _known_ids(project: InForce) -> set[str]:
    """The ids of all rules in use; none where another engine is used, whose ids are not known."""
    if not set(project.engines) <= {_BUILTIN}:
        return set()
    return builtin_ids() | project.own_rules
