"""Which recorded step is asked for next while the pointer is dragged faster than the engine answers."""

from PySide6.QtCore import QObject

from nnplayground import protocol as p
from nnplayground.ui.time_travel import TimeTravel


class Sent(list):
    """Takes the place of the pipe to the engine."""

    def send(self, message: p.Message) -> None:
        self.append(message.step)


class Recorded:
    record, steps = "folder", (0, 1, 5, 20)


class Shown:
    def __init__(self, is_past: bool = False) -> None:
        self.is_past = is_past


def test_a_step_that_is_wanted_right_after_the_way_back_is_asked_for(qapp):
    owner, sent = QObject(), Sent()
    travel = TimeTravel(sent, Recorded(), Shown(), owner)
    travel.look_at(5)
    travel.take_looking(p.Looking(step=5))
    travel.back_to_now()
    travel.look_at(1)
    assert sent == [5, None], "one question at a time"
    travel.take_looking(p.Looking())
    assert sent == [5, None, 1]
    travel.take_looking(p.Looking(step=1))
    assert travel.step == 1 and len(sent) == 3


def test_what_the_engine_does_by_itself_ends_the_wish(qapp):
    owner, sent = QObject(), Sent()
    travel = TimeTravel(sent, Recorded(), Shown(), owner)
    travel.look_at(5)
    travel.take_looking(p.Looking(step=5))
    travel.take_looking(p.Looking())  # another run has begun
    assert travel.step is None and sent == [5]


def test_a_step_whose_snapshot_has_gone_is_not_asked_for_again(qapp):
    owner, sent = QObject(), Sent()
    travel = TimeTravel(sent, Recorded(), Shown(), owner)
    travel.look_at(20)
    travel.look_at(5)
    travel.take_looking(p.Looking(step=1))  # the nearest one to 20 that there still is
    assert (travel.step, sent) == (1, [20, 5])
    travel.take_looking(p.Looking(step=1))
    assert (travel.step, sent) == (1, [20, 5])
    travel.go(1)
    assert sent == [20, 5, 5], "it goes on from what is seen"


def test_a_run_on_other_data_has_no_steps_to_come_back_to(qapp):
    owner, sent = QObject(), Sent()
    travel = TimeTravel(sent, Recorded(), Shown(is_past=True), owner)
    travel.look_at(5)
    travel.go(-1)
    assert not travel.steps and not sent
