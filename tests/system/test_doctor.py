"""doctor --send-to: one real message, followed to its receipt, or what stands in its way."""
import subprocess
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World


class SendTo(World):
    def doctor(self, *arguments):
        environment = {**CLEAN_ENVIRONMENT, "TIDINGS_KEY": self.key}
        done = subprocess.run([BINARY, "doctor", "--config", str(self.folder / "tidings.toml"), *arguments], capture_output=True,
                              text=True, timeout=60, env=environment)
        return done.returncode, done.stdout + done.stderr

    def test_it_is_followed_to_its_receipt(self):
        code, said = self.doctor("--send-to", "+12125550123")
        self.assertEqual(code, 0, said)
        self.assertRegex(said, r"ok +test message +message \d+ was taken by sandbox as SM[0-9a-f]{32}")
        self.assertRegex(said, r"ok +test message +the carrier's receipt says delivered")

    def test_what_stands_in_the_way_is_said(self):
        refused = self.doctor("--send-to", "12")
        self.assertEqual(refused[0], 1, refused[1])
        self.assertIn("nothing was sent", refused[1])
        self.api("POST", "/api/optouts", {"phone": "+12125550124", "reason": "asked"}, expect=201)
        code, said = self.doctor("--send-to", "+12125550124")
        self.assertEqual(code, 1, said)
        self.assertRegex(said, r"FAIL +test message +blocked: the number is suppressed")
        code, said = self.doctor("--send-to", "+12125550614")  # the simulator's number that is no mobile
        self.assertEqual(code, 1, said)
        self.assertRegex(said, r"FAIL +test message +refused: .*21614")


class NoReceipts(World):
    sandbox_options = "rate_lost=1,sent_ms=20,delivered_ms=20"

    def test_a_receipt_that_does_not_come_is_a_warning_with_advice(self):
        environment = {**CLEAN_ENVIRONMENT, "TIDINGS_KEY": self.key}
        done = subprocess.run([BINARY, "doctor", "--config", str(self.folder / "tidings.toml"), "--send-to", "+12125550125", "--seconds",
                               "2"], capture_output=True, text=True, timeout=60, env=environment)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("no receipt says delivered", done.stdout)
        self.assertIn("public_url", done.stdout)


if __name__ == "__main__":
    unittest.main()
