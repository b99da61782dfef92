"""`zhengyun doctor`: what is installed, reachable and in use, and what is only a training driver."""

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from cli.commands.status import told
from cli.entries import passed_over
from cli.output import emit
from cli.passphrase import trained
from cli.session import Session, command
from cli.text import _, listed, reason
from cli.wide import hung, pad, width
from cli.wiring import House
from zhengyun import __version__
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate

if TYPE_CHECKING:
    from cloud.port import Service

GOOD, LIMITED, TRAINING, BAD = "good", "limited", "training", "bad"
SIGNS: Final = {GOOD: ("✓", "green"), LIMITED: ("!", "yellow"), TRAINING: ("!", "yellow"), BAD: ("✗", "red")}


class Finding(NamedTuple):
    """One thing that was looked at."""

    name: str
    state: str
    text: str


@command(
    "doctor", help=_("Look at everything that zhengyun needs, and say what of it is missing or only for training.")
)
def entry(session: Session) -> int:
    """Look; ends with 1 where something is missing."""
    house = House(session)
    found = list(_look(house))
    document = {"findings": [one._asdict() for one in found], "certified_cryptographic_product": False}
    emit(session, "doctor/1", document, lambda: _lines(found))
    return Exit.FAILED if any(one.state == BAD for one in found) else Exit.OK


def _look(house: House) -> Iterator[Finding]:
    yield Finding("zhengyun", GOOD, f"{__version__}, Python {platform.python_version()}, {sys.executable}")
    yield _git()
    yield _tried(_("settings"), lambda: str(house.session.settings.file))
    yield _tried(_("estate"), lambda: _estate(house))
    yield _tried(_("records"), lambda: _records(house))
    yield from _sites(house)
    yield _tried(_("cryptography"), _cryptography)
    yield _sm2()
    yield from _keys(house)
    yield Finding(
        _("certification"),
        TRAINING,
        _("not a certified cryptographic product: no seal or signature made with it is one under GM/T rules"),
    )
    yield from _stand_ins(house)


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, GOOD, look())
    except ZhengyunError as error:
        return Finding(name, BAD, f"{error.code.id} {reason(error)}")


def _git() -> Finding:
    if not shutil.which("git"):
        return Finding("git", BAD, _("missing; on Debian: {command}").format(command="apt-get install git"))
    done = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False, timeout=10)
    return Finding("git", GOOD, done.stdout.strip())


def _estate(house: House) -> str:
    estate = house.estate()
    return _("{name} at {folder}, {state}").format(
        name=estate.name,
        folder=house.session.estate,
        state=estate.commit[:12] if estate.commit else _("with changes that are not committed"),
    )


def _records(house: House) -> str:
    last = house.book.last()
    return _("{file}, log entries: {entries}").format(file=house.database.name, entries=last.number if last else 0)


def _sites(house: House) -> Iterator[Finding]:
    try:
        estate = house.estate()
    except ZhengyunError:
        return
    unused = passed_over(estate)
    if unused:
        text = _("{entry} is passed over: there is more than one site; --os-cloud SITE=ENTRY says whose it is")
        yield Finding("OS_CLOUD", LIMITED, text.format(entry=unused))
    for site in estate.sites:
        yield from _site(house, estate, site.name)
        known = site.name in house.evidence([site.name])
        yield Finding(
            _("audit events of {site}").format(site=site.name),
            GOOD if known else TRAINING,
            _("readable: drift can be told by whom") if known else _("not readable: drift is told without who did it"),
        )


def _site(house: House, estate: Estate, site: str) -> Iterator[Finding]:
    name = _("site {site}").format(site=site)
    try:
        cloud = house.reading(estate, [site])[site]
        found = cloud.services()
    except ZhengyunError as error:
        yield Finding(name, BAD, f"{error.code.id} {reason(error)}")
        return
    silent = house.silent(found)
    yield Finding(name, BAD if silent else GOOD, told(found, silent))
    yield from _versions(site, found)
    if house.bound(estate, site) and not house.executor_name:
        text = _(
            "application credential: bound to one project; it can look and agree, and apply nothing in tenants' projects"
        )
        yield Finding(_("entry of {site}").format(site=site), BAD, f"ZY-CLOUD-202 {text}")


def _versions(site: str, found: "Sequence[Service]") -> Iterator[Finding]:
    """What is spoken with each service, and what is missing there of what zhengyun uses."""
    spoken = [
        _("{service} {spoken} of {newest}").format(service=one.name, spoken=one.spoken, newest=one.version)
        for one in found
        if one.spoken
    ]
    if spoken:
        yield Finding(_("versions at {site}").format(site=site), GOOD, ", ".join(spoken))
    for one in found:
        if one.missing:
            text = _("{service} lacks: {missing}").format(service=one.name, missing=listed(map(_, one.missing)))
            yield Finding(_("missing at {site}").format(site=site), LIMITED, text)


