"""Runs the processes of a site: each module is one of them."""
