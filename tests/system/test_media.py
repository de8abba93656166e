"""Media both ways, with the real binary and the carrier simulator: what people send is fetched, typed by its bytes and given out so that
nothing of it runs, whatever happens on the way there."""
import base64
import hashlib
import json
import os
import random
import sqlite3
import time
import unittest
import urllib.error
import urllib.request

from harness import ACCOUNT, World, request, wait_for
from postgres import PostgresWorld

ANN = "+12025550123"
ROUNDS = int(os.environ.get("TIDINGS_KILL_ROUNDS", "5"))
SEED = int(os.environ.get("TIDINGS_KILL_SEED", str(random.SystemRandom().randrange(1 << 30))))


def fetch(url, headers=None):
    """(status, headers, bytes). Never raises for an HTTP status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


class Media(World):
    def link(self, name):
        return f"{self.sandbox_url}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/{name}"

    def sends(self, *names, text="look", links=None):
        status, answer = request("POST", self.sandbox_url + "/sandbox/inbound",
                                 {"from": ANN, "to": "+12025550100", "body": text,
                                  "media": links or [self.link(name) for name in names]})
        self.assertLess(status, 300, answer)

    def media(self):
        threads = self.api("GET", "/api/messages", expect=200)["items"]
        if not threads:
            return []
        items = self.api("GET", f"/api/messages/{threads[0]['id']}", expect=200)["items"]
        return [one for item in items if item["direction"] == "in" for one in item["media"]]

    def settled(self, n, seconds=30):
        def ended():
            found = self.media()
            return found if len(found) == n and all(one["state"] != "waiting" for one in found) else None
        return wait_for("all are stored or have failed", ended, seconds)

    def bytes_of(self, medium, **headers):
        return fetch(f"{self.url}/api/media/{medium['id']}", {"Authorization": "Bearer " + self.key, **headers})


class Inbound(Media):
    def test_what_people_send_is_fetched_and_given_out_safely(self):
        self.sends("picture.jpg", "page.jpg", "note.txt", "picture.png")
        picture, page, note, png = self.settled(4)
        self.assertEqual([m["state"] for m in (picture, page, note, png)], ["stored"] * 4)
        self.assertEqual([m["type"] for m in (picture, page, note, png)],
                         ["image/jpeg", "application/octet-stream", "text/plain", "image/png"])
        status, headers, body = self.bytes_of(picture)
        self.assertEqual((status, len(body)), (200, 300_000))
        self.assertEqual(hashlib.sha256(body).hexdigest(), picture["sha256"])
        self.assertEqual(body, fetch(self.sandbox_url + "/sandbox/media/picture.jpg")[2])
        self.assertEqual(headers["Content-Type"], "image/jpeg")
        self.assertTrue(headers["Content-Disposition"].startswith("inline"))
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Content-Security-Policy"], "sandbox; default-src 'none'")
        self.assertEqual(self.bytes_of(picture, **{"If-None-Match": headers["ETag"]})[0], 304)
        # A web page that calls itself a picture is a file nobody's browser opens.
        status, headers, body = self.bytes_of(page)
        self.assertEqual((status, headers["Content-Type"]), (200, "application/octet-stream"))
        self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
        self.assertIn(b"<script>", body)
        self.assertEqual(fetch(f"{self.url}/api/media/{picture['id']}")[0], 401)
        # The account's key went to the account's own place only: the other place answers 400 to anybody who shows one.
        self.assertEqual(self.stats()["media"]["given"], 5)

    def test_what_cannot_be_fetched_says_so(self):
        elsewhere = "http://127.0.0.1:9/x"
        links = [self.link(name) for name in ("large.jpg", "loop.jpg", "elsewhere.jpg")]
        self.sends(links=links + [elsewhere, "https://169.254.169.254/latest/meta-data/", "https://localhost/x"])
        all_of_them = self.settled(6)
        self.assertEqual([m["state"] for m in all_of_them], ["failed"] * 6)
        self.assertIn("larger than 16777216 bytes", all_of_them[0]["problem"])
        self.assertIn("from one address to another", all_of_them[1]["problem"])
        for one in all_of_them[2:]:
            self.assertIn("its address", one["problem"])
        self.assertEqual(self.bytes_of(all_of_them[0])[0], 404)
        self.assertNotIn("/Media/", self.server.logged(), "the carrier's links are nobody's business")

    def test_a_crash_in_between_loses_nothing(self):
        # One that never answers keeps a place; the other is there at once.
        self.sends("slow.jpg", "missing.jpg")
        wait_for("both are asked for", lambda: self.stats()["media"]["asked"] >= 2, 20)
        self.server.kill()
        self.sends("picture.jpg")  # the simulator tells again what was not answered
        self.start_server()
        wait_for("they are asked for again", lambda: self.stats()["media"]["asked"] >= 5, 60)
        pictures = wait_for("the picture is stored", lambda: [
            m for m in self.media() if m["state"] == "stored"], 60)
        self.assertEqual(len(pictures), 1)
        self.server.kill()
        with sqlite3.connect(self.folder / "data" / "tidings.db") as db:
            tries = dict(db.execute("SELECT url, tries FROM media").fetchall())
            self.assertGreaterEqual(tries[self.link("slow.jpg")], 2, "a try is counted before it leaves")
            # As if it had died at the last part.
            db.execute("UPDATE media SET state = 0, sha256 = '', type = '', next_at = 0 WHERE state = 1")
            db.execute("UPDATE media_part SET bytes = x'00'")
        self.start_server()
        again = wait_for("it is stored again", lambda: [m for m in self.media() if m["state"] == "stored"], 60)
        self.assertEqual(again[0]["sha256"], pictures[0]["sha256"])
        self.assertEqual(hashlib.sha256(self.bytes_of(again[0])[2]).hexdigest(), pictures[0]["sha256"])

    def test_kill_9_at_any_moment(self):
        rounds, told = random.Random(SEED), 0
        print(f"\nmedia: kill -9 seed={SEED} (repeat with TIDINGS_KILL_SEED={SEED})", flush=True)
        for _ in range(ROUNDS):
            for _ in range(3):
                self.sends("picture.jpg", "picture.png")
                told += 2
            wait_for("it has begun", lambda: self.stats()["media"]["asked"] > 0, 20)
            time.sleep(rounds.random() * 0.3)
            self.server.kill()
            self.start_server()
        # What was not answered when the server died the simulator tells again.
        all_of_them = wait_for("every one is stored", lambda: (lambda found: found if len(found) == told and all(
            one["state"] == "stored" for one in found) else None)(self.media()), 120)
        hashes = {kind: hashlib.sha256(fetch(f"{self.sandbox_url}/sandbox/media/picture.{kind}")[2]).hexdigest()
                  for kind in ("jpg", "png")}
        for one in all_of_them:
            self.assertEqual(one["sha256"], hashes["jpg" if one["type"] == "image/jpeg" else "png"])
            self.assertEqual(hashlib.sha256(self.bytes_of(one)[2]).hexdigest(), one["sha256"])

    def test_an_erased_number_takes_its_media_along(self):
        self.sends("picture.jpg", "slow.jpg")
        wait_for("one is stored", lambda: [m for m in self.media() if m["state"] == "stored"], 30)
        job = self.api("POST", "/api/erasures", {"phone": ANN, "reason": "asked by letter"}, expect=202)
        wait_for("the texts are gone", lambda: self.api("GET", f"/api/erasures/{job['id']}")["texts"] >= 1, 30)

        def left():
            with sqlite3.connect(self.folder / "data" / "tidings.db") as db:
                return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("media", "media_part")]
        wait_for("nothing of them is left", lambda: left() == [0, 0], 30)



JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


class Outbound(Media):
    def upload(self, data, expect=201, kind="image/jpeg"):
        return self.api("POST", "/api/media", data, expect=expect, **{"Content-Type": kind})

    def sent(self, to=None):
        page = request("GET", self.sandbox_url + "/sandbox/sent-log?limit=500")[1]["messages"]
        return [one for one in page if to in (None, one["to"])]

    def fetched(self, n):
        def all_of_them():
            sent = self.sent()
            return sent if len(sent) == n and all(len(one["fetched"]) == len(one["media"]) for one in sent) else None
        return wait_for("the carrier has fetched them", all_of_them, 30)

    def test_one_message_with_pictures_and_no_words(self):
        picture, page = self.upload(JPEG + b"x" * 400_000), self.upload(b"<html><script>alert(1)</script>")
        self.assertEqual((picture["type"], page["type"]), ("image/jpeg", "application/octet-stream"))
        sent = self.api("POST", "/api/messages/send", {"to": ANN, "media": [picture["id"], page["id"]]}, expect=202)
        self.assertEqual(sent["segments"], 1)
        message, = self.fetched(1)
        self.assertEqual(message["body"], "")
        self.assertEqual(sorted((one["status"], one["type"], one["bytes"]) for one in message["fetched"]),
                         [(200, "application/octet-stream", 31), (200, "image/jpeg", 400_011)])
        status, headers, body = fetch(message["media"][1])
        self.assertEqual((status, body), (200, b"<html><script>alert(1)</script>"))
        self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        # Not by its number, and not another one by guessing.
        self.assertEqual(fetch(f"{self.url}/media/{picture['id']}")[0], 404)
        token = message["media"][0].rsplit("/", 1)[1].split(".")[0]
        self.assertEqual(len(token), 32)
        self.assertEqual(fetch(f"{self.url}/media/{token[:-1]}0.jpg")[0] if token[-1] != "0" else 404, 404)
        unused = self.upload(JPEG + b"y")
        self.assertEqual(self.api("DELETE", f"/api/media/{unused['id']}", expect=200)["removed"], True)
        self.api("DELETE", f"/api/media/{picture['id']}", expect=409)

    def test_a_campaign_with_a_picture_reaches_everybody_once(self):
        picture = self.upload(JPEG + b"z" * 100_000)
        self.import_people(self.people(20))
        campaign = self.campaign(body="For {{name}}", media=[picture["id"]])
        self.completed(campaign)
        sent = self.fetched(20)
        self.assertEqual(len({one["to"] for one in sent}), 20)
        for one in sent:
            self.assertEqual([(f["status"], f["bytes"]) for f in one["fetched"]], [(200, 100_011)])
        rows = self.api("GET", f"/api/campaigns/{campaign['id']}/messages?limit=500")["items"]
        for row in rows:
            self.assertEqual([(m["id"], m["sha256"]) for m in row["media"]], [(picture["id"], picture["sha256"])])
            self.assertEqual(row["segments"], 1)
        self.assertEqual(self.stats()["doubles"], 0)

    def test_what_the_carrier_does_not_take_is_refused_before_it_is_made(self):
        large = self.upload(JPEG + b"x" * 6_000_000)
        for path, body in (("/api/messages/send", {"to": ANN, "body": "look"}),
                           ("/api/campaigns", {"name": "spring", "body": "look", "audience": {"everyone": True}})):
            answer = self.api("POST", path, {**body, "media": [large["id"]]}, expect=400)
            self.assertEqual(answer["where"], "media")
            self.assertIn("sandbox takes at most 5.", answer["detail"])
            self.assertIn("of image/jpeg, and one has 6.0 MB", answer["detail"])
        self.upload(JPEG + b"x" * (17 << 20), expect=413)
        self.api("POST", "/api/messages/send", {"to": ANN, "body": "look", "media": [999]}, expect=400)
        self.assertEqual(self.sent(), [])
        self.assertEqual(self.api("GET", "/api/campaigns")["items"], [])

    def test_an_answer_with_a_picture_and_what_the_evidence_says(self):
        self.sends("picture.jpg", text="which room?")
        came, = self.settled(1)
        thread = self.api("GET", "/api/messages")["items"][0]["id"]
        mine = self.upload(JPEG + b"the way to room 7")
        self.api("POST", f"/api/conversations/{thread}/reply", {"media": [mine["id"]]}, expect=202)
        self.assertEqual(self.fetched(1)[0]["fetched"][0]["status"], 200)
        pack = self.api("POST", "/api/evidence", {"phone": ANN, "reason": "complaint 17"}, expect=201)
        text, path = "", f"/api/evidence/{pack['id']}"
        while path:
            status, headers, body = fetch(self.url + path, {"Authorization": "Bearer " + self.key})
            self.assertEqual(status, 200)
            text += body.decode()
            path = headers["Link"].split(">")[0][1:] if headers["Link"] else None
        found = {}
        for line in map(json.loads, text.splitlines()):
            if line["section"] == "media":
                found[line["data"]["id"]] = [line["data"], b""]
            if line["section"] == "media_part":
                found[line["data"]["media"]][1] += base64.b64decode(line["data"]["base64"])
        self.assertEqual(sorted(found), sorted([came["id"], mine["id"]]))
        for data, pieces in found.values():
            self.assertEqual((hashlib.sha256(pieces).hexdigest(), len(pieces)), (data["sha256"], data["bytes"]))


class OnPostgres(Media, PostgresWorld):
    def test_both_ways(self):
        self.sends("picture.jpg", "page.jpg")
        came = self.settled(2)
        self.assertEqual([one["type"] for one in came], ["image/jpeg", "application/octet-stream"])
        there = fetch(self.sandbox_url + "/sandbox/media/picture.jpg")[2]
        self.assertEqual(self.bytes_of(came[0])[2], there)
        mine = self.api("POST", "/api/media", there, expect=201)
        self.assertEqual(mine["sha256"], came[0]["sha256"])
        self.server.kill()
        self.start_server()
        self.assertEqual(self.bytes_of(mine)[2], there)
        self.api("POST", "/api/messages/send", {"to": ANN, "media": [mine["id"]]}, expect=202)
        wait_for("the carrier has fetched it", lambda: [
            one["fetched"][0]["bytes"] for one in request("GET", self.sandbox_url + "/sandbox/sent-log")[1]["messages"]
            if one["fetched"]] == [len(there)], 30)
        self.assertTrue(self.bytes_of(came[1])[1]["Content-Disposition"].startswith("attachment"))


if __name__ == "__main__":
    unittest.main()
