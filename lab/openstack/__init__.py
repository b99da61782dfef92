"""Two real OpenStack control planes."""
