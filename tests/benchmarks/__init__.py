"""Figures, not tests: each measure prints what it found and never fails on time."""
