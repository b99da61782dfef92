"""What no separation takes away: who could still do what, and what catches it afterwards. The one place where it is written."""

from typing import Final, NamedTuple

from zhengyun.errors import N_


class Residual(NamedTuple):
    """A risk that stays. `who`, `could` and `caught` are texts of ours."""

    id: str
    who: str
    could: str
    caught: str


RESIDUAL: Final = (
    Residual(
        "executor-root",
        N_("root on the executor's host"),
        N_("take the credentials out of the executor's memory while a change is applied, or act as the executor after an approval"),
        N_("credentials end with the change or by their ttl; the services' own events show deeds without a change (audit reconcile); "
           "witnesses on other machines hold the log"),
    ),
    Residual(
        "two-roles",
        N_("a system and a security administrator who act in concert"),
        N_("ask for and approve whatever one yes is enough for"),
        N_("both have signed it, and the log shows it to the auditor; what destroys data or concerns level 4 takes further people"),
    ),
    Residual(
        "hypervisor",
        N_("whoever keeps the hypervisor or the storage under vault, records or executor"),
        N_("copy a machine's memory or disks, or set one back to an earlier day"),
        N_("the vault's storage is sealed, and its shares lie elsewhere; a log that was set back is found by the next witness (audit verify)"),
    ),
    Residual(
        "backup",
        N_("whoever keeps backups and snapshots"),
        N_("restore an older state of vault or records, with approvals that have been used or taken back since"),
        N_("a snapshot opens only with shares of two roles; the log tells what has been applied and taken back, and a permit ends by its time"),
    ),
    Residual(
        "wrapped-token",
        N_("whoever steals a wrapped token after its approval and within its ttl"),
        N_("open the one secret that it stands for"),
        N_("the token is revoked as soon as the executor has used it; the vault's audit log names whoever unwraps, and a secret that was "
           "read is changed by the same change"),
    ),
    Residual(
        "opened-beforehand",
        N_("root on the executor's host, or whoever steals his folder, while a standing permit is in force"),
        N_("read the password of that permit's sites at any hour until its end, with nobody awake"),
        N_("what was had while no change under the permit was taking it stands out in the vault's audit log (audit reconcile); each use puts "
           "another password in its place; taken back, the permit opens nothing; a short term and a small count"),
    ),
    Residual(
        "cached-token",
        N_("whoever steals a token of a minted credential out of the executor's memory"),
        N_("use it at a service that has it in its cache, for as long as the service keeps it (token_cache_time, usually five minutes)"),
        N_("Keystone refuses it at once; the services' own events name the credential's user, and audit reconcile finds what no change covers"),
    ),
    Residual(
        "accessor-alone",
        N_("a security administrator who authorises an accessor in the vault by hand"),
        N_("give the executor a secret for which no change has been approved"),
        N_("the executor applies nothing without a permit; an authorisation without a change stands out when the vault's audit log is held "
           "against ours (audit reconcile)"),
    ),
    Residual(
        "held-lock",
        N_("whoever has a login of his own to the records' database"),
        N_("hold the lock by which entries get their numbers, so that nobody writes to the log and nothing is applied"),
        N_("nothing is lost or altered by it; each command says after half a minute which login and process it is (ZY-REC-048), records "
           "separate --check says since when, and the server's superuser ends that session"),
    ),
    Residual(
        "threads-of-keystone",
        N_("whoever asks a Keystone whose processes have several threads, at the same instant as somebody else"),
        N_("be judged by the other's token: Keystone's middleware keeps that of the request under way on one object for all threads"),
        N_("each process of Keystone has one thread (threads=1 of its WSGI server); the services' own events name whose request it was"),
    ),
    Residual(
        "database-superuser",
        N_("the superuser of the database's host"),
        N_("alter, cut or put back the tables of the log"),
        N_("the tree's roots are signed by witnesses on other machines: audit verify finds what was altered, cut or forked"),
    ),
    Residual(
        "probe-key",
        N_("whoever steals the key of the account that probes"),
        N_("have hosts send the few packets that a plan of probes may name, from their own addresses, and see what arrives in its window"),
        N_("the program takes only plans within its bounds, writes nothing and does not stay; firewalls count what they refuse, and the key opens "
           "nothing else on a host"),
    ),
    Residual(
        "router-look",
        N_("whoever may look at a router that runs FRR"),
        N_("change what it runs, for FRR has no account that reads its configuration and cannot write it"),
        N_("drift --site devices shows what no change has told it, and net prove what passes and must not; the key net is left out where planning "
           "and carrying out are of different people"),
    ),
    Residual(
        "between-proofs",
        N_("root on a firewall, between two proofs"),
        N_("open a way and close it again"),
        N_("a proof finds what is open while it runs; drift --site hosts shows rules that no change has laid, and their counters what has passed"),
    ),
    Residual(
        "one-machine",
        N_("one machine or one person standing for several, as in training"),
        N_("play every role"),
        N_("nothing: the role file says that it is training, and whatever shows the log says so"),
    ),
)  # fmt: skip
