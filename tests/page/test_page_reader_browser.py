"""The source reader in a real browser: cards at marks, pages with boxes, the keyboard there and back, a phone."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from page_asking import ask
from page_reader_made_up import ASKED_ACROSS, ASKED_COLUMNS, ASKED_PLAIN, make_reader_library
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def page_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The library of PDFs instead of the other tests' one."""
    return make_reader_library(tmp_path_factory.mktemp("reader-page"))


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(25):
        if _focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached with Tab, but {_focused(page)}")


def _shown_page(card: Locator) -> Locator:
    """The card's page view, once its pages and pictures are there."""
    view = card.locator("details.page-view")
    expect(view.locator("figure").first).to_be_visible(timeout=20_000)
    for picture in view.locator("img").all():
        picture.evaluate("picture => picture.decode()")
    return view


def test_from_the_question_to_the_printed_page_and_back_with_the_keyboard_alone(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 900})  # where the page is not opened by itself
    page.get_by_label("Your question").focus()
    page.keyboard.type(ASKED_COLUMNS)
    page.keyboard.press("Enter")
    expect(page.locator("#answer .answer")).to_contain_text("4,180 residents", timeout=20_000)
    page.wait_for_function("document.getAnimations().every((one) => one.animationName !== 'come')")
    page.locator("a.skip").focus()
    _tab_to(page, "t1-mark-1")
    card = page.locator("#t1-card-1")
    expect(card).to_be_visible()
    for words in ("Okafor (2019)", "How quay clinics share", "Page: 1", "4,180 residents"):
        expect(card).to_contain_text(words)
    expect(card.locator(".verdict")).to_be_visible()
    assert page.locator("#t1-mark-1").get_attribute("aria-describedby") == "t1-card-1"
    page.keyboard.press("Enter")
    assert _focused(page) == "t1-evidence-1"
    expect(page.locator("#t1-evidence-1 mark").first).to_be_in_viewport()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.page-view > summary')"):
            break
    page.keyboard.press("Enter")
    view = _shown_page(page.locator("#t1-evidence-1"))
    expect(page.locator("#announcer [role=status]")).to_contain_text("The words are boxed.")
    for _ in range(8):
        page.keyboard.press("Tab")
        if _focused(page) == "page-window":
            break
    size = view.locator(".page-zoom-size")
    before = size.inner_text()
    page.keyboard.press("+")
    expect(size).not_to_have_text(before)
    page.keyboard.press("0")
    expect(size).to_have_text("100%")
    page.keyboard.press("Escape")
    assert _focused(page) == "t1-mark-1"
    expect(page.locator("#t1-mark-1")).to_be_in_viewport()


def test_boxes_lie_over_the_quoted_words_of_the_picture(page: Page) -> None:
    ask(page, ASKED_COLUMNS)
    page.locator("#t1-mark-1").click()
    card = page.locator("#t1-evidence-1")
    view = _shown_page(card)  # opened by itself on a wide window
    boxes = view.locator(".page-box")
    lines = boxes.count()
    assert lines >= 2
    expect(boxes.first).to_be_in_viewport()
    picture = view.locator("img").bounding_box()
    assert picture
    drawn = Image.open(io.BytesIO(page.request.get(view.locator("img").evaluate("i => i.currentSrc")).body()))
    dark = drawn.convert("L").point(lambda value: 255 * (value < 128))
    middle = picture["x"] + picture["width"] / 2
    for box in boxes.all():
        place = box.bounding_box()
        assert place
        assert place["x"] + place["width"] < middle, "in the left column"
        scale = drawn.width / picture["width"]
        inside = dark.crop((
            round((place["x"] - picture["x"]) * scale), round((place["y"] - picture["y"]) * scale),
            round((place["x"] + place["width"] - picture["x"]) * scale),
            round((place["y"] + place["height"] - picture["y"]) * scale),
        ))  # fmt: skip
        ink = inside.getbbox()
        assert ink, "there is print under the box"
        assert ink[2] - ink[0] > 0.9 * inside.width, "from its beginning to its end"
        assert ink[3] - ink[1] > 0.5 * inside.height
    alt = view.locator("img").get_attribute("alt") or ""
    assert alt.startswith("Page 1 of Okafor (2019), as printed. The words are boxed.")


def test_zooming_moves_nothing_around_the_page_and_boxes_follow(page: Page) -> None:
    ask(page, ASKED_COLUMNS)
    page.locator("#t1-mark-1").click()
    view = _shown_page(page.locator("#t1-evidence-1"))
    page.wait_for_timeout(500)  # it opens at a readable size, scrolled to its boxes
    footer = page.locator("#t1-evidence-1 footer")
    before = footer.bounding_box()

    def share() -> float:
        return float(
            view.evaluate("""view => view.querySelector(".page-box").getBoundingClientRect().width
            / view.querySelector("img").getBoundingClientRect().width""")
        )

    first = share()
    wide = view.locator("img").bounding_box()
    size = view.locator(".page-zoom-size").inner_text()
    view.get_by_role("button", name="Zoom in").click()
    expect(view.locator(".page-zoom-size")).not_to_have_text(size)
    assert wide
    image = view.locator("img").element_handle()  # the size is told before the picture has grown
    page.wait_for_function(
        "([image, width]) => image.getBoundingClientRect().width > width", arg=[image, wide["width"]], timeout=10_000
    )
    assert share() == pytest.approx(first, rel=0.02)
    assert footer.bounding_box() == before
    view.get_by_role("button", name="Fit the width").click()
    expect(view.locator(".page-zoom-size")).to_have_text("100%")


