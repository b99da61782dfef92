"""Hosts and segments that move from one network to another: the steps, each held against the model. Pure."""
