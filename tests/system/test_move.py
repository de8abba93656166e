"""A system in use moves to PostgreSQL in the middle of a campaign, and back: nobody twice, nobody skipped, and the database it left
does not start again."""
import subprocess
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World, wait_for
from postgres import Postgres

PEOPLE = 600


class Move(World):
    sandbox_options = "latency_ms=50,sent_ms=20,delivered_ms=50"
    config = '''
[dispatch]
unknown_first_ms = 1000
unknown_again_ms = 500
unknown_confirm_ms = 2000
'''

    def setUp(self):
        self.postgres = Postgres()
        self.addCleanup(self.postgres.end)
        super().setUp()

    def tidings(self, *words, code=0):
        done = subprocess.run([BINARY, *words], capture_output=True, text=True, env=CLEAN_ENVIRONMENT, timeout=120)
        self.assertEqual(done.returncode, code, done)
        return done.stdout + done.stderr

    def sent(self, n):
        wait_for(f"{n} have left", lambda: self.stats()["recipients"] >= n)

    def test_there_and_back_in_mid_campaign(self):
        file, server = f"sqlite:{self.folder}/data/tidings.db", self.postgres.new_database()
        self.import_people(self.people(PEOPLE))
        campaign = self.campaign(rate_per_s=150)
        self.sent(100)
        self.assertIn("another tidings process", self.tidings("migrate", "--from", file, "--to", server, code=3))
        self.server.kill()  # requests under way are unknown now
        moved = self.tidings("migrate", "--from", file, "--to", server)
        self.assertIn("is not served any more", moved)
        refused = self.tidings("serve", "--config", str(self.folder / "tidings.toml"), code=5)
        self.assertIn("was moved to postgres://", refused)

        self.store = f'database = "{server}"'
        self.write_config()
        self.start_server()
        self.sent(300)
        back = f"sqlite:{self.folder}/data/back.db"
        self.assertIn("in use", self.tidings("migrate", "--from", server, "--to", back, code=5))
        self.server.stop()
        self.tidings("migrate", "--from", server, "--to", back)
        (self.folder / "data" / "tidings.db").unlink()
        for end in ("-wal", "-shm"):
            (self.folder / "data" / ("tidings.db" + end)).unlink(missing_ok=True)
        (self.folder / "data" / "back.db").rename(self.folder / "data" / "tidings.db")
        self.store = ""
        self.write_config()
        self.start_server()
        progress = self.completed(campaign)
        self.assertEqual(sum(c["n"] for c in progress["counts"]), PEOPLE)
        stats = self.stats()
        self.assertEqual(stats["most_per_recipient"], 1, "nobody twice")
        self.assertEqual(stats["recipients"], PEOPLE, "nobody skipped")
        self.assertIn("the audit chain holds", self.tidings("audit", "verify", "--config", str(self.folder / "tidings.toml")))


if __name__ == "__main__":
    unittest.main(verbosity=1)
