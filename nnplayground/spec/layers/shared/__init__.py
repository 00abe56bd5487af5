"""What several layer kinds have in common. No kind of its own: only the modules beside this package are kinds."""
