"""Workers live as long as the server, and no longer."""

import logging
import threading

from vorzimmer.server.supervisor import Health, Supervisor


def test_a_worker_that_crashes_is_started_again_and_its_words_are_not_logged(caplog):
    lives = []
    steady = threading.Event()

    def work(stop):
        lives.append(1)
        if len(lives) < 3:
            raise ValueError(f"the caller said: {'canary'}")
        steady.set()
        stop.wait()

    supervisor = Supervisor({"phone": work}, first_pause=0.01)
    with caplog.at_level(logging.ERROR):
        supervisor.start()
        assert steady.wait(5)
    assert supervisor.health() == {"phone": Health(running=True, crashes=2)}
    assert supervisor.stop(seconds=5)
    assert len(lives) == 3
    assert "worker phone crashed: ValueError at" in caplog.text
    assert "canary" not in caplog.text.replace("{'canary'}", "")


def test_pauses_grow_while_a_worker_keeps_crashing(monkeypatch):
    pauses = []

    class Stop(threading.Event):
        def wait(self, timeout=None):
            pauses.append(timeout)
            if len(pauses) == 5:
                self.set()
            return self.is_set()

    def work(stop):
        raise ValueError

    supervisor = Supervisor({"phone": work}, first_pause=0.5)
    monkeypatch.setattr("vorzimmer.server.supervisor.LONGEST_PAUSE", 3.0)
    supervisor._stop = Stop()
    supervisor.start()
    supervisor._threads[0].join(5)
    assert pauses == [0.5, 1.0, 2.0, 3.0, 3.0]
    assert supervisor.health() == {"phone": Health(running=False, crashes=5, error="ValueError")}


def test_one_crash_does_not_disturb_the_others():
    beats = threading.Event()

    def crash(stop):
        raise ValueError

    def beat(stop):
        stop.wait(0.05)
        beats.set()
        stop.wait()

    supervisor = Supervisor({"crash": crash, "beat": beat}, first_pause=0.01)
    supervisor.start()
    assert beats.wait(5)
    assert supervisor.stop(seconds=5)


def test_stopping_waits_until_work_in_hand_is_done():
    done = []

    def work(stop):
        stop.wait()
        threading.Event().wait(0.2)
        done.append(1)

    supervisor = Supervisor({"sender": work})
    supervisor.start()
    assert supervisor.stop(seconds=5)
    assert done == [1]


def test_a_worker_that_does_not_stop_is_named(caplog):
    release = threading.Event()
    supervisor = Supervisor({"deaf": lambda _stop: release.wait()})
    supervisor.start()
    assert not supervisor.stop(seconds=0.05)
    assert "these workers did not stop: deaf" in caplog.text
    release.set()


def test_a_supervisor_that_never_started_stops_at_once():
    assert Supervisor({"idle": lambda stop: stop.wait()}).stop(seconds=5)
