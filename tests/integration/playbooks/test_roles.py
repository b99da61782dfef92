"""Our seven roles on hosts of a town: what check mode tells is what a run does, a second run does nothing, and what was laid holds."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import pytest

from inventory.loader import load
from inventory.source import Folder
from lab.place import Place
from lab.town import control
from lab.town.node import Node
from lab.town.standing import Town
from network.rendering.nftables import ruleset
from tests.playing import Played, play
from tests.town import built
from zhengyun.estate.policy import Conduit

pytestmark = pytest.mark.lab

HOST, MANAGER, ROUTER = "p-ih1", "mgmt-int", "p-c2"
SPEAKS: Final = "/usr/local/libexec/zhengyun-frr"
DEVICE: Final = ("/etc/sudoers.d/zhengyun-frr", "/etc/ssh/principals/zy-net")
ADDRESS: Final = "198.18.1.21"
LOOK: Final = "/usr/local/libexec/zhengyun-look"
OWN: Final = ("driftfile /var/lib/chrony/chrony.drift", "ntsdumpdir /var/lib/chrony", "pidfile /run/chrony/chronyd.pid",
              "bindcmdaddress /run/chrony/chronyd.sock", "cmdport 0")  # fmt: skip
CLIENT: Final = (
    f"server {MANAGER} iburst nts minpoll 0 maxpoll 1",
    "ntstrustedcerts /etc/chrony/zhengyun-trusted.pem",
    *OWN,
)
SERVER: Final = ("local stratum 3", "allow 198.18.0.0/16", "ntsserverkey /etc/chrony/zhengyun-nts.key",
                 "ntsservercert /etc/chrony/zhengyun-nts.crt", *OWN)  # fmt: skip
ROLES: Final = ("accounts", "ssh_hardening", "time_client", "snmp_agent", "log_forwarding", "zone_firewall")
SCOPE: Final = (
    *((HOST, role) for role in ROLES),
    (MANAGER, "time_server"),
    (MANAGER, "log_forwarding"),
    (ROUTER, "accounts"),
)
SECONDS: Final = 300
CHRONY: Final = "/etc/chrony/chrony.conf"
SNMP: Final = "/etc/snmp/snmpd.conf"
RULES: Final = ("nft", "-s", "list", "ruleset")


def time(town: Town) -> Mapping[str, Mapping[str, object]]:
    """What a server and its client are told: NTS, by the certificate that the management host has for its logs."""
    folder = town.place.network("internal") / "log"
    own, trusted = (folder / f"{name}.crt" for name in (MANAGER, "authority"))
    server = {"lines": SERVER, "certificate": own.read_text(), "secret": "log/key"}
    return {
        "time_client": {"lines": CLIENT, "trusted": trusted.read_text()},
        "time_server": server,
        "zone_firewall": rules(town),
    }


def rules(town: Town) -> Mapping[str, object]:
    """What the host would be told by its estate with one conduit more."""
    estate = load(Folder(town.place.network("internal") / "estate"))
    assert estate.policy
    more = Conduit("more", "internal/core", "internal/office", "tcp", ((7777, 7777),), "a test", "to see it")
    policy = replace(estate.policy, conduits=(*estate.policy.conduits, more))
    return {"ruleset": ruleset(replace(estate, policy=policy), HOST, datetime.now(UTC).date())}


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of this file's own, on which all roles were run: no other test meets what they leave."""
    place = Place(tmp_path_factory.mktemp("roles") / "lab")
    try:
        town = built(place, small=True)
        # The account by which a router is spoken to is one that the role makes.
        assert town.node(ROUTER).run("userdel", "zy-net").returncode == 0
        told = play(town, *SCOPE, check=True, told=time(town))
        done = play(town, *SCOPE, told=time(town))
        assert (told.troubles, done.troubles) == ({}, {})
        assert (told.complete, done.complete) == (True, True), (told.printed, done.printed)
        assert told.changes() == done.changes()
        assert {host_and_role for host_and_role in SCOPE if host_and_role in done.files} == set(SCOPE)
        yield town
    finally:
        control.destroy(place)


