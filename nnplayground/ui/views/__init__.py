"""Views: widgets that draw what the engine measured, and never change it."""
