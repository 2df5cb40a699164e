"""What a project says about paths holds in `paths check`, `paths hide` and the push hook alike, also after it changes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from colab_safe_hooks.push import main as push_hook

from colab_safe.command_line.main import main
from colab_safe.model import AcceptedBy, Finding
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.paths.rules import Rules
from colab_safe.paths.visible import visible_paths
from colab_safe.placeholders.store import PathStore
from tests.repository import Repository

from .notebooks import code, jupyter, markdown, notebook, sources, stream

PATH = "/content/drive/MyDrive/keys/gh.json"
LINE = f"see(open('{PATH}').read())"
NAME = "docs/a.ipynb"
PLACEHOLDER = "__DRIVE_TOKEN_PATH__"

ACCEPT = '[[allow]]\nreason = "made up"\n'
BY_RULE = f'{ACCEPT}rules = ["drive-token-path"]\n'


def tagged(source: str, **metadata: Any) -> dict[str, Any]:
    return code(source) | {"metadata": metadata}


# id: the cell, the settings in .colab-safe.toml, and whether the path is visible, accepted, or not a finding at all.
WORDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing said": (code(LINE), "", "visible"),
    "comment": (code(f"{LINE}  # colab-safe: allow drive-token-path"), "", "accepted"),
    "comment with a reason": (
        code(f"{LINE}  # colab-safe: allow drive-token-path — the same for all"),
        "",
        "accepted",
    ),
    "comment in Markdown": (
        markdown(f"`{PATH}` <!-- colab-safe: allow drive-token-path -->"),
        "",
        "accepted",
    ),
    "comment for two rules": (
        code(f"{LINE}  # colab-safe: allow github-pat, drive-token-path"),
        "",
        "accepted",
    ),
    "comment on the line of the opening quote": (
        code(
            "p = ('/content/drive/MyDrive/'  # colab-safe: allow drive-token-path\n     'keys/gh.json')"
        ),
        "",
        "visible",
    ),
    "comment on another line": (
        code(f"# colab-safe: allow drive-token-path\n{LINE}"),
        "",
        "visible",
    ),
    "comment for another rule": (code(f"{LINE}  # colab-safe: allow github-pat"), "", "visible"),
    "comment about secrets in general": (
        code(f"{LINE}  # pragma: allowlist secret"),
        "",
        "visible",
    ),
    "tag": (tagged(LINE, tags=["allow-secret:drive-token-path"]), "", "accepted"),
    "tag about secrets in general": (tagged(LINE, tags=["allow-secret"]), "", "visible"),
    "metadata": (tagged(LINE, **{"colab-safe": {"allow": ["drive-token-path"]}}), "", "accepted"),
    "metadata about everything": (tagged(LINE, **{"colab-safe": {"allow": True}}), "", "visible"),
    "configuration": (code(LINE), BY_RULE, "accepted"),
    "configuration, by notebook": (code(LINE), f'{BY_RULE}paths = ["docs/"]\n', "accepted"),
    "configuration, by path": (code(LINE), f'{BY_RULE}regexes = ["^keys/gh"]\n', "accepted"),
    "configuration, by line": (code(LINE), f'{BY_RULE}lines = ["see"]\n', "accepted"),
    "configuration, until a day to come": (
        code(LINE),
        f"{BY_RULE}expires = 2999-12-31\n",
        "accepted",
    ),
    "configuration, expired": (code(LINE), f"{BY_RULE}expires = 2020-12-31\n", "visible"),
    "configuration for another notebook": (code(LINE), f'{BY_RULE}paths = ["src/"]\n', "visible"),
    "configuration about everything in a folder": (
        code(LINE),
        f'{ACCEPT}paths = ["docs/"]\n',
        "visible",
    ),
    "keep": (code(LINE), '[paths]\nkeep = ["keys/*"]\n', "not found"),
    "keep, used as a credential": (
        code(f"install_private_library('{PATH}', 'P')"),
        '[paths]\nkeep = ["keys/*"]\n',
        "not found",
    ),
    "not a token file": (code("open('/content/drive/MyDrive/a.lic')"), "", "not found"),
    "files": (
        code("open('/content/drive/MyDrive/a.lic')"),
        '[paths]\nfiles = ["*.lic"]\n',
        "visible",
    ),
    "all": (code("open('/content/drive/MyDrive/a.csv')"), "[paths]\nall = true\n", "visible"),
}
EVERY_WAY = pytest.mark.parametrize(("cell", "settings", "expected"), WORDS.values(), ids=WORDS)


class Commands:
    """The commands in a repository, run in this process."""

    def __init__(
        self,
        repository: Repository,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.repository, self.monkeypatch, self.capsys = repository, monkeypatch, capsys
        monkeypatch.chdir(repository.root)

    def paths(self, *arguments: str) -> tuple[int, str]:
        """The exit code and the output of `colab-safe paths`."""
        return main(["paths", *arguments]), "".join(self.capsys.readouterr())

    def push(self) -> tuple[int, str]:
        """The same of the push hook, when the commits of `main` go to a new remote."""
        commit = self.repository.git("rev-parse", "main").strip()
        line = f"refs/heads/main {commit} refs/heads/main {'0' * 40}\n"
        self.monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
        return push_hook(["origin", "nowhere"]), "".join(self.capsys.readouterr())


@pytest.fixture
def commands(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    return Commands(repository, monkeypatch, capsys)


def prepare(repository: Repository, cell: dict[str, Any], settings: str) -> bytes:
    data = jupyter(notebook(cell))
    repository.add(NAME, data)
    repository.add(".colab-safe.toml", settings)
    repository.git("commit", "--quiet", "--message", "first")
    return data


@EVERY_WAY
def test_in_check_hide_and_push(
    cell: dict[str, Any], settings: str, expected: str, commands: Commands
) -> None:
    data = prepare(commands.repository, cell, settings)
    code = 1 if expected == "visible" else 0
    for _ in range(2):  # the second push is answered from memory, if it may be
        pushed, said = commands.push()
        assert pushed == code, said
        assert ("drive-token-path: " in said) is (expected == "visible")
        assert ("(1 accepted)" in said) is (expected == "accepted")
        assert ("colab-safe: 1 accepted by " in said) is (expected == "accepted")
    checked, said = commands.paths("check")
    assert checked == code, said
    assert ("is visible" in said) is (expected == "visible")
    assert ("(1 accepted path)" in said) is (expected == "accepted")
    changed, said = commands.paths("hide")
    assert changed == code, said
    assert ("1 accepted path left visible" in said) is (expected == "accepted")
    now = (commands.repository.root / NAME).read_bytes()
    assert (now == data) is (expected != "visible")


@pytest.mark.parametrize(
    "settings",
    ['[paths]\nkeep = ["keys/*"]\n', BY_RULE, f'{BY_RULE}regexes = ["gh"]\n'],
    ids=["keep", "allow", "allow by path"],
)
def test_a_push_is_judged_by_the_settings_of_today(settings: str, commands: Commands) -> None:
    """Nothing that an earlier check remembers is taken for an answer."""
    prepare(commands.repository, code(LINE), "")
    for content, expected in [("", 1), (settings, 0), ("", 1), (settings, 0), ("", 1)]:
        commands.repository.write(".colab-safe.toml", content)
        assert commands.push()[0] == expected, content


@pytest.mark.parametrize("key", ['files = ["*.lic"]', "all = true"])
def test_a_push_that_was_clean_is_blocked_by_a_new_setting(key: str, commands: Commands) -> None:
    prepare(commands.repository, code("open('/content/drive/MyDrive/a.lic')"), "")
    for content, expected in [("", 0), (f"[paths]\n{key}\n", 1), ("", 0)]:
        commands.repository.write(".colab-safe.toml", content)
        assert commands.push()[0] == expected, content


def test_a_push_is_judged_by_what_the_clone_remembers(commands: Commands) -> None:
    """A path that the user has hidden before is found, whatever it is called."""
    prepare(commands.repository, code("print('misc/gh/one.txt')"), "")
    assert commands.push()[0] == 0
    commands.paths("restore", "--path", "misc/gh/one.txt")
    assert commands.push()[0] == 1


@pytest.mark.parametrize("look", [Commands.push, lambda commands: commands.paths("check")])
def test_looking_changes_no_store(
    look: Callable[[Commands], tuple[int, str]], commands: Commands
) -> None:
    prepare(commands.repository, code(LINE), "")
    assert look(commands)[0] == 1
    assert not (commands.repository.root / ".git/colab-safe/paths.json").exists()


def test_the_search_is_pure() -> None:
    data = jupyter(notebook(code(LINE, stream(f"at {PATH}\n"))))
    store = PathStore()
    found = visible_paths(data, NAME, store)
    assert [match.path for match in found.matches] == ["keys/gh.json"] * 2
    assert (store.paths, store.written, store.changed) == ({}, {}, False)


def test_a_path_in_pieces_is_accepted_as_a_whole() -> None:
    """With half of it hidden, the notebook would not run."""
    cells = [
        "FOLDER = 'keys'  # colab-safe: allow drive-token-path",
        "see(open(f'/content/drive/MyDrive/{FOLDER}/gh.json').read())",
    ]
    without = [cells[0].partition("  #")[0], cells[1]]
    assert PLACEHOLDER in hidden(without)[0] and PLACEHOLDER in hidden(without)[1]
    assert hidden(cells) == cells


def test_the_same_path_elsewhere_is_not_accepted() -> None:
    cells = [f"{LINE}  # colab-safe: allow drive-token-path", LINE]
    shown, not_shown = hidden(cells)
    assert shown == cells[0]
    assert not_shown == LINE.replace("keys/gh.json", PLACEHOLDER)


def hidden(cells: list[str]) -> list[str]:
    data, store = jupyter(notebook(*map(code, cells))), PathStore()
    hiding = hide(data, NAME, store)
    assert restore(hiding.data, NAME, store).data == data
    return sources(hiding.data)


def test_a_known_line_without_a_text_has_a_location() -> None:
    """What the store knows is found in the bytes of a file that is not a notebook, too."""
    store, data = PathStore(), jupyter(notebook(code(f"x = 1\n{LINE}")))
    hide(data, NAME, store)
    broken = data.replace(b"keys/gh.json", b"odd/one.bin")[:-20]
    store.written = json.loads(json.dumps(store.written).replace("keys/gh.json", "odd/one.bin"))
    [match] = visible_paths(broken, NAME, store, Rules()).matches
    assert match.location is not None
    assert match.location.file_line == broken[: match.span.start].count(b"\n") + 1
    assert broken[match.span.start : match.span.end] == b"odd/one.bin"


@pytest.mark.parametrize("encode", [bytes, lambda data: data.decode().encode("utf-16")])
def test_findings_of_a_push_name_the_bytes_of_the_file(encode: Callable[[bytes], bytes]) -> None:
    from colab_safe.paths.encoding import in_utf8
    from colab_safe.paths.findings import as_stored, finding

    data = encode(jupyter(notebook(code(f"# Größe\n{LINE}"))))
    body, back = in_utf8(data)
    [match] = visible_paths(body, NAME, PathStore()).matches
    [found] = as_stored([finding(match, NAME)], body, back)
    [span] = found.location.spans
    assert data[span.start : span.end] in (
        "keys/gh.json".encode(code) for code in ("utf-8", "utf-16-le")
    )


def test_a_store_of_somebody_else_gives_no_path_an_accepted_name() -> None:
    """A `.git` from an archive brings a store that calls the path of a token file one that the project accepts."""
    data, accepted = jupyter(notebook([code(LINE)])), "keys/public.json"
    own, forged = PathStore(), PathStore()
    hide(data, NAME, own)
    forged.written = own.written
    forged.add(PLACEHOLDER, accepted)

    def accepts(found: Finding, line: str) -> AcceptedBy | None:
        return AcceptedBy("forged") if accepted in found.secret.reveal() else None

    for store in (own, forged):
        [match] = visible_paths(data, NAME, store, accepts=accepts).matches
        assert match.path == "keys/gh.json"
