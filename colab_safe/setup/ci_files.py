"""The files that `colab-safe init` writes for CI, which no way of saving a notebook bypasses."""

from __future__ import annotations

from colab_safe import __version__

GITHUB_WORKFLOW = ".github/workflows/colab-safe.yml"
GITLAB_PIPELINE = ".gitlab-ci.yml"
_WORKFLOW = """\
name: colab-safe
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  notebooks:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0  # every commit of the pull request is checked
          persist-credentials: false
      - uses: colab-safe/colab-safe@v{version}
"""
_JOB = """\
colab-safe:
  stage: test
  image: python:3.12
  variables:
    GIT_DEPTH: "0"  # every commit of the merge request is checked
    PYTHONPATH: ""  # as -I below: Python imports nothing from the branch that is checked
  script:
    - python -I -m pip install --quiet "colab-safe=={version}"
    # A merge request cannot accept its own findings: its target branch says what is accepted.
    - base="${{CI_MERGE_REQUEST_DIFF_BASE_SHA:-HEAD}}"
    - config="$(mktemp -d)"
    - git -c core.hooksPath=/dev/null worktree add --quiet --detach "$config" "$base"
    - python -I -m colab_safe scan . --config "$config" --format gitlab --output gl-secret-detection-report.json
    - python -I -m colab_safe scan --range "$base..HEAD" --config "$config"
  artifacts:
    when: always
    reports:
      secret_detection: gl-secret-detection-report.json
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH
"""


def github_workflow() -> str:
    """Return the text of the GitHub workflow."""
    return _WORKFLOW.format(version=__version__)


def with_gitlab_job(text: str) -> str:
    """Return a GitLab pipeline with the colab-safe job at its end.

    Args:
        text: The pipeline; returned unchanged if it mentions colab-safe.
    """
    if "colab-safe" in text:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = newline * (2 - text.endswith("\n")) if text else ""
    return text + gap + _JOB.format(version=__version__).replace("\n", newline)
