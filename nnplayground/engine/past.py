"""A network as it was at a recorded step: to be looked at, while the present one stays as it is."""

from pathlib import Path

from nnplayground import records
from nnplayground.engine.net import Net
from nnplayground.engine.snapshot import decode
from nnplayground.spec.call import Shape
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project


class Past:
    """Holds one network and puts the weights of other steps into it, as long as they fit.

    Args:
        shape: Of one sample, as the present data has it.
    """

    def __init__(self, shape: Shape, outputs: int, device: str) -> None:
        self._shape, self._outputs, self._device = shape, outputs, device
        self._project: Project | None = None
        self.net: Net | None = None
        self.step = 0

    def go_to(self, folder: str, step: int) -> None:
        """Be the network of this step, or of the nearest one that still has a snapshot.

        Raises: PlaygroundError: ``snapshot_gone``, ``snapshot_damaged``, or the network cannot be built on this data.
        """
        snapshot = decode(_read(Path(folder), step))
        project = snapshot.project
        if self.net is None or project != self._project:
            self.net = Net(project, self._shape, self._outputs).to(self._device)
            self._project = project
        try:
            self.net.load_state_dict(snapshot.weights)
        except RuntimeError:
            raise PlaygroundError("snapshot_damaged") from None
        self.step = snapshot.step


def _read(folder: Path, step: int) -> bytes:
    """A snapshot: a branch shares the first ones with the runs that it came from."""
    own = records.Snapshots(folder)
    if own.path(step).exists():
        return own.read(step)
    homes = records.homes(records.read(folder))
    step = records.nearest(step, homes)
    return (homes[step].snapshots() if step in homes else own).read(step)
