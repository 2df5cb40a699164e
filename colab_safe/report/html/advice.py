"""What to do about a secret, and how to accept one that is none, with texts to copy."""

from __future__ import annotations

from shlex import quote

from colab_safe.blots import BLOT
from colab_safe.model import CODE, Finding
from colab_safe.notebook_names import is_notebook
from colab_safe.report.drive import RESTRICT
from colab_safe.report.html.elements import Html, blotted, element
from colab_safe.report.remedy import is_address, remedy, without_value
from colab_safe.visible import visible


def advice(finding: Finding) -> Html:
    """Return what to do about a finding.

    Args:
        finding: The first one of its secret.
    """
    return element(
        "div",
        *([element("p", finding.revoke)] if finding.engine == CODE else _steps(finding)),
        element(
            "details",
            element("summary", "Not a secret? Accept it"),
            element("p", _where_to_accept(finding)),
            _copyable(_allowance(finding)),
        ),
        class_="todo",
    )


def _steps(finding: Finding) -> list[Html]:
    steps = [
        element("li", _revoked(finding.revoke), "."),
        element("li", "Then ", without_value(finding), "."),
    ]
    if finding.drive and finding.drive.public:
        steps.append(element("li", f"Where anyone can open the notebook, {RESTRICT}."))
    command = _command(finding)
    return [element("ol", *steps), *([_copyable(command)] if command else [])]


def _revoked(revoke: str) -> Html | str:
    """How to revoke it; the address of a rule as a link, which tells nobody where it was clicked."""
    if not is_address(revoke):
        return blotted(remedy(revoke))
    link = element("a", blotted(revoke.removeprefix("https://")), href=revoke, rel="noreferrer")
    return element("span", "Revoke it at ", link)


def _command(finding: Finding) -> str:
    """The command that takes a secret out of the notebook, after a look at what it does; empty where none does."""
    location = finding.location
    path, place = location.path, location.place
    if location.commit or not is_notebook(path) or not _is_plain(path):
        return ""
    if place.part == "source" and place.cell_type != "code":
        return ""
    verb = "fix" if place.part == "source" else "redact --diff"
    return f"colab-safe {verb} {quote(f'./{path}' if path.startswith('-') else path)}"


def _is_plain(path: str) -> bool:
    """Whether a path is shown as it is, so that a copy of it names the file."""
    return visible(path) == path and BLOT not in path and "!/" not in path


def _is_in_a_comment(finding: Finding) -> bool:
    return finding.location.place.part == "source" and finding.location.commit is None


def _where_to_accept(finding: Finding) -> str:
    if _is_in_a_comment(finding):
        return "Put this comment on the same line, with your reason:"
    return "Add this to pyproject.toml, with your reason:"


def _allowance(finding: Finding) -> str:
    if not _is_in_a_comment(finding):
        path = f'paths = ["{finding.location.path}"]\n' if _is_toml(finding.location.path) else ""
        reason = 'reason = "why it is not a secret"'
        return f'[[tool.colab-safe.allow]]\nrules = ["{finding.rule}"]\n{path}{reason}'
    comment = f"colab-safe: allow {finding.rule} — reason"
    is_code = finding.location.place.cell_type in ("code", None)
    return f"# {comment}" if is_code else f"<!-- {comment} -->"


def _is_toml(path: str) -> bool:
    return _is_plain(path) and not set('"\\*?') & set(path)


def _copyable(text: str) -> Html:
    """A text that a button copies, where scripts may run."""
    lines = [blotted(line) for line in text.split("\n")]
    inner = Html("\n".join(lines))
    return element("pre", element("code", inner), class_="copy")
