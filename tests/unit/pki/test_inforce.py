"""The trust comes back from the register as it was put there."""

import json
from dataclasses import replace

from pki.inforce import bound, in_force, things
from tests.authorities import ISSUING, PERSON, ROOT, SERVER
from zhengyun.canonical import canonical
from zhengyun.estate.trust import Domain, Recovery, Schedule, Trust

TRUST = Trust(
    {"city": Domain("city", "云州", "international")},
    {"root": ROOT, "issuing": replace(ISSUING, schedule=Schedule(crl=99), escrow=True)},
    {"server": SERVER, "person": PERSON},
    Recovery(3, ("a", "b", "c"), 2),
)


def test_what_was_put_in_force_comes_back() -> None:
    kept = [one._replace(document=json.loads(canonical(one.document))) for one in things(TRUST)]
    assert in_force(kept) == TRUST
    assert in_force([]) == Trust({}, {}, {})


def test_whatever_of_them_changes_an_application_is_bound_to_the_two_as_they_were() -> None:
    first = bound(ISSUING, SERVER)
    assert first == bound(replace(ISSUING), replace(SERVER))
    assert first != bound(replace(ISSUING, days=1), SERVER)
    assert first != bound(ISSUING, replace(SERVER, dns=("*.example",)))
