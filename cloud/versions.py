"""Microversions: what each service is asked to speak, what it must speak at least, and what is missing below the rest.

A service that speaks less than it is asked for answers 406; then it is asked which is its newest, and that is spoken.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cloud import codes
from cloud.kinds.task import COMPUTE, PLACEMENT, VOLUME
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import N_, ZhengyunError

# The newest that a Zed cloud (2022) knows, or older where that is all we use.
ASKED: Final = {COMPUTE: "2.90", VOLUME: "3.70", PLACEMENT: "1.36"}
# A list of flavors with their marks; a volume that grows while it is attached; hosts that are out of service told apart.
FLOORS: Final = {COMPUTE: "2.61", VOLUME: "3.42", PLACEMENT: "1.22"}
NUMBER: Final = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")
SAID: Final = re.compile(r"maximum is ([0-9]{1,4}\.[0-9]{1,4})")


class Feature(NamedTuple):
    """Something that a service can do only from a version on, and the kind of thing that asks for it."""

    service: str
    since: str
    what: str
    kind: str
    attribute: str = ""
    """What of a thing asks for it when it changes; empty where the making does."""

    def asked_by(self, action: Action) -> bool:
        """Whether an action cannot do without it."""
        if action.address.kind != self.kind:
            return False
        if self.attribute:
            return action.verb is Verb.UPDATE and any(one.attribute == self.attribute for one in action.changes)
        return action.verb is Verb.CREATE


FEATURES: Final = (
    Feature(VOLUME, "3.43", N_("backups that bear a mark"), "backup"),
    Feature(COMPUTE, "2.64", N_("server groups"), "servergroup"),
    Feature(COMPUTE, "2.68", N_("servers that are moved as the scheduler allows"), "server", "host"),
)


def number(version: str) -> tuple[int, int]:
    """A version as numbers that can be compared; what is none is none, and older than any."""
    match = NUMBER.fullmatch(version)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def said(text: str) -> str:
    """The newest version that a refusal names in passing, or nothing."""
    match = SAID.search(text)
    return match[1] if match else ""


def spoken(service: str, newest: str) -> str:
    """What is spoken with a service whose newest version is this; nothing where it has none."""
    asked = ASKED.get(service, "")
    return min(asked, newest, key=number) if asked and number(newest) > (0, 0) else asked


def sufficient(site: str, service: str, newest: str) -> str:
    """The same, where it is enough to work with at all.

    Raises: ZhengyunError (ZY-CLOUD-200).
    """
    version = spoken(service, newest)
    if number(version) < number(FLOORS.get(service, "")):
        raise ZhengyunError(codes.TOO_OLD, site=site, service=service, newest=newest, floor=FLOORS[service])
    return version


def lacking(service: str, version: str) -> Iterator[Feature]:
    """What a service cannot do that speaks this version."""
    return (one for one in FEATURES if one.service == service and number(version) < number(one.since))


def beyond(site: str, versions: dict[str, str], actions: Sequence[Action]) -> Iterator[ZhengyunError]:
    """Yield what of the actions the services, at their versions, cannot do."""
    for service, version in versions.items():
        for feature in lacking(service, version):
            for action in actions:
                if feature.asked_by(action):
                    yield ZhengyunError(
                        codes.NOT_SPOKEN,
                        site=site,
                        thing=action.address,
                        what=feature.what,
                        since=feature.since,
                        service=service,
                        newest=version,
                    )
