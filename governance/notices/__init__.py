"""Telling people of what has become of a request: which notices there are, who wants which, and the ways to send them."""
