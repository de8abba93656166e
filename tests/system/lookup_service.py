"""Number look-up services on loopback: NumVerify's and Twilio's forms. What they do is said by the test."""
import base64
import http.server
import json
import threading
import urllib.parse


class LookupService:
    """lines: number -> line type; None is an invalid number; others are mobile. faults: what the next questions meet, in order:
    "429", "rate" (200 with an error), "quota" (the same), "key", "silence" (no answer, connection closed), "garbage", or None.
    hold: while it is set, questions are taken and not answered."""

    def __init__(self, lines=None, faults=()):
        self.lines, self.faults = dict(lines or {}), list(faults)
        self.always = None  # a fault that does not end
        self.asked, self.answered, self.headers = [], [], []
        self.lock = threading.Lock()
        self.go = threading.Event()
        self.go.set()
        self.most = None  # so many are answered, the others are held
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(url.query))
                twilio = url.path.startswith("/v2/PhoneNumbers/")
                number = urllib.parse.unquote(url.path.rsplit("/", 1)[1]) if twilio else "+" + query["number"]
                with service.lock:
                    service.asked.append(number)
                    service.headers.append(dict(self.headers))
                    fault = service.always or (service.faults.pop(0) if service.faults else None)
                    held = service.most is not None and len(service.asked) > service.most
                if held:
                    service.go.clear()
                if not service.go.wait(60) or fault == "silence":
                    self.close_connection = True
                    return
                if fault == "429":
                    return self.reply(429, {"message": "slow down"}, {"Retry-After": "0"})
                if fault == "garbage":
                    return self.reply(200, "<html>Sorry, we are")
                if fault:
                    code, kind = {"rate": (106, "rate_limit_reached"), "quota": (104, "usage_limit_reached"),
                                  "key": (101, "invalid_access_key")}[fault]
                    return self.reply(200, {"success": False, "error": {"code": code, "type": kind, "info": "no " + number}})
                expected = "Basic " + base64.b64encode(b"AC" + b"2" * 32 + b":" + b"t" * 32).decode()
                allowed = self.headers["Authorization"] == expected if twilio else query.get("access_key") == "k3y"
                if not allowed:
                    return self.reply(401, {"message": "no"})
                line = service.lines.get(number, "mobile")
                with service.lock:
                    service.answered.append(number)
                self.reply(200, service.twilio(number, line) if twilio else service.numverify(number, line))

            def reply(self, status, value, headers=None):
                data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                for name, text in (headers or {}).items():
                    self.send_header(name, text)
                try:
                    self.end_headers()
                    self.wfile.write(data)
                except ConnectionError:  # who asked was killed
                    self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.go.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @staticmethod
    def numverify(number, line):
        return {"valid": line is not None, "number": number[1:], "local_format": "", "international_format": number,
                "country_prefix": "+1", "country_code": "US", "country_name": "United States of America", "location": "",
                "carrier": "Example", "line_type": line}

    @staticmethod
    def twilio(number, line):
        return {"phone_number": number, "valid": line is not None, "validation_errors": None if line else ["TOO_SHORT"],
                "country_code": "US", "calling_country_code": "1", "national_format": number,
                "line_type_intelligence": {"type": line, "carrier_name": "Example", "mobile_country_code": None,
                                           "mobile_network_code": None, "error_code": None} if line else None}
