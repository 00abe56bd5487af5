"""Messages and frames: whatever is sent arrives as it was, however the stream is cut; anything else is refused."""

import typing

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplayground import protocol as p
from nnplayground.spec.graph import Network
from nnplayground.spec.layers import AnyLayer
from nnplayground.spec.losses import AnyLoss
from nnplayground.spec.optimizers import AnyOptimizer
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project, Scale
from tests.spec.networks import networks

COMMANDS, EVENTS = typing.get_args(p.Command), typing.get_args(p.Event)
DTYPES = typing.get_args(p.DType)
PROJECTS = st.sampled_from([preset.project() for preset in PRESETS.values()]) | networks(5).map(Project().with_network)
ARRAYS = st.builds(
    lambda dtype, shape, seed: p.Array.of((np.random.default_rng(seed).random(shape) * 9).astype(dtype)),
    st.sampled_from(DTYPES),
    st.lists(st.integers(0, 3), max_size=4).map(tuple),
    st.integers(0, 100),
)
JSON = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(max_size=9)
PROBLEMS = st.builds(
    Problem,
    code=st.text(max_size=9),
    args=st.dictionaries(st.text(max_size=9), JSON, max_size=2),
    node=st.none() | st.text(max_size=5),
    severity=st.sampled_from(["error", "warning", "note"]),
)
SCALES = st.sampled_from([Scale(), Scale((1.5, -2.0), (0.1, 3e9)), Scale((0.0,), (1.0,), (7.25,), (1e-9,))])
KNOWN = {p.Array: ARRAYS, Project: PROJECTS, Network: networks(5), Problem: PROBLEMS, Scale: SCALES}
for kind, strategy in KNOWN.items():
    st.register_type_strategy(kind, strategy)
for union in (AnyLayer, AnyLoss, AnyOptimizer):
    for member in typing.get_args(union):
        st.register_type_strategy(member, st.just(member()))
st.register_type_strategy(float, st.floats(allow_nan=False))
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))


def messages(kinds: tuple[type, ...]) -> st.SearchStrategy:
    return st.sampled_from(kinds).flatmap(st.from_type)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({min(place, len(data)) for place in places})
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


def fed(reader: p.FrameReader, pieces: list[bytes]) -> list[p.Message]:
    return [message for piece in pieces for message in reader.feed(piece)]


@pytest.mark.parametrize("kind", (*COMMANDS, *EVENTS), ids=lambda kind: kind.__name__)
@settings(max_examples=8)
@given(data=st.data())
def test_every_message_arrives_as_it_was(kind, data):
    message = data.draw(st.from_type(kind))
    kinds = p.Command if kind in COMMANDS else p.Event
    assert fed(p.FrameReader(kinds), [p.frame(message)]) == [message]


@settings(max_examples=60)
@given(st.lists(messages(EVENTS), max_size=5), st.lists(st.integers(0, 2000), max_size=20))
def test_a_stream_may_be_cut_anywhere(sent, places):
    stream = b"".join(map(p.frame, sent))
    assert fed(p.FrameReader(p.Event), cut(stream, places)) == sent


def test_one_byte_at_a_time():
    sent = [p.Train(until="step"), p.Pause(), p.Edit(revision=3, project=PRESETS["lenet"].project()), p.Quit()]
    stream = b"".join(map(p.frame, sent))
    assert fed(p.FrameReader(p.Command), [stream[i : i + 1] for i in range(len(stream))]) == sent


def test_names_of_messages_are_unique():
    names = [kind.__struct_config__.tag for kind in (*COMMANDS, *EVENTS)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (1, 28, 28), (2, 0, 5)], ids=str)
def test_arrays_keep_type_shape_and_content(dtype, shape):
    values = (np.random.default_rng(1).random(shape) * 200).astype(dtype)
    (message,) = fed(p.FrameReader(p.Command), [p.frame(p.Picture(seq=1, values=p.Array.of(values)))])
    back = message.values.numpy()
    assert back.dtype == values.dtype and back.shape == shape
    assert np.array_equal(back, values)
    assert not back.flags.writeable


