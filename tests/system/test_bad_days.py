"""Bad days: a full disk, a carrier that is down or hangs, signals at the wrong moment.

Whatever happens: nothing that was answered 2xx is lost, nobody gets a message twice, nobody is skipped, and once the
trouble is over everything goes on by itself.
"""
import os
import resource
import signal
import subprocess
import tempfile
import time
import unittest

from bad_day import SHORT_WAITS, BadDay
from harness import BINARY, CLEAN_ENVIRONMENT, answers, request, wait_for


class FullDisk(BadDay):
    """The disk is full because no file of the server may grow (RLIMIT_FSIZE), which any user may arrange."""
    people_on_the_list = 500

    def fill(self):
        resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))

    def make_room(self):
        if self.server.process.poll() is not None:
            return  # the limit ended with the process
        resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def refused_as_full(self, method, path, body, **headers):
        status, answer = request(method, self.url + path, body, {"Authorization": "Bearer " + self.key, **headers})
        self.assertEqual(status, 507, answer)
        self.assertEqual(answer["code"], "storage_full")
        self.assertIn("free space", answer["hint"] + answer["detail"])
        self.assertNotIn(str(self.folder), str(answer))

    def test_nothing_is_lost_and_everything_goes_on(self):
        self.import_people(self.people(self.people_on_the_list))
        campaign = self.campaign(rate_per_s=150)
        self.at_the_carrier(100)
        self.fill()
        time.sleep(0.6)
        self.refused_as_full("POST", "/api/messages/send", {"to": "+12025550123", "body": "not now"})
        self.refused_as_full("POST", "/api/campaigns", {"name": "x", "body": "b", "audience": {"everyone": True}})
        self.refused_as_full("POST", "/api/imports?name=x.csv&list=late&region=US&phone=phone", self.people(3000, 9000),
                             **{"Content-Type": "text/csv"})
        form, headers = self.signed("/webhooks/twilio/sms", self.reply(1, "+12125559999", "STOP"))
        status, answer = request("POST", self.url + "/webhooks/twilio/sms", form, headers)
        self.assertEqual(status, 503, answer)
        self.assertEqual(request("GET", self.url + "/healthz")[0], 200)
        status, answer = request("GET", self.url + "/readyz")
        self.assertEqual(status, 503, answer)
        self.assertIn("full", str(answer))
        self.progress(campaign)  # what only reads goes on
        before = self.stats()["accepted"]
        time.sleep(1)
        # A crumb of the disk may have been left for one small commit; everybody_once below is the exact word.
        self.assertLess(self.stats()["accepted"] - before, 15, "what cannot be recorded is not sent")
        self.assertLess(before, self.people_on_the_list - 100)
        self.make_room()
        wait_for("the server is ready by itself", lambda: answers(self.url + "/readyz"), 10)
        self.assertEqual(request("POST", self.url + "/webhooks/twilio/sms", form, headers)[0], 200)
        self.completed(campaign, 30)
        wait_for("the STOP is confirmed", lambda: self.stats()["recipients"] > self.people_on_the_list, 10)
        self.everybody_once(self.people_on_the_list, campaign, others=1)
        self.assertEqual([o["phone"] for o in self.api("GET", "/api/optouts", expect=200)["items"]], ["+12125559999"])
        wait_for("every receipt has come", lambda: self.rows(
            "SELECT count(*) FROM message WHERE campaign_id = ?1 AND state = 6", campaign["id"])[0][0] ==
            self.people_on_the_list, 15)
        self.assertIsNone(self.server.process.poll(), "it never ended")
        leftovers = os.listdir(self.folder / "data" / "imports")
        self.assertEqual(len(leftovers), 0, leftovers)

    def test_stopped_and_started_while_full(self):
        people = 300
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=150)
        self.at_the_carrier(60)
        self.fill()
        time.sleep(0.4)
        self.assertEqual(self.server.stop(10), 0, self.server.logged()[-2000:])
        at_the_end = self.stats()["accepted"]
        refused = self.start_on_the_full_disk()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("the disk of the database", refused.stdout + refused.stderr)
        self.assertNotIn("terminate called", refused.stderr)
        self.assertEqual(self.stats()["accepted"], at_the_end)
        self.make_room()
        self.start_server()
        self.completed(campaign, 20)
        self.everybody_once(people, campaign)

    def start_on_the_full_disk(self):
        return subprocess.run([BINARY, *self.server.arguments], capture_output=True, text=True, timeout=20,
                              env=CLEAN_ENVIRONMENT, preexec_fn=lambda: resource.setrlimit(
                                  resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY)))

    def test_an_import_waits_and_goes_on(self):
        people = 12000
        query = "name=p.csv&list=l&region=US&phone=phone"
        job = self.api("POST", "/api/imports?" + query, self.people(people), expect=202, **{"Content-Type": "text/csv"})
        look = lambda: self.api("GET", f"/api/imports/{job['id']}", expect=200)
        wait_for("it has begun", lambda: look()["imported"] > 0, 10, 0.01)
        self.fill()
        time.sleep(0.5)
        stands_at = look()
        self.assertEqual(stands_at["state"], "running", stands_at)
        time.sleep(0.5)
        self.assertEqual(look()["imported"], stands_at["imported"])
        self.make_room()
        done = wait_for("the import ends", lambda: (lambda j: j if j["state"] in ("done", "failed") else None)(look()), 30)
        self.assertEqual((done["state"], done["imported"], done["duplicates"], done["rejected"]), ("done", people, 0, 0))
        self.assertEqual(self.rows("SELECT count(*) FROM contact")[0][0], people)


