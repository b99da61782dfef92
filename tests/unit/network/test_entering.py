"""With what a device is entered: a key, a password of its own user or of one who only looks, or what is lent; never what others can read."""

from pathlib import Path

import pytest

from network.entering import InFiles, Lent, Nobody
from tests.unit.governance.requests import refusal
from zhengyun.estate.devices import Device
from zhengyun.secret import Secret

SETTINGS = Path("zhengyun.toml")


def device(secret: str = "") -> Device:
    """A switch that is entered with a key, or with what is kept under a name."""
    return Device("a-sw1", "接入", "primary", "office", "huawei_vrp", "198.51.100.7", 22, "", "netops", secret=secret)


def laid(folder: Path, text: str, mode: int = 0o600) -> Path:
    """A folder of logins with one file."""
    file = folder / "access" / "a-sw1"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return folder


@pytest.mark.parametrize(
    ("text", "user", "password"),
    [("hush-hush\n", "netops", "hush-hush"), ("watcher\nhush 水闸\n", "watcher", "hush 水闸")],
)
def test_a_file_tells_the_password_and_perhaps_whose_it_is(tmp_path: Path, text: str, user: str, password: str) -> None:
    found = InFiles(None, laid(tmp_path, text), SETTINGS).login(device("access/a-sw1"))
    assert (found.user, found.secret["password"]) == (user, password)


@pytest.mark.parametrize("text", ["", "\n", "a\n\n", "a\nb\nc\n"])
def test_a_file_that_tells_no_password_is_refused(tmp_path: Path, text: str) -> None:
    held = InFiles(None, laid(tmp_path, text), SETTINGS)
    assert refusal(lambda: held.login(device("access/a-sw1"))) == "ZY-NET-227"


@pytest.mark.parametrize("name", ["access/none", "../beside", "access"])
def test_what_is_no_file_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "beside").write_text("hush-hush\n")
    (tmp_path / "beside").chmod(0o600)
    (tmp_path / "logins").mkdir()
    held = InFiles(None, laid(tmp_path / "logins", "hush-hush\n"), SETTINGS)
    assert refusal(lambda: held.login(device(name))) == "ZY-NET-227"


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_what_others_can_read_opens_nothing(tmp_path: Path, mode: int) -> None:
    held = InFiles(None, laid(tmp_path, "hush-hush\n", mode), SETTINGS)
    assert refusal(lambda: held.login(device("access/a-sw1"))) == "ZY-NET-227"


def test_a_device_without_a_name_of_a_secret_takes_the_key(tmp_path: Path) -> None:
    (tmp_path / "net").write_text("a key\n")
    (tmp_path / "net-cert.pub").write_text("a certificate\n")
    found = InFiles(tmp_path / "net", tmp_path, SETTINGS).login(device())
    assert (found.user, found.secret["private_key"], found.secret["certificate"]) == (
        "netops",
        "a key\n",
        "a certificate\n",
    )
    assert refusal(lambda: InFiles(None, tmp_path, SETTINGS).login(device())) == "ZY-NET-226"


def test_what_is_lent_is_had_once_and_who_only_looks_has_nothing() -> None:
    had: list[str] = []

    def key() -> Secret:
        had.append("key")
        return Secret({"private_key": "a key", "certificate": "a certificate"})

    held = Lent(lambda name: f"of {name}", key)
    assert held.login(device("access/a-sw1")).secret["password"] == "of access/a-sw1"
    assert had == []
    assert {held.login(device()).secret["private_key"] for _ in range(3)} == {"a key"}
    assert had == ["key"]
    assert refusal(lambda: Nobody().login(device())) == "ZY-NET-228"
