"""Nothing that leaves the process lets a weak secret be found with a dictionary: no hash of it, and no difference.

What leaves: reports in every format, messages, baselines, and what is kept in `.git/colab-safe/`. The ids of git's own
blobs and commits also depend on the text around the secret; they are where the notebook itself is. In memory, hashes
of secrets are compared and forgotten (detect-secrets' SHA-1, the clean cells of a history, the clean texts of a scan).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import string
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from colab_safe import report as reports
from colab_safe.command_line.main import main
from colab_safe.detect.engine import load
from colab_safe.errors import UsageError
from colab_safe.model import Report, Secret
from colab_safe.scan import scan
from tests.notebooks import code, dump, markdown, notebook, output, stream
from tests.report.dictionary import HASHES, WORDS, contains_a_hash
from tests.repository import Repository

PASSWORD = WORDS[1234]
RULE, PATH = "generic-password", "a.ipynb"
ENGINES = [load("builtin")]


def cell(password: str) -> bytes:
    return dump(notebook([code(f"password = '{password}'")]))


# --- the attack itself works: each of these is found


def _fingerprint(word: str) -> str:
    return hashlib.sha256(f"{RULE}\0{word}".encode()).hexdigest()[:32]


LEAKS: dict[str, Callable[[str], str]] = {
    "the fingerprint of the first versions": _fingerprint,
    "detect-secrets' hash": lambda word: hashlib.sha1(word.encode()).hexdigest(),
    "the first 12 digits": lambda word: hashlib.md5(word.encode()).hexdigest()[:12],
    "a UUID": lambda word: str(uuid5(NAMESPACE_URL, word)),
    "base64": lambda word: base64.b64encode(hashlib.sha256(word.encode()).digest()).decode(),
    "base64 for URLs": lambda word: base64.urlsafe_b64encode(
        hashlib.sha512(f"{PATH}\0{word}".encode()).digest()
    ).decode(),
    "upper case": lambda word: hashlib.blake2b(word.encode(), digest_size=16).hexdigest().upper(),
}


@pytest.mark.slow
@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_the_attack_finds_a_hash(leak: Callable[[str], str]) -> None:
    assert contains_a_hash(f'{{"id": "x:{leak(PASSWORD)}"}}'.encode(), RULE, PATH)
    assert not contains_a_hash(f'{{"id": "x:{leak("not in it")}"}}'.encode(), RULE, PATH)


def test_the_dictionary_is_what_the_scan_finds() -> None:
    assert len(set(WORDS)) == 5000
    found = scan(cell(PASSWORD), PATH, ENGINES).findings
    assert [(one.rule, one.secret, one.is_random) for one in found] == [
        (RULE, Secret(PASSWORD), False)
    ]
    assert len(HASHES) == 12


# --- everything that commands print and write


@pytest.fixture
def leaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with a password in the history of a notebook, in its outputs and in the name of another one."""
    repository = Repository.new(tmp_path / "r")
    made = code(f"password = '{PASSWORD}'", [stream(f"password: {PASSWORD}\n")])
    repository.add(PATH, dump(notebook([made], metadata={"x": {"password": PASSWORD}})))
    repository.add(f"copy of {PASSWORD}.ipynb", cell(PASSWORD))
    repository.git("commit", "--quiet", "--message", "Add notebooks")
    monkeypatch.chdir(repository.root)
    return repository


def written(repository: Repository) -> dict[str, bytes]:
    """All files but the notebooks, and git's own, by path."""
    git_own = ("objects", "index", "logs", "refs", "hooks", "HEAD", "config", "info")
    return {
        name: file.read_bytes()
        for file in repository.root.rglob("*")
        if file.is_file() and file.suffix != ".ipynb"
        for name in [file.relative_to(repository.root).as_posix()]
        if not name.startswith(tuple(f".git/{own}" for own in git_own))
    }


