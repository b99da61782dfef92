"""What a profile of SSH certifies: a request chooses within it, and whatever it says gets no more."""

import ipaddress
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import ALGORITHMS
from pki.inforce import bound, in_force, things
from pki.ssh.bounds import Bounds, bounds
from pki.ssh.keys import SshKey, of_public
from pki.wanted import address_of, attributes_of, thing_of
from tests.authorities import public
from tests.examples import examples
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import SSH_LONGEST, SshAuthority, SshProfile, Trust

PEOPLE = SshProfile(
    "ssh/people",
    "ssh/access",
    "user",
    ("ops", "admin"),
    8 * 3600,
    ("ed25519", "p256"),
    sources=("10.0.0.0/8", "2001:db8::/32"),
    permits=("pty", "port-forwarding"),
)
HOSTS = SshProfile("ssh/hosts", "ssh/access", "host", ("gate", ".city.example"), 30 * 86_400)


@cache
def key(algorithm: str = "ed25519") -> SshKey:
    return of_public(public(algorithm, ALGORITHMS[algorithm].generate()))


def of(profile: SshProfile, *names: str) -> Bounds:
    return bounds(profile, key(), names)


class TestPeople:
    def test_what_is_not_asked_for_the_profile_says(self) -> None:
        found = of(PEOPLE, "principal:ops")
        assert found == (
            ("ops",),
            8 * 3600,
            {"source-address": "10.0.0.0/8,2001:db8::/32"},
            ("permit-pty", "permit-port-forwarding"),
        )

    def test_a_request_chooses_within_it(self) -> None:
        found = of(
            PEOPLE, "principal:admin", "principal:ops", "principal:ops", "for:60", "from:10.1.0.0/16", "permit:pty", "command:id"
        )  # fmt: skip
        assert found == (
            ("admin", "ops"),
            60,
            {"force-command": "id", "source-address": "10.1.0.0/16"},
            ("permit-pty",),
        )

    def test_the_profiles_command_is_the_one(self) -> None:
        backup = replace(PEOPLE, command="backup")
        assert of(backup, "principal:ops").options["force-command"] == "backup"
        assert of(backup, "principal:ops", "command:backup").options["force-command"] == "backup"

    @pytest.mark.parametrize(
        ("profile", "names", "code"),
        [
            (PEOPLE, (), "ZY-PKI-265"),
            (PEOPLE, ("principal:root",), "ZY-PKI-265"),
            (PEOPLE, ("principal:OPS",), "ZY-PKI-265"),
            (PEOPLE, ("principal:",), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "for:59"), "ZY-PKI-232"),
            (PEOPLE, ("principal:ops", "for:28801"), "ZY-PKI-232"),
            (PEOPLE, ("principal:ops", "for:-1"), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "for:60", "for:60"), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "for:٦٠٠"), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "from:0.0.0.0/0"), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "from:10.0.0.1/8"), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "from:10.0.0.0/8", "from:11.0.0.0/8"), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "permit:agent-forwarding"), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "command:a", "command:b"), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "command:" + "a" * 513), "ZY-PKI-265"),
            (PEOPLE, ("principal:ops", "verify-required:x"), "ZY-PKI-265"),
            (PEOPLE, ("ops",), "ZY-PKI-265"),
            (replace(PEOPLE, command="x"), ("principal:ops", "command:y"), "ZY-PKI-265"),
            # Somebody else's hand was in the records.
            (replace(PEOPLE, longest=9 * 86_400), ("principal:ops", "for:86401"), "ZY-PKI-232"),
            (HOSTS, ("principal:gate", "permit:pty"), "ZY-PKI-265"),
            (HOSTS, ("principal:*.city.example",), "ZY-PKI-265"),
            (HOSTS, ("principal:city.example",), "ZY-PKI-265"),
            (HOSTS, ("principal:.city.example",), "ZY-PKI-265"),
            (HOSTS, ("principal:a..city.example",), "ZY-PKI-265"),
            (HOSTS, ("principal:a,b.city.example",), "ZY-PKI-265"),
        ],
    )
    def test_and_never_beyond(self, profile: SshProfile, names: tuple[str, ...], code: str) -> None:
        with pytest.raises(ZhengyunError, match=code):
            of(profile, *names)

    def test_its_keys_are_of_the_profiles_algorithms(self) -> None:
        assert bounds(PEOPLE, key("p256"), ("principal:ops",))
        with pytest.raises(ZhengyunError, match="ZY-PKI-265"):
            bounds(PEOPLE, key("p384"), ("principal:ops",))


WISH = st.builds(
    "{}:{}".format,
    st.sampled_from(("principal", "for", "command", "from", "permit", "x")),
    st.one_of(
        st.sampled_from(("ops", "admin", "root", "60", "99999", "10.2.0.0/16", "0.0.0.0/0", "::/0", "pty", "user-rc", "id")),
        st.text(max_size=20),
    ),
)  # fmt: skip


@pytest.mark.slow
@examples(200)
@given(st.lists(WISH, max_size=6))
def test_whatever_is_asked_for_is_within_the_profile_or_refused(names: list[str]) -> None:
    refused = ""
    try:
        found = of(PEOPLE, *names)
    except ZhengyunError as error:
        refused = error.code.id
    if refused:
        assert refused in {"ZY-PKI-232", "ZY-PKI-265"}
        return
    assert found.principals
    assert set(found.principals) <= set(PEOPLE.principals)
    assert 60 <= found.seconds <= min(PEOPLE.longest, SSH_LONGEST["user"])
    assert set(found.extensions) <= {"permit-pty", "permit-port-forwarding"}
    legal = list(map(ipaddress.ip_network, PEOPLE.sources))
    for one in map(ipaddress.ip_network, found.options["source-address"].split(",")):
        assert any(one.version == each.version and one.subnet_of(each) for each in legal)  # type: ignore[arg-type]


class TestInForce:
    """Authority and profile in the register and in plans."""

    WHOLE = Trust(
        {}, {}, {},
        ssh_authorities={"ssh/access": SshAuthority("ssh/access", "access", "ssh-ed25519 AAAA")},
        ssh_profiles={one.name: one for one in (PEOPLE, HOSTS)},
    )  # fmt: skip

    def test_they_come_back_as_they_were_put(self) -> None:
        assert in_force(things(self.WHOLE)) == self.WHOLE

    def test_they_are_of_the_kinds_that_take_the_road_of_the_trust(self) -> None:
        for one in things(self.WHOLE):
            address = address_of(one)
            assert address.kind in {"authority", "profile", "recovery"}
            back = thing_of(address, attributes_of(one))
            assert (back.kind, back.name) == (one.kind, one.name)
            assert in_force([back])
        assert in_force([thing_of(address_of(one), attributes_of(one)) for one in things(self.WHOLE)]) == self.WHOLE

    @pytest.mark.parametrize("change", [{"longest": 60}, {"principals": ("x",)}, {"standing": 2}, {"permits": ()}])
    def test_whatever_changes_an_application_is_bound_to_it_as_it_was(self, change: dict[str, Any]) -> None:
        (authority,) = self.WHOLE.ssh_authorities.values()
        assert bound(authority, PEOPLE) != bound(authority, replace(PEOPLE, **change))
        assert bound(authority, PEOPLE) != bound(replace(authority, public="ssh-ed25519 BBBB"), PEOPLE)
