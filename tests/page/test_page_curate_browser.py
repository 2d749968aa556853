"""The visit "curate" in a browser: a file comes in, answers, is replaced, taken out and put back; and who may not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from fpdf import FPDF
from page_asking import ask
from playwright.sync_api import Browser, Page, expect

from chatbot.authority.password_hash import hash_password
from chatbot.authority.users_file import User, Users, changing_users
from chatbot.page import open_page
from chatbot.page.curate.curate_visit import CurateVisit
from ingest.curation import LibraryCuration
from ingest.pipeline import ingest_paths
from kb.settings import Settings

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
_QUAYS = "Quay clinics\n\nSummary\n\nThree quay clinics of Norland were founded in 1987. They meet every month.\n"
_GULLS = "Gull keepers\n\nSummary\n\nThe gull keepers of Norland ringed {} gulls in 2016. They ring each spring.\n"
_HOSTILE = "<img src=x onerror=window.pwned=1>.txt"
_QUESTION = "How many gulls did the gull keepers ring?"
_PASSWORD = "a long made-up phrase"
_DONE_MS = 90_000


def _settings(folder: Path) -> Settings:
    (folder / "catalogue.toml").write_text("", encoding="utf-8")
    (folder / "quays.txt").write_text(_QUAYS, encoding="utf-8")
    settings = Settings(data_dir=folder / "data", sources_dir=folder, port=0)
    ingest_paths(settings, [folder / "quays.txt"])
    return settings


def _serve(settings: Settings) -> Iterator[str]:
    page, address, _ = open_page(settings, [CurateVisit(LibraryCuration(settings), settings)])
    yield address
    page.close(verbose=False)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return _settings(tmp_path_factory.mktemp("curate-browser"))


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """One person's own page."""
    yield from _serve(settings)


