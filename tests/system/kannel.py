"""A Kannel of our own from Debian's package: bearerbox and smsbox on free loopback ports, and the network behind them, which is this
process (Kannel's "fake" SMSC speaks lines over TCP). Stopped by pid."""
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import urllib.parse

from harness import free_port, wait_for

USER, PASSWORD = "tidings", "pass & word"


def program(name):
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if not found:
        raise RuntimeError("Kannel is not installed: run tools/setup")
    return found


def open_port(port):
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
        return True
    except OSError:
        return False


class Kannel:
    def __init__(self, inbound_url):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tidings-kannel-"))
        self.port, admin, boxes, self.smsc_port = (free_port() for _ in range(4))
        (self.folder / "kannel.conf").write_text(f'''
group = core
admin-port = {admin}
admin-password = none-of-ours
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = {boxes}
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
port = {self.smsc_port}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {self.port}
sendsms-interface = 127.0.0.1
http-request-retry = 5
http-queue-delay = 1

group = sendsms-user
username = {USER}
password = "{PASSWORD}"
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = true
get-url = "{inbound_url}"
max-messages = 0
''')
        self.messages, self.lock = [], threading.Lock()
        self.network = None
        self.boxes = []
        try:
            self.start("bearerbox")
            wait_for("bearerbox takes the network", self.connect, 30)
            self.start("smsbox")
            wait_for("smsbox listens", lambda: open_port(self.port), 30)
        except BaseException:
            self.stop()
            raise

    def start(self, name):
        with open(self.folder / (name + ".log"), "ab") as log:
            self.boxes.append(subprocess.Popen([program(name), str(self.folder / "kannel.conf")], stdout=log, stderr=log,
                                               stdin=subprocess.DEVNULL, cwd=self.folder))

    def logged(self):
        return "\n".join(path.read_text(errors="replace")[-1500:] for path in self.folder.glob("*.log"))

    def connect(self):
        if self.boxes[0].poll() is not None:
            raise RuntimeError("bearerbox ended:\n" + self.logged())
        try:
            self.network = socket.create_connection(("127.0.0.1", self.smsc_port), 2)
        except OSError:
            return False
        self.network.settimeout(None)
        threading.Thread(target=self.read, args=(self.network,), daemon=True).start()
        return True

    def read(self, network):
        with network.makefile("rb") as lines:
            try:
                for line in lines:
                    sender, receiver, kind, text = line.rstrip(b"\n").split(b" ", 3)
                    if kind == b"ucs-2":
                        text = urllib.parse.unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-16-be")
                    else:
                        text = urllib.parse.unquote_plus(text.decode("latin-1")) if kind != b"text" else text.decode("latin-1")
                    with self.lock:
                        self.messages.append((sender.decode(), receiver.decode(), text))
            except (OSError, ValueError):
                pass

    def arrived(self):
        with self.lock:
            return list(self.messages)

    def text_in(self, sender, receiver, text):
        """Somebody writes to us."""
        data = urllib.parse.quote_plus(text.encode())
        self.network.sendall(f"{sender} {receiver} data {data}\n".encode())

    def stop(self):
        if self.network:
            try:
                self.network.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.network.close()
        for box in reversed(self.boxes):
            if box.poll() is None:
                box.terminate()
            try:
                box.wait(10)
            except subprocess.TimeoutExpired:
                box.kill()
                box.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
