"""The whole page: the verdict, what could not be read, the secrets, what is accepted and switched off.

Nothing in it is loaded from elsewhere. The policy allows this style sheet and this script, by their hashes, and nothing else:
https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from time import gmtime, strftime

from colab_safe import __version__
from colab_safe.model import CODE, CONFIDENCES, Report
from colab_safe.report.html.accepted import accepted
from colab_safe.report.html.elements import Html, blotted, element, together
from colab_safe.report.html.secrets import secret, worst_first
from colab_safe.report.text import count, covered, settings_notices


def write(report: Report, show_secrets: bool = False) -> str:
    """Return the page.

    Args:
        report: Of the whole scan, with the lines around its findings.
        show_secrets: Ignored: this format never contains a secret.
    """
    style, script = _file("page.css"), _file("page.js")
    document = element("html", _head(report, style, script), _body(report, script), lang="en")
    return f"<!DOCTYPE html>\n{document}\n"


def _file(name: str) -> Html:
    from importlib.resources import files  # reports for programs do not need it

    return Html(files(__package__).joinpath(name).read_text("utf-8"))


def _head(report: Report, style: Html, script: Html) -> Html:
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name_="referrer", content="no-referrer"),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name_="color-scheme", content="light dark"),
        element("title", f"{verdict(report)} – colab-safe"),
        element("style", style),
    )


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _body(report: Report, script: Html) -> Html:
    listed = _secrets(report)
    return element(
        "body",
        element("a", "Skip to the findings", href="#findings", class_="skip"),
        _banner(report),
        element(
            "main",
            _errors(report) if report.problems else None,
            _settings(report),
            _filters(report) if listed else None,
            element(
                "div", *listed, id="findings", tabindex=-1, role="region", aria_label="Findings"
            ),
        ),
        element("footer", element("p", f"colab-safe {__version__} · {_now()} · ", _PROMISE)),
        element("script", script),
    )


_PROMISE = "This file contains no secret and loads nothing."


def _now() -> str:
    return strftime("%Y-%m-%d %H:%M UTC", gmtime())


def verdict(report: Report) -> str:
    """Return the result of a scan in a few words.

    Args:
        report: Of the whole scan.
    """
    groups = worst_first(report.blocking)
    values = [each for each in groups if each[0][0].engine != CODE]
    if values:
        files = len({finding.location.path for finding in report.blocking})
        return f"{count(len(values), 'secret')} in {count(files, 'file')}"
    if groups:
        return f"{count(len(groups), 'place')} where code shows a credential"
    if report.problems:
        return "Not everything was scanned"
    if not report.coverage.files:
        return "Nothing was scanned"
    return "Nothing that blocks" if report.findings else "Nothing found"


def _state(report: Report) -> str:
    if report.blocking:
        return "bad"
    return "unsure" if report.problems or not report.coverage.files else "good"


def _banner(report: Report) -> Html:
    return element(
        "header",
        element("p", "colab-safe report", class_="brand"),
        element("h1", verdict(report)),
        element("p", covered(report), class_="told"),
        class_=f"banner {_state(report)}",
    )


def _errors(report: Report) -> Html:
    lines = [
        element("li", element("span", blotted(problem.path), class_="path"), blotted(problem.error))
        for problem in report.problems
    ]
    title = f"{count(len(lines), 'problem')}: this was not scanned, or not all of it"
    return element(
        "section",
        element("h2", title, id="errors"),
        element("ul", *lines),
        class_="note errors",
        aria_labelledby="errors",
    )


def _settings(report: Report) -> Html | None:
    """What settings switched off, and what they accepted."""
    told = list(settings_notices(report))
    off = [element("li", blotted(each.text), class_="told") for each in told if each.is_warning]
    by = [element("li", blotted(each.text), class_="told") for each in told if not each.is_warning]
    parts = [
        element("section", element("h2", title, id=id), element("ul", *lines), class_="note", aria_labelledby=id)
        for id, title, lines in (("off", "Not looked for", off), ("by", "Accepted", by))
        if lines
    ]  # fmt: skip
    return together(parts) if parts else None


def _secrets(report: Report) -> list[Html]:
    found = [secret(group) for group in worst_first(report.findings)]
    return [*found, *accepted(report.accepted_findings)]


def _filters(report: Report) -> Html:
    """Hidden until the script, which they need, shows them."""
    listed = [*report.findings, *(each.finding for each in report.accepted_findings)]
    rules = sorted({each.rule for each in listed})
    return element(
        "search",
        element(
            "form",
            _labelled("Rule", _choice("rule", [("", "all rules"), *((rule, rule) for rule in rules)])),
            _labelled("File", element("input", type="search", name="file", placeholder="any part of its path")),
            element("fieldset", element("legend", "Confidence"), *_confidences(report)),
            _labelled("Show", _choice("accepted", _KINDS)) if report.accepted_findings else None,
            element("output", role="status"),
        ),
        id="filters",
        hidden=True,
        aria_label="Filter the findings",
    )  # fmt: skip


_KINDS = [("", "open and accepted"), ("no", "open only"), ("yes", "accepted only")]


def _labelled(label: str, control: Html) -> Html:
    return element("label", element("span", label), control)


def _choice(name: str, options: list[tuple[str, str]]) -> Html:
    return element(
        "select", *[element("option", said, value=value) for value, said in options], name=name
    )


def _confidences(report: Report) -> Iterator[Html]:
    for confidence in reversed(CONFIDENCES):
        box = element("input", type="checkbox", name="confidence", value=confidence, checked=True)
        yield element("label", box, element("span", confidence))
