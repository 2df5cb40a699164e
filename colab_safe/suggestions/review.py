"""One review of a pull request on GitHub, with comments on its lines.

Facts: https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request (the review is made with all of its
comments or not at all: 422 if one of them is on a line outside of the diff), and
https://docs.github.com/en/rest/pulls/comments#list-review-comments-on-a-pull-request.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from colab_safe.errors import InstallError
from colab_safe.install.forges.forge import Reply
from colab_safe.install.tokens.access import is_limit
from colab_safe.repositories.api import Api
from colab_safe.suggestions.comments import Comment, marked
from colab_safe.typed import NamedTuple

MOST_COMMENTS = 20  # of a review: whoever opens the pull request should still see the rest of it
# https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
_PAUSE_S = 1
_PAGE = (
    30  # comments, with 64 KB each and their parts of the diff: a longer answer could be cut off
)
_PERMISSION = "give the job the permission `pull-requests: write`"
_REFUSALS = {
    401: "the token has expired or was revoked",
    403: f"the token may not write comments: {_PERMISSION}. In a pull request from a fork, no token may",
    404: f"there is no such pull request, or the token may not see it: {_PERMISSION}",
}
# Only theirs count, so that nobody else can keep comments away by copying a mark.
_TRUSTED = ("OWNER", "MEMBER", "COLLABORATOR")


class PullRequest(NamedTuple):
    """A pull request on GitHub."""

    api: Api
    repository: str  # owner/name
    number: int
    head: str  # the id of its last commit

    @property
    def path(self) -> str:
        """Its path in the API."""
        return f"/repos/{self.repository}/pulls/{self.number}"


def is_new(comment: Comment, known: frozenset[tuple[str, str]]) -> bool:
    """Return whether a comment is about a finding that no earlier one is about.

    Args:
        comment: A comment to post.
        known: Files and keys of the comments that are there.
    """
    return any((comment.path, key) not in known for key in comment.keys)


def known_keys(pull: PullRequest) -> frozenset[tuple[str, str]]:
    """Return the files and keys of the findings that comments of the pull request are about.

    Args:
        pull: The pull request.

    Raises:
        InstallError: The comments cannot be read.
    """
    reply = pull.api.get(f"{pull.path}/comments?per_page={_PAGE}")
    if reply.status != 200:
        raise InstallError(f"no comment was posted: {_refusal(pull, reply)}")
    return frozenset(
        (str(each.get("path")), key)
        for each in pull.api.pages(reply)
        if _is_trusted(each.get("user"), each.get("author_association"))
        for key in marked(str(each.get("body") or ""))
    )


def post(pull: PullRequest, comments: Sequence[Comment], summary: str) -> list[Comment]:
    """Post comments as one review, or as several where GitHub refuses some; return those that it refuses.

    Args:
        pull: The pull request.
        comments: At least one.
        summary: The text of the review, in Markdown.

    Raises:
        InstallError: GitHub cannot be reached, or refuses all.
    """
    body = {
        "commit_id": pull.head,
        "event": "COMMENT",
        "body": summary,
        "comments": [each.as_json() for each in comments],
    }
    reply = pull.api.post(f"{pull.path}/reviews", body)
    if reply.status in (200, 201):
        return []
    if reply.status != 422:
        raise InstallError(f"not all comments were posted: {_refusal(pull, reply)}")
    if len(comments) == 1:
        return [*comments]
    half = len(comments) // 2  # GitHub does not say which one
    refused = []
    for part in (comments[:half], comments[half:]):
        time.sleep(_PAUSE_S)
        refused += post(pull, part, summary)
    return refused


def _is_trusted(user: object, association: object) -> bool:
    is_bot = isinstance(user, dict) and user.get("type") == "Bot"
    return is_bot or association in _TRUSTED


def _refusal(pull: PullRequest, reply: Reply) -> str:
    why = "" if is_limit(reply) else _REFUSALS.get(reply.status, "")
    return pull.api.refusal(reply, why)
