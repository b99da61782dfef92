"""`zhengyun cloud adopt`: take over what somebody built by hand."""

from typing import Any

import click

from cli.adopting import estate_to_grow, known_site, refuse_to_overwrite, told_options, write
from cli.planfile import plan_errand, plan_options
from cli.scope import refuse_no_name
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "adopt",
    help=_(
        "Take over a project that somebody built by hand. The first time this writes the tenant's files, as the project "
        "stands; once they are there and committed, it makes the plan that puts our marks on it and changes nothing else."
    ),
)
@click.argument("tenant")
@click.option(
    "--project", metavar="PROJECT", default="", help=_("Its project by name or identifier; else as the tenant.")
)
@click.option(
    "--service-user",
    "users",
    multiple=True,
    metavar="USER",
    help=_("A user of whom it is known that he is a service and no person; may be said several times."),
)
@told_options
@plan_options
def entry(
    session: Session,
    tenant: str,
    site: str,
    project: str,
    users: tuple[str, ...],
    force: bool,
    revision: str,
    file: str,
    **told: Any,
) -> int:
    """Write the files, or plan by them."""
    house = House(session)
    estate = estate_to_grow(house, (site, tenant), force=force, revision=revision)
    known_site(estate, site)
    refuse_no_name(tenant)
    if tenant in estate.site(site).adoptions and not force:
        return plan_errand(house, ("adopt", tenant), (site,), file, revision=revision)
    refuse_to_overwrite(house, site, tenant, force=force)
    from cloud.adoption.reading import surveyed

    cloud, store = house.reading(estate, [site])[site], session.settings.image_store
    names = (site, tenant, project or tenant)
    return write(house, names[:2], told, lambda listed: surveyed(cloud, estate, names, listed, store, users))
