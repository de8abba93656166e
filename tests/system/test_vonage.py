"""Vonage from outside: a campaign in several parts, receipts of each, long replies in parts, kill -9 between two parts, and what was
lost found in the account's own log."""
import base64
import hashlib
import hmac
import json
import subprocess
import time
import unittest
import urllib.parse

from harness import BINARY, CLEAN_ENVIRONMENT, TOKEN, World, request, wait_for

SECRET = "sandbox-signature-secret"
OURS = "+61400000009"


def signed(fields, secret=SECRET, at=None):
    fields = {**fields, "timestamp": str(int(time.time() if at is None else at)), "nonce": "n"}
    text = "".join(f"&{name}={str(value).replace('&', '_').replace('=', '_')}" for name, value in sorted(fields.items()))
    return {**fields, "sig": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()}


class Vonage(World):
    api_name = "sms"

    def setUp(self):
        super().setUp()
        status, answer = request("POST", self.sandbox_url + "/sandbox/options",
                                 {"vonage_url": self.url + "/webhooks/vonage/inbound", "vonage_send_by": "get"})
        self.assertEqual(status, 200, answer)

    def write_config(self):
        (self.folder / "tidings.toml").write_text(f'''
[server]
port = {self.port}
[store]
data_dir = "{self.folder}/data"
[law]
standard = false
[workspace]
score_threshold = 0
default_region = "AU"
[carrier.oz]
type = "vonage"
api = "{self.api_name}"
api_key = "sandbox1"
api_secret = "{TOKEN}"
signature_secret = "{SECRET}"
signature_method = "sha256"
base_url = "{self.sandbox_url}"
reports_url = "{self.sandbox_url}"
requests_per_s = 1000
[reconciliation]
enabled = false
grace_s = 0
requests_per_s = 50
[[sender]]
address = "{OURS}"
carrier = "oz"
segments_per_s = 10000
daily_cap = 0
''')

    def reach(self, n):
        people = self.people(n)
        self.import_people(people)
        return [line.split(",")[1] for line in people.splitlines()[1:]]

    def states(self, campaign):
        rows = self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=500", expect=200)["items"]
        return {row["to"]: row["state"] for row in rows}

    def all_delivered(self, campaign, n):
        wait_for("every receipt is applied", lambda: list(self.states(campaign).values()) == ["delivered"] * n, 60)

    def writes(self, sender, text):
        tongue = "vonage" if self.api_name == "sms" else "vonage_messages"
        status, answer = request("POST", self.sandbox_url + "/sandbox/inbound",
                                 {"from": sender, "to": OURS, "body": text, "as": tongue})
        self.assertLess(status, 300, answer)

    def opted_out(self):
        return {one["phone"] for one in self.api("GET", "/api/optouts?limit=500", expect=200)["items"]}

    def threads(self):
        return {one["phone"]: one["last_text"] for one in self.api("GET", "/api/messages?limit=100", expect=200)["items"]}

    def test_a_campaign_its_receipts_and_replies(self):
        numbers = self.reach(30)
        campaign = self.campaign(body="Grüße {{name}} " + "x" * 300)
        self.completed(campaign)
        self.all_delivered(campaign, 30)
        stats = self.stats()
        self.assertEqual((stats["accepted"], stats["doubles"]), (30, 0))
        long_reply = "please " + "y" * 200 + " thanks"
        self.writes(numbers[0], long_reply)
        self.writes(numbers[1], "STOP")
        wait_for("the long reply is one message", lambda: self.threads().get(numbers[0]) == long_reply, 20)
        wait_for("STOP has acted", lambda: self.opted_out() == {numbers[1]}, 20)

    def test_what_was_lost_is_found(self):
        numbers = self.reach(20)
        request("POST", self.sandbox_url + "/sandbox/options", {"lose_receipts": 25, "lose_inbound": 2})
        campaign = self.campaign(body="x" * 200)
        self.completed(campaign)
        self.writes(numbers[0], "STOP")
        self.writes(numbers[1], "no thank you")
        time_of_list = time.time()
        wait_for("the report's second has passed", lambda: time.time() > time_of_list + 1.1, 10)
        run = subprocess.run([BINARY, "reconcile", "--url", self.url, "--key", self.key, "--json", "--follow"], timeout=120,
                             capture_output=True, text=True, env=CLEAN_ENVIRONMENT)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.all_delivered(campaign, 20)
        self.assertIn(numbers[0], self.opted_out())
        again = subprocess.run([BINARY, "reconcile", "--url", self.url, "--key", self.key, "--json", "--follow"], timeout=120,
                               capture_output=True, text=True, env=CLEAN_ENVIRONMENT)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.api("GET", "/api/optouts?limit=500", expect=200)["items"][0]["phone"], numbers[0])


