"""The `briefing` command: puts the packages' commands together and turns errors into exit codes.

0 done; 1 the check or eval failed; 2 the user can fix it (message and hint, no traceback); 3 a defect.
"""

from __future__ import annotations

import os
import sys
import traceback

import typer

from chatbot.brief.cli import brief
from chatbot.cli import ask, chat, mcp, search, verify
from evals.cli import eval_app
from ingest.cli import ingest
from ingest.sources_cli import sources_app
from kb.cli import doctor
from kb.console import messages
from kb.errors import BriefingError

app = typer.Typer(
    name="briefing",
    help="A policy-briefing knowledge base whose answers carry their proof.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (ask, search, brief, ingest, verify, chat, mcp, doctor):
    app.command()(command)
app.add_typer(eval_app, name="eval")
app.add_typer(sources_app, name="sources")


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
