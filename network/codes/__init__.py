"""Every way in which this room says no: one module a part."""
