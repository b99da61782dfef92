"""Glance's database."""

import sys

from zylab.blank import databases
from zylab.site import Site


def build(site: Site) -> None:
    """Migrate, by the command that an administrator would run."""
    sys.argv = ["glance-manage", "--config-file", databases.configuration(site, database="glance"), "db_sync"]
    from glance.cmd import manage

    try:
        manage.main()
    except SystemExit as ended:
        if ended.code:
            raise
    databases.readers_beside_a_writer(site, "glance")
