from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import Settings, load_settings


def test_variables_and_overrides_take_effect(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIEFING_PORT", "8123")
    monkeypatch.setenv("BRIEFING_DATA_DIR", str(tmp_path))
    assert load_settings().port == 8123
    assert load_settings().data_dir == tmp_path
    assert load_settings(port=9000).port == 9000


def test_a_settings_file_is_read_below_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text("port = 8001\nanswer_max_words = 90\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFING_PORT", "8002")
    settings = load_settings()
    assert (settings.port, settings.answer_max_words) == (8002, 90)


@pytest.mark.parametrize(
    ("name", "value"), [("BRIEFING_PROT", "1"), ("BRIEFING_PORT", "many"), ("BRIEFING_CORPUS", "x")]
)
def test_unknown_and_impossible_settings_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert raised.value.hint


def test_an_unknown_key_in_the_settings_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text("answer_max_wrods = 90\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError):
        load_settings()


def test_hashes_follow_what_decides_index_and_answers() -> None:
    base = Settings()
    assert base.index_hash == Settings(port=9999).index_hash
    assert base.answer_hash == Settings(port=9999).answer_hash
    assert base.index_hash != Settings(passage_max_tokens=100).index_hash
    assert base.index_hash == Settings(answer_max_words=100).index_hash
    assert base.answer_hash != Settings(answer_max_words=100).answer_hash


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_names_of_the_server_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIEFING_ALLOWED_HOSTS", "brief.example, policy.internal,")
    assert load_settings().allowed_hosts == ("brief.example", "policy.internal")
    monkeypatch.delenv("BRIEFING_ALLOWED_HOSTS")
    (tmp_path / "briefing.toml").write_text('allowed_hosts = ["brief.example"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings().allowed_hosts == ("brief.example",)


def test_a_model_is_part_of_the_answer_hash_only_where_one_is_set() -> None:
    model = {"model_base_url": "http://127.0.0.1:1/v1", "model_name": "tiny"}
    assert Settings(model_seed=7).answer_hash == Settings().answer_hash
    assert Settings(**model).answer_hash != Settings().answer_hash
    assert Settings(**model).answer_hash != Settings(**model, model_seed=7).answer_hash
