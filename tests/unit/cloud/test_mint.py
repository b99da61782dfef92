"""How a lent secret becomes a way to a site, and that neither is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from cloud.mint import LONGEST, Mint, entry_of, named, reached
from cloud.minting import Minting
from cloud.transport import Request
from tests.transports import Scripted
from tests.unit.governance.requests import refusal
from zhengyun.secret import Secret

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
LENT = Secret(
    {
        "username": "caretaker",
        "password": "hunter-2",
        "project_name": "admin",
        "region_name": "west",
        "access_rules": "no",
    }
)
LOOKS = {"auth_url": "http://192.0.2.1:5000/v3", "region_name": "east", "interface": "public"}


def mint(not_after: datetime) -> Mint:
    return Mint("CR-ABCDEFG", not_after, LENT, LOOKS, lambda _: Scripted(), lambda: NOW)


def test_who_somebody_is_comes_from_the_secret_and_how_a_site_is_reached_from_both() -> None:
    entry = entry_of(reached(LOOKS, LENT), LENT)
    assert entry["auth"] == {
        "auth_url": "http://192.0.2.1:5000/v3",
        "username": "caretaker",
        "password": "hunter-2",
        "project_name": "admin",
    }
    assert (entry["region_name"], entry["interface"], entry["auth_type"]) == ("west", "public", "password")
    assert "access_rules" not in entry
    assert named(LENT) == "caretaker"


@pytest.mark.parametrize(("hours", "until"), [(9, NOW + LONGEST), (0.5, NOW + timedelta(minutes=30))])
def test_what_is_made_ends_with_the_permit_or_after_an_hour(hours: float, until: datetime) -> None:
    assert mint(NOW + timedelta(hours=hours)).until == until


@pytest.mark.parametrize("seconds", [0, -1])
def test_nothing_is_made_after_the_permits_end(seconds: int) -> None:
    over = mint(NOW + timedelta(seconds=seconds))
    assert refusal(lambda: over.until) == "ZY-CLOUD-322"


def test_it_is_not_shown() -> None:
    assert "hunter-2" not in f"{mint(NOW)!r} {Minting(Scripted(), lambda _: Scripted(), lambda: NOW)!r}"


def test_who_was_lent_nothing_looks_and_no_more() -> None:
    inner = Scripted()
    way = Minting(inner, lambda _: Scripted(), lambda: NOW)
    assert way.send(Request("GET", "compute", "/servers")).status == 200
    assert refusal(lambda: way.send(Request("POST", "compute", "/servers"))) == "ZY-CLOUD-320"
    assert [one.method for one in inner.requests] == ["GET"]
    assert (way.home, way.user, way.bound) == (inner.home, inner.user, "")
