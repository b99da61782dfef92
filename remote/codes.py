"""Why nothing was said to a host, or why what it said is not all."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

UNREACHABLE: Final = Code(
    "ZY-SSH-001",
    Exit.UNREACHABLE,
    N_("{host} cannot be reached at {address}:{port}: {problem}"),
    N_("Nothing was said to it. It is off, its SSH server is not running, or the way to it is cut; other hosts are not held up by it."),
    next="zhengyun plan --site hosts",
)  # fmt: skip
SILENT: Final = Code(
    "ZY-SSH-002",
    Exit.UNREACHABLE,
    N_("{host} takes connections at {address}:{port} and then says nothing: waited {seconds} s."),
    N_(
        "Its network is there, its SSH server is not answering: it is stopped, starved, or something else listens there."
    ),
    next="zhengyun plan --site hosts",
)
WRONG_KEY: Final = Code(
    "ZY-SSH-003",
    Exit.REFUSED,
    N_("{host} at {address}:{port} shows another key than the one that is pinned: {shown} instead of {pinned}."),
    N_("Nothing was said to it, and nobody's credentials were shown. Either it was installed anew, or somebody else answers in its place. Read "
       "the key on its own console; only where it is the one that was shown here is `key` in hosts.yaml to be changed, by a change of its own."),
    rule=N_("A host is believed by its pinned key alone"),
    unlock=N_("a change that pins the host's new key, once somebody has read it on the host's console"),
    next="ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
)  # fmt: skip
NOT_PINNED: Final = Code(
    "ZY-SSH-004",
    Exit.REFUSED,
    N_("{host} has no pinned key that could be used: {problem}."),
    N_("A key that is believed at first sight may be anybody's. `key` in hosts.yaml is the host's public key as OpenSSH writes it: Ed25519, "
       "ECDSA, or RSA."),
    rule=N_("A host is believed by its pinned key alone"),
    unlock=N_("whoever declares the host, with its key in hosts.yaml"),
    next="ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
)  # fmt: skip
NOT_LET_IN: Final = Code(
    "ZY-SSH-005",
    Exit.REFUSED,
    N_("{host} does not let {user} in: {problem}"),
    N_("The host is the right one, and does not believe this key or certificate for this account: the account is not there, the certificate "
       "has run out or names other accounts, or the host trusts another authority. Its log says which (`Failed publickey`)."),
    unlock=N_("a certificate that the host believes, for an account that it has"),
    next="zhengyun doctor",
)  # fmt: skip
CUT_OFF: Final = Code(
    "ZY-SSH-006",
    Exit.UNREACHABLE,
    N_("The connection to {host} was lost while the command ran: {problem}"),
    N_(
        "Whether the command came to its end is not known; what it had said until then is kept, and is not taken for an answer."
    ),
    next="zhengyun plan --site hosts",
)
TOO_LONG: Final = Code(
    "ZY-SSH-007",
    Exit.UNREACHABLE,
    N_("{host} let us in, and the command was not done after {seconds} s."),
    N_(
        "The command was told to end and the connection closed. A disk that hangs, or a host with too much to do, looks like this."
    ),
    next="zhengyun plan --site hosts",
)
TOO_MUCH: Final = Code(
    "ZY-SSH-008",
    Exit.FAILED,
    N_("{host} said more than {most} bytes; the command was stopped."),
    N_("What we ask is answered in little; a host that says more is broken, or somebody's who means no good."),
    next="zhengyun plan --site hosts",
)
NO_COMMON: Final = Code(
    "ZY-SSH-009",
    Exit.REFUSED,
    N_("{host} offers no algorithm that we accept: {problem}"),
    N_(
        "We accept what RFC 9142 and the role `ssh_hardening` allow; older ones are not tried, for whoever stands between could ask for them."
    ),
    rule=N_("Algorithms of SSH: RFC 9142"),
    unlock=N_("whoever brings the host's SSH server up to date"),
    next="sshd -T",
)
NOT_SSH: Final = Code(
    "ZY-SSH-010",
    Exit.UNREACHABLE,
    N_("What answers at {address}:{port} for {host} does not keep to SSH: {problem}"),
    N_(
        "Something else listens at this port, the server has just been stopped, or it has too many connections waiting (MaxStartups)."
    ),
    next="zhengyun plan --site hosts",
)
NO_IDENTITY: Final = Code(
    "ZY-SSH-011",
    Exit.BAD_INPUT,
    N_("The key that {user} shall show to hosts cannot be used: {problem}"),
    N_(
        "It is a private key as OpenSSH writes it, without a passphrase, with its certificate beside it in a file that ends in `-cert.pub`."
    ),
    next="zhengyun doctor",
)
NO_ANSWER: Final = Code(
    "ZY-SSH-012",
    Exit.FAILED,
    N_("{host} ended the conversation without an answer: {problem}"),
    N_("The program that was asked has ended, or is not there. What it said besides stands in this message."),
    next="zhengyun plan --site hosts",
)
