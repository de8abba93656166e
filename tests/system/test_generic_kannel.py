"""The generic carrier against Kannel: a gateway that knows nothing of Tidings, set up by configuration alone."""
import json
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World, request, wait_for
from kannel import PASSWORD, USER, Kannel
import subprocess

TOKEN = "the-token-of-kannels-webhooks"
OURS = "+12025550100"


class WithKannel(World):
    password = PASSWORD
    proof = f'[carrier.kannel.webhooks]\ntoken = "{TOKEN}"'

    def write_config(self):
        # What the network writes: %p who, %P to whom, %b the text, %I an id of its own.
        self.kannel = Kannel(f"{self.url}/webhooks/generic/kannel/inbound?token={TOKEN}&from=%p&to=%P&text=%b&id=%I")
        self.addCleanup(self.kannel.stop)
        (self.folder / "kannel.secret").write_text(self.password + "\n")
        (self.folder / "tidings.toml").write_text(f'''
[server]
port = {self.port}
[store]
data_dir = "{self.folder}/data"
{self.law}
[workspace]
score_threshold = 0
[carrier.kannel]
type = "generic"
[carrier.kannel.secrets]
password_file = "{self.folder}/kannel.secret"
[carrier.kannel.send]
url = "http://127.0.0.1:{self.kannel.port}/cgi-bin/sendsms?username={USER}&password={{{{password}}}}&from={{{{from}}}}&to={{{{to}}}}&text={{{{text}}}}&charset=UTF-8&coding=2&dlr-mask=31&dlr-url={{{{receipt_url}}}}"
[carrier.kannel.answer]
accepted = "^(0: Accepted|3: Queued)"
[[carrier.kannel.refusal]]
body = "^Authorization failed"
class = "account"
[[carrier.kannel.refusal]]
status = ["503"]
class = "busy"
[carrier.kannel.receipt]
fields = "query"
status = "status"
code = "answer"
add_to_url = "&status=%d&answer=%A"
[carrier.kannel.receipt.states]
1 = "delivered"
2 = "undelivered"
4 = "queued"
8 = "sent"
16 = "failed"
[carrier.kannel.inbound]
fields = "query"
from = "from"
to = "to"
text = "text"
id = "id"
{self.proof}
[[sender]]
address = "{OURS}"
carrier = "kannel"
{self.sender}
''')


