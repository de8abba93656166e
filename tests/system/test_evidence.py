"""An evidence pack of a real run: made over HTTP, checked without a server, and bent in every way that must show."""
import datetime
import json
import os
import stat
import subprocess
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World, wait_for

NUMBER = "+12026007000"
REASON = "complaint 17: \"never asked for it\""


class Evidence(World):
    def tidings(self, *arguments, expect=0, **environment):
        done = subprocess.run([BINARY, "evidence", *arguments], capture_output=True, text=True, timeout=60, cwd="/",
                              env={**CLEAN_ENVIRONMENT, **environment})
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def make(self, out, number=NUMBER, expect=0, **environment):
        environment = environment or {"TIDINGS_URL": self.url, "TIDINGS_KEY": self.key}
        return self.tidings("make", number, "--reason", REASON, "--out", str(out), expect=expect, **environment)

    def live_a_little(self):
        """Sent and delivered, held, stopped."""
        self.import_people(self.people(1))
        self.completed(self.campaign())
        wait_for("it is delivered", lambda: any(c["state"] == "delivered" for c in self.progress({"id": 1})["counts"]), 30)
        day = (datetime.datetime.now(datetime.timezone.utc).isoweekday() + 2) % 7 + 1  # never today, in no zone
        later = self.campaign(name="later", body="Later, {{name}}",
                              window={"allow": [{"days": str(day), "start": "00:00", "end": "24:00"}]})
        wait_for("it is held", lambda: any(c["reason"] and c["n"] == 1 for c in self.progress(later)["counts"]), 30)
        self.inbound(NUMBER, "STOP")
        wait_for("the stop counts", lambda: self.api("GET", f"/api/optouts?phone={NUMBER.replace('+', '%2B')}")["items"], 30)
        wait_for("the stop is answered", lambda: self.stats()["accepted"] == 2, 30)

    def test_a_pack_proves_itself(self):
        self.live_a_little()
        pack, second = self.folder / "pack.jsonl", self.folder / "second.jsonl"
        self.make(pack)
        self.assertEqual(stat.S_IMODE(pack.stat().st_mode), 0o600)
        before = pack.read_bytes()
        self.make(pack, expect=5)
        self.assertEqual(pack.read_bytes(), before, "what is there is not replaced")
        self.make(second)
        public = self.tidings("key", "--data", str(self.folder / "data")).strip()
        key = self.folder / "data" / "evidence.key"
        self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600)
        self.assertNotIn(key.read_text().strip(), before.decode())
        self.assertEqual(self.server.stop(), 0)

        said = self.tidings("verify", str(pack), "--key", public)
        self.assertIn("good", said)
        self.assertIn(REASON, said)
        lines = [json.loads(line) for line in before.decode().splitlines()]
        of = lambda section: [line["data"] for line in lines if line["section"] == section]
        bodies = [(m["body"], m["state"]) for m in of("message")]
        self.assertIn(("Hello Person 0", "delivered"), bodies)
        self.assertEqual(sorted(m["state"] for m in of("message") if m["campaign"] == 2), ["blocked"])
        self.assertEqual([i["body"] for i in of("inbound")], ["STOP"])
        self.assertEqual([o["source"] for o in of("opt_out")], ["keyword"])
        self.assertEqual([c["kind"] for c in of("consent")], ["express_written", "revoked"])
        self.assertTrue(any(d["verdict"] == "hold" and d["tz"] for d in of("decision")), of("decision"))
        self.assertTrue(of("receipt"))
        self.assertEqual([a["action"] for a in of("audit")], ["evidence.make"])
        manifest = of("manifest")[0]
        self.assertEqual(manifest["reason"], REASON)
        self.assertTrue(manifest["tz"] and manifest["program"], manifest)
        self.assertEqual((manifest["rules"], manifest["packs"]), ("", []), "the standard pack is off here")
        self.assertEqual([line["section"] for line in lines][-2:], ["manifest", "signature"])
        audits = [json.loads(line)["data"] for line in second.read_text().splitlines() if '"section":"audit"' in line]
        self.assertEqual(len(audits), 2, "the second tells of the first")

        self.bend(before.splitlines(keepends=True), public)

    def bend(self, good, public):
        stop = next(n for n, line in enumerate(good) if b'"body":"STOP"' in line)
        bent = {
            "one changed byte": (good[:stop] + [good[stop].replace(b"STOP", b"STEP")] + good[stop + 1:], stop + 1),
            "a removed line": (good[:stop] + good[stop + 1:], stop + 1),
            "swapped lines": (good[:stop] + [good[stop + 1], good[stop]] + good[stop + 2:], stop + 1),
            "an added line": (good[:stop] + [good[1]] + good[stop:], stop + 1),
            "a cut end": (good[:-1], len(good)),
            "a line cut in two": (good[:-1] + [good[-1][:-1]], len(good)),
        }
        file = self.folder / "bent.jsonl"
        for what, (lines, n) in bent.items():
            with self.subTest(what):
                file.write_bytes(b"".join(lines))
                self.assertIn(f"BAD: line {n}: ", self.tidings("verify", str(file), expect=1))
        # The same, signed by somebody else.
        other = self.tidings("key", "--data", str(self.folder)).strip()
        self.assertNotEqual(other, public)
        file.write_bytes(b"".join(good))
        self.assertIn("another key", self.tidings("verify", str(file), "--key", other, expect=1))
        file.write_bytes(b"".join(good[:-1] + [good[-1].replace(public.encode(), other.encode())]))
        self.assertIn(f"BAD: line {len(good)}: ", self.tidings("verify", str(file), expect=1))

    def test_bad_input(self):
        away = self.folder / "none.jsonl"
        self.assertIn("--reason", self.tidings("make", NUMBER, "--out", str(away), expect=2))
        self.make(away, number="hello", expect=2)
        self.make(away, expect=6, TIDINGS_URL=self.url, TIDINGS_KEY="wrong")
        self.make(self.folder / "no folder" / "pack", expect=3)
        self.assertFalse(away.exists())
        self.assertEqual([f.name for f in self.folder.iterdir() if ".part" in f.name], [])
        self.tidings("verify", str(away), expect=4)
        self.tidings("verify", str(self.folder), expect=2)
        self.tidings("verify", "/dev/null", expect=1)
        self.tidings("verify", str(self.server.log), "--key", "abc", expect=2)

        # A key that others may read, or that is none, signs nothing; and says so.
        key = self.folder / "data" / "evidence.key"
        self.assertTrue(key.exists())
        os.chmod(key, 0o644)
        self.assertIn("chmod 600", self.make(away, expect=6))
        os.chmod(key, 0o600)
        key.write_text("no key\n")
        self.assertIn("no key", self.make(away, expect=1))
        self.assertFalse(away.exists())
        key.unlink()
        self.make(away)
        self.assertIn("good", self.tidings("verify", str(away)))


if __name__ == "__main__":
    unittest.main()
