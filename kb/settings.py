"""Settings: defaults, then `briefing.toml` in the working folder, then BRIEFING_* variables. Unknown keys are refused.

The hash of what decides answers goes on the index, on each answer and on each eval run.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from kb.errors import SettingsError
from kb.ids import sha256_bytes

# Counts up when readers, cleaning or splitting change, so that what was stored is read again.
READING_VERSION = 2
PROJECT_DIR = Path(__file__).resolve().parent.parent
Corpus = Literal["auto", "notes", "originals"]


class Settings(BaseSettings):
    """Everything a user can set. Each field says its unit."""

    model_config = SettingsConfigDict(
        env_prefix="BRIEFING_", toml_file="briefing.toml", extra="forbid", frozen=True, validate_default=True
    )

    data_dir: Path = Field(default=PROJECT_DIR / ".briefing", description="Folder for documents, vectors and the index")
    sources_dir: Path = Field(
        default=PROJECT_DIR / "sources", description="Folder of the catalogue, notes and originals"
    )
    corpus: Corpus = Field(
        default="auto",
        description="What answers: notes, originals, or auto (a source's original where ingested, else its note)",
    )
    passage_max_tokens: int = Field(default=160, ge=32, le=1000, description="Largest passage, in cl100k_base tokens")
    passage_overlap_sentences: int = Field(
        default=1, ge=0, le=5, description="Sentences shared by neighbouring passages"
    )
    dense_weight: float = Field(
        default=0.5, ge=0, le=1, description="Weight of cosine similarity in the fused score, from 0 to 1"
    )
    candidate_passages: int = Field(default=60, ge=1, le=200, description="Passages whose sentences are considered")
    answer_max_words: int = Field(default=150, ge=20, le=1000, description="Longest short answer, in words")
    long_answer_max_words: int = Field(default=400, ge=20, le=3000, description="Longest long answer, in words")
    question_max_chars: int = Field(
        default=4000, ge=100, le=100_000, description="Characters of a question that are read"
    )
    threads: int = Field(default=0, ge=0, le=64, description="Threads for the embedding model; 0 takes all cores")
    host: str = Field(default="127.0.0.1", description="Address the page listens on")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the page listens on; 0 takes a free one")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def catalogue_path(self) -> Path:
        return self.sources_dir / "catalogue.toml"

    @property
    def notes_dir(self) -> Path:
        return self.sources_dir / "notes"

    @property
    def originals_dir(self) -> Path:
        return self.sources_dir / "originals"

    @property
    def index_hash(self) -> str:
        """Hash of the settings that decide what is stored (16 hexadecimal characters)."""
        return self._hash("passage_max_tokens", "passage_overlap_sentences")

    @property
    def answer_hash(self) -> str:
        """Hash of the settings that decide answers (16 hexadecimal characters)."""
        return self._hash(
            "passage_max_tokens", "passage_overlap_sentences", "corpus", "dense_weight", "candidate_passages",
            "answer_max_words", "long_answer_max_words", "question_max_chars",
        )  # fmt: skip

    def _hash(self, *fields: str) -> str:
        values = {name: getattr(self, name) for name in fields} | {"reading_version": READING_VERSION}
        return sha256_bytes(orjson.dumps(values, option=orjson.OPT_SORT_KEYS))[:16]


def load_settings(**overrides: Any) -> Settings:
    """Settings with `overrides` (None means not given) on top. Raises SettingsError naming key and range."""
    known = {f"BRIEFING_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("BRIEFING_") and name.upper() not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}.", "Unset it; the settings are listed in docs/settings.md.")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"Setting {name}: {first['msg']}.", "Correct it; docs/settings.md lists every setting."
        ) from error
