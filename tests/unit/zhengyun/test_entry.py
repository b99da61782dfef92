"""The log convicts whoever alters it: no entry is changed, taken out, put in or moved unseen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import VERIFIER, signer
from zhengyun.canonical import canonical
from zhengyun.entry import CHANGED, DOES_NOT_FOLLOW, MISSING, ORIGIN, Entry, Flaw, cosigned_bytes, flaws

NUMBERS = st.integers(0, 40)


def chained(entry: Entry, previous: str) -> Entry:
    """The same entry with a hash that is right, after another."""
    return Entry.make(entry.number, entry.at, entry.kind, entry.actor, entry.body, previous)


@st.composite
def logs(draw: st.DrawFn, least: int = 1) -> list[Entry]:
    """A sound log."""
    log: list[Entry] = []
    for number in range(1, draw(st.integers(least, 8)) + 1):
        body = {"said": draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=3)), "times": draw(NUMBERS)}
        previous = log[-1].hash if log else ORIGIN
        log.append(Entry.make(number, f"2026-03-02T08:00:{number:02}Z", "spoken", "wang", body, previous))
    return log


def found(log: Sequence[Entry]) -> list[Flaw]:
    return list(flaws(log))


ALTERED: Mapping[str, Callable[[Entry], Any]] = {
    "number": lambda entry: entry.number + 1,
    "at": lambda entry: entry.at.replace("2026", "2025"),
    "kind": lambda _: "whispered",
    "actor": lambda _: "zhou",
    "body": lambda entry: {**entry.body, "times": -1},
    "previous": lambda _: "sha256:" + "f" * 64,
    "hash": lambda _: "sha256:" + "f" * 64,
}


@given(logs(0))
def test_a_log_that_nobody_altered_is_sound(log: list[Entry]) -> None:
    assert found(log) == []


@given(logs(), NUMBERS, st.sampled_from([field.name for field in fields(Entry)]))
def test_an_entry_with_anything_changed_is_found(log: list[Entry], place: int, name: str) -> None:
    place %= len(log)
    log[place] = replace(log[place], **{name: ALTERED[name](log[place])})
    assert found(log)
    assert found(log)[0].number in {place + 1, place + 2}


@given(logs(2), NUMBERS, st.sampled_from(["at", "kind", "actor", "body"]))
def test_an_entry_that_was_changed_and_hashed_again_is_found_by_the_next(
    log: list[Entry], place: int, name: str
) -> None:
    place %= len(log) - 1
    log[place] = chained(replace(log[place], **{name: ALTERED[name](log[place])}), log[place].previous)
    assert found(log) == [Flaw(place + 2, DOES_NOT_FOLLOW)]


@given(logs(2), NUMBERS)
def test_an_entry_that_was_taken_out_is_found(log: list[Entry], place: int) -> None:
    place %= len(log) - 1
    del log[place]
    assert found(log)[0] == Flaw(place + 1, MISSING)


@given(logs(3), NUMBERS)
def test_an_entry_that_was_taken_out_and_the_rest_counted_anew_is_found(log: list[Entry], place: int) -> None:
    place %= len(log) - 1
    rest = [replace(entry, number=entry.number - 1) for entry in log[place + 1 :]]
    assert found([*log[:place], *rest])


@given(logs(), NUMBERS, NUMBERS)
def test_an_entry_that_was_put_in_is_found(log: list[Entry], place: int, source: int) -> None:
    place %= len(log)
    log.insert(place, log[source % len(log)])
    assert found(log)


@given(logs(), NUMBERS)
def test_an_entry_that_was_put_in_with_a_right_hash_is_found_by_the_next(log: list[Entry], place: int) -> None:
    place %= len(log)
    forged = chained(replace(log[place], actor="zhou"), log[place - 1].hash if place else ORIGIN)
    log.insert(place, forged)
    assert found(log)


@given(logs(2), NUMBERS, NUMBERS)
def test_entries_that_changed_places_are_found(log: list[Entry], one: int, other: int) -> None:
    one, other = one % len(log), other % len(log)
    log[one], log[other] = log[other], log[one]
    assert bool(found(log)) == (one != other)


@given(logs(2), NUMBERS)
def test_a_log_whose_beginning_is_cut_off_is_found(log: list[Entry], place: int) -> None:
    assert found(log[1 + place % (len(log) - 1) :])[0] == Flaw(1, MISSING)


@given(logs(2), NUMBERS)
def test_a_log_whose_end_is_cut_off_hangs_together_and_only_a_witness_can_tell(log: list[Entry], place: int) -> None:
    shorter = log[: 1 + place % (len(log) - 1)]
    assert found(shorter) == []
    seen = signer("witness").sign(cosigned_bytes(log[-1].number, log[-1].hash))
    assert VERIFIER.verify(signer("witness").public, cosigned_bytes(log[-1].number, log[-1].hash), seen)
    assert not VERIFIER.verify(signer("witness").public, cosigned_bytes(shorter[-1].number, shorter[-1].hash), seen)


@given(logs(2), NUMBERS)
def test_a_log_rewritten_to_its_end_hangs_together_and_only_a_witness_can_tell(log: list[Entry], place: int) -> None:
    place %= len(log)
    forged = log[:place]
    for entry in log[place:]:
        forged.append(chained(replace(entry, actor="zhou"), forged[-1].hash if forged else ORIGIN))
    assert found(forged) == []
    assert forged[-1].hash != log[-1].hash


@given(logs())
def test_an_entry_is_kept_and_found_again(log: list[Entry]) -> None:
    kept = [
        Entry.kept(one.number, one.at, one.kind, one.actor, canonical(one.body).decode(), one.previous, one.hash)
        for one in log
    ]
    assert kept == log


@pytest.mark.parametrize(
    "body", ["", "no JSON", "[]", "null", '{"a": 0.5}', '{"a": 9007199254740993}', '"\\ud800"', '{"a": "\\ud800"}', "[" * 99_999, b"\xff"]
)  # fmt: skip
def test_a_body_that_was_never_written_is_found_and_breaks_nothing(body: str) -> None:
    sound = Entry.make(1, "2026-03-02T08:00:00Z", "spoken", "wang", {"a": 1}, ORIGIN)
    altered = Entry.kept(sound.number, sound.at, sound.kind, sound.actor, body, sound.previous, sound.hash)
    assert found([altered]) == [Flaw(1, CHANGED)]


def test_a_witness_signs_the_number_and_the_hash() -> None:
    assert cosigned_bytes(1, "a") != cosigned_bytes(2, "a") != cosigned_bytes(2, "b")
