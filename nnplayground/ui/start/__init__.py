"""The start page: presets as pictures, recent projects, and the ways to begin."""
