"""The Kingfisher engine: exact spans, other engines' findings first, and the network only for who asks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from colab_safe import report as reports
from colab_safe.detect.engine import load
from colab_safe.detect.kingfisher import KingfisherEngine
from colab_safe.errors import EngineError
from colab_safe.scan import scan
from tests.notebooks import code, dump, notebook, output
from tests.tokens import github_token

LEAKY = dump(
    notebook(
        [code(f"é = '{github_token(1)}'"), code("", [output(html=f"<b>{github_token(2)}</b>")])]
    )
)


@pytest.fixture(scope="module")
def engine() -> KingfisherEngine:
    """One for all: it takes seconds to start."""
    return KingfisherEngine()


@pytest.mark.parametrize("before", ["", "é😀", "\ud800", "\ufeff", "a\r\n", "中" * 50])
def test_span_is_exact(engine: KingfisherEngine, before: str) -> None:
    text = f"{before}t = '{github_token(1)}'  # kingfisher:ignore"
    (match,) = engine.find([text])
    assert (match.rule.id, text[match.start : match.end], match.live) == (
        "kingfisher/github-pat",
        github_token(1),
        None,
    )


def test_description_is_no_sentence(engine: KingfisherEngine) -> None:
    (match,) = engine.find([github_token(1)])
    assert match.rule.description == "GitHub Personal Access Token (Kingfisher)"


def test_scan_with_this_engine(engine: KingfisherEngine) -> None:
    found = scan(LEAKY, "a.ipynb", [engine]).findings
    assert [(one.engine, one.location.place.cell, one.secret.reveal()) for one in found] == [
        ("kingfisher", 1, github_token(1)),
        ("kingfisher", 2, github_token(2)),
    ]


def test_the_built_in_rule_wins(engine: KingfisherEngine) -> None:
    found = scan(LEAKY, "a.ipynb", [engine, load("builtin")]).findings
    assert [one.rule for one in found] == ["github-pat", "github-pat"]


class Service(BaseHTTPRequestHandler):
    """Takes tokens that end in "live", refuses those that end in "dead", and has nothing to say on others."""

    asked: list[str]

    def do_GET(self) -> None:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        self.asked.append(token)
        self.send_response({"live": 200, "dead": 401}.get(token[-4:], 500))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


RULES = """
rules:
  - name: Acme access token
    id: custom.acme
    pattern: "(acme_[a-z0-9]{{20}})"
    min_entropy: 1.0
    confidence: medium
    examples: [acme_0123456789abcdefghij]
    validation:
      type: Http
      content:
        request:
          method: GET
          url: http://127.0.0.1:{port}/user
          headers:
            Authorization: Bearer {{{{ TOKEN }}}}
          response_matcher:
            - type: StatusMatch
              status: [200]
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A rule file for the tokens of Acme, whose service is asked about them."""
    server = HTTPServer(("127.0.0.1", 0), Service)
    Thread(target=server.serve_forever, daemon=True).start()
    file = tmp_path_factory.mktemp("rules") / "acme.yml"
    file.write_text(RULES.format(port=server.server_port))
    yield str(file)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def verifying(rules: str) -> KingfisherEngine:
    return KingfisherEngine(verify=True, rules=[rules], allow_internal_ips=True)


@pytest.fixture
def asking(verifying: KingfisherEngine) -> KingfisherEngine:
    """An engine that asks the service, which nobody has asked yet."""
    Service.asked = []
    return verifying


def acme(end: str) -> str:
    return f"acme_k3jq81mzw0vb2x7y{end}"


def test_live_and_dead(asking: KingfisherEngine) -> None:
    cells = [code(f"a = '{acme(end)}'") for end in ("live", "dead", "none")]
    report = scan(dump(notebook(cells)), "a.ipynb", [asking])
    assert [one.live for one in report.findings] == [True, False, None]
    assert sorted(set(Service.asked)) == sorted(acme(end) for end in ("live", "dead", "none"))
    text = reports.write(report, "text")
    assert (
        text.count("live: its provider accepts it")
        == text.count("dead: its provider rejects it")
        == 1
    )
    findings = json.loads(reports.write(report, "json"))["findings"]
    assert [one.get("live") for one in findings] == [True, False, None]


def test_nobody_is_asked_unless_somebody_asks(rules: str) -> None:
    Service.asked = []
    quiet = KingfisherEngine(rules=[rules], allow_internal_ips=True)
    assert [match.live for match in quiet.find([acme("live")])] == [None]
    assert Service.asked == []


def test_the_verdict_stays_with_the_secret_when_another_engine_wins(
    asking: KingfisherEngine,
) -> None:
    from colab_safe.detect.builtin import BuiltinEngine
    from colab_safe.detect.pattern_rule import rule

    own = rule(
        "acme",
        "Acme",
        r"(?P<secret>acme_[a-z0-9]{20})",
        ("acme_",),
        "https://example.org",
        "nowhere",
    )
    (found,) = scan(
        dump(notebook([code(acme("live"))])), "a.ipynb", [BuiltinEngine([own]), asking]
    ).findings
    assert (found.engine, found.live) == ("builtin", True)


def test_broken_rules_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot load its rules"):
        list(KingfisherEngine(rules=[str(tmp_path / "missing.yml")]).find(["x"]))


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    """Run in an interpreter that cannot see it."""
    (tmp_path / "a.ipynb").write_bytes(LEAKY)
    program = (
        "import sys; sys.modules['kingfisher_sdk'] = None\n"
        "from colab_safe.command_line.main import main; sys.exit(main(['scan', 'a.ipynb', '--engine', 'kingfisher']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install kingfisher-secret-scanner" in done.stderr
