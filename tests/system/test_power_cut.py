"""Power cuts under load: what was written but not synced is lost in part, at random. Whatever was answered 2xx is there
afterwards, the database is whole, nobody gets a message twice and nobody is skipped.

TIDINGS_POWER_SEEDS (a number of seeds, or "17," for this one) and TIDINGS_POWER_CUTS change how many.
"""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import unittest

from power import POWER_CUT, Broken, PowerWorld

WANTED = os.environ.get("TIDINGS_POWER_SEEDS", "3")
SEEDS = [int(seed) for seed in WANTED.split(",") if seed] if "," in WANTED else list(range(1, int(WANTED) + 1))
CUTS = int(os.environ.get("TIDINGS_POWER_CUTS", "8"))


class PowerCut(PowerWorld):
    def test_nothing_promised_is_lost(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.a_world(seed)

    def a_world(self, seed):
        if seed != SEEDS[0]:
            self.doCleanups()
            self.setUp()
        try:
            promises = self.a_life(seed, random.Random(seed), CUTS)
        except Broken as broken:
            self.fail(f"{broken} (repeat with TIDINGS_POWER_SEEDS={seed},)")
        self.all_kept(promises, {"id": min(self.campaigns)})
        self.server.stop()
        self.after_the_cut(promises.so_far())
        print(f"\nseed {seed}: {len(promises.sends)} sends, {len(promises.replies)} replies, {len(promises.stops)} stops, {len(promises.imports)} files", flush=True)


class LoweredSynchronous(PowerWorld):
    """The same, told to promise less: these tests notice."""

    def breaks(self):
        with self.assertRaises(Broken) as broken:
            self.a_life(7, random.Random(7), 30)
        return str(broken.exception)

    def test_normal(self):
        self.pragma = "NORMAL"
        self.assertIn("lost", self.breaks())

    def test_off(self):
        self.pragma = "OFF"
        self.breaks()


class TheDiskItself(unittest.TestCase):
    """What the shim does to files, seen from a small program."""

    def life(self, program, seed, after=10 ** 6):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="tidings-disk-"))
        self.addCleanup(subprocess.run, ["rm", "-r", str(folder)])
        (folder / "disk").mkdir()
        text = f"import os\nos.chdir({str(folder / 'disk')!r})\n" + program
        done = subprocess.run([sys.executable, "-c", text], env={
            "LD_PRELOAD": POWER_CUT, "POWER_CUT_FOLDER": str(folder / "disk"), "POWER_CUT_SEED": str(seed), "POWER_CUT_AFTER": str(after)})
        return folder / "disk", done.returncode

    OPEN = "fd = os.open('f', os.O_RDWR | os.O_CREAT)\nd = os.open('.', os.O_RDONLY)\n"

    def test_synced_stays_unsynced_goes_in_part(self):
        lost = kept = 0
        for seed in range(20):
            folder, code = self.life(self.OPEN + "os.pwrite(fd, b'a' * 4096, 0)\nos.fsync(fd)\nos.fsync(d)\n"
                                     "os.pwrite(fd, b'b' * 4096, 0)\nos.pwrite(fd, b'c', 0)\n", seed, after=6)
            self.assertEqual(code, -signal.SIGKILL)
            bytes_there = (folder / "f").read_bytes()
            self.assertEqual(len(bytes_there), 4096)
            for at in range(0, 4096, 512):
                sector = bytes_there[at:at + 512]
                self.assertIn(sector, (b"a" * 512, b"b" * 512))
                lost, kept = lost + (sector[:1] == b"a"), kept + (sector[:1] == b"b")
        self.assertGreater(lost, 20)
        self.assertGreater(kept, 20)

    def test_lengths_and_names(self):
        seen = set()
        for seed in range(20):
            folder, code = self.life(self.OPEN + "os.pwrite(fd, b'a' * 2048, 0)\nos.fsync(fd)\nos.fsync(d)\nos.ftruncate(fd, 0)\n"
                                     "os.rename('f', 'g')\nos.open('new', os.O_RDWR | os.O_CREAT)\nos.pwrite(fd, b'x', 0)\n", seed, after=8)
            self.assertEqual(code, -signal.SIGKILL)
            names = sorted(p.name for p in folder.iterdir())
            self.assertIn(names, (["f"], ["g"], ["g", "new"]))
            text = (folder / names[0]).read_bytes()
            self.assertIn(text, (b"", b"a" * 2048))
            seen |= {tuple(names), len(text)}
        self.assertEqual(seen, {("f",), ("g",), ("g", "new"), 0, 2048})

    def test_without_a_cut_nothing_is_different(self):
        folder, code = self.life(self.OPEN + "os.pwrite(fd, b'ab', 0)\nos.ftruncate(fd, 1)\nos.rename('f', 'g')\n", 1)
        self.assertEqual((code, (folder / "g").read_bytes()), (0, b"a"))


if __name__ == "__main__":
    unittest.main(verbosity=1)
