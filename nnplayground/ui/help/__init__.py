"""What explains the layers: the hover card of the palette and the help card beside the inspector."""
