"""Every way in which this room says no: one module a part."""

from network.codes.road import *  # noqa: F403