def _cryptography() -> str:
    from keys.provider import provider

    return " ".join(provider())


def _sm2() -> Finding:
    from keys.provider import sm2

    found = sm2()
    return Finding("SM2", GOOD if found else LIMITED, found or _("not here: the system's libcrypto does not do it"))


def _keys(house: House) -> Iterator[Finding]:
    """The tokens, and how firmly the keys in use are held."""
    try:
        settings = house.session.settings
    except ZhengyunError:
        return
    if settings.pkcs11_module:
        yield _tried(_("tokens"), lambda: _tokens(house))
    for holder in sorted({house.session.person, settings.log, *settings.token_keys}):
        if holder in settings.token_keys or house.key_file(holder).exists():
            yield _key(house, holder)


def _tokens(house: House) -> str:
    tokens = house.keyring.tokens()
    return f"{tokens.describe()}: {listed(tokens.labels()) or '-'}"


def _key(house: House, holder: str) -> Finding:
    from keys.holding import SOUND, TEXTS

    name = _("key of {person}").format(person=holder)
    try:
        # One PIN that --secret-file names is not tried on every token that there is: it would lock those that it is not for.
        public, holding = house.public_key(holder), house.key_holding(holder, trained)
    except ZhengyunError as error:
        return Finding(name, BAD, f"{error.code.id} {reason(error)}")
    return Finding(name, GOOD if holding in SOUND else LIMITED, f"{public.algorithm}: {_(TEXTS[holding])}")


def _stand_ins(house: House) -> Iterator[Finding]:
    """What a later step of the design brings, and what stands in its place."""
    yield from _witnesses(house)
    yield from _host()
    try:
        yield _vault(house)
        folder: Path | None = house.session.settings.passphrases
    except ZhengyunError:
        return
    if folder:
        text = _("training set: passphrases lie in {folder}, so that one person can play all three")
        yield Finding(_("people"), TRAINING, text.format(folder=folder))


def _host() -> Iterator[Finding]:
    """Whether changes are carried out under an account of its own, and whether that is closed as it was laid."""
    from cli.host.told import NO_EXECUTOR, state

    found = state()
    if not found:
        yield Finding(_("executor"), TRAINING, _(NO_EXECUTOR))
    for one in found:
        yield Finding(_("executor"), BAD if one.wrong else LIMITED if one.unknown else GOOD, one.told())


def _vault(house: House) -> Finding:
    if not house.executor_name:
        return Finding(_("vault"), TRAINING, _("none: the standing entries of clouds.yaml open everything"))

    def look() -> str:
        health = house.vault_server.health()
        if health.sealed or not health.begun:
            from vault import codes

            raise ZhengyunError(codes.SEALED if health.begun else codes.NOT_BEGUN, address=house.vault_server.address)
        return _("{address}, version {version}").format(address=house.vault_server.address, version=health.version)

    return _tried(_("vault"), look)


def _witnesses(house: House) -> Iterator[Finding]:
    """Who watches the log, and whether that proves anything against whoever applies here."""
    from zhengyun.machine import identity

    try:
        roles, commands = house.roles, {one.name for one in house.session.settings.witnesses}
    except ZhengyunError:
        return
    here, named = identity(), [one for one in roles.witnesses if one.name in commands]
    elsewhere = {one.name: one.machine for one in named if here and one.machine not in {"", here}}
    apart = [*elsewhere]
    if roles.training:
        text = _("training: they run on this machine ({names}), and prove nothing against its owner")
        yield Finding(_("witnesses"), TRAINING, text.format(names=listed(one.name for one in named) or "-"))
    elif len({*elsewhere.values()}) < roles.rules.witnesses:
        text = _("too few on other machines, of which each counts once: {names}; the rules ask for {need}")
        yield Finding(_("witnesses"), BAD, text.format(names=listed(apart) or "-", need=roles.rules.witnesses))
    else:
        yield Finding(_("witnesses"), GOOD, _("on other machines: {names}").format(names=listed(apart)))
    keys = {key.id for key in roles.log.keys}
    if not keys:
        yield Finding(_("key of the log"), BAD, _("the role file names none: no checkpoint can be signed"))


def _lines(found: list[Finding]) -> Iterator[str]:
    widest = max(width(one.name) for one in found)
    for one in found:
        sign, colour = SIGNS[one.state]
        yield from hung(one.text, f"{click.style(sign, fg=colour)} {pad(one.name, widest)}  ")
