"""Images that not everybody may use: who is named is there, and no server waits for an image that its tenant cannot see."""

from collections.abc import Iterator

from inventory import codes
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.nearest import listed, nearest
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, ZhengyunError


def sharing(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every member that is no tenant of the site, and every server whose tenant may not use its image."""
    for site in files.sites.values():
        yield from _strangers(site)
        for tenant in site.tenants.values():
            yield from _unseen(site, tenant)


def _strangers(site: SiteFiles) -> Iterator[ZhengyunError]:
    for name, image in site.site.model.images.items():
        for position, member in enumerate(image.members):
            at = ("images", name, "members", position)
            if member not in site.tenants and site.site.knows(*at):
                yield ZhengyunError(
                    codes.UNKNOWN_REFERENCE,
                    place=site.site.place(*at),
                    what=N_("tenant"),
                    name=member,
                    legal=listed(sorted(site.tenants)),
                    nearest=nearest(member, site.tenants),
                )


def _unseen(site: SiteFiles, tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    images = site.site.model.images
    for system, model in tenant.model.systems.items():
        for name, server in model.servers.items():
            image = images.get(server.image)
            seen = image is None or image.visibility in {"public", "community"} or tenant.model.tenant in image.members
            known = tenant.knows("systems", system, "servers", name, "image") and tenant.knows("tenant")
            if not seen and known and site.site.knows("images", server.image):
                place = tenant.place("systems", system, "servers", name, "image")
                yield ZhengyunError(
                    codes.UNSEEN_IMAGE,
                    place=place,
                    image=server.image,
                    tenant=tenant.model.tenant,
                    site=site.site.model.site,
                )
