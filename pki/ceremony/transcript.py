"""A ceremony as a page to print: from its entries in the log alone, so that whoever has the log can write the same."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from pki.ceremony.course import ABANDONED, DONE, MAKING, SHARED, Course
from pki.ceremony.script import Acts, Step
from zhengyun.entry import Entry
from zhengyun.errors import N_

# What is printed of an entry beside its time, its number and its hash, under these titles.
TITLES: Final[Mapping[str, str]] = {
    "person": N_("Person"),
    "key": N_("Key"),
    "algorithm": N_("Algorithm"),
    "place": N_("Place of the key"),
    "holding": N_("How the key is held"),
    "subject": N_("Name"),
    "serial": N_("Serial number"),
    "begins": N_("In force from"),
    "ends": N_("In force until"),
    "of": N_("Digest"),
    "fingerprint": N_("Fingerprint of the certificate (SHA-256)"),
    "list": N_("Number of the list"),
    "until": N_("The list holds until"),
    "need": N_("Shares that are needed"),
    "signature": N_("Signature"),
}


class Line(NamedTuple):
    """One fact with its title; a text of ours is told in the reader's language, anything else as it stands."""

    title: str
    value: str


class Told(NamedTuple):
    """One entry: when it was written, its number and hash, and its facts."""

    at: str
    number: int
    hash: str
    actor: str
    lines: tuple[Line, ...]


class Part(NamedTuple):
    """One step: what was read out, by whom it was done, and its entries; none where it has not been taken."""

    number: int
    step: Step
    facts: Mapping[str, Any]
    told: tuple[Told, ...]


def parts(course: Course, issuer: str) -> Iterator[Part]:
    """Every step of its script, in order. `issuer` is who certifies the authority."""
    facts: dict[str, Any] = {"issuer": issuer, "place": "-", "algorithm": "-", "of": "-", "key": "-"}
    for number, step in enumerate(course.script.steps, start=1):
        entries = [one for one in course.entries if one.body.get("step") in _words(step)]
        # What is read out at a step stands in the entries up to it; a draft's digest is what is confirmed.
        facts |= {name: value for one in entries for name, value in one.body.items()}
        people = ", ".join(course.people)
        more = {"people": people, "authority": course.first["authority"] or "escrow"}
        yield Part(number, step, {**facts, **more}, tuple(map(_told, entries)))


def _words(step: Step) -> tuple[str, ...]:
    return (SHARED, MAKING, "key") if step.word == "key" else (step.word,)


def _told(entry: Entry) -> Told:
    body = entry.body
    lines = [Line(title, str(body[name])) for name, title in TITLES.items() if body.get(name)]
    shares = body.get("shares")
    if isinstance(shares, Mapping):
        lines += [Line(N_("Share, by its digest"), f"{person}: {value}") for person, value in shares.items()]
    signatures = body.get("signatures")
    if isinstance(signatures, Mapping):
        lines += [Line(N_("Signature under the public half"), f"{person}: {one}") for person, one in signatures.items()]
    return Told(entry.at, entry.number, entry.hash, entry.actor, tuple(lines))


def ending(course: Course) -> Entry | None:
    """The entry that has ended it."""
    return next((one for one in course.entries if one.kind in {DONE, ABANDONED}), None)


def everybody(step: Step) -> bool:
    """Whether each of the people acts at a step."""
    return step.acts is Acts.EVERYBODY
