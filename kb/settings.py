"""Settings: defaults, then `briefing.toml` in the working folder, then BRIEFING_* variables. Unknown keys are refused.

The hash of what decides answers goes on the index, on each answer and on each eval run.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import orjson
from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from kb.errors import SettingsError
from kb.ids import sha256_bytes

# Counts up when readers, cleaning or splitting change, so that what was stored is read again.
READING_VERSION = 5
PROJECT_DIR = Path(__file__).resolve().parent.parent
Corpus = Literal["auto", "notes", "originals"]
# The one secret. It is read from the environment when an endpoint is asked and is no setting, so that it stands in no
# file, no message and no hash.
MODEL_KEY_VARIABLE = "BRIEFING_MODEL_KEY"
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#@]+[^\s?#]*$")]


class Settings(BaseSettings):
    """Everything a user can set. Each field says its unit."""

    model_config = SettingsConfigDict(
        env_prefix="BRIEFING_", toml_file="briefing.toml", extra="forbid", frozen=True, validate_default=True
    )

    data_dir: Path = Field(default=PROJECT_DIR / ".briefing", description="Folder for documents, vectors and the index")
    models_dir: Path = Field(
        default=PROJECT_DIR / ".briefing-models",
        description="Folder for the sentence model as converted from its packages, some 110 MB",
    )
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
    expansion_weight: float = Field(
        default=0.5, ge=0, le=1, description="Weight in BM25 of what the glossary adds to a question; 0 adds nothing"
    )
    candidate_passages: int = Field(default=60, ge=1, le=200, description="Passages whose sentences are considered")
    reader_questions: bool = Field(
        default=True, description="Whether questions are held against those written for the notes' cards too"
    )
    answer_max_words: int = Field(default=150, ge=20, le=1000, description="Longest short answer, in words")
    long_answer_max_words: int = Field(default=400, ge=20, le=3000, description="Longest long answer, in words")
    question_max_chars: int = Field(
        default=4000, ge=100, le=100_000, description="Characters of a question that are read"
    )
    threads: int = Field(default=0, ge=0, le=64, description="Threads for the embedding model; 0 takes all cores")
    parse_max_seconds: int = Field(
        default=120, ge=1, le=86_400, description="Longest time that reading one file may take, in seconds"
    )
    parse_max_memory_mb: int = Field(
        default=2000,
        ge=300,
        le=1_000_000,
        description="Most memory that reading one file may take, in megabytes of address space (not on Windows)",
    )
    ocr_max_seconds: int = Field(
        default=900, ge=1, le=86_400, description="Longest time for ocrmypdf on one scanned file, in seconds"
    )
    archive_max_mb: int = Field(
        default=1000, ge=1, le=1_000_000, description="Most that a ZIP archive may unpack to, in megabytes"
    )
    host: str = Field(default="127.0.0.1", description="Address the page listens on")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the page listens on; 0 takes a free one")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Further names that requests may call the page's server by, such as a proxy's, with commas between",
    )
    users_file: Path | None = Field(
        default=None,
        description="File of those who may sign in, written by `briefing sign-in`; none: users.json in the data folder",
    )
    readers_sign_in: bool = Field(
        default=False, description="Whether asking and reading need a sign-in too, on the page and for programs"
    )
    upload_max_mb: int = Field(
        default=50, ge=1, le=2000, description="Largest file that a curator may upload, in megabytes"
    )
    upload_types: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(".pdf", ".docx", ".html", ".htm", ".xml", ".txt", ".md", ".json", ".toml", ".zip"),
        description="Endings of the names of files that a curator may upload, with commas between",
    )
    upload_max_files: int = Field(default=20, ge=1, le=500, description="Most files that a curator may upload at once")
    model_base_url: str | None = Field(
        default=None,
        description="OpenAI-compatible endpoint up to /v1, whose model puts answers into words; none: no model is used",
    )
    model_name: str | None = Field(default=None, description="Model to ask for at model_base_url; needed with it")
    model_timeout_seconds: float = Field(
        default=30, gt=0, le=600, description="Seconds for a model's whole reply, after which the sources' words answer"
    )
    model_max_tokens: int = Field(default=900, ge=50, le=8000, description="Longest reply of the model, in its tokens")
    model_temperature: float = Field(default=0, ge=0, le=2, description="Temperature asked of the model")
    model_seed: int = Field(default=0, ge=0, description="Seed asked of the model")
    questions_dir: Path | None = Field(
        default=None,
        description="Folder of the question files that the Evaluate tab writes; none: questions/ in the data folder",
    )
    contact_email: str | None = Field(
        default=None,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        description="Your address, told to the services that `briefing sources add` and `fetch` ask; they want one",
    )
    crossref_url: WebAddress = Field(default="https://api.crossref.org", description="Base address of Crossref")
    openalex_url: WebAddress = Field(default="https://api.openalex.org", description="Base address of OpenAlex")
    openalex_api_key: SecretStr | None = Field(
        default=None, description="OpenAlex wants a key; without one it is not asked"
    )
    europe_pmc_url: WebAddress = Field(
        default="https://www.ebi.ac.uk/europepmc/webservices/rest", description="Base address of Europe PMC"
    )
    pubmed_url: WebAddress = Field(
        default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils", description="Base address of PubMed's E-utilities"
    )
    unpaywall_url: WebAddress = Field(default="https://api.unpaywall.org/v2", description="Base address of Unpaywall")
    fetch_timeout_seconds: float = Field(
        default=30, gt=0, le=600, description="Longest silence of a web service, in seconds"
    )
    fetch_interval_seconds: float = Field(
        default=0.5, ge=0, le=60, description="Shortest time between two requests to one host, in seconds"
    )
    fetch_attempts: int = Field(default=4, ge=1, le=10, description="Tries of a request that may succeed later")
    fetch_max_megabytes: float = Field(default=50, gt=0, le=1000, description="Largest file fetched, in megabytes")
    fetch_cache_days: int = Field(
        default=30, ge=0, le=3650, description="How long answers of web services are kept, in days; 0 keeps none"
    )

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

    @field_validator("allowed_hosts", "upload_types", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value

    @field_validator("model_base_url")
    @classmethod
    def _usable_endpoint(cls, value: str | None) -> str | None:
        """An http(s) address without anything secret in it: settings are printed, hashed and saved."""
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("give an address such as http://127.0.0.1:8080/v1")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError(f"give the address alone; a key goes into the variable {MODEL_KEY_VARIABLE}")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _named_model(self) -> Self:
        if (self.model_base_url is None) != (self.model_name is None):
            raise ValueError("model_base_url and model_name go together")
        return self

    @property
    def users_path(self) -> Path:
        return self.users_file or self.data_dir / "users.json"

    @property
    def catalogue_path(self) -> Path:
        return self.sources_dir / "catalogue.toml"

    @property
    def retractions_path(self) -> Path:
        return self.sources_dir / "retractions.toml"

    @property
    def glossary_path(self) -> Path:
        return self.sources_dir / "glossary.toml"

    @property
    def themes_path(self) -> Path:
        return self.sources_dir / "themes.toml"

    @property
    def timeline_path(self) -> Path:
        return self.sources_dir / "timeline.toml"

    @property
    def notes_dir(self) -> Path:
        return self.sources_dir / "notes"

    @property
    def originals_dir(self) -> Path:
        return self.sources_dir / "originals"

    @property
    def own_questions_dir(self) -> Path:
        return self.questions_dir or self.data_dir / "questions"

    @property
    def index_hash(self) -> str:
        """Hash of the settings that decide what is stored (16 hexadecimal characters)."""
        return self._hash("passage_max_tokens", "passage_overlap_sentences")

    @property
    def answer_hash(self) -> str:
        """Hash of the settings that decide answers (16 hexadecimal characters); those of a model where one is set."""
        model = ("model_base_url", "model_name", "model_max_tokens", "model_temperature", "model_seed")
        return self._hash(
            "passage_max_tokens", "passage_overlap_sentences", "corpus", "dense_weight", "expansion_weight",
            "candidate_passages", "reader_questions", "answer_max_words", "long_answer_max_words", "question_max_chars",
            *(model if self.model_base_url else ()),
        )  # fmt: skip

    def _hash(self, *fields: str) -> str:
        values = {name: getattr(self, name) for name in fields} | {"reading_version": READING_VERSION}
        return sha256_bytes(orjson.dumps(values, option=orjson.OPT_SORT_KEYS))[:16]


def load_settings(**overrides: Any) -> Settings:
    """Settings with `overrides` (None means not given) on top. Raises SettingsError naming key and range."""
    known = {f"BRIEFING_{name.upper()}" for name in Settings.model_fields} | {MODEL_KEY_VARIABLE}
    unknown = sorted(name for name in os.environ if name.startswith("BRIEFING_") and name.upper() not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}.", "Unset it; the settings are listed in docs/settings.md.")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "of the model"
        raise SettingsError(
            f"Setting {name}: {first['msg'].removeprefix('Value error, ')}.",
            "Correct it; docs/settings.md lists every setting.",
        ) from error
