"""The wanted state: estate files, their schema, and what is checked before anything is planned."""
