"""The law as data, against a running server with its own clock: held until the hour, a pack that changes, a bad pack."""
import datetime
import subprocess
import time
import unittest

from bad_day import BadDay
from harness import BINARY, CLEAN_ENVIRONMENT, answers, wait_for

PACK = '''
[pack]
id = "ours"
version = "{version}"
[[rule]]
id = "ny-ours"
place = "US-NY"
hours = "{hours}"
applies = "both"
kind = "advice"
mark = "V"
source = "this test"
'''


class Law(BadDay):
    number = "+12125550123"

    def write_config(self):
        self.pack = self.folder / "ours.toml"
        self.write_pack("1-7 10:00-20:00", 1)
        self.law = f'[law]\npacks = ["{self.pack}"]'
        super().write_config()

    def write_pack(self, hours, version):
        new = self.folder / "ours.new"
        new.write_text(PACK.format(hours=hours, version=version))
        new.rename(self.pack)

    def start_server(self):
        # 09:30 in New York of a working day to come: the law there is open, the operator's own rule is not yet.
        if "--at" not in self.server.arguments:
            day = datetime.date.today() + datetime.timedelta(days=1)
            while day.weekday() > 4 or day.month == 12 and day.day > 20:
                day += datetime.timedelta(days=1)
            summer = subprocess.run(["date", "+%z", "-d", f"{day} 12:00"], env={"TZ": "America/New_York", "PATH": "/bin:/usr/bin"},
                                    capture_output=True, text=True, check=True).stdout.startswith("-04")
            self.day = day
            self.opens = f"{day}T{14 if summer else 15}:00:00Z"
            self.server.arguments += ["--at", f"{day}T{13 if summer else 14}:30:00Z"]
        super().start_server()

    def send(self, **more):
        return self.api("POST", "/api/messages/send", {"to": self.number, "body": "hello", **more})

    def test_held_until_the_rules_change(self):
        sent = self.send()
        self.assertEqual((sent["status"], sent["reason"], sent["until"]), ("held", "outside_legal_hours", self.opens), sent)
        said = subprocess.run([BINARY, "why", str(sent["id"])], capture_output=True, text=True, timeout=20,
                              env={**CLEAN_ENVIRONMENT, "TIDINGS_URL": self.url, "TIDINGS_KEY": self.key})
        self.assertIn("outside the legal hours", said.stdout + said.stderr)
        self.assertIn("ny-ours", said.stdout)
        time.sleep(1)
        self.assertEqual(self.stats()["accepted"], 0)

        # A pack with a fault: said with its line, the old one stays in force.
        self.write_pack("1-7 10:00-26:00", 2)
        wait_for("the bad pack is refused", lambda: "rule_pack_refused" in self.server.logged(), 15)
        self.assertIn("ours.toml line 8", self.server.logged())
        self.assertIn("ours 1#", self.api("GET", "/api/rules")["version"])
        self.assertEqual(self.send(to="+12125550124")["status"], "held")

        # One that opens earlier: what waited leaves without being touched.
        self.write_pack("1-7 09:00-20:00", 3)
        wait_for("what was held has left", lambda: self.stats()["accepted"] == 2, 20)
        self.assertIn("ours 3#", self.api("GET", "/api/rules")["version"])
        decisions = self.api("GET", f"/api/outbox/{sent['id']}/why")["decisions"]
        self.assertIn("ours 1#", str(decisions[0]), "the first decision keeps the version it was made under")
        self.assertIn("ours 3#", str(decisions[-1]))

    def test_a_bad_pack_keeps_the_server_down(self):
        self.server.stop()
        self.write_pack("1-7 10:00-26:00", 2)
        self.server.start()
        wait_for("it ends by itself", lambda: self.server.process.poll() is not None, 15)
        self.assertNotEqual(self.server.process.returncode, 0)
        self.assertIn("line 8", self.server.logged())
        self.assertFalse(answers(self.url + "/healthz"))

    def test_a_restart_with_other_rules_decides_anew(self):
        self.assertEqual(self.send()["status"], "held")
        self.server.kill()
        self.write_pack("1-7 09:00-20:00", 2)
        self.start_server()
        wait_for("it has left", lambda: self.stats()["accepted"] == 1, 20)

    def test_the_frozen_place(self):
        self.write_pack("1-7 09:00-20:00", 2)
        with self.pack.open("a") as pack:
            pack.write(f'[[freeze]]\nid = "storm"\nplace = "US-NY"\nfrom = {self.day}\nreason = "emergency"\n')
        wait_for("the freeze is in force", lambda: len(self.api("GET", "/api/rules")["freezes"]) == 1, 15)
        self.import_people(self.people(20, 10000))  # 212
        campaign = self.campaign()
        wait_for("all are held", lambda: any(c["reason"] == "frozen" and c["n"] == 20 for c in self.progress(campaign)["counts"]), 20)
        self.assertEqual(self.stats()["accepted"], 0)


if __name__ == "__main__":
    unittest.main()
