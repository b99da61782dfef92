"""What the return values of PKCS#11 mean to whoever uses a token, by the names that the library gives them."""

from collections.abc import Mapping
from typing import Final

from keys import codes
from keys.references import Reference
from zhengyun.errors import Code, ZhengyunError

MEANT: Final[Mapping[str, Code]] = {
    **dict.fromkeys(("PinIncorrect", "PinInvalid", "PinLenRange", "PinTooWeak"), codes.WRONG_PIN),
    **dict.fromkeys(("PinLocked", "PinExpired", "UserPinNotInitialized"), codes.LOCKED_PIN),
    **dict.fromkeys(("DeviceMemory", "TokenWriteProtected", "SessionReadOnly"), codes.TOKEN_FULL),
    **dict.fromkeys(
        (
            "DeviceRemoved",
            "DeviceError",
            "TokenNotPresent",
            "TokenNotRecognised",
            "SessionClosed",
            "SessionHandleInvalid",
            "SlotIDInvalid",
            "UserNotLoggedIn",
            "KeyHandleInvalid",
            "ObjectHandleInvalid",
        ),
        codes.TOKEN_GONE,
    ),
}

SOFT: Final = "SoftHSM"
BUSY: Final = frozenset({"GeneralError", "FunctionFailed"})


def refusal(error: Exception, reference: Reference) -> ZhengyunError:
    """What is told of an error of the library."""
    name = type(error).__name__
    problem = f"{name}: {error}" if str(error) else name
    code = MEANT.get(name, codes.TOKEN_FAILED)
    return ZhengyunError(code, token=reference.token, object=reference.object, problem=problem)


def half_read(cause: BaseException | None, maker: str) -> bool:
    """Whether a token was met while another process wrote its file, so that showing it the PIN again costs none of its few tries.

    SoftHSM2 counts no tries; what another maker's token says of itself may have cost one.
    """
    name = type(cause).__name__
    return name == "UserPinNotInitialized" or (maker == SOFT and name in BUSY)
