"""Imports whose numbers are looked up, at services behind a real socket: what is refused, kept and counted, what trouble does, and
that no number is paid for twice, whatever happens to the server."""
import signal
import subprocess
import unittest
import urllib.parse

from harness import BINARY, CLEAN_ENVIRONMENT, World, answers, wait_for
from lookup_service import LookupService

LANDLINE, INVALID, STRANGE = "+12025550101", "+12025550102", "+12025550103"


def numbers(n):
    return [f"+1202{4010000 + i}" for i in range(n)]


def people(of):
    return "name,phone\n" + "".join(f"P,{one}\n" for one in of)


class Asking(World):
    more = ""
    service = None

    def setUp(self):
        self.service = LookupService()
        self.addCleanup(self.service.stop)
        super().setUp()

    def write_config(self):
        self.config = f'''
[lookup.nv]
type = "numverify"
base_url = "{self.service.url}"
access_key_file = "{self.folder}/key"
price = 0.005
currency = "USD"
rate_per_s = 1000
{self.more}
[lookup.tw]
type = "twilio"
base_url = "{self.service.url}"
account_sid = "AC{"2" * 32}"
auth_token = "{"t" * 32}"
rate_per_s = 1000
'''
        (self.folder / "key").write_text("k3y\n")
        super().write_config()

    def begin(self, text, **options):
        query = urllib.parse.urlencode({"name": "people.csv", "list": "everyone", "region": "US", "phone": "phone",
                                        "consent": "express_written", "consent_source": "system test", "lookup": "nv", **options})
        return self.api("POST", "/api/imports?" + query, text, expect=202, **{"Content-Type": "text/csv"})["id"]

    def job(self, id):
        return self.api("GET", f"/api/imports/{id}", expect=200)

    def ended(self, id):
        return wait_for("the import ends", lambda: (lambda j: j if j["state"] in ("done", "failed") else None)(self.job(id)))

    def rejects(self, id):
        found = self.api("GET", f"/api/imports/{id}/rejects?format=json", expect=200)["items"]
        return [(one["row"], one["column"], one["reason"], one["value"]) for one in found]


class LookedUp(Asking):
    def test_what_the_service_says_decides_row_by_row(self):
        for lookup, odd in (("nv", ""), ("tw", "unknown")):
            self.service.lines = {LANDLINE: "landline", INVALID: None, STRANGE: odd}
            del self.service.asked[:]
            good = numbers(20)
            file = people([LANDLINE, *good, INVALID, STRANGE, good[3]])
            job = self.ended(self.begin(file, lookup=lookup))
            made = 21 if lookup == "nv" else 0
            self.assertEqual((job["imported"], job["updated"], job["duplicates"], job["rejected"]), (made, 21 - made, 1, 2))
            self.assertEqual(self.rejects(job["id"]), [(2, "phone", "lookup_no_texts", LANDLINE),
                                                       (23, "phone", "lookup_invalid", INVALID)])
            told = job["lookup"]
            self.assertEqual((told["service"], told["calls"], told["looked_up"], told["not_looked_up"], told["waits_for"]),
                             (lookup, 23, 24, 0, None))
            self.assertIn("line_not_known", [one["code"] for one in job["warnings"]])
            self.assertEqual(sorted(self.service.asked), sorted([LANDLINE, INVALID, STRANGE, *good]), "each once")
        self.assertEqual(job["lookup"]["cost"], None)
        again = self.ended(self.begin(file))
        self.assertEqual((again["lookup"]["calls"], again["lookup"]["looked_up"], again["rejected"]), (0, 24, 2), "answers are kept")
        self.assertNotIn("k3y", self.server.logged())

    def test_a_contact_that_was_there_before_is_never_texted_again(self):
        known = numbers(3)
        self.import_people(people(known))
        self.service.lines = {known[1]: "landline"}
        job = self.ended(self.begin(people(known)))
        self.assertEqual((job["updated"], job["rejected"]), (2, 1))
        self.assertIn("found_unreachable", [one["code"] for one in job["warnings"]])
        self.import_people(people(known))  # without a look-up: the plan of numbers knows no better
        campaign = self.campaign()
        self.completed(campaign)
        found = self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=100", expect=200)["items"]
        self.assertEqual({one["to"]: one["reason"] for one in found if one["state"] == "blocked"}, {known[1]: "not_sms_capable"})

    def test_a_dry_run_says_what_it_would_cost_and_asks_nobody(self):
        some = numbers(10)
        self.ended(self.begin(people(some[:4])))
        del self.service.asked[:]
        job = self.ended(self.begin(people(some + some), dry_run="true"))
        self.assertEqual(self.service.asked, [])
        told = job["lookup"]
        self.assertEqual((told["calls"], told["looked_up"], told["cost"]), (6, 8, {"amount": "0.03", "currency": "USD"}))
        file = self.folder / "some.csv"
        file.write_text(people(some))
        said = subprocess.run([BINARY, "import", str(file), "--lookup", "nv", "--dry-run"], capture_output=True, text=True, timeout=60,
                              env={**CLEAN_ENVIRONMENT, "TIDINGS_URL": self.url, "TIDINGS_KEY": self.key}, check=False)
        self.assertIn("by nv; 6 without an answer, 6 calls would be made, 0.03 USD\n", said.stdout, said.stderr)
        self.assertEqual(self.service.asked, [])

    def test_trouble_is_lived_through(self):
        self.service.faults = ["rate", "429", "silence", "garbage", None, "429", "silence"]
        of = numbers(12)
        job = self.ended(self.begin(people(of)))
        self.assertEqual((job["imported"], job["lookup"]["looked_up"], job["lookup"]["not_looked_up"]), (12, 12, 0))
        self.assertEqual(sorted(self.service.answered), of, "answered once each")

    def test_a_used_up_quota_holds_the_import_or_not_as_was_said(self):
        self.service.always = "quota"
        of = numbers(6)
        kept = self.ended(self.begin(people(of), lookup_missing="keep"))
        self.assertEqual((kept["imported"], kept["lookup"]["looked_up"], kept["lookup"]["not_looked_up"]), (6, 0, 6))
        self.assertIn("not_looked_up", [one["code"] for one in kept["warnings"]])
        waiting = self.begin(people(of))
        why = wait_for("it says what it waits for", lambda: self.job(waiting)["lookup"]["waits_for"])
        self.assertEqual((why, self.job(waiting)["state"]), ("nv: NumVerify says no: 104 usage_limit_reached", "running"))
        self.api("POST", f"/api/imports/{waiting}/cancel", {}, expect=200)

    def test_a_service_nobody_configured_is_refused(self):
        query = "name=x&phone=phone&lookup=nowhere"
        problem = self.api("POST", "/api/imports?" + query, people(numbers(1)), expect=400, **{"Content-Type": "text/csv"})
        self.assertIn("known ones: nv, tw", str(problem))


