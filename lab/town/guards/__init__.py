"""What keeps packets away on the town's hosts, one module a place: how it is told there, and how it is taken away and put back."""
