"""Formats of databases: alone, and beside a name."""

from __future__ import annotations

ALONE = {
    "supabase-secret-key": "sb_secret_<u31+>",
    "supabase-management-token": "sbp_<x40>",
    "influxdb-v3-token": "apiv3_<u22+>",
    "neon-api-key": "napi_<a64+>",
    "neon-password": "npg_<w12..20>",
    "planetscale-token": "pscale_tkn_<u43+>",
    "planetscale-password": "pscale_pw_<u43+>",
    "mongodb-atlas-service-secret": "mdb_sa_sk_<u40+>",
    "aiven-password": "AVNS_<u19..20>",
    "confluent-api-secret-v2": "cflt<b60>",
    "clickhouse-cloud-secret": "4b1d<w38>",
    "xata-api-key": "xau_<w33+>",
    "tinybird-token": "p.eyJ<w150+>.<u43+>",
}
BESIDE = {
    "neo4j-aura-password": ("NEO4J_PASSWORD", "<u43>"),
    "supabase-service-role-key": ("SUPABASE_SERVICE_ROLE_KEY", "<jwt>"),
    "mongodb-atlas-private-key": ("ATLAS_PRIVATE_KEY", "<uuid>"),
    "upstash-token": ("UPSTASH_REDIS_REST_TOKEN", "<w60+>"),
    "turso-token": ("TURSO_AUTH_TOKEN", "<jwt>"),
    "confluent-api-secret": ("CONFLUENT_API_SECRET", "<b64>"),
    "elastic-api-key": ("ELASTIC_API_KEY", "<w56..60>=="),
    "elastic-cloud-password": ("ELASTIC_PASSWORD", "<w24>"),
    "algolia-admin-key": ("ALGOLIA_ADMIN_KEY", "<x32>"),
    "meilisearch-key": ("MEILI_MASTER_KEY", "<u43>"),
    "typesense-key": ("TYPESENSE_API_KEY", "<w32>"),
    "fauna-secret": ("FAUNA_SECRET", "fn<u38>"),
    "influxdb-token": ("INFLUX_TOKEN", "<u86>=="),
    "couchbase-secret": ("COUCHBASE_SECRET", "<w64>"),
    "motherduck-token": ("MOTHERDUCK_TOKEN", "<jwt>"),
    "timescale-secret": ("TIMESCALE_SECRET_KEY", "<w64>"),
    "hasura-secret": ("HASURA_ADMIN_SECRET", "<w64>"),
}
