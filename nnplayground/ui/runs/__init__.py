"""The panel of runs: its table, what is done with the chosen ones, and what differs between them."""
