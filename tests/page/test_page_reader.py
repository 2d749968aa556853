"""The reader's HTML and the routes behind it: to whom pages are shown, what is refused, what is said when it fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from page_made_up import cited, made_up_answer
from page_pdfs_made_up import locked_pdf
from page_reader_made_up import make_reader_library, words_address
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from chatbot.answer import Segment
from chatbot.current_briefing import CurrentBriefing
from chatbot.page.page_routes import page_routes
from chatbot.page.page_view_link import PagesAsPrinted, pages_as_printed, render_page_link, words_hash
from chatbot.page.reading_words import reading_words
from chatbot.page.render_answer import Turn, render_answer
from chatbot.page.render_citation_card import render_citation_card
from chatbot.page.render_page_view import BOXED, NOT_BOXED
from chatbot.pipeline import Briefing
from chatbot.source_pages.page_pictures import PagePictures
from ingest.pipeline import ingest_paths
from kb.documents import Span
from kb.errors import PageImageError
from kb.library import Library
from kb.settings import Settings
from kb.worker_process import WorkerProcess

_WORDS = "Every clinic is paid in advance for 4,180 residents"
_ACROSS = "They hold 41 beds between them and lend none to the hospital, because the winter brings more patients"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_reader_library(tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def library(settings: Settings) -> Library:
    return Library.open(settings, with_model=False)


def _routes(library: Library) -> list[Route]:
    return page_routes(CurrentBriefing(Briefing(library)))


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=_routes(library))) as client:
        yield client


def test_a_view_holds_the_page_with_the_words_boxed(client: TestClient, library: Library) -> None:
    view = client.get(words_address(library, "quay-2019", _WORDS))
    assert view.status_code == 200
    assert BOXED in view.text
    assert view.text.count('class="page-box"') == 2
    assert 'alt="Page 1 of Okafor (2019), as printed. The words are boxed. They read: Every clinic' in view.text
    address = unescape(view.text.split('src="')[1].split('"')[0])
    picture = client.get(address)
    assert picture.headers["content-type"] == "image/webp"
    assert picture.content[:4] == b"RIFF"
    assert "same-origin" in picture.headers["cross-origin-resource-policy"]


def test_words_over_two_pages_show_both_and_titles_stay_text(client: TestClient, library: Library) -> None:
    view = client.get(words_address(library, "pier-2021", _ACROSS)).text
    assert view.count("<figure") == 2
    assert view.count(BOXED) == 4, "below each name and in each picture's text"
    assert "<b>" not in view


def test_words_that_cannot_be_matched_show_the_page_without_boxes(
    client: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.page.render_page_view.box_quote", lambda lines, page: None)
    view = client.get(words_address(library, "quay-2019", _WORDS)).text
    assert NOT_BOXED in view
    assert BOXED not in view
    assert "page-box" not in view
    assert "<img" in view


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64}, {"sha256": "../manifest.json"}, {"source": "pier-2021"}, {"source": "plain-2020"},
        {"span": "5"}, {"span": "9-3-0123456789abcdef"}, {"span": "0-20"}, {"span": "0-20-0123456789abcdef"},
        {"span": ""}, {"page": "-1"}, {"page": "99"},
        {"page": "x"}, {"page": "9999999999"},
    ],
)  # fmt: skip
def test_nothing_but_pages_of_stored_pdfs_is_served(
    client: TestClient, library: Library, change: dict[str, str]
) -> None:
    document = next(d for d in library.documents.values() if d.source_id == "quay-2019")
    asked = {"source": "quay-2019", "sha256": document.document_sha256, "page": "0"}
    first = Span(char_start=0, char_end=20)
    asked["span"] = f"0-20-{words_hash(document, first)}"
    paths = ["source-page/view"] if "span" in change else ["source-page/picture"] if "page" in change else [
        "source-page/view", "source-page/picture"
    ]  # fmt: skip
    for path in paths:
        assert client.get(path, params=asked).status_code == 200
        assert client.get(path, params=asked | change).status_code == 404


def test_words_are_looked_for_in_the_reading_that_was_cited(
    client: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address made from an earlier reading of the file never boxes what stands at these characters now."""
    document = next(d for d in library.documents.values() if d.source_id == "quay-2019")
    address = words_address(library, "quay-2019", _WORDS)
    shifted = document.model_copy(update={"text": f"New. {document.text}"})
    monkeypatch.setitem(library.documents, document.document_id, shifted)
    refused = client.get(address)
    assert refused.status_code == 404
    assert "read anew" in refused.text
    monkeypatch.setattr(type(library.store), "earlier_readings", lambda store, document_id: [document])
    assert client.get(address).text.count('class="page-box"') == 2


def test_a_text_has_no_pages_to_show(client: TestClient, library: Library) -> None:
    assert client.get(words_address(library, "plain-2020", "at seven")).status_code == 404
    document = next(d for d in library.documents.values() if d.source_id == "plain-2020")
    assert pages_as_printed(document, [document.sentences[1]], library) is None


def test_other_sites_cannot_take_the_picture_in(client: TestClient, library: Library) -> None:
    address = words_address(library, "quay-2019", _WORDS)
    for site, status in (("same-origin", 200), ("none", 200), ("cross-site", 404), ("same-site", 404)):
        assert client.get(address, headers={"Sec-Fetch-Site": site}).status_code == status


def test_pages_are_shown_to_this_machine_alone(settings: Settings) -> None:
    served = Library.open(settings.model_copy(update={"host": "0.0.0.0"}), with_model=False)
    assert _routes(served) == []
    document = next(d for d in served.documents.values() if d.source_id == "quay-2019")
    assert pages_as_printed(document, [document.sentences[1]], served) is None


