"""Cinder's database."""

import sqlite3
import sys

from cinder import monkey_patch

monkey_patch.patch()

from zylab.blank import databases  # noqa: E402 - Cinder has to be told its threading first
from zylab.site import Site  # noqa: E402


def build(site: Site) -> None:
    """Migrate, by the command that an administrator would run, and make a volume type for each backend."""
    sys.argv = ["cinder-manage", "--config-file", databases.configuration(site, database="cinder"), "db", "sync"]
    from cinder.cmd import manage

    manage.main()
    from cinder import context
    from cinder.volume import volume_types

    # The migration has written down upstream's default quotas, and they would count before those of the configuration.
    with sqlite3.connect(site.database("cinder")) as connection:
        connection.execute("DELETE FROM quota_classes WHERE class_name = 'default'")
    connection.close()
    asker = context.get_admin_context()
    for backend in ("fast", "bulk"):
        volume_types.create(asker, backend, {"volume_backend_name": backend})
    volume_types.create(asker, "shared", {"multiattach": "<is> True"})
    databases.readers_beside_a_writer(site, "cinder")
