"""Whether an intent has been seen by those whom the applier does not control. Pure: signatures and proofs decide."""

from zhengyun import codes
from zhengyun.checkpoint import Checkpoint, cosigned, opened
from zhengyun.entry import Entry
from zhengyun.errors import ZhengyunError
from zhengyun.merkle import included
from zhengyun.note import SignedNote
from zhengyun.ports import Witnessed
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Verifier


def refuse_unseen(
    intent: Entry, witnessed: Witnessed, request: str, machine: str, roles: RoleFile, verifier: Verifier
) -> None:
    """Refuse an intent that stands in no checkpoint of this log that enough witnesses have signed.

    A witness on the `machine` of whoever applies does not count, nor one of which nobody has said where it runs; several
    on one machine are one: whoever has the machine has all of their keys.

    Raises: ZhengyunError (ZY-APPLY-002, ZY-APPLY-010).
    """
    # 1. The log's own key has signed the checkpoint, and this very intent is in it.
    note, checkpoint = _read(witnessed.note, roles, verifier)
    leaf, index = bytes.fromhex(intent.hash), intent.number - 1
    if not note or not checkpoint or not included(leaf, index, checkpoint.size, witnessed.proof, checkpoint.root):
        raise ZhengyunError(codes.NOT_COSIGNED, request=request)
    # 2. Enough have signed it who are elsewhere.
    signed = [one for one in roles.witnesses if cosigned(note, one.name, one.key, verifier) is not None]
    apart = {one.machine for one in signed if machine and one.machine not in {"", machine}}
    if (len(signed) if roles.training else len(apart)) < roles.rules.witnesses:
        have = ", ".join(one.name for one in signed) or "-"
        raise ZhengyunError(codes.TOO_FEW_WITNESSES, request=request, have=have, need=roles.rules.witnesses)


def _read(written: str, roles: RoleFile, verifier: Verifier) -> tuple[SignedNote | None, Checkpoint | None]:
    try:
        note = SignedNote.read(written)
        return note, opened(note, roles.log.origin, roles.log.keys, verifier)
    except ValueError:
        return None, None
