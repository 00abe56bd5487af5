"""What the snapshots of all runs need is said, and how much they may is changed."""

from nnplayground import protocol as p
from nnplayground.ui.runs.total_button import TotalButton


def test_what_all_snapshots_need_is_said_and_can_be_changed(session, engine, qtbot):
    button = TotalButton(session.record)
    qtbot.addWidget(button)
    assert button.isHidden()
    engine.received.emit(p.SnapshotTotal(bytes=312_000_000, cap=2_000_000_000))
    assert not button.isHidden() and button.text() == "Snapshots: 312 MB of 2 GB"
    (ticked,) = [action for action in button.menu().actions() if action.isChecked()]
    assert ticked.data() == 2_000_000_000
    session.record.tell_cap()
    sent = engine.sent_of(p.KeepSnapshots)[-1]
    assert (sent.total, sent.chosen) == (2_000_000_000, False), "nothing goes before the user has said so"
    wished = []
    session.record.total_cap_wished.connect(wished.append)
    button.menu().actions()[-1].trigger()
    assert engine.sent_of(p.KeepSnapshots)[-1].total == wished[0] == 50_000_000_000
    assert engine.sent_of(p.KeepSnapshots)[-1].chosen
    engine.received.emit(p.SnapshotTotal(bytes=3_000_000_000, cap=2_000_000_000))
    assert "delete runs" in button.toolTip()
