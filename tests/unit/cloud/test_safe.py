"""The folder of credentials: new files, their owner's alone, that other people's tools can read."""

import stat
from pathlib import Path

import pytest
import yaml

from cloud.entitlement import unentitled
from cloud.safe import NoSafe
from cloud.safe_files import FileSafe
from cloud.simulated import Simulated
from tests.carrying import planned
from tests.estates import Parts, site, tenant
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Credential, User
from zhengyun.resource import Address

THING = Address("primary", "credential", "finance/robot/nightly")
ENTRY = {"auth_type": "v3applicationcredential", "auth": {"secret": 'a "quoted" # one: 密'}, "verify": True}


def test_a_file_says_what_was_kept_and_nobody_else_reads_it(tmp_path: Path) -> None:
    safe = FileSafe(tmp_path / "credentials")
    safe.keep(THING, ENTRY)
    file = safe.file(THING)
    assert file == tmp_path / "credentials/primary/finance/robot/nightly.yaml"
    assert yaml.safe_load(file.read_text("utf-8")) == {"clouds": {"openstack": ENTRY}}
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (file, *list(file.parents)[:4])]
    assert modes == [0o600, 0o700, 0o700, 0o700, 0o700]


def test_what_is_there_is_neither_overwritten_nor_followed(tmp_path: Path) -> None:
    safe, elsewhere = FileSafe(tmp_path), tmp_path / "elsewhere"
    safe.file(THING).parent.mkdir(parents=True)
    safe.file(THING).symlink_to(elsewhere)
    with pytest.raises(ZhengyunError) as caught:
        safe.keep(THING, ENTRY)
    assert caught.value.code.id == "ZY-CLOUD-101"
    assert "quoted" not in str(caught.value)
    assert not elsewhere.exists()


def test_what_is_forgotten_can_be_kept_anew_and_forgotten_twice(tmp_path: Path) -> None:
    safe = FileSafe(tmp_path)
    safe.forget(THING)
    safe.keep(THING, ENTRY)
    safe.forget(THING)
    safe.forget(THING)
    safe.keep(THING, ENTRY)
    assert safe.file(THING).exists()


def test_who_only_reads_keeps_nothing() -> None:
    NoSafe().forget(THING)
    with pytest.raises(ZhengyunError, match="ZY-CLOUD-101"):
        NoSafe().keep(THING, ENTRY)


@pytest.mark.parametrize(
    ("today", "refused"), [("2026-12-31", []), ("2027-01-01", ["ZY-CLOUD-102"]), ("2030-01-01", ["ZY-CLOUD-102"])]
)
def test_a_credential_that_would_have_ended_is_not_planned(today: str, refused: list[str]) -> None:
    user = User(
        "robot",
        "Robot",
        ("member",),
        (Credential("nightly", ("member",), "2027-01-01"), Credential("ever", ("member",))),
    )
    actions = planned(site(Parts(tenants=(tenant("finance", users=(user,)),))), Simulated("primary"))
    assert [error.code.id for error in unentitled(actions, lambda: ("member",), today)] == refused
