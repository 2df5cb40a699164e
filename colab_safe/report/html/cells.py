"""A finding in its notebook cell: the text as a reader sees it, its number, and the line of the finding marked."""

from __future__ import annotations

from colab_safe.blots import BLOT
from colab_safe.model import Finding, OnDrive, Place, Span, Surroundings
from colab_safe.report.drive import sharing
from colab_safe.report.html.elements import Html, blotted, element, together
from colab_safe.report.lifetime import lifetime
from colab_safe.report.text import where_inside


def place(finding: Finding) -> Html:
    """Return a finding's place in words, and its cell.

    Args:
        finding: With the lines around it; without them, its own line is shown.
    """
    location = finding.location
    commit = element("span", location.commit[:12], class_="commit") if location.commit else None
    return element(
        "section",
        element(
            "h3",
            element("span", blotted(location.path), class_="path"),
            commit,
            element("span", blotted(where_inside(location)), class_="where"),
        ),
        element("p", lifetime(finding.history), class_="lifetime") if finding.history else None,
        _on_drive(finding.drive) if finding.drive else None,
        _cell(finding.location.place, finding),
        class_="place",
    )


def _on_drive(drive: OnDrive) -> Html:
    link = element("a", "open it in Colab", href=drive.link, rel="noreferrer")
    shown = link if BLOT not in drive.link else None
    return element("p", blotted(f"{sharing(drive)}; "), shown, class_="lifetime")


def _cell(place: Place, finding: Finding) -> Html:
    around = finding.surroundings or _line_alone(finding)
    part = place.part if place.part in ("source", "output") else "other"
    return element(
        "div",
        element("div", prompt(place, around.execution_count), class_="prompt"),
        _lines(around),
        class_=f"cell {part}",
    )


def _line_alone(finding: Finding) -> Surroundings:
    return Surroundings((finding.excerpt,), finding.location.line, Span(0, 1))


def prompt(place: Place, count: int | None) -> str:
    """Return what a notebook shows to the left of a cell, such as `In [3]`; in other places, what is shown.

    Args:
        place: In a notebook, or in any other file.
        count: How often the kernel had run then; None if the cell was never run.
    """
    number = f" [{' ' if count is None else count}]"
    if place.part == "output":
        return f"Out{number}"
    if place.part == "source" and place.cell is not None:
        return f"In{number}" if place.cell_type == "code" else place.cell_type or "cell"
    return "file" if place.part == "source" else place.part


def _lines(around: Surroundings) -> Html:
    lines = [
        _line(line, around.marked.start <= number < around.marked.end)
        for number, line in enumerate(around.lines)
    ]
    cut = f"{' above' if around.is_cut_before else ''}{' below' if around.is_cut_after else ''}"
    return element("ol", *lines, class_=f"lines{cut}", start=around.first)


def _line(line: str, is_marked: bool) -> Html:
    if not is_marked:
        return element("li", blotted(line))
    return element(
        "li",
        together([element("span", "found here: ", class_="heard"), blotted(line)]),
        class_="hit",
    )
