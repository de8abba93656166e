"""Campaigns that call, against the carrier simulator: said what was to be said, nobody called twice also by kill -9, and nobody
called whom the text of the same campaign has reached.

TIDINGS_KILL_SEED changes the moments.
"""
import os
import random
import time
import unittest

from bad_day import SHORT_WAITS
from harness import World, request, wait_for

SEED = int(os.environ.get("TIDINGS_KILL_SEED", str(random.SystemRandom().randrange(1 << 30))))
CALLERS = 10  # each makes one call a second


# A webhook that meets a dead server comes again.
REPEATED = "retry_answers=true,webhook_retries=40,webhook_retry_ms=500"


class Calling(World):
    sandbox_options = REPEATED
    config = SHORT_WAITS + "\n[campaigns]\nsilence_counts_after_s = 0\n" + "".join(
        f'\n[[sender]]\naddress = "+1202555017{i}"\ncarrier = "sandbox"\nchannels = ["call"]\ndaily_cap = 0\n'
        for i in range(CALLERS))

    def write_config(self):
        super().write_config()
        path = self.folder / "tidings.toml"
        path.write_text(path.read_text().replace('type = "sandbox"', 'type = "sandbox"\ncalls_per_s = 100', 1))

    def calls(self):
        """Every call the carrier was asked to make, oldest first."""
        out, after = [], 0
        while after is not None:
            page = request("GET", f"{self.sandbox_url}/sandbox/calls?after={after}")[1]
            out += page["calls"]
            after = page.get("next")
        return out

    def messages(self, campaign):
        out, after = [], 0
        while after is not None:
            page = self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=500&after={after}", expect=200)
            out += page["items"]
            after = page["next"]
        return out

    def voice(self, **fields):
        return self.campaign(**{"type": "voice", "body": None, "spoken": "Hello {{name}}", **fields})

    def kill_in_the_middle(self, rounds, rng):
        for _ in range(rounds):
            time.sleep(rng.uniform(0.2, 1.2))
            self.server.kill()
            self.start_server()


class Voice(Calling):
    def test_nobody_is_called_twice_whenever_the_server_is_killed(self):
        print(f"\nkill -9 in mid calls, seed={SEED} (repeat with TIDINGS_KILL_SEED={SEED})", flush=True)
        people = 40
        self.import_people(self.people(people))
        campaign = self.voice(language="en-AU", ring_s=20)
        self.assertEqual(campaign["type"], "voice")
        self.kill_in_the_middle(4, random.Random(SEED))
        self.completed(campaign)
        called = [call["to"] for call in self.calls()]
        self.assertEqual(len(set(called)), people, "nobody skipped")
        self.assertEqual(len(called), people, "nobody twice")
        self.assertEqual(self.stats()["recipients"], 0, "and no texts")
        wait_for("all ends are known", lambda: self.progress(campaign)["totals"]["delivered"] == people, 60)
        self.assertEqual(self.progress(campaign)["calls"]["outcomes"], {"human": people})
        said = {call["to"]: call for call in self.calls()}
        first = self.messages(campaign)[0]
        self.assertIn(first["body"], str(said[first["to"]]))
        funnel = self.api("GET", f"/api/campaigns/{campaign['id']}/funnel", expect=200)
        self.assertEqual(funnel["calls"]["outcomes"], {"human": people})

    def test_what_is_wrong_is_said_at_creation(self):
        self.import_people(self.people(1))
        for fields, where in (({"spoken": ""}, "spoken"), ({"ring_s": 1}, "ring_s"), ({"machine": "x"}, "machine"),
                              ({"call_after_s": 60}, "call_after_s"), ({"senders": [1]}, "senders")):
            answer = self.campaign(expect=400, **{"type": "voice", "body": None, "spoken": "s", **fields})
            self.assertEqual(answer["where"], where, answer)


class Machines(Calling):
    sandbox_options = "rate_machine=1," + REPEATED

    def test_a_machine_gets_the_text_or_nothing(self):
        self.import_people(self.people(1))
        left, hung_up = self.voice(), self.voice(machine="hang_up", ring_s=15)
        wait_for("one is over", lambda: self.progress(left)["totals"]["delivered"] == 1, 30)
        wait_for("the other is over", lambda: self.progress(hung_up)["totals"]["failed"] == 1, 30)
        for campaign in left, hung_up:
            self.assertEqual(self.progress(campaign)["calls"]["outcomes"], {"machine": 1})
        why = self.api("GET", f"/api/outbox/{self.messages(hung_up)[0]['id']}/why", expect=200)
        self.assertEqual(why["call"]["outcome"], "machine")
        self.assertEqual(why["message"]["channel"], "call")


class Hybrid(Calling):
    sandbox_options = "sent_ms=20,delivered_ms=50,rate_undelivered=0.3," + REPEATED

    def test_only_those_are_called_whom_the_text_did_not_reach(self):
        print(f"\nkill -9 between texts and calls, seed={SEED} (repeat with TIDINGS_KILL_SEED={SEED})", flush=True)
        people = 100
        self.import_people(self.people(people))
        campaign = self.campaign(type="hybrid", spoken="Hello {{name}}", call_after_s=60, rate_per_s=60)
        self.kill_in_the_middle(3, random.Random(SEED))
        self.completed(campaign)
        messages = self.messages(campaign)
        texts = {m["to"]: m["state"] for m in messages if m["channel"] == "text"}
        self.assertEqual(len(texts), people)
        missed = {to for to, state in texts.items() if state in ("undelivered", "failed")}
        called = [call["to"] for call in self.calls()]
        self.assertEqual(len(called), len(set(called)), "nobody is called twice")
        self.assertGreater(len(missed), 0)
        self.assertTrue(missed <= set(called), "nobody is forgotten")
        self.assertFalse({to for to, state in texts.items() if state == "delivered"} & set(called))
        self.assertEqual({m["to"] for m in messages if m["channel"] == "call"}, set(called))


if __name__ == "__main__":
    unittest.main(verbosity=1)