@pytest.fixture(scope="module")
def shared_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with people who sign in."""
    settings = _settings(tmp_path_factory.mktemp("curate-shared"))
    with changing_users(settings.users_path) as states:
        hashed = hash_password(_PASSWORD)
        named = [("ada", "curator"), ("eve", "evaluator")]
        states.append(
            Users(users=tuple(User.model_validate({"name": n, "role": r, "password": hashed}) for n, r in named))
        )
    yield from _serve(settings)


def _open(page: Page) -> None:
    page.get_by_role("tab", name="Curate").click()
    expect(page.locator("#curate-files")).to_be_visible(timeout=15_000)


def _add(page: Page, *files: Path) -> None:
    before = _changes(page)
    page.locator("#curate-files").set_input_files(files)
    page.get_by_role("button", name="Add the files").click()
    _wait_for_change(page, before + 1)


def _changes(page: Page) -> int:
    """How many changes have been begun, as the page shows it."""
    change = page.locator("#curate-change .change")
    return int(change.get_attribute("data-number") or 0) if change.count() else 0


def _wait_for_change(page: Page, number: int) -> None:
    expect(page.locator(f"#curate-change .change[data-number='{number}'][aria-busy=false]")).to_be_visible(
        timeout=_DONE_MS
    )


def _encrypted_pdf(path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.multi_cell(0, 8, "The heron wardens of Norland counted 733 herons in 2018. They count in every autumn.")
    pdf.output(str(path))
    writer = pypdf.PdfWriter(clone_from=str(path))
    writer.encrypt("heron-key", algorithm="AES-256")
    writer.write(str(path))


def test_a_file_comes_in_answers_is_replaced_taken_out_and_put_back(
    page: Page, settings: Settings, tmp_path: Path
) -> None:
    first, second = tmp_path / "gulls.txt", tmp_path / "gulls-corrected.txt"
    broken = tmp_path / "broken.pdf"
    first.write_text(_GULLS.format(412), encoding="utf-8")
    second.write_text(_GULLS.format(419), encoding="utf-8")
    broken.write_bytes(b"%PDF-1.4 and nothing more")
    _open(page)
    _add(page, first, broken)
    rows = page.locator("#curate-change .file-row")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Added gulls.txt")
    expect(rows.nth(0)).to_contain_text("1 passage")
    expect(rows.nth(1)).to_contain_text("Refused broken.pdf")
    expect(rows.nth(1)).to_contain_text("download it again")
    expect(page.locator("#announcer")).to_contain_text("Added: 1; Refused: 1.")
    expect(page.locator("#curate-held tbody tr")).to_have_count(2)
    assert not list((settings.data_dir / "incoming").glob("*/*/*"))
    page.get_by_role("tab", name="Ask").click()
    ask(page, _QUESTION)
    expect(page.locator("#answer")).to_contain_text("412")

    _open(page)
    page.locator("#curate-forms summary").click()
    page.get_by_label("Add as a new version of").fill("gulls")
    _add(page, second)
    expect(rows.nth(0)).to_contain_text("New version gulls-corrected.txt")
    rows.nth(0).locator("summary").click()
    expect(rows.nth(0)).to_contain_text("Reworded:")

    rows.nth(0).get_by_role("button", name="Open gulls").click()
    source = page.locator("#curate-source")
    expect(source.locator("h3")).to_be_focused()
    expect(source.locator(".versions > li")).to_have_count(2)
    confirm = source.locator("details.confirm")
    expect(confirm.get_by_role("button")).to_be_hidden()
    confirm.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(confirm).to_contain_text("Nothing is deleted")
    confirm.get_by_role("button", name="Yes, remove the original").click()
    expect(source.get_by_text("Restore the original …")).to_be_visible(timeout=_DONE_MS)
    expect(page.locator("#curate-change")).to_contain_text("Removed the original of gulls.")
    page.get_by_role("tab", name="Ask").click()
    ask(page, _QUESTION)
    expect(page.locator("#answer")).not_to_contain_text("419")

    _open(page)
    source.get_by_text("Restore the original …").click()
    source.get_by_role("button", name="Yes, restore the original").click()
    expect(source.get_by_text("Remove the original …")).to_be_visible(timeout=_DONE_MS)
    page.get_by_role("tab", name="Ask").click()
    ask(page, _QUESTION)
    expect(page.locator("#answer")).to_contain_text("419")


def test_an_encrypted_pdf_is_refused_without_its_password_and_added_with_it(page: Page, tmp_path: Path) -> None:
    secret = tmp_path / "herons.pdf"
    _encrypted_pdf(secret)
    _open(page)
    _add(page, secret)
    row = page.locator("#curate-change .file-row")
    expect(row).to_contain_text("Refused herons.pdf")
    expect(row).to_contain_text("Give it under “Password” above")
    page.locator("#curate-forms summary").click()
    page.get_by_label("Password of encrypted PDFs").fill("heron-key")
    _add(page, secret)
    expect(row).to_contain_text("Added herons.pdf")
    expect(row).to_contain_text("1 page")
    expect(page.get_by_label("Password of encrypted PDFs")).to_have_value("")


def test_what_is_refused_before_it_is_read_is_said(page: Page, tmp_path: Path) -> None:
    hostile, program = tmp_path / _HOSTILE, tmp_path / "run.exe"
    hostile.write_text("x", encoding="utf-8")
    program.write_bytes(b"MZ")
    _open(page)
    page.locator("#curate-files").set_input_files([hostile, program])
    page.get_by_role("button", name="Add the files").click()
    sending = page.locator("#curate-sending")
    expect(sending).to_contain_text("cannot be named")
    expect(sending).to_contain_text("run.exe: files of this type are not taken")
    names = page.evaluate_handle("""() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["Words."], "dropped.txt"));
        return transfer;
    }""")
    page.locator("#curate-forms .drop").dispatch_event("drop", {"dataTransfer": names})
    assert page.evaluate("document.querySelector('#curate-files').files[0].name") == "dropped.txt"
    page.get_by_label("DOI").fill("10.1177/0046958017711760")
    page.get_by_role("button", name="Look it up and add it").click()
    expect(page.locator("#curate-change")).to_contain_text("contact_email", timeout=_DONE_MS)
    expect(page.locator("#announcer")).to_contain_text("contact_email")


def test_what_cannot_be_done_now_is_said_and_stays(page: Page, tmp_path: Path) -> None:
    slow = [tmp_path / f"slow-{number}.txt" for number in range(6)]
    for number, path in enumerate(slow):
        path.write_text(_GULLS.format(number) * 40, encoding="utf-8")
    _open(page)
    before = _changes(page)
    page.locator("#curate-files").set_input_files(slow)
    page.get_by_role("button", name="Add the files").click()
    expect(page.locator("#curate-change .change[aria-busy=true]")).to_be_visible(timeout=_DONE_MS)
    page.get_by_label("DOI").fill("10.1177/0046958017711760")
    page.get_by_role("button", name="Look it up and add it").click()
    expect(page.locator("#curate-problem")).to_contain_text("One change is made at a time", timeout=15_000)
    _wait_for_change(page, before + 1)
    expect(page.locator("#curate-change .file-row")).to_have_count(6)
    expect(page.locator("#curate-problem")).to_contain_text("One change is made at a time")
    page.locator("#curate-held").get_by_role("button", name="quays").click()
    expect(page.locator("#curate-problem")).to_have_text("")


def test_the_list_is_filtered_and_a_source_opens_and_closes(page: Page) -> None:
    _open(page)
    page.get_by_label("Filter by id, title or author").fill("quay")
    expect(page.locator("#curate-held tbody tr:visible")).to_have_count(1)
    expect(page.locator("#curate-filtered")).to_contain_text("1 of")
    page.locator("#curate-held").get_by_role("button", name="quays").click()
    expect(page.locator("#curate-source h3")).to_have_text("Quay clinics")
    page.locator("#curate-source").get_by_role("button", name="Close").click()
    expect(page.locator("#curate-source h3")).to_have_count(0)
    for width in (320, 768):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_tab_is_the_curators_and_signing_in_works_without_a_script(browser: Browser, shared_address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(shared_address)
    expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_role("tab", name="Curate")).to_have_count(0)
    for name, sees in (("eve", 0), ("ada", 1)):
        plain = browser.new_context(java_script_enabled=False)
        form = plain.new_page()
        form.goto(f"{shared_address}sign-in")
        form.get_by_label("Name").fill(name)
        form.get_by_label("Password").fill("wrong")
        form.get_by_role("button", name="Sign in").click()
        expect(form.get_by_role("alert")).to_contain_text("Name or password is wrong")
        form.get_by_label("Password").fill(_PASSWORD)
        form.get_by_role("button", name="Sign in").click()
        form.wait_for_url(shared_address)
        context.add_cookies([{k: c[k] for k in ("name", "value", "domain", "path")} for c in plain.cookies()])  # type: ignore[misc]
        plain.close()
        page.reload()
        expect(page.locator(".account")).to_contain_text(f"Signed in as {name}", timeout=30_000)
        expect(page.get_by_role("tab", name="Curate")).to_have_count(sees)
    _open(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("tab", name="Curate")).to_have_count(0)
    context.close()
