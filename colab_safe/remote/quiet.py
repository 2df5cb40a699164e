"""Libraries that say nothing themselves: what they log has addresses in it, and Python shows it on stderr."""

from __future__ import annotations

import logging

_LIBRARIES = (
    *("adlfs", "aiohttp", "asyncio", "azure", "botocore", "fsspec", "gcsfs", "google"),
    *("httpx", "huggingface_hub", "paramiko", "requests", "s3fs", "urllib3"),
)


def quieten() -> None:
    """Let no library log anything. Call it when they are imported: some set a level of their own then."""
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
