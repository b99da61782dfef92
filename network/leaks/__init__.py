"""The leak hunt: how hosts are joined to networks as they stand, held against what the files declare. One module a kind."""