class VonageParts(Vonage):
    test_a_campaign_its_receipts_and_replies = None
    test_what_was_lost_is_found = None

    def part(self, number, text, expect=204, **more):
        fields = {"msisdn": "12025550123", "to": OURS[1:], "messageId": f"A{number}", "text": text, "type": "text",
                  "keyword": "X", "message-timestamp": "2026-01-02 03:04:05", "api-key": "sandbox1", "concat": "true",
                  "concat-ref": "7", "concat-total": "3", "concat-part": str(number), **more}
        status, answer = request("GET", self.url + "/webhooks/vonage/inbound?" + urllib.parse.urlencode(signed(fields)))
        self.assertEqual(status, expect, answer)

    def test_a_crash_between_two_parts_loses_none(self):
        self.part(3, "three")
        self.part(1, "one ")
        self.server.kill()
        self.start_server()
        self.part(1, "one ")
        self.assertNotIn("+12025550123", self.threads())
        self.part(2, "two ")
        self.part(2, "two ")
        wait_for("the parts are one message", lambda: self.threads().get("+12025550123") == "one two three", 20)
        self.assertEqual(len([t for t in self.threads()]), 1)

    def test_a_stop_in_a_part_acts_before_its_answer(self):
        self.part(1, "STOP")
        self.assertEqual(self.opted_out(), {"+12025550123"})

    def test_forged_stale_and_unsigned_ones_change_nothing(self):
        url = self.url + "/webhooks/vonage/inbound"
        fields = {"msisdn": "12025550123", "to": OURS[1:], "messageId": "A1", "text": "STOP"}
        for wrong in (fields, signed(fields, "another"), signed(fields, at=time.time() - 4000), {**signed(fields), "text": "STOP "}):
            self.assertEqual(request("GET", url + "?" + urllib.parse.urlencode(wrong))[0], 403)
            self.assertEqual(request("POST", url, json.dumps(wrong), {"Content-Type": "application/json"})[0], 403)
        body = json.dumps({"channel": "sms", "message_uuid": "u1", "from": "12025550123", "to": OURS[1:], "message_type": "text",
                           "text": "STOP"})
        part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
        claims = {"iat": int(time.time()), "jti": "j", "iss": "Vonage", "api_key": "sandbox1",
                  "payload_hash": hashlib.sha256(body.encode()).hexdigest()}
        covered = part({"alg": "HS256", "typ": "JWT"}) + "." + part(claims)
        token = covered + "." + base64.urlsafe_b64encode(
            hmac.new(SECRET.encode(), covered.encode(), hashlib.sha256).digest()).decode().rstrip("=")
        bearer = {"Content-Type": "application/json", "Authorization": "Bearer " + token}
        self.assertEqual(request("POST", url, body + " ", bearer)[0], 403)
        self.assertEqual(self.opted_out(), set())
        self.assertEqual(request("POST", url, body, bearer)[0], 204)
        self.assertEqual(self.opted_out(), {"+12025550123"})


class VonageMessages(Vonage):
    api_name = "messages"


if __name__ == "__main__":
    unittest.main()
