"""The window: widgets, panels and views. Never imports torch."""
