"""How long tests wait for what must come."""

PATIENCE_S = 120
"""What takes a second may take a minute where other tests keep the machine busy; only what never comes takes this."""
