"""axe-core, from the package that carries it, run on a page or on HTML of ours."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_FAILING = {"serious", "critical"}
_RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => ({
    impact: rule.impact,
    what: `${rule.id} at ${node.target.join(" ")}: ${node.failureSummary} ${node.html.slice(0, 200)}`,
  })));
}"""


def serious_findings(page: Page) -> list[str]:
    """What axe finds serious or critical in what is shown now, by all of its rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [found["what"] for found in page.evaluate(_RUN) if found["impact"] in _FAILING]


def settle(page: Page) -> None:
    """Waits until the page has not changed for a third of a second."""
    page.evaluate("""() => new Promise((done) => {
        const begun = performance.now();
        let timer = setTimeout(done, 350);
        const watch = new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(done, performance.now() - begun > 15000 ? 0 : 350);
        });
        watch.observe(document.body, { subtree: true, childList: true, attributes: true });
    })""")


def unfold(page: Page) -> None:
    """Opens everything that is folded away: details, and Gradio's accordions."""
    page.evaluate("document.querySelectorAll('details:not([open])').forEach((part) => { part.open = true; })")
    page.locator("button.label-wrap:not(.open):visible").evaluate_all("folded => folded.forEach((one) => one.click())")
    settle(page)