def test_a_changed_file_is_not_shown_as_the_source(tmp_path: Path) -> None:
    library = Library.open(make_reader_library(tmp_path), with_model=False)
    document = next(d for d in library.documents.values() if d.source_id == "quay-2019")
    stored = library.store.data_dir / "files" / document.document_sha256
    stored.write_bytes(stored.read_bytes().replace(b"Helvetica", b"Courier  "))
    with TestClient(Starlette(routes=_routes(library))) as client:
        address = words_address(library, "quay-2019", _WORDS)
        assert "its bytes have changed" in client.get(address).text
        stored.unlink()
        assert "no longer in the data folder" in client.get(address).text


def test_pictures_are_made_once_and_the_oldest_forgotten(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    document = next(d for d in library.documents.values() if d.source_id == "pier-2021")
    pictures = PagePictures(library.store.data_dir / "files", 2000)
    asked: list[int] = []
    exchange = WorkerProcess.exchange

    def counted(worker: WorkerProcess, request: dict[str, object], body: bytes = b"") -> dict[str, object]:
        asked.append(int(str(request["page_index"])))
        return exchange(worker, request, body)

    monkeypatch.setattr(WorkerProcess, "exchange", counted)
    first = pictures.picture(document.document_sha256, 0)
    assert pictures.picture(document.document_sha256, 0) == first
    assert asked == [0]
    monkeypatch.setattr("chatbot.source_pages.page_pictures._KEPT_BYTES", len(first))
    pictures.picture(document.document_sha256, 1)
    pictures.picture(document.document_sha256, 0)
    assert asked == [0, 1, 0]
    assert not list(library.store.data_dir.rglob("*.webp"))


def test_a_page_that_breaks_the_worker_costs_that_page_alone(library: Library) -> None:
    document = next(d for d in library.documents.values() if d.source_id == "quay-2019")
    pictures = PagePictures(library.store.data_dir / "files", 2000)
    assert pictures.glyphs(document.document_sha256, 0).page_count == 1
    child = pictures._worker._child
    assert child
    pictures._worker._max_seconds = 0
    with pytest.raises(PageImageError, match=r"too long|too much"):
        pictures.picture(document.document_sha256, 0)
    pictures._worker._max_seconds = 20
    assert pictures.picture(document.document_sha256, 0)


def test_many_visitors_are_all_served(client: TestClient, library: Library) -> None:
    address = words_address(library, "pier-2021", _ACROSS)
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(client.get(address).status_code)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [200] * 20


def test_a_link_names_its_pages() -> None:
    assert render_page_link(None) == ""
    assert "Page iv as printed" in render_page_link(PagesAsPrinted(("iv",), "x"))
    assert "Pages 4 to 5 as printed" in render_page_link(PagesAsPrinted(("4", "5"), "x"))


def test_a_card_says_whose_words_where_what_and_how_far_they_hold() -> None:
    card = render_citation_card(cited(1, 1, page_number=4, speaker="a nurse", damaged=True), "c")
    for words in (
        "Okafor and Lind (2019)", "Quay &lt;b&gt;clinics", "Section: Findings › Beds", "Page: 4", "Words of: a nurse",
        "“Their *budget* grew by 12 per cent &amp; is called &quot;shared&quot;.”", "verdict-holds",
        "Verified: the source says exactly this", "damaged",
    ):  # fmt: skip
        assert words in card, words
    note = render_citation_card(cited(1, 2, kind="note"), "c")
    assert "Our summary of section Findings" in note
    assert "“" not in note


def test_each_mark_is_described_by_a_card_of_its_own() -> None:
    evidence = [cited(1, 0)]
    segments = [Segment(text=text, kind="quote", markers=(1,)) for text in ("One.",)] + [
        Segment(text="And.", kind="connective", markers=()), Segment(text="Again.", kind="quote", markers=(1,)),
    ]  # fmt: skip
    page = render_answer(Turn(2, "q", made_up_answer(segments, evidence)), evidence, "")
    for number in (1, 2):
        assert page.count(f'id="t2-card-{number}"') == 1
        assert page.count(f'aria-describedby="t2-card-{number}"') == 1


def test_how_well_the_words_were_read_is_said(library: Library) -> None:
    document = next(d for d in library.documents.values() if d.source_id == "quay-2019")
    record = library.record("quay-2019")
    sound = cited(1, 0, page_number=1).citation
    assert reading_words(document, sound, record) == (
        "Read from a PDF; two readers agree on 100% of this page. Nothing about it was doubtful."
    )
    assert "doubtful below" in reading_words(document, cited(1, 0, doubts=("Odd.",)).citation, record)
    noted = document.model_copy(update={"kind": "note"})
    full = record.model_copy(update={"access": "full text"})
    assert reading_words(noted, sound, full) == "Our note on the source, from its full text."
    assert reading_words(noted, sound, record) == "Our note on the source."


def test_a_locked_file_says_that_its_pages_cannot_be_drawn(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "catalogue.toml").write_text("", encoding="utf-8")
    (sources / "locked.pdf").write_bytes(locked_pdf("Nurses of the locked quay hold 41 beds.", "harbour"))
    settings = Settings(data_dir=tmp_path / "data", sources_dir=sources)
    assert ingest_paths(settings, [sources / "locked.pdf"], password="harbour").files[0].status == "added"
    library = Library.open(settings, with_model=False)
    (document,) = library.documents.values()
    with TestClient(Starlette(routes=_routes(library))) as client:
        view = client.get(words_address(library, document.source_id, "hold 41 beds"))
    assert view.status_code == 200
    assert "cannot be shown. The file is locked with a password, which is not kept." in view.text
    assert "<img" not in view.text