def test_a_second_run_changes_nothing_and_a_look_says_so(laid: Town) -> None:
    for check in (False, True):
        again = play(laid, *SCOPE, check=check, told=time(laid))
        assert (again.changed, again.changes(), again.troubles) == (0, {}, {})


@dataclass(frozen=True)
class Altered:
    """What somebody has altered on hosts by hand, all of it at once: what a look told of it, and a run; the texts and rules of before."""

    looked: Played
    done: Played
    chrony: bytes
    rules: str


@pytest.fixture(scope="module")
def altered(laid: Town) -> Altered:
    """A file with a line more, a service that was stopped, a rule in the kernel, whatever speaks to a router."""
    node, router = laid.node(HOST), laid.node(ROUTER)
    file = node.path(CHRONY)
    chrony, before = file.read_bytes(), node.run(*RULES).stdout
    file.write_bytes(chrony + b"server 203.0.113.7\n")
    assert node.run("service", "snmpd", "stop").returncode == 0
    assert node.run("nft", "insert", "rule", "inet", "zhengyun", "arriving", "accept").returncode == 0
    router.path(DEVICE[0]).write_text("zy-net ALL=(ALL) NOPASSWD: ALL\n")
    router.path(SPEAKS).write_text("#!/bin/sh\n")
    router.path(DEVICE[1]).write_text("zy-net\nzy-audit\n")
    scope = ((HOST, "time_client"), (HOST, "snmp_agent"), (HOST, "zone_firewall"), (ROUTER, "accounts"))
    looked = play(laid, *scope, check=True, told=time(laid))
    done = play(laid, *scope, told=time(laid), change="c-2")
    assert (looked.troubles, done.troubles) == ({}, {})
    assert looked.changes() == done.changes()
    return Altered(looked, done, chrony, before)


def test_what_somebody_alters_is_seen_by_who_looks_and_put_right_by_a_run(laid: Town, altered: Altered) -> None:
    assert list(altered.looked.files[HOST, "time_client"]) == [CHRONY]
    assert "-server 203.0.113.7" in altered.looked.diffs[f"{HOST}{CHRONY}"]
    assert laid.node(HOST).path(CHRONY).read_bytes() == altered.chrony


def test_a_service_that_was_stopped_is_started_again(laid: Town, altered: Altered) -> None:
    assert [step[0] for step in altered.done.steps[HOST, "snmp_agent"]] == ["Have snmpd read it"]
    assert laid.node(HOST).run("pidof", "snmpd").returncode == 0


def test_a_rule_that_was_put_in_by_hand_is_seen_by_who_looks_and_put_right_by_a_run(
    laid: Town, altered: Altered
) -> None:
    assert "7777" in altered.rules
    assert [step[0] for step in altered.done.steps[HOST, "zone_firewall"]] == ["Have the kernel take them"]
    assert laid.node(HOST).run(*RULES).stdout == altered.rules


def test_whatever_speaks_to_a_router_is_made_seen_when_it_is_altered_and_put_right(
    laid: Town, altered: Altered
) -> None:
    node = laid.node(ROUTER)
    assert sorted(altered.looked.files[ROUTER, "accounts"]) == sorted((SPEAKS, *DEVICE))
    assert node.run("getent", "passwd", "zy-net").stdout.strip().endswith(f":{SPEAKS}")
    assert speaks(node)
    assert sudo(node, "zy-net", "/usr/bin/id") != 0
    assert node.run("sudo", "-n", "-u", "frr", "--", "/usr/bin/id", user="zy-net").returncode != 0
    assert node.path(DEVICE[1]).read_text() == "zy-net\n"


