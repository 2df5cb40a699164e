"""Replace the secrets in a notebook's outputs and metadata by [REDACTED:…]; source is never edited."""

from __future__ import annotations

import os
import sys

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import tell
from colab_safe.errors import ColabSafeError
from colab_safe.model import Finding
from colab_safe.project import project
from colab_safe.project.files import find, read_bytes, shown, write_bytes
from colab_safe.redact import Redaction, marker, redact
from colab_safe.report.text import count, where
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_UNLEAK = "Redaction does not un-leak a token: revoke each that has left your machine."
_STAGE = "Stage the changed notebooks (git add) and commit again."
_PARTLY = "If fixes were rolled back, the notebook is staged in part: stage the whole of it, or clear that output and stage it."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="notebooks, or folders (default: .)"
    )
    project.add_arguments(parser)


def run(arguments: Namespace) -> int:
    """1 when a notebook was changed, or a secret is left in one; 2 when one could not be read or written."""
    settings = project.find_project(arguments.engine, arguments.baseline)
    tell(*settings.notices)
    worst = 0
    redacted: list[Finding] = []
    left: list[Finding] = []
    for path in find(arguments.paths):
        try:
            redaction = _redact_file(path, settings)
        except ColabSafeError as error:
            said = str(error).removeprefix(f"{shown(path)}: ")
            print(f"colab-safe: {shown(path)}: {said}", file=sys.stderr)
            worst = FAILED
            continue
        if redaction.problem:
            print(f"colab-safe: {shown(path)}: not rewritten: {redaction.problem}", file=sys.stderr)
            worst = FAILED
        redacted += redaction.redacted
        left += redaction.left
    _tell(redacted, left)
    if not (redacted or left or worst):
        print("colab-safe: nothing to redact")
    return FOUND if redacted or left else worst


def _redact_file(path: str, settings: project.Project) -> Redaction:
    data = read_bytes(path)
    redaction = redact(data, shown(path), settings.engines, settings.policy.accepts)
    if redaction.data is not data:
        write_bytes(path, redaction.data)
    return redaction


def _tell(redacted: list[Finding], left: list[Finding]) -> None:
    for finding in redacted:
        print(f"{where(finding.location)}: {finding.description} → {marker(finding.rule)}")
    for finding in left:
        print(
            f"{where(finding.location)}: {finding.description} ({finding.rule}), NOT redacted: {_remedy(finding)}"
        )
    if redacted or left:
        print(f"colab-safe: {count(len(redacted), 'secret')} redacted, {len(left)} left. {_UNLEAK}")
        for rule, revoke in {
            finding.rule: finding.revoke for finding in [*redacted, *left]
        }.items():
            print(f"  {rule}: {revoke}")
    if redacted:
        print(_STAGE)
        print(
            _PARTLY if "PRE_COMMIT" in os.environ else "",
            end="\n" if "PRE_COMMIT" in os.environ else "",
        )


def _remedy(finding: Finding) -> str:
    """What to do about a secret that only its author can take out."""
    place = finding.location.place
    if place.part == "source" and place.cell_type in ("code", None):
        name = finding.rule.replace("-", "_").replace("/", "_").upper()
        return f'read it at run time, in Colab with userdata.get("{name}"), elsewhere with os.environ["{name}"]'
    if place.part == "source":
        return "take it out of the text"
    return "clear this output, or remove this entry"
