"""The kernel: nouns, plans, permits and the one door through which the estate is changed.

It knows no vendor: only the standard library may be imported here.
"""

__version__ = "0.1.0"
