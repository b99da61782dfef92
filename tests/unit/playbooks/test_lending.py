"""By which keys hosts are reached, and what they are told in secret: keys of one's own alone, and secrets by keyed digests."""

import os
import re
from pathlib import Path

import pytest

from playbooks.identities import in_file, standing
from playbooks.training import FolderSecrets
from tests.unit.governance.requests import refusal


def key(folder: Path, mode: int = 0o600) -> Path:
    """A file that stands for a private key."""
    file = folder / "look"
    file.write_text("a key")
    file.chmod(mode)
    return file


def test_a_key_of_ones_own_is_used_with_the_certificate_beside_it(tmp_path: Path) -> None:
    file = key(tmp_path)
    assert in_file("zy-look", file) == ("zy-look", str(file), "")
    file.with_name("look-cert.pub").write_text("a certificate")
    assert in_file("zy-look", file).certificate == f"{file}-cert.pub"
    with standing(file)() as identity:
        assert (identity.user, identity.key) == ("zy-run", str(file))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    assert refusal(lambda: in_file("zy-look", key(tmp_path, mode))) == "ZY-HOST-041"


def test_no_key_and_a_folder_are_said_so(tmp_path: Path) -> None:
    assert refusal(lambda: in_file("zy-look", tmp_path / "none")) == "ZY-HOST-041"
    assert refusal(lambda: in_file("zy-look", tmp_path)) == "ZY-HOST-041"


@pytest.mark.skipif(os.geteuid() != 0, reason="as root: a file of somebody else's has to be made")
def test_a_key_of_somebody_elses_is_not_used(tmp_path: Path) -> None:
    file = key(tmp_path)
    os.chown(file, 65534, 65534)
    assert refusal(lambda: in_file("zy-look", file)) == "ZY-HOST-041"


def test_a_secret_is_named_by_a_digest_that_its_folder_alone_can_make(tmp_path: Path) -> None:
    first, second = FolderSecrets(tmp_path / "first"), FolderSecrets(tmp_path / "second")
    for folder in ("first", "second"):
        (tmp_path / folder / "snmp").mkdir(parents=True)
        for word in ("auth", "priv"):
            (tmp_path / folder / "snmp" / word).write_text("correct-horse-battery\n")
    assert first.value("snmp/auth") == "correct-horse-battery"
    told = first.digest("snmp/auth")
    assert re.fullmatch("hmac-sha256:[0-9a-f]{64}", told)
    assert told == FolderSecrets(tmp_path / "first").digest("snmp/auth")
    # Not from the secret alone, and the name is part of it.
    assert told != second.digest("snmp/auth")
    assert told != first.digest("snmp/priv")
    assert (tmp_path / "first" / ".key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["snmp/none", "../outside", ".key", "empty", "snmp"])
def test_what_is_no_secret_there_is_not_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder" / "snmp").mkdir(parents=True)
    (tmp_path / "outside").write_text("what is none of theirs")
    (tmp_path / "folder" / "empty").write_text("\n")
    assert refusal(lambda: FolderSecrets(tmp_path / "folder").value(name)) == "ZY-HOST-042"


@pytest.mark.parametrize(("length", "taken"), [(1, False), (15, False), (16, True)])
def test_a_secret_that_may_be_found_by_trying_is_told_to_no_host(tmp_path: Path, length: int, taken: bool) -> None:
    (tmp_path / "auth").write_text("x" * length + "\n")
    secrets = FolderSecrets(tmp_path)
    if taken:
        assert secrets.value("auth") == "x" * length
        return
    assert refusal(lambda: secrets.value("auth")) == refusal(lambda: secrets.digest("auth")) == "ZY-HOST-032"
