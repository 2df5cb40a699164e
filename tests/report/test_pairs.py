"""Credentials of several parts are told as one thing, and every place of a secret is told."""

from __future__ import annotations

import string
from random import Random

from colab_safe import report as reports
from colab_safe.detect.engine import load
from colab_safe.detect.rules import RULES
from colab_safe.model import total
from colab_safe.report.pairs import PAIRS, credentials
from colab_safe.scan import scan
from tests.notebooks import Json, code, dump, notebook, stream
from tests.tokens import github_token


def key_id(seed: int = 1) -> str:
    return f"AK{'IA'}I{''.join(Random(seed).choices(string.ascii_uppercase + '234567', k=15))}"


def key(seed: int = 1) -> str:
    return "".join(Random(seed).choices(string.ascii_letters + string.digits, k=40))


def told(*cells: Json) -> list[tuple[str, ...]]:
    report = scan(dump(notebook(cells)), "a.ipynb", [load("builtin")])
    return [tuple(part.rule for part in credential) for credential in credentials(report.findings)]


BOTH = ("aws-access-key-id", "aws-secret-access-key")


def test_rules_of_the_pairs_exist() -> None:
    ids = {rule.id for rule in RULES}
    assert [rule for pair in PAIRS for rule in pair if rule not in ids] == []
    assert len({rule for pair in PAIRS for rule in pair}) == sum(map(len, PAIRS)), (
        "a rule is in one pair"
    )


def test_id_and_key_are_one_thing() -> None:
    source = f"aws_access_key_id = '{key_id()}'\naws_secret_access_key = '{key()}'"
    assert told(code(source)) == [BOTH]


def test_two_pairs_are_two() -> None:
    sources = [
        f"aws_access_key_id = '{key_id(n)}'\naws_secret_access_key = '{key(n)}'\n" for n in (1, 2)
    ]
    assert told(code("".join(sources))) == [BOTH, BOTH]


def test_parts_in_other_cells_or_outputs_are_told_apart() -> None:
    one, other = f"aws_access_key_id = '{key_id()}'", f"aws_secret_access_key = '{key()}'"
    assert told(code(one), code(other)) == [BOTH[:1], BOTH[1:]]
    assert told(code(one, [stream(other)])) == [BOTH[:1], BOTH[1:]]
    assert told(code(one + "\n" * 20 + other)) == [BOTH[:1], BOTH[1:]]


def test_text_tells_both_places_under_one_head() -> None:
    source = f"aws_access_key_id = '{key_id()}'\naws_secret_access_key = '{key()}'"
    text = reports.write(scan(dump(notebook([code(source)])), "a.ipynb", [load("builtin")]), "text")
    assert text.startswith(
        "a.ipynb: cell 1, source, line 1, column 22\n"
        "    AWS access key id (aws-access-key-id)\n"
        "    | aws_access_key_id = '█████'\n"
        "  together with line 2, column 26\n"
        "    AWS secret access key (aws-secret-access-key)\n"
        "    | aws_secret_access_key = '█████'\n\n"
    )


def test_a_secret_in_five_places_is_told_five_times() -> None:
    token = github_token(1)
    cells = [code(f"'{token}', '{token}'\n{token}", [stream(token)]), code(token)]
    report = scan(dump(notebook(cells)), "a.ipynb", [load("builtin")])
    assert len(report.findings) == 5
    written = reports.write(report, "text")
    assert written.count("a.ipynb: cell ") == 5
    assert written.count("(github-pat)") == 1  # one secret is one thing to do


def test_a_secret_in_many_files_is_one_entry_with_its_first_places() -> None:
    leak = dump(notebook([code(f"t = '{github_token(1)}'")]))
    one, other = (f"t = '{github_token(seed)}'" for seed in (1, 2))
    found = [scan(leak, f"{number:03}.ipynb", [load("builtin")]) for number in range(300)]
    mixed = scan(dump(notebook([code(one), code(other)])), "x.ipynb", [load("builtin")])
    written = reports.write(total([*found, mixed]), "text", only_findings=True)
    assert "the same in 300 more places, in 300 files:" in written
    assert "… and 295 more; --format concise lists each" in written
    assert len(written.splitlines()) == 15
    assert written.count("    | ") == 2
