"""Whether a permit is what people have signed: asked before anybody signs more of it."""

from zhengyun import codes as kernel
from zhengyun.errors import ZhengyunError
from zhengyun.permit import Permit, approved_bytes, asked_bytes
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Verifier


def refuse_forged(permit: Permit, roles: RoleFile, verifier: Verifier) -> None:
    """Refuse a permit that its asker, or one of those who have agreed to it, has not signed as it is.

    Whether all of them may do so, the gate asks.

    Raises: ZhengyunError (ZY-PERMIT-005, ZY-PERMIT-010).
    """
    asker = roles.person(permit.asker)
    if asker is None or not verifier.verify(asker.key, asked_bytes(permit), permit.asked):
        raise ZhengyunError(kernel.NOT_ASKED, request=permit.request, person=permit.asker)
    for approval in permit.approvals:
        person = roles.person(approval.approver)
        signed = approved_bytes(permit, approval)
        if person is None or not verifier.verify(person.key, signed, approval.signature):
            raise ZhengyunError(kernel.BAD_SIGNATURE, request=permit.request, person=approval.approver)
