"""On PostgreSQL the separation of the administrators is the database's too: roles, grants, row security, functions."""
