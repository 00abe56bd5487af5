"""What code says of the weights of its modules, both ways."""

import pytest

from nnplayground.spec import edit
from nnplayground.spec.call import call
from nnplayground.spec.code.beginnings import initialisation_of
from nnplayground.spec.code.draft import source_of
from nnplayground.spec.fields import changed, fields_of
from nnplayground.spec.initialisations import KINDS
from nnplayground.spec.initialisations.default import Default
from nnplayground.spec.initialisations.he import He
from nnplayground.spec.initialisations.xavier import Xavier
from nnplayground.spec.initialisations.zeros import Zeros
from nnplayground.spec.layers import KINDS as LAYERS
from nnplayground.spec.presets.base import chain
from nnplayground.spec.weight_rule import WeightRule
from tests.spec.code.test_reading import assert_identity, codes_of, drawn, in_class

LINEAR = "        self.linear1 = nn.Linear(784, 10)\n"


def written(*lines):
    return in_class("return self.linear1(x)", LINEAR + "".join(f"        {line}\n" for line in lines))


def rule_of(*lines, base=None):
    return drawn(written(*lines), base).network.nodes["linear1"].weights


@pytest.mark.parametrize("tag", KINDS)
def test_every_initialisation_is_recognised_by_what_it_writes(tag):
    kind = KINDS[tag]
    for field in fields_of(kind):
        for value in field.choices or (field.default, field.minimum, 0.5, field.maximum):
            init = changed(kind(), **{field.name: value})
            assert initialisation_of(init.call()) == init
            for spelling in init.spellings():
                assert initialisation_of(spelling) == init


@pytest.mark.parametrize("tag", sorted(tag for tag, kind in LAYERS.items() if kind().learned()))
def test_every_layer_that_learns_goes_there_and_back(tag):
    network = chain(LAYERS[tag]())
    (name,) = network.nodes.keys() - {"input1", "output1"}
    for port in range(1, LAYERS[tag].ports[0]):
        network = edit.connect(network, "input1", name, port)
    for init in (Xavier(gain=2.0), Zeros()):
        ruled = edit.set_weights(network, name, WeightRule(init=init, frozen=True, l1=0.1))
        text = source_of(ruled, {}).text
        result = drawn(text, ruled)
        assert result.network == ruled
        assert result.lines == source_of(ruled, {}).lines
        fresh = drawn(text).network.nodes[name].weights
        assert fresh == WeightRule(init=init if LAYERS[tag]().learned().matrices else Default(), frozen=True)


def test_a_rule_is_printed_as_people_write_it():
    network = edit.set_weights(chain(LAYERS["linear"]()), "linear1", WeightRule(init=Xavier(), frozen=True, l2=1e-4))
    assert_identity(network)
    assert (
        """
        nn.init.xavier_uniform_(self.linear1.weight, gain=1.0)
        nn.init.zeros_(self.linear1.bias)
        self.linear1.requires_grad_(False)

"""
        in source_of(network, {"input1": (784,)}).text
    )


@pytest.mark.parametrize(
    ("line", "init"),
    [
        ("nn.init.xavier_uniform_(self.linear1.weight)", Xavier()),
        ("nn.init.xavier_normal_(self.linear1.weight.data, gain=2)", Xavier(distribution="normal", gain=2.0)),
        ("torch.nn.init.kaiming_normal_(self.linear1.weight)", He()),
        ("nn.init.kaiming_uniform_(self.linear1.weight, mode='fan_out', nonlinearity='relu')",
         He(distribution="uniform", mode="fan_out")),
        ("nn.init.kaiming_normal_(self.linear1.weight, a=0.2)", He(slope=0.2)),
        ("nn.init.constant_(self.linear1.weight, 0)", Zeros()),
        ("nn.init.xavier_uniform_(self.linear1.weight, generator=its_own(self.linear1.weight))", Xavier()),
    ],
)  # fmt: skip
def test_the_spellings_of_tutorials(line, init):
    assert rule_of(line, "nn.init.constant_(self.linear1.bias, 0.0)") == WeightRule(init=init)
    assert codes_of(written(line)) == ["code_init_bias"]


def test_freezing_is_read_and_penalties_stay():
    assert rule_of("self.linear1.requires_grad_(False)").frozen
    assert not rule_of("self.linear1.requires_grad_(False)", "self.linear1.requires_grad_()").frozen
    base = drawn(written()).network
    base = edit.set_weights(base, "linear1", WeightRule(init=He(), frozen=True, l1=0.1, l2=0.2))
    assert rule_of(base=base) == WeightRule(l1=0.1, l2=0.2)


@pytest.mark.parametrize(
    "line",
    [
        "nn.init.ones_(self.linear1.weight)",
        "nn.init.constant_(self.linear1.weight, 1.0)",
        "nn.init.constant_(self.linear1.bias, 0.1)",
        "nn.init.zeros_(self.linear1.bias)",
        "nn.init.zeros_(self.linear2.weight)",
        "nn.init.zeros_(self.linear1)",
        "nn.init.normal_(self.linear1.weight, 0, 1000)",
        "nn.init.kaiming_normal_(self.linear1.weight, nonlinearity='tanh')",
        "self.linear1.requires_grad_(2)",
        "self.requires_grad_(False)",
        "print(self)",
    ],
)
def test_what_no_block_offers_is_refused_where_it_stands(line):
    assert codes_of(written(line)) == ["code_init"]


def test_a_scale_has_no_initialisation():
    declared = "        self.norm1 = nn.LayerNorm(784)\n        nn.init.zeros_(self.norm1.weight)\n"
    assert codes_of(in_class("return self.norm1(x)", declared)) == ["code_init"]


def test_a_call_of_nothing_known_is_no_initialisation():
    assert initialisation_of(call("nn.init.xavier_uniform_", 1.0, 2.0)) is None
