"""Recorded runs as files for other programs and for people: CSV, a web page, TensorBoard. No torch, no Qt."""
