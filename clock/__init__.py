"""One time for all hosts: where it comes from, how far each is off, and what can be said of an order of events."""
