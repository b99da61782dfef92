"""Who may change what: requests, reviews, permits, and the log of all of it."""
