"""`tidings explain webhook` for Vonage: the vectors of its description, and what each webhook says."""
import json
import subprocess
import unittest
import urllib.parse

from harness import BINARY, CLEAN_ENVIRONMENT

SECRET = "vonage-test-secret"
NOW = "2026-01-02T03:04:10Z"
FIELDS = {"msisdn": "61400000001", "to": "61400000002", "messageId": "0A0000000123ABCD1", "text": "a=b&c",
          "message-timestamp": "2026-01-02 03:04:05", "timestamp": "1767323045", "nonce": "n-1", "api-key": "abcd1234",
          "type": "text", "keyword": "A=B&C"}
SIGS = {"md5hash": "8d2dc46f154620bc6ddd4efded764eeb", "sha1": "b469d895f4c2ed6370c3db4318a9f86ff3db363c",
        "sha256": "05b1319493c65c6327fceadc385431a04b0d83eb2833f44e5c78265fcab4201f"}
BODY = ('{"channel":"sms","message_uuid":"00000000-0000-4000-8000-000000000001","to":"61400000002","from":"61400000001",'
        '"timestamp":"2026-01-02T03:04:05Z","message_type":"text","text":"hi"}')
TOKEN = ("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3NjczMjMwNDUsImp0aSI6ImotMSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6"
         "ImFiYzE1MjY0NTY2NzgzMzcxY2VkNzhjMDhiMmMxMWI0N2FiNWY0NjlhZDg5MTM1Yzc4N2NjNzNjYjkxNjZjMDAiLCJhcGlfa2V5IjoiYWJjZDEyMzQiLCJh"
         "cHBsaWNhdGlvbl9pZCI6ImFwcC0xIn0.UP5nJYv3mElAe9AwDgoCerxG403Xeqqk7KzeXREUeXw")


def ask(questions):
    lines = "".join(json.dumps({"carrier": "vonage", **one}) + "\n" for one in questions)
    ran = subprocess.run([BINARY, "explain", "webhook"], input=lines, capture_output=True, text=True, timeout=60,
                         env=CLEAN_ENVIRONMENT)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def query(fields):
    return {"method": "GET", "url": "https://example.org/in?" + urllib.parse.urlencode(fields), "headers": {}, "body": ""}


def form(fields):
    return {"method": "POST", "url": "/in", "headers": {"Content-Type": "application/x-www-form-urlencoded"},
            "body": urllib.parse.urlencode(fields)}


def as_json(fields):
    return {"method": "POST", "url": "/in", "headers": {"Content-Type": "application/json"}, "body": json.dumps(fields)}