class Generic(WithKannel):
    def states(self, campaign):
        return [m["state"] for m in self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=500")["items"]]

    def test_a_campaign_arrives_and_its_receipts_come_back(self):
        self.import_people(self.people(40))
        campaign = self.campaign(body="Grüße {{name}} 🚀 & 5+5=10 100%")
        self.completed(campaign)
        try:
            wait_for("all are delivered", lambda: self.states(campaign) == ["delivered"] * 40, 60)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.states(campaign)}\n{self.kannel.logged()}") from None
        arrived = self.kannel.arrived()
        wanted = {tuple(line.split(",")) for line in self.people(40).splitlines()[1:]}
        self.assertEqual({(text.removeprefix("Grüße ").removesuffix(" 🚀 & 5+5=10 100%"), to) for _, to, text in arrived}, wanted)
        self.assertEqual({sender for sender, _, _ in arrived}, {OURS})
        self.assertEqual(len(arrived), 40, "each once")

    def test_what_people_write_is_a_conversation_and_stop_silences(self):
        self.import_people(self.people(5))
        ann, bob = (line.split(",")[1] for line in self.people(5).splitlines()[1:3])
        self.kannel.text_in(ann, OURS, "Wie läuft's? 5+5 & 100%")
        wait_for("the reply is a conversation", lambda: ann in json.dumps(self.api("GET", "/api/messages")), 30)
        threads = self.api("GET", "/api/messages", expect=200)
        self.assertIn("Wie läuft's? 5+5 & 100%", json.dumps(threads, ensure_ascii=False))
        self.kannel.text_in(bob, OURS, "STOP")
        wait_for("the number is suppressed",
                 lambda: [o["phone"] for o in self.api("GET", "/api/optouts")["items"]] == [bob], 30)
        wait_for("it is confirmed", lambda: any(to == bob for _, to, _ in self.kannel.arrived()), 30)
        confirmations = [text for _, to, text in self.kannel.arrived() if to == bob]
        campaign = self.campaign()
        self.completed(campaign)
        wait_for("the others are delivered", lambda: sorted(self.states(campaign)) == ["blocked"] + ["delivered"] * 4, 60)
        self.assertEqual([text for _, to, text in self.kannel.arrived() if to == bob], confirmations)

    def test_nobody_else_writes_in_its_name(self):
        self.import_people(self.people(1))
        phone = self.people(1).splitlines()[1].split(",")[1].replace("+", "%2B")
        for path, status in ((f"/webhooks/generic/kannel/inbound?from={phone}&to=1&text=STOP&id=1", 403),
                             (f"/webhooks/generic/kannel/inbound?token={TOKEN}x&from={phone}&to=1&text=STOP&id=1", 403),
                             (f"/webhooks/generic/other/inbound?token={TOKEN}&from={phone}&to=1&text=STOP&id=1", 403),
                             (f"/webhooks/twilio/sms?token={TOKEN}&from={phone}&to=1&text=STOP&id=1", 405)):
            self.assertEqual(request("GET", self.url + path)[0], status, path)
        self.assertEqual(self.api("GET", "/api/optouts", expect=200)["items"], [])
        self.assertEqual(request("GET", f"{self.url}/webhooks/generic/kannel/receipt?token={TOKEN}")[0], 400, "it says nothing")


class WrongPassword(WithKannel):
    password = "another"

    def test_a_refused_password_loses_no_message(self):
        self.import_people(self.people(3))
        campaign = self.campaign()
        wait_for("the trouble is told", lambda: "carrier_account_trouble" in self.server.logged(), 30)
        states = {m["state"] for m in self.api("GET", f"/api/campaigns/{campaign['id']}/messages")["items"]}
        self.assertLessEqual(states, {"planned", "claimed", "handed"}, "they wait until it is mended")
        self.assertNotIn(self.password + "\n", self.server.logged())
        self.assertEqual(self.kannel.arrived(), [])


class Configuration(WithKannel):
    def doctor(self):
        run = subprocess.run([BINARY, "doctor", "--config", str(self.folder / "tidings.toml")], capture_output=True, text=True,
                             timeout=60, env=CLEAN_ENVIRONMENT)
        return run.stdout + run.stderr

    def test_what_is_wrong_is_named_with_its_line(self):
        file = self.folder / "tidings.toml"
        good = file.read_text()
        self.assertIn("kannel (type generic)", self.doctor())
        for old, new, key in (('8 = "sent"', '8 = "gone"', "receipt.states.8"), ('class = "busy"', 'class = "sad"', "refusal.1.class"),
                              ("{{text}}", "{{txt}}", "send.url"), ('fields = "query"\nfrom', 'fields = "header"\nfrom', "inbound.fields")):
            bad = good.replace(old, new)
            self.assertNotEqual(bad, good)
            file.write_text(bad)
            said = self.doctor()
            line = next(i for i, text in enumerate(bad.splitlines(), 1) if text.strip() == new.splitlines()[0] or
                        ("{{" in new and new in text))
            self.assertIn(f"carrier.kannel.{key}", said)
            self.assertIn(f"line {line}", said)
        file.write_text(good.replace(self.proof, ""))
        self.assertIn("carrier.kannel.webhooks.token", self.doctor())
        file.write_text(good.replace(self.proof, "").replace('type = "generic"', 'type = "generic"\nunauthenticated = true'))
        self.assertIn("its webhooks prove nothing", self.doctor())


if __name__ == "__main__":
    unittest.main(verbosity=1)
