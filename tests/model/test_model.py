"""The model of how a message leaves (send.pml), tried by spin in every order of its steps: its promises hold, every run ends,
and each guard of the protocol is needed: without it spin finds the run that breaks a promise."""
import os
import pathlib
import subprocess
import tempfile
import unittest

MODEL = pathlib.Path(__file__).with_name("send.pml")
COMPILER = os.environ.get("TIDINGS_CC", "clang-19").replace("clang++", "clang")

TWICE = "assertion violated (has[i]<2)"
LOST = "assertion violated ((((state[i]=="  # spin prints states as numbers
AFTER_STOP = "assertion violated  !(stopped)"

# guard → what breaks without it
GUARDS = {
    "INTENT": (TWICE, "the row says 'handed', durably, before the request leaves"),
    "UNKNOWN": (TWICE, "what may have been sent is never sent again blind"),
    "LEASE_CHECK": (TWICE, "a row is handed over by who holds its lease"),
    "SETTLE_CHECK": (TWICE, "an answer settles the hand-over it belongs to"),
    "DEADLINE": (TWICE, "after its lease nobody's request leaves any more"),
    "WAITING": (TWICE, "'never seen' is believed when no request can be under way any more"),
    "SECOND_LOOK": (TWICE, "the carrier's list is looked at twice"),
    "FRESH_LOOKS": (TWICE, "the answer to a look-up counts for the state it was asked in"),
    "STOP_ON_CLAIMED": (AFTER_STOP, "STOP reaches claimed rows, and the gate is asked when they are handed over"),
    "RESCUE": (LOST, "what a dead process held is taken over"),
}


def search(*defines: str, cycles: bool = False) -> str:
    """What the search through all states printed."""
    with tempfile.TemporaryDirectory() as place:
        def run(*command: str) -> str:
            done = subprocess.run(command, cwd=place, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
            return done.stdout
        run("spin", *defines, "-a", str(MODEL))
        run(COMPILER, "-O2", "-w", "-DCOLLAPSE", *(["-DNP"] if cycles else []), "-o", "pan", "pan.c")
        out = run("./pan", "-m100000", "-w20", *(["-l"] if cycles else []))
        assert "error: max search depth too small" not in out, out
        return out


class Model(unittest.TestCase):
    def holds(self, *defines: str, cycles: bool = False) -> None:
        out = search(*defines, cycles=cycles)
        self.assertIn("errors: 0", out)
        self.assertNotIn("Search not completed", out)

    def breaks(self, what: str, *defines: str) -> None:
        out = search(*defines)
        self.assertIn(what, out)
        self.assertIn("errors: 1", out)

    def test_two_dispatchers_with_leases(self):
        self.holds()

    def test_one_dispatcher_at_a_time(self):
        self.holds("-DSQLITE")

    def test_with_finitely_many_faults_every_message_ends(self):
        self.holds(cycles=True)
        self.holds("-DSQLITE", cycles=True)

    # Where only one process can live its own clock need not stop it, nor can a question of another be in its way …
    def test_the_lock_stands_for_two_guards(self):
        self.holds("-DSQLITE", "-DWITHOUT_DEADLINE", "-DWITHOUT_FRESH_LOOKS")

    # … but then the lock is what keeps it so.
    def test_without_the_lock(self):
        self.breaks(TWICE, "-DSQLITE", "-DWITHOUT_DEADLINE", "-DWITHOUT_LOCK")


def needs(guard: str, what: str, why: str):
    def test(self):
        self.breaks(what, f"-DWITHOUT_{guard}")
    test.__doc__ = why
    return test


for name, (broken_promise, reason) in GUARDS.items():
    setattr(Model, f"test_without_{name.lower()}", needs(name, broken_promise, reason))


if __name__ == "__main__":
    unittest.main()
