"""Panels: the parts of the window in which the user sets, draws or chooses something."""