class Killed(Asking):
    more = "in_flight = 3"

    def test_no_number_is_paid_for_twice(self):
        of = numbers(500)
        self.service.most = 260  # beyond the first chunk
        id = self.begin(people(of))
        wait_for("it is in the middle", lambda: len(self.service.asked) == 263)
        under_way = set(self.service.asked) - set(self.service.answered)
        self.server.kill()
        self.service.most = None
        self.service.go.set()
        self.start_server()
        job = self.ended(id)
        self.assertEqual((job["imported"], job["rejected"], job["lookup"]["looked_up"]), (500, 0, 500))
        twice = {one for one in self.service.asked if self.service.asked.count(one) > 1}
        self.assertLessEqual(twice, under_way, "only what was under way is asked again")
        self.assertEqual(set(self.service.asked), set(of))


    def test_an_orderly_end_waits_for_what_is_under_way(self):
        of = numbers(30)
        self.service.most = 10
        id = self.begin(people(of))
        wait_for("it is in the middle", lambda: len(self.service.asked) == 13)
        self.server.process.send_signal(signal.SIGTERM)
        wait_for("it takes no calls any more", lambda: not answers(self.url + "/readyz"))
        self.service.most = None
        self.service.go.set()
        self.assertEqual(self.server.process.wait(30), 0)
        self.start_server()
        self.assertEqual(self.ended(id)["imported"], 30)
        self.assertEqual(sorted(self.service.asked), of, "each once")


class OnABudget(Asking):
    more = "budget_per_day = 5"

    def test_what_the_budget_has_no_room_for_is_not_asked(self):
        of = numbers(8)
        job = self.ended(self.begin(people(of), lookup_missing="keep"))
        self.assertEqual((job["imported"], job["lookup"]["looked_up"], job["lookup"]["not_looked_up"]), (8, 5, 3))
        self.server.kill()
        self.start_server()
        again = self.ended(self.begin(people(of), lookup_missing="keep"))
        self.assertEqual((again["lookup"]["looked_up"], again["lookup"]["calls"]), (5, 0), "the count outlives the server")
        self.assertEqual(len(self.service.asked), 5)


if __name__ == "__main__":
    unittest.main()
