"""Certificates, applications and lists come back as they were kept, and nothing is kept of what comes too late."""

import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from records.applications import Applications
from records.certificates import Certificates
from records.trusts import Trusts
from tests.cast import at
from tests.examples import examples
from tests.records import Records
from tests.unit.governance.requests import refusal
from zhengyun.application import Application, Asked, Move, Operation, Stage, Word
from zhengyun.certified import (
    AuthorityCertificate,
    Certified,
    Escrowed,
    RevocationList,
    Standing,
    StatusChange,
    Trusted,
    serial_of,
    written,
)
from zhengyun.change import Decision
from zhengyun.entry import Note

NOTE = Note("ca.spoken", "wang", {})
WORD = Word("sun", Decision.YES, at(9), 1, "", "c2ln")
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
SERIALS = st.integers(1, (1 << 159) - 1)
TOGETHER = examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def one(serial: int = 7, **values: object) -> Certified:
    """A certificate of somebody's."""
    plain = Certified(
        "issuing", serial, "finance", "web", "CN=x", at(0), at(99), at(0), b"cert", b"key", state_at=at(0)
    )
    return plain._replace(**values)  # type: ignore[arg-type]


def application(identifier: str = "CA-TEST22", count: int = 3, **values: object) -> Application:
    """One for so many certificates."""
    plain = Application(
        identifier, "nonce", Operation.ISSUE, "issuing", "web", "sha256:t", "wang", "because", at(0), at(999), count
    )
    return replace(plain, **values)  # type: ignore[arg-type]


@pytest.fixture
def kept(records: Records) -> Certificates:
    return Certificates(records.database, records.clock)


@pytest.fixture
def asked(records: Records) -> Applications:
    return Applications(records.database, records.clock)


class TestCertificates:
    """Certificates and how they stand."""

    @TOGETHER
    @given(
        serial=SERIALS,
        pair=SERIALS,
        words=st.tuples(*[WORDS] * 5),
        data=st.binary(max_size=99),
        state=st.sampled_from(Standing),
    )
    def test_one_comes_back_as_it_was(
        self, records: Records, serial: int, pair: int, words: tuple[str, ...], data: bytes, state: Standing
    ) -> None:
        kept = Certificates(records.database, records.clock)
        holder, profile, subject, application_, escrow = words
        row = one(
            serial, pair=pair, holder=holder, profile=profile, subject=subject, certificate=data, key=data,
            application=application_, escrow=escrow, state=state, authority=f"a{serial}",
        )  # fmt: skip
        if kept.certificate(row.authority, serial) is None:
            kept.add([row], NOTE)
            assert kept.certificate(row.authority, serial) == row
            assert row in kept.called(serial)
            assert row in list(kept.of_holder(holder))
            assert row in list(kept.of_key(data))

    def test_a_serial_number_is_given_once_by_an_authority(self, records: Records, kept: Certificates) -> None:
        kept.add([one(5), one(5, authority="other")], NOTE)
        before = records.kinds()
        assert refusal(lambda: kept.add([one(6), one(5)], NOTE)) == "ZY-REC-004"
        assert kept.certificate("issuing", 6) is None, "all or nothing"
        assert records.kinds() == before, "and nothing is told that has not happened"
        assert {row.authority for row in kept.called(5)} == {"issuing", "other"}

    def test_they_stand_as_they_were_said_to_and_the_past_stays(self, records: Records, kept: Certificates) -> None:
        kept.add([one(1), one(2), one(3)], NOTE)
        hold = StatusChange("issuing", 2, at(1), Standing.HELD, "certificate-hold")
        gone = StatusChange("issuing", 3, at(2), Standing.REVOKED, "key-compromise", at(-5), "CA-X")
        assert kept.change([hold], (Standing.GOOD,), NOTE)
        assert kept.change([gone], (Standing.GOOD, Standing.HELD), NOTE)
        count = len(records.kinds())
        assert kept.change([hold], (Standing.GOOD,), NOTE) is None, "it stands so already"
        assert kept.change([gone._replace(serial=1), hold], (Standing.GOOD,), NOTE) is None
        assert kept.certificate("issuing", 1) == one(1), "all or nothing"
        assert len(records.kinds()) == count
        told = [(row.serial, row.state, row.reason, row.invalidity) for row in kept.not_good("issuing")]
        assert told == [(2, "held", "certificate-hold", ""), (3, "revoked", "key-compromise", at(-5))]
        good = StatusChange("issuing", 2, at(3), Standing.GOOD)
        assert kept.change([good], (Standing.HELD,), NOTE)
        assert [row.serial for row in kept.not_good("issuing")] == [3]
        assert kept.history("issuing", 2) == [hold, good]
        assert list(kept.changes("issuing", at(1))) == [gone, good]
        assert list(kept.changes("issuing", "", at(1))) == [hold]
        assert kept.last("issuing") == at(3)
        assert kept.last("nobody") == ""
        assert (kept.first("issuing"), kept.first("nobody")) == (one(1).at, "")
        assert kept.count("issuing") == {Standing.GOOD: 2, Standing.REVOKED: 1}

    def test_what_ends_is_found_by_when(self, kept: Certificates) -> None:
        kept.add([one(number, not_after=at(number)) for number in (5, 1, 3)], NOTE)
        assert [row.serial for row in kept.ending(at(1), at(5))] == [1, 3]

    def test_the_newest_are_found_by_state_profile_and_holder(self, kept: Certificates) -> None:
        kept.add([one(1), one(2, profile="mail"), one(3, holder="health"), one(4)], NOTE)
        assert [row.serial for row in kept.newest(2)] == [4, 3]
        assert [row.serial for row in kept.newest(9, profile="mail")] == [2]
        assert [row.serial for row in kept.newest(9, holder="finance", profile="web", state="good")] == [4, 1]

    @pytest.mark.slow
    def test_a_long_list_is_never_held_whole(self, records: Records, kept: Certificates) -> None:
        rows = [one(number, state=Standing.REVOKED, certificate=b"c" * 900) for number in range(1, 3001)]
        kept.add(rows, NOTE)
        tracemalloc.start()
        assert sum(1 for _ in kept.not_good("issuing")) == 3000
        assert tracemalloc.get_traced_memory()[1] < 300_000
        tracemalloc.stop()

    def test_a_key_that_is_kept_is_written_with_its_certificate(self, kept: Certificates) -> None:
        key = Escrowed("E-1", "finance", b"sealed", at(0))
        kept.add([one(1, escrow="E-1", pair=2)], NOTE, [key])
        assert kept.escrow("E-1") == key
        assert kept.escrow("E-2") is None


