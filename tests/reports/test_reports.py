"""Runs as CSV, as a web page and for TensorBoard, from real records."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest
from msgspec.structs import replace

from nnplayground import cli, records
from nnplayground.records import Label
from nnplayground.reports import tensorboard
from nnplayground.reports.chart import ticks
from nnplayground.reports.page import page
from nnplayground.reports.table import as_csv
from nnplayground.reports.told import told
from nnplayground.spec.losses.hinge import Hinge
from tests import recorded


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    found = [recorded.run("<one> & co", folder / "one"), recorded.run("two", folder / "two", lr=0.01, epochs=1)]
    records.set_label(found[1].folder, Label(notes="a note\nof <two> lines"))
    return [records.read(run.folder) for run in found]


def test_a_table_holds_every_step_and_every_check(runs):
    known = told(runs)
    rows = list(csv.DictReader(io.StringIO(b"".join(as_csv(known)).decode())))
    for each in known:
        mine = [row for row in rows if row["run"] == each.name]
        losses = [float(row["loss"]) for row in mine if row["loss"]]
        np.testing.assert_allclose(losses, each.history.columns["loss"], rtol=1e-6)
        checks = [float(row["validation_loss"]) for row in mine if row["validation_loss"]]
        assert checks == pytest.approx([check.values["loss"] for check in each.history.checks], rel=1e-6)
        assert [int(row["step"]) for row in mine] == sorted(int(row["step"]) for row in mine)


class Whole(HTMLParser):
    """Checks that tags close in order, and keeps what would fetch something."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.fetches = [], "", []

    def handle_starttag(self, tag, attrs):
        self.fetches += [value for name, value in attrs if name in ("src", "href", "xlink:href", "onload")]
        if tag not in ("meta", "br"):
            self.open.append(tag)
        assert tag not in ("script", "link", "iframe")

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("count", [1, 2])
def test_a_page_is_whole_fetches_nothing_and_says_what_was_measured(runs, count):
    known = told(runs[:count])
    html = page(known, lambda project: f"<svg><title>{len(project.network.nodes)} blocks</title></svg>").decode()
    reader = Whole()
    reader.feed(html)
    assert reader.open == [] and reader.fetches == []
    accuracy = known[0].summary.best_measure
    said = ("<one> & co", f"{100 * accuracy:.2f} %", "Adam", "Batch size 256", "Precision: float32", "7,850", "torch")
    for words in said:
        assert words in reader.text
    assert "Validation 10 %" in reader.text, "a share as its field shows it"
    assert ("What differs" in reader.text) == (count == 2)
    assert ("of <two> lines" in reader.text) == (count == 2)


def test_a_page_says_losses_and_epochs_as_the_window_does(runs):
    (known,) = told(runs[:1])
    summary = known.summary._replace(loss=0.118437, epochs=1.2083, best=replace(known.summary.best, epoch=1.2083))
    html = page([known._replace(summary=summary)]).decode()
    assert "<td>0.118</td>" in html and html.count("<td>1.21</td>") == 2
    summary = summary._replace(loss=1234567.0, epochs=2.0)
    html = page([known._replace(summary=summary)]).decode()
    assert "<td>1,230,000</td>" in html and "<td>2</td>" in html


def test_curves_lie_within_their_frame(runs):
    html = page(told(runs)).decode()
    charts = [svg for svg in re.findall(r"<svg.*?</svg>", html) if 'role="img"' in svg]
    assert len(charts) == 2
    for svg in charts:
        lines = [path.get("d") for path in ElementTree.fromstring(svg).iter("path") if path.get("class") == "training"]
        assert len(lines) == 2
        for line in lines:
            places = np.array([tuple(map(float, pair.split())) for pair in re.split("[ML]", line)[1:]])
            assert (np.diff(places[:, 0]) > 0).all()
            assert places.min() >= 12 and places[:, 0].max() <= 628 and places[:, 1].max() <= 246


def test_each_loss_has_a_chart_of_its_own(runs):
    one, two = told(runs)
    assert page([one, two]).count(b"<figcaption>Loss") == 1
    project = two.run.facts.project
    other = replace(project, recipe=replace(project.recipe, loss=Hinge()))
    two = two._replace(run=two.run._replace(facts=replace(two.run.facts, project=other)))
    html = page([one, two]).decode()
    assert "<figcaption>Loss: cross-entropy</figcaption>" in html and "<figcaption>Loss: hinge</figcaption>" in html
    assert html.count("<figcaption>Accuracy</figcaption>") == 1


def test_ticks_are_round():
    assert ticks(0, 1, 5) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert ticks(0.83, 1, 5) == pytest.approx([0.85, 0.9, 0.95, 1])


def test_event_files_hold_the_metrics(runs, tmp_path):
    pytest.importorskip("tensorboardX")
    from tensorboardX.event_file_writer import EventFileWriter  # noqa: F401 (the extra is whole)

    known = told(runs)
    folders = tensorboard.write(known, tmp_path)
    assert len(folders) == 2
    for folder, each in zip(folders, known, strict=True):
        (events,) = folder.iterdir()
        assert events.read_bytes().count(b"training/loss") == len(each.history.steps)


def test_the_command_line_lists_runs_and_writes_their_report(runs, tmp_path, capsys):
    folders = [str(run.folder) for run in runs]
    assert cli.main(["runs", *folders, "--json", "--csv", str(tmp_path / "all.csv")]) == 0
    found = json.loads(capsys.readouterr().out)["runs"]
    assert [run["name"] for run in found] == ["<one> & co", "two"] and found[0]["parameters"] == 7850
    assert (tmp_path / "all.csv").read_bytes() == b"".join(as_csv(told(runs)))
    assert cli.main(["report", *folders, str(tmp_path / "page.html")]) == 0
    assert "Linear" in (tmp_path / "page.html").read_text()
    assert cli.main(["report", "no-such-run", str(tmp_path / "other.html")]) == 1
    assert "no readable run" in capsys.readouterr().err and not (tmp_path / "other.html").exists()
