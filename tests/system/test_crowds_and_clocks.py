"""A crowd of callers, few descriptors, a long campaign's memory, a backup put back, a clock that jumps."""
import http.client
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
import unittest
from datetime import datetime, timedelta, timezone

from bad_day import BadDay
from harness import BINARY, CLEAN_ENVIRONMENT, answers, wait_for


class Backup(BadDay):
    def test_of_a_running_campaign(self):
        people = 400
        self.import_people(self.people(people))
        campaign = self.campaign(rate_per_s=150)
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
        guard = self.api("GET", "/api/incidents", expect=200)["items"]
        self.assertEqual([one["key"] for one in guard], ["restored"])
        self.api("POST", f"/campaigns/{campaign['id']}/resume", expect=200)
        time.sleep(1)
        self.assertEqual(self.stats()["accepted"], sent, "nor while the guard stands")
        self.api("POST", f"/api/incidents/{guard[0]['id']}/resolve", {"reason": "compared"}, expect=200)
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
        time.sleep(3.2)  # two look-ups and the confirmation lie behind
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
        campaign = self.campaign(rate_per_s=300)
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
        wait_for("a new caller gets in while the crowd stands there", lambda: answers(self.url + "/readyz"), 10)
        self.campaign(rate_per_s=200)
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
    sandbox_options = "sent_ms=20,delivered_ms=50,rate_lost=0.5"  # fewer receipts, or it takes too long

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
