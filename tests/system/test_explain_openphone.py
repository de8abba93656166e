"""`tidings explain webhook` of OpenPhone: both schemes by the published vectors, and what the events say."""
import base64
import hashlib
import hmac
import json
import unittest

from test_explain import ask


class OpenPhone(unittest.TestCase):
    KEY = "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8="
    BODY = ('{"id":"EV1","object":"event","apiVersion":"v4","type":"message.received","data":{"object":{"id":"AC1",'
            '"from":"+15550001111","to":["+15550002222"],"text":"h\u00e9llo"}}}')

    def one(self, body, headers, **config):
        return ask("webhook", [{"carrier": "openphone", "config": {"signing_key": self.KEY, "now": 1767323045} | config, "request": {
            "method": "POST", "url": "https://example.org/webhooks/openphone", "headers": headers, "body": body}}])[0]

    def signed(self, body, **config):
        code = hmac.new(base64.b64decode(self.KEY), b"1767323045000." + body.encode(), hashlib.sha256).digest()
        return self.one(body, {"openphone-signature": "hmac;1;1767323045000;" + base64.b64encode(code).decode()}, **config)

    def test_both_schemes_by_the_vectors(self):
        said = {"signature": "valid", "accept": True, "event": "inbound_message", "provider_id": "AC1", "event_id": "EV1",
                "from": "+15550001111", "to": "+15550002222", "text": "h\u00e9llo", "media": [], "opt": None}
        old = {"openphone-signature": "hmac;1;1767323045000;jpgMzeM7u4GQty2ezdrZT73R5ws6XAiMZYkPH/vDELs="}
        new = {"webhook-id": "msg_test_1", "webhook-timestamp": "1767323045",
               "webhook-signature": "v1,1u8porg/Ev1TbwbGdIXX7sTFPMguvxtjdriORsxcn7s="}
        self.assertEqual(self.one(self.BODY, old), said)
        self.assertEqual(self.one(self.BODY, new, signing_key="whsec_" + self.KEY), said | {"event_id": "msg_test_1"})
        self.assertEqual(self.one(self.BODY, new, signing_key=None, signing_keys=["MTIzNDU2", self.KEY])["signature"], "valid")
        for headers in (old, new):
            late = self.one(self.BODY, headers, now=1767323346)
            self.assertEqual((late["signature"], late["accept"]), ("stale", False))
            self.assertEqual(self.one(self.BODY, headers, now=1767323346, max_age_s=301)["signature"], "valid")
            self.assertEqual(self.one(self.BODY + " ", headers)["signature"], "invalid")
        self.assertEqual(self.one(self.BODY, {})["signature"], "absent")

    def test_what_its_events_say(self):
        def event(kind, **what):
            return self.signed(json.dumps({"id": "EV2", "apiVersion": "v4", "type": kind, "data": {"object": {"id": "AC2"} | what}}))
        stop = event("message.received", **{"from": "+15550001111", "to": ["+15550002222"], "text": " Stop. "})
        self.assertEqual((stop["event"], stop["opt"]), ("inbound_message", "stop"))
        self.assertEqual(event("message.delivered", **{"from": "+15550002222", "to": ["+15550001111"], "status": "delivered"}), {
            "signature": "valid", "accept": True, "event": "delivery_status", "provider_id": "AC2", "event_id": "EV2",
            "from": "+15550002222", "to": "+15550001111", "provider_status": "delivered", "state": "delivered"})
        for answered, state in ((None, "missed"), ("2026-01-02T03:04:05Z", "completed")):
            call = event("call.completed", answeredAt=answered, status="completed", direction="incoming", participants=["+15550001111"])
            self.assertEqual((call["event"], call["state"], call["from"]), ("call_status", state, "+15550001111"))
        other = event("contact.updated")
        self.assertEqual((other["accept"], other["event"], "problem" in other), (True, "ignored", False))
        broken = self.signed("{")
        self.assertEqual((broken["signature"], "problem" in broken), ("valid", True))


if __name__ == "__main__":
    unittest.main(verbosity=1)
