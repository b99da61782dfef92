"""A Debian host of its own on this machine: a private copy of its file system, in which accounts and sudo are real."""
