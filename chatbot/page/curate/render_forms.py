"""The forms of the Curate tab: files, and a DOI."""

from __future__ import annotations

from chatbot.page.curate.receive_files import UPLOAD_PATH, ReceivedFiles
from chatbot.page.markup import Markup, tag

SOURCE_IDS = "curate-source-ids"
"""The list of ids that one field offers; it stands beside what is held, and changes with it."""


def render_forms(received: ReceivedFiles) -> Markup:
    """Both forms. What the server takes is said before anything is chosen."""
    return tag("div", _files_form(received), _doi_form(), class_="curate-forms")


def _files_form(received: ReceivedFiles) -> Markup:
    largest, most = received.largest_bytes, received.most_files
    kinds = ", ".join(kind.removeprefix(".").upper() for kind in received.types)
    choose = tag(
        "div",
        tag("label", "Choose files, or drop them here", for_="curate-files"),
        tag(
            "input",
            id="curate-files",
            type="file",
            multiple=True,
            required=True,
            accept=",".join(received.types),
            aria_describedby="curate-limits",
        ),
        tag(
            "p",
            f"At most {most} files of {largest // 1_000_000} megabytes each: {kinds}.",
            id="curate-limits",
            class_="hint",
        ),
        class_="drop",
    )
    more = tag(
        "details",
        tag("summary", "Password, or a new version of a source"),
        tag("label", "Password of encrypted PDFs", for_="curate-password"),
        tag("input", id="curate-password", type="password", autocomplete="off", maxlength="500"),
        tag("p", "It opens the files now and is not kept.", class_="hint"),
        tag("label", "Add as a new version of", for_="curate-version-of"),
        tag(
            "input",
            id="curate-version-of",
            type="text",
            list=SOURCE_IDS,
            maxlength="200",
            autocomplete="off",
            placeholder="id of a source",
        ),
        tag(
            "p",
            "A file is recognised by its hash, its DOI or its name. Where none of them is known it becomes a new "
            "source, so say here when it replaces one.",
            class_="hint",
        ),
    )
    return tag(
        "form",
        tag("h3", "Files"),
        choose,
        more,
        tag("button", "Add the files", type="submit", class_="go"),
        tag("p", "", id="curate-sending", role="status"),
        id="curate-files-form",
        data_address=UPLOAD_PATH,
        data_most=str(most),
        data_largest=str(largest),
        class_="curate-form",
    )


def _doi_form() -> Markup:
    return tag(
        "form",
        tag("h3", "A work by its DOI"),
        tag("label", "DOI", for_="curate-doi"),
        tag(
            "input",
            id="curate-doi",
            type="text",
            required=True,
            maxlength="200",
            placeholder="10.1177/…",
            autocomplete="off",
            aria_describedby="curate-doi-hint",
        ),
        tag(
            "p",
            "This reaches the network: Crossref, PubMed, Europe PMC, OpenAlex and Unpaywall are asked for the record, "
            "and the full text is fetched where its licence lets anyone keep a copy.",
            id="curate-doi-hint",
            class_="hint",
        ),
        tag("button", "Look it up and add it", type="submit", class_="go"),
        id="curate-doi-form",
        class_="curate-form",
    )
