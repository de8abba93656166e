"""A campaign that people opt out of is paused by itself; a person looks, and resumes it."""
import unittest

from harness import World, request, wait_for

PEOPLE = 300


class Breakers(World):
    sandbox_options = "sent_ms=20,delivered_ms=20,reply_ms=20,rate_stop=0.5"

    def incidents(self):
        return self.api("GET", "/api/incidents", expect=200)["items"]

    def test_opt_outs_pause_a_campaign(self):
        self.import_people(self.people(PEOPLE))
        campaign = self.campaign(rate_per_s=15)
        paused = wait_for("the breaker pauses it", lambda: (lambda p: p if p["status"] == "paused" else None)(
            self.progress(campaign)))
        self.assertLess(paused["totals"]["sent"], PEOPLE)
        last = paused["history"][-1]
        self.assertEqual((last["actor"], last["event"]), ("breaker", "paused"), last)
        self.assertRegex(last["detail"], r"opt_outs: \d+ of \d+ people said STOP")
        self.assertEqual([one["key"] for one in self.incidents()], [f"breaker:campaign:{campaign['id']}"])
        status, answer = request("POST", self.sandbox_url + "/sandbox/options", {"rate_stop": 0})
        self.assertEqual(status, 200, answer)
        self.api("POST", f"/api/campaigns/{campaign['id']}/resume", expect=200)
        self.completed(campaign)
        wait_for("the incident is over", lambda: not self.incidents())
        self.assertEqual((self.stats()["recipients"], self.stats()["doubles"]), (PEOPLE, 0))


if __name__ == "__main__":
    unittest.main()
