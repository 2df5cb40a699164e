"""A project as values that can be sent to another machine, where there is no file of it."""

from __future__ import annotations

import os

from colab_safe.accept.policy import Policy
from colab_safe.detect.engine import BUILTIN, ENGINES, Setup, load
from colab_safe.project.baselines import Baselines
from colab_safe.project.nearest import SettingsFinder
from colab_safe.project.project import Project
from colab_safe.project.settings import Settings
from colab_safe.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from colab_safe.detect.gitleaks.engine import TeamRule


class ProjectParts(NamedTuple):
    """What `Project` is made of; all of it can be pickled, and none of it is a credential of the user."""

    settings: Settings
    base: str  # the absolute folder that the paths of reports are relative to
    engines: tuple[str, ...]
    secrets_baseline: dict[str, Any]
    team: tuple[TeamRule, ...] | None
    accepted: tuple[Any, ...]  # the fields of its policy after `from_root`
    least: str
    with_cells: bool

    def project(self) -> Project:
        """Return the project, which scans as the one does that it was taken from.

        Raises:
            EngineError: An engine is not installed here.
        """
        setup = Setup(self.secrets_baseline)
        engines = [load(name, setup) for name in self.engines]
        if self.team is not None:
            from colab_safe.detect.gitleaks.engine import TeamEngine

            engines.append(TeamEngine(self.team))
        from_root = SettingsFinder(self.base).from_root(self.settings)
        policy = Policy(from_root, *self.accepted)
        return Project(self.settings, engines, policy, least=self.least, with_cells=self.with_cells)


def parts_of(project: Project) -> ProjectParts:
    """Return what a project is made of.

    Args:
        project: Of the current folder, without known values and without asking services.
    """
    team = next((each for each in project.engines if each.name == "team"), None)
    known = dict(enumerate(project.policy.secrets_baselines))
    return ProjectParts(
        project.settings,
        os.path.abspath(os.curdir),
        tuple(each.name for each in project.engines if each.name in ENGINES) or (BUILTIN,),
        Baselines(
            {}, {str(number): each for number, each in known.items()}
        ).detect_secrets_settings(),
        getattr(team, "rules", None),
        tuple(project.policy[1:]),
        project.least,
        project.with_cells,
    )
