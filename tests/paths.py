"""Paths of three or more certificates of P-256, each with whatever extensions a test gives it, made by the code under test."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from keys.algorithm import Private
from keys.algorithms import ALGORITHMS, named
from pki import der, extensions, names
from pki.algorithms import public_info
from pki.certificate import Draft, Extension, signed
from pki.verdict import Check, Step
from pki.verifying import Verifier, Wanted

# Other programs cannot all be told another time.
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
FAMILY = "p256"
AUTHORITY = (extensions.basic(True), extensions.key_usage(("keyCertSign", "cRLSign")))
HOLDER = (extensions.key_usage(("digitalSignature",)), extensions.extended(("serverAuth",)))


@dataclass(frozen=True)
class Link:
    """One certificate of a path: whose, and what it has besides. A subject in DER stands in the place of the name."""

    title: str
    more: tuple[Extension, ...] = ()
    subject: bytes | None = None

    @property
    def name(self) -> bytes:
        """Its subject."""
        return names.encode(names.parse(f"C=CN,O=City,CN={self.title}")) if self.subject is None else self.subject


@cache
def key(depth: int) -> Private:
    """One for every place in a path."""
    return ALGORITHMS[FAMILY].generate()


def path(links: Sequence[Link]) -> tuple[bytes, ...]:
    """The certificates of a path, written from its root down, from the leaf up."""
    made = [
        _made(links[max(0, depth - 1)], one, depth, last=depth == len(links) - 1) for depth, one in enumerate(links)
    ]
    return tuple(reversed(made))


@cache
def _made(issuer: Link, one: Link, depth: int, *, last: bool) -> bytes:
    by, own = key(max(0, depth - 1)), key(depth)
    usual = (
        extensions.subject_key(extensions.key_identifier(own.public)),
        extensions.authority_key(extensions.key_identifier(by.public)),
        *(HOLDER if last else AUTHORITY),
    )
    info = public_info(named(FAMILY, own.public))
    draft = Draft(depth + 1, issuer.name, one.name, NOW - DAY, NOW + DAY, info, (*usual, *one.more), FAMILY)
    body = draft.to_be_signed()
    return signed(body, FAMILY, by.sign(body))


def step(found: Sequence[bytes], check: Check, **wanted: str | bool) -> Step:
    """What a verdict says of a path at one of its steps."""
    verdict = Verifier(found[-1:], found[1:-1]).verify(found[0], Wanted(at=NOW, status=False, **wanted))  # type: ignore[arg-type]
    return next(one for one in verdict.steps if one.check is check)


def constraints(permitted: Sequence[bytes] = (), excluded: Sequence[bytes] = ()) -> Extension:
    """NameConstraints of these GeneralNames, without distances."""
    sides = ((0, permitted), (1, excluded))
    return Extension(
        extensions.NAME_CONSTRAINTS,
        True,
        der.sequence(*(der.explicit(number, *map(der.sequence, trees)) for number, trees in sides if trees)),
    )


def called(*found: bytes) -> Extension:
    """SubjectAltName of these GeneralNames."""
    return extensions.alternative_names(der.sequence(*found))
