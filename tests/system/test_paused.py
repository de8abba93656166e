"""The server stopped by SIGSTOP under load, for longer than its lease and than any request to the carrier may take, and resumed:
it finds its leases lapsed and its requests long answered."""
import signal
import time
import unittest

from bad_day import SHORT_WAITS
from harness import wait_for
from power import PowerWorld

LEASE_S = 30  # the shortest there is


class Paused(PowerWorld):
    people_on_the_list = 600
    config = SHORT_WAITS + f"lease_ms = {LEASE_S * 1000}\n"

    def test_beyond_its_lease(self):
        self.set_carrier(latency_ms=400)
        self.import_people(self.people(self.people_on_the_list))
        campaign = self.campaign(rate_per_s=100)
        self.campaigns = {campaign["id"]}
        promises = self.promises()
        self.at_the_carrier(100)
        self.server.process.send_signal(signal.SIGSTOP)
        time.sleep(3)  # what was under way has arrived
        arrived = self.stats()["accepted"]
        states = dict(self.rows("SELECT state, count(*) FROM message GROUP BY state"))
        self.assertGreater(states.get(2, 0), 0, "some are handed over and not settled")
        time.sleep(LEASE_S)
        self.assertEqual(self.stats()["accepted"], arrived)
        self.server.process.send_signal(signal.SIGCONT)
        wait_for("sending goes on", lambda: self.stats()["accepted"] > arrived, 10, 0.02)
        time.sleep(1)
        promises.end()
        self.all_kept(promises, campaign)
        wait_for("every receipt has come", lambda: self.rows(
            "SELECT count(*) FROM message WHERE campaign_id = ?1 AND state = 6", campaign["id"])[0][0] == self.people_on_the_list, 60)


if __name__ == "__main__":
    unittest.main(verbosity=1)
