"""A desktop playground in which people build, train and look inside neural networks."""

__version__ = "0.1.0"
