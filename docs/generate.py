"""Write the generated pages of docs/: every command's help and every setting. `make docs` runs it; a test compares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from briefing import app
from kb.settings import MODEL_KEY_VARIABLE, PROJECT_DIR, Settings

_DOCS = Path(__file__).parent


def commands_page() -> str:
    """All commands with their arguments, options and defaults."""
    lines = ["# Commands", "", "Made by `make docs` from the program itself.", ""]
    group = typer.main.get_command(app)
    _describe(group, "briefing", lines)
    return "\n".join(lines)


def _describe(command: Any, name: str, lines: list[str]) -> None:
    if children := getattr(command, "commands", None):
        for child in sorted(children):
            _describe(children[child], f"{name} {child}", lines)
        return
    lines += [f"## `{name}`", "", " ".join((command.help or "").split()), "", "| | | default |", "|---|---|---|"]
    for parameter in command.params:
        is_option = parameter.param_type_name == "option"
        label = ", ".join(parameter.opts) if is_option else (parameter.name or "").upper()
        described = " ".join((getattr(parameter, "help", None) or "").split())
        default = parameter.default
        shown = (
            "" if default is None or default is False or callable(default) or default == () else f"`{_shown(default)}`"
        )
        lines.append(f"| `{label}` | {described.replace('|', '/')} | {shown} |")
    lines.append("")


def settings_page() -> str:
    """All settings with default and unit."""
    lines = [
        "# Settings",
        "",
        "Made by `make docs`. Set a value in `briefing.toml` in the folder you start from, or as a variable "
        "`BRIEFING_NAME`; the variable wins. An unknown name is refused. The key of a language model's endpoint is no "
        f"setting: it is read from the variable `{MODEL_KEY_VARIABLE}` and from nowhere else.",
        "",
        "| name | what | default |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{name}` | {field.description} | `{_shown(field.default)}` |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([*lines, ""])


def _shown(default: object) -> str:
    """A default without the folder this copy of the project happens to stand in."""
    if isinstance(default, Path) and default.is_relative_to(PROJECT_DIR):
        return default.relative_to(PROJECT_DIR).as_posix()
    if default is None or default == ():
        return "none"
    return str(getattr(default, "value", default))


PAGES = {"commands.md": commands_page, "settings.md": settings_page}

if __name__ == "__main__":
    for file_name, page in PAGES.items():
        (_DOCS / file_name).write_text(page(), encoding="utf-8")
