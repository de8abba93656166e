"""What the scenarios share: the real binary and the carrier simulator on this machine, processor time and memory of the server."""
import atexit
import json
import os
import pathlib
import platform
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

BINARY = sys.argv[1] if len(sys.argv) > 1 else "build/release/tidings"
ACCOUNT, TOKEN = "AC" + "0" * 31 + "1", "bench-token-0123456789abcdef0123"
DATABASE = os.environ.get("DATABASE", "")  # postgres://…, empty at the start of each scenario; nothing: the embedded engine
TICKS = os.sysconf("SC_CLK_TCK")


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown")
    memory = int(next(l for l in open("/proc/meminfo") if l.startswith("MemTotal")).split()[1]) // 1024
    return {"cpu": cpu, "cores": os.cpu_count(), "memory_mb": memory, "kernel": platform.release()}


def call(method, url, body=None, headers=None, timeout=60):
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    head = {"Content-Type": "application/json"} if isinstance(body, dict) else {}
    with urllib.request.urlopen(urllib.request.Request(url, data=data, method=method, headers={**head, **(headers or {})}),
                                timeout=timeout) as answer:
        text = answer.read().decode()
        return json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text


def wait_for(condition, seconds=600, every=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            value = condition()
        except OSError:
            value = None
        if value:
            return value
        time.sleep(every)
    raise SystemExit("did not happen in time")


def load_program(name):
    path = pathlib.Path(os.environ.get("LOAD_DIR", pathlib.Path(BINARY).resolve().parent / "bench")) / name
    if not path.exists():
        raise SystemExit(f"{path} is not built; use make bench")
    return str(path)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def percentile(sorted_values, part):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * part))]


class Bench:
    """A server, and its carrier: `tidings sandbox` with those options, or load_carrier with the words of `carrier` (which costs less)."""

    def __init__(self, sandbox_options="", config="", port=None, sandbox_port=None, carrier=None, law=False, at=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tidings-bench-"))
        tls = carrier is not None and carrier.pop("tls", False)
        self.port = port = port or free_port()
        sandbox_port = sandbox_port or free_port()
        self.url, self.sandbox_url = f"http://127.0.0.1:{port}", f"http{'s' * tls}://127.0.0.1:{sandbox_port}"
        options = f"account_sid={ACCOUNT},auth_token={TOKEN},rate_lost=1"
        if sandbox_options:
            options = f"account_sid={ACCOUNT},auth_token={TOKEN},{sandbox_options}"
        command = [BINARY, "sandbox", "--port", str(sandbox_port), "--options", options]
        environment = dict(os.environ)
        if carrier is not None:
            command = [load_program("load_carrier"), f"port={sandbox_port}", f"token={TOKEN}"] + [f"{k}={v}" for k, v in carrier.items()]
        if tls:
            command += self.certificate()
            environment["SSL_CERT_FILE"] = str(self.folder / "cert.pem")
        self.log = log = open(self.folder / "log", "wb")
        self.sandbox = subprocess.Popen(command, stdout=log, stderr=log)
        (self.folder / "tidings.toml").write_text(f'''
[server]
port = {port}
[store]
data_dir = "{self.folder}/data"
database = "{DATABASE}"
[log]
level = "warn"
[law]
standard = {str(law).lower()}
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
segments_per_s = 100000
daily_cap = 0
{config}''')
        self.environment, self.more = environment, ["--at", at] if at else []
        self.start_server()
        atexit.register(lambda: [process.kill() for process in (self.server, self.sandbox) if process.poll() is None])
        wait_for(lambda: call("GET", self.url + "/readyz"), 30)
        self.stats_path = "/sandbox/stats" if carrier is None else "/stats"
        wait_for(self.carrier_stats, 30)
        self.key = (self.folder / "data" / "admin.key").read_text().strip()

    def start_server(self):
        self.server = subprocess.Popen([BINARY, "serve", "--config", str(self.folder / "tidings.toml"), *self.more], stdout=self.log, stderr=self.log,
                                       env=self.environment)

    def certificate(self):
        files = [f"{name}={self.folder / name}.pem" for name in ("cert", "key")]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                        "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", files[1][4:], "-out", files[0][5:]],
                       check=True, capture_output=True)
        return files

    def carrier_get(self, path):
        unproven = ssl.create_default_context()
        unproven.check_hostname, unproven.verify_mode = False, ssl.CERT_NONE
        with urllib.request.urlopen(self.sandbox_url + path, timeout=60, context=unproven) as answer:
            return answer.read().decode()

    def carrier_stats(self):
        return json.loads(self.carrier_get(self.stats_path))

    def api(self, method, path, body=None, **headers):
        return call(method, self.url + path, body, {"Authorization": "Bearer " + self.key, **headers})

    def people(self, n, every=1):
        areas = ("202", "212", "312", "415", "303", "602", "206", "617", "404", "512")
        rows = (f"Person {i},+1{areas[i // 100000 % 10]}{200 + i // 1000 % 100 + (300 if i // 1000 % 100 == 11 else 0)}{i % 1000 + 2000:04d}"
                for i in range(0, n * every, every))
        return ("name,phone\n" + "\n".join(rows) + "\n").encode()

    def load(self, n, name="everyone", every=1):
        query = urllib.parse.urlencode({"name": "bench.csv", "list": name, "region": "US", "phone": "phone", "consent": "express_written",
                                        "consent_source": "bench"})
        job = self.api("POST", "/api/imports?" + query, self.people(n, every), **{"Content-Type": "text/csv"})
        return wait_for(lambda: (lambda j: j if j["state"] in ("done", "failed") else None)(self.api("GET", f"/api/imports/{job['id']}")))

    def campaign(self, **fields):
        return self.api("POST", "/api/campaigns", {
            "name": "bench", "body": "Hello {{name}}, this is a test.", "audience": {"list": "everyone"}, "rate_per_s": 100000,
            "window": {"allow": [{"days": "1-7", "start": "00:00", "end": "24:00"}]}, "start": True, **fields})

    def counts(self, campaign):
        return self.api("GET", f"/api/campaigns/{campaign['id']}/progress")

    def in_states(self, campaign, *states):
        return sum(c["n"] for c in self.counts(campaign)["counts"] if c["state"] in states)

    def run_campaign(self, people, states):
        """From the campaign's POST to the last of its messages in one of those states."""
        cpu, carrier_cpu, start = self.cpu_s(), self.cpu_s(self.sandbox), time.monotonic()
        campaign = self.campaign()
        wait_for(lambda: self.in_states(campaign, *states) >= people, every=0.02)
        seconds = time.monotonic() - start
        stats = self.carrier_stats()
        return {"people": people, "per_s": round(people / seconds), "cpu_s_per_1000": round((self.cpu_s() - cpu) / people * 1000, 4),
                "carrier_cpu_s_per_1000": round((self.cpu_s(self.sandbox) - carrier_cpu) / people * 1000, 4), "peak_mb": round(self.peak_mb(), 1),
                **{k: stats[k] for k in ("doubles", "in_flight_most", "connections_most") if k in stats}}

    def cpu_s(self, process=None):
        fields = open(f"/proc/{(process or self.server).pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def peak_mb(self):
        return int(next(l for l in open(f"/proc/{self.server.pid}/status") if l.startswith("VmHWM")).split()[1]) / 1024

    def end(self):
        for process in (self.server, self.sandbox):
            process.send_signal(signal.SIGTERM)
        for process in (self.server, self.sandbox):
            process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


def report(name, **figures):
    print(json.dumps({"scenario": name, **figures, "machine": machine()}), flush=True)
