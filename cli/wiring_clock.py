"""Clocks of hosts that only SSH reaches, and whether servers authenticate: the part of the wiring that asks for both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cli.wiring_hosts import Hosted
from zhengyun.errors import N_, Words, ZhengyunError

if TYPE_CHECKING:
    from clock.reading import Reading
    from zhengyun.estate import Estate
    from zhengyun.estate.hosts import Host
    from zhengyun.estate.time import Time

QUESTIONS: Final = 6


@dataclass
class Clocked(Hosted):
    """Whatever a command may need of clocks."""

    def told_by_ssh(self, estate: "Estate", time: "Time") -> "Mapping[str, Reading]":
        """What hosts tell that answer no packets; each of them has a reading, also where nothing is known."""
        from clock.asked import by_ssh
        from clock.reading import Reading

        hosts = by_ssh(time, estate.hosts)
        try:
            return self._conversed(hosts, time)
        except ZhengyunError as error:
            return {one.name: Reading(one.name, "ssh", problem=error) for one in hosts}

    def _conversed(self, hosts: "tuple[Host, ...]", time: "Time") -> "Mapping[str, Reading]":
        from clock.reading import PROGRAM, Reading, by_conversation
        from remote.port import target

        keyless = {
            one.name: Reading(one.name, "ssh", problem=Words(N_("has no pinned key"))) for one in hosts if not one.key
        }
        targets = [target(one) for one in hosts if one.key]
        if not targets:
            return keyless
        found = keyless
        for one in self.connector().ask_all(targets, PROGRAM, [b""] * QUESTIONS):
            if one.trouble:
                found[one.host] = Reading(one.host, "ssh", problem=one.trouble)
            else:
                found[one.host] = by_conversation(one.host, one.answers, time.limits.drift)
        return found

    def unproven(self, estate: "Estate", time: "Time") -> "Mapping[str, Words | str | ZhengyunError]":
        """The servers that do not authenticate though they should, and why."""
        from cli.time_papers import trusted
        from clock.asked import servers
        from clock.nts import prove_all
        from clock.port import Means
        from keys.siv import opened, seal
        from pki.openssl import exported
        from zhengyun.estate.time import asked_at

        if estate.trust is None or time.nts not in estate.trust.profiles:
            return {}
        asked = tuple(servers(time, estate.hosts))
        known = {one.name: at[0] for one in asked if (at := asked_at(one.name, time, estate.hosts))}
        return prove_all(asked, trusted(self, time, estate.trust), Means(exported, seal, opened), known=known)