class TestApplications:
    """Applications, row by row."""

    @TOGETHER
    @given(words=st.tuples(*[WORDS] * 6), number=st.integers(0, 10**9), serials=st.lists(WORDS, max_size=2).map(tuple))
    def test_one_comes_back_as_it_was(
        self, records: Records, words: tuple[str, ...], number: int, serials: tuple[str, ...]
    ) -> None:
        asked = Applications(records.database, records.clock)
        nonce, reason, why, rows, name, other = words
        made = application(
            f"CA-{len(asked.applications())}", number, nonce=nonce, reason=reason, why=why, rows=rows, serials=serials,
            more={name: other}, distinct_from=serials, words=(WORD._replace(reason=reason),), signature=other,
        )  # fmt: skip
        asked.add(made, (), NOTE)
        assert asked.application(made.id) == made
        assert asked.taken(made.id)

    def test_its_rows_come_back_in_order(self, asked: Applications) -> None:
        rows = [Asked(number, "h", b"%d" % number, ("dns:政.example",)) for number in range(1, 1200)]
        asked.add(application(count=1199), iter(rows), NOTE)
        assert list(asked.rows("CA-TEST22")) == rows
        assert list(asked.rows("CA-TEST22", 600, 700)) == rows[600:700]

    def test_what_is_not_there_is_told(self, asked: Applications) -> None:
        assert refusal(lambda: asked.application("CA-NONE22")) == "ZY-REC-017"
        assert not asked.taken("CA-NONE22")

    def test_it_moves_forward_once(self, records: Records, asked: Applications) -> None:
        asked.add(application(), (), NOTE)
        step = Move("CA-TEST22", (Stage.ASKED,), Stage.APPROVED, WORD)
        count = len(records.kinds())
        assert asked.move(step, NOTE)
        assert asked.move(step, NOTE) is None
        assert asked.move(step._replace(application="CA-NONE22"), NOTE) is None
        assert len(records.kinds()) == count + 1
        found = asked.application("CA-TEST22")
        assert (found.stage, found.words) == (Stage.APPROVED, (WORD,))
        assert asked.applications((Stage.APPROVED,)) == [found]
        assert asked.applications((Stage.ASKED,)) == []

    def test_of_two_who_go_on_with_it_one_does_and_the_last_row_ends_it(
        self, records: Records, asked: Applications, kept: Certificates
    ) -> None:
        rows = [Asked(number, "h", b"csr") for number in (1, 2, 3)]
        asked.add(application(), rows, NOTE)
        made = [one(number, application="CA-TEST22", number=number) for number in (1, 2, 3)]
        early = kept.certify("CA-TEST22", (0, 2), made[:2], (), NOTE, WORD)
        assert early is None, "nobody has agreed"
        asked.move(Move("CA-TEST22", (Stage.ASKED,), Stage.APPROVED, WORD), NOTE)
        assert kept.certify("CA-TEST22", (0, 2), made[:1], [rows[1]._replace(problem="bad")], NOTE, WORD)
        count = len(records.kinds())
        assert kept.certify("CA-TEST22", (0, 3), made[1:], (), NOTE, WORD) is None, "somebody was faster"
        assert len(records.kinds()) == count
        assert asked.application("CA-TEST22").stage is Stage.APPROVED
        other = WORD._replace(person="li")
        assert kept.certify("CA-TEST22", (2, 3), made[2:], (), NOTE, other)
        found = asked.application("CA-TEST22")
        assert (found.stage, found.done, found.words) == (Stage.DONE, 3, (WORD, other))
        assert list(kept.of_application("CA-TEST22")) == [made[0], made[2]]
        assert [(row.number, row.problem) for row in asked.problems("CA-TEST22")] == [(2, "bad")]

    def test_a_state_changes_together_with_the_application_that_asks_for_it(
        self, asked: Applications, kept: Certificates
    ) -> None:
        asked.add(application(), (), NOTE)
        kept.add([one(1)], NOTE)
        change = StatusChange("issuing", 1, at(1), Standing.REVOKED)
        step = Move("CA-TEST22", (Stage.APPROVED,), Stage.DONE, WORD)
        assert kept.change([change], (Standing.GOOD,), NOTE, step) is None
        assert kept.certificate("issuing", 1) == one(1)
        assert kept.change([change], (Standing.GOOD,), NOTE, step._replace(before=(Stage.ASKED,)))
        assert asked.application("CA-TEST22").stage is Stage.DONE


