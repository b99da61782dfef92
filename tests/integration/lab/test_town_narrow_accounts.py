"""What whoever holds the key of an account that probes, or that speaks to routers, can do with it on a host of the town, and what he cannot."""

import pytest

from lab.town.standing import Town
from tests.integration.lab.test_town_login import log_in

pytestmark = pytest.mark.lab

PROBE = "/usr/local/libexec/zhengyun-probe"
ASKS = "a password is required"
# What is tried as zy-probe, and in whose words it is refused.
ATTEMPTS = (
    ("become root", "sudo -n id", ASKS),
    ("a shell of root's", "sudo -n -s", ASKS),
    ("the program with words of one's own", f"sudo -n {PROBE} --all", ASKS),
    ("another program of ours", "sudo -n /usr/local/libexec/zhengyun-look", ASKS),
    ("become who carries out", "sudo -n -u zy-run id", ASKS),
    ("a library of one's own", f"sudo -n LD_PRELOAD=/tmp/x.so {PROBE}", "not allowed to set"),
    ("modules of one's own", f"sudo -n PYTHONPATH=/tmp {PROBE}", "not allowed to set"),
    ("another program in its place", f"sh -c 'echo > {PROBE}'", "Permission denied"),
    ("its line of sudoers", "sh -c 'echo > /etc/sudoers.d/mine'", "Permission denied"),
    ("what root keeps", "cat /etc/shadow", "Permission denied"),
    ("who comes in", "sh -c 'echo > /etc/ssh/principals/zy-run'", "Permission denied"),
    ("the rules", "/usr/sbin/nft list ruleset", "Operation not permitted"),
    ("an address", "/usr/sbin/ip address add 192.0.2.9/32 dev lo", "Operation not permitted"),
    (
        "packets past the program",
        "python3 -c 'import socket as s; s.socket(s.AF_PACKET, s.SOCK_RAW)'",
        "Operation not permitted",
    ),
)


@pytest.mark.parametrize(("words", "refusal"), [one[1:] for one in ATTEMPTS], ids=[one[0] for one in ATTEMPTS])
def test_whoever_probes_can_do_nothing_else(small_town: Town, words: str, refusal: str) -> None:
    done = log_in(small_town, "internal", "p-ih1", "probe", words)
    assert done.returncode != 0, done.stdout
    assert refusal in done.stderr, done.stderr


def test_the_control_is_that_the_same_account_may_start_its_program(small_town: Town) -> None:
    done = log_in(small_town, "internal", "p-ih1", "probe", "sudo -n -l")
    rules = [line.strip() for line in done.stdout.splitlines() if "NOPASSWD" in line]
    assert rules == [f'(root) NOPASSWD: {PROBE} ""'], done.stdout + done.stderr


@pytest.mark.parametrize("words", ["id", "cat /etc/shadow", "/bin/sh", "start-shell sh", "/usr/sbin/nft list ruleset"])
def test_whoever_speaks_to_a_router_has_its_command_line_and_no_shell(small_town: Town, words: str) -> None:
    said = log_in(small_town, "internal", "p-c2", "net", words)
    assert "% Unknown command" in said.stdout + said.stderr, said.stdout + said.stderr
    assert log_in(small_town, "internal", "p-c2", "net", "show version").stdout.startswith("FRRouting")


def test_who_is_no_router_does_not_let_it_in(small_town: Town) -> None:
    done = log_in(small_town, "internal", "p-ih1", "net", "show version")
    assert (done.returncode, "Permission denied" in done.stderr) == (255, True), done.stderr
