"""Do-not-contact registers as their users meet them: a list is uploaded, a campaign respects it, `why` says so."""
import datetime
import subprocess
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World, free_port, request, wait_for
from register_service import RegisterService

TODAY = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")


class Lists(World):
    config = '''
[register.us_dnc]
preset = "us_national_dnc"
accepts = ["express_written"]
'''

    def run_it(self, *arguments):
        environment = {**CLEAN_ENVIRONMENT, "TIDINGS_URL": self.url, "TIDINGS_KEY": self.key}
        return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60, env=environment)

    def dnc_import(self, text, *more, expect=0):
        file = self.folder / "list.txt"
        file.write_text(text)
        result = self.run_it("dnc", "import", str(file), "--register", "us_dnc", "--source", "the test", "--snapshot", TODAY, *more)
        self.assertEqual(result.returncode, expect, result.stdout + result.stderr)
        return result.stdout

    def by_state(self, campaign):
        found = self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=100", expect=200)["items"]
        return {one["to"]: (one["state"], one["reason"]) for one in found}

    def test_a_campaign_respects_the_list_of_the_day(self):
        area = [f"+120265000{i:02d}" for i in range(4)]
        elsewhere = "+13126500001"
        rows = "".join(f"P,{phone}\n" for phone in (*area, elsewhere))
        self.import_people("name,phone\n" + rows, consent="express")
        self.api("POST", "/api/contacts", {"phone": area[1], "consent": {"type": "express_written", "source": "form"}}, expect=200)
        said = self.dnc_import("202,6500000\r\n202,6500001\r\nnobody\r\n", "--covers", "+1202")
        self.assertIn("2 numbers, 1 refused", said)
        self.assertIn("line 3: there is no number in this line [nobody]", said)
        campaign = self.campaign()
        wait_for("all but one have left or ended", lambda: sorted(
            state for state, _ in self.by_state(campaign).values()) == ["blocked", "delivered", "delivered", "delivered", "planned"])
        states = self.by_state(campaign)
        self.assertEqual(states[area[0]], ("blocked", "listed_on_register"))
        self.assertEqual(states[area[1]][0], "delivered", "express written consent is accepted")
        self.assertEqual(states[elsewhere], ("planned", "register_unknown"), "not of the areas the list is of")
        ids = {one["to"]: one["id"] for one in self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=100")["items"]}
        self.assertIn("us_dnc=listed", self.run_it("why", str(ids[area[0]])).stdout)
        self.assertIn("but consent=express_written is accepted", self.run_it("why", str(ids[area[1]])).stdout)
        self.assertIn("us_dnc=clear", self.run_it("why", str(ids[area[2]])).stdout)
        self.assertIn("us_dnc=unknown", self.run_it("why", str(ids[elsewhere])).stdout)
        listed = self.run_it("dnc", "list").stdout
        self.assertRegex(listed, r"us_dnc\s+US\s+list")
        self.assertRegex(self.run_it("dnc", "check", area[0]).stdout, r"us_dnc\s+listed.*block")
        self.assertRegex(self.run_it("dnc", "check", elsewhere).stdout, r"us_dnc\s+unknown.*hold")

    def test_a_wrong_file_leaves_the_old_list_in_force(self):
        self.dnc_import("2026500000\n")
        said = self.dnc_import("name\nAnn\nBob\n", expect=1)
        self.assertIn("failed", said)
        self.assertRegex(self.run_it("dnc", "check", "+12026500000").stdout, r"listed")
        refused = self.run_it("dnc", "import", str(self.folder / "list.txt"), "--register", "us_dnc", "--source", "x",
                              "--snapshot", "2020-01-01")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("too old", refused.stderr)

    def test_a_list_that_was_being_read_when_the_power_went_comes_in(self):
        lines = "".join(f"202{2000000 + i}\n" for i in range(200_000))
        file = self.folder / "long.txt"
        file.write_text(lines)
        taken = self.api("POST", f"/api/registers/us_dnc/lists?source=x&snapshot={TODAY}", lines, expect=202,
                         **{"Content-Type": "text/plain"})
        self.server.kill()
        self.start_server()
        done = wait_for("the list is in force", lambda: (lambda x: x if x["state"] != "loading" else None)(
            self.api("GET", f"/api/register-lists/{taken['id']}", expect=200)))
        self.assertEqual((done["state"], done["numbers"], done["rejected"]), ("in_force", 200_000, 0))


class Unknown(World):
    config = '''
[register.us_dnc]
preset = "us_national_dnc"
on_unknown = "send"
'''

    def test_the_setting_that_lets_the_unknown_pass_is_in_the_trace_of_every_message_that_used_it(self):
        self.import_people(self.people(3))
        campaign = self.campaign()
        self.completed(campaign)
        for one in self.api("GET", f"/api/campaigns/{campaign['id']}/messages")["items"]:
            why = self.api("GET", f"/api/outbox/{one['id']}/why", expect=200)
            self.assertIn("us_dnc=unknown passes by the setting on_unknown=send", str(why))


class Washed(World):
    """A register that is asked over the network, behind a real socket."""
    listed, faults, more, service = ("0412000003",), (), "", None
    people_at = [f"+6141200000{i}" for i in range(8)]

    def setUp(self):
        self.start_service()
        super().setUp()

    def start_service(self):
        self.service = RegisterService(self.listed, self.faults)
        self.addCleanup(self.service.stop)

    def write_config(self):
        self.config = f'''
[register.au]
preset = "au_dncr"
source = "dncr"
url = "{self.service.url if self.service else self.nowhere}/rtw/washing.cfc"
telemarketer_id = "1234"
password_file = "{self.folder}/password"
numbers_per_call = 3
result_after_s = 1
{self.more}
'''
        (self.folder / "password").write_text("s3cret & <x>\n")
        super().write_config()

    def start_campaign(self):
        self.import_people("name,phone\n" + "".join(f"P,{phone}\n" for phone in self.people_at))
        return self.campaign()

    def by_state(self, campaign):
        found = self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=100", expect=200)["items"]
        return {one["to"]: (one["state"], one["reason"]) for one in found}

    def expect_all_decided(self, campaign):
        self.completed(campaign)
        states = self.by_state(campaign)
        self.assertEqual(states.pop(self.people_at[3]), ("blocked", "listed_on_register"))
        self.assertEqual({state for state, _ in states.values()}, {"delivered"})
        self.assertEqual(sorted(self.service.washed), sorted("0" + phone[3:] for phone in self.people_at), "each washed, and paid, once")

    def test_a_campaign_is_washed_ahead_and_respects_the_register(self):
        campaign = self.start_campaign()
        self.expect_all_decided(campaign)
        self.assertEqual(self.service.fetched, [])
        self.assertEqual({one["SOAPAction"] for one in self.service.headers}, {'""'})
        metrics = wait_for("the balance is known", lambda: (lambda text: text if "register_balance" in text else None)(
            request("GET", self.url + "/metrics")[1]))
        self.assertIn('register_balance{register="au"} 4321', metrics)
        self.assertIn('register_numbers_washed_total{register="au"} 8', metrics)
        again = self.campaign(name="again")
        self.completed(again)
        self.assertEqual(len(self.service.washed), 8, "answers are kept")


class WashedWithTrouble(Washed):
    faults = ("drop", "fault", "garbage")

    def test_a_campaign_is_washed_ahead_and_respects_the_register(self):
        campaign = self.start_campaign()
        self.expect_all_decided(campaign)
        self.assertEqual(len(set(self.service.fetched)), 3, "what was taken is fetched by its reference")


class WashedOnABudget(Washed):
    more = "budget_per_day = 5"

    def test_a_campaign_is_washed_ahead_and_respects_the_register(self):
        campaign = self.start_campaign()
        wait_for("the budget is used up", lambda: sorted(state for state, _ in self.by_state(campaign).values()).count("planned") == 3)
        self.assertEqual(len(self.service.washed), 5)
        held = [reason for state, reason in self.by_state(campaign).values() if state == "planned"]
        self.assertEqual(held, ["register_unknown"] * 3)
        self.assertIn("register_budget_used_up", self.server.logged())


class WashedWhileDown(Washed):
    def start_service(self):
        self.nowhere = f"http://127.0.0.1:{free_port()}"

    def test_a_campaign_is_washed_ahead_and_respects_the_register(self):
        campaign = self.start_campaign()
        wait_for("all are held", lambda: set(self.by_state(campaign).values()) == {("planned", "register_unknown")})
        wait_for("it was tried", lambda: "register_trouble" in self.server.logged())
        self.assertEqual(self.stats()["accepted"], 0)


class Rest(World):
    def setUp(self):
        self.service = RegisterService(["61412000003"])
        self.addCleanup(self.service.stop)
        self.config = f'''
[register.au]
places = ["AU"]
source = "rest"
url = "{self.service.url}/v1/lookup?number={{number}}"
result_pointer = "/data/registered"
[register.au.headers]
Authorization = "Bearer k3y"
'''
        super().setUp()

    def test_any_json_interface(self):
        self.import_people("name,phone\nA,+61412000003\nB,+61412000004\n")
        campaign = self.campaign()
        self.completed(campaign)
        found = {one["to"]: one["state"] for one in self.api("GET", f"/api/campaigns/{campaign['id']}/messages")["items"]}
        self.assertEqual(found, {"+61412000003": "blocked", "+61412000004": "delivered"})
        self.assertEqual({one["Authorization"] for one in self.service.headers}, {"Bearer k3y"})


if __name__ == "__main__":
    unittest.main()
