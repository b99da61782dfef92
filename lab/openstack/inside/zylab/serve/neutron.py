"""Neutron's process."""

import os

from zylab import transport, wsgi
from zylab.site import Site


def serve(site: Site) -> None:
    """Load the policy, then answer.

    Neutron reads its policy at the first request, and shows the enforcer to other threads before it has rules: of
    several first requests some would be answered with 403.
    """
    transport.patch()
    os.environ["OS_NEUTRON_CONFIG_DIR"] = site.conf_directory("neutron")
    os.environ["OS_NEUTRON_CONFIG_FILES"] = "neutron.conf;ml2.ini"
    from neutron import policy
    from neutron.wsgi.api import application

    policy.init()
    wsgi.serve(site, "neutron", application)
