"""Bad input and bad days: a clear error that says what to do, nothing lost, no stack trace."""
import shutil
import socket
import sqlite3
import subprocess
import unittest

from harness import BINARY, CLEAN_ENVIRONMENT, World, request


def run(*arguments, stdin=None):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=30, input=stdin,
                          env=CLEAN_ENVIRONMENT)


class BadInput(World):
    def assert_clear(self, result, *words):
        said = result.stderr + result.stdout
        self.assertNotEqual(result.returncode, 0, said)
        for word in words:
            self.assertIn(word, said)
        for noise in ("terminate called", "what():", "Segmentation", "core dumped", "broken invariant"):
            self.assertNotIn(noise, said)

    def problem(self, method, path, body, status, *words, **headers):
        code, answer = request(method, self.url + path, body, {"Authorization": "Bearer " + self.key,
                                                               "Content-Type": "application/json", **headers})
        self.assertEqual(code, status, answer)
        self.assertIsInstance(answer, dict, "a problem is JSON")
        text = str(answer)
        for word in words:
            self.assertIn(word, text)

    def test_configuration(self):
        file = self.folder / "bad.toml"
        for text, words in (
                ("[server]\nprot = 1\n", ("server.prot", "server.port", "line 2")),
                ("[server]\nport = 99999\n", ("server.port", "65535")),
                ("[server\n", ("line 1",)),
                ("[test_mode]\nenabled = true\n", ("test_mode", "recipient")),
                ('[carrier.x]\ntype = "pigeon"\n', ("pigeon", "twilio")),
                ('[carrier.tw]\ntype = "twilio"\naccount_sid = "AC1"\nauth_token = "x"\n', ("account_sid",)),
                ('[clock]\noffset_s = 60\n[carrier.tw]\ntype = "twilio"\n', ("clock.offset_s",))):
            file.write_text(text + f'[store]\ndata_dir = "{self.folder}/other"\n')
            with self.subTest(text):
                self.assert_clear(run("serve", "--config", str(file)), *words)
        self.assert_clear(run("serve", "--config", str(self.folder / "none.toml")), "none.toml")

    def test_port_and_data_folder_in_use(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            file = self.folder / "port.toml"
            file.write_text(f'[server]\nport = {port}\n[store]\ndata_dir = "{self.folder}/other"\n')
            self.assert_clear(run("serve", "--config", str(file)), str(port), "--port")
        file.write_text(f'[server]\nport = 0\n[store]\ndata_dir = "{self.folder}/data"\n')
        self.assert_clear(run("serve", "--config", str(file)), "another tidings process")

    def test_database_of_a_newer_version_and_a_damaged_one(self):
        self.server.stop()
        data = self.folder / "data"
        shutil.copytree(data, self.folder / "newer")
        with sqlite3.connect(self.folder / "newer" / "tidings.db") as db:
            db.execute("INSERT INTO schema_migration (number, name) VALUES (999, 'from_the_future')")
        file = self.folder / "data.toml"
        file.write_text(f'[server]\nport = 0\n[store]\ndata_dir = "{self.folder}/newer"\n')
        self.assert_clear(run("serve", "--config", str(file)), "999", "newer")
        shutil.copytree(data, self.folder / "damaged")
        (self.folder / "damaged" / "tidings.db-wal").unlink(missing_ok=True)
        with open(self.folder / "damaged" / "tidings.db", "r+b") as db:
            db.seek(0)
            db.write(b"this is no database at all" * 200)
        file.write_text(f'[server]\nport = 0\n[store]\ndata_dir = "{self.folder}/damaged"\n')
        self.assert_clear(run("serve", "--config", str(file)), "damaged", "backup")

    def test_requests(self):
        self.problem("POST", "/api/campaigns", '{"name": ', 400, "JSON")
        self.problem("POST", "/api/campaigns", "[]", 400, "object")
        self.problem("POST", "/api/campaigns", {"name": "x", "body": "b", "audience": {"everyone": True}, "colour": "red"}, 400,
                     "colour")
        self.problem("POST", "/api/campaigns", {"name": "x", "type": "voice", "body": "b", "audience": {"everyone": True}},
                     400, "spoken")
        self.problem("POST", "/api/campaigns", {"name": "x", "body": "{{name", "audience": {"everyone": True}}, 400, "body")
        self.problem("GET", "/api/campaigns/4711", None, 404, "4711")
        self.problem("POST", "/campaigns/4711/start", None, 404, "4711")
        self.problem("POST", "/api/campaigns", "x" * (2 << 20), 413, "large")
        self.problem("GET", "/api/nowhere", None, 404)
        self.problem("GET", "/cases/1/messages", None, 501, "cases")
        self.problem("DELETE", "/api/campaigns", None, 405)
        self.problem("POST", "/api/messages/send", {"to": "123", "body": "x"}, 400, "to")
        self.problem("POST", "/api/messages/send", {"to": "+12025550123", "body": ""}, 400, "body")
        self.problem("POST", "/api/messages/send", {"to": "+12025550123", "body": "x" * 1601}, 413, "1600")
        status, answer = request("GET", self.url + "/api/campaigns")
        self.assertEqual(status, 401, answer)
        status, _ = request("GET", self.url + "/api/campaigns", None, {"Authorization": "Bearer wrong"})
        self.assertEqual(status, 401)
        self.assertIn("sms_queue_depth", request("GET", self.url + "/metrics")[1])

    def test_missing_field_and_long_text_end_with_their_reason(self):
        self.import_people("name,phone\nAnn,+12025550111\n")
        for body, reason in (("Hi {{nickname}}", "missing_field"), ("long " * 300, "text_too_long")):
            campaign = self.campaign(body=body, max_segments=2)
            counts = self.completed(campaign, 30)["counts"]
            self.assertEqual([(c["state"], c["reason"]) for c in counts], [("blocked", reason)])

    def test_files_that_are_no_contact_lists(self):
        for content, word in ((b"", "empty"), (b"PK\x03\x04 no csv at all", "workbook"), (b"a,b\n1,2\n", "phone")):
            code, answer = request("POST", self.url + "/api/imports?name=x.csv&list=l&region=US", content,
                                   {"Authorization": "Bearer " + self.key, "Content-Type": "text/csv"})
            self.assertEqual(code, 400, answer)
            self.assertIn(word.lower(), str(answer).lower())

    def test_command_line(self):
        self.assert_clear(run("frobnicate"), "frobnicate")
        self.assert_clear(run("why", "4711", "--url", self.url, "--key", self.key), "4711")
        self.assert_clear(run("campaign", "list", "--url", "http://127.0.0.1:1", "--key", "x"), "127.0.0.1:1")
        self.assert_clear(run("import", str(self.folder / "none.csv"), "--url", self.url, "--key", self.key), "none.csv")


if __name__ == "__main__":
    unittest.main(verbosity=1)
