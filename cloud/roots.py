"""Which certificates a site's services are believed by: looked at before anything is said to them."""

import ssl
from collections.abc import Mapping
from pathlib import Path

from cloud import codes
from zhengyun.errors import N_, Words, ZhengyunError


def look_at_roots(config: Mapping[str, object], cloud: str, file: object) -> None:
    """Raise ZhengyunError (ZY-CLOUD-001) where the entry names roots that cannot be read: the library would trip over them later."""
    roots = config.get("cacert")
    try:
        if roots and not Path(str(roots)).expanduser().is_dir():
            ssl.create_default_context(cafile=Path(str(roots)).expanduser())
    except OSError as error:
        problem = Words(N_("cacert {roots}: {said}"), {"roots": roots, "said": error.strerror or str(error)})
        raise ZhengyunError(codes.NO_CLOUD, cloud=cloud, file=file, problem=problem) from error
