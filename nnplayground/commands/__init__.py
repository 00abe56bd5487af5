"""The sub-commands. Each module adds its options to a parser and runs; torch and Qt are imported only when needed."""
