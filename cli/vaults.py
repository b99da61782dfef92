"""The vault's ceremony at the terminal: shares under their keepers' passphrases, or in plain, and read from them one by one."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from cli.files import read
from cli.hidden import hidden
from cli.keepers import LONGEST, Giving, digest_of, hand_over, share_in
from cli.text import _
from cli.wiring import House
from vault import codes
from zhengyun.entry import Entry
from zhengyun.errors import N_, Problems, Words, ZhengyunError
from zhengyun.people import Role

if TYPE_CHECKING:
    from keys.sharing import Share
    from vault.port import Server
    from vault.setup import Progress
    from vault.wanted import Wanted

WHAT: Final = "vault"
BEGINNERS: Final = (Role.SYSTEM, Role.SECURITY)
WHOSE: Final = N_("it is {keeper}'s")
NOBODYS: Final = N_("the log knows no keeper of it")
LINES: Final = 12


class Handing(NamedTuple):
    """How shares are given to their keepers: a folder, or - for the terminal; `plain` under nobody's passphrase.

    `secrets` is a folder of passphrases, a file a keeper.
    """

    place: str
    plain: bool = False
    secrets: str = ""


def found(house: House, keepers: Sequence[str], threshold: int, handing: Handing) -> Entry:
    """Hold the ceremony; returns the log's entry that ends it.

    Raises: ZhengyunError (ZY-VAULT-*, ZY-KEY-063, ZY-GOV-001, ZY-CLI-006), Problems (ZY-VAULT-011 to 014).
    """
    from cli import sealed_shares
    from governance.entitlement import either
    from keys.sharing import NAME, name_of
    from vault.setup import Deeds, Plan, check
    from vault.setup import found as begun
    from vault.shares import wrongs

    actor, now = house.proven(), house.clock.now()
    either(house.roles, actor, BEGINNERS, now)
    if errors := tuple(wrongs(house.roles, keepers, threshold, now)):
        raise Problems(errors)
    server = house.vault_server
    check(server, house.book)
    if handing.place == "-" and not (sys.stdin and sys.stdin.isatty()):
        raise click.UsageError(_("There is no terminal to show shares at: name a folder."))
    wanted = _wanted(house)
    splitting = os.urandom(NAME)
    giving = Giving(handing.place, WHAT, keepers, name_of(splitting))
    giving.refuse_there()
    # Asked while nothing is begun: whoever breaks off here, or mistypes, has lost nothing.
    sealing = {} if handing.plain else sealed_shares.passphrases(house, keepers, handing.secrets)

    def given(keys: Sequence[bytes]) -> Mapping[str, str]:
        shares = _shares(splitting, keys, threshold)
        return hand_over(giving, shares) if handing.plain else sealed_shares.hand_over(giving, shares, sealing)

    def lay(server: "Server", root: str) -> Sequence[str]:
        from vault.founding import first

        return first(server, root, wanted)

    return begun(server, house.book, Plan(actor, keepers, threshold), Deeds(given, lay))


def _wanted(house: House) -> "Wanted":
    """What the vault is configured with. Raises: Problems (ZY-VAULT-033, 034: nobody could ever change it)."""
    from vault.entrance import pem
    from vault.planning import lockouts
    from vault.things import things
    from vault.wanted import wanted

    found = wanted(house.roles, house.clock.now(), pem, house.vault_settings.executor)
    if errors := tuple(lockouts(found, things(found, {}), {})):
        raise Problems(errors)
    return found


def give(house: House, file: Path | None = None) -> "Progress":
    """Give the acting person's share: from a file, or as it was written down.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, 018, 019, 091, 092, 098; ZY-KEY-051, ZY-KEY-052).
    """
    from vault.setup import give, noted, progress, serving, shared

    server, session = house.vault_server, house.session
    before = progress(server)
    if not before.sealed:
        return before
    known = shared(house.book, server.address)
    share = _share(house, file, known)
    digest = digest_of(share.data)
    # A vault whose ceremony is not in this log, after the records were lost for one, still opens.
    if known is not None:
        _own(session.person, digest, known)
    after = give(server, share.value)
    if not after.sealed:
        serving(server)
    house.book.append(noted(server, session.person, digest, after))
    return after


def _share(house: House, file: Path | None, known: Entry | None) -> "Share":
    if file is None:
        return share_in(_share_text(house))
    from cli.sealed_shares import label_of, opened
    from keys.share_files import is_sealed

    data = read(file, LONGEST)
    if not is_sealed(data):
        return share_in(data.decode("utf-8", errors="replace"))
    label = label_of(file, data)
    if label.keeper != house.session.person:
        raise ZhengyunError(
            codes.OTHERS_SHARE, person=house.session.person, whose=Words(WHOSE, {"keeper": label.keeper})
        )
    # Nobody is asked for a passphrase of what is of no use.
    if known is not None:
        _own(house.session.person, label.digest, known)
    return opened(house, file, data)


def _own(person: str, digest: str, known: Entry) -> None:
    """Refuse a share that was handed to somebody else."""
    from vault.setup import keepers

    keeper = next((name for name, one in keepers(known).items() if one == digest), "")
    if keeper != person:
        whose = Words(WHOSE, {"keeper": keeper}) if keeper else Words(NOBODYS)
        raise ZhengyunError(codes.OTHERS_SHARE, person=person, whose=whose)


def _shares(splitting: bytes, keys: Sequence[bytes], threshold: int) -> "Sequence[Share]":
    """The vault's own shares as ours are printed: with a checksum in each line, and the same name on all of them."""
    from keys.sharing import Share

    return [Share(splitting, threshold, len(keys), number, key) for number, key in enumerate(keys, start=1)]


def _share_text(house: House) -> str:
    session = house.session
    if session.secret_file == "-":  # noqa: S105 - a dash means stdin
        return sys.stdin.read(LONGEST) if sys.stdin else ""
    if session.secret_file:
        return read(Path(session.secret_file), LONGEST).decode("utf-8", errors="replace")
    if not (sys.stdin and sys.stdin.isatty()):
        from cli.codes import NO_PASSPHRASE

        raise ZhengyunError(NO_PASSPHRASE, person=session.person)
    return _asked()


def _asked() -> str:
    """Line by line, not shown; an empty line ends it."""
    lines: list[str] = []
    while len(lines) < LINES:
        prompt = _("Line {number} of your share").format(number=len(lines) + 1)
        line = hidden(prompt, empty=True)
        if not line.strip():
            break
        lines.append(line)
    return "\n".join(lines)
