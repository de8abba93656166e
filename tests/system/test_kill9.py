"""kill -9 of the real binary in mid campaign: nobody twice, nobody skipped, by the simulator's own counters. The same with
receipts, replies, STOPs, single sends and imports under way: and nothing that was answered 2xx is lost.

TIDINGS_KILL_ROUNDS and TIDINGS_KILL_SEED change the number of rounds and the moments.
"""
import os
import random
import time
import unittest

from bad_day import SHORT_WAITS
from harness import World, wait_for
from power import PowerWorld

ROUNDS = int(os.environ.get("TIDINGS_KILL_ROUNDS", "10"))
SEED = int(os.environ.get("TIDINGS_KILL_SEED", str(random.SystemRandom().randrange(1 << 30))))
PEOPLE = 1500


class Kill9(World):
    sandbox_options = "latency_ms=50,sent_ms=20,delivered_ms=50"
    config = SHORT_WAITS

    def test_nobody_twice_nobody_skipped(self):
        print(f"\nkill -9 rounds={ROUNDS} seed={SEED} (repeat with TIDINGS_KILL_SEED={SEED})", flush=True)
        rng = random.Random(SEED)
        job = self.import_people(self.people(PEOPLE))
        self.assertEqual(job["imported"], PEOPLE)
        campaign = self.campaign(rate_per_s=250)
        for _ in range(ROUNDS):
            time.sleep(rng.uniform(0.05, 0.9))
            self.server.kill()
            self.start_server()
        progress = self.completed(campaign)
        self.assertEqual(sum(c["n"] for c in progress["counts"]), PEOPLE)
        stats = self.stats()
        self.assertEqual(stats["doubles"], 0, stats)
        self.assertEqual(stats["most_per_recipient"], 1, "nobody twice")
        self.assertEqual(stats["recipients"], PEOPLE, "nobody skipped")
        self.assertEqual(stats["accepted"], PEOPLE)


class Kill9UnderLoad(PowerWorld):
    """The cache of the kernel survives a kill, so the bar is the same as with a power cut, and the moments are more."""
    people_on_the_list = 1000

    def test_everything_at_once(self):
        print(f"\nkill -9 under load rounds={ROUNDS} seed={SEED} (repeat with TIDINGS_KILL_SEED={SEED})", flush=True)
        rng = random.Random(SEED)
        self.import_people(self.people(self.people_on_the_list))
        campaign = self.campaign(rate_per_s=150)
        self.campaigns = {campaign["id"]}
        promises = self.promises()
        for _ in range(ROUNDS):
            time.sleep(rng.uniform(0.05, 0.9))
            self.server.kill()
            self.up = False
            self.after_the_cut(promises.so_far())
            self.start_server()
        promises.end()
        self.all_kept(promises, campaign)
        wait_for("every receipt has come", lambda: self.rows(
            "SELECT count(*) FROM message WHERE campaign_id = ?1 AND state = 6", campaign["id"])[0][0] == self.people_on_the_list, 30)


if __name__ == "__main__":
    unittest.main(verbosity=1)
