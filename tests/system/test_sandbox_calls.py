"""`tidings sandbox` as a server, over real sockets: calls by both interfaces with what they are told to say, and media it fetches. Both
ends are this file's own: what it signs and checks is computed here from the vendors' descriptions."""
import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import shutil
import tempfile
import threading
import time
import unittest
import urllib.parse

from harness import ACCOUNT, TOKEN, Process, answers, free_port, request, wait_for

ANN, MACHINE, OURS = "+12025550123", "+12025551201", "+12025550100"
VONAGE_SECRET = "a-secret-of-vonages"


class Listener:
    """Answers what the simulator asks as the test says, and keeps everything."""

    def __init__(self):
        self.heard, self.said = [], {}
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                listener.heard.append((self.command, self.path, dict(self.headers), body))
                status, kind, text = listener.said.get(urllib.parse.urlsplit(self.path).path, (204, None, b""))
                self.send_response(status)
                if kind:
                    self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class SandboxCalls(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tidings-system-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.listener = Listener()
        self.addCleanup(self.listener.stop)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        options = (f"account_sid={ACCOUNT},auth_token={TOKEN},sent_ms=5,call_ring_ms=20,call_talk_ms=20,"
                   f"vonage_signature_secret={VONAGE_SECRET}")
        self.sandbox = Process("sandbox", ["sandbox", "--port", str(port), "--options", options],
                               self.folder / "sandbox.log").start()
        self.addCleanup(self.sandbox.kill)
        wait_for("the simulator answers", lambda: answers(self.url + "/sandbox/stats"), 15)

    def twilio(self, path, fields):
        key = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        return request("POST", f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/{path}", urllib.parse.urlencode(fields),
                       {"Authorization": "Basic " + key, "Content-Type": "application/x-www-form-urlencoded"})

    def over(self, to):
        def ended():
            calls = request("GET", f"{self.url}/sandbox/calls?to={urllib.parse.quote(to)}")[1]["calls"]
            return calls[0] if calls and calls[0]["status"] not in ("queued", "initiated", "ringing", "in-progress") else None
        return wait_for(f"the call to {to} is over", ended)

    def asked(self, to):
        status, made = self.twilio("Calls.json", [
            ("To", to), ("From", OURS), ("Url", self.listener.url + "/ask?m=7&ask=1"), ("MachineDetection", "Enable"),
            ("StatusCallback", self.listener.url + "/status?m=7"), ("StatusCallbackEvent", "initiated"),
            ("StatusCallbackEvent", "ringing"), ("StatusCallbackEvent", "answered"), ("StatusCallbackEvent", "completed")])
        self.assertEqual(status, 201, made)
        self.assertTrue(made["sid"].startswith("CA"))
        return self.over(to)

    def test_a_call_of_twilios_asks_what_to_say(self):
        self.listener.said["/ask"] = (200, "text/xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say voice=\"alice\" "
                                      "language=\"en-AU\">Grüße &amp; bye</Say></Response>".encode())
        call = self.asked(ANN)
        self.assertEqual((call["said"], call["taken_by"], call["language"], call["hung_up"]),
                         ("Grüße & bye", "human", "en-AU", False))

        def completed():
            return [heard for heard in list(self.listener.heard) if b"CallStatus=completed" in heard[3]]
        wait_for("its end is told", completed)
        words = []
        for _, path, headers, body in list(self.listener.heard):
            fields = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
            text = self.listener.url + path + "".join(name + fields[name] for name in sorted(fields))
            signature = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
            self.assertEqual(headers["X-Twilio-Signature"], signature, path)
            if path.startswith("/status"):
                words.append((int(fields["SequenceNumber"]), fields["CallStatus"]))
            else:
                self.assertEqual(fields["AnsweredBy"], "human")
        self.assertEqual([word for _, word in sorted(words)], ["initiated", "ringing", "in-progress", "completed"])

    def test_a_machine_may_be_told_nothing(self):
        self.listener.said["/ask"] = (200, "text/xml", b"<Response><Hangup/></Response>")
        call = self.asked(MACHINE)
        self.assertEqual((call["said"], call["taken_by"], call["hung_up"]), ("", "machine", True))
        asks = [body for _, path, _, body in self.listener.heard if path.startswith("/ask")]
        self.assertEqual(len(asks), 1)
        self.assertIn(b"AnsweredBy=machine_start", asks[0])

    def test_nobody_who_answers_is_an_end_with_a_problem(self):
        self.listener.said["/ask"] = (500, "text/plain", b"no")
        call = self.asked(ANN)
        self.assertEqual((call["said"], call["status"], call["problem"]), ("", "completed", "nobody gave instructions"))

    def test_a_call_of_vonages(self):
        def part(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

        now = int(time.time())
        token = ".".join([part({"alg": "RS256", "typ": "JWT"}),
                          part({"application_id": "a", "iat": now, "exp": now + 900, "jti": "1"}), "c2ln"])
        status, made = request("POST", self.url + "/v1/calls", {
            "to": [{"type": "phone", "number": MACHINE[1:]}], "from": {"type": "phone", "number": OURS[1:]},
            "ncco": [{"action": "talk", "text": "Hello", "language": "en-AU"}],
            "event_url": [self.listener.url + "/status?m=9"], "machine_detection": "continue"},
            {"Authorization": "Bearer " + token})
        self.assertEqual((status, made["status"]), (201, "started"))
        call = self.over(MACHINE)
        self.assertEqual((call["said"], call["sid"]), ("Hello", made["uuid"]))
        wait_for("its end is told", lambda: [one for one in list(self.listener.heard) if b'"completed"' in one[3]])
        words = set()
        for _, path, headers, body in list(self.listener.heard):
            self.assertEqual(path, "/status?m=9")
            covered, _, signature = headers["Authorization"].removeprefix("Bearer ").rpartition(".")
            expected = hmac.new(VONAGE_SECRET.encode(), covered.encode(), hashlib.sha256).digest()
            self.assertEqual(base64.urlsafe_b64encode(expected).decode().rstrip("="), signature)
            claims = covered.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
            self.assertEqual(claims["payload_hash"], hashlib.sha256(body).hexdigest())
            event = json.loads(body)
            self.assertEqual(event["uuid"], made["uuid"])
            words.add(event["status"])
        self.assertEqual(words, {"started", "ringing", "answered", "machine", "completed"})

    def test_media_are_fetched_before_they_are_sent(self):
        self.listener.said["/picture"] = (200, "image/png", b"\x89PNG 12345")

        def send(to, name):
            status, made = self.twilio("Messages.json", [("To", to), ("From", OURS),
                                                         ("MediaUrl", f"{self.listener.url}/{name}")])
            self.assertEqual(status, 201, made)
            self.assertTrue(made["sid"].startswith("MM"))

            def ended():
                shown = request("GET", f"{self.url}/sandbox/messages?to={urllib.parse.quote(to)}")[1]["messages"][0]
                return shown if shown["status"] in ("delivered", "failed") else None
            return wait_for("it has ended", ended)

        shown = send(ANN, "picture")
        self.assertEqual(shown["status"], "delivered")
        self.assertEqual(shown["fetched"], [{"url": self.listener.url + "/picture", "status": 200, "type": "image/png", "bytes": 10}])
        shown = send("+12025550124", "nothing")
        self.assertEqual((shown["status"], shown["error_code"]), ("failed", 11200), "an answer without a picture is none")


if __name__ == "__main__":
    unittest.main()
