"""Media both ways, with the real binary and the carrier simulator: what people send is fetched, typed by its bytes and given out so that
nothing of it runs, whatever happens on the way there."""
import hashlib
import sqlite3
import unittest
import urllib.error
import urllib.request

from harness import ACCOUNT, World, request, wait_for

ANN = "+12025550123"


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

    def test_an_erased_number_takes_its_media_along(self):
        self.sends("picture.jpg", "slow.jpg")
        wait_for("one is stored", lambda: [m for m in self.media() if m["state"] == "stored"], 30)
        job = self.api("POST", "/api/erasures", {"phone": ANN, "reason": "asked by letter"}, expect=202)
        wait_for("the texts are gone", lambda: self.api("GET", f"/api/erasures/{job['id']}")["texts"] >= 1, 30)

        def left():
            with sqlite3.connect(self.folder / "data" / "tidings.db") as db:
                return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("media", "media_part")]
        wait_for("nothing of them is left", lambda: left() == [0, 0], 30)


if __name__ == "__main__":
    unittest.main()
