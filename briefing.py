"""The `briefing` command: puts the packages' commands together and turns errors into exit codes.

0 done; 1 the check or eval failed; 2 the user can fix it (message and hint, no traceback); 3 a defect.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated

import typer

from chatbot.authority.cli import sign_in_app
from chatbot.brief.cli import brief
from chatbot.cli import ask, mcp, search, verify
from evals.cli import eval_app
from ingest.cli import ingest
from ingest.curation import LibraryCuration
from ingest.sources_cli import sources_app
from kb.cli import doctor
from kb.console import DataDir, messages
from kb.errors import BriefingError
from kb.settings import load_settings

app = typer.Typer(
    name="briefing",
    help="A policy-briefing knowledge base whose answers carry their proof.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


# Here and not in a package: the page's visits come from packages that do not know each other.
def chat(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on; 0 takes a free one")] = None,
    data_dir: DataDir = None,
) -> None:
    """Serve the page."""
    # Gradio takes seconds to import; only this command needs it.
    from chatbot.page import serve_page
    from chatbot.page.curate.curate_visit import CurateVisit
    from evals.page.evaluate_visit import EvaluateVisit

    settings = load_settings(data_dir=data_dir, host=host, port=port)
    serve_page(settings, visits=[EvaluateVisit(), CurateVisit(LibraryCuration(settings), settings)])


for command in (ask, search, brief, ingest, verify, chat, mcp, doctor):
    app.command()(command)
app.add_typer(eval_app, name="eval")
app.add_typer(sources_app, name="sources")
app.add_typer(sign_in_app, name="sign-in")


def main() -> None:
    """Run the command line and exit with its code; usage errors end with 2 by themselves."""
    try:
        app()
    except BriefingError as error:
        messages.print(f"Error: {error.message}", markup=False)
        messages.print(f"What to do: {error.hint}", markup=False)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:
        messages.print("This is a defect in the program, not in what you did. Please report it with the lines below.")
        messages.print(traceback.format_exc(), markup=False)
        sys.exit(3)


if __name__ == "__main__":
    main()
