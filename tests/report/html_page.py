"""The HTML report as a parser reads it, without a browser: its elements, attributes and texts."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

_EMPTY = {"meta", "input"}


class Tag(NamedTuple):
    name: str
    attributes: dict[str, str | None]
    parents: tuple[str, ...]


class Page(HTMLParser):
    """What is in a page. Scripts and styles are raw text, as for a browser.

    Attributes:
        tags: All elements, in order.
        texts: All texts, each with the name of its element.
    """

    def __init__(self, written: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(written)
        self.close()
        assert not self._open, "every element ends"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), "no attribute twice"
        self.tags.append(Tag(tag, dict(attrs), tuple(self._open)))
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def named(self, name: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name == name]

    def text_of(self, name: str) -> str:
        return "".join(text for where, text in self.texts if where == name)


def hold_to_policy(page: Page) -> None:
    """Fail if anything in a page may run or load: there is one script and one style, which the policy names, and no more."""
    policy = next(
        tag.attributes["content"] or ""
        for tag in page.named("meta")
        if tag.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": _hash(page.text_of("style")),
        "script-src": _hash(page.text_of("script")),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(page.named("script")) == len(page.named("style")) == 1
    allowed = {
        "a", "article", "body", "code", "dd", "details", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3",
        "head", "header", "html", "input", "label", "legend", "li", "main", "mark", "meta", "ol", "option", "output", "p",
        "pre", "script", "search", "section", "select", "span", "style", "summary", "title", "ul",
    }  # fmt: skip
    assert {tag.name for tag in page.tags} <= allowed
    names = {name for tag in page.tags for name in tag.attributes}
    assert names <= {
        "aria-label", "aria-labelledby", "charset", "checked", "class", "content", "data-accepted", "data-confidence",
        "data-rule", "hidden", "href", "http-equiv", "id", "lang", "name", "placeholder", "rel", "role", "start", "tabindex",
        "type", "value",
    }  # fmt: skip
    links = [tag.attributes["href"] or "" for tag in page.named("a")]
    assert all(link == "#findings" or link.startswith("https://") for link in links)


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def hold_to_accessibility(page: Page) -> None:
    """Fail if a page lacks a landmark, a heading's level, a label, a name or a unique id."""
    for landmark in ("main", "footer", "h1"):
        assert len(page.named(landmark)) == 1, landmark
    levels = [int(tag.name[1]) for tag in page.tags if tag.name in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for control in [*page.named("input"), *page.named("select")]:
        assert "label" in control.parents
    ids = [tag.attributes["id"] for tag in page.tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    named_by = {tag.attributes.get("aria-labelledby") for tag in page.tags} - {None}
    assert named_by <= {*ids}
    assert page.named("html")[0].attributes["lang"] == "en"
    assert all("legend" in [inner.name for inner in page.tags if "fieldset" in inner.parents]
               for _ in page.named("fieldset"))  # fmt: skip
    assert all(mark.attributes == {"role": "img", "aria-label": "hidden secret"} for mark in page.named("mark"))  # fmt: skip
    assert page.text_of("title").strip()
