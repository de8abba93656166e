"""Pre-flight against a running server with its own clock and the law on: what it tells, and that it comes true."""
import csv
import datetime
import json
import socket
import subprocess
import unittest

from bad_day import BadDay
from harness import BINARY, CLEAN_ENVIRONMENT, request, wait_for

BLOCKED = {"+12125551001": "no_consent", "+12125551002": "suppressed", "+12125551003": "missing_field"}
NEW_YORK = [f"+1212555{n}" for n in range(1010, 1020)]
LOS_ANGELES = [f"+1415555{n}" for n in range(1010, 1015)]


class Preflight(BadDay):
    law = ""

    def start_server(self):
        # 09:30 in New York of a working day in summer: in Los Angeles it is night.
        if "--at" not in self.server.arguments:
            day = datetime.date(datetime.date.today().year + 1, 6, 16)
            while day.weekday() > 3:
                day += datetime.timedelta(days=1)
            self.server.arguments += ["--at", f"{day}T13:30:00Z"]
            self.opens_in_the_west = f"{day}T16:00:00Z"
        super().start_server()

    def setUp(self):
        super().setUp()
        for number in [*BLOCKED, *NEW_YORK, *LOS_ANGELES]:
            consent = "unknown" if number == "+12125551001" else "express_written"
            fields = {} if number == "+12125551003" else {"name": "Ann"}
            self.api("POST", "/api/contacts", {"phone": number, "score": 99, "fields": fields,
                                              "consent": {"type": consent, "source": "system test"}}, expect=201)
        self.api("POST", "/api/optouts", {"phone": "+12125551002", "reason": "system test"}, expect=201)
        self.spring = self.campaign(name="spring", body="Hello {{name}}", audience={"everyone": True}, start=False,
                                    window={"allow": [{"days": "1-7", "start": "09:00", "end": "17:00"}]})

    def command(self, *arguments, code=0):
        said = subprocess.run([BINARY, "campaign", "preflight", *arguments], capture_output=True, text=True, timeout=60,
                              env={**CLEAN_ENVIRONMENT, "TIDINGS_URL": self.url, "TIDINGS_KEY": self.key})
        self.assertEqual(said.returncode, code, said)
        return said

    def messages(self):
        return {m["to"]: m for m in self.api("GET", f"/api/campaigns/{self.spring['id']}/messages?limit=100")["items"]}

    def test_what_is_told_comes_true(self):
        file = self.folder / "everybody.csv"
        said = self.command("spring", "--price", "US=0.0079", "--recipients", str(file)).stdout
        for part in ("18", "15 (83 %), 15 segments", "3 (17 %)", "0.1185 USD", "consent", "suppression", "content"):
            self.assertIn(part, said)
        told = {row["phone"]: row for row in csv.DictReader(file.read_text().splitlines())}
        self.assertEqual(len(told), 18)
        for number, reason in BLOCKED.items():
            self.assertEqual((told[number]["fate"], told[number]["reason"]), ("blocked", reason), number)
        for number in NEW_YORK:
            self.assertEqual((told[number]["fate"], told[number]["waits_for"]), ("sends", ""), number)
        for number in LOS_ANGELES:
            self.assertEqual((told[number]["fate"], told[number]["not_before"]), ("sends", self.opens_in_the_west), number)
        self.assertEqual(self.messages(), {}, "nothing was planned")
        self.assertEqual(self.stats()["accepted"], 0)

        self.api("POST", f"/api/campaigns/{self.spring['id']}/start", expect=200)
        wait_for("those of New York have left", lambda: self.stats()["accepted"] == len(NEW_YORK))
        came = wait_for("all are decided", lambda: (lambda m: m if len(m) == 18 and not any(
            one["state"] in ("planned", "claimed") and not one["reason"] for one in m.values()) else None)(self.messages()))
        for number, row in told.items():
            message = came[number]
            if row["fate"] == "blocked":
                self.assertEqual((message["state"], message["reason"]), ("blocked", row["reason"]), message)
            elif row["waits_for"]:
                self.assertEqual((message["state"], message["reason"], message["not_before"]),
                                 ("planned", row["waits_for"], row["not_before"]), message)
            else:
                self.assertEqual(message["reason"], None, message)
                self.assertEqual(message["segments"], int(row["segments"]))

    def test_as_json_and_at_another_time(self):
        told = json.loads(self.command("spring", "--json").stdout)
        self.assertEqual((told["recipients"], told["sends"], told["blocked"], told["held"]), (18, 15, 3, 0))
        self.assertEqual(sum(hour["messages"] for hour in told["hours"]), 15)
        self.assertEqual({r["reason"] for r in told["reasons"]}, set(BLOCKED.values()))
        self.assertIsNone(told["cost"]["amount"])
        later = json.loads(self.command(str(self.spring["id"]), "--at", self.opens_in_the_west, "--json").stdout)
        self.assertEqual(later["waits_for"], [], "by then it is day everywhere")
        self.assertEqual(later["starts_at"], self.opens_in_the_west)

    def test_what_is_wrong_is_said(self):
        self.assertIn("no campaign", self.command("99", code=4).stderr)
        self.assertIn("no campaign", self.command("winter", code=4).stderr)
        self.assertIn("price", self.command("spring", "--price", "US=dear", code=2).stderr)
        self.assertIn("past", self.command("spring", "--at", "2020-01-01T00:00:00Z", code=2).stderr)
        self.api("POST", f"/api/campaigns/{self.spring['id']}/stop", expect=200)
        self.assertIn("before the start", self.command("spring", code=5).stderr)

    def test_who_goes_away_keeps_nobody_out(self):
        path = f"/api/campaigns/{self.spring['id']}/preflight"
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as caller:
                caller.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.key}\r\n"
                               "Content-Length: 0\r\n\r\n".encode())
        wait_for("another is made", lambda: request("POST", self.url + path, None,
                                                    {"Authorization": "Bearer " + self.key})[0] == 200)


if __name__ == "__main__":
    unittest.main()
