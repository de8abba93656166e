"""People are told of incidents by mail and PagerDuty: by STARTTLS or not at all, once, across outages and kill -9."""
import email
import email.policy
import subprocess
import unittest

from alert_services import MailServer, PagerDuty
from harness import BINARY, CLEAN_ENVIRONMENT, World, wait_for

KEY = "k" * 32


class Alerts(World):
    tls = True

    def write_config(self):
        self.mail = MailServer(self.folder, starttls=self.tls)
        self.addCleanup(self.mail.stop)
        self.pager = PagerDuty()
        self.addCleanup(self.pager.stop)
        self.config = f'''
[alert.ops]
type = "email"
server = "{self.mail.url}"
user = "tidings"
password = "secret"
ca_file = "{self.mail.cert}"
from = "Tidings <tidings@example.org>"
to = ["ops@example.org", "Ann <ann@example.com>"]
[alert.pager]
type = "pagerduty"
url = "{self.pager.url}"
routing_key = "{KEY}"
least = "error"
'''
        super().write_config()

    def run_it(self, *arguments, timeout=90):
        environment = {**CLEAN_ENVIRONMENT, "TIDINGS_URL": self.url, "TIDINGS_KEY": self.key}
        return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=timeout, env=environment)

    def test_everybody_hears_when_it_begins_and_when_it_is_over(self):
        done = self.run_it("incident", "test")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count(" done "), 4, done.stdout)
        self.assertEqual([one["event_action"] for one in self.pager.events], ["trigger", "resolve"])
        trigger, resolve = self.pager.events
        self.assertEqual(trigger["dedup_key"], resolve["dedup_key"])
        self.assertEqual((trigger["routing_key"], trigger["payload"]["severity"]), (KEY, "critical"))
        self.assertEqual(len(self.mail.mails), 2)
        for mail in self.mail.mails:
            self.assertTrue(mail["safe"] and mail["known"], "over TLS and with the password")
            self.assertEqual(mail["from"].split(" ")[0:2], ["MAIL", "FROM:<tidings@example.org>"])
            self.assertEqual([one.split(" ")[1] for one in mail["to"]], ["TO:<ops@example.org>", "TO:<ann@example.com>"])
        first, last = (email.message_from_string(one["text"], policy=email.policy.default) for one in self.mail.mails)
        self.assertIn("critical: This is a test", first["Subject"])
        self.assertIn("resolved", last["Subject"])
        self.assertIn("the test is over", last.get_content())
        self.assertEqual(self.run_it("incident", "list").stdout.strip(), "nothing is wrong that we know of")
        self.assertIn("over", self.run_it("incident", "list", "--all").stdout)

    def test_an_outage_and_a_power_cut_delay_it_and_double_nothing(self):
        self.pager.faults = [503]
        self.mail.refuse = ["451 come back"]
        opened = self.api("POST", "/api/incidents/test", {}, expect=201)
        path = f"/api/incidents/{opened['id']}"
        wait_for("both were tried", lambda: all(
            one["attempts"] == 1 for one in self.api("GET", path, expect=200)["told"]) and len(
            self.api("GET", path, expect=200)["told"]) == 2)
        self.server.kill()
        self.start_server()
        wait_for("both were told", lambda: all(one["state"] == "done" for one in self.api("GET", path, expect=200)["told"]), 90)
        self.assertEqual(len(self.pager.events), 1)
        self.assertEqual(len(self.mail.mails), 1)

    def test_what_the_mail_server_refuses_is_shown_and_not_repeated(self):
        self.mail.refuse = ["550 no such user"]
        done = self.run_it("incident", "test")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"ops\s+opened\s+refused\s+1")
        self.assertEqual(self.mail.mails, [])
        self.assertEqual(len(self.pager.events), 2, "the other way works all the same")

    def test_a_line_that_is_a_dot_ends_no_mail(self):
        # The text of an incident goes through as it is: who resolves it may write anything.
        opened = self.api("POST", "/api/incidents/test", {}, expect=201)
        path = f"/api/incidents/{opened['id']}"
        wait_for("it was told", lambda: len(self.mail.mails) == 1)
        self.api("POST", path + "/resolve", {"reason": "one\n.\ntwo\n..three"}, expect=200)
        wait_for("that it is over was told", lambda: len(self.mail.mails) == 2)
        self.assertIn("one\r\n.\r\ntwo\r\n..three", self.mail.mails[1]["text"])


class NoTls(Alerts):
    tls = False

    def test_everybody_hears_when_it_begins_and_when_it_is_over(self):
        """Not by mail in the clear."""
        done = self.run_it("incident", "test")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"ops\s+opened\s+refused")
        self.assertEqual(self.mail.mails, [])
        self.assertEqual(len(self.pager.events), 2)

    test_an_outage_and_a_power_cut_delay_it_and_double_nothing = None
    test_what_the_mail_server_refuses_is_shown_and_not_repeated = None
    test_a_line_that_is_a_dot_ends_no_mail = None


if __name__ == "__main__":
    unittest.main()
