"""Open HTML reports in Chromium: nothing of a hostile notebook runs or loads, the keyboard reaches everything; how fast it is.

    pip install playwright
    python bench/report_in_browser.py [--chromium /usr/bin/chromium] [--screenshots FOLDER]

It is not a part of the test suite, which needs no browser (tests/report/test_html.py holds the same pages to the same rules).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from colab_safe import report as reports
from colab_safe.detect.engine import load
from colab_safe.model import Report, total
from colab_safe.scan import scan
from tests.notebooks import code, dump, notebook, stream
from tests.report.test_html import ATTACKS, attacked
from tests.tokens import github_token

_SECRETS = 2000


def pages() -> Iterator[tuple[str, Report]]:
    engines = [load("builtin")]
    yield (
        "hostile",
        attacked([*ATTACKS, *map(_url, range(3))], path="javascript:canary=1/<script>.ipynb"),
    )
    yield (
        "large output",
        scan(
            dump(notebook([code("x", [stream(f"{ATTACKS[0] * 200_000}{github_token(1)}\n")])])),
            "a.ipynb",
            engines,
            with_cells=True,
        ),
    )
    yield "clean", scan(dump(notebook([code("x = 1")])), "a.ipynb", engines)
    yield "broken", scan(b"{", "a.ipynb", engines)
    lines = "\n".join(
        f"    column_{n} = frame['column_{n}'].fillna(0).clip(0, 100)" for n in range(6)
    )
    yield "many", total(
        scan(
            dump(notebook([code(f"{lines}\n    x = '{github_token(10 * file + n)}'\n{lines}") for n in range(10)])),
            f"{file}.ipynb", engines, with_cells=True,
        )
        for file in range(_SECRETS // 10)
    )  # fmt: skip


def _url(number: int) -> str:
    return f"<script src=https://x.example/{number}.js></script><img src=https://x.example/{number}.png>"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--chromium", metavar="FILE", help="default: the one of playwright")
    parser.add_argument("--screenshots", metavar="FOLDER", type=Path)
    arguments = parser.parse_args()
    from playwright.sync_api import sync_playwright

    failed = 0
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        options = {"executable_path": arguments.chromium} if arguments.chromium else {}
        browser = playwright.chromium.launch(args=["--no-sandbox"], **options)
        for name, report in pages():
            file = Path(folder, f"{name.replace(' ', '-')}.html")
            file.write_text(reports.write(report, "html"), "utf-8")
            for scheme in ("light", "dark"):
                failed += _look(browser, file, name, scheme, arguments.screenshots)
        browser.close()
    return min(failed, 1)


def _look(browser: Any, file: Path, name: str, scheme: str, screenshots: Path | None) -> int:
    """Open a page, print what was measured, and return how many checks failed."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_timeout(500)
    checks = {
        "one request, for the page": len(requests) == 1,
        "the console is empty": not complaints,
        "no attack ran": page.evaluate("typeof window.canary") == "undefined",
        "the title is that of the page": page.title().endswith(" – colab-safe"),
        "nothing sticks out on a phone": page.evaluate(_WIDTH) <= 390,
        "the keyboard reaches every control, in its order": _walk(page),
        "every control has a name": page.evaluate(_UNNAMED) == 0,
        "the text has the contrast of WCAG AA": page.evaluate(_CONTRAST) == [],
    }
    if page.query_selector("#filters"):
        checks["a filter hides what does not fit"] = _filters(page)
    loading = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    size = file.stat().st_size
    print(f"{name}, {scheme}: {size / 1000:,.0f} KB, loaded in {loading:.0f} ms")
    for check, holds in checks.items():
        if not holds:
            print(f"  FAILED: {check} {complaints[:3]} {requests[1:4]}")
    if screenshots:
        page.screenshot(path=screenshots / f"{file.stem}-{scheme}.png")
    page.close()
    return sum(not holds for holds in checks.values())


_WIDTH = "document.documentElement.scrollWidth"
_UNNAMED = """[...document.querySelectorAll('a, button, input, select, summary')].filter(
  each => !(each.textContent.trim() || each.labels?.[0]?.textContent.trim())).length"""
# Of what is on the screen: the colour of each text against the nearest background that is not transparent.
_CONTRAST = """(() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(
    v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = each => { for (; each; each = each.parentElement) {
    const colour = parse(getComputedStyle(each).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour; } return [255, 255, 255]; };
  return [...document.querySelectorAll('body *')].slice(0, 3000).filter(each => each.checkVisibility() &&
      [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())).filter(each => {
    const pair = [light(parse(getComputedStyle(each).color)), light(ground(each))].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05) < 4.5; }).map(each => each.outerHTML.slice(0, 80));
})()"""


def _walk(page: Any) -> bool:
    """Whether the tab key goes through the first controls in the order of the page, and focus can be seen."""
    wanted = page.evaluate(
        """[...document.querySelectorAll('a[href], button, input, select, summary')]
        .filter(each => each.checkVisibility({contentVisibilityAuto: false})).length"""
    )
    page.evaluate("document.body.focus()")
    places = []
    for _ in range(min(wanted, 12)):
        page.keyboard.press("Tab")
        places.append(
            page.evaluate(
                """(() => { const all = [...document.querySelectorAll('*')], at = document.activeElement;
                return [all.indexOf(at), getComputedStyle(at).outlineStyle !== 'none']; })()"""
            )
        )
    numbers = [number for number, _ in places]
    return numbers == sorted(set(numbers)) and all(is_seen for _, is_seen in places)


def _filters(page: Any) -> bool:
    page.fill("#filters [name=file]", "no such file")
    none = page.locator(".secret:not([hidden])").count()
    page.fill("#filters [name=file]", "")
    every = page.locator(".secret").count()
    milliseconds = page.evaluate(
        """() => { const form = document.querySelector('#filters form'), began = performance.now();
        form.elements.file.value = '19'; form.dispatchEvent(new Event('input')); document.body.offsetHeight;
        const took = performance.now() - began; form.elements.file.value = '';
        form.dispatchEvent(new Event('input')); return took; }"""
    )
    print(f"  {every:,} secrets, filtered in {milliseconds:.0f} ms")
    return none == 0 and page.locator(".secret:not([hidden])").count() == every


if __name__ == "__main__":
    raise SystemExit(main())
