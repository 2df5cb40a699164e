"""When rules were last compared with what their vendors publish, and with which page.

Formats change: GitHub's, Google's, Cloudflare's, Kaggle's and W&B's did in 2025 and 2026. Whoever compares a vendor's
rules with its page again changes the day here. A vendor that is not listed was not compared since this list began.
"""

from __future__ import annotations

from colab_safe.typed import NamedTuple


class Comparison(NamedTuple):
    """One look at a vendor's page."""

    day: str  # ISO 8601
    page: str  # URL; what is behind it may publish no format at all


# By what the ids of the vendor's rules begin with.
_COMPARED: dict[str, Comparison] = {
    prefix: Comparison(day, page)
    for day, prefix, page in (
        ("2026-11-26", "github-server-", "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app"),
        ("2026-11-26", "github-", "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats"),
        ("2026-11-26", "gitlab-", "https://docs.gitlab.com/security/tokens/#token-prefixes"),
        ("2026-11-26", "huggingface-", "https://huggingface.co/docs/hub/security-tokens"),
        ("2026-11-26", "openai-", "https://developers.openai.com/api/docs/guides/api-keys"),
        ("2026-11-26", "anthropic-", "https://platform.claude.com/docs/en/get-api-key"),
        ("2026-11-26", "gemini-", "https://discuss.ai.google.dev/t/gemini-api-key-start-from-aq/171575"),
        ("2026-11-26", "google-api-", "https://discuss.ai.google.dev/t/gemini-api-key-start-from-aq/171575"),
        ("2026-11-26", "aws-access-", "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes"),
        ("2026-11-26", "azure-storage-", "https://learn.microsoft.com/purview/sit-defn-azure-storage-account-key-generic"),
        ("2026-11-26", "azure-devops-", "https://learn.microsoft.com/purview/sit-defn-azure-devops-personal-access-token"),
        ("2026-11-26", "wandb-", "https://docs.wandb.ai/support/models/articles/why-does-my-api-key-fail-with-must-be-40-characters"),
        ("2026-11-26", "kaggle-", "https://github.com/Kaggle/kaggle-cli/pull/1005"),
        ("2026-11-26", "databricks-", "https://docs.databricks.com/dev-tools/authentication-oauth.html"),
        ("2026-11-26", "pinecone-", "https://docs.pinecone.io/reference/api/authentication"),
        ("2026-11-26", "langsmith-", "https://docs.langchain.com/langsmith/create-account-api-key"),
        ("2026-11-26", "cloudflare-", "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/"),
        ("2026-11-26", "onepassword-", "https://developer.1password.com/docs/service-accounts/security"),
        ("2026-11-26", "supabase-", "https://supabase.com/docs/guides/api/api-keys"),
        ("2026-11-26", "neon-", "https://neon.com/docs/manage/api-keys"),
        ("2026-11-26", "npm-", "https://docs.npmjs.com/about-access-tokens"),
        ("2026-11-26", "pypi-", "https://docs.pypi.org/api/secrets/"),
        ("2026-11-26", "docker-hub-", "https://docs.docker.com/security/access-tokens/"),
        ("2026-11-26", "slack-", "https://docs.slack.dev/authentication/using-token-rotation"),
        ("2026-11-26", "discord-", "https://discord.com/developers/docs/reference#authentication"),
        ("2026-11-26", "stripe-", "https://docs.stripe.com/keys"),
    )
}  # fmt: skip


def compared(id: str) -> Comparison | None:
    """Return when a rule was last compared with its vendor's page, and with which; None if that was not noted.

    Args:
        id: The rule's id, which begins with its vendor.
    """
    prefix = max(filter(id.startswith, _COMPARED), key=len, default=None)
    return None if prefix is None else _COMPARED[prefix]
