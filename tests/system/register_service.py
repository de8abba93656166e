"""A do-not-contact register on loopback: Australia's SOAP interface, and a plain JSON one. What it does is said by the test."""
import http.server
import json
import re
import threading
import xml.etree.ElementTree as xml

ENVELOPE = ('<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
            '<soapenv:Body>{}</soapenv:Body></soapenv:Envelope>')


class RegisterService:
    """listed: national numbers that are on the register. faults: what the next washes meet, in order: "drop" (taken, no answer),
    "fault", "garbage", or None."""

    def __init__(self, listed=(), faults=(), balance=4321):
        self.listed, self.faults, self.balance = set(listed), list(faults), balance
        self.washed, self.results, self.fetched, self.headers = [], {}, [], []
        self.lock = threading.Lock()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with service.lock:
                    service.headers.append(dict(self.headers))
                    answer = service.soap(body)
                if answer is None:
                    self.close_connection = True
                    return
                status, text = answer
                self.reply(status, text, "text/xml")

            def do_GET(self):
                number = re.search(r"number=%2B(\d+)", self.path).group(1)
                with service.lock:
                    service.headers.append(dict(self.headers))
                    service.washed.append(number)
                    text = json.dumps({"data": {"registered": number in service.listed}})
                self.reply(200, text, "application/json")

            def reply(self, status, text, kind):
                data = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @staticmethod
    def local(element):
        return element.tag.rsplit("}", 1)[-1]

    def soap(self, body):
        call = xml.fromstring(body)[0][0]
        parts = {self.local(part): part for part in call}
        if parts["TelemarketerPassword"].text != "s3cret & <x>" or parts["TelemarketerId"].text != "1234":
            return 200, ENVELOPE.format("<r><SystemCode>1</SystemCode></r>")
        if self.local(call) == "GetAccountBalance":
            return 200, ENVELOPE.format(f"<GetAccountBalanceResponse><GetAccountBalanceReturn><SystemCode>0</SystemCode><Balance>"
                                        f"{self.balance}</Balance></GetAccountBalanceReturn></GetAccountBalanceResponse>")
        reference = parts["ClientReferenceId"].text
        if self.local(call) == "GetWashResult":
            self.fetched.append(reference)
            inner = self.results.get(reference, "<SystemCode>2</SystemCode>")
            return 200, ENVELOPE.format(f"<GetWashResultResponse><GetWashResultReturn>{inner}</GetWashResultReturn></GetWashResultResponse>")
        numbers = [one.text for one in parts["NumbersToWash"]]
        assert reference not in self.results, "a reference is used once"
        self.washed.extend(numbers)
        marks = "".join(f'<Number Result="{"Y" if n in self.listed else "N"}" ErrorCode="0">{n}</Number>' for n in numbers)
        inner = self.results[reference] = f"<SystemCode>0</SystemCode><NumbersSubmitted>{marks}</NumbersSubmitted>"
        fault = self.faults.pop(0) if self.faults else None
        if fault == "drop":
            return None
        if fault == "fault":
            return 500, ENVELOPE.format("<soapenv:Fault><faultcode>Server</faultcode><faultstring>out of order</faultstring></soapenv:Fault>")
        if fault == "garbage":
            return 200, "<html><body>Sorry, we are"
        return 200, ENVELOPE.format(f"<WashNumbersResponse><WashNumbersReturn>{inner}</WashNumbersReturn></WashNumbersResponse>")
