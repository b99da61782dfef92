"""A PostgreSQL on this machine: a cluster of the lab's own, beside which the machine's clusters stay as they are."""
