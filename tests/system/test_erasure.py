"""STOP reaches what the carrier has queued, and a person is erased, both over kill -9 at the worst time."""
import base64
import sqlite3
import subprocess
import unittest

from harness import ACCOUNT, BINARY, CLEAN_ENVIRONMENT, TOKEN, World, request, wait_for

ANN = "+12025550111"


class Queued(World):
    sandbox_options = "sent_ms=600000,delivered_ms=20"  # the carrier keeps everything queued

    def test_a_stop_reaches_what_the_carrier_has(self):
        mine = self.api("POST", "/api/messages/send", {"to": ANN, "body": "one", "purpose": "informational"}, expect=202)
        other = self.api("POST", "/api/messages/send", {"to": "+12025550112", "body": "two", "purpose": "informational"}, expect=202)
        state = lambda sent: self.api("GET", f"/api/outbox/{sent['id']}", expect=200)["state"]
        for sent in (mine, other):
            wait_for("the carrier has it", lambda: state(sent) == "accepted")
        self.inbound(ANN, "Stop")
        wait_for("it is taken", lambda: self.api("GET", "/api/optouts")["items"])
        self.server.kill()
        self.start_server()
        wait_for("it is cancelled at the carrier", lambda: state(mine) == "cancelled")
        self.assertEqual(state(other), "accepted")


class Erased(World):
    def run_it(self, *arguments):
        environment = {**CLEAN_ENVIRONMENT, "TIDINGS_URL": self.url, "TIDINGS_KEY": self.key}
        return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=30, env=environment)

    def standing(self, needle):
        """Where a text stands in the database, the audit log aside."""
        with sqlite3.connect(f"file:{self.folder}/data/tidings.db?mode=ro", uri=True) as db:
            tables = [name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if name != "audit"]
            return sorted({table for table in tables for row in db.execute(f"SELECT * FROM {table}") if needle in str(row)})

    def test_nothing_is_left_but_that_they_are_left_alone(self):
        self.import_people(f"name,phone\nAnn Example,{ANN}\n")
        self.completed(self.campaign())
        self.inbound(ANN, "Ann Example here, who is this?")
        wait_for("the reply is there", lambda: self.api("GET", "/api/messages")["items"])
        wait_for("its receipts are there", lambda: self.api("GET", "/api/outbox/1")["state"] == "delivered")
        self.assertIn("webhook_event", self.standing(ANN[1:]))
        done = self.run_it("contact", "erase", ANN, "--reason", "letter of 2026-11-20")
        self.server.kill()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(ANN, done.stdout)
        keys = self.folder / "data" / "erasure.keys"
        self.assertEqual(keys.stat().st_mode & 0o777, 0o600)
        self.config = "\n[clock]\noffset_s = 660\n"
        self.write_config()
        self.start_server()
        wait_for("it is done", lambda: self.api("GET", "/api/erasures/1")["state"] == "done")
        self.assertEqual(self.standing(ANN[1:]), [])
        self.assertEqual(self.standing("Ann"), [])
        # The carrier's own log holds no text of theirs either, sent or written.
        def texts():
            status, answer = request("GET", self.sandbox_url + f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", headers={
                "Authorization": "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()})
            self.assertEqual(status, 200, answer)
            return [one["body"] for one in answer["messages"] if ANN in (one["to"], one["from"])]
        wait_for("the carrier's log holds no text", lambda: not any(texts()))
        self.assertEqual(len(texts()), 2)
        self.assertIn("done", self.run_it("contact", "erasure", "1").stdout)
        self.assertNotIn(keys.read_text().split("\n")[2], (self.folder / "data" / "tidings.db").read_bytes().decode("latin-1"))

        again = self.import_people(f"name,phone\nAnn Example,{ANN}\nBob,+12025550112\n", "back")
        self.assertEqual((again["imported"], again["rejected"]), (1, 1))
        sent = self.run_it("send", ANN, "hello", "--purpose", "informational")
        self.assertEqual(sent.returncode, 1, sent.stdout)
        newest = sent.stdout.split()[1].rstrip(":")
        self.assertIn("erased, kept as a keyed hash", self.run_it("why", newest).stdout)
        self.assertEqual(self.stats()["accepted"], 1)


if __name__ == "__main__":
    unittest.main()
