"""The main job from outside: a list, a campaign, the gate, the carrier's wire, receipts, replies, STOP, why."""
import json
import time
import unittest

from harness import TOKEN, World, request, wait_for


class Journey(World):
    def test_a_campaign_is_delivered_and_explained(self):
        job = self.import_people("name,phone\nAnn,+12025550111\nBob,(202) 555-0112\nAnn again,+12025550111\nNobody,\nX,123\n")
        self.assertEqual((job["imported"], job["duplicates"], job["rejected"]), (2, 1, 2))
        campaign = self.campaign()
        self.completed(campaign)
        messages = self.api("GET", f"/api/campaigns/{campaign['id']}/messages", expect=200)["items"]
        wait_for("both are delivered", lambda: all(
            m["state"] == "delivered"
            for m in self.api("GET", f"/api/campaigns/{campaign['id']}/messages")["items"]), 20)
        why = self.api("GET", f"/api/outbox/{messages[0]['id']}/why", expect=200)
        text = json.dumps(why)
        for word in ("hours", "consent", "suppression", "accepted", "delivered"):
            self.assertIn(word, text)
        bodies = request("GET", self.sandbox_url + "/sandbox/messages?to=%2B12025550111")[1]
        self.assertIn("Hello Ann", json.dumps(bodies))

    def test_stop_silences_at_once_and_is_confirmed_once(self):
        self.import_people(self.people(40))
        first = self.people(1).splitlines()[1].split(",")[1]
        campaign = self.campaign(rate_per_s=2)  # 20 seconds: there is time to say STOP
        wait_for("the campaign runs", lambda: self.stats()["accepted"] >= 1, 20)
        last = self.people(40).splitlines()[40].split(",")[1]
        self.inbound(last, "STOP")
        self.inbound(last, "Stop")
        wait_for("the confirmation goes out", lambda: "unsubscribed" in json.dumps(
            request("GET", self.sandbox_url + "/sandbox/messages?to=" + last.replace("+", "%2B"))[1]), 20)
        self.completed(campaign, 60)
        got = request("GET", self.sandbox_url + "/sandbox/messages?to=" + last.replace("+", "%2B"))[1]
        texts = [m["body"] for m in got["messages"]]
        self.assertEqual(len(texts), 1, texts)
        self.assertNotIn("Hello", texts[0])
        self.assertNotEqual(first, last)
        threads = self.api("GET", "/api/messages", expect=200)
        self.assertIn(last, json.dumps(threads))

    def test_a_forged_webhook_changes_nothing(self):
        self.import_people(self.people(1))
        phone = self.people(1).splitlines()[1].split(",")[1]
        form = f"MessageSid=SM{'1' * 32}&From=%2B{phone[1:]}&To=%2B12025550100&Body=STOP&NumMedia=0"
        for headers in ({}, {"X-Twilio-Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}):
            status, _ = request("POST", self.url + "/webhooks/twilio/sms", form,
                                {"Content-Type": "application/x-www-form-urlencoded", **headers})
            self.assertEqual(status, 403)
        self.assertEqual(self.api("GET", "/api/optouts", expect=200)["items"], [])
        self.assertNotIn(phone, json.dumps(self.api("GET", "/api/messages", expect=200)))
        self.assertEqual(len(TOKEN), 32)

    def test_pause_resume_stop(self):
        self.import_people(self.people(200))
        campaign = self.campaign(rate_per_s=20)
        path = f"/campaigns/{campaign['id']}/"
        wait_for("it runs", lambda: self.stats()["accepted"] > 3, 20)
        self.assertTrue(self.api("POST", path + "pause", expect=200)["success"])
        time.sleep(1)
        paused = self.stats()["accepted"]
        time.sleep(1.5)
        self.assertEqual(self.stats()["accepted"], paused, "nothing leaves while paused")
        self.api("POST", path + "pause", expect=409)
        self.assertTrue(self.api("POST", path + "resume", expect=200)["success"])
        wait_for("it goes on", lambda: self.stats()["accepted"] > paused, 20)
        self.assertTrue(self.api("POST", path + "stop", expect=200)["success"])
        wait_for("the rest is cancelled", lambda: sum(
            c["n"] for c in self.progress(campaign)["counts"] if c["state"] == "cancelled") > 50, 20)
        self.api("POST", path + "start", expect=409)


class Receipts(World):
    sandbox_options = "latency_ms=5,jitter_ms=20,rate_429=0.03,rate_500=0.02,rate_500_after=0.01,rate_reset_before=0.01," \
                      "rate_reset_after=0.01,rate_double=0.2,rate_reversed=0.1,rate_lost=0.02,rate_forged=0.05," \
                      "sent_ms=5,delivered_ms=20"
    config = '''
[dispatch]
unknown_first_ms = 1500
unknown_again_ms = 500
unknown_confirm_ms = 3000
'''

    def test_a_bad_day_at_the_carrier_doubles_and_skips_nobody(self):
        people = 1000
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=500)
        progress = self.completed(campaign, 120)
        stats = self.stats()
        self.assertEqual(stats["most_per_recipient"], 1, stats)
        self.assertEqual(stats["recipients"], people, stats)
        self.assertGreater(stats["forged"]["sent"], 0)
        self.assertEqual(stats["forged"]["taken"], 0)
        self.assertEqual(sum(c["n"] for c in progress["counts"]), people)


if __name__ == "__main__":
    unittest.main(verbosity=1)
