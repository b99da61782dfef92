"""Scripts as data, how far a ceremony has come, and the page that is made from its entries: all without a world."""

import string
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest

from pki.ceremony.course import ABANDONED, DONE, MAKING, STEP, Course, courses, opened
from pki.ceremony.script import ROOT, SCRIPTS, STEPS, Acts, Script
from pki.ceremony.transcript import ending, parts
from pki.ceremony.words import confirmed_bytes, present_bytes
from zhengyun.entry import Entry

PEOPLE = ("a", "b", "c")
# What is known before the first step, and what the entries of each step add.
KNOWN = {"authority", "people", "issuer", "place", "algorithm"}
FIRST = {"ceremony", "script", "script_digest", "threshold", "trust", "now", "tail", "hash"}
TOLD: Mapping[str, set[str]] = {
    "key": {"key"},
    "escrow": {"key"},
    "received": {"of", "key"},
    "draft": {"of", "serial", "begins", "ends", "subject"},
    "certificate": {"of", "serial", "begins", "ends", "subject"},
}


class Book:
    """A log in memory."""

    def __init__(self, *told: tuple[str, Mapping[str, object]]) -> None:
        self.entries = [
            Entry.make(number, "2026-11-22T08:00:00Z", kind, "a", body) for number, (kind, body) in enumerate(told, 1)
        ]

    def append(self, note: object) -> Entry:
        raise AssertionError("how far a ceremony has come is read, and nothing is written")

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        return [one for one in self.entries if one.kind in kinds]

    def naming(self, word: str, *kinds: str) -> Sequence[Entry]:
        return [one for one in self.of_kind(*kinds) if word.encode() in one.leaf]

    def last(self) -> Entry | None:
        return self.entries[-1] if self.entries else None


def step(word: str, ceremony: str = "CM-1", **facts: object) -> tuple[str, Mapping[str, object]]:
    return STEP, {"ceremony": ceremony, "authority": "root", "script": "root", "step": word, **facts}


def begun(ceremony: str = "CM-1") -> tuple[str, Mapping[str, object]]:
    facts = {"people": PEOPLE, "threshold": 2, "trust": "sha256:t", "script_digest": ROOT.digest, "now": "now"}
    return step("begin", ceremony, tail=0, hash="", **facts)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_what_is_read_out_is_known_by_then(script: Script) -> None:
    known = KNOWN | FIRST
    for one in script.steps:
        wanted = {name for _, name, _, _ in string.Formatter().parse(one.read) if name}
        assert wanted <= known, one.word
        known |= TOLD.get(one.word, set())


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_people_are_there_before_anything_is_made(script: Script) -> None:
    words = [one.word for one in script.steps]
    assert words[:2] == ["begin", "present"]
    assert len(set(words)) == len(words)
    for before, after in (("draft", "confirm"), ("certificate", "confirm"), ("confirm", "sign"), ("confirm", "record")):
        if before in words and after in words:
            assert words.index(before) < words.index(after)


def test_a_script_is_known_by_every_word_of_it() -> None:
    digests = {script.digest for script in SCRIPTS.values()}
    assert len(digests) == len(SCRIPTS)
    other = Script(ROOT.name, ROOT.title, (*ROOT.steps[:-1], ROOT.steps[-1]._replace(check="another")))
    assert other.digest != ROOT.digest
    assert {one.name for one in SCRIPTS.values() if one.makes_key} == {"root", "issuing", "request"}
    assert {one.acts for one in STEPS.values()} == set(Acts)
    assert [len(one.steps) for one in SCRIPTS.values()] == [7, 7, 8, 7, 5, 3, 5]


def test_how_far_it_has_come() -> None:
    told = (*("begin", "present", "key", "draft", "confirm", "sign", "list"),)
    made = [begun()]
    for before, after in pairwise(told):
        course = Course(tuple(Book(*made).entries))
        taken = [one.word for one in ROOT.steps if course.taken(one)]
        assert taken == list(told[: told.index(before) + 1])
        if after in {"present", "confirm"}:
            made += [step(after, person=name) for name in PEOPLE[:2]]
            assert not Course(tuple(Book(*made).entries)).taken(STEPS[after])
            made.append(step(after, person=PEOPLE[2]))
        elif after == "key":
            made += [step(MAKING), step("key")]
        else:
            made.append(step(after))


def test_one_is_open_until_it_has_ended() -> None:
    end = {"ceremony": "CM-1", "authority": "root", "script": "root"}
    for kind in (DONE, ABANDONED):
        book = Book(begun(), (kind, end), begun("CM-2"))
        assert [one.id for one in courses(book, "root")] == ["CM-1", "CM-2"]
        found = opened(book, "root")
        assert found
        assert found.id == "CM-2"
        assert opened(Book(begun(), (kind, end)), "root") is None
        assert opened(book, "issuing") is None


def test_what_is_signed_is_of_this_ceremony_and_this_person() -> None:
    one, other = (Course(tuple(Book(begun(name)).entries)) for name in ("CM-1", "CM-2"))
    signed = {present_bytes(course, person) for course in (one, other) for person in PEOPLE}
    signed |= {confirmed_bytes(course, person, of) for course in (one, other) for person in PEOPLE for of in "xy"}
    assert len(signed) == 18


def test_the_page_has_each_step_with_its_entries() -> None:
    book = Book(
        begun(),
        *(step("present", person=name, key=f"key-{name}", signature=f"by {name}") for name in PEOPLE),
        step("shared", shares={"a": "sha256:1", "b": "sha256:2"}, need=2),
        step(MAKING, algorithm="p384", place="ca-root"),
        step("key", key="k1", place="ca-root", holding="file"),
        step("draft", of="sha256:d", subject="CN=Root", serial="01", begins="now", ends="then"),
        (ABANDONED, {"ceremony": "CM-1", "authority": "root", "script": "root", "reason": "so"}),
    )
    course = courses(book, "root")[0]
    found = list(parts(course, "root"))
    assert [(part.number, part.step.word, len(part.told)) for part in found] == [
        *((1, "begin", 1), (2, "present", 3), (3, "key", 3), (4, "draft", 1), (5, "confirm", 0)),
        *((6, "sign", 0), (7, "list", 0)),
    ]
    assert found[4].step.read.format_map(found[4].facts) == (
        "CN=Root, from now until then, serial number 01. The digest of what is signed is sha256:d."
    )
    assert [(line.title, line.value) for line in found[1].told[1].lines] == [
        *(("Person", "b"), ("Key", "key-b"), ("Signature", "by b")),
    ]
    assert [line.value for line in found[2].told[0].lines] == ["2", "a: sha256:1", "b: sha256:2"]
    last = ending(course)
    assert last
    assert last.number == 9


def test_a_changed_entry_changes_the_digest_of_the_page() -> None:
    one, other = (courses(Book(begun(), step("present", person=name)), "root")[0] for name in "ab")
    assert one.digest != other.digest
