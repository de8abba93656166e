"""A database that cannot be written: its file or folder read-only, the disk broken under load, locked by another process. Each is
said clearly, nothing is sent that cannot be recorded, and what can end by itself does."""
import ctypes
import os
import pathlib
import sqlite3
import subprocess
import time

from bad_day import BadDay
from harness import BINARY, CLEAN_ENVIRONMENT, answers, request, wait_for
from power import POWER_CUT

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def as_permissions_say():
    """Root obeys them too, in this process. Whoever is not root does anyway."""
    libc = ctypes.CDLL(None)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


class ReadOnly(BadDay):
    people_on_the_list = 100

    def stopped_in_mid_campaign(self):
        self.import_people(self.people(self.people_on_the_list))
        self.the_campaign = self.campaign(rate_per_s=40)
        self.at_the_carrier(10)
        self.assertEqual(self.server.stop(), 0)

    def does_not_start(self, *words):
        before = self.stats()["requests"]
        refused = subprocess.run([BINARY, *self.server.arguments], capture_output=True, text=True, timeout=30, env=CLEAN_ENVIRONMENT,
                                 preexec_fn=as_permissions_say)
        said = refused.stdout + refused.stderr
        self.assertNotEqual(refused.returncode, 0, said)
        self.assertGreaterEqual(refused.returncode, 0, said)
        for word in words:
            self.assertIn(word, said)
        self.assertEqual(self.stats()["requests"], before)

    def goes_on(self):
        self.start_server()
        self.completed(self.the_campaign, 30)
        self.everybody_once(self.people_on_the_list, self.the_campaign)

    def test_the_file(self):
        self.stopped_in_mid_campaign()
        database = self.folder / "data" / "tidings.db"
        database.chmod(0o400)
        self.does_not_start("the database file cannot be written (" + str(database) + ")", "permissions")
        database.chmod(0o600)
        self.goes_on()

    def test_the_folder(self):
        self.stopped_in_mid_campaign()
        folder = self.folder / "data"
        self.addCleanup(folder.chmod, 0o700)
        folder.chmod(0o500)
        self.does_not_start("cannot be", "permissions")
        (folder / "tidings.db.lock").unlink(missing_ok=True) if os.geteuid() == 0 else None
        self.does_not_start("cannot be written", "permissions")
        folder.chmod(0o700)
        self.goes_on()


class OnADisk(BadDay):
    """Of tests/support/power_cut; self.flag breaks it."""

    def start_server(self):
        self.flag = pathlib.Path(self.folder / "broken")
        self.server.environment = {"LD_PRELOAD": POWER_CUT, "POWER_CUT_FOLDER": str(self.folder / "data"), "POWER_CUT_STUCK": str(self.flag)}
        super().start_server()


class BrokenDisk(OnADisk):
    """The kernel makes a file system read-only when its disk fails: every change is refused from then on."""
    people_on_the_list = 300

    def test_under_load(self):
        self.import_people(self.people(self.people_on_the_list))
        campaign = self.campaign(rate_per_s=100)
        self.at_the_carrier(60)
        self.flag.touch()
        time.sleep(0.6)
        status, answer = request("POST", self.url + "/api/messages/send", {"to": "+12025550123", "body": "not now"},
                                 {"Authorization": "Bearer " + self.key})
        self.assertEqual(status, 507, answer)
        self.assertIn("disk of the database failed", str(answer))
        status, answer = request("POST", self.url + "/api/imports?name=x.csv&list=late&region=US&phone=phone", self.people(10, 9000),
                                 {"Authorization": "Bearer " + self.key, "Content-Type": "text/csv"})
        self.assertIn(status, (503, 507), answer)
        form, headers = self.signed("/webhooks/twilio/sms", self.reply(1, "+12125559999", "STOP"))
        self.assertEqual(request("POST", self.url + "/webhooks/twilio/sms", form, headers)[0], 503)
        self.assertEqual(request("GET", self.url + "/readyz")[0], 503)
        self.assertEqual(request("GET", self.url + "/healthz")[0], 200)
        self.progress(campaign)
        before = self.stats()["accepted"]
        time.sleep(0.7)
        self.assertEqual(self.stats()["accepted"], before, "what cannot be recorded is not sent")
        self.assertLess(before, self.people_on_the_list)
        self.flag.unlink()
        wait_for("the server is ready by itself", lambda: answers(self.url + "/readyz"), 15)
        self.assertEqual(request("POST", self.url + "/webhooks/twilio/sms", form, headers)[0], 200)
        self.completed(campaign, 30)
        wait_for("the STOP is confirmed", lambda: self.stats()["recipients"] > self.people_on_the_list, 10)
        self.everybody_once(self.people_on_the_list, campaign, others=1)


class NoSpaceForTheMainFile(OnADisk):
    """The WAL has its space, the main file gets none: what is committed waits in the WAL, nothing stops, nothing is lost."""
    people_on_the_list = 3000
    checkpoint_bytes = 4000 * 4096

    def test_under_load(self):
        self.import_people(self.people(self.people_on_the_list))
        self.flag.write_text("tidings.db")
        main, wal = self.folder / "data" / "tidings.db", self.folder / "data" / "tidings.db-wal"
        campaign = self.campaign()
        done = self.import_people(self.people(20000, 9000), "others")
        self.assertEqual((done["state"], done["imported"]), ("done", 20000), done)
        self.completed(campaign, 60)
        size = main.stat().st_size
        self.assertGreater(wal.stat().st_size, 1.2 * self.checkpoint_bytes, "a checkpoint was due and could not be made")
        self.server.kill()
        self.start_server()
        self.assertEqual(main.stat().st_size, size)
        self.everybody_once(self.people_on_the_list, campaign)
        self.flag.unlink()
        self.import_people(self.people(2000, 30000), "more")
        wait_for("it is all in the main file", lambda: main.stat().st_size > size + self.checkpoint_bytes / 2, 10)
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.rows("SELECT count(*) FROM contact"), [(25000,)])


class Locked(BadDay):
    people_on_the_list = 200

    def lock(self):
        """As `sqlite3` does in whose window somebody left a transaction open."""
        other = sqlite3.connect(self.folder / "data" / "tidings.db", isolation_level=None, timeout=30)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        return other

    def starting(self):
        return subprocess.run([BINARY, *self.server.arguments], capture_output=True, text=True, timeout=60, env=CLEAN_ENVIRONMENT)

    def test_by_another_server(self):
        refused = self.starting()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("another tidings process uses this database", refused.stdout + refused.stderr)
        self.assertTrue(answers(self.url + "/readyz"))

    def test_at_the_start(self):
        self.server.stop()
        other = self.lock()
        refused = self.starting()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("the database is locked by another process", refused.stdout + refused.stderr)
        other.execute("ROLLBACK")
        self.start_server()

    def test_under_load(self):
        self.import_people(self.people(self.people_on_the_list))
        campaign = self.campaign(rate_per_s=50)
        self.at_the_carrier(30)
        other = self.lock()
        status, answer = request("POST", self.url + "/api/messages/send", {"to": "+12025550123", "body": "not now"},
                                 {"Authorization": "Bearer " + self.key}, timeout=60)
        self.assertEqual(status, 503, answer)
        self.assertIn("locked by another process", str(answer))
        before = self.stats()["accepted"]
        time.sleep(0.5)
        self.assertEqual(self.stats()["accepted"], before, "what cannot be recorded is not sent")
        other.execute("ROLLBACK")
        self.completed(campaign, 60)
        self.everybody_once(self.people_on_the_list, campaign)


if __name__ == "__main__":
    import unittest
    unittest.main(verbosity=1)
