"""Tables of numbers and words in text files: how they are written, what their columns hold, and their values."""
