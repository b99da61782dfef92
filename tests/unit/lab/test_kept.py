"""What a site keeps from boot to boot."""

from pathlib import Path

import pytest

from lab import codes
from lab.openstack import kept
from lab.openstack.kept import Kept, Size
from zhengyun.errors import ZhengyunError


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    assert kept.load(path) is None
    first = kept.new(Size(hosts=2)).with_ports({"keystone": 20000})
    for known in (first, first.with_tls(True)):
        kept.save(path, known)
        assert kept.load(path) == known
    assert path.stat().st_mode & 0o777 == 0o600


def test_every_user_has_a_password_of_its_own() -> None:
    one, other = kept.new(Size()), kept.new(Size())
    assert set(one.passwords) == {"admin", "zhengyun", "placement", "glance", "neutron", "nova", "cinder"}
    everything = [*one.passwords.values(), *other.passwords.values()]
    assert len(set(everything)) == len(everything)


def test_passwords_are_not_shown_by_accident() -> None:
    assert kept.new(Size()).passwords["admin"] not in repr(kept.new(Size()))
    secret = Kept(Size(), {"admin": "very-secret"})
    assert "very-secret" not in repr(secret)


def test_keystones_address_is_known_once_it_has_a_port() -> None:
    new = kept.new(Size())
    assert new.auth_url is None
    known = new.with_ports({"keystone": 20001, "keystone-tls": 20002})
    assert known.auth_url == known.public_url == "http://127.0.0.1:20001/v3"
    behind = known.with_tls(True)
    assert (behind.auth_url, behind.public_url) == (known.auth_url, "https://127.0.0.1:20002/v3")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"size": {}, "ports": {}, "passwords": []}',
        '{"size": {}, "ports": {}, "passwords": {"admin": ""}}',
        '{"size": {}, "ports": {"nova": "x"}, "passwords": {}}',
        '{"size": {"hosts": 0}, "ports": {}, "passwords": {}}',
        '{"size": {"racks": 1}, "ports": {}, "passwords": {}}',
    ],
)
def test_a_damaged_file_is_an_error_of_its_own(tmp_path: Path, text: str) -> None:
    path = tmp_path / "primary" / "site.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(ZhengyunError) as raised:
        kept.load(path)
    assert raised.value.code is codes.DAMAGED
    assert raised.value.values["site"] == "primary"


@pytest.mark.parametrize(
    ("field", "value"), [("hosts", 0), ("hosts", 21), ("vcpus", 0), ("ram_mib", 512), ("disk_gib", -1)]
)
def test_a_size_has_bounds(field: str, value: int) -> None:
    with pytest.raises(ZhengyunError) as raised:
        Size(**{field: value})
    assert raised.value.code is codes.BAD_SIZE
    assert raised.value.values["field"] == field


def test_hosts_are_counted_from_one() -> None:
    assert Size(hosts=2).host_names() == ("compute-1", "compute-2")
