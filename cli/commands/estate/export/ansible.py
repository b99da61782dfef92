"""`zhengyun estate export ansible`: the hosts as an inventory that Ansible reads."""

import json

import click

from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("ansible", help=_("Print the estate's hosts as an inventory of Ansible: JSON, whatever the output format."))
@click.option("--list", "as_script", is_flag=True, help=_("Answer as an inventory script does, not as a file reads."))
@click.option("--commit", "revision", metavar="REV", default="", help=_("The hosts of this commit of the files."))
def entry(session: Session, as_script: bool, revision: str) -> None:
    """Print it; hosts without a pinned key are left out, and told."""
    from inventory import ansible

    house = House(session)
    estate = house.estate(revision)
    hosts, form = estate.hosts, ansible.answer if as_script else ansible.file
    click.echo(json.dumps(form(hosts, house.rendered(estate)), ensure_ascii=False))
    unknown = [host.name for host in hosts.hosts.values() if not host.key]
    if unknown:
        text = _("left out, because nobody has pinned their keys: {hosts}")
        session.say(text.format(hosts=", ".join(unknown)))
