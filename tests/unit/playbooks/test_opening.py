"""What a change of rules opens: told by the rules' names and hosts, whatever else moves in the file."""

import pytest

from playbooks.opening import opens
from playbooks.plan import Diff

PATH = "/etc/nftables.conf"
OLD = '    ip saddr @o-4 ip daddr { 192.0.2.1 } tcp dport { 22 } ct state new counter accept comment "zy:mend"'
NEW = '    ip saddr @o-4 ip daddr { 192.0.2.9 } tcp dport { 80 } ct state new counter accept comment "zy:shop"'
NEW6 = '    ip6 saddr @o-6 ip6 daddr { 2001:db8::9 } tcp dport { 80 } ct state new counter accept comment "zy:shop.6"'
DROPS = '    counter drop comment "zy:refused"'


def diff(*lines: str, host: str = "a-fw", role: str = "zone_firewall") -> Diff:
    """A file's lines as they go and come."""
    return Diff(host, role, PATH, "\n".join(["--- before", "+++ after", "@@ -1 +1 @@", *lines]) + "\n")


def test_a_new_rule_is_told_once_with_all_its_hosts() -> None:
    both = [diff(f"+{NEW}", f"+{NEW6}"), diff(f"+{NEW}", host="b-fw")]
    assert opens(both) == ("shop: a-fw, b-fw",)


def test_a_rule_that_reaches_further_than_before_is_told() -> None:
    assert opens([diff(f"-{OLD}", f"+{OLD.replace('22', '22, 80')}")]) == ("mend: a-fw",)


@pytest.mark.parametrize(
    "lines",
    [(f"-{OLD}",), (f"-{OLD}", f"+{OLD}"), (f" {OLD}",), (f"+{DROPS}",), ("+flush ruleset",), ()],
    ids=["taken away", "moved", "untouched", "refusing", "no rule", "nothing"],
)
def test_what_lets_nothing_new_pass_is_not_told(lines: tuple[str, ...]) -> None:
    assert opens([diff(*lines)]) == ()


def test_the_files_of_other_roles_open_nothing() -> None:
    assert opens([diff(f"+{NEW}", role="time_client")]) == ()
