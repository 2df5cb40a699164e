"""The files that `colab-safe init` writes for CI, which no way of saving a notebook bypasses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from colab_safe import __version__
from colab_safe.published import ORGANISATION, REPOSITORY
from colab_safe.setup.hook_settings import strings
from colab_safe.setup.own_calls import verbs_called
from colab_safe.setup.yaml_edit import with_key
from colab_safe.setup.yaml_text import parse, texts
from colab_safe.typed import Any

GITHUB_WORKFLOW = ".github/workflows/colab-safe.yml"
GITLAB_PIPELINE = ".gitlab-ci.yml"
ALWAYS = ".pre"  # a stage of every pipeline, which does not run by itself
_TEMPLATE = "templates/gitlab.yml"
_ON_GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
_SPECIAL = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")  # not strings to YAML 1.1
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
      - uses: {action}@v{version}
"""
_JOB = """\
colab-safe:
  stage: {stage}
  image: python:3.12
  before_script: []  # what the other jobs prepare may need another image
  variables:
    GIT_DEPTH: "0"  # every commit of the merge request is checked
    PYTHONPATH: ""  # as -I below: Python imports nothing from the branch that is checked
  script:
    - python -I -m pip install --quiet "git+{repository}@v{version}"
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


def github_workflow(repository: str = REPOSITORY) -> str:
    """Return the text of the GitHub workflow.

    Args:
        repository: The address of colab-safe; one on GitHub has the action.
    """
    found = _ON_GITHUB.fullmatch(repository)
    action = found["name"] if found else f"{ORGANISATION}/colab-safe"
    return _WORKFLOW.format(action=action, version=__version__)


def with_gitlab_job(text: str, repository: str = REPOSITORY) -> str:
    """Return a GitLab pipeline with the colab-safe job at its end.

    Args:
        text: The pipeline; returned unchanged if it runs colab-safe already.
        repository: The address of colab-safe.

    Raises:
        UsageError: It is not valid YAML, or its layout does not allow it; then the message ends with the job.
    """
    pipeline = parse(text, GITLAB_PIPELINE)
    if any(verbs_called(each) or _TEMPLATE in each for each in texts(pipeline)):
        return text
    if isinstance(pipeline, dict) and "colab-safe" in pipeline:
        return text
    stage = gitlab_stage(pipeline if isinstance(pipeline, dict) else {})
    job = _JOB.format(stage=_scalar(stage), repository=repository, version=__version__)
    return with_key(text, GITLAB_PIPELINE, job)


def gitlab_stage(pipeline: dict[str, Any]) -> str:
    """Return a stage that a pipeline has: https://docs.gitlab.com/ci/yaml/#stages

    Args:
        pipeline: The last document of its file.

    Returns:
        "test" if it has that, or the first of its own. Where included files may define others, a stage that one of
        its jobs uses; and ".pre", which every pipeline has, if none does.
    """
    if "stages" in pipeline or "include" not in pipeline:
        stages = _fixed(strings(pipeline["stages"])) if "stages" in pipeline else ["test"]
    else:
        jobs = [job for job in pipeline.values() if isinstance(job, dict)]
        stages = _fixed(job["stage"] for job in jobs if isinstance(job.get("stage"), str))
    return "test" if "test" in stages else next(iter(stages), ALWAYS)


def _fixed(stages: Iterable[str]) -> list[str]:
    """Those that are names: no variables, and not the stages that jobs alone do not start."""
    return [
        stage for stage in stages if stage and "$" not in stage and stage not in (ALWAYS, ".post")
    ]


def _scalar(text: str) -> str:
    import json

    is_plain = re.fullmatch(r"\.?[A-Za-z][\w-]*", text) and text.lower() not in _SPECIAL
    return text if is_plain else json.dumps(text, ensure_ascii=False)
