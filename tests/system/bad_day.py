"""What the tests of bad days share: a carrier that can be told to misbehave, signed webhooks, a look into the database."""
import base64
import hashlib
import hmac
import sqlite3
import urllib.parse

from harness import TOKEN, World, request, wait_for

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# Short waits for unknown outcomes: requests take 50 ms at most here unless a test says otherwise.
SHORT_WAITS = """
[dispatch]
unknown_first_ms = 1000
unknown_again_ms = 500
unknown_confirm_ms = 2000
"""


class BadDay(World):
    sandbox_options = "latency_ms=30,sent_ms=20,delivered_ms=50,retry_answers=true,webhook_retries=40,webhook_retry_ms=500"
    config = SHORT_WAITS

    def set_carrier(self, **options):
        status, answer = request("POST", self.sandbox_url + "/sandbox/options", options)
        self.assertEqual(status, 200, answer)

    def rows(self, sql, *parameters):
        """Reads the database beside the server, as `sqlite3` would."""
        with sqlite3.connect(f"file:{self.folder}/data/tidings.db?mode=ro", uri=True, timeout=10) as db:
            return db.execute(sql, parameters).fetchall()

    def sent_log(self):
        """Every message the simulator accepted, in order."""
        messages, after = [], 0
        while after is not None:
            page = request("GET", self.sandbox_url + f"/sandbox/sent-log?limit=1000&after={after}")[1]
            messages += page["messages"]
            after = page["next"]
        return messages

    def metric(self, name):
        text = request("GET", self.url + "/metrics")[1]
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))

    def at_the_carrier(self, n, seconds=20):
        wait_for(f"{n} are at the carrier", lambda: self.stats()["accepted"] >= n, seconds, 0.02)

    def everybody_once(self, people, campaign=None, others=0):
        """By the simulator's own counters; others: recipients outside the campaign."""
        if campaign:
            counts = self.progress(campaign)["counts"]
            self.assertEqual(sum(c["n"] for c in counts), people, counts)
        stats = self.stats()
        self.assertEqual(stats["most_per_recipient"], 1, stats)
        self.assertEqual(stats["recipients"], people + others, stats)

    def signed(self, path, fields):
        """A webhook as Twilio signs it."""
        text = self.url + path + "".join(name + fields[name] for name in sorted(fields))
        mac = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
        return urllib.parse.urlencode(fields), {**FORM, "X-Twilio-Signature": mac}

    def reply(self, number, sender="+12125559999", text="hello"):
        return {"MessageSid": f"SM{number:032x}", "From": sender, "To": "+12025550100", "Body": text, "NumMedia": "0"}