COMMANDS = {
    **{f"scan, {format}": ["scan", ".", "--format", format] for format in reports.FORMATS},
    "history": ["scan", "--history", "--format", "json"],
    "history, SARIF": ["scan", "--history", "--format", "sarif"],
    "range": ["scan", "--range", "HEAD"],
    "staged": ["scan", "--staged", "--format", "gitlab"],
    "report in a file": ["scan", ".", "--format", "junit", "--output", "report.xml"],
    "redact": ["redact"],
    "baseline create": ["baseline", "create"],
    "init": ["init", "--yes", "--accept-published"],
    "doctor": ["doctor"],
    "push": ["push", "origin"],
}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_hash_is_printed_or_written(
    command: list[str], leaky: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written(leaky)
    capsys.readouterr()
    try:
        main(command)
    except SystemExit as exit:
        assert exit.code != 0
    said = "".join(capsys.readouterr())
    files = {name: data for name, data in written(leaky).items() if before.get(name) != data}
    for name, data in {"what is printed": said.encode(), **files}.items():
        assert PASSWORD.encode() not in data, name
        assert not contains_a_hash(data + name.encode(), RULE, PATH), name


@pytest.mark.slow
def test_no_hash_is_in_an_updated_baseline(leaky: Repository) -> None:
    entry = {"path": PATH, "rule": RULE, "fingerprint": _fingerprint(PASSWORD), "reason": "r"}
    file = leaky.write(".colab-safe.baseline", json.dumps(entry) + "\n")
    assert contains_a_hash(file.read_bytes(), RULE, PATH)
    assert main(["scan", PATH, "--format", "json"]) == 0, "an old entry still accepts"
    assert main(["baseline", "update"]) == 0
    assert not contains_a_hash(file.read_bytes(), RULE, PATH)
    assert PASSWORD not in file.read_text("utf-8")
    assert main(["scan", "."]) == 0


# --- two notebooks that differ in a password give the same reports


def basic(password: str) -> str:
    return base64.b64encode(f"admin:{password}".encode()).decode()


PLACES: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "source": lambda password: (PATH, cell(password)),
    "output": lambda password: (
        PATH, dump(notebook([code("", [stream(f"a\npassword: {password}\nb")])]))
    ),
    "HTML": lambda password: (
        PATH, dump(notebook([code("", [output(html=f"<p>password = <b>{password}</b></p>")])]))
    ),
    "metadata of a cell": lambda password: (
        PATH, dump(notebook([code("x", metadata={"colab": {"password": password}})]))
    ),
    "metadata of the notebook": lambda password: (
        PATH, dump(notebook([code("x")], metadata={"db": {"password": password}}))
    ),
    "markdown": lambda password: (
        PATH, dump(notebook([markdown(f"The password is `password: {password}`, it works.")]))
    ),
    "URL": lambda password: (
        PATH, dump(notebook([code(f"e = create_engine('postgresql://me:{password}@db.example.org/x')")]))
    ),
    "base64": lambda password: (
        PATH, dump(notebook([code(f"h = {{'Authorization': 'Basic {basic(password)}'}}")]))
    ),
    "file name": lambda password: (f"notes/{password} old.ipynb", cell(password)),
    "file name, accepted": lambda password: (
        f"{password}.ipynb", dump(notebook([code(f"password = '{password}'  # pragma: allowlist secret")]))
    ),
    "cell id": lambda password: (
        PATH, dump(notebook([code(f"password = '{password}'", id=f"{password}")], minor=5))
    ),
    "copies on equal lines": lambda password: (
        PATH, dump(notebook([code(f"password = '{password}'\n" * 3), code(f"password = '{password}'\n")]))
    ),
    "next to another password": lambda password: (
        PATH, dump(notebook([code(f"password = '{WORDS[7]}'\npassword = '{password}'\n")]))
    ),
    "text": lambda password: ("a.env", f"PASSWORD={password}\n".encode()),
    "broken notebook": lambda password: (PATH, cell(password)[:-9]),
}  # fmt: skip


def random_password(seed: int, length: int) -> str:
    random = Random(seed)
    letters = "".join(random.choices(string.ascii_letters, k=length))
    return f"{letters}{random.choice('!#*')}{random.randrange(1000, 10000)}{random.choice(string.ascii_letters)}"


SEEDS, LENGTHS = st.integers(0, 10**9), st.integers(3, 12)


def written_in(report: Report, format: str) -> str:
    """The report, without the time that some formats have."""
    try:
        text = reports.write(report, format)
    except UsageError as refused:
        text = str(refused)
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", "", text)


def kinds(report: Report) -> list[tuple[str, int, tuple[str, ...]]]:
    """What was found where: another rule, or another way of decoding, says more than a fingerprint."""
    return [(one.rule, one.location.line, one.location.views) for one in report.findings]


def both(place: str, one: str, other: str) -> tuple[Report, Report]:
    first, second = (scan(data, path, ENGINES) for path, data in map(PLACES[place], (one, other)))
    assume(first.findings or first.accepted)
    assume(kinds(first) == kinds(second))
    return first, second


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@given(SEEDS, SEEDS, LENGTHS)
@settings(max_examples=8, deadline=None)
def test_a_report_is_the_same_for_every_password_of_a_length(
    place: str, seed: int, other: int, length: int
) -> None:
    first, second = both(place, random_password(seed, length), random_password(other, length))
    for format in reports.FORMATS:
        assert written_in(first, format) == written_in(second, format)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@given(SEEDS, SEEDS, LENGTHS, LENGTHS)
@settings(max_examples=8, deadline=None)
def test_only_positions_and_sizes_tell_the_length(
    place: str, seed: int, other: int, length: int, another: int
) -> None:
    """The byte spans are a part of the contract, since `redact` and others need the whole secret; nothing else is."""
    first, second = both(place, random_password(seed, length), random_password(other, another))
    prints = [[each.fingerprint for each in report.findings] for report in (first, second)]
    assert prints[0] == prints[1]
    for format in set(reports.FORMATS) - {"gitlab"}:  # a hash of the column is in its ids
        written = [re.sub(r"\b\d+\b", "N", written_in(each, format)) for each in (first, second)]
        assert written[0] == written[1]
