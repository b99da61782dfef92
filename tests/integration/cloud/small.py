"""Small estates whose things nobody else at the lab's site has."""

from typing import Any

from tests.estates import Parts, external, flavor, image, rule, server, site, system, tenant, volume
from zhengyun.estate import Group, Router, Site


def everything(name: str, number: int) -> Site:
    """One department with one thing of every kind; `number` sets its ranges apart from all others'."""
    out = f"{name}-out"
    app = server(
        flavor=f"{name}-tiny",
        image=f"{name}-base",
        key="ops",
        groups=("web",),
        volumes=(volume(),),
        floating=out,
    )
    department = tenant(
        name,
        net=f"10.{number}.0.0/24",
        routers=(Router("gate", ("office",), out),),
        groups=(Group("web", (rule(),)),),
        systems=(system(app),),
    )
    return site(
        Parts(
            tenants=(department,),
            flavors=(flavor(f"{name}-tiny", ram_mib=64),),
            images=(image(f"{name}-base"),),
            externals=(external(out, f"10.{number}.8.0/24"),),
        )
    )


def networks_only(name: str, number: int, **more: Any) -> Site:
    """One department with a network, a group and a key: done in a moment."""
    return site(Parts(tenants=(tenant(name, net=f"10.{number}.0.0/24", **more),)))
