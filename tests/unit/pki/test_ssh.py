"""Certificates and lists of SSH: what is written is read again, and whatever else comes is refused in our words."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithm import Private
from keys.algorithms import ALGORITHMS, Verifier
from pki.ssh import certificate, krl
from pki.ssh.certificate import EXTENSIONS, Draft, Kind
from pki.ssh.keys import SshKey, of_blob, of_line, of_public, signature, verified
from pki.ssh.wire import Reader, SshError, mpint, string, strings, uint32, uint64
from tests.authorities import public
from tests.examples import examples
from zhengyun.errors import Words

NONCE = bytes(range(32))
WORDS = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters=","), min_size=1, max_size=12
).filter(str.isprintable)


@cache
def made(algorithm: str, number: int) -> Private:
    del number
    return ALGORITHMS[algorithm].generate()


def key(algorithm: str, number: int = 0) -> Private:
    # Making one of RSA takes seconds.
    return made(algorithm, 0 if algorithm.startswith("rsa") else number)


def ssh(algorithm: str, number: int = 0) -> SshKey:
    return of_public(public(algorithm, key(algorithm, number)))


def draft(algorithm: str = "ed25519", by: str = "ed25519", **values: Any) -> Draft:
    plain = Draft(ssh(algorithm), Kind.USER, 7, "zhang", ("root", "admin"), 1000, 2000, ssh(by, 1))
    return replace(plain, **values)


def signed(one: Draft, by: str = "ed25519") -> bytes:
    data = one.to_be_signed(NONCE)
    return certificate.whole(data, signature(by, key(by, 1).sign(data)))


PAIRS = [
    pytest.param(one, by, marks=pytest.mark.slow) if "rsa3072" in (one, by) else (one, by)
    for one in ("ed25519", "p256", "rsa3072")
    for by in ("ed25519", "p256", "p384", "rsa3072")
    if (one, by) != ("rsa3072", "rsa3072")
]


class TestCertificates:
    @pytest.mark.parametrize(("algorithm", "by"), PAIRS)
    def test_of_every_key_by_every_authority(self, algorithm: str, by: str) -> None:
        one = draft(
            algorithm, by, options={"force-command": "id", "source-address": "10.0.0.0/8"}, extensions=("permit-pty",)
        )
        found = certificate.read(signed(one, by))
        assert found.draft == one
        authority = public(by, key(by, 1))
        assert verified(authority, found.signed, found.signature, Verifier())
        assert not verified(authority, found.signed + b"x", found.signature, Verifier())

    @examples(30)
    @given(
        st.integers(1, (1 << 64) - 1),
        st.lists(WORDS, min_size=1, max_size=5, unique=True),
        st.sets(st.sampled_from(EXTENSIONS)),
        st.dictionaries(st.sampled_from(("force-command", "source-address")), WORDS),
        st.integers(0, 1 << 40),
    )
    def test_what_is_written_is_read(
        self, serial: int, names: list[str], extensions: set[str], options: dict[str, str], begins: int
    ) -> None:
        values: dict[str, Any] = {
            "extensions": tuple(sorted(extensions)),
            "options": options,
            "principals": tuple(names),
        }
        one = draft(**{"serial": serial, "begins": begins, "ends": begins + 60, **values})
        data = signed(one)
        assert certificate.read(data).draft == one
        assert certificate.of_line(certificate.line(data, "a comment")) == data

    @pytest.mark.parametrize(
        "values",
        [
            {"principals": ()},
            {"principals": ("",)},
            {"principals": ("a", "a")},
            {"principals": ("a,b",)},
            {"principals": ("a\nb",)},
            {"principals": tuple(map(str, range(257)))},
            {"identity": ""},
            {"identity": "a\x1bb"},
            {"begins": 2000},
            {"ends": (1 << 64) - 1},
            {"serial": 0},
            {"serial": 1 << 64},
            {"options": {"new-thing": "1"}},
            {"options": {"force-command": ""}},
            {"extensions": ("permit-everything",)},
            {"extensions": ("permit-pty", "permit-pty")},
            {"kind": Kind.HOST, "extensions": ("permit-pty",)},
            {"kind": Kind.HOST, "options": {"force-command": "id"}},
            {"authority": ssh("ed25519")},
        ],
    )
    def test_what_nobody_should_sign(self, values: dict[str, Any]) -> None:
        with pytest.raises(SshError):
            draft(**values)

    def test_other_bytes_of_the_same_meaning(self) -> None:
        data = signed(draft(extensions=("permit-pty", "permit-user-rc")))
        pty, user = (strings(name, b"") for name in ("permit-pty", "permit-user-rc"))
        for found in (
            data + b"\x00",
            data[:-1],
            data.replace(pty + user, user + pty),
            data.replace(pty + user, pty + pty.ljust(len(user))),
            data.replace(uint32(1) + string("zhang"), uint32(3) + string("zhang")),
            data.replace(string("zhang"), string("zha\n1")),
            data.replace(
                string(b"") + string(ssh("ed25519", 1).blob), string(b"\x00") + string(ssh("ed25519", 1).blob)
            ),
        ):
            assert found != data
            with pytest.raises(SshError):
                certificate.read(found)


class TestKeys:
    @pytest.mark.parametrize("algorithm", ["ed25519", "p256", "p384", "rsa3072"])
    def test_a_line_is_read_as_it_is_written(self, algorithm: str) -> None:
        one = ssh(algorithm)
        assert of_line(f"{one.line} somebody@somewhere\n") == (one, "somebody@somewhere")
        assert of_blob(one.blob) == one

    def test_what_is_not_certified(self) -> None:
        weak = "ssh-rsa " + base64.b64encode(string("ssh-rsa") + mpint(65537) + mpint((1 << 2047) + 1)).decode()
        other = ssh("p256").line.replace("nistp256", "nistp384", 1)
        small = "ssh-ed25519 " + base64.b64encode(strings("ssh-ed25519", bytes(32))).decode()
        point = string("ecdsa-sha2-nistp256") + strings("nistp256", b"\x04" + bytes(64))
        off = "ecdsa-sha2-nistp256 " + base64.b64encode(point).decode()
        for line in (
            "",
            "ssh-dss AAAA",
            weak,
            other,
            small,
            off,
            "ssh-ed25519 !",
            f"{weak}\n{weak}",
            "ssh-rsa " + "A" * 9000,
        ):
            with pytest.raises(SshError):
                of_line(line)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n", "it is a private key"),
            ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "in another form"),
            ("ssh-ed25519-cert-v01@openssh.com AAAA me", "it is a certificate"),
            ("ssh-ed25519 AAAA\nssh-ed25519 AAAA", "it has several lines"),
            ("ssh-ed25519 AAAA \x1b[31m", "characters that cannot be shown"),
            ("ssh-ed25519 AAAA \u202e", "characters that cannot be shown"),
            ('command="id" ssh-ed25519 AAAA', "expected one line with a key"),
            ("sk-ssh-ed25519@openssh.com AAAA", "expected one line with a key"),
        ],
    )
    def test_what_people_hand_in_instead_is_told(self, line: str, said: str) -> None:
        with pytest.raises(SshError, match=re.escape(said)):
            of_line(line)

    def test_sm2_is_not_known_to_ssh(self) -> None:
        with pytest.raises(SshError):
            ssh("sm2")

    @pytest.mark.parametrize("value", [b"", b"\x00", b"\x00\x01", b"\x80", b"\x00\x00\x80"])
    def test_a_number_has_one_form(self, value: bytes) -> None:
        with pytest.raises(SshError):
            Reader(string(value)).mpint()

    @given(st.integers(1, 1 << 600))
    def test_numbers(self, value: int) -> None:
        assert Reader(mpint(value)).mpint() == value


class TestLists:
    @examples(30)
    @given(
        st.sets(st.integers(0, (1 << 64) - 1)), st.sets(st.binary(min_size=32, max_size=32)), st.integers(0, 1 << 32)
    )
    def test_what_is_written_is_read(self, serials: set[int], digests: set[bytes], number: int) -> None:
        one = krl.listed(number, 1, ssh("ed25519"), serials, digests, "ssh/hosts")
        assert krl.read(krl.write(one)) == one

    def test_other_bytes_are_refused(self) -> None:
        data = krl.write(krl.listed(1, 1, ssh("ed25519"), (1, 2), (bytes(32),)))
        for found in (
            data + b"\x01",
            b"X" + data[1:],
            data.replace(uint64(1) + uint64(2), uint64(2) + uint64(1)),
            data.replace(uint64(1) + uint64(2), uint64(2) + uint64(2)),
            data.replace(string(bytes(32)), string(bytes(31)) + b"\x00"),
            data[: len(krl.MAGIC) + 32],
        ):
            assert found != data
            with pytest.raises(SshError):
                krl.read(found)


def refused(read: Callable[[Any], object], given: bytes | str) -> None:
    """It is read, or refused in our words."""
    said = None
    try:
        read(given)
    except SshError as error:
        said = error.args[0]
    assert said is None or (isinstance(said, Words) and str(said))


CERTIFICATE = signed(draft(options={"force-command": "id"}, extensions=("permit-pty",)))
LIST = krl.write(krl.listed(3, 1, ssh("ed25519"), (1, 5), (bytes(32),)))


@examples(150)
@given(st.sampled_from((CERTIFICATE, LIST)), st.data())
def test_whatever_bytes_come_are_read_or_refused(whole: bytes, data: st.DataObject) -> None:
    """Cut, changed, lengthened, or of no sense at all; what is read is what its bytes say, and nothing else."""
    at, to = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    mutated = whole[:at] + data.draw(st.binary(max_size=8)) + whole[to:]
    for one in (mutated, data.draw(st.binary(max_size=300))):
        for read in (certificate.read, krl.read, of_blob):
            refused(read, one)
    try:
        found = certificate.read(mutated)
    except SshError:
        return
    again = certificate.whole(found.signed, found.signature)
    assert again == mutated


@given(st.text(max_size=200))
def test_whatever_line_comes_is_read_or_refused(line: str) -> None:
    for read in (of_line, certificate.of_line):
        refused(read, line)
