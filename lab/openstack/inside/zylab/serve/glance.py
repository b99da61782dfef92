"""The process of Glance and Placement."""

import os
import threading
from typing import Any

from oslo_policy import policy as oslo_policy

from zylab import wsgi
from zylab.site import Site


def serve(site: Site) -> None:
    """Answer for both. Glance comes second: its logging configuration is the one that stays."""
    _load_policies_once()
    wsgi.serve_beside(site, "placement", _placement(site))
    wsgi.serve(site, "glance", _glance(site))


def _placement(site: Site) -> Any:
    os.environ["OS_PLACEMENT_CONFIG_DIR"] = site.conf_directory("placement")
    from placement.wsgi.api import application

    return application


def _glance(site: Site) -> Any:
    os.environ["OS_GLANCE_CONFIG_DIR"] = site.conf_directory("glance")
    from glance.wsgi.api import application

    return application


def _load_policies_once() -> None:
    """Load a policy in one thread while the others wait.

    Each part of Glance has an enforcer of its own, which reads its rules at the first request. Of several first
    requests all but one would meet an enforcer without rules, which refuses everything.
    """
    load = oslo_policy.Enforcer.load_rules
    lock = threading.RLock()

    def load_rules(self: Any, force_reload: bool = False) -> None:
        with lock:
            load(self, force_reload)

    oslo_policy.Enforcer.load_rules = load_rules
