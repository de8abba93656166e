"""OpenPhone through the whole product, against the simulator that speaks its wire format: what a campaign meets on a bad day, receipts and
replies by signed webhooks of the second and third generation, and what had no answer found in the carrier's own list."""
import json
import unittest

from harness import ACCOUNT, TOKEN, Process, World, answers, request, wait_for

KEY = "b3BlbnBob25lLXNpZ25pbmcta2V5LW9mLXRoZS10ZXN0"
OURS = "+12025550100"


class OpenPhone(World):
    generation = 3
    faults = ""
    ids = f'[carrier.quo.phone_number_ids]\n"{OURS}" = "PN{OURS[1:]}"'

    def write_config(self):
        self.sandbox.kill()  # the one of setUp speaks Twilio only
        options = (f"account_sid={ACCOUNT},auth_token={TOKEN},openphone_url={self.url}/webhooks/openphone,openphone_key={KEY},"
                   f"openphone_generation={self.generation},sent_ms=5,delivered_ms=20{self.faults}")
        self.sandbox = Process("sandbox", ["sandbox", "--port", str(self.sandbox_port), "--options", options],
                               self.folder / "sandbox.log").start()
        self.addCleanup(self.sandbox.kill)
        wait_for("the simulator answers", lambda: answers(self.sandbox_url + "/sandbox/stats"), 15)
        (self.folder / "tidings.toml").write_text(f'''
[server]
port = {self.port}
[store]
data_dir = "{self.folder}/data"
{self.law}
[workspace]
score_threshold = 0
[dispatch]
unknown_first_ms = 500
unknown_again_ms = 500
unknown_confirm_ms = 1000
[carrier.quo]
type = "openphone"
api_key = "{TOKEN}"
signing_keys = ["bm90LXRoaXMtb25l", "whsec_{KEY}"]
base_url = "{self.sandbox_url}"
requests_per_s = 10
{self.ids}
[[sender]]
address = "{OURS}"
carrier = "quo"
{self.sender}
''')

    def inbound(self, sender, text):
        status, answer = request("POST", self.sandbox_url + "/sandbox/inbound",
                                 {"from": sender, "to": OURS, "body": text, "as": "openphone"})
        self.assertLess(status, 300, answer)

    def states(self, campaign):
        return sorted(m["state"] for m in self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=500")["items"])


class ThirdGeneration(OpenPhone):
    faults = ",rate_double=0.2,rate_forged=0.1"

    def test_a_campaign_is_delivered_at_the_keys_own_rate(self):
        self.import_people(self.people(35))
        campaign = self.campaign()
        self.completed(campaign)
        wait_for("all are delivered", lambda: self.states(campaign) == ["delivered"] * 35, 30)
        stats = self.stats()
        self.assertEqual((stats["accepted"], stats["doubles"]), (35, 0))
        # Ten leave in any second; on a busy machine what left in two may arrive in one. Without the limit it is all of them.
        self.assertLessEqual(stats["peak_per_second"], 20)
        self.assertEqual(stats["forged"]["taken"], 0)

    def test_what_people_write_and_stop(self):
        self.import_people(self.people(3))
        ann, bob = (line.split(",")[1] for line in self.people(3).splitlines()[1:3])
        self.inbound(ann, "Grüße 🚀")
        self.inbound(bob, "stop")
        wait_for("the number is suppressed",
                 lambda: [o["phone"] for o in self.api("GET", "/api/optouts")["items"]] == [bob], 30)
        wait_for("the reply is a conversation", lambda: "Grüße 🚀" in json.dumps(
            self.api("GET", "/api/messages"), ensure_ascii=False), 30)
        campaign = self.campaign()
        self.completed(campaign)
        wait_for("the others are delivered", lambda: self.states(campaign) == ["blocked", "delivered", "delivered"], 30)

    def test_an_unsigned_webhook_changes_nothing(self):
        body = json.dumps({"id": "EV1", "apiVersion": "v4", "type": "message.received", "data": {
            "object": {"id": "AC1", "from": "+12025550111", "to": [OURS], "text": "STOP"}}})
        for headers in ({}, {"openphone-signature": "hmac;1;1;AAAA"}, {"webhook-id": "m", "webhook-timestamp": "1",
                                                                        "webhook-signature": "v1,AAAA"}):
            self.assertEqual(request("POST", self.url + "/webhooks/openphone", body,
                                     {"Content-Type": "application/json", **headers})[0], 403)
        self.assertEqual(self.api("GET", "/api/optouts", expect=200)["items"], [])


class ABadDay(OpenPhone):
    generation = 2
    faults = ",rate_429=0.1,rate_500=0.1,rate_500_after=0.1,rate_reset_before=0.05,rate_reset_after=0.1"

    def test_nobody_twice_and_nobody_missed(self):
        self.import_people(self.people(40))
        campaign = self.campaign()
        self.completed(campaign)
        wait_for("all are delivered", lambda: self.states(campaign) == ["delivered"] * 40, 60)
        stats = self.stats()
        self.assertEqual((stats["accepted"], stats["doubles"]), (40, 0), stats)


class ABadDayWithoutIds(ABadDay):
    """The workspace's log is asked instead."""
    ids = ""


if __name__ == "__main__":
    unittest.main(verbosity=1)
