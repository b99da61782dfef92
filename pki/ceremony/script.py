"""Scripts as data: which steps a ceremony has, in their order, what is read out at each, and who acts.

A script's digest stands under every signature that is given in its ceremony, so that nobody is present at another one than he thinks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from zhengyun.canonical import digest
from zhengyun.errors import N_


class Acts(StrEnum):
    """Who acts at a step."""

    LEADER = "leader"
    """Whoever types."""
    EVERYBODY = "everybody"
    """Each of the people in turn, with his own key."""


class Step(NamedTuple):
    """One step. `read` is read out before it is done, and filled from what is known by then; `check` says what is held against what."""

    word: str
    title: str
    acts: Acts
    read: str
    check: str


@dataclass(frozen=True)
class Script:
    """Steps in their order. `makes_key` is whether a key is made in it."""

    name: str
    title: str
    steps: tuple[Step, ...]

    @property
    def makes_key(self) -> bool:
        """Whether a key is made in it."""
        return any(step.word == "key" for step in self.steps)

    @cached_property
    def digest(self) -> str:
        """What is signed of it: every word, in English."""
        return digest({"name": self.name, "steps": [step._asdict() for step in self.steps]})


STEPS: Final[Mapping[str, Step]] = {
    step.word: step
    for step in (
        Step(
            "begin",
            N_("Clock and log"),
            Acts.LEADER,
            N_("It is {now}. The log ends with entry {tail}, whose hash is {hash}. The trust in force is {trust}."),
            N_(
                "The clock is not before the log's last entry; people hold it against another clock, and the hash against a witness's."
            ),
        ),
        Step(
            "present",
            N_("Who is present"),
            Acts.EVERYBODY,
            N_("Present at the ceremony {ceremony} of {authority}: {people}. {threshold} are needed."),
            N_(
                "Each is in office by the role file and signs with his own key that he is there, for this ceremony, trust and script."
            ),
        ),
        Step(
            "key",
            N_("The key"),
            Acts.LEADER,
            N_("A key of {algorithm} is made at {place}."),
            N_("Nothing lies there before; what lies there afterwards is the key that the log names."),
        ),
        Step(
            "escrow",
            N_("The key for what is kept"),
            Acts.EVERYBODY,
            N_(
                "A key of {algorithm} is made, its private half split among {people}, of whose shares {threshold} open it, and forgotten."
            ),
            N_(
                "It is tried that so many shares give the key back; then each keeper takes his own and nobody else's, and each signs the "
                "public half with his own key."
            ),
        ),
        Step(
            "request",
            N_("The request"),
            Acts.LEADER,
            N_("A request for the key {key} goes to the authority {issuer}, which is kept elsewhere."),
            N_("The request is signed by the new key."),
        ),
        Step(
            "received",
            N_("The request that came"),
            Acts.LEADER,
            N_("A request of {authority} has come."),
            N_("It is signed by the key in it, which is of the algorithm that the trust in force says."),
        ),
        Step(
            "draft",
            N_("What is about to be signed"),
            Acts.LEADER,
            N_("The certificate of {authority} is drafted; it is signed by {issuer}."),
            N_("Every rule of RFC 5280 and GM/T 0015-2023 that must be kept is kept by the draft."),
        ),
        Step(
            "certificate",
            N_("The certificate that came"),
            Acts.LEADER,
            N_("A certificate of {authority} has come from {issuer}."),
            N_(
                "It is of the new key and the declared name, signed by {issuer}, and keeps every rule that must be kept."
            ),
        ),
        Step(
            "confirm",
            N_("What everybody has heard"),
            Acts.EVERYBODY,
            N_("{subject}, from {begins} until {ends}, serial number {serial}. The digest of what is signed is {of}."),
            N_("Each has heard the digest and confirms it with his own key."),
        ),
        Step(
            "sign",
            N_("Signed and recorded"),
            Acts.LEADER,
            N_("The key of {issuer} is opened and signs."),
            N_(
                "The key is the issuer's; the signature is verified, and certificate and entry are recorded in one transaction."
            ),
        ),
        Step(
            "record",
            N_("Recorded"),
            Acts.LEADER,
            N_("The certificate of {authority} is recorded."),
            N_("Certificate and entry are recorded in one transaction."),
        ),
        Step(
            "handed",
            N_("Handed out"),
            Acts.LEADER,
            N_("The certificate is written to a file, and taken to where the key is."),
            N_("It was recorded before."),
        ),
        Step(
            "list",
            N_("The first list"),
            Acts.LEADER,
            N_("The authority {authority} signs its first list of revoked certificates, which is empty."),
            N_("The key is the one in its certificate."),
        ),
    )
}


def _script(name: str, title: str, *words: str) -> Script:
    return Script(name, title, tuple(STEPS[word] for word in words))


ROOT: Final = _script(
    "root", N_("a root certifies itself"), "begin", "present", "key", "draft", "confirm", "sign", "list"
)
ISSUING: Final = _script(
    "issuing",
    N_("an authority is certified by another one that is here"),
    *("begin", "present", "key", "draft", "confirm", "sign", "list"),
)
REQUEST: Final = _script(
    "request",
    N_("an authority is certified by another one that is kept elsewhere"),
    *("begin", "present", "key", "request", "certificate", "confirm", "record", "list"),
)
CERTIFY: Final = _script(
    "certify",
    N_("an authority whose key is elsewhere is certified"),
    *("begin", "present", "received", "draft", "confirm", "sign", "handed"),
)
TAKE: Final = _script(
    "take",
    N_("the certificate of an authority whose key is elsewhere is taken over"),
    *("begin", "present", "certificate", "confirm", "record"),
)
ESCROW: Final = _script(
    "escrow", N_("the key under which encryption keys are kept is made and split"), "begin", "present", "escrow"
)
AGAIN: Final = _script(
    "again",
    N_("an authority is certified anew, with the key that it has"),
    *("begin", "present", "draft", "confirm", "sign"),
)
SCRIPTS: Final = {one.name: one for one in (ROOT, ISSUING, REQUEST, CERTIFY, TAKE, ESCROW, AGAIN)}
