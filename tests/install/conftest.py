from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools import MakeOnce

from .forge import Forge, made_up_token
from .lab import Lab, make_venv
from .packages import package


@pytest.fixture(scope="session")
def token() -> str:
    return made_up_token()


@pytest.fixture(scope="session")
def forge(tmp_path_factory: pytest.TempPathFactory, token: str) -> Iterator[Forge]:
    with Forge(tmp_path_factory.mktemp("forge"), token) as running:
        running.add("alice/privpkg", package("privpkg"))
        yield running


@pytest.fixture
def lab(tmp_path: Path, token: str, forge: Forge, make_once: MakeOnce) -> Lab:
    made = Lab(tmp_path, token, make_once("lab", make_venv))
    made.write_token_file(forge.url)
    return made