def test_each_account_may_do_its_own_commands_as_root_and_no_other(laid: Town) -> None:
    node = laid.node(HOST)
    assert sudo(node, "zy-audit", "/usr/bin/cat", "/var/log/syslog") == 0
    assert sudo(node, "zy-audit", "/usr/bin/cat", "/etc/shadow") != 0
    assert sudo(node, "zy-security", "/usr/sbin/sshd", "-T") == 0
    assert sudo(node, "zy-security", "/usr/sbin/sshd", "-T", "-f", "/etc/shadow") != 0
    assert sudo(node, "zy-system", "/usr/bin/chronyc", "-n", "sources") == 0
    assert sudo(node, "zy-look", "/usr/local/libexec/zhengyun-look") == 0
    assert sudo(node, "zy-look", "/usr/local/libexec/zhengyun-look", "--help") != 0
    assert sudo(node, "zy-look", "/usr/local/libexec/zhengyun-state") == 0
    assert sudo(node, "zy-look", "/usr/local/libexec/zhengyun-probe") != 0
    # With nothing to read it has nothing to do.
    assert sudo(node, "zy-probe", "/usr/local/libexec/zhengyun-probe") == 0
    assert sudo(node, "zy-probe", "/usr/local/libexec/zhengyun-probe", "--help") != 0
    for name in ("zy-audit", "zy-security", "zy-system", "zy-look", "zy-probe"):
        assert sudo(node, name, "/usr/bin/id") != 0, name


@dataclass(frozen=True)
class Moved:
    """Told otherwise for a while: what a run said of a router's account with another shell, where the secret stood on the host meanwhile,
    what a look told of an altered file with secrets and of a router that is to be none, and what a run did then."""

    shell: Played
    holding: list[str]
    digest: str
    looked: Played
    digests: str
    done: Played
    snmp: bytes


@pytest.fixture(scope="module")
def moved(laid: Town, altered: Altered) -> Moved:
    """Two hosts at a time, so that a start of Ansible does for both; all is as it was in the end, but that the router is none."""
    del altered
    node, router = laid.node(HOST), laid.node(ROUTER)
    file = node.path(SNMP)
    whole = file.read_bytes()
    scope = ((HOST, "snmp_agent"), (ROUTER, "accounts"))
    # An account that is there already stays as it is, and a run that cannot answer for it is taken back.
    assert router.run("usermod", "--shell", "/bin/sh", "zy-net").returncode == 0
    shell = play(laid, *scope, told={"snmp_agent": {"location": "somewhere else"}}, change="c-3")
    assert router.run("usermod", "--shell", SPEAKS, "zy-net").returncode == 0
    secret = (laid.place.network("internal") / "host-secrets" / "snmp" / "auth").read_text().strip()
    found = node.run("grep", "-rlF", f"--regexp={secret}", "/etc", "/var/lib/zhengyun", "/var/log", "/root", "/home")
    file.write_bytes(file.read_bytes() + b"# altered\n")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    none = {"accounts": {"devices": False}}
    looked = play(laid, *scope, told=none, check=True)
    told = node.run("sudo", "-n", LOOK, user="zy-look").stdout
    done = play(laid, *scope, told=none, change="c-4")
    return Moved(shell, sorted(found.stdout.split()), digest, looked, told, done, whole)


def test_a_router_keeps_who_speaks_to_it_as_long_as_it_is_told_so(laid: Town, moved: Moved) -> None:
    where = ROUTER, "accounts"
    assert where in moved.shell.troubles
    assert sorted(moved.looked.files[where]) == sorted((SPEAKS, *DEVICE))
    assert (moved.done.files[where], moved.done.troubles) == (moved.looked.files[where], {})
    assert not any(laid.node(ROUTER).path(path).exists() for path in (SPEAKS, *DEVICE))
    assert not any(laid.node(HOST).path(path).exists() for path in (SPEAKS, *DEVICE))


def speaks(node: Node) -> bool:
    """Whether zy-net becomes frr for its own program, and is answered."""
    done = node.run("sudo", "-n", "-u", "frr", "--", SPEAKS, "-c", "status", user="zy-net")
    return (done.returncode, done.stdout.strip()) == (0, "idle")


def test_who_looks_cannot_read_what_only_root_reads(laid: Town) -> None:
    done = laid.node(HOST).run("cat", "/etc/snmp/snmpd.conf", user="zy-look")
    assert done.returncode != 0
    assert "Permission denied" in done.stderr


def test_sshd_takes_no_algorithm_that_was_left_out(laid: Town) -> None:
    # Debian's sshd has it on by default, so that this tells the role's words from the package's.
    weak, strong = (kex(laid, name) for name in ("diffie-hellman-group14-sha256", "curve25519-sha256"))
    assert "no matching key exchange method" in weak
    assert "no matching key exchange method" not in strong
    assert "Permission denied" in strong