def can_mount():
    folder = tempfile.mkdtemp(prefix="tidings-mount-")
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return mounted.returncode == 0
    except FileNotFoundError:
        return False
    finally:
        os.rmdir(folder)


if can_mount():
    class ReallyFullDisk(FullDisk):
        """The same on a small file system of its own: ENOSPC as the kernel says it. Only root may arrange that."""

        def write_config(self):
            data = self.folder / "data"
            data.mkdir()
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(data)], check=True)
            self.addCleanup(subprocess.run, ["umount", "-l", str(data)], check=True)
            super().write_config()

        def fill(self):
            with open(self.folder / "data" / "ballast", "ab", buffering=0) as ballast:
                for size in (1 << 20, 4096, 1):
                    try:
                        while True:
                            ballast.write(b"x" * size)
                    except OSError:
                        pass

        def make_room(self):
            (self.folder / "data" / "ballast").unlink()

        def start_on_the_full_disk(self):
            return subprocess.run([BINARY, *self.server.arguments], capture_output=True, text=True, timeout=20,
                                  env=CLEAN_ENVIRONMENT)

        test_an_import_waits_and_goes_on = None  # the limit on files shows the same

        def test_crumbs_are_no_room(self):
            self.fill()
            os.truncate(self.folder / "data" / "ballast", os.path.getsize(self.folder / "data" / "ballast") - (256 << 10))
            status, answer = request("GET", self.url + "/readyz")
            self.assertEqual(status, 503, answer)
            self.assertIn("full", str(answer))
            self.make_room()
            self.assertEqual(request("GET", self.url + "/readyz")[0], 200)


