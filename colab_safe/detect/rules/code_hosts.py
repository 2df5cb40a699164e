"""Where code and packages are kept: GitHub, GitLab, Bitbucket, …"""

from __future__ import annotations

from colab_safe.detect.checks import genuine, scrambled
from colab_safe.detect.checksums import github_checksum, github_server_token
from colab_safe.detect.pattern_rule import rule
from colab_safe.detect.patterns import JWT, bounded, keyed
from colab_safe.detect.rule import CONTEXT

_GITHUB = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/"
_GITHUB_TOKENS = "https://github.com/settings/tokens"
_GITLAB = "https://docs.gitlab.com/security/tokens/#token-prefixes"
_GITLAB_TOKENS = "https://gitlab.com/-/user_settings/personal_access_tokens"
_GITLAB_PROJECT = "Settings of the project or group on GitLab"
_ROUTABLE = r"[A-Za-z0-9_-]{27,300}\.[0-9a-z]{2}\.[0-9a-z]{9}"
# What an instance may put before the prefix of all its tokens: https://docs.gitlab.com/administration/settings/account_and_limit_settings/
_INSTANCE = r"(?:[A-Za-z0-9]{1,20}-)?"
_LEAD = 21
_BITBUCKET = "https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/"

RULES = (
    rule("github-pat", "GitHub personal access token (classic)", bounded(r"ghp_[A-Za-z0-9]{36}"), ("ghp_",), _GITHUB,
         _GITHUB_TOKENS, github_checksum),
    rule("github-fine-grained-pat", "GitHub personal access token (fine-grained)",
         bounded(r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"), ("github_pat_",),
         "https://github.blog/security/application-security/introducing-fine-grained-personal-access-tokens-for-github/",
         "https://github.com/settings/personal-access-tokens", genuine),
    rule("github-oauth-token", "GitHub OAuth access token", bounded(r"gho_[A-Za-z0-9]{36}"), ("gho_",), _GITHUB,
         "https://github.com/settings/applications", github_checksum),
    rule("github-user-token", "GitHub App user token", bounded(r"ghu_[A-Za-z0-9]{36}"), ("ghu_",), _GITHUB,
         "https://github.com/settings/apps/authorizations", github_checksum),
    rule("github-server-token", "GitHub App installation or Actions token", bounded(rf"ghs_(?:[A-Za-z0-9]{{36}}|[0-9]{{1,12}}_{JWT})", ".-"), ("ghs_",),
         _GITHUB, "https://github.com/settings/installations", github_server_token, reach=8192),
    rule("github-refresh-token", "GitHub App refresh token", bounded(r"ghr_[A-Za-z0-9]{36}(?:[A-Za-z0-9]{40})?"),
         ("ghr_",), _GITHUB, "https://github.com/settings/apps/authorizations", github_checksum),
    rule("gitlab-pat", "GitLab personal, project or group access token",
         bounded(rf"{_INSTANCE}glpat-(?:{_ROUTABLE}|[A-Za-z0-9_-]{{20}})", ".-"), ("glpat-",), _GITLAB, _GITLAB_TOKENS, genuine, lead=_LEAD),
    rule("gitlab-deploy-token", "GitLab deploy token", bounded(rf"{_INSTANCE}gldt-[A-Za-z0-9_-]{{20}}", "-"), ("gldt-",), _GITLAB,
         _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-runner-token", "GitLab runner authentication token",
         bounded(rf"{_INSTANCE}glrtr?-(?:t\d_)?(?:{_ROUTABLE}|[A-Za-z0-9_-]{{20}})", ".-"), ("glrt-", "glrtr-"), _GITLAB,
         _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-runner-registration-token", "GitLab runner registration token (GR1348941)",
         bounded(rf"{_INSTANCE}GR1348941[A-Za-z0-9_-]{{20}}", "-"), ("gr1348941",), _GITLAB, _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-job-token", "GitLab CI job token", bounded(rf"{_INSTANCE}glcbt-[0-9a-zA-Z]{{1,5}}_[A-Za-z0-9_-]{{20}}", "-"),
         ("glcbt-",), _GITLAB, _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-trigger-token", "GitLab pipeline trigger token",
         bounded(rf"{_INSTANCE}glptt-(?:[0-9a-f]{{40}}|[A-Za-z0-9_-]{{20}})", "-"), ("glptt-",), _GITLAB, _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-feed-token", "GitLab feed token", bounded(rf"{_INSTANCE}glft-(?:[a-h0-9]{{64}}-\d+|[A-Za-z0-9_-]{{20}})", "-"),
         ("glft-",), _GITLAB, _GITLAB_TOKENS, genuine, lead=_LEAD),
    rule("gitlab-incoming-mail-token", "GitLab incoming mail token", bounded(rf"{_INSTANCE}glimt-[A-Za-z0-9_-]{{25}}", "-"),
         ("glimt-",), _GITLAB, _GITLAB_TOKENS, genuine, lead=_LEAD),
    rule("gitlab-agent-token", "GitLab agent for Kubernetes token", bounded(rf"{_INSTANCE}glagent-[A-Za-z0-9_-]{{50}}", "-"),
         ("glagent-",), _GITLAB, _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-scim-token", "GitLab SCIM token", bounded(rf"{_INSTANCE}glsoat-[A-Za-z0-9_-]{{20}}", "-"), ("glsoat-",), _GITLAB,
         _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-oauth-secret", "GitLab OAuth application secret", bounded(rf"{_INSTANCE}gloas-[0-9a-f]{{64}}", "-"), ("gloas-",),
         _GITLAB, _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-feature-flag-token", "GitLab feature flag client token", bounded(rf"{_INSTANCE}glffct-[A-Za-z0-9_-]{{20}}", "-"),
         ("glffct-",), _GITLAB, _GITLAB_PROJECT, genuine, lead=_LEAD),
    rule("gitlab-workspace-token", "GitLab workspace token", bounded(rf"{_INSTANCE}glwt-[A-Za-z0-9_-]{{20,64}}", "-"), ("glwt-",),
         _GITLAB, "Stop the workspace on GitLab", genuine, lead=_LEAD),
    rule("gitlab-session-cookie", "GitLab session cookie", r"_gitlab_session=(?P<secret>[A-Za-z0-9%._-]{32,200})(?![A-Za-z0-9])",
         ("_gitlab_session=",), _GITLAB, "Sign out of that session", scrambled),
    rule("bitbucket-access-token", "Bitbucket repository, project or workspace access token",
         bounded(r"ATCTT3xFfG[A-Za-z0-9_=-]{150,250}=[0-9A-F]{8}", "=-"), ("atctt3xffg",), _BITBUCKET,
         "Access tokens in the settings of the repository on Bitbucket", genuine),
    rule("bitbucket-app-password", "Bitbucket app password", bounded(r"ATBB[A-Za-z0-9]{24}[0-9A-F]{8}"), ("atbb",),
         "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
         "https://bitbucket.org/account/settings/app-passwords/", genuine),
    rule("bitbucket-oauth-secret", "Bitbucket OAuth consumer secret",
         keyed("bitbucket", r"[A-Za-z0-9]{32}|[A-Za-z0-9_=-]{44}|[A-Za-z0-9_=-]{64}", "="), ("bitbucket",),
         "https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/",
         "OAuth consumers in the settings of the workspace on Bitbucket", scrambled, CONTEXT),
)  # fmt: skip
