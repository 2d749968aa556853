"""Whatever comes, goes and comes back: no version is lost, and at most one of a kind is current."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kb.documents import DocumentKind
from kb.store import Manifest, StoredVersion
from kb.versions import BOTH_KINDS, add_version, next_version, remove_versions, restore_version

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_SOURCES = st.sampled_from(["coast", "hills"])
_KINDS: st.SearchStrategy[DocumentKind] = st.sampled_from(["note", "original"])
_STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "restore"]), _SOURCES, _KINDS, st.integers(0, 3)), max_size=25
)


def stored(manifest: Manifest, source_id: str, kind: DocumentKind, content: int) -> StoredVersion:
    return StoredVersion(
        source_id=source_id, kind=kind, version=next_version(manifest, source_id, kind), document_id=f"d-{content}",
        document_sha256=str(content) * 64, name="x.txt", title="Made up", current=True, passages=1, characters=5,
    )  # fmt: skip


def take(manifest: Manifest, step: tuple[str, str, DocumentKind, int]) -> Manifest:
    what, source_id, kind, content = step
    if what == "add":
        return add_version(manifest, stored(manifest, source_id, kind, content))
    if what == "remove":
        return remove_versions(manifest, source_id, (kind,), _NOW)
    for version in manifest.removed:
        if (version.source_id, version.kind) == (source_id, kind):
            manifest = restore_version(manifest, version)
    return manifest


def places(manifest: Manifest) -> list[tuple[str, str, int, str]]:
    return [(v.source_id, v.kind, v.version, v.document_sha256) for v in manifest.versions]


@given(_STEPS)
def test_no_version_is_lost_and_one_at_most_is_current(steps: list[tuple[str, str, DocumentKind, int]]) -> None:
    manifest = Manifest()
    for step in steps:
        before = manifest
        manifest = take(manifest, step)
        assert places(manifest)[: len(before.versions)] == places(before)
        for listed in (manifest.current, manifest.removed):
            assert max(Counter((v.source_id, v.kind) for v in listed).values(), default=1) == 1
        held = [(v.source_id, v.kind) for v in (*manifest.current, *manifest.removed)]
        assert len(set(held)) == len(held)  # what is removed is not current
        assert set(held) == {(v.source_id, v.kind) for v in manifest.versions}
        numbers = Counter((v.source_id, v.kind, v.version) for v in manifest.versions)
        assert not numbers or max(numbers.values()) == 1
        assert Manifest.model_validate_json(manifest.model_dump_json()) == manifest


@given(_STEPS, _SOURCES)
def test_restoring_undoes_a_removal(steps: list[tuple[str, str, DocumentKind, int]], source_id: str) -> None:
    manifest = Manifest()
    for step in steps:
        manifest = take(manifest, step)
    current = [version for version in manifest.current if version.source_id == source_id]
    removed = remove_versions(manifest, source_id, BOTH_KINDS, _NOW)
    assert not any(version.source_id == source_id for version in removed.current)
    assert not current or removed.corpus_hash != manifest.corpus_hash
    restored = removed
    for version in removed.removed:
        if any((version.kind, version.version) == (v.kind, v.version) for v in current):
            restored = restore_version(restored, version)
    assert restored == manifest
    assert restored.corpus_hash == manifest.corpus_hash


def test_times_change_no_hash() -> None:
    version = stored(Manifest(), "coast", "original", 1)
    timed = version.model_copy(update={"added_at": _NOW})
    assert Manifest(versions=(version,)).corpus_hash == Manifest(versions=(timed,)).corpus_hash


def test_a_manifest_without_times_still_loads() -> None:
    manifest = Manifest(versions=(stored(Manifest(), "coast", "original", 1),))
    old = manifest.model_dump(mode="json")
    for version in old["versions"]:
        del version["added_at"], version["removed"]
    assert Manifest.model_validate(old) == manifest


def test_an_original_answers_in_place_of_its_note_until_it_is_removed() -> None:
    manifest = Manifest()
    for kind in BOTH_KINDS:
        manifest = add_version(manifest, stored(manifest, "coast", kind, 1))
    assert [version.kind for version in manifest.answering("auto")] == ["original"]
    assert [version.kind for version in manifest.answering("notes")] == ["note"]
    without = remove_versions(manifest, "coast", ("original",), _NOW)
    assert [version.kind for version in without.answering("auto")] == ["note"]
    assert without.answering("originals") == ()
