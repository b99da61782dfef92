"""Ceremonies: how an authority's key is made before so many people, by a script, and so that it can be proven afterwards."""
