"""The APIs of GitHub and GitLab, as their documentation says: who may ask, pages with a Link header, limits, failures."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

Answer = tuple[int, dict[str, str], object]
BUSY: Answer = (503, {"Retry-After": "0"}, {"message": "No server is currently available"})
# https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
LIMITED: Answer = (
    403,
    {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"},
    {"message": "API rate limit exceeded"},
)


class FakeApi:
    """An API that lists the repositories of some owners; `faults` are answered first, one per request."""

    def __init__(self, url: str, token: str, owners: dict[str, Sequence[str]]) -> None:
        self.url, self.token, self.owners = url, token, owners
        self.faults: list[Answer | None] = []  # None: this request is answered as usual
        self.page_size = 2
        self.asked: list[str] = []

    root = ""  # of its paths

    def __call__(self, target: str, headers: Message) -> Answer | None:
        if not target.startswith(self.root):
            return None
        self.asked.append(target)
        fault = self.faults.pop(0) if self.faults else None
        if fault:
            return fault
        given = self.given(headers)
        if given not in (None, self.token):
            return 401, {}, {"message": "Bad credentials"}
        names = self.listed(unquote(urlsplit(target).path).removeprefix(self.root), given is None)
        return (404, {}, {"message": "Not Found"}) if names is None else self.page(target, names)

    def page(self, target: str, names: Sequence[str]) -> Answer:
        """https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api"""
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        number, size = int(query.pop("page", ["1"])[0]), self.page_size
        rest = len(names) > number * size
        more = urlencode({**{key: value[0] for key, value in query.items()}, "page": number + 1})
        links = f'<{self.url}{parts.path}?page=1>; rel="first"'
        links += f', <{self.url}{parts.path}?{more}>; rel="next"' if rest else ""
        chosen = names[(number - 1) * size : number * size]
        return 200, {"Link": links}, [*map(self.about, chosen)]

    def given(self, headers: Message) -> str | None:
        raise NotImplementedError

    def listed(self, path: str, public: bool) -> Sequence[str] | None:
        raise NotImplementedError

    def about(self, name: str) -> dict[str, object]:
        raise NotImplementedError


class GitHub(FakeApi):
    """https://docs.github.com/rest/repos/repos#list-organization-repositories; without a token, only `…/public`."""

    root = "/api/v3"
    public, private = 0, 0  # how many repositories an organisation has

    def given(self, headers: Message) -> str | None:
        value = headers.get("Authorization")
        return value.removeprefix("Bearer ") if value else None

    def __call__(self, target: str, headers: Message) -> Answer | None:
        """https://docs.github.com/rest/orgs/orgs#get-an-organization: private ones are counted for members only."""
        owner = target.removeprefix(f"{self.root}/orgs/")
        if f"orgs/{owner}" not in self.owners:
            return super().__call__(target, headers)
        hidden = {"total_private_repos": self.private} if self.given(headers) else {}
        return 200, {}, {"login": owner, "public_repos": self.public, **hidden}

    def listed(self, path: str, public: bool) -> Sequence[str] | None:
        kind, owner, _ = path.strip("/").split("/")
        names = self.owners.get(f"{kind}/{owner}")
        hidden = public and names is not None
        return [name for name in names if name.endswith("public")] if hidden and names else names

    def about(self, name: str) -> dict[str, object]:
        # What it says about addresses is not to be believed.
        return {"full_name": name, "default_branch": "main", "clone_url": "https://evil.example/x"}


class GitLab(FakeApi):
    """https://docs.gitlab.com/api/groups/#list-projects; without a token, only `…/public`."""

    root = "/api/v4"

    def given(self, headers: Message) -> str | None:
        return headers.get("PRIVATE-TOKEN")

    def listed(self, path: str, public: bool) -> Sequence[str] | None:
        kind, _, rest = path.strip("/").partition("/")
        names = self.owners.get(f"{kind}/{rest.removesuffix('/projects')}")
        hidden = public and names is not None
        return [name for name in names if name.endswith("public")] if hidden and names else names

    def about(self, name: str) -> dict[str, object]:
        return {"path_with_namespace": name, "default_branch": "main", "http_url_to_repo": "ext::x"}
