"""The engine: builds, trains and looks into networks with torch. Knows nothing of windows."""
