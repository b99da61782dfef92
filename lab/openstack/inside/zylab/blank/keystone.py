"""Keystone's database."""

import keystone.conf
from keystone.common import sql
from keystone.common.sql import upgrades

from zylab.blank import databases
from zylab.site import Site


def build(site: Site) -> None:
    """Migrate."""
    keystone.conf.configure()
    sql.initialize()
    keystone.conf.CONF(
        [], project="keystone", default_config_files=[databases.configuration(site, database="keystone")]
    )
    upgrades.offline_sync_database_to_version()
    databases.readers_beside_a_writer(site, "keystone")
