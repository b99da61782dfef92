"""One module a kind: how it is recognised as ours, what its attributes are, and how it is made, changed and deleted."""
