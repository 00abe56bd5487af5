"""What several rules have in common. No rule itself: only the modules beside this package are rules."""
