"""Campaigns while they run: the pool and its queue, live edits, undo, a stop that asks the carrier back, raised caps."""
import subprocess
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World, wait_for


class Throttled(World):
    def cli(self, *arguments):
        return subprocess.run([BINARY, *arguments, "--url", self.url, "--key", self.key], capture_output=True, text=True,
                              timeout=60, env=CLEAN_ENVIRONMENT)

    def edit(self, campaign, expect=200, **changes):
        return self.api("PATCH", f"/api/campaigns/{campaign['id']}", changes, expect=expect)

    def messages(self, campaign):
        return self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=500", expect=200)["items"]

    def act(self, campaign, action, expect=200):
        return self.api("POST", f"/api/campaigns/{campaign['id']}/{action}", expect=expect)


class Pool(Throttled):
    config = "[campaigns]\nmax_concurrent_sms = 2"

    def test_what_starts_beyond_it_waits_in_order_and_goes_by_itself(self):
        self.import_people(self.people(50))
        running = [self.campaign(rate_per_s=0.1) for _ in range(2)]
        queued = [self.campaign(rate_per_s=0.1) for _ in range(2)]
        self.assertEqual([c["status"] for c in running + queued], ["active", "active", "queued", "queued"])
        self.assertEqual(self.api("GET", "/api/campaigns/pools", expect=200),
                         {"sms": {"active": 2, "queued": 2, "limit": 2}, "voice": {"active": 0, "queued": 0, "limit": 5}})
        self.assertEqual([self.progress(c)["queue_place"] for c in queued], [1, 2])
        wait_for("the metrics say so", lambda: 'campaigns_queued{type="sms"} 2' in self.api("GET", "/metrics"), 10)
        self.act(running[0], "stop")
        wait_for("the first in line goes", lambda: self.progress(queued[0])["status"] == "active", 10)
        self.assertEqual(self.progress(queued[1])["queue_place"], 1)
        said = self.cli("campaign", "pools")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn("sms", said.stdout)


class Edits(Throttled):
    def test_hold_for_what_has_not_left_and_are_kept_as_revisions(self):
        people = 60
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=20, body="first {{name}}")
        wait_for("some have left", lambda: self.progress(campaign)["totals"]["sent"] >= 10, 30)
        edited = self.edit(campaign, body="second {{name}}", rate_per_s=5000)
        self.assertEqual((edited["revision"], edited["template_version"]), (2, 2))
        self.completed(campaign, 60)
        by_revision = {1: 0, 2: 0}
        for message in self.messages(campaign):
            by_revision[message["revision"]] += 1
            self.assertTrue(message["body"].startswith({1: "first", 2: "second"}[message["revision"]]), message)
        self.assertEqual(sum(by_revision.values()), people)
        self.assertGreaterEqual(by_revision[1], 10)
        self.assertGreater(by_revision[2], 0)
        self.assertEqual(self.stats()["most_per_recipient"], 1)
        revisions = self.api("GET", f"/api/campaigns/{campaign['id']}/revisions", expect=200)["items"]
        self.assertEqual(revisions[1]["changes"]["rate_per_s"], {"from": 20, "to": 5000})
        said = self.cli("campaign", "revisions", str(campaign["id"]))
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn("- body", said.stdout)
        self.edit(campaign, expect=409, rate_per_s=3)

    def test_a_raised_rate_and_a_raised_cap_are_felt_at_once(self):
        self.import_people(self.people(40))
        campaign = self.campaign(rate_per_s=0.01)
        wait_for("it is planned", lambda: self.progress(campaign)["planned"], 30)
        self.api("PUT", "/api/senders", {"address": "+12025550100", "daily_cap": 15}, expect=200)
        self.edit(campaign, rate_per_s=5000)
        wait_for("the cap is reached", lambda: self.stats()["accepted"] == 15, 30)
        held = wait_for("the rest waits for its place",
                        lambda: [m for m in self.messages(campaign) if m["reason"] == "sender_daily_cap"], 10)
        self.assertTrue(all(m["not_before"] > m["created_at"] for m in held))
        self.api("PUT", "/api/senders", {"address": "+12025550100", "daily_cap": 0}, expect=200)
        self.completed(campaign, 30)
        self.assertEqual(self.stats()["accepted"], 40)


class Stop(Throttled):
    sandbox_options = "sent_ms=600000,delivered_ms=20"

    def test_asks_back_what_the_carrier_still_queues(self):
        people = 120
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=40)
        wait_for("some are at the carrier", lambda: self.progress(campaign)["totals"]["accepted"] >= 20, 30)
        said = self.cli("campaign", "stop", str(campaign["id"]))
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn("asked back from the carrier", said.stdout)
        done = wait_for("all were asked", lambda: (lambda p: p if p["recall"]["done"] and not p["totals"]["queued"] else None)(
            self.progress(campaign)), 30)
        accepted = self.stats()["accepted"]
        self.assertEqual(done["recall"], {"cancelled": accepted, "escaped": 0, "done": True})
        self.assertEqual(done["totals"]["cancelled"], people)
        reasons = {(c["state"], c["reason"]): c["n"] for c in done["counts"]}
        self.assertEqual(reasons, {("cancelled", "carrier_cancelled"): accepted,
                                   ("cancelled", "campaign_stopped"): people - accepted})


class Undo(Throttled):
    def test_a_start_is_taken_back_and_a_single_send_cancelled(self):
        self.import_people(self.people(20))
        campaign = self.campaign(undo_s=600)
        self.assertIn("undo", campaign["can"])
        wait_for("it is planned", lambda: self.progress(campaign)["planned"], 30)
        self.assertEqual(self.act(campaign, "undo")["status"], "draft")
        self.edit(campaign, body="better")
        self.assertEqual(self.stats()["accepted"], 0)
        self.act(campaign, "undo", expect=409)

        self.api("PATCH", "/api/workspaces/1", {"undo_single_s": 600}, expect=200)
        sent = self.api("POST", "/api/messages/send", {"to": "+12125550199", "body": "hello"})
        self.assertEqual(sent["status"], "accepted")
        self.assertIn("until", sent)
        said = self.cli("cancel", str(sent["id"]))
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertEqual(self.api("GET", f"/api/outbox/{sent['id']}")["reason"], "cancelled_by_user")
        urgent = self.api("POST", "/api/messages/send", {"to": "+12125550199", "body": "now", "urgent": True})
        wait_for("an urgent one does not wait", lambda: self.stats()["accepted"] == 1, 20)
        self.api("POST", f"/api/outbox/{urgent['id']}/cancel", expect=409)


if __name__ == "__main__":
    unittest.main()
