"""What stays on a host that is emptied, as people are told."""

from cli.text import _
from cli.wiring import House


def tell(house: House, site: str, name: str, revision: str) -> None:
    """Say on stderr what stays there whatever is planned, and what else is for somebody else to do."""
    from cloud.errands.leaving import left_behind

    cloud = house.reading(house.estate(revision), [site])[site]
    host = next(host for host in cloud.hosts() if host.name == name)
    for one in left_behind(cloud.observe(), host):
        if one.state:
            text = _("stays on {host}: {server}, which is {state}; see zhengyun plan")
        elif one.tenant:
            text = _("stays on {host}: {server} of {tenant}, which is not ours")
        else:
            text = _("stays on {host}: {server}, which is not ours")
        house.session.say(text.format(host=name, server=one.name, tenant=one.tenant, state=one.state))
    if host.up and host.enabled:
        text = _("{host} still takes servers; who looks after it disables it: {command}")
        house.session.say(
            text.format(host=name, command=f"openstack compute service set --disable {name} nova-compute")
        )