class TestTrust:
    """What is in force, and what authorities have signed of themselves."""

    def test_things_are_put_in_force_and_taken_away(self, records: Records) -> None:
        trusts = Trusts(records.database, records.clock)
        root, web = Trusted("authority", "root", {"days": 1}), Trusted("profile", "web", {"days": 2})
        trusts.put([root, web], NOTE)
        assert list(trusts.things()) == [root, web]
        trusts.put([web._replace(document={"days": 3})], NOTE, [("authority", "root")])
        assert list(trusts.things()) == [web._replace(document={"days": 3})]

    def test_the_newest_certificate_of_an_authority_signs(self, records: Records) -> None:
        trusts, kept = Trusts(records.database, records.clock), Certificates(records.database, records.clock)
        first = AuthorityCertificate("issuing", 3, b"first", "issuing-key", at(0))
        trusts.certify_authority(first, NOTE, one(3, authority="root"))
        trusts.certify_authority(second := first._replace(serial=4, certificate=b"second"), NOTE)
        assert trusts.authority("issuing") == second
        assert list(trusts.authorities()) == [second, first]
        assert trusts.authority("root") is None
        assert kept.certificate("root", 3) == one(3, authority="root")

    def test_the_numbers_of_lists_rise(self, records: Records) -> None:
        trusts = Trusts(records.database, records.clock)
        full = RevocationList("issuing", 1, 0, at(1), at(9), b"full")
        delta = RevocationList("issuing", 2, 1, at(2), at(3), b"delta")
        assert trusts.newest_list("issuing") is None
        assert trusts.publish(full, NOTE)
        assert trusts.publish(full, NOTE) is None
        assert trusts.publish(full._replace(this_update=at(2)), NOTE) is None
        assert trusts.publish(delta, NOTE)
        assert trusts.publish(full._replace(number=2, this_update=at(2)), NOTE), "made together with the delta list"
        assert trusts.newest_list("issuing", delta=True) == delta
        brief = trusts.newest_list("issuing", brief=True)
        assert brief == full._replace(number=2, this_update=at(2), document=b"")
        assert trusts.newest_list("issuing", until=at(1)) == full
        assert trusts.last_number("issuing") == 2


@pytest.mark.parametrize("text", ["0A:0b", "0x0a0b", "a0b", "00 00 0A 0B", written(0x0A0B)])
def test_a_serial_number_is_read_as_any_tool_writes_it(text: str) -> None:
    assert serial_of(text) == 0x0A0B


@pytest.mark.parametrize("text", ["", "0", "0x", "12G", "-5", "1" * 41])
def test_what_is_no_serial_number_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no serial number"):
        serial_of(text)
