"""Writers stand in a queue: nobody is refused, nothing is lost, and the place is always given back."""

import gc
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connections, transaction

from vorzimmer.sqlite.writers import WriterQueue, queue_of


def count(connection):
    with connection.cursor() as cursor:
        return cursor.execute("SELECT count FROM note WHERE id = 1").fetchone()[0]


def add_one():
    """Read and write back, as a program does that must not lose an update."""
    connection = connections["scratch"]
    with transaction.atomic(using="scratch"), connection.cursor() as cursor:
        value = cursor.execute("SELECT count FROM note WHERE id = 1").fetchone()[0]
        cursor.execute("UPDATE note SET count = %s WHERE id = 1", [value + 1])


def in_threads(work, *, threads):
    """Run `work` in this many threads at once; raises what they raised."""

    def run():
        try:
            return work()
        finally:
            connections["scratch"].close()

    with ThreadPoolExecutor(threads) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(threads)]]


def is_free(connection):
    """Whether another thread can write at once."""

    def write():
        try:
            add_one()
        finally:
            connections["scratch"].close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(1)
    return not thread.is_alive()


def test_no_update_is_lost_when_many_threads_write(scratch):
    in_threads(lambda: [add_one() for _ in range(25)], threads=8)
    assert count(scratch) == 200


def test_threads_never_meet_the_lock_of_sqlite_itself(scratch):
    def work():
        with connections["scratch"].cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")  # a busy SQLite fails at once
            for _ in range(20):
                add_one()
                cursor.execute("UPDATE note SET count = count + 1 WHERE id = 1")  # without a transaction

    in_threads(work, threads=6)
    assert count(scratch) == 240


def test_readers_do_not_stand_in_the_queue(scratch):
    with transaction.atomic(using="scratch"), scratch.cursor() as cursor:
        cursor.execute("UPDATE note SET count = 5")
        seen = in_threads(lambda: count(connections["scratch"]), threads=3)
    assert seen == [0, 0, 0]


def test_the_queue_is_first_come_first_served():
    queue, order = WriterQueue(), []
    queue.acquire(timeout=1)

    def wait(number):
        assert queue.acquire(timeout=5)
        order.append(number)
        queue.release()

    threads = []
    for number in range(5):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        threads.append(thread)
        time.sleep(0.02)
    queue.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_whoever_gives_up_leaves_the_queue():
    queue = WriterQueue()
    queue.acquire(timeout=1)
    assert not queue.acquire(timeout=0.01)
    queue.release()
    assert queue.acquire(timeout=0.01)


def test_a_writer_that_waits_too_long_gets_an_error_and_holds_nothing(scratch):
    connections.settings["scratch"]["OPTIONS"]["timeout"] = 0.05
    with transaction.atomic(using="scratch"), scratch.cursor() as cursor:
        cursor.execute("UPDATE note SET count = 1")
        with pytest.raises(OperationalError, match="database is locked"):
            in_threads(add_one, threads=1)
    assert is_free(scratch)


def test_the_place_is_given_back_after_commit_rollback_and_error(scratch):
    add_one()
    assert is_free(scratch)
    with transaction.atomic(using="scratch"), scratch.cursor() as cursor:
        cursor.execute("UPDATE note SET count = 9")
        transaction.set_rollback(True, using="scratch")
    assert is_free(scratch)
    with pytest.raises(OperationalError), scratch.cursor() as cursor:
        cursor.execute("UPDATE nonsense SET count = 9")
    assert is_free(scratch)
    with pytest.raises(KeyboardInterrupt), transaction.atomic(using="scratch"):
        raise KeyboardInterrupt
    assert is_free(scratch)


def test_the_place_is_given_back_when_the_connection_is_closed_in_a_transaction(scratch):
    with transaction.atomic(using="scratch"):
        scratch.close()
    assert is_free(scratch)


def test_the_place_is_given_back_when_a_thread_ends_in_a_transaction(scratch):
    def leave():
        connection = connections["scratch"]
        connection.set_autocommit(False)
        connection.cursor().execute("UPDATE note SET count = 9")

    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()
    gc.collect()
    assert is_free(scratch)
    assert count(scratch) == 1


def test_a_commit_that_fails_gives_the_place_back(scratch):
    with scratch.cursor() as cursor:
        cursor.execute("CREATE TABLE page (note integer REFERENCES note(id) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(Exception, match="FOREIGN KEY"), transaction.atomic(using="scratch"), scratch.cursor() as cursor:
        cursor.execute("INSERT INTO page VALUES (99)")
    assert is_free(scratch)


def test_nested_blocks_keep_the_place_until_the_outermost_ends(scratch):
    with transaction.atomic(using="scratch"):
        with transaction.atomic(using="scratch"), scratch.cursor() as cursor:
            cursor.execute("UPDATE note SET count = 3")
        with pytest.raises(ZeroDivisionError), transaction.atomic(using="scratch"):
            raise ZeroDivisionError
        waiting = threading.Thread(target=lambda: in_threads(add_one, threads=1))
        waiting.start()
        waiting.join(0.1)
        assert waiting.is_alive()
    waiting.join(2)
    assert count(scratch) == 4


def test_another_process_that_writes_is_waited_for(scratch, tmp_path):
    other = sqlite3.connect(tmp_path / "scratch.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: other.execute("COMMIT")).start()
    add_one()
    assert count(scratch) == 1
    other.close()


def test_names_of_the_same_file_share_a_queue(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert queue_of("a.sqlite3") is queue_of(str(tmp_path / "a.sqlite3")) is queue_of(f"file:{tmp_path}/a.sqlite3?cache=private")
    assert queue_of("a.sqlite3") is not queue_of("b.sqlite3")
    assert queue_of(":memory:") is not queue_of(":memory:")
