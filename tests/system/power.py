"""A server whose disk loses what was not synced when its power is cut, at any moment: tests/support/power_cut."""
import os
import shutil
import sqlite3
import threading
import time
import urllib.error

from bad_day import BadDay
from harness import answers, request, wait_for

POWER_CUT = os.environ["TIDINGS_POWER_CUT"]
PEOPLE_OF_A_FILE = 20


class Broken(Exception):
    """What was promised and is not there after the power came back."""


class Promises:
    """What the server answered 2xx, and so must never lose. Whoever gets no answer asks again, as clients and carriers do:
    with the same idempotency key, the same id of the carrier."""

    def __init__(self, world):
        self.world, self.lock, self.going = world, threading.Lock(), True
        self.problems = []
        self.sends, self.replies, self.stops, self.imports = {}, set(), set(), {}
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self.send, self.reply, self.stop_word, self.upload)]
        for thread in self.threads:
            thread.start()

    def end(self):
        """Once there are enough of them for the test to mean something."""
        if self.going and self.world.up:
            wait_for("promises", lambda: len(self.replies) > 20 and len(self.imports) > 2 or self.problems, 60)
        self.going = False
        for thread in self.threads:
            thread.join()
        self.world.assertEqual(self.problems, [])

    def until_answered(self, method, path, body, headers):
        while True:
            try:
                status, answer = request(method, self.world.url + path, body, headers, timeout=5)
                if 200 <= status < 300:
                    return answer
                if status < 500 and status != 409:  # 409: the first one is still under way
                    self.problems.append((path, status, answer))
                    return None
            except (urllib.error.URLError, OSError, ValueError):
                pass
            except Exception as error:  # http.client: the answer was cut off
                if type(error).__module__ != "http.client":
                    raise
            if not self.going and not self.world.up:
                return None
            time.sleep(0.02)

    def send(self):
        n = 0
        while self.going:
            answer = self.until_answered("POST", "/api/messages/send", {"to": f"+1202600{n:04d}", "body": f"single {n}"},
                                         {"Authorization": "Bearer " + self.world.key, "Idempotency-Key": f"send-{n}"})
            if answer:
                with self.lock:
                    self.sends[f"+1202600{n:04d}"] = answer["id"]
            n += 1

    def webhook(self, number, sender, text):
        form, headers = self.world.signed("/webhooks/twilio/sms", self.world.reply(number, sender, text))
        return self.until_answered("POST", "/webhooks/twilio/sms", form, headers) is not None

    def reply(self):
        n = 0
        while self.going:
            if self.webhook(n, f"+1212601{n:04d}", "good morning"):
                with self.lock:
                    self.replies.add(f"SM{n:032x}")
            n += 1

    def stop_word(self):
        n = 0
        while self.going:
            if self.webhook(1_000_000 + n, f"+1312602{n:04d}", "STOP"):
                with self.lock:
                    self.stops.add(f"+1312602{n:04d}")
            n += 1
            time.sleep(0.02)

    def upload(self):
        n = 0
        while self.going:
            people = "phone\n" + "".join(f"+1415{n % 300 + 603}{i:04d}\n" for i in range(PEOPLE_OF_A_FILE))
            answer = self.until_answered("POST", f"/api/imports?name=more.csv&list=more&region=US&phone=phone",
                                         people, {"Authorization": "Bearer " + self.world.key, "Content-Type": "text/csv",
                                                  "Idempotency-Key": f"file-{n}"})
            if answer:
                with self.lock:
                    self.imports[answer["id"]] = n
            n += 1
            time.sleep(0.05)

    def so_far(self):
        with self.lock:
            return dict(self.sends), set(self.replies), set(self.stops), set(self.imports)


