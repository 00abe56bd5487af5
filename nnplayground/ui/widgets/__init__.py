"""Widgets that know nothing of networks; every panel is built from them."""
