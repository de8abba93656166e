"""kill -9 of the real binary in mid campaign: nobody twice, nobody skipped, by the simulator's own counters.

TIDINGS_KILL_ROUNDS and TIDINGS_KILL_SEED change the number of rounds and the moments.
"""
import os
import random
import time
import unittest

from harness import World

ROUNDS = int(os.environ.get("TIDINGS_KILL_ROUNDS", "10"))
SEED = int(os.environ.get("TIDINGS_KILL_SEED", str(random.SystemRandom().randrange(1 << 30))))
PEOPLE = 1500


class Kill9(World):
    sandbox_options = "latency_ms=50,sent_ms=20,delivered_ms=50"
    # Short waits for unknown outcomes: a request takes 50 ms here, so a second is late enough to ask.
    config = '''
[dispatch]
unknown_first_ms = 1000
unknown_again_ms = 500
unknown_confirm_ms = 2000
'''

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


if __name__ == "__main__":
    unittest.main(verbosity=1)
