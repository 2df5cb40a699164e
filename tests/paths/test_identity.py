"""One placeholder is one file: in every notebook of a clone, for every member of a team, and after a merge."""

from __future__ import annotations

import json
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe import credential_files
from colab_safe.errors import PathError
from colab_safe.paths.hide import hide
from colab_safe.paths.purpose import further_names, purpose
from colab_safe.paths.restore import restore
from colab_safe.paths.rules import DEFAULT, Rules
from colab_safe.placeholders.names import name_of, placeholder
from colab_safe.placeholders.store import PathStore, load, save
from tests.repository import Repository
from tests.tools import tool

from .notebooks import code, jupyter, notebook, sources, stream

P = "__DRIVE_TOKEN_PATH__"

PURPOSES = {
    "keys/github.json": "", "keys/gh.json": "", "GitHubToken.json": "", "githubtoken.txt": "", "keys/token.json": "",
    "keys/ada.json": "", "x/right.json": "", "token2.json": "", "keys/github-2.json": "github_2",
    "keys/github 20240131.json": "", ".kaggle/kaggle.json": "kaggle", "keys/kaggle.json": "kaggle", ".ssh/id_rsa": "ssh",
    "keys/id_ed25519": "ssh", ".env": "env", "secrets/prod.env": "env", "aws/credentials": "aws", ".aws/credentials": "aws",
    "keys/hf.txt": "huggingface", "my_gitlab_pat.txt": "gitlab", "a/service-account.json": "google",
    "client_secret_123456.apps.json": "google", "application_default_credentials.json": "google", "Openai key.txt": "openai",
    "s/.netrc": "netrc", "kaggle/token.json": "kaggle", "keys/kaggle-2.json": "kaggle_2",
    "keys/github\N{FULLWIDTH DIGIT TWO}.json": "", "keys/kaggle-\N{ARABIC-INDIC DIGIT TWO}.json": "kaggle",
}  # fmt: skip


def test_every_service_that_names_token_files_names_placeholders() -> None:
    """`gitea.json` is a token file by its service's name, so its placeholder says which service."""
    files = [f"{service}.json" for service in sorted(credential_files._SERVICES)]
    assert files
    assert all(map(credential_files.is_credential_file, files))
    assert [
        file for file in files if file not in ("gh.json", "github.json") and not purpose(file)
    ] == []


@pytest.mark.parametrize("path", PURPOSES)
def test_what_a_file_is_for(path: str) -> None:
    assert purpose(path) == PURPOSES[path]


@given(st.text(max_size=30), st.sampled_from(["github", "kaggle", "token", "hf", "aws"]))
def test_whatever_a_file_is_called_its_placeholder_is_one(text: str, word: str) -> None:
    """A digit of another script made a placeholder that nothing could read, in a store that nothing could load."""
    for path in (f"keys/{word}{text}.json", f"{text}/{word}-{text}.json", text):
        names = [purpose(path), *islice(further_names(path), 3)]
        assert [name for name in names if name_of(placeholder(name)) != name] == []


def opens(path: str) -> bytes:
    return jupyter(notebook(code(f"t = open('/content/drive/MyDrive/{path}').read()")))


def placeholder_in(data: bytes) -> str:
    return sources(data)[0].split("/")[-1].split("'")[0]


PATHS = st.lists(
    st.builds(
        "{}/{}{}".format,
        st.sampled_from(["keys", "secrets", "a/keys", "github", ".aws"]),
        st.sampled_from(["github", "kaggle", "token", "ada", "hf", "GitHub", "credentials"]),
        st.sampled_from(
            ["", ".json", "-2.json", "_token.txt", "3.json", "\N{FULLWIDTH DIGIT TWO}.json"]
        ),
    ).filter(DEFAULT.hides),
    min_size=2,
    max_size=12,
)


@given(paths=PATHS, rules=st.sampled_from([Rules(), Rules(names=(("mine", "*"),))]))
def test_two_files_never_share_a_placeholder(paths: list[str], rules: Rules) -> None:
    """Each notebook has the same line, and opens the file that it had."""
    store, hidden = PathStore(), []
    for number, path in enumerate(paths):
        hidden.append(hide(opens(path), f"{number}.ipynb", store, rules).data)
    names = {path: placeholder_in(data) for path, data in zip(paths, hidden, strict=True)}
    assert len(set(names.values())) == len(set(paths))
    for number, (path, data) in enumerate(zip(paths, hidden, strict=True)):
        assert placeholder_in(data) == names[path]
        assert store.path(names[path]) == path
        assert restore(data, f"{number}.ipynb", store).data == opens(path)


def test_two_hundred_files() -> None:
    store = PathStore()
    files = [f"keys/{letters}.json" for letters in map("".join, product("abcdef", repeat=3))][:200]
    signs = [placeholder_in(hide(opens(file), file, store).data) for file in files]
    assert len(set(signs)) == 200
    assert [store.path(sign) for sign in signs] == files


def test_a_moved_file_is_another_file_until_the_user_says_so() -> None:
    store = PathStore()
    first = hide(opens("keys/gh.json"), "a.ipynb", store).data
    second = hide(opens("new/gh.json"), "a.ipynb", store).data
    assert placeholder_in(first) == P != placeholder_in(second)
    told = PathStore()
    hide(opens("keys/gh.json"), "a.ipynb", told)
    told.forget(P)
    told.add(P, "new/gh.json")
    assert hide(opens("new/gh.json"), "a.ipynb", told).data == first


