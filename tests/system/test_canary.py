"""The canary leaves through the whole of it, comes back by a webhook, is no conversation, and is missed when it does not."""
import unittest

from harness import World, request, wait_for

PAIR = '''
[[sender]]
address = "+12025550101"
carrier = "sandbox"
[canary]
deadline_s = 2
[[canary.pair]]
from = "+12025550100"
to = "+12025550101"
[reconciliation]
enabled = false
grace_s = 0
requests_per_s = 50
'''


class Canary(World):
    sandbox_options = "sent_ms=20,delivered_ms=20,own_numbers=+12025550101"
    config = PAIR

    def ended(self):
        return wait_for("the canary's verdict", lambda: [one for one in self.api("GET", "/api/canary", expect=200)["items"]
                                                         if one["verdict"] != "running"], 60)

    def test_it_comes_back(self):
        [canary] = self.ended()
        self.assertEqual(canary["verdict"], "good", canary)
        self.assertEqual((canary["from"], canary["to"]), ("+12025550100", "+12025550101"))
        self.assertIsNotNone(canary["receipt_at"])
        self.assertLess(canary["back_after_ms"], 2000)
        why = self.api("GET", f"/api/outbox/{canary['message']}/why", expect=200)
        self.assertEqual(why["message"]["kind"], "check")
        self.assertEqual(why["message"]["state"], "delivered")
        self.assertEqual(self.api("GET", "/api/messages", expect=200)["items"], [], "it is no conversation")
        self.assertIn('canary_total{', self.api("GET", "/metrics"))
        # The carrier's list has both of its ends, and nothing is missing.
        [run] = self.api("POST", "/api/reconciliations", {}, expect=202)["items"]
        done = wait_for("it is compared", lambda: (lambda r: r if r["state"] == "done" else None)(
            self.api("GET", f"/api/reconciliations/{run['id']}")), 30)
        self.assertEqual((done["outbound"], done["inbound"]), (1, 1))
        self.assertEqual((done["receipts_missing"], done["inbound_missing"], done["not_ours"]), (0, 0, 0))


class CanaryLost(Canary):
    sandbox_options = "sent_ms=20,delivered_ms=20,own_numbers=+12025550101,lose_inbound=1"
    test_it_comes_back = None

    def test_one_that_is_lost_is_missed(self):
        [canary] = self.ended()
        self.assertEqual((canary["verdict"], canary["problem"]), ("missed", "the message did not come in"))
        wait_for("it is an incident", lambda: "canary:+12025550100:+12025550101" in self.server.logged(), 10)
        self.assertEqual(request("GET", self.sandbox_url + "/sandbox/stats")[1]["inbound_lost"], 1)


if __name__ == "__main__":
    unittest.main()