def test_arrays_need_not_lie_in_order():
    values = np.arange(24.0).reshape(2, 3, 4).transpose(2, 0, 1)[::-1, :, ::2]
    assert np.array_equal(p.Array.of(values).numpy(), values)


def test_numbers_that_are_none_arrive():
    values = np.array([np.nan, np.inf, -np.inf, -0.0], np.float32)
    assert p.Array.of(values).numpy().tobytes() == values.tobytes()
    (answer,) = fed(p.FrameReader(p.Event), [p.frame(p.Answer(seq=1, scores=(float("nan"),)))])
    assert np.isnan(answer.scores[0])


@pytest.mark.parametrize("values", [np.zeros(2, np.int32), np.zeros(2, complex), np.array(["a"]), np.array([None])])
def test_arrays_of_other_types_are_refused_at_the_other_end(values):
    with pytest.raises(ValueError):
        fed(p.FrameReader(p.Command), [p.frame(p.Picture(seq=1, values=p.Array(values.dtype.name, (2,), b"")))])


def test_a_frame_that_is_too_long_is_refused_before_it_is_read():
    reader = p.FrameReader(p.Event)
    with pytest.raises(ValueError, match="out of step"):
        fed(reader, [(p.LARGEST_FRAME + 1).to_bytes(4, "little")])


def test_a_message_that_is_too_long_is_not_sent(monkeypatch):
    monkeypatch.setattr(p.frames, "LARGEST_FRAME", 1000)
    p.frame(p.Weights(request=1, data=bytes(900)))
    with pytest.raises(ValueError, match="too long"):
        p.frame(p.Weights(request=1, data=bytes(1000)))


@given(st.binary(min_size=1, max_size=200))
def test_garbage_is_refused(body):
    frame = len(body).to_bytes(4, "little") + body
    with pytest.raises(ValueError):
        fed(p.FrameReader(p.Command), [frame])


def test_a_printed_line_in_the_stream_is_noticed():
    with pytest.raises(ValueError):
        fed(p.FrameReader(p.Event), [b"Warning: something was printed\n" + p.frame(p.Quit())])


def test_the_other_sides_messages_are_refused():
    with pytest.raises(ValueError):
        fed(p.FrameReader(p.Event), [p.frame(p.Quit())])
    with pytest.raises(ValueError):
        fed(p.FrameReader(p.Command), [p.frame(p.DownloadEnded())])


@pytest.mark.parametrize(
    "body",
    [
        {"type": "Train", "until": "never"},
        {"type": "Ack"},
        {"type": "Edit", "revision": "1", "project": {}},
        {"type": "Exec"},
        [],
        5,
    ],
)
def test_messages_are_checked(body):
    data = msgspec.msgpack.encode(body)
    with pytest.raises(ValueError):
        fed(p.FrameReader(p.Command), [len(data).to_bytes(4, "little") + data])


def test_only_errors_keep_a_network_from_training():
    problems = tuple(Problem(code="unused", severity=s) for s in ("error", "warning", "note"))
    analysis = p.Analysis(revision=1, memory_bytes=0, blocks={}, problems=problems)
    assert analysis.errors == [problems[0]]


@given(noise=st.binary(max_size=200).filter(lambda noise: b"\0nnplayground" not in noise), places=st.integers(1, 40))
def test_what_comes_before_the_greeting_does_not_matter(noise, places):
    frames = p.frame(p.DownloadEnded()) * 2
    stream, reader, found = noise + p.greeting("1.2") + frames, p.GreetingReader(), b""
    for start in range(0, len(stream), places):
        found += reader.feed(stream[start : start + places])
    assert found == frames and reader.version == "1.2"


def test_noise_without_end_is_no_engine():
    reader = p.GreetingReader()
    reader.feed(b"x" * 900_000)
    with pytest.raises(ValueError, match="no engine"):
        reader.feed(b"x" * 200_000)
