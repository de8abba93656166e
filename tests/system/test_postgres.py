"""One server on PostgreSQL: the journey, kill -9 in mid campaign, and the database itself restarted under load."""
import os
import random
import signal
import subprocess
import time
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, answers, request, wait_for
from postgres import PostgresWorld

ROUNDS = int(os.environ.get("TIDINGS_KILL_ROUNDS", "5"))
SEED = int(os.environ.get("TIDINGS_KILL_SEED", str(random.SystemRandom().randrange(1 << 30))))
PEOPLE = 1000


class OnPostgres(PostgresWorld):
    sandbox_options = "latency_ms=50,sent_ms=20,delivered_ms=50"
    config = '''
[dispatch]
unknown_first_ms = 1000
unknown_again_ms = 500
unknown_confirm_ms = 2000
'''

    def tidings(self, *words, code=0):
        done = subprocess.run([BINARY, *words, "--config", str(self.folder / "tidings.toml")], capture_output=True, text=True,
                              env=CLEAN_ENVIRONMENT)
        self.assertEqual(done.returncode, code, done)
        return done.stdout + done.stderr

    def nobody_twice_nobody_skipped(self, campaign):
        progress = self.completed(campaign)
        self.assertEqual(sum(c["n"] for c in progress["counts"]), PEOPLE)
        stats = self.stats()
        self.assertEqual(stats["doubles"], 0, stats)
        self.assertEqual(stats["most_per_recipient"], 1, "nobody twice")
        self.assertEqual(stats["recipients"], PEOPLE, "nobody skipped")

    def test_the_journey_and_the_commands(self):
        self.assertEqual(self.import_people(self.people(50))["imported"], 50)
        self.completed(self.campaign())
        self.assertEqual(self.stats()["recipients"], 50)
        self.inbound("+12026007000", "STOP")
        wait_for("the opt-out is kept", lambda: self.api("GET", "/api/optouts")["items"])
        doctor = self.tidings("doctor")
        self.assertIn("postgres://tidings@127.0.0.1", doctor)
        self.assertIn("administrator", self.tidings("key", "list"))
        self.assertIn("tid_", self.tidings("key", "create", "ann"))
        self.assertIn("the audit chain holds", self.tidings("audit", "verify"))
        self.assertIn("schema", self.tidings("migrate"))
        self.assertIn("pg_dump", self.tidings("backup", str(self.folder / "copy"), code=2))
        why = subprocess.run([BINARY, "why", "1", "--url", self.url, "--key", self.key], capture_output=True, text=True,
                             env=CLEAN_ENVIRONMENT)
        self.assertEqual(why.returncode, 0, why)
        self.assertIn("delivered", why.stdout)
        self.assertFalse((self.folder / "data" / "tidings.db").exists(), "nothing of it lies in a file")

    def test_kill_9(self):
        print(f"\nkill -9 rounds={ROUNDS} seed={SEED} (repeat with TIDINGS_KILL_SEED={SEED})", flush=True)
        rng = random.Random(SEED)
        self.import_people(self.people(PEOPLE))
        campaign = self.campaign(rate_per_s=250)
        for _ in range(ROUNDS):
            time.sleep(rng.uniform(0.05, 0.9))
            self.server.kill()
            self.start_server()
        self.nobody_twice_nobody_skipped(campaign)

    def test_the_database_restarts_under_load(self):
        rng = random.Random(SEED)
        self.import_people(self.people(PEOPLE))
        campaign = self.campaign(rate_per_s=250)
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):
            time.sleep(rng.uniform(0.1, 0.8))
            self.postgres.stop(how)
            time.sleep(rng.uniform(0.0, 0.5))
            self.postgres.start()
            wait_for("the server is ready again", lambda: answers(self.url + "/readyz"))
        self.nobody_twice_nobody_skipped(campaign)

    def test_without_its_database_it_says_so(self):
        self.postgres.stop()
        try:
            status, answer = request("GET", self.url + "/readyz", timeout=60)
            self.assertEqual(status, 503, answer)
            self.assertIn("database server", str(answer))
            self.assertTrue(answers(self.url + "/healthz"))
            self.assertIn("database server", self.tidings("doctor", code=1))
        finally:
            self.postgres.start()
        wait_for("the server is ready again", lambda: answers(self.url + "/readyz"))


if __name__ == "__main__":
    unittest.main(verbosity=1)
