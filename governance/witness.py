"""The witness: signs a checkpoint of the log if it goes on from the last one that it has signed. Pure: no I/O."""

from datetime import datetime
from typing import NamedTuple

from governance import codes
from zhengyun.attesting import LogKeys
from zhengyun.checkpoint import Checkpoint, Offer, cosign, opened
from zhengyun.errors import N_, Words, ZhengyunError, why
from zhengyun.merkle import consistent
from zhengyun.note import Line, SignedNote
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer, Verifier


class Attested(NamedTuple):
    """A witness's line, and what it has to remember before anybody sees that line."""

    line: Line
    memory: SignedNote


def offered(written: str) -> Offer:
    """An offer as it came in.

    Raises: ZhengyunError (ZY-GOV-110).
    """
    try:
        offer = Offer.read(written)
        if offer.old > Checkpoint.read(offer.note.text).size:
            raise ValueError(Words(N_("a tree does not shrink from {old} leaves"), {"old": offer.old}))
    except ValueError as error:
        raise ZhengyunError(codes.NO_OFFER, problem=why(error)) from error
    return offer


def attest(
    offer: Offer, memory: SignedNote | None, roles: RoleFile, signer: Signer, verifier: Verifier, now: datetime
) -> Attested:
    """Sign what is offered, or refuse.

    Raises: ZhengyunError (ZY-GOV-111 to 115).
    """
    # 1. This is a witness's key, and the log is the one that it watches.
    name = next((witness.name for witness in roles.witnesses if witness.key == signer.public), "")
    if not name:
        raise ZhengyunError(codes.NO_WITNESS, key=signer.public.id, version=roles.version)
    checkpoint = checked(offer.note, roles.log, verifier)
    # 2. It was offered as the next after the last one that this witness signed.
    last = Checkpoint.read(memory.text) if memory else Checkpoint(checkpoint.origin, 0, b"")
    if last.origin != checkpoint.origin:
        raise ZhengyunError(codes.OTHER_LOG, given=checkpoint.origin, known=last.origin)
    if offer.old != last.size:
        raise ZhengyunError(codes.NOT_NEXT, witness=name, given=offer.old, size=last.size)
    # 3. It goes on from that one.
    root = last.root if memory else checkpoint.root
    follows = consistent(last.size, checkpoint.size, root, checkpoint.root, offer.proof) if memory else not offer.proof
    if not follows:
        raise ZhengyunError(codes.WITNESS_REFUSES, witness=name, size=last.size, given=checkpoint.size)
    line = cosign(offer.note.text, name, signer, int(now.timestamp()))
    return Attested(line, offer.note.more(line))


def checked(note: SignedNote, log: LogKeys, verifier: Verifier) -> Checkpoint:
    """The checkpoint of a note, if it is of this log and one of its keys has signed it.

    Raises: ZhengyunError (ZY-GOV-110, 111, 112).
    """
    try:
        given = Checkpoint.read(note.text)
        checkpoint = opened(note, log.origin, log.keys, verifier)
    except ValueError as error:
        raise ZhengyunError(codes.NO_OFFER, problem=why(error)) from error
    if given.origin != log.origin:
        raise ZhengyunError(codes.OTHER_LOG, given=given.origin, known=log.origin or "-")
    if checkpoint is None:
        raise ZhengyunError(codes.NOT_THE_LOGS, origin=given.origin)
    return checkpoint
