"""The baselines of a project: colab-safe's own, and those of detect-secrets."""

from __future__ import annotations

import os
from collections.abc import Sequence

from colab_safe.accept import BASELINE, SECRETS_BASELINE
from colab_safe.errors import EngineError
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.settings import Settings
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.accept.known import Known
    from colab_safe.accept.secrets_baseline import SecretsBaseline


class Baselines(NamedTuple):
    """What the baselines of a project say."""

    own: dict[str, Known]  # by file
    detect_secrets: dict[str, SecretsBaseline]  # by file

    def detect_secrets_settings(self) -> dict[str, object]:
        """Return detect-secrets' settings from its baselines; of several the last one decides."""
        return {
            key: value
            for baseline in self.detect_secrets.values()
            for key, value in baseline.settings.items()
        }


def read_baselines(
    settings: Settings, named: Sequence[str], engines: Sequence[str], by_name: bool = True
) -> Baselines:
    """Return the baselines of a project.

    Args:
        settings: They may name the files; otherwise those with the usual names are read.
        named: Files from the command line, to use instead. They are trusted to name programs.
        engines: A `.secrets.baseline` is looked for only if detect-secrets is one of these.
        by_name: Whether files with the usual names count, if none is named.

    Raises:
        FileError: A file cannot be read.
        UsageError: A file is not a baseline.
        EngineError: A `.secrets.baseline` that is not trusted names programs to run.
    """
    own = {}
    detect_secrets = {}
    for file in named or (baseline_files(settings, engines) if by_name else ()):
        data = read_bytes(file)
        if is_of_detect_secrets(data):
            detect_secrets[file] = _secrets_baseline(data, file, is_trusted=bool(named))
        else:
            own[shown(file)] = _own_baseline(data, file)
    return Baselines(own, detect_secrets)


def is_of_detect_secrets(data: bytes) -> bool:
    """Return whether a baseline is one of detect-secrets, not of colab-safe.

    Args:
        data: The file's bytes.
    """
    return b'"results"' in data


def baseline_files(settings: Settings, engines: Sequence[str]) -> list[str]:
    """Return the baselines that the settings name, or those with the usual names that exist.

    Args:
        settings: Of the project.
        engines: A `.secrets.baseline` is looked for only if detect-secrets is one of these.
    """
    if settings.baseline:
        return [settings.path_of(name) for name in settings.baseline]
    usual = [BASELINE, SECRETS_BASELINE] if "detect-secrets" in engines else [BASELINE]
    return [path for path in map(settings.path_of, usual) if os.path.exists(path)]


def _own_baseline(data: bytes, file: str) -> Known:
    from colab_safe.accept import baseline
    from colab_safe.accept.known import Known

    return Known(baseline.parse(data, shown(file)))


def _secrets_baseline(data: bytes, file: str, is_trusted: bool) -> SecretsBaseline:
    from colab_safe.accept import secrets_baseline

    read = secrets_baseline.parse(data, shown(file))
    if read.programs and not is_trusted:
        raise EngineError(
            f"{shown(file)} makes detect-secrets run {', '.join(map(ascii, read.programs))}, not one "
            "of its own detectors or filters: a scan does not run code from the repository. "
            "If you trust that code, name the file with --baseline."
        )
    return read
