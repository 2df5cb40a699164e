"""Formats of code hosts: alone, and beside a name."""

from __future__ import annotations

ALONE = {
    "github-pat": "ghp_<crc>",
    "github-fine-grained-pat": "github_pat_<w22>_<w59>",
    "github-oauth-token": "gho_<crc>",
    "github-user-token": "ghu_<crc>",
    "github-server-token": "ghs_<crc>",
    "github-refresh-token": "ghr_<crc>",
    "gitlab-pat": "glpat-<u20>",
    "gitlab-deploy-token": "gldt-<u20>",
    "gitlab-runner-token": "glrt-<u20>",
    "gitlab-runner-registration-token": "GR1348941<u20>",
    "gitlab-job-token": "glcbt-<x2>_<u20>",
    "gitlab-trigger-token": "glptt-<x40>",
    "gitlab-feed-token": "glft-<u20>",
    "gitlab-incoming-mail-token": "glimt-<u25>",
    "gitlab-agent-token": "glagent-<u50>",
    "gitlab-scim-token": "glsoat-<u20>",
    "gitlab-oauth-secret": "gloas-<x64>",
    "gitlab-feature-flag-token": "glffct-<u20>",
    "gitlab-workspace-token": "glwt-<u20..64>",
    "bitbucket-access-token": "ATCTT3xFfG<u180>=<X8>",
    "bitbucket-app-password": "ATBB<w24><X8>",
}
BESIDE = {
    "bitbucket-oauth-secret": ("BITBUCKET_SECRET", "<w32>"),
}
