"""Trouble that is no message's: a wrong credential and an outage in mid campaign. Nothing is lost, nobody is written to twice,
people hear once that it began and once that it is over."""
import subprocess
import unittest

from alert_services import MailServer, PagerDuty
from harness import BINARY, CLEAN_ENVIRONMENT, World, request, wait_for

PEOPLE = 400


class CarrierTrouble(World):
    def write_config(self):
        self.mail = MailServer(self.folder)
        self.addCleanup(self.mail.stop)
        self.pager = PagerDuty()
        self.addCleanup(self.pager.stop)
        self.config = f'''
[dispatch]
trial_first_ms = 1000
trial_most_ms = 2000
outage_ms = 3000
unknown_first_ms = 16000
unknown_again_ms = 1000
unknown_confirm_ms = 17000
[alert.ops]
type = "email"
server = "{self.mail.url}"
user = "tidings"
password = "secret"
ca_file = "{self.mail.cert}"
from = "tidings@example.org"
to = ["ops@example.org"]
[alert.pager]
type = "pagerduty"
url = "{self.pager.url}"
routing_key = "{"k" * 32}"
'''
        super().write_config()

    def sandbox_set(self, **options):
        status, answer = request("POST", self.sandbox_url + "/sandbox/options", options)
        self.assertEqual(status, 200, answer)

    def incidents(self, **query):
        return self.api("GET", "/api/incidents" + ("?all=true" if query.get("all") else ""), expect=200)["items"]

    def begin(self, rate):
        self.import_people(self.people(PEOPLE))
        campaign = self.campaign(rate_per_s=rate)
        wait_for("some were sent", lambda: self.progress(campaign)["totals"]["sent"] > 20)
        return campaign

    def everybody_got_one(self, campaign):
        totals = self.completed(campaign)["totals"]
        self.assertEqual((totals["recipients"], totals["sent"]), (PEOPLE, PEOPLE), totals)
        self.assertEqual((totals["refused"], totals["failed"], totals["unresolved"]), (0, 0, 0), totals)
        stats = self.stats()
        self.assertEqual((stats["recipients"], stats["doubles"]), (PEOPLE, 0), stats)

    def heard_once(self):
        wait_for("that it is over was told", lambda: len(self.mail.mails) == 2 and len(self.pager.events) == 2, 90)
        self.assertEqual([one["event_action"] for one in self.pager.events], ["trigger", "resolve"])
        self.assertEqual(len({one["dedup_key"] for one in self.pager.events}), 1)

    def test_a_wrong_credential_burns_nothing(self):
        campaign = self.begin(rate=100)
        self.sandbox_set(errors={"20003": 1})
        found = wait_for("an incident", lambda: self.incidents())
        self.assertEqual([(one["key"], one["severity"]) for one in found], [("account:sandbox", "critical")])
        wait_for("the mail and the pager", lambda: self.mail.mails and self.pager.events)
        shown = subprocess.run([BINARY, "incident", "list"], capture_output=True, text=True, timeout=60,
                               env={**CLEAN_ENVIRONMENT, "TIDINGS_URL": self.url, "TIDINGS_KEY": self.key})
        self.assertIn("does not take the account", shown.stdout, shown.stderr)
        progress = self.progress(campaign)
        self.assertEqual(progress["totals"]["refused"], 0, progress["totals"])
        # It stands over a crash.
        self.server.kill()
        self.start_server()
        self.assertEqual([one["key"] for one in self.incidents()], ["account:sandbox"])
        self.sandbox_set(errors={})
        self.everybody_got_one(campaign)
        self.assertEqual(self.incidents(), [])
        self.heard_once()

    def test_an_outage_opens_one_incident_and_closes_it(self):
        campaign = self.begin(rate=100)
        self.sandbox_set(rate_503=1)
        found = wait_for("an incident", lambda: self.incidents())
        self.assertEqual([one["key"] for one in found], ["carrier:sandbox"])
        # The carrier takes what it is given and never says so: those are looked up, not sent again.
        self.sandbox_set(rate_503=0, rate_hang=1)
        wait_for("some were never answered", lambda: self.stats()["faults"].get("hang", 0) > 2)
        self.sandbox_set(rate_hang=0)
        self.everybody_got_one(campaign)
        self.assertEqual(self.incidents(), [])
        self.heard_once()


if __name__ == "__main__":
    unittest.main()
