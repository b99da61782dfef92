"""Placement's database."""

from oslo_config import cfg
from placement import conf, db_api
from placement.db.sqlalchemy import migration

from zylab.blank import databases
from zylab.site import Site


def build(site: Site) -> None:
    """Migrate."""
    options = cfg.ConfigOpts()
    conf.register_opts(options)
    options(
        [], project="placement", default_config_files=[databases.configuration(site, placement_database="placement")]
    )
    db_api.configure(options)
    migration.upgrade("head")
    databases.readers_beside_a_writer(site, "placement")
