"""Nova's databases: the API's, and those of its two cells."""

import shutil
import sys

from nova import monkey_patch

monkey_patch.patch(backend="threading")

from nova import config  # noqa: E402 - Nova has to be told its threading first
from nova.db import migration  # noqa: E402

from zylab.blank import databases  # noqa: E402
from zylab.site import Site  # noqa: E402


def build(site: Site) -> None:
    """Migrate: cell0 is for servers that never found a host, cell1 for all others."""
    config.parse_args(
        [sys.argv[0], "--config-file", databases.configuration(site, database="nova_cell1", api_database="nova_api")]
    )
    migration.db_sync(database="api")
    migration.db_sync(database="main")
    # The cells have the same tables, and migrating takes longer than copying.
    shutil.copyfile(site.database("nova_cell1"), site.database("nova_cell0"))
    databases.readers_beside_a_writer(site, "nova_api", "nova_cell0", "nova_cell1")
