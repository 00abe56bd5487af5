"""Drawing: a digit on the pad, the answer beside it."""

import pytest

from tests.ui.window.conftest import DRAWN, EXAMPLE

needs_example = pytest.mark.skipif(not EXAMPLE.exists(), reason="the trained example is not there")


@pytest.fixture
def reader(user):
    """Somebody with a network that can read."""
    if EXAMPLE.exists():
        user.document.open(str(EXAMPLE))
        user.wait_until_playable()
    else:
        user.train_until(lambda: user.window.measure_plot.history.validation.y[-1:].sum() > 0.9)
    return user


def write(user, strokes) -> str:
    """Draw on a clean pad and wait until the bars answer that very drawing."""
    user.window.pad.canvas.clear()
    heard = []
    user.session.gaze.answered.connect(heard.append)
    try:
        user.draw(strokes)
        user.wait(lambda: heard and heard[-1].seq == user.session.gaze._picture_seq, "an answer to the last point")
    finally:
        user.session.gaze.answered.disconnect(heard.append)
    return user.answer


def test_what_is_drawn_is_read_and_clear_takes_the_answer_away(reader):
    assert {digit: write(reader, strokes) for digit, strokes in DRAWN.items()} == {digit: digit for digit in DRAWN}
    shown = reader.see("answer_bars").values
    assert shown.sum() == pytest.approx(1, abs=1e-3)
    reader.click("clear_pad_button")
    assert reader.answer == ""
    assert not reader.see("clear_pad_button").isEnabled()


def test_an_answer_that_comes_after_clear_is_not_shown(reader):
    reader.draw(DRAWN["1"])
    reader.click("clear_pad_button")
    seq = reader.session.gaze._picture_seq
    heard = []
    reader.session.gaze.answered.connect(heard.append)
    reader.wait(lambda: any(answer.seq >= seq for answer in heard))
    reader.session.gaze.answered.disconnect(heard.append)
    assert reader.answer == ""


def test_the_output_block_shows_the_same_answer(reader):
    output = next(b for b in reader.window.canvas.canvas.blocks.values() if b.name.startswith("output"))
    pictures = []
    for digit in ("0", "1"):
        write(reader, DRAWN[digit])
        # The block follows the pen at its own pace, a moment after the bars.
        reader.wait(lambda digit=digit: [bar.label for bar in output.face.bars if bar.chosen] == [digit], "it follows")
        pictures.append(reader.window.canvas.viewport().grab().toImage())
    assert pictures[0] != pictures[1]


def test_drawing_while_it_trains_is_answered(user):
    user.click("play_button")
    user.wait(lambda: user.session.state == "training")
    write(user, DRAWN["1"])
    assert user.answer in set("0123456789") and user.session.state == "training"


@needs_example
def test_on_first_launch_the_trained_example_reads_real_digits(open_program, pen_digits):
    user = open_program()
    user.wait_until_playable()
    assert not user.document.modified
    read = [(label, write(user, strokes)) for label, strokes in pen_digits[:20]]
    assert sum(label == answer for label, answer in read) >= 18, read
