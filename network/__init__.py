"""Networks kept apart: zones and conduits judged, rendered to devices, pushed so that they revert by themselves, and proven by packets."""
