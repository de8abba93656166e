"""Bad days: a full disk, a carrier that is down or hangs, signals at the wrong moment, a crowd, a clock that jumps.

Whatever happens: nothing that was answered 2xx is lost, nobody gets a message twice, nobody is skipped, and once the
trouble is over everything goes on by itself.
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
from datetime import datetime, timedelta, timezone

from harness import BINARY, CLEAN_ENVIRONMENT, TOKEN, Process, World, answers, free_port, request, wait_for

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

    def metric(self, name):
        text = request("GET", self.url + "/metrics")[1]
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))

    def at_the_carrier(self, n, seconds=20):
        wait_for(f"{n} are at the carrier", lambda: self.stats()["accepted"] >= n, seconds, 0.02)

    def everybody_once(self, people, campaign=None):
        if campaign:
            counts = self.progress(campaign)["counts"]
            self.assertEqual(sum(c["n"] for c in counts), people, counts)
        stats = self.stats()
        self.assertEqual(stats["most_per_recipient"], 1, stats)
        self.assertEqual(stats["recipients"], people, stats)

    def signed(self, path, fields):
        """A webhook as Twilio signs it."""
        text = self.url + path + "".join(name + fields[name] for name in sorted(fields))
        mac = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
        return urllib.parse.urlencode(fields), {**FORM, "X-Twilio-Signature": mac}

    def reply(self, number, sender="+12125559999", text="hello"):
        return {"MessageSid": f"SM{number:032x}", "From": sender, "To": "+12025550100", "Body": text, "NumMedia": "0"}


class FullDisk(BadDay):
    """The disk is full because no file of the server may grow (RLIMIT_FSIZE), which any user may arrange."""
    people_on_the_list = 700

    def fill(self):
        resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))

    def make_room(self):
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
        time.sleep(1.5)
        self.assertEqual(self.stats()["accepted"], before, "what cannot be recorded is not sent")
        self.assertLess(before, self.people_on_the_list - 100)
        self.make_room()
        wait_for("the server is ready by itself", lambda: answers(self.url + "/readyz"), 10)
        self.assertEqual(request("POST", self.url + "/webhooks/twilio/sms", form, headers)[0], 200)
        self.completed(campaign, 30)
        self.everybody_once(self.people_on_the_list, campaign)
        self.assertEqual([o["phone"] for o in self.api("GET", "/api/optouts", expect=200)["items"]], ["+12125559999"])
        wait_for("every receipt has come", lambda: self.rows(
            "SELECT count(*) FROM message WHERE campaign_id = ?1 AND state = 6", campaign["id"])[0][0] ==
            self.people_on_the_list, 15)
        self.assertIsNone(self.server.process.poll(), "it never ended")
        leftovers = os.listdir(self.folder / "data" / "imports")
        self.assertEqual(len(leftovers), 0, leftovers)

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


class CarrierTrouble(BadDay):
    config = SHORT_WAITS + "in_flight = 60\n"

    def test_down_and_back(self):
        people = 600
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=100)
        self.at_the_carrier(100)
        self.sandbox.kill()
        time.sleep(0.5)  # the server settles what broke
        first_life = {phone for phone, in self.rows("SELECT phone FROM message WHERE provider_id IS NOT NULL")}
        time.sleep(3)
        self.sandbox.start()
        self.completed(campaign, 40)
        second_life = set()
        after = 0
        while after is not None:
            page = request("GET", self.sandbox_url + f"/sandbox/sent-log?limit=1000&after={after}")[1]
            second_life |= {m["to"] for m in page["messages"]}
            after = page["next"]
        self.assertGreaterEqual(len(first_life), 100)
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
        people = 200
        self.set_carrier(latency_ms=1500)
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
        people = 600
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
        people = 600
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=200)
        for n in (60, 250):
            self.at_the_carrier(n)
            self.server.process.send_signal(signal.SIGSTOP)
            time.sleep(2)
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
        query = "name=p.csv&list=everyone&region=US&phone=phone&consent=express&consent_source=test"
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
        planned = self.rows("SELECT count(*) FROM message")[0][0]
        self.assertLess(planned, people)
        self.start_server()
        self.completed(campaign, 40)
        self.everybody_once(people, campaign)


class Backup(BadDay):
    def test_of_a_running_campaign(self):
        people = 500
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=100)
        self.at_the_carrier(100)
        copy = self.folder / "other" / "tidings.db"
        copy.parent.mkdir()
        said = subprocess.run([BINARY, "backup", "--config", str(self.folder / "tidings.toml"), str(copy)],
                              capture_output=True, text=True, timeout=20, env=CLEAN_ENVIRONMENT)
        self.assertEqual(said.returncode, 0, said.stderr)
        self.server.kill()  # the machine is lost; what was sent since the backup is known to the carrier only
        shutil.rmtree(self.folder / "data")
        (self.folder / "other").rename(self.folder / "data")
        with sqlite3.connect(self.folder / "data" / "tidings.db") as db:
            self.assertEqual(db.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            counted = db.execute("SELECT state, reason, n FROM campaign_count WHERE n <> 0 ORDER BY 1, 2").fetchall()
            rows = db.execute("SELECT state, reason, count(*) FROM message WHERE campaign_id > 0 GROUP BY 1, 2 ORDER BY 1, 2")
            self.assertEqual(counted, rows.fetchall(), "counters equal the rows")
        sent = self.stats()["accepted"]
        (self.folder / "data" / "admin.key").write_text(self.key)  # it is beside the database, not in it
        self.start_server()
        self.assertIn("put back from a backup", self.server.logged())
        self.assertEqual(self.progress(campaign)["status"], "paused")
        time.sleep(2.5)  # what was under way at the backup is looked up
        self.assertEqual(self.stats()["accepted"], sent, "nothing leaves before a person has looked")
        self.assertEqual(self.stats()["most_per_recipient"], 1)
        self.server.stop()
        self.start_server()
        self.assertEqual(self.server.logged().count("put back from a backup"), 1, "said once")
        self.api("POST", f"/campaigns/{campaign['id']}/resume", expect=200)
        self.completed(campaign, 20)
        self.assertEqual(self.stats()["recipients"], people)


class ClockJumps(BadDay):
    sender = "segments_per_s = 10000\ndaily_cap = 50"

    def restart_at(self, **difference):
        self.assertEqual(self.server.stop(), 0)
        at = (datetime.now(timezone.utc) + timedelta(**difference)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.server.arguments = ["serve", "--config", str(self.folder / "tidings.toml"), "--at", at]
        self.start_server()

    def test_the_daily_cap_holds_and_nobody_is_sent_to_twice(self):
        people = 80
        self.import_people(self.people(people))
        campaign = self.campaign()
        self.at_the_carrier(50)
        for difference in ({"hours": 5}, {"hours": -5}, {"hours": 23}):
            self.restart_at(**difference)
            time.sleep(1)
            self.assertEqual(self.stats()["accepted"], 50, f"the cap of 50 a day holds after a jump of {difference}")
        self.restart_at(hours=24, minutes=30)
        self.completed(campaign, 20)
        self.everybody_once(people, campaign)

    def test_a_clock_ahead_of_the_carriers_doubles_nobody(self):
        """What the carrier took shortly before a crash looks old to a server whose clock is wrong."""
        people = 40
        self.restart_at(hours=3)
        self.set_carrier(latency_ms=400, rate_lost=1)  # without receipts only the look-up can tell
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=100)
        self.at_the_carrier(people // 2)
        self.server.kill()
        self.restart_after_kill(hours=3)
        wait_for("all others are through", lambda: self.stats()["recipients"] == people, 15)
        time.sleep(4)  # two look-ups and the confirmation lie behind
        self.everybody_once(people)

    def restart_after_kill(self, **difference):
        at = (datetime.now(timezone.utc) + timedelta(**difference)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.server.arguments[-1] = at
        self.start_server()


class Crowd(BadDay):
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))

    def test_listeners_readers_and_a_slowloris(self):
        people = 400
        self.import_people(self.people(people))
        base = self.descriptors()
        head = f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.key}\r\n\r\n".encode()
        listeners = []
        for _ in range(200):
            s = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            s.sendall(head)
            listeners.append(s)
        first = [s.recv(200).split(b"\r\n")[0] for s in listeners]
        self.assertEqual({line.split(b" ")[1] for line in first}, {b"200", b"503"}, "there is a bound, and it says so")
        slow = []
        for _ in range(50):
            s = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            s.sendall(b"POST /api/campaigns HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nX-A: ")
            slow.append(s)
        campaign = self.campaign(rate_per_s=200)
        for s in slow:
            s.sendall(b"b")
        began = time.monotonic()
        self.completed(campaign, 30)
        self.assertLess(time.monotonic() - began, 12)
        self.everybody_once(people, campaign)
        heard = b""
        listeners[0].settimeout(5)
        while b"completed" not in heard:
            part = listeners[0].recv(65536)
            self.assertTrue(part, heard[-200:])
            heard += part
        self.assertGreater(self.descriptors(), base + 100)
        for s in listeners + slow:
            s.close()
        wait_for("the descriptors are given back", lambda: self.descriptors() <= base + 12, 10)

    def test_5000_webhooks_at_once(self):
        each, clients = 250, 20
        taken, others, lost = [], [], []

        def client(which):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            for i in range(which * each, (which + 1) * each):
                form, headers = self.signed("/webhooks/twilio/sms", self.reply(i + 1, f"+1212{6000000 + i}"))
                try:
                    connection.request("POST", "/webhooks/twilio/sms", form, headers)
                    answer = connection.getresponse()
                    answer.read()
                    (taken if answer.status == 200 else others).append((i, answer.status))
                except (OSError, http.client.HTTPException) as problem:
                    lost.append((i, problem))
                    connection.close()

        threads = [threading.Thread(target=client, args=(which,)) for which in range(clients)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(lost, [])
        self.assertLessEqual({status for _, status in others}, {503})
        self.assertGreater(len(taken), 0)
        stored = {phone for phone, in self.rows("SELECT from_address FROM inbound")}
        self.assertEqual(stored, {f"+1212{6000000 + i}" for i, _ in taken}, "each that got 200 is stored, no other")
        self.assertEqual(self.rows("SELECT count(*) FROM inbound")[0][0], len(taken))

    def test_few_descriptors(self):
        """A shell's low soft limit is raised to the hard one; at the hard one's end the server still answers."""
        self.server.stop()
        self.server.start = self.start_with_few_descriptors
        self.start_server()
        limits = open(f"/proc/{self.server.process.pid}/limits").read()
        line = next(row for row in limits.splitlines() if row.startswith("Max open files"))
        self.assertEqual(line.split()[3:5], ["300", "300"], "soft limit raised to the hard one")
        self.import_people(self.people(200))
        crowd = [socket.create_connection(("127.0.0.1", self.port), timeout=10) for _ in range(400)]
        for s in crowd:
            try:
                s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            except OSError:
                pass  # refused: over the bound
        campaign_body = {"name": "c", "body": "Hello", "audience": {"list": "everyone"}, "rate_per_s": 200, "start": True,
                         "window": {"allow": [{"days": "1-7", "start": "00:00", "end": "24:00"}]}}
        said = b"POST /api/campaigns HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        body = json.dumps(campaign_body).encode()
        crowd[0].recv(1000)
        crowd[0].sendall(said + self.key.encode() + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        self.assertIn(b" 201 ", crowd[0].recv(2000).split(b"\r\n")[0])
        wait_for("all is sent while the crowd stands there", lambda: self.stats()["recipients"] == 200, 10)
        for s in crowd:
            s.close()
        wait_for("new callers get in", lambda: answers(self.url + "/readyz"), 10)
        self.assertEqual(self.stats()["most_per_recipient"], 1)

    def start_with_few_descriptors(self):
        with open(self.server.log, "ab") as out:
            self.server.process = subprocess.Popen(
                [BINARY, *self.server.arguments], stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=CLEAN_ENVIRONMENT,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 300)))
        return self.server


class Memory(BadDay):
    sandbox_options = "sent_ms=20,delivered_ms=50"

    def test_20000_recipients(self):
        people = 20000
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=10000)
        self.completed(campaign, 60)
        self.everybody_once(people, campaign)
        status = open(f"/proc/{self.server.process.pid}/status").read()
        peak_mb = int(next(row for row in status.splitlines() if row.startswith("VmHWM")).split()[1]) / 1024
        print(f"\npeak memory of the server: {peak_mb:.0f} MB", flush=True)
        self.assertLess(peak_mb, 200)


if __name__ == "__main__":
    unittest.main(verbosity=1)
