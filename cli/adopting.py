"""What adoption and import have in common: what is said of systems, the files, how they are shown."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from cli import adoptions
from cli.numbers import Within
from cli.output import emit
from cli.register import register
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit, Problems, ZhengyunError

if TYPE_CHECKING:
    from cloud.adoption.draft import Draft, Given
    from cloud.adoption.survey import Survey
    from cloud.adoption.systems import Told
    from cloud.view import View
    from zhengyun.estate import Estate

# The longest title, and so the longest name of an owner, that an estate holds.
LONGEST: Final = 120
Function = Callable[..., Any]
Surveyed = Callable[["list[Told]"], "tuple[View, Survey, Given]"]


def told_options(function: Function) -> Function:
    """What no cloud knows of systems: --register and its like."""
    for option in reversed(
        (
            click.option("--site", "site", required=True, metavar="SITE", help=_("The site where it stands.")),
            click.option(
                "--register",
                "register_file",
                type=click.Path(),
                default="",
                help=_("What is known of systems: CSV or YAML."),
            ),
            click.option("--title", default="", help=_("The department's title, if it is not registered.")),
            click.option("--owner", default="", help=_("Who answers for systems of which the register does not say.")),
            click.option("--level", type=Within(1, 5), default=None, help=_("Their level (GB/T 22239).")),
            click.option("--zone", default="", help=_("Their zone.")),
            click.option("--rto", default="", metavar="TIME", help=_("How long they may be down, such as `4 h`.")),
            click.option("--rpo", default="", metavar="TIME", help=_("How much work may be lost, such as `30 min`.")),
            click.option(
                "--force", is_flag=True, help=_("Write the files again, also where somebody has changed them.")
            ),
        )
    ):
        function = option(function)
    return function


def estate_to_grow(house: House, names: tuple[str, str], *, force: bool, revision: str = "") -> "Estate":
    """The estate; with `force` also one that is wrong in nothing but the tenant's files, which are to be written anew.

    Raises: Problems with whatever else is wrong.
    """
    from inventory.loader import load
    from inventory.overlay import Without

    try:
        return house.estate(revision)
    except Problems:
        if not force:
            raise
        return load(Without(house.source(revision), adoptions.own(*names)))


def known_site(estate: "Estate", site: str) -> None:
    """Raises: ZhengyunError (ZY-CLI-003)."""
    from cli import codes

    if site not in {one.name for one in estate.sites}:
        raise ZhengyunError(codes.NO_SUCH_SITE, site=site, legal=", ".join(one.name for one in estate.sites))


def refuse_to_overwrite(house: House, site: str, tenant: str, *, force: bool) -> None:
    """Raises: ZhengyunError (ZY-CLOUD-233)."""
    from cloud import codes as cloud_codes

    name = house.session.estate / site / "tenants" / f"{tenant}.yaml"
    if name.exists() and not force:
        raise ZhengyunError(cloud_codes.FILES_THERE, file=name, tenant=tenant, site=site)


def write(house: House, names: tuple[str, str], told: dict[str, Any], surveyed: Surveyed) -> int:
    """Draft the files, show them, write them; `names` are the site's and the tenant's.

    Raises: Problems with all that is still wrong with them; they are written nevertheless, to be mended or written again.
    """
    from cloud.adoption.draft import Files, draft
    from inventory.loader import load
    from inventory.overlay import Overlay

    site, tenant = names
    folder, source = house.session.estate, house.source()
    listed = register(told.pop("register_file")) if told.get("register_file") else []
    view, survey, given = surveyed(listed)
    given = replace(given, told=said(survey, listed, told, given.zones, site), title=told["title"] or given.title)

    def loaded(files: Files) -> "Estate":
        return load(Overlay(source, adoptions.texts(folder, site, files, given.title)))

    made = draft(view, survey, given, loaded)
    found = adoptions.texts(folder, site, made.files, given.registered or given.title)
    shown = list(adoptions.changes(folder, found))
    adoptions.put(folder, found)
    emit(house.session, "adoption/1", _document(made, found), lambda: [*shown, *adoptions.told(made)])
    if made.errors:
        house.session.say(
            _("written all the same: mend them, or say it otherwise and have them written anew with --force")
        )
        raise Problems(made.errors)
    again = f"zhengyun cloud adopt {tenant} --site {site}"
    house.session.say(_("written; look through it, commit it, and plan it with: {command}").format(command=again))
    return Exit.DRIFT


def said(
    survey: "Survey", listed: "list[Told]", told: dict[str, Any], zones: Mapping[str, int], site: str
) -> "dict[str, Told]":
    """What is known of each system, from the register, by options, or from whoever sits at the terminal."""
    from cloud.adoption.draft import systems_of
    from cloud.adoption.systems import told_of

    common = {name: told.get(name) for name in ("level", "zone", "owner", "rto", "rpo")}
    known = {name: told_of(name, listed, common) for name in systems_of(survey)}
    if sys.stdin.isatty():
        known = {name: _asked(one, zones) for name, one in known.items()}
    errors = tuple(_untold(one, survey.tenant, site) for one in known.values() if _missing(one))
    if errors:
        raise Problems(errors)
    return known


def _asked(one: "Told", zones: Mapping[str, int]) -> "Told":
    """What is missing, asked until it can be: what cannot is said, and asked again."""
    for name in _missing(one):
        text = _("System {system}: {word}").format(system=one.name, word=_(name))
        answer: Any = click.prompt(text, type=_legal(name, one, zones), err=True)
        one = replace(one, **{name: answer})
    return one


def _legal(name: str, one: "Told", zones: Mapping[str, int]) -> "click.ParamType[Any]":
    """What can be answered: a zone of the site that bears the system's level, a level that its zone bears."""
    if name == "level":
        return Within(1, zones.get(one.zone, 5))
    fitting = [zone for zone, level in zones.items() if level >= one.level]
    return click.Choice(fitting) if name == "zone" and fitting else _Words()


class _Words(click.ParamType[str]):
    """Some words on one line, and not only blanks."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Without blanks around it."""
        text = str(value).strip()
        return text if 0 < len(text) <= LONGEST else self.fail(_("Say it in 1 to 120 characters."), param, ctx)


def _missing(one: "Told") -> list[str]:
    return [name for name in ("owner", "level", "zone") if not getattr(one, name)]


def _untold(one: "Told", tenant: str, site: str) -> ZhengyunError:
    from cloud import codes as cloud_codes

    missing = ", ".join(_missing(one))
    return ZhengyunError(cloud_codes.UNTOLD, system=one.name, missing=missing, tenant=tenant, site=site)


def _document(made: "Draft", found: dict[str, str]) -> dict[str, object]:
    return {
        "files": found,
        "adopts": [{"kind": kind, "id": one, "path": path} for (kind, one), path in sorted(made.claims.items())],
        "left": [one._asdict() for one in made.left],
    }
