"""Which deeds at the vault the log explains, by tables."""

from collections.abc import Mapping

import pytest

from governance.vaulted import (
    AT_ONCE,
    BY_HAND,
    BY_ROOT,
    FORCED,
    NOT_AGREED,
    NOT_TAKEN,
    REVOKED,
    SNAPSHOT,
    Said,
    reconcile,
)
from vault.acts import Act, Done
from zhengyun.entry import Entry
from zhengyun.ports import Deed

PATH = "secret/data/cloud/pier"


def at(second: int) -> str:
    return f"2026-11-22T10:{second // 60:02d}:{second % 60:02d}Z"


def done(second: int, act: Act, path: str, who: str = "executor", *, target: str = "", root: bool = False) -> Done:
    deed = Deed(
        at(second), "vault", "openbao", who, who, "", target or path, path, "192.0.2.7", "r", True, within=(path,)
    )
    return Done(act, deed, root)


def said(*entries: tuple[int, str, Mapping[str, object]]) -> Said:
    return Said.of(Entry.make(n, at(second), kind, "li", body) for n, (second, kind, body) in enumerate(entries, 1))


def why(log: Said, *deeds: Done) -> list[str]:
    return [one.why for one in reconcile(deeds, log, "executor", (at(0), at(3599))).findings]


LOAN = (
    (100, "vault.opened", {"request": "CR-PIER22", "accessor": "a", "path": PATH}),
    (110, "vault.authorised", {"request": "CR-PIER22", "accessors": ["a"]}),
    (120, "vault.taken", {"request": "CR-PIER22", "accessors": ["a"]}),
    (140, "vault.returned", {"request": "CR-PIER22", "accessors": ["a"]}),
)


@pytest.mark.parametrize(
    ("second", "path", "who", "found"),
    [
        (118, PATH, "executor", []),
        (142, PATH, "executor", []),
        (117, PATH, "executor", [BY_HAND]),
        (143, PATH, "executor", [BY_HAND]),
        (130, PATH, "li", [BY_HAND]),
        (130, "secret/data/cloud/other", "executor", [BY_HAND]),
    ],
)
def test_at_once_while_a_change_uses_it(second: int, path: str, who: str, found: list[str]) -> None:
    assert why(said(*LOAN), done(second, Act.WRITE, path, who)) == found


def test_a_change_that_was_torn_off_is_using_it_until_it_is_told_otherwise() -> None:
    assert why(said(*LOAN[:3]), done(300, Act.WRITE, PATH)) == []


def test_each_entry_tells_of_one_snapshot() -> None:
    log = [(100, "vault.snapshot", {"address": "x"})]
    assert why(said(*log), done(99, Act.READ, SNAPSHOT, "token")) == []
    assert why(said(*log), done(98, Act.READ, SNAPSHOT, "token"), done(99, Act.READ, SNAPSHOT, "mo")) == [AT_ONCE]
    assert why(said(*log), done(103, Act.READ, SNAPSHOT, "token")) == [AT_ONCE]
    assert why(said((300, "vault.snapshot", {})), done(99, Act.READ, SNAPSHOT, "token")) == [AT_ONCE]
    assert why(said(*log), done(99, Act.READ, SNAPSHOT, "root", root=True)) == [BY_ROOT]


def test_what_was_revoked_after_a_snapshot_was_brought_back() -> None:
    log = said((100, "vault.restoring", {}), (120, "vault.restored", {}))
    legal = (done(100, Act.WRITE, FORCED, "token"), done(110, Act.WRITE, REVOKED))
    assert why(log, *legal, done(130, Act.WRITE, REVOKED, "mo"), done(110, Act.WRITE, "sys/policies/acl/x", "mo")) == [
        BY_HAND,
        BY_HAND,
    ]


def test_a_root_token_after_the_ceremony() -> None:
    log = said((100, "vault.begun", {}), (120, "vault.founded", {}))
    write = [done(second, Act.WRITE, "sys/policies/acl/x", "root", root=True) for second in (110, 130)]
    assert why(log, *write) == [BY_ROOT]


AHEAD = (
    (90, "request.submitted", {"request": "SP-DRILL2", "permit": {"subject": "standing", "under": ""}}),
    (100, "vault.opened", {"request": "SP-DRILL2", "accessor": "a", "path": PATH}),
    (110, "vault.authorised", {"request": "SP-DRILL2", "accessors": ["a"]}),
    (300, "request.submitted", {"request": "CR-NIGHT2", "permit": {"subject": "plan", "under": "SP-DRILL2"}}),
    (301, "request.submitted", {"request": "CR-OTHER2", "permit": {"subject": "plan", "under": ""}}),
)


def night(request: str) -> tuple[tuple[int, str, Mapping[str, object]], ...]:
    """A change that takes what was opened beforehand."""
    return (
        (320, "vault.taken", {"request": request, "accessors": ["a"]}),
        (340, "vault.returned", {"request": request, "accessors": ["a"]}),
    )


def test_what_was_opened_beforehand_is_had_by_a_change_under_that_permit_and_by_no_other() -> None:
    had = done(325, Act.HAVE, "sys/wrapping/unwrap", target="a")
    renewed = done(330, Act.WRITE, PATH)
    log = said(*AHEAD, *night("CR-NIGHT2"))
    assert reconcile((had, renewed), log, "executor", (at(0), at(3599))).explained == {"CR-NIGHT2": 2}
    assert why(said(*AHEAD, *night("CR-OTHER2")), had, renewed) == [NOT_TAKEN, BY_HAND]
    assert why(said(*AHEAD), had) == [NOT_TAKEN]
    unsaid = [one for one in AHEAD if one[1] != "vault.authorised"]
    assert why(said(*unsaid, *night("CR-NIGHT2")), had) == [NOT_AGREED]


def test_what_was_ended_by_accessor_is_told_once_for_each() -> None:
    log = said((100, "vault.revoked", {"request": "CR-PIER22", "accessors": ["a", "b"]}))
    ends = [done(second, Act.WRITE, REVOKED, "li") for second in (98, 99, 100)]
    assert why(log, *ends[:2]) == []
    assert why(said((100, "vault.revoked", {"request": "CR-PIER22", "accessors": ["a", "b"]})), *ends) == [BY_HAND]


def test_what_one_has_ended_does_not_tell_of_what_another_ended() -> None:
    entry = (100, "vault.revoked", {"request": "CR-PIER22", "accessors": ["a"]})
    assert why(said(entry), done(99, Act.WRITE, REVOKED, "mo")) == [BY_HAND]
    both = (done(98, Act.WRITE, REVOKED, "mo"), done(99, Act.WRITE, REVOKED, "li"))
    found = reconcile(both, said(entry), "executor", (at(0), at(3599)))
    assert ([one.deed.actor for one in found.findings], found.explained) == (["mo"], {"vault.revoked": 1})
