"""Why a backup of a device is not had."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NO_BACKUP: Final = Code(
    "ZY-NET-100",
    Exit.BAD_INPUT,
    N_("There is no backup {backup} of {device}."),
    N_("Backups are named by their number, from 1, or by the beginning of their digest; `last` is the newest."),
    next="zhengyun net history {device}",
)
BROKEN: Final = Code(
    "ZY-NET-101",
    Exit.BROKEN,
    N_("The backup {backup} of {device} is not what was kept: {file}"),
    N_("Its file has another digest than its index, or the index cannot be read: somebody has altered it, or the disk is failing. The log tells by its "
       "entries (`device.saved`) which digest it had when it was kept."),
    rule=N_("A backup is believed by its digest alone"),
    unlock=N_("whoever keeps a copy of the folder"),
    next="zhengyun net history {device}",
)  # fmt: skip
NOT_KEPT: Final = Code(
    "ZY-NET-102",
    Exit.FAILED,
    N_("The backup of {device} could not be written to {file}: {problem}"),
    N_("The device was read, and nothing of it was kept. What was kept before stays as it is."),
    next="zhengyun net backup",
)
NOT_SCRATCH: Final = Code(
    "ZY-NET-103",
    Exit.REFUSED,
    N_("{scratch} is no device to try backups of {device} on: {problem}"),
    N_("A restore is tried on a device of the same platform that is joined to nothing but its management segment: it runs the backup for a moment, is "
       "compared, and goes back."),
    rule=N_("A backup is tried where it can do no harm"),
    unlock=N_("whoever declares a device for it in devices.yaml"),
    next="zhengyun net restore --help",
)  # fmt: skip
