"""GitHub's REST API for the reviews of one pull request, as its documentation says.

https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request,
https://docs.github.com/en/rest/pulls/comments#list-review-comments-on-a-pull-request
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

_PULL = "/api/v3/repos/team/notebooks/pulls/7"
Answer = tuple[int, dict[str, str], Any]
FORBIDDEN: Answer = (403, {}, {"message": "Resource not accessible by integration"})
# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
LIMITED: Answer = (429, {"Retry-After": "0"}, {"message": "API rate limit exceeded"})
SECONDARY: Answer = (403, {}, {"message": "You have exceeded a secondary rate limit."})


class FakeGitHub:
    """A context manager. `hunks`: by the path of a file, the lines of each hunk of its diff; `faults` are answered first."""

    def __init__(self, token: str, head: str, hunks: dict[str, list[range]]) -> None:
        self.token, self.head, self.hunks = token, head, hunks
        self.may_write = True
        self.page_size = 100
        self.faults: list[Answer] = []
        self.comments: list[dict[str, Any]] = []
        self.reviews: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.received = ""  # every byte but the Authorization header
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.github = self  # type: ignore[attr-defined]

    def __enter__(self) -> FakeGitHub:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/v3"

    def answer(self, method: str, target: str, given: str, body: Any) -> Answer:
        self.asked.append(f"{method} {target}")
        if self.faults:
            return self.faults.pop(0)
        if given != f"Bearer {self.token}":
            return 401, {}, {"message": "Bad credentials"}
        parts = urlsplit(target)
        if (method, parts.path) == ("GET", f"{_PULL}/comments"):
            return self._page(parse_qs(parts.query))
        if (method, parts.path) == ("POST", f"{_PULL}/reviews"):
            return self._review(body) if self.may_write else FORBIDDEN
        return 404, {}, {"message": "Not Found"}

    def _page(self, query: dict[str, list[str]]) -> Answer:
        size = min(int(query.get("per_page", ["30"])[0]), self.page_size)
        number = int(query.get("page", ["1"])[0])
        link = f'<{self.url}{_PULL.removeprefix("/api/v3")}/comments?per_page={size}&page={number + 1}>; rel="next"'
        rest = self.comments[number * size :]
        return 200, {"Link": link} if rest else {}, self.comments[(number - 1) * size :][:size]

    def _review(self, review: dict[str, Any]) -> Answer:
        errors = [error for each in review["comments"] if (error := self._refusal(each))]
        if review["commit_id"] != self.head or not review["body"] or errors:
            return 422, {}, {"message": "Unprocessable Entity", "errors": errors}
        assert review["event"] == "COMMENT", "it would be pending, and nobody would see it"
        self.reviews.append(review)
        bot = {
            "user": {"login": "github-actions[bot]", "type": "Bot"},
            "author_association": "NONE",
        }
        self.comments += [{**each, **bot} for each in review["comments"]]
        return 200, {}, {"id": len(self.reviews), "state": "COMMENTED"}

    def _refusal(self, comment: dict[str, Any]) -> str:
        last, first = comment["line"], comment.get("start_line")
        if len(comment["body"]) > 65_536:
            return "Body is too long (maximum is 65536 characters)"
        if first is not None and first >= last:
            return "Pull request review thread start line must precede the end line."
        assert comment["side"] == comment.get("start_side", "RIGHT") == "RIGHT"
        hunks = self.hunks.get(comment["path"], [])
        if not any(last in hunk and (first is None or first in hunk) for hunk in hunks):
            return "Pull request review thread line must be part of the diff"
        return ""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        github: FakeGitHub = self.server.github  # type: ignore[attr-defined]
        given = self.headers.get("Authorization", "")
        del self.headers["Authorization"]
        content = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        github.received += f"{self.path}\n{self.headers}\n{content}\n"
        body = json.loads(content) if content else None
        status, headers, answer = github.answer(self.command, self.path, given, body)
        data = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass
