"""Starts the real binary and the carrier simulator as their users do, on free loopback ports, and talks to both over HTTP.

TIDINGS_BINARY names the binary. Everything lives in a folder that is removed at the end; processes are stopped by pid.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

BINARY = os.environ["TIDINGS_BINARY"]
# The product reads TIDINGS_… as configuration: ours are not for it.
CLEAN_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("TIDINGS_", "DB_", "PG"))}
ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "system-test-token-0123456789abcd"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def request(method, url, body=None, headers=None, timeout=30):
    """(status, parsed JSON or text). Never raises for an HTTP status."""
    data = body
    headers = dict(headers or {})
    if isinstance(body, (dict, list)):
        data = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    elif isinstance(body, str):
        data = body.encode()
    call = urllib.request.Request(url, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(call, timeout=timeout) as answer:
            status, text, kind = answer.status, answer.read(), answer.headers.get("Content-Type", "")
    except urllib.error.HTTPError as error:
        status, text, kind = error.code, error.read(), error.headers.get("Content-Type", "")
    text = text.decode()
    return status, json.loads(text) if "json" in kind and text else text


def wait_for(what, condition, seconds=60, every=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(every)
    raise AssertionError(f"did not happen within {seconds} s: {what}")


def answers(url):
    try:
        return request("GET", url, timeout=2)[0] == 200
    except (urllib.error.URLError, OSError):
        return False


class Process:
    def __init__(self, name, arguments, log):
        self.name, self.arguments, self.log, self.process = name, arguments, log, None
        self.environment = {}  # more of it
        self.before = None     # runs in the new process first

    def start(self):
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen([BINARY, *self.arguments], stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                                            env={**CLEAN_ENVIRONMENT, **self.environment}, preexec_fn=self.before)
        return self

    def kill(self):
        """As the power cut does it: kill -9."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process:
            self.process.wait()

    def stop(self, seconds=15):
        """The orderly end; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=seconds)

    def logged(self):
        return pathlib.Path(self.log).read_text(errors="replace")


class World(unittest.TestCase):
    """One folder, one simulator, one server for each test."""
    sandbox_options = "sent_ms=20,delivered_ms=20"
    config = ""          # more TOML
    store = ""           # of its section [store]
    law = "[law]\nstandard = false"  # these tests run at any hour; test_law.py has the rules on and its own clock
    sender = "segments_per_s = 10000\ndaily_cap = 0"

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tidings-system-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.port, self.sandbox_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sandbox_url = f"http://127.0.0.1:{self.sandbox_port}"
        options = f"account_sid={ACCOUNT},auth_token={TOKEN},inbound_url={self.url}/webhooks/twilio/sms"
        if self.sandbox_options:
            options += "," + self.sandbox_options
        self.sandbox = Process("sandbox", ["sandbox", "--port", str(self.sandbox_port), "--options", options],
                               self.folder / "sandbox.log").start()
        self.addCleanup(self.sandbox.kill)
        wait_for("the simulator answers", lambda: answers(self.sandbox_url + "/sandbox/stats"), 15)
        self.write_config()
        self.server = Process("server", ["serve", "--config", str(self.folder / "tidings.toml")],
                              self.folder / "server.log")
        self.addCleanup(self.server.kill)
        self.start_server()

    def write_config(self):
        (self.folder / "tidings.toml").write_text(f'''
[server]
port = {self.port}
[store]
data_dir = "{self.folder}/data"
{self.store}
{self.law}
[workspace]
score_threshold = 0
[carrier.sandbox]
type = "sandbox"
base_url = "{self.sandbox_url}"
account_sid = "{ACCOUNT}"
auth_token = "{TOKEN}"
[[sender]]
address = "+12025550100"
carrier = "sandbox"
{self.sender}
{self.config}''')

    def start_server(self):
        self.server.start()
        try:
            wait_for("the server is ready", lambda: answers(self.url + "/readyz"), 30)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.server.logged()[-2000:]}") from None
        self.key = (self.folder / "data" / "admin.key").read_text().strip()

    def api(self, method, path, body=None, expect=None, **headers):
        headers.setdefault("Authorization", "Bearer " + self.key)
        status, answer = request(method, self.url + path, body, headers)
        if expect is not None:
            self.assertEqual(status, expect, (path, answer))
        return answer

    def stats(self):
        return request("GET", self.sandbox_url + "/sandbox/stats")[1]

    def inbound(self, sender, text):
        status, answer = request("POST", self.sandbox_url + "/sandbox/inbound",
                                 {"from": sender, "to": "+12025550100", "body": text})
        self.assertLess(status, 300, answer)

    @staticmethod
    def people(n, first=0):
        """A CSV of n people with numbers that are valid and nobody's."""
        lines = ["name,phone"]
        for i in range(first, first + n):
            area = ("202", "212", "312", "415", "303", "602", "206", "617", "404", "512")[i // 10000 % 10]
            lines.append(f"Person {i},+1{area}{200 + i // 100 % 100 + 400}{i % 100 + 7000:04d}")
        return "\n".join(lines) + "\n"

    def import_people(self, text, list_name="everyone", **options):
        query = urllib.parse.urlencode({"name": "people.csv", "list": list_name, "region": "US", "phone": "phone",
                                        "consent": "express_written", "consent_source": "system test", **options})
        job = self.api("POST", "/api/imports?" + query, text, expect=202, **{"Content-Type": "text/csv"})
        return wait_for("the import ends", lambda: (lambda j: j if j["state"] in ("done", "failed") else None)(
            self.api("GET", f"/api/imports/{job['id']}")), 60)

    def campaign(self, expect=201, **fields):
        body = {"name": "spring", "body": "Hello {{name}}", "audience": {"list": "everyone"}, "rate_per_s": 5000,
                "window": {"allow": [{"days": "1-7", "start": "00:00", "end": "24:00"}]}, "start": True, **fields}
        return self.api("POST", "/api/campaigns", body, expect=expect)

    def progress(self, campaign):
        return self.api("GET", f"/api/campaigns/{campaign['id']}/progress", expect=200)

    def completed(self, campaign, seconds=120):
        return wait_for("the campaign completes", lambda: (lambda p: p if p["status"] == "completed" else None)(
            self.progress(campaign)), seconds, 0.1)
