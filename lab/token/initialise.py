"""Make a token ready for its user: PKCS#11 v2.40 C_InitToken (section 5.5) and C_InitPIN (section 5.5).

A process of its own, since a library of PKCS#11 reads its configuration once for a process, and since PINs come on stdin:

    printf '%s\\n' SO-PIN PIN | SOFTHSM2_CONF=FILE python3 initialise.py LIBRARY LABEL

Begun again with the same PINs it goes on where it was ended.
"""

import ctypes
import sys
from ctypes import byref, c_char, c_ulong
from typing import Final

LABEL: Final = 32
SECURITY_OFFICER: Final = 0
# CKF_SERIAL_SESSION and CKF_RW_SESSION.
READING_AND_WRITING: Final = 0x4 | 0x2
# CKF_TOKEN_INITIALIZED, in the CK_FLAGS that follow label, manufacturer, model and serial number.
INITIALISED: Final = 0x400
FLAGS_AT: Final = 96
# CK_TOKEN_INFO has some two hundred bytes.
INFO: Final = 512


class Library:
    """A library of PKCS#11; a call that fails ends the process with the call's name and CK_RV."""

    def __init__(self, file: str) -> None:
        self._library = ctypes.CDLL(file)

    def call(self, name: str, *arguments: object) -> None:
        """Make one call."""
        result = getattr(self._library, name)(*arguments)
        if result:
            raise SystemExit(f"{name}: CKR 0x{result:x}")

    def slots(self) -> list[c_ulong]:
        """The slots in which there is a token, initialised or not."""
        count = c_ulong()
        self.call("C_GetSlotList", 1, None, byref(count))
        slots = (c_ulong * count.value)()
        self.call("C_GetSlotList", 1, slots, byref(count))
        return [c_ulong(one) for one in slots[: count.value]]

    def label(self, slot: c_ulong) -> bytes | None:
        """The label of the token there, filled with blanks; nothing of one that is not initialised."""
        info = (c_char * INFO)()
        self.call("C_GetTokenInfo", slot, info)
        flags = c_ulong.from_buffer(info, FLAGS_AT).value
        return info.raw[:LABEL] if flags & INITIALISED else None


def main() -> None:
    """Initialise the token of that label, or a new one."""
    library, label = Library(sys.argv[1]), sys.argv[2].encode().ljust(LABEL)
    so_pin, pin = (line.rstrip("\n").encode() for line in (sys.stdin.readline(), sys.stdin.readline()))
    library.call("C_Initialize", None)
    labels = {library.label(slot): slot for slot in library.slots()}
    slot = labels.get(label) or labels[None]
    library.call("C_InitToken", slot, so_pin, c_ulong(len(so_pin)), label)
    # A new token may have moved to another slot.
    slot = next(slot for slot in library.slots() if library.label(slot) == label)
    session = c_ulong()
    library.call("C_OpenSession", slot, c_ulong(READING_AND_WRITING), None, None, byref(session))
    library.call("C_Login", session, c_ulong(SECURITY_OFFICER), so_pin, c_ulong(len(so_pin)))
    library.call("C_InitPIN", session, pin, c_ulong(len(pin)))
    library.call("C_Finalize", None)


if __name__ == "__main__":
    main()
