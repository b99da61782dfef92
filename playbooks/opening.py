"""What a change of hosts lets pass that did not pass before, as the lines of their rules of nftables tell it. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from playbooks.plan import Diff

ROLE: Final = "zone_firewall"
# A rule that lets something new begin (not the one for answers, which changes with each of the others), and the name that it goes by: `zy:NAME`, `.in` and `.6` where it has several forms.
PERMITS: Final = re.compile(r'^(?!.*\bct state established\b).*\baccept\b.*\bcomment "zy:([^".]+)[^"]*"')


def opens(diffs: Iterable[Diff]) -> tuple[str, ...]:
    """Each rule that lets something pass and is new or another than before, with the hosts where it is so."""
    hosts: defaultdict[str, set[str]] = defaultdict(set)
    for one in diffs:
        if one.role == ROLE:
            for name in _fresh(one.text):
                hosts[name].add(one.host)
    return tuple(f"{name}: {', '.join(sorted(on))}" for name, on in sorted(hosts.items()))


def _fresh(text: str) -> Iterator[str]:
    """The names of permitting rules among the lines that come, but for those that only stand elsewhere."""
    lines = text.splitlines()
    gone = {line[1:].strip() for line in lines if line.startswith("-")}
    for line in lines:
        hit = PERMITS.search(line) if line.startswith("+") and line[1:].strip() not in gone else None
        if hit:
            yield hit[1]
