"""Messages from the engine to the window, by topic."""

# ruff: noqa: F403, F405 (a message is written down where it belongs and in the union, not a third time here)

from nnplayground.protocol.events.data import *
from nnplayground.protocol.events.looking import *
from nnplayground.protocol.events.network import *
from nnplayground.protocol.events.process import *
from nnplayground.protocol.events.run import *
from nnplayground.protocol.events.taking_along import *

Event = (
    Ready
    | DeviceChosen
    | Doing
    | Failure
    | Analysis
    | Repairs
    | Forecast
    | DataFacts
    | DataMissing
    | DownloadProgress
    | DownloadEnded
    | Samples
    | Augmented
    | RunStarted
    | Metrics
    | Progress
    | RunEnded
    | Left
    | Outlook
    | Frame
    | Answer
    | Looking
    | Snapshots
    | SnapshotTotal
    | Weights
    | Exported
)
