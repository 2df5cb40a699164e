"""What a fixer would change in a file, with what its project calls a secret blotted out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.detect.engine import Engine
from colab_safe.model import Secret
from colab_safe.notebook.reading import read
from colab_safe.paths.encoding import in_utf8
from colab_safe.project.files import shown
from colab_safe.project.project import Projects
from colab_safe.report.diff import Version, diff
from colab_safe.scan import find_matches
from colab_safe.session import Session


def file_diff(path: str, before: bytes, after: bytes, projects: Projects) -> Iterator[str]:
    """Return what would change in a file, as lines.

    Args:
        path: The file.
        before: Its bytes.
        after: Those that would replace them.
        projects: Say what is a secret in it.
    """
    engines = projects.of(path).engines
    old, new = (_version(in_utf8(data)[0], path, engines) for data in (before, after))
    return diff(shown(path), old, new)


def _version(data: bytes, path: str, engines: Sequence[Engine]) -> Version:
    session = Session()
    matches = find_matches(read(data, path, session), engines, session)
    secrets = tuple(Secret(match.secret) for match in matches)
    return Version(data, secrets, tuple(span for match in matches for span in match.in_file))
