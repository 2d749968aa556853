"""How the browser tests ask on the page."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def ask(page: Page, question: str) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    for _ in range(20):  # a question is not taken while the end of the last answer is still on its way
        box.press("Enter")
        page.wait_for_timeout(250)
        if not box.input_value():
            break
    expect(page.locator("#answer .question")).to_contain_text(question)
    expect(page.locator("#answer :is(.answer, .abstention)")).to_be_visible(timeout=15_000)
    page.wait_for_function("document.getAnimations().every((one) => one.animationName !== 'come')")
