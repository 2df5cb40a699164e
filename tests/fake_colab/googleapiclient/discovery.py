from __future__ import annotations

from google.colab import auth
from google.colab._settings import settings


def build(name: str, version: str, cache_discovery: bool = True) -> _Service:
    assert (name, version) == ("drive", "v3")
    assert auth.authenticated, "the user was not asked"
    return _Service()


class _Service:
    def files(self) -> _Service:
        return self

    def get(self, fileId: str, fields: str, supportsAllDrives: bool) -> _Service:
        self.answer = settings()["files"][fileId]
        return self

    def execute(self) -> dict:
        return self.answer
