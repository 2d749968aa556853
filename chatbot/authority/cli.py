"""`briefing sign-in add|list|token|remove`: who may sign in to the page. A password is typed, never an argument."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.table import Table

from chatbot.authority.password_hash import LEAST_PASSWORD_CHARS, MOST_PASSWORD_CHARS, hash_password
from chatbot.authority.users_file import RoleName, User, Users, changing_users, load_users
from kb.console import DataDir, Json, messages, print_json, tables
from kb.errors import SettingsError
from kb.ids import sha256_bytes
from kb.settings import load_settings

sign_in_app = typer.Typer(
    help="Who may sign in to the page, and with which role.", no_args_is_help=True, pretty_exceptions_enable=False
)
_TOKEN_BYTES = 32
Name = Annotated[str, typer.Argument(help="The user's name")]


@sign_in_app.command()
def add(
    name: Name,
    role: Annotated[
        RoleName,
        typer.Option("--role", help="reader asks; evaluator also runs evals and edits questions; curator does all"),
    ] = "reader",
    data_dir: DataDir = None,
) -> None:
    """Add a user, or give one a new password and role. The password is asked for, or read from standard input."""
    path = load_settings(data_dir=data_dir).users_path
    password = _new_password()
    try:
        user = User(name=name, role=role, password=hash_password(password))
    except ValidationError as error:
        raise SettingsError(
            f"{name!r} cannot be a name.", "Use up to 64 letters, digits and . _ @ -, a letter or digit first."
        ) from error
    with changing_users(path) as states:
        old = states[-1].get(name)
        states.append(states[-1].with_user(user))
    messages.print(f"{'Changed' if old else 'Added'} {name} as {role} in {path}.", markup=False)
    if old and old.token_sha256:
        messages.print(f"The old token no longer works; `briefing sign-in token {name}` makes a new one.", markup=False)


@sign_in_app.command("list")
def list_users(json: Json = False, data_dir: DataDir = None) -> None:
    """All users with their roles, and whether they have a token."""
    users = load_users(load_settings(data_dir=data_dir).users_path).users
    if json:
        print_json(
            {"users": [{"name": u.name, "role": u.role, "has_token": u.token_sha256 is not None} for u in users]}
        )
        return
    table = Table("name", "role", "token")
    for user in users:
        table.add_row(user.name, user.role, "yes" if user.token_sha256 else "no")
    tables.print(table)


@sign_in_app.command()
def token(name: Name, data_dir: DataDir = None) -> None:
    """Make a token for a user's programs and print it once: `Authorization: Bearer TOKEN`. An earlier one ends."""
    made = secrets.token_urlsafe(_TOKEN_BYTES)
    with changing_users(load_settings(data_dir=data_dir).users_path) as states:
        user = _known(states[-1], name)
        states.append(states[-1].with_user(user.model_copy(update={"token_sha256": sha256_bytes(made.encode())})))
    messages.print(f"A token with the role {user.role}. It is not kept and not shown again:", markup=False)
    sys.stdout.write(f"{made}\n")


@sign_in_app.command()
def remove(name: Name, data_dir: DataDir = None) -> None:
    """Remove a user; their sessions and their token end at once."""
    with changing_users(load_settings(data_dir=data_dir).users_path) as states:
        user = _known(states[-1], name)
        states.append(states[-1].without(name))
    messages.print(f"Removed {user.name}.", markup=False)


def _known(users: Users, name: str) -> User:
    user = users.get(name)
    if user is None:
        known = ", ".join(each.name for each in users.users)
        raise SettingsError(f"There is no user {name}.", f"There are: {known}." if known else "There is nobody yet.")
    return user


def _new_password() -> str:
    """Typed twice on a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not LEAST_PASSWORD_CHARS <= len(password) <= MOST_PASSWORD_CHARS:
        raise SettingsError(
            f"The password has {len(password)} characters.",
            f"Give one of {LEAST_PASSWORD_CHARS} to {MOST_PASSWORD_CHARS}.",
        )
    return password
