"""When rules were last compared with what their vendors publish, with which page, and what it gave.

Formats change: Fireworks', Xata's, Alpaca's, Logfire's and MiniMax' keys had changed when they were looked at in 2026, and
GitHub's, Google's, Cloudflare's, Kaggle's and W&B's before. Whoever compares a vendor's rules again changes its row here.
"""

from __future__ import annotations

from colab_safe.typed import NamedTuple

FORMAT = "the page gives the format"
BEGINNING = "the page gives what a key begins with"
LENGTH = "the page gives the length of a key"
NO_FORMAT = "the page says how to get a key, not what it looks like"
NOT_NOTED = "what the page gives was not noted"
IN_USE = "no page that gives the format was found; compared with keys in public files"
NOTHING = "neither a page nor a key in public files was found that shows the format"
STANDARD = "the form is that of a standard or a program, not of a vendor"
NOT_YET = "not compared since this list began"


class Comparison(NamedTuple):
    """One look at what a vendor publishes about its credentials."""

    day: str | None  # ISO 8601; None: nobody has looked yet
    page: (
        str | None
    )  # URL; None if no page of the vendor was found that says anything about the format
    found: str  # what was found, one of the sentences above


def _not_yet(prefixes: str) -> dict[str, Comparison]:
    return {prefix: Comparison(None, None, NOT_YET) for prefix in prefixes.split()}