class ExplainVonage(unittest.TestCase):
    def test_vectors_of_sig(self):
        for method, sig in SIGS.items():
            config = {"signature_secret": SECRET, "signature_method": method, "now": NOW}
            for request in (query({**FIELDS, "sig": sig}), form({**FIELDS, "sig": sig}), as_json({**FIELDS, "sig": sig})):
                answer = ask([{"config": config, "request": request}])[0]
                self.assertEqual(answer, {"signature": "valid", "accept": True, "event": "inbound_message",
                                          "provider_id": "0A0000000123ABCD1", "event_id": "n-1", "from": "+61400000001",
                                          "to": "+61400000002", "text": "a=b&c", "media": [], "opt": None}, method)

    def test_forged_stale_and_absent(self):
        config = {"signature_secret": SECRET, "signature_method": "sha256", "now": NOW}
        sig = SIGS["sha256"]
        asked = [(config, {**FIELDS, "sig": sig, "text": "STOP"}, "invalid"), (config, FIELDS, "absent"),
                 ({**config, "now": "2026-01-02T04:04:10Z"}, {**FIELDS, "sig": sig}, "stale"),
                 ({**config, "now": "2026-01-02T04:04:10Z", "max_age_s": 7200}, {**FIELDS, "sig": sig}, "valid"),
                 ({**config, "max_age_s": 2}, {**FIELDS, "sig": sig}, "stale"),
                 ({**config, "signature_secret": "x"}, {**FIELDS, "sig": sig}, "invalid"),
                 ({**config, "signature_method": "sha512"}, {**FIELDS, "sig": sig}, "invalid")]
        answers = ask([{"config": c, "request": query(fields)} for c, fields, _ in asked])
        for (c, fields, expected), answer in zip(asked, answers):
            self.assertEqual((answer["signature"], answer["accept"]), (expected, expected == "valid"), (c, fields))

    def test_vector_of_the_token(self):
        config = {"signature_secret": SECRET, "api_key": "abcd1234", "now": 1767323045}
        request = {"method": "POST", "url": "/in", "headers": {"Authorization": "Bearer " + TOKEN}, "body": BODY}
        answers = ask([{"config": config, "request": request}, {"config": {**config, "now": 1767323345}, "request": request},
                       {"config": {**config, "now": 1767323346}, "request": request},
                       {"config": {**config, "api_key": "dcba4321"}, "request": request},
                       {"config": config, "request": {**request, "body": BODY.replace("hi", "ho")}},
                       {"config": config, "request": {**request, "headers": {}}}])
        self.assertEqual([a["signature"] for a in answers], ["valid", "valid", "stale", "invalid", "invalid", "absent"])
        self.assertEqual(answers[0], {"signature": "valid", "accept": True, "event": "inbound_message", "event_id": "j-1",
                                      "provider_id": "00000000-0000-4000-8000-000000000001", "from": "+61400000001",
                                      "to": "+61400000002", "text": "hi", "media": [], "opt": None})

    def test_what_they_say(self):
        receipt = {"msisdn": "61400000001", "to": "AcmeInc", "messageId": "A1", "status": "rejected", "err-code": "9",
                   "client-ref": "42"}
        part = {**FIELDS, "concat": "true", "concat-ref": "1", "concat-total": "2", "concat-part": "1"}
        status = {"message_uuid": "u", "to": "61400000001", "from": "61400000002", "status": "submitted", "channel": "sms",
                  "client_ref": "42"}
        picture = {"channel": "mms", "message_uuid": "u", "to": "61400000002", "from": "61400000001", "message_type": "image",
                   "image": {"url": "https://x.example/a.jpg", "caption": "STOP"}}
        call = {"uuid": "c", "conversation_uuid": "v", "status": "unanswered", "from": "61400000002", "to": "61400000001"}
        answers = ask([{"config": {}, "request": as_json(body)} for body in (receipt, part, status, picture, call, {"x": "y"})])
        for answer in answers:
            self.assertEqual((answer.pop("signature"), answer.pop("accept")), ("absent", False))
        self.assertEqual(answers[0], {"event": "delivery_status", "provider_id": "A1", "from": "AcmeInc", "to": "+61400000001",
                                      "provider_status": "rejected", "state": "failed", "error_code": "9", "client_ref": "42"})
        self.assertTrue(answers[1]["partial"])
        self.assertEqual(answers[2], {"event": "delivery_status", "provider_id": "u", "from": "+61400000002", "to": "+61400000001",
                                      "provider_status": "submitted", "state": "sent", "client_ref": "42"})
        self.assertEqual(answers[3]["media"], [{"url": "https://x.example/a.jpg", "type": "image"}])
        self.assertEqual((answers[3]["text"], answers[3]["opt"]), ("STOP", "stop"))
        self.assertEqual((answers[4]["event"], answers[4]["state"]), ("call_status", "missed"))
        self.assertEqual(answers[5], {"event": "ignored"})

    def test_a_method_nobody_has(self):
        answer = ask([{"config": {"signature_method": "sha3"}, "request": form(FIELDS)}])[0]
        self.assertIn("signature_method", answer["error"])


if __name__ == "__main__":
    unittest.main()
