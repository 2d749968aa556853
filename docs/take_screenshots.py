"""Take the pictures of docs/screenshots.md: every tab at three widths, light and dark, over the notes alone.

    python docs/take_screenshots.py

needs the development packages and Chromium. The notes are ingested into a scratch folder, so that no word of an
original comes into a picture. Tabs are found on the page. Pictures that are no longer taken are removed.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from chatbot.page.examples import EXAMPLES
from evals.page_speed.served import served
from evals.page_speed.watch_page import open_browser
from ingest.pipeline import ingest_paths
from kb.settings import Settings

_FOLDER = Path(__file__).parent / "screenshots"
_PAGE = Path(__file__).parent / "screenshots.md"
_WINDOWS = ((320, 640), (768, 1024), (1440, 900))
_SCHEMES = ("light", "dark")
_QUALITY = 40  # of 100: letters stay sharp, a picture has some 30 kB
_SETTLE_MS = 1500


def main() -> None:
    """Ingest, serve, take, and write the page that shows them."""
    _FOLDER.mkdir(exist_ok=True)
    taken: dict[str, list[str]] = {}
    with TemporaryDirectory(prefix="briefing-screenshots-") as folder:
        settings = Settings(data_dir=Path(folder), corpus="notes")
        ingest_paths(settings, [settings.notes_dir])
        with served("page", settings) as address, open_browser() as browser:
            for width, height in _WINDOWS:
                for scheme in _SCHEMES:
                    for tab, name in _take(browser, address, width, height, scheme).items():
                        taken.setdefault(tab, []).append(name)
    for picture in _FOLDER.glob("*.webp"):
        if picture.name not in {name for names in taken.values() for name in names}:
            picture.unlink()
    _PAGE.write_text(_markdown(taken), encoding="utf-8")
    size = sum(picture.stat().st_size for picture in _FOLDER.glob("*.webp"))
    sys.stderr.write(f"{sum(map(len, taken.values()))} pictures, {size / 1000:.0f} kB\n")


def _take(browser: Browser, address: str, width: int, height: int, scheme: str) -> dict[str, str]:
    """A picture of each tab, by the tab's name: an answer, a brief with it, and the others as they open."""
    names: dict[str, str] = {}
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    with context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=60_000)
        page.wait_for_timeout(_SETTLE_MS)
        _ask(page, EXAMPLES[1].questions[0])
        page.get_by_role("button", name="Add the answer to the brief").first.click()
        page.wait_for_timeout(_SETTLE_MS)
        tabs = page.locator("#visits [role=tab]").evaluate_all("tabs => tabs.map((tab) => tab.textContent)")
        for tab in dict.fromkeys(name.partition(" (")[0].strip() for name in tabs):
            _open(page, tab)
            name = f"{tab.casefold().replace(' ', '-')}-{width}-{scheme}.webp"
            picture = Image.open(io.BytesIO(page.screenshot()))
            picture.save(_FOLDER / name, quality=_QUALITY, method=6)
            names[tab] = name
    return names


def _ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#answer .answer")).to_be_visible(timeout=60_000)


def _open(page: Page, tab: str) -> None:
    button = page.get_by_role("tab", name=tab).first
    if button.is_visible():
        button.click()
    else:  # folded into a menu on a narrow window
        page.locator("#visits .overflow-menu > button").click()
        page.locator("#visits .overflow-dropdown button", has_text=tab).click()
    page.wait_for_timeout(_SETTLE_MS)
    if tab != "Ask":
        page.evaluate("window.scrollTo(0, 0)")
        page.wait_for_timeout(300)


def _markdown(taken: dict[str, list[str]]) -> str:
    lines = [
        "# What the page looks like",
        "",
        "Every tab at 320, 768 and 1,440 pixels, light and dark, over the notes alone. Made by "
        "`python docs/take_screenshots.py`.",
    ]
    for tab, names in taken.items():
        lines += ["", f"## {tab}", ""]
        for light, dark in zip(names[::2], names[1::2], strict=True):
            width = light.rsplit("-", 2)[1]
            lines.append(
                f"![{tab} at {width} pixels, light](screenshots/{light}) "
                f"![{tab} at {width} pixels, dark](screenshots/{dark})"
            )
            lines.append("")
        lines.pop()
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
