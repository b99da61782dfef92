"""Whose signatures under the key for what is kept count, decided by the role file alone."""

from dataclasses import replace

import pytest

from pki.ceremony.escrowing import Escrow, escrows
from pki.ceremony.vouching import vouched_bytes, vouchers
from pki.inforce import ESCROW
from tests.cast import DAY, NOW, VERIFIER, at, changed, role_file, signer
from zhengyun.certified import Trusted
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text
from zhengyun.people import Deputy, Role
from zhengyun.rolefile import RoleFile

PEOPLE = ("wang", "li", "sun")
BARE = Escrow(signer("witness").public, 2, {name: f"share of {name}" for name in PEOPLE}, text(NOW), "CM-TEST22")
MADE = BARE._replace(signatures={name: signer(name).sign(vouched_bytes(BARE)) for name in PEOPLE})
DEPUTY = Deputy("sun", (Role.SECURITY,), at(-DAY), at(DAY))


@pytest.mark.parametrize(
    ("roles", "people", "count"),
    [
        (role_file(), PEOPLE, ("li", "sun", "wang")),
        (role_file(), ("li", "sun", "chen"), ("li", "sun")),
        (changed(role_file(), "li", key=signer("other").public), PEOPLE, ("sun", "wang")),
        (changed(role_file(), "li", not_before=at(1)), PEOPLE, ("sun", "wang")),
        (changed(role_file(), "li", revoked=at(-1)), PEOPLE, ("sun", "wang")),
        (changed(role_file(), "li", revoked=at(DAY)), PEOPLE, ("li", "sun", "wang")),
        (changed(role_file(), "li", identity="staff sun"), PEOPLE, ("li", "wang")),
        (changed(role_file(), "li", deputies=(DEPUTY,)), PEOPLE, ("li", "sun", "wang")),
        (replace(role_file(), people=role_file().people[:2]), PEOPLE, ("wang",)),
    ],
)
def test_each_human_once_in_office_then_with_the_key_of_the_role_file(
    roles: RoleFile, people: tuple[str, ...], count: tuple[str, ...]
) -> None:
    assert tuple(vouchers(MADE, roles, VERIFIER, people)) == count


@pytest.mark.parametrize(
    "other",
    [
        MADE._replace(public=signer("other").public),
        MADE._replace(public=MADE.public._replace(id="another")),
        MADE._replace(need=1),
        MADE._replace(shares={**MADE.shares, "wang": "another"}),
        MADE._replace(at=at(1)),
        MADE._replace(ceremony="CM-OTHER2"),
        MADE._replace(signatures={"wang": MADE.signatures["li"], "li": "", "sun": "nonsense"}),
        MADE._replace(signatures={}),
    ],
)
def test_whatever_is_altered_nobody_has_signed(other: Escrow) -> None:
    assert vouchers(other, role_file(), VERIFIER, PEOPLE) == []


def test_it_is_kept_whole_and_what_is_none_is_told() -> None:
    kept = Trusted(ESCROW, MADE.public.id, MADE.document())
    assert escrows([kept]) == {MADE.public.id: MADE}
    for wrong in (
        {},
        {**kept.document, "at": "yesterday"},
        {**kept.document, "signatures": 7},
        {**kept.document, "public": 7},
    ):
        with pytest.raises(ZhengyunError, match="ZY-PKI-107"):
            escrows([kept._replace(document=wrong)])
