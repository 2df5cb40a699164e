"""The user name that each forge wants next to each kind of token."""

from __future__ import annotations

import fnmatch

import pytest

from colab_safe.errors import TokenError
from colab_safe.install.forges import FORGES, Forge, home_of, login_of
from colab_safe.install.server import Server, parse_server
from colab_safe.install.tokens.token import make_token

BODY = "A1b2C3d4E5f6G7h8J9k0"


LOGINS = (
    ("github.com", "gh" + "p_", None, "x-access-token"),
    ("github.com", "github" + "_pat_", "alice", "x-access-token"),
    ("github.com", "gh" + "o_", None, "x-access-token"),
    ("github.com", "gh" + "u_", None, "x-access-token"),
    ("github.com", "gh" + "s_", None, "x-access-token"),
    ("github.example.org", "", None, "x-access-token"),
    ("acme.ghe.com", "", None, "x-access-token"),
    ("gitlab.com", "gl" + "pat-", None, "oauth2"),
    ("gitlab.example.org", "gl" + "dt-", "gitlab+deploy-token-1", "gitlab+deploy-token-1"),
    ("acme.gitlab.com", "gl" + "cbt-", None, "gitlab-ci-token"),
    ("bitbucket.org", "AT" + "ATT", None, "x-bitbucket-api-token-auth"),
    ("bitbucket.org", "AT" + "CTT", None, "x-token-auth"),
    ("dev.azure.com", "", None, "pat"),
    ("acme.visualstudio.com", "", None, "pat"),
    ("codeberg.org", "", "alice", "alice"),
    ("gitea.example.org", "", "alice", "alice"),
    ("forgejo.example.org", "", "alice", "alice"),
    ("acme.gitea.io", "", "alice", "alice"),
    ("git.example.org", "", "alice", "alice"),
    ("git.example.org", "gl" + "pat-", None, "oauth2"),
    ("git.example.org", "gh" + "p_", "alice", "x-access-token"),
)
NO_LOGINS = (
    ("gitlab.com", "gl" + "dt-", "deploy token works only with its user name"),
    ("codeberg.org", "", "works only with its user name"),
    ("github.com", "gh" + "r_", "takes no refresh token"),
    ("bitbucket.org", "AT" + "BB", "takes no app password"),
)
FORGE = pytest.mark.parametrize("forge", FORGES, ids=lambda forge: forge.name)


@pytest.mark.parametrize(("host", "prefix", "username", "login"), LOGINS)
def test_login(host: str, prefix: str, username: str | None, login: str) -> None:
    assert login_of(make_token(prefix + BODY, parse_server(host), username)) == login


@pytest.mark.parametrize(("host", "prefix", "words"), NO_LOGINS)
def test_no_login(host: str, prefix: str, words: str) -> None:
    with pytest.raises(TokenError, match=words):
        login_of(make_token(prefix + BODY, parse_server(host)))


@FORGE
def test_every_entry_is_complete(forge: Forge) -> None:
    missing = {401, 403, 404} - set(forge.refusals)
    assert not missing, f"the refusals of {forge.name} do not explain the status {sorted(missing)}"
    assert forge.variables, (
        f"{forge.name} has no variables: name those in which people keep its token"
    )
    assert forge.tokens_page.startswith("https://"), (
        f"{forge.name} needs the URL of its tokens page"
    )


@FORGE
def test_every_host_and_kind_of_token_has_a_row_above(forge: Forge) -> None:
    hosts = [host for host, *_ in LOGINS]
    for pattern in forge.hosts:
        assert fnmatch.filter(hosts, pattern), (
            f"{forge.name}: no row of LOGINS in tests/install/test_forges.py has a host like {pattern!r}"
        )
    prefixes = {prefix for _, prefix, *_ in (*LOGINS, *NO_LOGINS)}
    for kind in forge.kinds:
        assert kind.prefix in prefixes, (
            f"{forge.name}: add a row for its {kind.name} to LOGINS (or to NO_LOGINS, if git servers refuse it)"
            " in tests/install/test_forges.py"
        )


@pytest.mark.parametrize("host", ["github.com.evil.example", "github.evil.example", "evil.example"])
def test_a_token_without_a_server_stays_at_home(host: str) -> None:
    evil = Server("https", host)
    assert home_of("gh" + "p_" + BODY, evil) == Server("https", "github.com")
    assert home_of("gl" + "pat-" + BODY, evil) == Server("https", "gitlab.com")
    assert home_of(BODY, evil) == evil
