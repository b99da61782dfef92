"""Neutron's database."""

import runpy
from pathlib import Path

import sqlalchemy
from neutron.db import migration
from neutron.db.migration.models import head
from neutron.db.models.securitygroup_default_rules import SecurityGroupDefaultRule
from sqlalchemy import orm

from zylab.blank import databases
from zylab.site import Site

_DEFAULT_RULES = "c33da356b165"
"""The migration that fills the template from which each new security group gets its first rules."""


def build(site: Site) -> None:
    """Make the tables of the newest models: Neutron's migrations do not run on SQLite.

    What migrations fill in besides is added: without it a new security group would let nothing out.
    """
    engine = sqlalchemy.create_engine(site.url("neutron"))
    head.get_metadata().create_all(engine)
    with orm.Session(engine) as session, session.begin():
        session.add_all(SecurityGroupDefaultRule(**rule) for rule in _default_rules())
    engine.dispose()
    databases.readers_beside_a_writer(site, "neutron")


def _default_rules() -> list[dict[str, object]]:
    (file,) = Path(migration.__path__[0]).rglob(f"{_DEFAULT_RULES}_*.py")
    rules = runpy.run_path(str(file))["default_template_rules"]
    if not rules:
        raise RuntimeError(f"{file.name} names no default rules")
    return list(rules)
