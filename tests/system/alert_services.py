"""A mail server and PagerDuty on loopback, for tests: they keep what they are told, and fail as the test says."""
import asyncio
import base64
import http.server
import json
import pathlib
import ssl
import subprocess
import threading


def make_certificate(folder):
    """A certificate for 127.0.0.1 that signs itself: both files."""
    key, cert = pathlib.Path(folder, "mail.key"), pathlib.Path(folder, "mail.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "30",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return key, cert


class MailServer:
    """starttls: whether it is offered. refuse: an answer such as "550 no" for the next recipients; "" takes them."""

    def __init__(self, folder, starttls=True, user="tidings", password="secret"):
        self.key, self.cert = make_certificate(folder)
        self.starttls, self.user, self.password = starttls, user, password
        self.refuse, self.mails, self.in_clear = [], [], 0
        self.loop = asyncio.new_event_loop()
        started = threading.Event()

        async def serve():
            self.server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
            self.port = self.server.sockets[0].getsockname()[1]
            started.set()

        def run():
            self.loop.run_until_complete(serve())
            self.loop.run_forever()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        started.wait(10)
        self.url = f"smtp://127.0.0.1:{self.port}"

    def stop(self):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    async def talk(self, reader, writer):
        safe, known, mail = False, False, None

        async def say(text):
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        await say("220 test")
        while line := await reader.readline():
            word = line.decode().strip()
            verb = word.split(" ")[0].upper()
            if verb == "EHLO":
                offers = ["test"] + (["STARTTLS"] if self.starttls and not safe else []) + (["AUTH PLAIN"] if safe else [])
                await say("\r\n".join(f"250{'-' if n + 1 < len(offers) else ' '}{one}" for n, one in enumerate(offers)))
            elif verb == "STARTTLS":
                await say("220 go on")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.cert, self.key)
                await writer.start_tls(context)
                safe = True
            elif verb == "AUTH":
                given = word.split(" ")[2] if len(word.split(" ")) > 2 else None
                if given is None:
                    await say("334 ")
                    given = (await reader.readline()).decode().strip()
                parts = base64.b64decode(given).decode().split("\0")
                known = parts[1:] == [self.user, self.password]
                await say("235 welcome" if known else "535 who are you")
            elif verb == "MAIL":
                mail = {"from": word, "to": [], "safe": safe, "known": known}
                await say("250 ok")
            elif verb == "RCPT":
                if self.refuse:
                    await say(self.refuse.pop(0))
                else:
                    mail["to"].append(word)
                    await say("250 ok")
            elif verb == "DATA":
                await say("354 go on")
                lines = []
                while (one := await reader.readline()) not in (b".\r\n", b""):
                    lines.append(one[1:] if one.startswith(b"..") else one)
                mail["text"] = b"".join(lines).decode()
                self.mails.append(mail)
                self.in_clear += not safe
                await say("250 taken")
            elif verb == "QUIT":
                await say("221 bye")
                break
            else:
                await say("502 what")
        writer.close()


class PagerDuty:
    """faults: the status of the next answers; then 202."""

    def __init__(self):
        self.events, self.faults = [], []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = service.faults.pop(0) if service.faults else 202
                if status == 202:
                    service.events.append(event)
                data = b'{"status":"x"}'
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v2/enqueue"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
