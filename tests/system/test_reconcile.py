"""Webhooks that never came are found in the carrier's own list, all of them, and applied once; a run survives kill -9."""
import json
import subprocess
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World, request, wait_for


class Reconcile(World):
    sandbox_options = "sent_ms=5,delivered_ms=5"
    config = "[reconciliation]\nenabled = false\ngrace_s = 0\nrequests_per_s = 50\n"

    def sandbox_is_told(self, **options):
        status, answer = request("POST", self.sandbox_url + "/sandbox/options", options)
        self.assertEqual(status, 200, answer)

    def lost(self):
        return request("GET", self.sandbox_url + "/sandbox/lost")[1]["lost"]

    def texts(self, senders, text):
        for sender in senders:
            self.inbound(sender, text)

    def quiet(self):
        """Nothing is under way at the carrier any more, and what came has been applied."""
        wait_for("the carrier is done", lambda: (lambda s: s["steps_waiting"] == 0 and s["callbacks"]["waiting"] == 0
                                                 and s["callbacks"]["on_their_way"] == 0)(self.stats()), 60)

    def reconcile(self, *more, code=0):
        ran = subprocess.run([BINARY, "reconcile", "--url", self.url, "--key", self.key, "--json", *more], timeout=120,
                             capture_output=True, text=True, env=CLEAN_ENVIRONMENT)
        self.assertEqual(ran.returncode, code, ran.stderr)
        return json.loads(ran.stdout)

    def gaps(self, run):
        out, after = [], 0
        while after is not None:
            page = self.api("GET", f"/api/reconciliations/{run['id']}/gaps?limit=500&after={after}", expect=200)
            out += page["items"]
            after = page["next"]
        return out

    def opted_out(self):
        return {one["phone"] for one in self.api("GET", "/api/optouts?limit=500", expect=200)["items"]}

    def states(self, campaign):
        rows = self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=500", expect=200)["items"]
        return {row["to"]: row["state"] for row in rows}

    def test_all_that_was_lost_is_found_once(self):
        people = self.people(120)
        self.import_people(people)
        numbers = [line.split(",")[1] for line in people.splitlines()[1:]]
        heard = self.campaign(name="heard")
        self.completed(heard)
        self.quiet()
        # The receipts of the next campaign: the first 77 that would be made, whichever messages they are about.
        self.sandbox_is_told(lose_receipts=77)
        half_heard = self.campaign(name="half heard", body="Again {{name}}")
        self.completed(half_heard)
        self.quiet()
        self.texts(numbers[:5], "STOP")
        self.sandbox_is_told(lose_inbound=30)
        self.texts(numbers[10:20], "STOP")
        self.texts(numbers[20:25], "please stop texting me")
        self.texts(numbers[25:35], "see you there")
        self.texts(numbers[35:40], "START")
        self.texts(numbers[40:45], "hello")  # not lost any more
        self.quiet()
        wait_for("what was not lost is applied", lambda: self.opted_out() == set(numbers[:5]), 30)

        lost = self.lost()
        self.assertEqual(len([one for one in lost if one["kind"] == "inbound"]), 30)
        self.assertEqual(len([one for one in lost if one["kind"] == "receipt"]), 77)
        # "sent" that was lost before a "delivered" that came is nothing we lack.
        expected = {(one["sid"], "inbound") for one in lost if one["kind"] == "inbound"}
        expected |= {(one["sid"], "receipt delivered") for one in lost if one["status"] == "delivered"}
        [run] = self.reconcile("--follow")["items"]
        self.assertEqual(run["state"], "done")
        found = self.gaps(run)
        self.assertEqual({(one["provider_id"], one["missing"]) for one in found}, expected)
        self.assertEqual(len(found), len(expected))
        self.assertEqual({one["applied"] for one in found}, {"applied"})
        self.assertEqual(run["inbound_missing"], 30)
        self.assertEqual(run["receipts_missing"], len(expected) - 30)
        self.assertEqual(run["not_ours"], 0)
        self.assertEqual(run["percent"], 100)

        # STOP acts: nothing may leave to them any more, and they are not told so days later by a confirmation.
        self.assertEqual(self.opted_out(), set(numbers[:5]) | set(numbers[10:20]))
        self.assertEqual(set(self.states(half_heard).values()), {"delivered"})
        reviews = self.api("GET", "/api/reviews", expect=200)["items"]
        self.assertEqual({one["phone"] for one in reviews}, set(numbers[20:25]))
        after = self.campaign(name="after", body="Third {{name}}")
        wait_for("all but those under review are decided", lambda: self.stats()["accepted"] >= 3 * 120 - 20, 60)
        blocked = {phone for phone, state in self.states(after).items() if state == "blocked"}
        self.assertEqual(blocked, set(numbers[:5]) | set(numbers[10:20]))

        # A second one finds what is new only: nothing.
        self.quiet()
        before = self.api("GET", "/api/messages?limit=500", expect=200)["items"]
        [again] = self.reconcile("--follow")["items"]
        self.assertEqual(again["state"], "done")
        self.assertEqual((again["receipts_missing"], again["inbound_missing"]), (0, 0))
        self.assertEqual(self.gaps(again), [])
        self.assertEqual(self.api("GET", "/api/messages?limit=500", expect=200)["items"], before)
        listed = self.api("GET", "/api/reconciliations", expect=200)["items"]
        self.assertEqual([one["id"] for one in listed], [again["id"], run["id"]])

        # It was said that webhooks are lost, and that they are not any more.
        self.assertEqual(self.api("GET", "/api/webhooks", expect=200)["items"], [])
        log = self.server.logged()
        self.assertIn("reconciliation.gaps:sandbox", log)
        self.assertIn("incident_resolved", log)

    def test_a_message_nobody_sent_from_here_is_counted_and_left_alone(self):
        account = "AC" + "0" * 31 + "1"
        import base64
        key = base64.b64encode(f"{account}:system-test-token-0123456789abcd".encode()).decode()
        status, answer = request(
            "POST", f"{self.sandbox_url}/2010-04-01/Accounts/{account}/Messages.json",
            "To=%2B12025557777&From=%2B12025559999&Body=somebody+else",
            {"Authorization": "Basic " + key, "Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(status, 201, answer)
        self.sandbox_is_told(lose_inbound=1)
        request("POST", self.sandbox_url + "/sandbox/inbound",
                {"from": "+12025557777", "to": "+12025559999", "body": "STOP"})
        self.quiet()
        [run] = self.reconcile("--follow")["items"]
        self.assertEqual((run["outbound"], run["inbound"], run["not_ours"]), (1, 1, 2))
        self.assertEqual((run["receipts_missing"], run["inbound_missing"]), (0, 0))
        self.assertEqual({one["missing"] for one in self.gaps(run)}, {"not ours"})
        self.assertEqual(self.opted_out(), set())
        self.assertEqual(self.api("GET", "/api/messages", expect=200)["items"], [])


class ReconcileKilled(Reconcile):
    config = "[reconciliation]\nenabled = false\ngrace_s = 0\nrequests_per_s = 2\n"
    test_all_that_was_lost_is_found_once = None
    test_a_message_nobody_sent_from_here_is_counted_and_left_alone = None

    def test_a_run_that_was_killed_goes_on_where_it_was(self):
        people = self.people(1500)
        self.import_people(people)
        numbers = [line.split(",")[1] for line in people.splitlines()[1:]]
        self.sandbox_is_told(lose_receipts=100_000)
        campaign = self.campaign()
        self.completed(campaign)
        self.sandbox_is_told(lose_inbound=40)
        self.texts(numbers[:40], "STOP")
        self.quiet()
        lost = self.lost()
        expected = {(one["sid"], "inbound") for one in lost if one["kind"] == "inbound"}
        expected |= {(one["sid"], "receipt delivered") for one in lost if one["status"] == "delivered"}
        self.assertEqual(len(expected), 1540)

        [begun] = self.reconcile()["items"]
        show = f"/api/reconciliations/{begun['id']}"
        wait_for("two pages are read", lambda: self.api("GET", show)["pages"] >= 2, 30)
        self.server.kill()
        self.start_server()
        half = self.api("GET", show, expect=200)
        self.assertEqual(half["state"], "running")
        self.assertGreaterEqual(half["pages"], 2, "what was read is not read again")
        done = wait_for("the run ends", lambda: (lambda r: r if r["state"] in ("done", "failed") else None)(
            self.api("GET", show)), 60)
        self.assertEqual(done["state"], "done", done)
        found = self.gaps(done)
        self.assertEqual({(one["provider_id"], one["missing"]) for one in found}, expected)
        self.assertEqual(len(found), len(expected), "nothing twice")
        self.assertEqual((done["receipts_missing"], done["inbound_missing"]), (1500, 40))
        self.assertEqual(self.opted_out(), set(numbers[:40]))


if __name__ == "__main__":
    unittest.main()