class CarrierTrouble(BadDay):
    config = SHORT_WAITS + "in_flight = 60\n"

    def test_down_and_back(self):
        people = 400
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=100)
        self.at_the_carrier(100)
        self.sandbox.kill()
        time.sleep(0.5)  # the server settles what broke
        first_life = {phone for phone, in self.rows("SELECT phone FROM message WHERE provider_id IS NOT NULL")}
        time.sleep(3)
        self.sandbox.start()
        self.completed(campaign, 40)
        second_life = {m["to"] for m in self.sent_log()}
        self.assertGreaterEqual(len(first_life), 80)
        self.assertEqual(first_life & second_life, set(), "whom the carrier had accepted is not asked for again")
        self.assertEqual(len(first_life | second_life), people, "nobody is skipped")
        self.assertEqual(self.stats()["most_per_recipient"], 1)

    def test_overloaded_for_a_while(self):
        people = 400
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=200)
        self.at_the_carrier(60)
        self.set_carrier(rate_503=1)
        time.sleep(2)
        asked = self.stats()["requests"]
        time.sleep(1)
        tried = self.stats()["requests"] - asked
        self.assertLess(tried, 200, "a carrier in trouble is not hammered")
        unknown = self.rows("SELECT count(*) FROM message WHERE state = 3")[0][0]
        self.assertLess(unknown, 120, "nor does the whole campaign become unknown")
        self.set_carrier(rate_503=0)
        self.completed(campaign, 40)
        self.everybody_once(people, campaign)

    def test_slow(self):
        people = 150
        self.set_carrier(latency_ms=1200)
        self.import_people(self.people(people))
        campaign = self.campaign()
        most = [0]

        def ended():
            most[0] = max(most[0], self.metric("sms_in_flight"))
            return self.progress(campaign)["status"] == "completed"

        wait_for("the campaign completes", ended, 40)
        self.assertGreater(most[0], 30)
        self.assertLessEqual(most[0], 60, "no more under way than dispatch.in_flight says")
        self.everybody_once(people, campaign)

    def test_hanging_at_the_orderly_end(self):
        people = 60
        self.import_people(self.people(people))
        self.set_carrier(rate_hang=0.3)
        campaign = self.campaign(rate_per_s=100)
        self.at_the_carrier(people // 2)
        began = time.monotonic()
        self.assertEqual(self.server.stop(), 0, self.server.logged()[-2000:])
        self.assertLess(time.monotonic() - began, 10)
        self.set_carrier(rate_hang=0)
        self.start_server()
        self.completed(campaign, 30)
        self.everybody_once(people, campaign)


class Signals(BadDay):
    def test_sigterm_in_mid_campaign(self):
        people = 400
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=200)
        self.at_the_carrier(100)
        began = time.monotonic()
        self.assertEqual(self.server.stop(), 0, self.server.logged()[-2000:])
        self.assertLess(time.monotonic() - began, 10)
        self.assertLess(self.stats()["accepted"], people)
        self.assertEqual(self.rows("SELECT count(*) FROM message WHERE state IN (1, 2, 3)")[0][0], 0,
                         "what was under way came back, what was claimed was given back")
        self.start_server()
        self.completed(campaign, 30)
        self.everybody_once(people, campaign)

    def test_frozen_for_some_seconds(self):
        people = 400
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=200)
        for n in (60, 200):
            self.at_the_carrier(n)
            self.server.process.send_signal(signal.SIGSTOP)
            time.sleep(1.5)
            self.server.process.send_signal(signal.SIGCONT)
        self.completed(campaign, 30)
        self.everybody_once(people, campaign)

    def test_receipts_while_the_server_is_down(self):
        people = 150
        self.set_carrier(delivered_ms=1500)
        self.import_people(self.people(people))
        campaign = self.campaign()
        self.completed(campaign, 20)
        self.server.stop()
        time.sleep(2)
        self.start_server()
        wait_for("the states catch up", lambda: self.rows(
            "SELECT count(*) FROM message WHERE campaign_id = ?1 AND state = 6", campaign["id"])[0][0] == people, 10)
        self.everybody_once(people, campaign)

    def test_kill_in_an_import_and_in_planning(self):
        people = 5000
        query = "name=p.csv&list=everyone&region=US&phone=phone&consent=express_written&consent_source=test"
        text = self.people(people) + "Nobody,\nX,123\nPerson again,+12026007000\n"
        job = self.api("POST", "/api/imports?" + query, text, expect=202, **{"Content-Type": "text/csv"})
        look = lambda: self.api("GET", f"/api/imports/{job['id']}", expect=200)
        for rows in (1, 2500):
            wait_for("some rows are in", lambda: look()["imported"] >= rows, 10, 0.01)
            self.server.kill()
            self.start_server()
        done = wait_for("the import ends", lambda: (lambda j: j if j["state"] in ("done", "failed") else None)(look()), 20)
        self.assertEqual((done["imported"], done["duplicates"], done["rejected"]), (people, 1, 2))
        self.set_carrier(latency_ms=0)
        campaign = self.campaign(rate_per_s=5000)
        self.server.kill()  # some chunks are planned, others not
        self.start_server()
        self.completed(campaign, 40)
        self.everybody_once(people, campaign)


if __name__ == "__main__":
    unittest.main(verbosity=1)
