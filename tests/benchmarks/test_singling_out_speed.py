"""The benchmark of singling out: the tasks find the same, and what was not measured is not called met."""

from city_register import SIZES, write_register
from peers import Done
from singling_out import Measured, peer_table, tasks_table
from singling_out_tasks import TASKS
from timing import Failure, Timing


def test_every_task_answers_and_the_two_ways_to_count_agree(tmp_path):
    path = write_register(tmp_path / "register.parquet", 600)
    assert write_register(tmp_path / "again.parquet", 600).read_bytes() == path.read_bytes()
    answers = {name: prepare(path, 400)[1]() for name, prepare in TASKS.items() if not name.startswith("pycanon")}
    assert answers["k-of-file"] == answers["k-on-disk"]
    assert answers["column-sets"] == 575
    assert len(SIZES) == 15
    assert len(answers["k-l-t"]) == len(answers["special-uniques"]) == 3


def test_limits_are_told_only_of_the_rows_they_are_for():
    done = Done(1, Timing((0.5,), 2**30), [1])
    met = [Measured("k", "k", rows, 1.0, 2**31, done).met for rows in (1_000_000, 5_000)]
    assert met == [True, None]
    assert Measured("k", "k", 1_000_000, 0.4, None, done).met is False
    assert Measured("k", "k", 1_000_000, 1.0, 2**29, done).met is False
    failed = Measured("k", "k", 1_000_000, 1.0, None, Failure("not installed"))
    assert failed.met is None
    assert "not installed" in "\n".join(tasks_table([failed]))
    assert "not installed" in "\n".join(peer_table([done, Failure("not installed")]))
