"""Finding layers, commands and blocks by a few letters."""