# By what the ids of the vendor's rules begin with; the longest beginning counts.
_COMPARED: dict[str, Comparison] = {
    # code_hosts.py
    "github-": Comparison("2026-11-26", "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats", NOT_NOTED),
    "github-server-": Comparison("2026-11-26", "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app", NOT_NOTED),
    "gitlab-": Comparison("2026-11-26", "https://docs.gitlab.com/security/tokens/#token-prefixes", NOT_NOTED),
    "bitbucket-": Comparison("2026-11-26", "https://support.atlassian.com/bitbucket-cloud/docs/api-tokens", NO_FORMAT),
    # ai.py
    "openai-": Comparison("2026-11-26", "https://developers.openai.com/api/docs/guides/api-keys", NOT_NOTED),
    "anthropic-": Comparison("2026-11-26", "https://platform.claude.com/docs/en/get-api-key", NOT_NOTED),
    "moonshot-": Comparison("2026-11-26", None, IN_USE),
    "kimi-": Comparison("2026-11-26", None, IN_USE),
    "dashscope-": Comparison("2026-11-26", None, IN_USE),
    "openrouter-": Comparison("2026-11-26", "https://openrouter.ai/docs/guides/overview/auth/management-api-keys", NO_FORMAT),
    "cohere-": Comparison("2026-11-26", None, IN_USE),
    "mistral-": Comparison("2026-11-26", None, NOTHING),
    "groq-": Comparison("2026-11-26", None, IN_USE),
    "together-": Comparison("2026-11-26", None, IN_USE),
    "replicate-": Comparison("2026-11-26", None, NOTHING),
    "xai-": Comparison("2026-11-26", None, NOTHING),
    "perplexity-": Comparison("2026-11-26", "https://docs.perplexity.ai/docs/getting-started/quickstart", NO_FORMAT),
    "elevenlabs-": Comparison("2026-11-26", None, IN_USE),
    "assemblyai-": Comparison("2026-11-26", None, NOTHING),
    "deepgram-": Comparison("2026-11-26", None, NOTHING),
    "fireworks-": Comparison("2026-11-26", None, IN_USE),
    "cerebras-": Comparison("2026-11-26", None, IN_USE),
    "sambanova-": Comparison("2026-11-26", None, NOTHING),
    "nvidia-": Comparison("2026-11-26", None, NOTHING),
    "ai21-": Comparison("2026-11-26", None, NOTHING),
    "voyage-": Comparison("2026-11-26", "https://www.mongodb.com/docs/voyageai/api-and-clients", NO_FORMAT),
    "jina-": Comparison("2026-11-26", None, IN_USE),
    "upstage-": Comparison("2026-11-26", None, NOTHING),
    "minimax-": Comparison("2026-11-26", None, IN_USE),
    "volcengine-ark-": Comparison("2026-11-26", None, NOTHING),
    "siliconflow-": Comparison("2026-11-26", None, NOTHING),
    "deepinfra-": Comparison("2026-11-26", None, NOTHING),
    "anyscale-": Comparison("2026-11-26", None, IN_USE),
    "friendli-": Comparison("2026-11-26", None, NOTHING),
    "fal-": Comparison("2026-11-26", None, NOTHING),
    "cartesia-": Comparison("2026-11-26", None, IN_USE),
    "gladia-": Comparison("2026-11-26", None, IN_USE),
    "heygen-": Comparison("2026-11-26", None, NOTHING),
    "runway-": Comparison("2026-11-26", None, NOTHING),
    "nomic-": Comparison("2026-11-26", None, IN_USE),
    "novita-": Comparison("2026-11-26", None, IN_USE),
    "chutes-": Comparison("2026-11-26", None, IN_USE),
    "featherless-": Comparison("2026-11-26", None, IN_USE),
    "requesty-": Comparison("2026-11-26", None, IN_USE),
    "nebius-": Comparison("2026-11-26", None, IN_USE),
    "modelscope-": Comparison("2026-11-26", None, IN_USE),
    "sarvam-": Comparison("2026-11-26", None, IN_USE),
    "ngc-": Comparison("2026-11-27", "https://org.ngc.nvidia.com/setup/api-keys", NO_FORMAT),
    "qianfan-": Comparison("2026-11-27", None, IN_USE),
    "zhipu-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "sk- stability- writer- hyperbolic- aleph- speechmatics- luma- witai-"
    ),
    "deepseek-": Comparison("2026-11-26", "https://platform.deepseek.com/api-docs/zh-cn/api/deepseek-api", NO_FORMAT),
    # ai_tools.py
    "langsmith-": Comparison("2026-11-26", "https://docs.langchain.com/langsmith/create-account-api-key", NOT_NOTED),
    "langfuse-": Comparison("2026-11-26", None, NOTHING),
    "helicone-": Comparison("2026-11-26", None, NOTHING),
    "portkey-": Comparison("2026-11-26", None, NOTHING),
    "braintrust-": Comparison("2026-11-26", None, IN_USE),
    "arize-": Comparison("2026-11-26", None, IN_USE),
    "opik-": Comparison("2026-11-26", None, NOTHING),
    "llamacloud-": Comparison("2026-11-26", None, NOTHING),
    "unstructured-": Comparison("2026-11-26", None, IN_USE),
    "mem0-": Comparison("2026-11-26", None, IN_USE),
    "letta-": Comparison("2026-11-26", None, NOTHING),
    "zep-": Comparison("2026-11-26", None, IN_USE),
    "e2b-": Comparison("2026-11-26", None, NOTHING),
    "browserbase-": Comparison("2026-11-26", None, IN_USE),
    "tavily-": Comparison("2026-11-26", "https://docs.tavily.com/guides/quickstart", BEGINNING),
    "serper-": Comparison("2026-11-26", None, NOTHING),
    "serpapi-": Comparison("2026-11-26", None, IN_USE),
    "exa-": Comparison("2026-11-26", None, NOTHING),
    "youcom-": Comparison("2026-11-26", None, NOTHING),
    "brave-": Comparison("2026-11-26", None, IN_USE),
    "firecrawl-": Comparison("2026-11-26", None, IN_USE),
    "apify-": Comparison("2026-11-26", None, IN_USE),
    "composio-": Comparison("2026-11-26", None, IN_USE),
    "arcade-": Comparison("2026-11-26", None, IN_USE),
    "agentops-": Comparison("2026-11-26", None, NOTHING),
    "confident-": Comparison("2026-11-26", None, IN_USE),
    "daytona-": Comparison("2026-11-26", None, IN_USE),
    "hyperbrowser-": Comparison("2026-11-26", None, IN_USE),
    "steel-": Comparison("2026-11-26", None, IN_USE),
    "scrapegraph-": Comparison("2026-11-26", None, IN_USE),
    "mindee-": Comparison("2026-11-26", None, IN_USE),
    "supermemory-": Comparison("2026-11-26", None, IN_USE),
    "devin-": Comparison("2026-11-26", None, IN_USE),
    "cursor-": Comparison("2026-11-26", None, IN_USE),
    "vapi-": Comparison("2026-11-26", None, NOTHING),
    "wolfram-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "promptlayer- searchapi- scrapingbee- scraperapi- zenrows- zyte- brightdata- diffbot- greptile- apollo- unify- "
        "retell-"
    ),
    # ml.py
    "huggingface-": Comparison("2026-11-26", "https://huggingface.co/docs/hub/security-tokens", NOT_NOTED),
    "wandb-": Comparison("2026-11-26", "https://docs.wandb.ai/support/models/articles/why-does-my-api-key-fail-with-must-be-40-characters", NOT_NOTED),
    "kaggle-": Comparison("2026-11-26", "https://github.com/Kaggle/kaggle-cli/pull/1005", NOT_NOTED),
    "comet-": Comparison("2026-11-26", None, IN_USE),
    "neptune-": Comparison("2026-11-26", "https://docs.neptune.ai/api_token", NO_FORMAT),
    "clearml-": Comparison("2026-11-26", None, IN_USE),
    "roboflow-": Comparison("2026-11-26", None, IN_USE),
    "databricks-": Comparison("2026-11-26", "https://docs.databricks.com/dev-tools/authentication-oauth.html", NOT_NOTED),
    "dagshub-": Comparison("2026-11-26", None, IN_USE),
    "prefect-": Comparison("2026-11-26", "https://docs.prefect.io/latest/cloud/users/api-keys", NO_FORMAT),
    "dbt-": Comparison("2026-11-26", "https://docs.getdbt.com/docs/dbt-apis/authentication", NO_FORMAT),
    "zenml-": Comparison("2026-11-26", "https://docs.zenml.io/pro/access-management/personal-access-tokens", NO_FORMAT),
    "scale-": Comparison("2026-11-26", None, NOTHING),
    "ultralytics-": Comparison("2026-11-26", "https://docs.ultralytics.com/platform/account/api-keys/", FORMAT),
    "modal-": Comparison("2026-11-26", None, IN_USE),
    "runpod-": Comparison("2026-11-26", "https://docs.runpod.io/runpodctl/reference/runpodctl-config", BEGINNING),
    "vastai-": Comparison("2026-11-26", None, IN_USE),
    "lambda-": Comparison("2026-11-26", None, NOTHING),
    "baseten-": Comparison("2026-11-26", None, NOTHING),
    "lightning-": Comparison("2026-11-26", None, NOTHING),
    "pinecone-": Comparison("2026-11-26", "https://docs.pinecone.io/reference/api/authentication", NOT_NOTED),
    "weaviate-": Comparison("2026-11-26", "https://weaviate.io/developers/weaviate/connections/connect-cloud", NO_FORMAT),
    "qdrant-": Comparison("2026-11-26", "https://qdrant.tech/documentation/cloud/authentication", BEGINNING),
    "zilliz-": Comparison("2026-11-26", None, NOTHING),
    "chroma-": Comparison("2026-11-26", None, IN_USE),
    "turbopuffer-": Comparison("2026-11-26", None, NOTHING),
    "vectara-": Comparison("2026-11-26", None, IN_USE),
    "astra-": Comparison("2026-11-26", None, NOTHING),
    "materials-": Comparison("2026-11-26", None, NOTHING),
    "openml-": Comparison("2026-11-27", None, IN_USE),
    "labelbox-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "dagster- paperspace- deepnote- activeloop- snorkel- encord- supervisely- bigml- datarobot- h2o-"
    ),
    # clouds.py
    "aws-access-": Comparison("2026-11-26", "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes", NOT_NOTED),
    "gemini-": Comparison("2026-11-26", "https://discuss.ai.google.dev/t/gemini-api-key-start-from-aq/171575", NOT_NOTED),
    "google-api-": Comparison("2026-11-26", "https://discuss.ai.google.dev/t/gemini-api-key-start-from-aq/171575", NOT_NOTED),
    "azure-storage-": Comparison("2026-11-26", "https://learn.microsoft.com/purview/sit-defn-azure-storage-account-key-generic", NOT_NOTED),
    "azure-ai-": Comparison("2026-11-26", None, IN_USE),
    "azure-annotated-": Comparison("2026-11-26", None, IN_USE),
    "azure-cognitive-": Comparison("2026-11-26", "https://learn.microsoft.com/en-us/purview/sit-defn-azure-cognitive-search-api-key", FORMAT),
    "azure-devops-": Comparison("2026-11-26", "https://learn.microsoft.com/purview/sit-defn-azure-devops-personal-access-token", NOT_NOTED),
    "azure-function-": Comparison("2026-11-26", "https://learn.microsoft.com/en-us/purview/sit-defn-azure-function-master-api-key", FORMAT),
    "aws-bedrock-": Comparison("2026-11-26", "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html", NO_FORMAT),
    "google-oauth-": Comparison("2026-11-26", "https://developers.google.com/identity/protocols/oauth2", NO_FORMAT),
    "yandex-": Comparison("2026-11-26", "https://gitlab.com/gitlab-org/gitlab/-/issues/353039", FORMAT),
    "azure-ad-": Comparison("2026-11-27", "https://learn.microsoft.com/en-us/purview/sit-defn-azure-ad-client-secret", FORMAT),
    "azure-sas-": Comparison("2026-11-27", "https://learn.microsoft.com/en-us/purview/sit-defn-azure-sas", FORMAT),
    "ibm-cloud-": Comparison("2026-11-27", "https://cloud.ibm.com/docs/account?topic=account-manapikey", NO_FORMAT),
    "tencent-": Comparison("2026-11-27", "https://www.tencentcloud.com/document/product/598/32675", NO_FORMAT),
    "google-hmac-": Comparison("2026-11-27", "https://cloud.google.com/storage/docs/authentication/hmackeys", FORMAT),
    "aws-appsync-": Comparison("2026-11-27", "https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html", BEGINNING),
    "amazon-": Comparison("2026-11-27", None, NOTHING),
    "azure-search-": Comparison("2026-11-27", "https://github.com/microsoft/security-utilities/blob/main/GeneratedRegexPatterns/HighConfidenceMicrosoftSecurityModels.json", FORMAT),
    "azure-container-": Comparison("2026-11-27", "https://github.com/microsoft/security-utilities/blob/main/GeneratedRegexPatterns/HighConfidenceMicrosoftSecurityModels.json", FORMAT),
    "azure-shared-": Comparison("2026-11-27", "https://github.com/microsoft/security-utilities/blob/main/GeneratedRegexPatterns/HighConfidenceMicrosoftSecurityModels.json", FORMAT),
    "google-chat-": Comparison("2026-11-27", None, IN_USE),
    "firebase-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "aws- cloudfront- google- azure- volcengine- huawei- ibm- softlayer- baidu- oracle-"
    ),
    "alibaba-": Comparison("2026-11-26", "https://help.aliyun.com/en/document_detail/53045.html", NO_FORMAT),
    # hosting.py
    "digitalocean-": Comparison("2026-11-26", "https://www.digitalocean.com/docs/apis-clis/api/create-personal-access-token/", NO_FORMAT),
    "cloudflare-": Comparison("2026-11-26", "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/", NOT_NOTED),
    "heroku-": Comparison("2026-11-26", "https://devcenter.heroku.com/changelog-items/3175", FORMAT),
    "netlify-": Comparison("2026-11-26", None, IN_USE),
    "vercel-": Comparison("2026-11-26", "https://vercel.com/docs/cli/tokens", NO_FORMAT),
    "vercel-blob-": Comparison("2026-11-26", None, IN_USE),
    "render-": Comparison("2026-11-26", None, IN_USE),
    "railway-": Comparison("2026-11-26", None, IN_USE),
    "ngrok-": Comparison("2026-11-26", None, NOTHING),
    "tailscale-": Comparison("2026-11-26", "https://tailscale.com/kb/1277/tailscale-ssh", BEGINNING),
    "vault-": Comparison("2026-11-26", "https://ibm.github.io/japan-technology/onboarding-docs/vault/03_authentication/tokens", BEGINNING),
    "pulumi-": Comparison("2026-11-26", None, IN_USE),
    "doppler-": Comparison("2026-11-26", None, IN_USE),
    "infisical-": Comparison("2026-11-26", None, IN_USE),
    "onepassword-": Comparison("2026-11-26", "https://developer.1password.com/docs/service-accounts/security", NOT_NOTED),
    "bitwarden-": Comparison("2026-11-26", None, IN_USE),
    "flyio-": Comparison("2026-11-26", "https://hexdocs.pm/macfly/readme.html", BEGINNING),
    "terraform-": Comparison("2026-11-26", "https://developer.hashicorp.com/terraform/enterprise/v202507-1/users-teams-organizations/api-tokens", NO_FORMAT),
    "kubernetes-": Comparison("2026-11-26", "https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens", FORMAT),
    "linode-": Comparison("2026-11-26", "https://techdocs.akamai.com/linode-api/reference/get-started", NO_FORMAT),
    "akamai-": Comparison("2026-11-26", "https://techdocs.akamai.com/developer/docs/set-up-authentication-credentials", FORMAT),
    "scaleway-": Comparison("2026-11-27", "https://blog.scaleway.com/strengthening-scaleway-token-security-policy/", FORMAT),
    "hetzner-": Comparison("2026-11-27", "https://docs.hetzner.com/cloud/api/faq/", LENGTH),
    "fastly-": Comparison("2026-11-27", "https://www.fastly.com/documentation/reference/api/auth-tokens/user/", NO_FORMAT),
    "openshift-": Comparison("2026-11-27", "https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/oauth_apis/oauth-apis", BEGINNING),
    "dnsimple-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "vultr- ovh- exoscale- zerotier- hcp- godaddy- upcloud- porkbun- digicert- civo- namecheap-"
    ),
    # databases.py
    "snowflake-": Comparison("2026-11-26", "https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/authentication", NO_FORMAT),
    "supabase-": Comparison("2026-11-26", "https://supabase.com/docs/guides/api/api-keys", NOT_NOTED),
    "neon-": Comparison("2026-11-26", "https://neon.com/docs/manage/api-keys", NOT_NOTED),
    "upstash-": Comparison("2026-11-26", None, IN_USE),
    "aiven-": Comparison("2026-11-26", None, NOTHING),
    "xata-": Comparison("2026-11-26", None, IN_USE),
    "tinybird-": Comparison("2026-11-26", None, NOTHING),
    "confluent-": Comparison("2026-11-26", "https://docs.confluent.io/cloud/current/using/api-keys.html", BEGINNING),
    "elastic-": Comparison("2026-11-26", "https://www.elastic.co/docs/api/elasticsearch/authentication", NO_FORMAT),
    "mongodb-atlas-": Comparison("2026-11-26", "https://www.mongodb.com/docs/atlas/cli/v1.44/command/atlas-api-serviceAccounts-createServiceAccountSecret", NO_FORMAT),
    "influxdb-": Comparison("2026-11-27", "https://docs.influxdata.com/influxdb3/enterprise/admin/tokens/admin/preconfigured", BEGINNING),
    "algolia-": Comparison("2026-11-27", "https://www.algolia.com/doc/guides/security/api-keys", NO_FORMAT),
    "clickhouse-": Comparison("2026-11-27", "https://clickhouse.com/docs/products/cloud/features/admin-features/api/openapi", NO_FORMAT),
    "motherduck-": Comparison("2026-11-27", None, IN_USE),
    "turso-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "mongodb- postgres- mysql- mssql- redis- amqp- neo4j- odbc- jdbc- pgpass- pgpassword- meilisearch- typesense- "
        "fauna- couchbase- timescale- hasura-"
    ),
    "planetscale-": Comparison("2026-11-26", "https://planetscale.com/docs/api/service-tokens", NO_FORMAT),
    # build_tools.py
    "pypi-": Comparison("2026-11-26", "https://docs.pypi.org/api/secrets/", NOT_NOTED),
    "npm-": Comparison("2026-11-26", "https://docs.npmjs.com/about-access-tokens", NOT_NOTED),
    "docker-hub-": Comparison("2026-11-26", "https://docs.docker.com/security/access-tokens/", NOT_NOTED),
    "packagist-": Comparison("2026-11-26", "https://github.com/packagist/private-packagist-docs/blob/main/docs/composer-authentication.md", FORMAT),
    "postman-": Comparison("2026-11-26", None, IN_USE),
    "circleci-": Comparison("2026-11-26", "https://circleci.com/changelog/new-format-for-api-access-tokens/", FORMAT),
    "artifactory-": Comparison("2026-11-26", "https://jfrog.com/help/r/jfrog-platform-administration-documentation/understanding-identity-tokens", FORMAT),
    "sourcegraph-": Comparison("2026-11-26", "https://sourcegraph.com/docs/cli/how-tos/revoking_an_access_token", BEGINNING),
    "buildkite-": Comparison("2026-11-26", "https://buildkite.com/docs/platform/security/tokens", BEGINNING),
    "crates-": Comparison("2026-11-27", "https://github.com/rust-lang/crates.io/blob/main/src/util/token.rs", FORMAT),
    "rubygems-": Comparison("2026-11-27", "https://guides.rubygems.org/api-key-scopes/", BEGINNING),
    "deno-": Comparison("2026-11-27", "https://docs.deno.com/subhosting/api/authentication/", FORMAT),
    "cloudsmith-": Comparison("2026-11-27", "https://help.cloudsmith.io/docs/service-accounts", NO_FORMAT),
    "anaconda-": Comparison("2026-11-27", "https://www.anaconda.com/docs/tools/anaconda-org/admin-guide/tokens", NO_FORMAT),
    "conda-": Comparison("2026-11-27", "https://www.anaconda.com/docs/tools/anaconda-org/admin-guide/tokens", NO_FORMAT),
    "nuget-": Comparison("2026-11-27", "https://github.com/NuGet/NuGetGallery/blob/main/src/NuGetGallery.Services/Authentication/ApiKeyV5.cs", FORMAT),
    "wakatime-": Comparison("2026-11-27", None, IN_USE),
    "docker-swarm-": Comparison("2026-11-27", None, IN_USE),
    "rapidapi-": Comparison("2026-11-27", None, IN_USE),
    "expo-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "clojars- docker- gemfury- travis- jenkins- drone- appveyor- bitrise- harness- octopus- codefresh- gitea- "
        "gitee- infracost- spacelift- readme- gitbook- scalr- unkey- zuplo- sauce- browserstack- percy- sslmate-"
    ),
    # monitoring.py
    "newrelic-": Comparison("2026-11-26", None, IN_USE),
    "datadog-": Comparison("2026-11-26", None, NOTHING),
    "sentry-": Comparison("2026-11-26", "https://docs.sentry.io/security-legal-pii/security/token-formats/", FORMAT),
    "grafana-": Comparison("2026-11-26", "https://grafana.com/docs/grafana-cloud/developer-resources/api-reference/cloud-api.md", NO_FORMAT),
    "honeycomb-": Comparison("2026-11-26", None, NOTHING),
    "axiom-": Comparison("2026-11-26", None, NOTHING),
    "posthog-": Comparison("2026-11-26", "https://posthog.com/docs/api/personal-api-keys", NO_FORMAT),
    "logfire-": Comparison("2026-11-26", None, IN_USE),
    "launchdarkly-": Comparison("2026-11-26", "https://launchdarkly.com/docs/home/account/environment/keys", BEGINNING),
    "sonar-": Comparison("2026-11-26", None, IN_USE),
    "snyk-": Comparison("2026-11-26", "https://docs.snyk.io/developer-tools/snyk-api/authentication-for-api", NO_FORMAT),
    "censys-": Comparison("2026-11-26", None, NOTHING),
    "virustotal-": Comparison("2026-11-26", "https://docs.virustotal.com/reference/authentication.md", NO_FORMAT),
    "unleash-": Comparison("2026-11-26", "https://app.unpkg.com/unleash-server@7.4.0/files/dist/lib/openapi/spec/api-token-schema.js", BEGINNING),
    "devcycle-": Comparison("2026-11-26", "https://docs.devcycle.com/essentials/keys", NO_FORMAT),
    "statsig-": Comparison("2026-11-26", "https://docs.statsig.com/api-reference/keys/create-key", BEGINNING),
    "shodan-": Comparison("2026-11-27", None, IN_USE),
    "alienvault-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "pixie- splunk- sumologic- logzio- loggly- betterstack- pagerduty- opsgenie- rollbar- bugsnag- amplitude- "
        "mixpanel- segment- fullstory- uptimerobot- checkly- semgrep- endorlabs- gitguardian- codecov- abuseipdb- "
        "urlscan- greynoise- securitytrails- haveibeenpwned-"
    ),
    "dynatrace-": Comparison("2026-11-26", "https://docs.dynatrace.com/docs/shortlink/api-authentication", FORMAT),
    # messaging.py
    "slack-": Comparison("2026-11-26", "https://docs.slack.dev/authentication/using-token-rotation", NOT_NOTED),
    "discord-": Comparison("2026-11-26", "https://discord.com/developers/docs/reference#authentication", NOT_NOTED),
    "brevo-": Comparison("2026-11-26", None, IN_USE),
    "resend-": Comparison("2026-11-26", None, NOTHING),
    "mailersend-": Comparison("2026-11-26", None, IN_USE),
    "sendgrid-": Comparison("2026-11-26", "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys", LENGTH),
    "klaviyo-": Comparison("2026-11-26", "https://developers.klaviyo.com/en/docs/retrieve_api_credentials", BEGINNING),
    "telegram-": Comparison("2026-11-27", None, IN_USE),
    "facebook-": Comparison("2026-11-27", "https://developers.facebook.com/docs/facebook-login/guides/access-tokens", NO_FORMAT),
    "onesignal-": Comparison("2026-11-27", "https://documentation.onesignal.com/docs/keys-and-ids", NO_FORMAT),
    "ably-": Comparison("2026-11-27", "https://ably.com/docs/auth", FORMAT),
    "teams-": Comparison("2026-11-27", None, IN_USE),
    "vk-": Comparison("2026-11-27", None, IN_USE),
    "pubnub-": Comparison("2026-11-27", None, IN_USE),
    "linkedin-": Comparison("2026-11-27", None, IN_USE),
    "pushbullet-": Comparison("2026-11-27", None, IN_USE),
    "line-": Comparison("2026-11-27", None, IN_USE),
    "reddit-": Comparison("2026-11-27", None, IN_USE),
    "x-": Comparison("2026-11-27", None, IN_USE),
    "instagram-": Comparison("2026-11-27", None, IN_USE),
    "mailchimp-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "mandrill- postmark- sparkpost- mailjet- messagebird- vonage- plivo- telnyx- pushover- pusher- threads- twitch- "
        "zoom- webex- matrix- mattermost- sendbird- intercom- courier- braze- zulip- kakao- naver-"
    ),
    "twilio-": Comparison("2026-11-26", "https://twilio.com/docs/glossary/what-is-an-api-key", NO_FORMAT),
    "mailgun-": Comparison("2026-11-26", "https://documentation.mailgun.com/docs/mailgun/api-reference/authentication", NO_FORMAT),
    # money.py
    "stripe-": Comparison("2026-11-26", "https://docs.stripe.com/keys", NOT_NOTED),
    "square-": Comparison("2026-11-26", None, IN_USE),
    "shopify-": Comparison("2026-11-26", "https://shopify.dev/changelog/length-of-the-shopify-access-token-is-increasing", FORMAT),
    "alpaca-": Comparison("2026-11-26", None, IN_USE),
    "polygon-": Comparison("2026-11-26", None, NOTHING),
    "finnhub-": Comparison("2026-11-26", None, IN_USE),
    "alphavantage-": Comparison("2026-11-26", None, IN_USE),
    "nasdaq-": Comparison("2026-11-26", None, NOTHING),
    "tiingo-": Comparison("2026-11-26", None, NOTHING),
    "fred-": Comparison("2026-11-26", None, NOTHING),
    "twelvedata-": Comparison("2026-11-26", None, IN_USE),
    "eodhd-": Comparison("2026-11-26", None, NOTHING),
    "coingecko-": Comparison("2026-11-26", None, IN_USE),
    "etherscan-": Comparison("2026-11-26", None, IN_USE),
    "dune-": Comparison("2026-11-26", None, NOTHING),
    "braintree-": Comparison("2026-11-26", "https://developer.paypal.com/braintree/docs/guides/ec-braintree-sdk/server-side", NO_FORMAT),
    "plaid-": Comparison("2026-11-26", "https://plaid.com/docs/quickstart/glossary/", FORMAT),
    "razorpay-": Comparison("2026-11-26", "https://razorpay.com/docs/payments/dashboard/account-settings/api-keys.md", NO_FORMAT),
    "easypost-": Comparison("2026-11-26", "https://docs.easypost.com/docs/authentication", NO_FORMAT),
    "paddle-": Comparison("2026-11-27", "https://developer.paddle.com/api-reference/about/api-keys", FORMAT),
    "coinbase-": Comparison("2026-11-27", "https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/legacy-keys", FORMAT),
    "adyen-": Comparison("2026-11-27", "https://docs.adyen.com/development-resources/api-credentials", NO_FORMAT),
    "polar-": Comparison("2026-11-27", None, IN_USE),
    "mollie-": Comparison("2026-11-27", "https://docs.mollie.com/reference/authentication", NO_FORMAT),
    "xendit-": Comparison("2026-11-27", "https://docs.xendit.co/docs/create-an-api-key-1", NO_FORMAT),
    "paymongo-": Comparison("2026-11-27", "https://developers.paymongo.com/docs/account-settings-api-keys", BEGINNING),
    "flutterwave-": Comparison("2026-11-27", None, IN_USE),
    "shippo-": Comparison("2026-11-27", None, IN_USE),
    "infura-": Comparison("2026-11-27", None, IN_USE),
    "mercadopago-": Comparison("2026-11-27", None, IN_USE),
    "midtrans-": Comparison("2026-11-27", None, IN_USE),
    "paypal-braintree-": Comparison("2026-11-27", None, IN_USE),
    "coinapi-": Comparison("2026-11-27", None, IN_USE),
    "paystack-": Comparison("2026-11-27", None, IN_USE),
    "paypal-client-": Comparison("2026-11-27", None, IN_USE),
    "bls-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "paypal- gocardless- checkout- rainforest- pagarme- lemonsqueezy- lob- chargebee- dwolla- wise- binance- "
        "kraken- kucoin- bitfinex- iexcloud- intrinio- ethereum- bitcoin- highnote-"
    ),
    # work.py
    "notion-": Comparison("2026-11-26", None, NOTHING),
    "airtable-": Comparison("2026-11-26", None, NOTHING),
    "asana-": Comparison("2026-11-26", None, NOTHING),
    "linear-": Comparison("2026-11-26", None, NOTHING),
    "figma-": Comparison("2026-11-26", None, NOTHING),
    "hubspot-": Comparison("2026-11-26", None, NOTHING),
    "okta-": Comparison("2026-11-26", "https://help.okta.com/fr-fr/content/topics/security/api.htm", NO_FORMAT),
    "dropbox-": Comparison("2026-11-27", "https://www.dropboxforum.com/t5/API-Support-Feedback/Access-Token/m-p/351869", BEGINNING),
    "contentful-": Comparison("2026-11-27", "https://www.contentful.com/help/token-management/personal-access-tokens/", NO_FORMAT),
    "sanity-": Comparison("2026-11-27", "https://www.sanity.io/docs/http-auth", FORMAT),
    "zapier-": Comparison("2026-11-27", None, IN_USE),
    "salesforce-consumer-": Comparison("2026-11-27", None, IN_USE),
    "make-": Comparison("2026-11-27", None, IN_USE),
    "trello-": Comparison("2026-11-27", None, IN_USE),
    "zoho-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "clickup- monday- box- webflow- typeform- surveymonkey- calendly- ifttt- salesforce- zendesk- freshdesk- "
        "pipedrive- smartsheet- coda- docusign- auth0- workos- stytch- jumpcloud- persona- canva- canvas- teamwork- "
        "retool- etsy- kanbantool- clearbit- hunter- samsara- dynalist- readwise-"
    ),
    "atlassian-": Comparison("2026-11-26", "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account", NO_FORMAT),
    # data.py
    "maptiler-": Comparison("2026-11-26", None, NOTHING),
    "openrouteservice-": Comparison("2026-11-26", None, IN_USE),
    "geocoding-": Comparison("2026-11-26", None, NOTHING),
    "ipinfo-": Comparison("2026-11-26", None, NOTHING),
    "maxmind-": Comparison("2026-11-26", "https://dev.maxmind.com/minfraud/release-notes/2023-03-16-new-license-key-format/", FORMAT),
    "openweather-": Comparison("2026-11-26", None, NOTHING),
    "weather-": Comparison("2026-11-26", None, NOTHING),
    "copernicus-": Comparison("2026-11-26", None, NOTHING),
    "planet-": Comparison("2026-11-26", None, NOTHING),
    "nasa-": Comparison("2026-11-26", None, NOTHING),
    "ncbi-": Comparison("2026-11-26", None, NOTHING),
    "elsevier-": Comparison("2026-11-26", None, NOTHING),
    "semantic-": Comparison("2026-11-26", None, NOTHING),
    "zotero-": Comparison("2026-11-26", None, NOTHING),
    "ibm-quantum-": Comparison("2026-11-26", None, NOTHING),
    "newsapi-": Comparison("2026-11-26", None, NOTHING),
    "unsplash-": Comparison("2026-11-26", None, NOTHING),
    "foursquare-": Comparison("2026-11-26", None, IN_USE),
    "deepl-": Comparison("2026-11-26", None, NOTHING),
    "tomtom-": Comparison("2026-11-26", "https://developer.tomtom.com/platform/documentation/introduction", NO_FORMAT),
    "riot-": Comparison("2026-11-27", None, IN_USE),
    "ubidots-": Comparison("2026-11-27", None, IN_USE),
    "adafruit-": Comparison("2026-11-27", None, IN_USE),
    "spotify-": Comparison("2026-11-27", None, IN_USE),
    "tmdb-": Comparison("2026-11-27", None, IN_USE),
    "genius-": Comparison("2026-11-27", None, IN_USE),
    "giphy-": Comparison("2026-11-27", None, IN_USE),
    "pixabay-": Comparison("2026-11-27", None, IN_USE),
    "guardian-": Comparison("2026-11-27", None, IN_USE),
    "thingspeak-": Comparison("2026-11-27", None, IN_USE),
    "exchange-": Comparison("2026-11-27", None, IN_USE),
    "football-": Comparison("2026-11-27", None, IN_USE),
    "lastfm-": Comparison("2026-11-27", None, IN_USE),
    "pexels-": Comparison("2026-11-27", None, IN_USE),
    "food-": Comparison("2026-11-27", None, IN_USE),
    "ebird-": Comparison("2026-11-27", None, IN_USE),
    "ticketmaster-": Comparison("2026-11-27", None, IN_USE),
    "flickr-": Comparison("2026-11-27", None, IN_USE),
    "nytimes-": Comparison("2026-11-27", None, IN_USE),
    "yelp-": Comparison("2026-11-27", None, IN_USE),
    "strava-": Comparison("2026-11-27", None, IN_USE),
    "dwave-": Comparison("2026-11-27", None, IN_USE),
    "what3words-": Comparison("2026-11-27", None, IN_USE),
    "here-": Comparison("2026-11-27", None, IN_USE),
    **_not_yet(
        "bing- visualcrossing- noaa- sentinelhub- us- zenodo- osf- imgur- steam- fitbit- oura- particle- amadeus-"
    ),
    "mapbox-": Comparison("2026-11-26", "https://docs.mapbox.com/help/dive-deeper/access-tokens", BEGINNING),
    # places.py
    "arcgis-": Comparison("2026-11-26", None, IN_USE),
    "mapillary-": Comparison("2026-11-26", None, IN_USE),
    "felt-": Comparison("2026-11-26", None, IN_USE),
    "databento-": Comparison("2026-11-26", "https://databento.com/docs/api-historical/basics/authentication", FORMAT),
    # keys.py
    "private-": Comparison(None, "https://www.rfc-editor.org/rfc/rfc7468", STANDARD),
    "pgp-": Comparison(None, "https://www.rfc-editor.org/rfc/rfc9580#section-6.2", STANDARD),
    "jwt": Comparison(None, "https://www.rfc-editor.org/rfc/rfc7519", STANDARD),
    **_not_yet(
        "putty- age-"
    ),
    # transport.py
    "url-": Comparison(None, "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1", STANDARD),
    "authorization-": Comparison(None, "https://www.rfc-editor.org/rfc/rfc7617", STANDARD),
    "netrc-": Comparison(None, "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html", STANDARD),
    **_not_yet(
        "curl- auth- login- password- sshpass- command- set- value- session- npmrc- pypirc- kubeconfig-"
    ),
    # generic.py
    "generic-": Comparison(None, None, STANDARD),
}  # fmt: skip


def compared(id: str) -> Comparison | None:
    """Return when a rule was last compared with what its vendor publishes, and with which page.

    Args:
        id: The rule's id, which begins with its vendor.

    Returns:
        The vendor's row, whose day is None if nobody has looked yet; None for a rule that is not built in.
    """
    prefix = max(filter(id.startswith, _COMPARED), key=len, default=None)
    return None if prefix is None else _COMPARED[prefix]
