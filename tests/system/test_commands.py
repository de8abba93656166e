"""The command line and the API as their users meet them: what is said, what it exits with, what others wrote is shown harmless."""
import csv
import json
import stat
import subprocess
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World, wait_for


class Commands(World):
    def run_it(self, *arguments, stdin=None):
        environment = {**CLEAN_ENVIRONMENT, "TIDINGS_URL": self.url, "TIDINGS_KEY": self.key}
        return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=30, input=stdin, env=environment)

    def test_what_strangers_write_does_not_command_the_terminal(self):
        evil = "\x1b[31mred\x07 \u009b2J \u202eabc"
        self.api("POST", "/api/contacts", {"phone": "+12025550111", "fields": {"name": evil}}, expect=201)
        campaign = self.campaign(name=evil, body="Hi", audience={"tags": ["nobody"]}, start=False)
        self.inbound("+12025550111", evil)
        wait_for("the reply is there", lambda: self.api("GET", "/api/messages")["items"])
        for command in (("campaign", "show", str(campaign["id"])), ("campaign", "list"), ("campaign", "progress", str(campaign["id"])),
                        ("campaign", "history", str(campaign["id"])), ("messages",), ("messages", "1"), ("messages", "--json"),
                        ("optout", "lift", "1", "--reason", evil)):
            with self.subTest(command):
                result = self.run_it(*command)
                said = result.stdout + result.stderr
                self.assertTrue(said)
                for sign in "\x1b\x07\x9b" if "--json" in command else "\x1b\x07\x9b\u202e":
                    self.assertNotIn(sign, said)

    def test_send_says_what_will_be(self):
        now = self.run_it("send", "+12025550111", "Hi {{first_name|there}}")
        self.assertEqual(now.returncode, 0, now.stderr)
        self.assertIn("on its way, 1 segment\n", now.stdout)
        later = self.run_it("send", "+12025550111", "later", "--send-at", "2099-01-01T00:00:00Z")
        self.assertEqual(later.returncode, 2)
        self.assertIn("a year", later.stderr)
        for flags in ((), ("--json",)):
            blocked = self.run_it("send", "+12025550111", "buy", "--purpose", "marketing", *flags)
            self.assertEqual(blocked.returncode, 1, blocked.stdout)
            batch = self.run_it("batch", "-", *flags, stdin=json.dumps({"body": "x", "messages": [{"to": "12"}]}))
            self.assertEqual(batch.returncode, 1, batch.stdout)
        self.assertIn("Hi there", self.run_it("why", "1").stdout)

    def test_export_has_everybody(self):
        self.import_people(self.people(10_050))
        campaign = self.campaign(audience={"list": "everyone"}, window={"allow": [{"start": "03:00", "end": "03:01"}]})
        wait_for("all are planned", lambda: self.progress(campaign)["planned"], 60)
        file = self.folder / "out.csv"
        result = self.run_it("campaign", "export", str(campaign["id"]), "--out", str(file))
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(file, newline="") as rows:
            self.assertEqual(len({row["id"] for row in csv.DictReader(rows)}), 10_050)

    def test_what_is_stored_is_for_its_owner_only(self):
        backup = self.folder / "copy.db"
        result = subprocess.run([BINARY, "backup", str(backup), "--data", str(self.folder / "data")], capture_output=True,
                                text=True, timeout=30, env=CLEAN_ENVIRONMENT)
        self.assertEqual(result.returncode, 0, result.stderr)
        for path in (backup, self.folder / "data" / "tidings.db", self.folder / "data" / "tidings.db-wal"):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)

    def test_a_file_that_is_not_there_is_not_the_servers_fault(self):
        missing = self.run_it("import", str(self.folder / "none.csv"))
        self.assertEqual(missing.returncode, 4)
        self.assertIn("cannot be read", missing.stderr)
        self.assertEqual(self.run_it("import", str(self.folder)).returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=1)
