"""Why the vault lends nothing for hosts, or for devices."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NOT_KEPT: Final = Code(
    "ZY-VAULT-099",
    Exit.FAILED,
    N_("the log knows of no secret {name} of hosts that was given to the vault ({path})"),
    N_("A role lays a secret that its variables name. It is given to the vault once, by the executor, and the log keeps its keyed digest: "
       "by that plans name it, and nobody who plans has the secret."),
    next="zhengyun vault keep-for-hosts {name}",
)  # fmt: skip
OTHER_SECRET: Final = Code(
    "ZY-VAULT-100",
    Exit.REFUSED,
    N_("what the vault keeps at {path} is another secret than the one that the log has on record"),
    N_("The log has secrets of hosts and devices by keyed digests, and the digest of what was lent is another one: somebody has replaced it in the "
       "vault behind the log's back. No host and no device was told of it."),
    unlock=N_("the right secret, kept anew"),
    next="zhengyun audit reconcile",
)  # fmt: skip
HOSTS_KEPT_ALREADY: Final = Code(
    "ZY-VAULT-101",
    Exit.REFUSED,
    N_("The vault keeps a secret of hosts under {name} already ({path})."),
    N_("It is not typed over unawares. Where it shall be another one, say so; every host that has been told the old one is then planned anew."),
    next="zhengyun vault keep-for-hosts {name} --replace",
)  # fmt: skip
DEVICE_NOT_KEPT: Final = Code(
    "ZY-VAULT-102",
    Exit.FAILED,
    N_("the log knows of nothing {name} that was given to the vault and that a device is entered with ({path})"),
    N_("devices.yaml names what a device is entered with. It is given to the vault once, by the executor, and the log keeps its keyed digest: whoever plans "
       "does not have it, and a change has it lent."),
    next="zhengyun vault keep-for-devices {name}",
)  # fmt: skip
DEVICE_KEPT_ALREADY: Final = Code(
    "ZY-VAULT-103",
    Exit.REFUSED,
    N_("The vault keeps something that devices are entered with under {name} already ({path})."),
    N_("It is not typed over unawares. Where the device has another password now, say so."),
    next="zhengyun vault keep-for-devices {name} --replace",
)