def test_the_agent_answers_by_snmp_3_with_both_secrets_and_nobody_else(laid: Town) -> None:
    manager, files = laid.management("internal"), laid.node(HOST).path("/etc/snmp/zhengyun/snmp.conf")
    words = dict(line.split(" ", 1) for line in files.read_text().splitlines() if line.startswith("def"))
    own = manager.path("/root/snmp.conf")
    own.write_text(files.read_text())
    variables = {"SNMPCONFPATH": "/root", "MIBS": ""}
    try:
        walk = manager.run("snmpwalk", "-On", "198.18.1.21", ".1.3.6.1.2.1.1", variables=variables)
        assert walk.returncode == 0, walk.stderr
        assert ".1.3.6.1.2.1.1.6.0" in walk.stdout
        own.write_text(files.read_text().replace(words["defPrivPassphrase"], "another-one-1234"))
        assert (
            manager.run("snmpget", "-On", "-r0", "198.18.1.21", ".1.3.6.1.2.1.1.3.0", variables=variables).returncode
            != 0
        )
        old = manager.run("snmpget", "-v2c", "-cpublic", "-On", "-r0", "198.18.1.21", ".1.3.6.1.2.1.1.3.0")
        assert old.returncode != 0
    finally:
        own.unlink()


def test_a_line_of_a_host_arrives_at_the_receiver(laid: Town) -> None:
    word = "a-line-of-this-test"
    assert laid.node(HOST).run("logger", "-t", "test", word).returncode == 0
    assert laid.management("internal").run("sh", "-c", arrived(word), seconds=SECONDS).returncode == 0


def test_a_line_that_claims_to_be_of_another_host_is_filed_by_who_has_sent_it(laid: Town) -> None:
    word = "a-line-that-claims"
    line = f"<13>1 2026-01-01T00:00:00Z p-c2 test - - - {word}\n"
    words = ("timeout", "60", "openssl", "s_client", "-connect", "198.18.1.10:6514", "-no_ign_eof")
    laid.node(HOST).run(*words, stdin=line)
    manager = laid.management("internal")
    assert manager.run("sh", "-c", arrived(word), seconds=SECONDS).returncode == 0
    assert manager.run("grep", "-rl", word, "/var/log/zhengyun").stdout.split() == [f"/var/log/zhengyun/{ADDRESS}.log"]


def test_a_secret_stands_on_its_host_in_its_files_alone_and_its_digest_nowhere(laid: Town, moved: Moved) -> None:
    assert (HOST, "snmp_agent") not in moved.shell.troubles
    assert moved.holding == [SNMP, "/etc/snmp/zhengyun/snmp.conf"]
    assert list(moved.looked.files[HOST, "snmp_agent"]) == [SNMP]
    assert moved.digest not in repr(moved.looked) + moved.digests
    assert laid.node(HOST).path(SNMP).read_bytes() == moved.snmp


def arrived(word: str) -> str:
    """Waits until a line is in the file of our host."""
    return f"for n in $(seq 1800); do grep -q {word} /var/log/zhengyun/{ADDRESS}.log && exit 0; sleep 0.1; done; exit 1"


def test_the_client_follows_the_server_and_has_authenticated_it(laid: Town) -> None:
    node = laid.node(HOST)
    wait = "for n in $(seq 1800); do chronyc -n -c sources | grep -q '^^,\\*,198.18.1.10' && exit 0; sleep 0.1; done; exit 1"
    assert node.run("sh", "-c", wait, seconds=SECONDS).returncode == 0, node.run("chronyc", "-n", "sources").stdout
    assert ",NTS," in node.run("chronyc", "-n", "-c", "authdata").stdout


def sudo(node: Node, user: str, *command: str) -> int:
    """Ask sudo for a command; whether it lets it be done."""
    return node.run("sudo", "-n", *command, user=user).returncode


def kex(town: Town, name: str) -> str:
    """What OpenSSH says that may use but one method of exchanging keys, and has no key to log in with."""
    known = ("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes")
    done = town.management("internal").run(
        "ssh", "-F", "none", *known, "-o", f"KexAlgorithms={name}", "zy-look@198.18.1.21", "true"
    )
    return done.stderr
