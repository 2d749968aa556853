"""Who may do what: users and their file, sessions, tokens, attempts, and the modes of the page."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from briefing import app
from chatbot.authority.authority import SESSION_COOKIE, Authority
from chatbot.authority.limit_attempts import MOST_FOR_NAME, MOST_FROM_ADDRESS, WINDOW_SECONDS, AttemptLimit
from chatbot.authority.password_hash import PasswordHash, hash_password, is_password
from chatbot.authority.role import ANONYMOUS, Role, Visitor
from chatbot.authority.sessions import IDLE_SECONDS, LONGEST_SECONDS, Sessions
from chatbot.authority.users_file import User, Users, UsersFile, changing_users, load_users
from kb.errors import NotAllowedError, SettingsError, SignInError
from kb.ids import sha256_bytes
from kb.settings import Settings

PASSWORD = "a long made-up phrase"
HERE = "192.0.2.7"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def cheap(password: str) -> PasswordHash:
    """A hash that costs little, for tests that sign in often."""
    salt = os.urandom(16)
    made = hashlib.scrypt(password.encode(), salt=salt, n=2**10, r=8, p=1, dklen=32)
    return PasswordHash(salt=salt.hex(), hash=made.hex(), n=2**10)


def settings_with(folder: Path, *users: User, **fields: object) -> Settings:
    settings = Settings.model_validate({"data_dir": folder, **fields})
    if users:
        with changing_users(settings.users_path) as states:
            states.append(Users(users=users))
    return settings


def user(name: str, role: str, token: str | None = None) -> User:
    hashed = sha256_bytes(token.encode()) if token else None
    return User.model_validate({"name": name, "role": role, "password": cheap(PASSWORD), "token_sha256": hashed})


def with_cookie(token: str) -> dict[str, str]:
    return {"cookie": f"theme=dark; {SESSION_COOKIE}={token}; other=%7B"}


def test_a_hash_is_salted_says_nothing_of_the_password_and_takes_only_it() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first.salt != second.salt
    assert first.hash != second.hash
    assert first.n >= 2**15
    assert PASSWORD not in first.model_dump_json()
    assert is_password(PASSWORD, first)
    for other in ("", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper(), "x" * 100_000):
        assert not is_password(other, first)


@pytest.mark.parametrize(("role", "allowed"), [("reader", 1), ("evaluator", 2), ("curator", 3)])
def test_each_role_has_the_rights_of_those_before_it(role: str, allowed: int) -> None:
    visitor = Visitor("ada", Role[role.upper()])
    assert [visitor.may(needed) for needed in Role] == [rank < allowed for rank in range(3)]


def test_one_person_on_loopback_may_do_everything(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        authority = Authority(settings_with(tmp_path, host=host))
        assert authority.is_one_person
        assert authority.require({}, Role.CURATOR).may(Role.CURATOR)


@pytest.mark.parametrize(
    "fields",
    [
        {"host": "0.0.0.0"}, {"host": "192.0.2.1"}, {"host": "::"}, {"host": ""}, {"host": "policy.internal"},
        {"allowed_hosts": ("brief.example",)},
    ],
)  # fmt: skip
def test_elsewhere_nobody_without_users_may_do_more_than_read(tmp_path: Path, fields: dict[str, object]) -> None:
    authority = Authority(settings_with(tmp_path, **fields))
    assert not authority.is_one_person
    assert authority.visitor({}) == ANONYMOUS
    assert authority.require({}, Role.READER) == ANONYMOUS
    for role in (Role.EVALUATOR, Role.CURATOR):
        with pytest.raises(NotAllowedError) as raised:
            authority.require({}, role)
        assert "briefing sign-in add" in raised.value.hint


def test_the_first_user_ends_the_one_person_mode_and_the_last_one_gone_does_not_bring_it_back(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    authority = Authority(settings)
    assert authority.is_one_person
    with changing_users(settings.users_path) as states:
        states.append(Users(users=(user("ada", "curator"),)))
    assert not authority.is_one_person
    with pytest.raises(NotAllowedError):
        authority.require({}, Role.CURATOR)
    settings.users_path.unlink()
    assert not authority.is_one_person
    with pytest.raises(NotAllowedError):
        authority.require({}, Role.EVALUATOR)


@pytest.mark.parametrize(("role", "allowed"), [("reader", 1), ("evaluator", 2), ("curator", 3)])
def test_a_session_and_a_token_carry_the_role_and_nothing_more(tmp_path: Path, role: str, allowed: int) -> None:
    authority = Authority(settings_with(tmp_path, user("ada", role, token="t0ken-of-ada")))
    session = authority.sign_in("Ada", PASSWORD, HERE)
    for headers in (with_cookie(session), {"authorization": "Bearer t0ken-of-ada"}):
        for needed in Role:
            if needed < allowed:
                assert authority.require(headers, needed).name == "ada"
            else:
                with pytest.raises(NotAllowedError, match="ada is a"):
                    authority.require(headers, needed)


@pytest.mark.parametrize(
    "headers",
    [
        {}, with_cookie(""), with_cookie("x" * 43), {"cookie": SESSION_COOKIE}, {"cookie": "\x00;=;"},
        {"authorization": "Bearer "}, {"authorization": "Bearer anything"}, {"authorization": "Basic YWRhOmFkYQ=="},
        {"authorization": "t0ken-of-ada"}, {"x-forwarded-user": "ada"}, {"cookie": "briefing=t0ken-of-ada"},
    ],
)  # fmt: skip
def test_anything_else_is_as_if_it_were_not_there(tmp_path: Path, headers: dict[str, str]) -> None:
    open_to_all = Authority(settings_with(tmp_path, user("ada", "curator", token="t0ken-of-ada")))
    assert open_to_all.visitor(headers) == ANONYMOUS
    closed = Authority(settings_with(tmp_path, readers_sign_in=True))
    assert closed.visitor(headers) is None
    for role in Role:
        with pytest.raises(NotAllowedError):
            closed.require(headers, role)


def test_a_right_taken_away_is_gone_at_once(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, user("ada", "curator", "t0ken"), user("ben", "curator"))
    authority = Authority(settings)
    headers = with_cookie(authority.sign_in("ada", PASSWORD, HERE))
    assert authority.require(headers, Role.CURATOR)
    with changing_users(settings.users_path) as states:
        ada = states[-1].get("ada")
        assert ada is not None
        states.append(states[-1].with_user(ada.model_copy(update={"role": "reader"})))
    with pytest.raises(NotAllowedError):
        authority.require(headers, Role.CURATOR)
    assert authority.require(headers, Role.READER).name == "ada"
    with changing_users(settings.users_path) as states:
        states.append(states[-1].with_user(user("ada", "curator")))  # a new password
    assert authority.visitor(headers) == ANONYMOUS
    assert authority.visitor({"authorization": "Bearer t0ken"}) == ANONYMOUS


def test_signing_out_ends_the_session_and_only_it(tmp_path: Path) -> None:
    authority = Authority(settings_with(tmp_path, user("ada", "curator")))
    first, second = (with_cookie(authority.sign_in("ada", PASSWORD, HERE)) for _ in range(2))
    authority.sign_out(first)
    assert authority.visitor(first) == ANONYMOUS
    assert authority.require(second, Role.CURATOR).name == "ada"


def test_a_session_ends_after_a_day_in_any_case() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    token = sessions.begin("ada", "00")
    while clock.now + IDLE_SECONDS / 2 <= 1000 + LONGEST_SECONDS:
        clock.now += IDLE_SECONDS / 2
        assert sessions.user_of(token) == ("ada", "00")
    clock.now = 1001 + LONGEST_SECONDS
    assert sessions.user_of(token) is None


def test_an_idle_session_is_over() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    token = sessions.begin("ada", "00")
    clock.now += IDLE_SECONDS + 1
    assert sessions.user_of(token) is None


def test_wrong_name_and_wrong_password_sound_the_same_and_are_limited(tmp_path: Path) -> None:
    clock = Clock()
    authority = Authority(settings_with(tmp_path, user("ada", "curator")), limit=AttemptLimit(clock))
    said = set()
    for name in ("ada", "nobody"):
        with pytest.raises(SignInError) as raised:
            authority.sign_in(name, "wrong", HERE)
        said.add((raised.value.message, raised.value.hint))
    assert len(said) == 1
    for _ in range(MOST_FOR_NAME - 1):
        with pytest.raises(SignInError, match="wrong"):
            authority.sign_in("ADA", "wrong", HERE)
    with pytest.raises(SignInError, match="too many") as raised:
        authority.sign_in("ada", PASSWORD, "192.0.2.200")  # right, from elsewhere: the name waits
    assert raised.value.retry
    clock.now += WINDOW_SECONDS + 1
    assert authority.sign_in("ada", PASSWORD, HERE)


def test_one_address_cannot_guess_at_many_names() -> None:
    clock = Clock()
    limit = AttemptLimit(clock)
    for number in range(MOST_FROM_ADDRESS):
        assert limit.wait_seconds(f"name-{number}", HERE) == 0
        limit.failed(f"name-{number}", HERE)
    assert limit.wait_seconds("another", HERE) == WINDOW_SECONDS
    assert limit.wait_seconds("another", "192.0.2.8") == 0
    limit.succeeded("name-1")
    assert limit.wait_seconds("another", HERE) > 0


def test_reading_with_a_sign_in_needs_somebody_who_can(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nobody is in the users file"):
        Authority(settings_with(tmp_path, readers_sign_in=True))


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_a_users_file_that_others_can_read_is_refused_and_lets_nobody_in(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, user("ada", "curator", "t0ken"))
    assert stat.S_IMODE(settings.users_path.stat().st_mode) == 0o600
    authority = Authority(settings)
    assert authority.require({"authorization": "Bearer t0ken"}, Role.CURATOR)
    settings.users_path.chmod(0o644)
    os.utime(settings.users_path, ns=(1, 1))
    assert authority.visitor({"authorization": "Bearer t0ken"}) == ANONYMOUS
    with pytest.raises(NotAllowedError):
        authority.require({}, Role.CURATOR)
    with pytest.raises(SettingsError, match="Others can read") as raised:
        UsersFile(settings.users_path)
    assert "chmod 600" in raised.value.hint


@pytest.mark.parametrize("text", ["", "[]", '{"users": [{"name": "ada"}]}', '{"people": []}', "\xff"])
def test_a_damaged_users_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users.json"
    path.touch(mode=0o600)
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsError, match="damaged"):
        load_users(path)


def test_a_name_stands_once_whatever_its_letters() -> None:
    with pytest.raises(ValidationError, match="twice"):
        Users(users=(user("ada", "reader"), user("ADA", "curator")))


def test_the_command_adds_lists_gives_a_token_and_removes(tmp_path: Path) -> None:
    run = CliRunner()
    folder = ["--data-dir", str(tmp_path)]
    added = run.invoke(app, ["sign-in", "add", "ada", "--role", "curator", *folder], input=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    path = tmp_path / "users.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD not in path.read_text()
    token = run.invoke(app, ["sign-in", "token", "ada", *folder])
    made = token.stdout.strip()
    assert len(made) >= 40
    assert made not in path.read_text()
    authority = Authority(Settings(data_dir=tmp_path))
    assert authority.require({"authorization": f"Bearer {made}"}, Role.CURATOR).name == "ada"
    assert authority.sign_in("ada", PASSWORD, HERE)
    listed = run.invoke(app, ["sign-in", "list", "--json", *folder])
    assert '{"name":"ada","role":"curator","has_token":true}' in listed.stdout
    assert run.invoke(app, ["sign-in", "remove", "ada", *folder]).exit_code == 0
    assert authority.visitor({"authorization": f"Bearer {made}"}) == ANONYMOUS


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["add", "ada"], "short\n", "12 to 1000"),
        (["add", "../ada"], f"{PASSWORD}\n", "letters, digits"),
        (["token", "nobody"], "", "There is nobody yet"),
        (["remove", "nobody"], "", "There is nobody yet"),
    ],
)
def test_what_the_command_refuses(tmp_path: Path, arguments: list[str], typed: str, said: str) -> None:
    result = CliRunner().invoke(app, ["sign-in", *arguments, "--data-dir", str(tmp_path)], input=typed)
    assert isinstance(result.exception, SettingsError)
    assert said in f"{result.exception.message} {result.exception.hint}"
    assert not load_users(tmp_path / "users.json").users


def test_no_password_is_taken_as_an_argument(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["sign-in", "add", "ada", "--password", PASSWORD, "--data-dir", str(tmp_path)], input=f"{PASSWORD}\n"
    )
    assert result.exit_code == 2
    assert not (tmp_path / "users.json").exists()
