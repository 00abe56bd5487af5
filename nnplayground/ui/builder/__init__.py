"""The layer builder: the canvas on which a network is put together."""
