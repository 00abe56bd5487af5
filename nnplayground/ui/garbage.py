"""Python's garbage is collected between two events of the window: Qt's objects must not end in another thread."""

import gc


def take_over() -> None:
    """From now on nothing is collected but by ``collect``; what there is now is taken to stay, and not looked at again.

    A full collection thus takes a few milliseconds, where it took a tenth of a second of the open window.
    """
    gc.disable()
    gc.collect()
    gc.freeze()


def collect() -> None:
    """Do in this thread what Python would have done by itself in whichever thread."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return
