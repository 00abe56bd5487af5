"""Every message between window and engine, and the frames they travel in. Imports neither torch nor Qt.

A frame is four bytes of length (little endian) and one MessagePack message. Arrays travel as dtype, shape and bytes;
no pickle crosses this boundary. The window never waits for an answer: what comes back carries the number it answers.
"""

from nnplayground.protocol.base import *  # noqa: F403 (a message is written down once, not listed here again)
from nnplayground.protocol.commands import *  # noqa: F403
from nnplayground.protocol.events import *  # noqa: F403
from nnplayground.protocol.frames import *  # noqa: F403
from nnplayground.protocol.greeting import *  # noqa: F403