class PowerWorld(BadDay):
    pragma = ""      # "OFF", "NORMAL": a database that promises less
    people_on_the_list = 400
    up = False

    def start_server(self):
        """The first start of a test is a plain one; power fails later."""
        self.server.environment = {}
        super().start_server()
        self.up = True

    def start_with_cut(self, seed, after):
        """Whether it became ready before its power was cut."""
        self.server.environment = {"LD_PRELOAD": POWER_CUT, "POWER_CUT_FOLDER": str(self.folder / "data"), "POWER_CUT_SEED": str(seed),
                                   "POWER_CUT_AFTER": str(after), "POWER_CUT_PRAGMA": self.pragma}
        self.server.start()
        end = time.monotonic() + 60
        while self.server.process.poll() is None:
            if answers(self.url + "/readyz"):
                self.up = True
                return True
            self.assertLess(time.monotonic(), end, self.server.logged()[-2000:])
            time.sleep(0.01)
        return False

    def until_cut(self, seconds):
        end = time.monotonic() + seconds
        while self.server.process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        self.server.kill()
        self.up = False
        if self.server.process.returncode != -9:
            raise Broken("it ended by itself: " + self.server.logged()[-2000:])

    def after_the_cut(self, promised):
        """Everything promised is on the disk as it is now. Looks at a copy: the server must find it as the cut left it."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for name in ("tidings.db", "tidings.db-wal"):
            if (self.folder / "data" / name).exists():
                shutil.copy(self.folder / "data" / name, copy / name)
        sends, replies, stops, files = promised
        try:
            with sqlite3.connect(copy / "tidings.db") as db:
                verdict = db.execute("PRAGMA integrity_check(3)").fetchall()
                ids = {row[0] for row in db.execute("SELECT id FROM message")}
                inbound = {row[0] for row in db.execute("SELECT provider_id FROM inbound")}
                stopped = {row[0] for row in db.execute("SELECT phone FROM suppression")}
                campaigns = {row[0] for row in db.execute("SELECT id FROM campaign")}
                imports = {row[0]: row[1:] for row in db.execute("SELECT id, state, path FROM import_job")}
        except sqlite3.DatabaseError as error:
            raise Broken(str(error)) from None
        lost = {"sends": [i for i in sends.values() if i not in ids], "replies": sorted(replies - inbound), "stops": sorted(stops - stopped),
                "campaigns": sorted(self.campaigns - campaigns), "imports": sorted(files - set(imports)),
                "files": [path for state, path in imports.values()
                          if state in ("queued", "running") and not (self.folder / "data" / "imports" / path).exists()]}
        if verdict != [("ok",)] or any(lost.values()):
            raise Broken(f"{verdict[:2]} lost: {({k: len(v) for k, v in lost.items()})}")

    def promises(self):
        promises = Promises(self)
        self.addCleanup(promises.end)
        return promises

    def all_kept(self, promises, campaign):
        """Once all is quiet: by the simulator's counters nobody twice and nobody skipped, and every file is in."""
        self.completed(campaign, 60)
        others = len(promises.sends) + len(promises.stops)
        wait_for("all single ones are at the carrier", lambda: self.stats()["recipients"] >= self.people_on_the_list + others, 30)
        self.everybody_once(self.people_on_the_list, campaign, others=others)
        self.assertLessEqual(set(promises.sends), {m["to"] for m in self.sent_log()})
        for i in promises.imports:
            job = wait_for("the import ends", lambda i=i: (lambda j: j if j["state"] in ("done", "failed") else None)(
                self.api("GET", f"/api/imports/{i}", expect=200)), 30)
            self.assertEqual((job["state"], job["rejected"]), ("done", 0), job)
            self.assertEqual(job["imported"] + job["updated"] + job["duplicates"], PEOPLE_OF_A_FILE, job)

    def a_life(self, seed, rng, cuts):
        """Load, cuts of the power, and a last life without a cut that ends all that was begun. Raises Broken."""
        self.import_people(self.people(self.people_on_the_list))
        self.campaigns = {self.campaign(rate_per_s=100)["id"]}
        promises = self.promises()
        try:
            for cut in range(cuts):
                self.server.kill()
                self.up = False
                if self.start_with_cut(seed * 1000 + cut, int(2 ** rng.uniform(1, 13))):
                    if cut % 3 == 2:
                        self.one_more_campaign()
                self.until_cut(3)
                self.after_the_cut(promises.so_far())
            self.start_server()
        finally:
            promises.end()
        return promises

    def one_more_campaign(self):
        try:
            status, answer = request("POST", self.url + "/api/campaigns", {"name": "more", "body": "b", "audience": {"list": "everyone"}},
                                     {"Authorization": "Bearer " + self.key}, timeout=5)
        except Exception:  # the power went: nothing was promised
            return
        self.assertEqual(status, 201, answer)
        self.campaigns.add(answer["id"])