def test_words_over_two_pages_show_both(page: Page) -> None:
    ask(page, ASKED_ACROSS)
    expect(page.locator("#t1-evidence-1 .page-view > summary")).to_have_text(
        "Pages 1 to 2 as printed, with these words boxed"
    )
    page.locator("#t1-mark-1").click()
    view = _shown_page(page.locator("#t1-evidence-1"))
    expect(view.locator("figure")).to_have_count(2)
    for figure in view.locator("figure").all():
        assert figure.locator(".page-box").count() >= 1


def test_a_text_keeps_its_text_view_alone(page: Page) -> None:
    ask(page, ASKED_PLAIN)
    evidence = page.locator("#t1-evidence-1")
    expect(evidence).to_contain_text("Read from a text file")
    expect(evidence.locator(".page-view")).to_have_count(0)


def test_a_card_is_hovered_kept_open_put_away_and_moves_nothing(page: Page) -> None:
    ask(page, ASKED_COLUMNS)
    page.wait_for_timeout(1000)  # what comes with the end of an answer is there
    page.evaluate("""() => {
        window.shifts = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; })
            .observe({ type: "layout-shift" });
    }""")
    height = page.evaluate("document.documentElement.scrollHeight")
    mark, card = page.locator("#t1-mark-1"), page.locator("#t1-card-1")
    mark.hover()
    expect(card).to_be_visible()
    place = card.bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 1440
    on_top = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('.tip')?.id",
        [place["x"] + place["width"] - 12, place["y"] + place["height"] - 12],
    )
    assert on_top == "t1-card-1", "nothing lies over the card"
    card.hover()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(5, 5)
    mark.hover()
    expect(card).to_be_visible()
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight") == height
    page.wait_for_timeout(200)
    assert page.evaluate("window.shifts") < 0.01


def test_a_finger_sees_the_card_first_and_then_the_source(browser: Browser, address: str) -> None:
    with browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
        ask(page, ASKED_COLUMNS)
        mark, card = page.locator("#t1-mark-1"), page.locator("#t1-card-1")
        mark.tap()
        expect(card).to_be_visible()
        assert _focused(page) != "t1-evidence-1"
        page.locator("#answer .question").tap()
        expect(mark).not_to_have_class("mark is-open")
        mark.tap()
        card.tap()
        assert _focused(page) == "t1-evidence-1"


def test_a_page_that_cannot_be_fetched_says_so_and_is_tried_again(page: Page) -> None:
    ask(page, ASKED_COLUMNS)
    page.route("**/source-page/view*", lambda route: route.abort())
    view = page.locator("#t1-evidence-1 details.page-view")
    view.locator("> summary").click()
    expect(view.locator(".page-failed")).to_contain_text("The page could not be opened")
    page.unroute("**/source-page/view*")
    view.get_by_role("button", name="Try again").click()
    expect(view.locator("figure")).to_have_count(1, timeout=20_000)


def test_a_picture_that_cannot_be_drawn_says_so(page: Page) -> None:
    ask(page, ASKED_COLUMNS)
    page.route("**/source-page/picture*", lambda route: route.fulfill(status=404))
    view = page.locator("#t1-evidence-1 details.page-view")
    view.locator("> summary").click()
    expect(view.locator(".page-failed")).to_contain_text("could not be drawn", timeout=20_000)
    expect(view.locator(".page-window")).to_be_hidden()


def test_passages_in_explore_open_their_page(page: Page) -> None:
    page.get_by_role("tab", name="Explore").click()
    page.get_by_role("navigation", name="Explore").get_by_role("button", name="Search").click()
    page.get_by_label("Words to look for").fill("ferry station bench crowns")
    page.keyboard.press("Enter")
    entry = page.locator(".explore-passages > li").first
    entry.locator(".page-view > summary").click(timeout=15_000)
    view = _shown_page(entry)
    assert view.locator(".page-box").count() >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_card_and_page_without_sideways_scrolling(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
        ask(page, ASKED_COLUMNS)
        page.locator("#t1-mark-1").focus()
        expect(page.locator("#t1-card-1")).to_be_visible()
        place = page.locator("#t1-card-1").bounding_box()
        assert place
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= 320
        page.locator("#t1-evidence-1 .page-view > summary").click()
        view = _shown_page(page.locator("#t1-evidence-1"))
        expect(view.locator(".page-box").first).to_be_visible()
        inside = view.locator(".page-window").evaluate("""sheet => {
            const box = sheet.querySelector(".page-box").getBoundingClientRect();
            const room = sheet.getBoundingClientRect();
            return box.left >= room.left && box.top >= room.top && box.bottom <= room.bottom;
        }""")
        assert inside, "the page opens where the words stand"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
