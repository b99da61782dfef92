"""A vault on this machine: one real server of OpenBao."""