REPLACED = {
    "the same service": ("__DRIVE_TOKEN_PATH_kaggle__", "me/kaggle.json", True),
    "another service": (P, "me/kaggle.json", False),
    "a service's by the team's": ("__DRIVE_TOKEN_PATH_kaggle__", "me/token.json", False),
    "neither is a service's": ("__DRIVE_TOKEN_PATH_v9__", "me/token.json", True),
    "a name of the project": ("__DRIVE_TOKEN_PATH_mine__", "me/token.json", True),
}


@pytest.mark.parametrize(("theirs", "path", "kept"), REPLACED.values(), ids=REPLACED)
def test_a_path_written_over_a_teammates_placeholder(theirs: str, path: str, kept: bool) -> None:
    committed = opens(theirs)
    hidden = hide(opens(path), "a.ipynb", PathStore(), committed=lambda: committed).data
    assert (placeholder_in(hidden) == theirs) == kept


def test_a_placeholder_that_is_still_there_is_not_adopted() -> None:
    committed = opens("__DRIVE_TOKEN_PATH_v9__")
    cells = [*json.loads(opens("me/token.json"))["cells"], *json.loads(committed)["cells"]]
    hidden = hide(jupyter(notebook(*cells)), "a.ipynb", PathStore(), committed=lambda: committed)
    assert hidden.hidden[0].placeholder == P


def test_an_older_store_gives_up_what_lines_decided(tmp_path: object) -> None:
    """In version 1 a placeholder got the path of any file in an equal line."""
    folder = str(tmp_path)
    save(PathStore({P: ["keys/kaggle.json", "keys/github.json"]}), folder)
    file = f"{folder}/colab-safe/paths.json"
    with open(file) as stream:
        content = json.load(stream)
    with open(file, "w") as stream:
        json.dump({**content, "version": 1}, stream)
    assert load(folder).paths == {P: ["keys/kaggle.json"]}


def colab_safe(repository: Repository, *arguments: str) -> str:
    done = repository.run(tool("colab-safe"), *arguments)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("with_filter", [True, False], ids=["filter", "hook"])
def test_two_members_two_files_and_a_merge(
    with_filter: bool, repository: Repository, tmp_path: Path
) -> None:
    """Ada opens github.json, Bob kaggle.json, in equal lines of two branches; then each has both notebooks."""
    repository.add("README.md", b"x")
    repository.git("commit", "--quiet", "--message", "first")
    members = {}
    for member, path in {"ada": "keys/github.json", "bob": "mine/kaggle.json"}.items():
        repository.git("clone", "--quiet", ".", str(tmp_path / member))
        clone = members[member] = Repository(tmp_path / member)
        if with_filter:
            colab_safe(clone, "filter", "install")
        clone.write(f"{member}.ipynb", opens(path))
        clone.git("add", f"{member}.ipynb")
        colab_safe(clone, "paths", "hide", "--staged")
        clone.git("commit", "--quiet", "--message", member)
    ada, bob = members["ada"], members["bob"]
    ada.git("pull", "--quiet", "--no-rebase", "--no-edit", str(bob.root), "main")
    bob.git("pull", "--quiet", "--no-rebase", str(ada.root), "main")
    assert ada.blob("HEAD:ada.ipynb") == opens(P)
    assert ada.blob("HEAD:bob.ipynb") == opens("__DRIVE_TOKEN_PATH_kaggle__")
    for clone in members.values():
        colab_safe(clone, "paths", "restore")
    assert (ada.root / "ada.ipynb").read_bytes() == opens("keys/github.json")
    assert (ada.root / "bob.ipynb").read_bytes() == opens("__DRIVE_TOKEN_PATH_kaggle__")
    assert (bob.root / "bob.ipynb").read_bytes() == opens("mine/kaggle.json")
    assert (bob.root / "ada.ipynb").read_bytes() == opens(P)
    # Each has a path of their own for the other's file, and commits the same bytes.
    colab_safe(ada, "paths", "restore", "--path", "kaggle=k/kaggle.json")
    assert (ada.root / "bob.ipynb").read_bytes() == opens("k/kaggle.json")
    ada.git("add", ".")
    colab_safe(ada, "paths", "hide", "--staged")
    assert ada.blob(":bob.ipynb") == ada.blob("HEAD:bob.ipynb")
    assert ada.blob(":ada.ipynb") == ada.blob("HEAD:ada.ipynb")


def test_no_name_is_left() -> None:
    store = PathStore({placeholder(name): [f"x/{name}.json"] for name in ("", *_every_tag())})
    with pytest.raises(PathError, match="no name is left"):
        hide(opens("keys/token.json"), "a.ipynb", store)
    named = Rules(names=(("mine", "keys/*"),))
    assert placeholder_in(hide(opens("keys/token.json"), "a.ipynb", store, named).data)


def _every_tag() -> list[str]:
    return [f"{first}{second}" for first in ascii_lowercase for second in ascii_lowercase + digits]


@pytest.mark.parametrize("others", [0, 99, 300])
def test_a_known_path_is_found_however_many_are_known(others: int) -> None:
    """More than a hundred are looked for in one search; over the end of a line"""
    store = PathStore({"__DRIVE_TOKEN_PATH_mine__": ["keyfolder/quarterly.json"]})
    for number in range(others):
        store.add(placeholder(f"n{number}"), f"keyfolder/n{number}/other{number}.json")
    texts = ["see keyfolder/quarterly.json", "see keyfolder/quar\nterly.json", "keyfolder \\ x"]
    data = jupyter(notebook(*(code("1", stream(text)) for text in texts)))
    hidden = hide(data, "a.ipynb", store)
    assert [match.path for match in hidden.hidden] == ["keyfolder/quarterly.json"] * 2
    assert restore(hidden.data, "a.ipynb", store).data == data
