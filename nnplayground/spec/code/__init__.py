"""Networks as Python source, both ways, without torch: printed from the plan that the engine runs, read back from the
syntax tree. Nothing that is read is ever executed."""
