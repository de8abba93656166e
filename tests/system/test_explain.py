"""`tidings explain` in bulk, against answers worked out here a second time: segments by their table, hours by trying every
minute, signatures by the carrier's published rule.
"""
import base64
import datetime
import hashlib
import hmac
import json
import random
import subprocess
import unittest
import urllib.parse
import zoneinfo

from harness import BINARY, CLEAN_ENVIRONMENT

UTC = datetime.timezone.utc


def raw(command, data):
    result = subprocess.run([BINARY, "explain", command], input=data, capture_output=True, timeout=120,
                            env=CLEAN_ENVIRONMENT)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.decode().split("\n")[:-1]]


def ask(command, questions):
    answers = raw(command, "".join(json.dumps(q) + "\n" for q in questions).encode())
    assert len(answers) == len(questions), "one line for each"
    return answers


# --- segments ---------------------------------------------------------------------------------------------------------

BASIC = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            "abcdefghijklmnopqrstuvwxyzäöñüà")
EXTENSION = set("\f^{}\\[~]|€")
# Each is one cluster, and none joins its neighbour.
CLUSTERS = ["🚀", "👍🏽", "👨‍👩‍👧‍👦", "🇦🇺", "1️⃣", "❤️‍🔥", "🏴‍☠️", "e\u0301", "각", "नि", "漢", "я", "ç", "’", "☺️", "\u00a0", "`"]


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def count(clusters):
    text = "".join(clusters)
    gsm = all(c in BASIC or c in EXTENSION for c in text)
    items = [2 if c in EXTENSION else 1 for c in text] if gsm else [utf16(c) for c in clusters]
    single, part = (160, 153) if gsm else (70, 67)
    parts, used = 1, 0
    if sum(items) > single:
        for units in items:
            if used + units > part:
                parts, used = parts + 1, 0
            used += units
    return {"encoding": "GSM-7" if gsm else "UCS-2", "segments": parts, "units": sum(items)}


class Segments(unittest.TestCase):
    def test_borders(self):
        cases = []
        for n in (0, 1, 159, 160, 161, 305, 306, 307, 459, 460):
            cases.append(["a"] * n)
        for n in (1, 69, 70, 71, 133, 134, 135, 201, 202):
            cases.append(["я"] * n)
        cases += [["a"] * 158 + ["€"], ["a"] * 159 + ["€"], ["a"] * 152 + ["€"] + ["a"] * 152, ["^"] * 80, ["^"] * 81,
                  ["я"] * 66 + ["🚀"] + ["я"] * 66, ["я"] * 63 + ["👨‍👩‍👧‍👦"] + ["я"] * 60, ["€"] * 70 + ["я"],
                  ["\r", "\n"] * 80, ["я"] * 66 + ["e\u0301"] + ["я"] * 66]
        for clusters, answer in zip(cases, ask("segments", [{"text": "".join(c)} for c in cases])):
            answer.pop("forced_by", None)
            self.assertEqual(answer, count(clusters), "".join(clusters))

    def test_random_texts(self):
        rng = random.Random(20261120)
        cases = []
        for _ in range(3000):
            rare = rng.choice([sorted(EXTENSION), sorted(EXTENSION) + CLUSTERS, CLUSTERS])
            base = rng.choice([sorted(BASIC - set("\r\n")), ["a"], ["я"]])
            often = rng.choice([3, 20, 80])
            cases.append([rng.choice(rare if rng.randrange(often) == 0 else base) for _ in range(rng.randrange(480))])
        for clusters, answer in zip(cases, ask("segments", [{"text": "".join(c)} for c in cases])):
            text = "".join(clusters)
            by = answer.pop("forced_by", None)
            self.assertEqual(answer, count(clusters), text)
            odd = [(i, c) for i, c in enumerate(text) if c not in BASIC and c not in EXTENSION]
            self.assertEqual((by["index"], by["char"]) if by else None, odd[0] if odd else None)

    def test_the_character_that_forces_unicode_and_its_twin(self):
        for text, code, twin in (("It’s", "U+2019", "'"), ("wait…", "U+2026", "..."), ("🚀", "U+1F680", None),
                                 ("fa\u00e7ade", "U+00E7", None), ("a\u200bb", "U+200B", "")):
            by = ask("segments", [{"text": text}])[0]["forced_by"]
            self.assertEqual((by["code_point"], by["twin"]), (code, twin))


# --- lines ------------------------------------------------------------------------------------------------------------

class Lines(unittest.TestCase):
    def test_a_bad_line_has_its_error_and_the_next_is_answered(self):
        good = b'{"text":"a"}'
        for bad in (b"nonsense", b"", b"[]", b"null", b'{"text":5}', b'{"text":null}', b"{}", b'{"text":"a"} x',
                    b'{"text":"\xff\xfe"}', b'{"text":"\\ud83d"}', b"[" * 5000, b'{"texts":"a"}', b"\x00"):
            for command in ("segments", "reply"):
                answers = raw(command, good + b"\n" + bad + b"\n" + good + b"\n")
                self.assertEqual(len(answers), 3, bad)
                self.assertNotIn("error", answers[0])
                self.assertEqual(list(answers[1]), ["error"], bad)
                self.assertEqual(answers[0], answers[2])

    def test_line_ends_and_the_end_of_the_file(self):
        want = raw("segments", b'{"text":"a"}\n')
        self.assertEqual(raw("segments", b'{"text":"a"}\r\n'), want)
        self.assertEqual(raw("segments", b'{"text":"a"}'), want)
        self.assertEqual(raw("segments", b""), [])

    def test_long_lines(self):
        answers = ask("segments", [{"text": "x" * 1_000_000}, {"text": "x" * 40_000_000}, {"text": "x"}])
        self.assertEqual(answers[0]["units"], 1_000_000)
        self.assertIn("too long", answers[1]["error"])
        self.assertEqual(answers[2]["units"], 1)

    def test_thousands_in_order(self):
        answers = ask("segments", [{"text": "x" * (i % 400)} for i in range(20000)])
        self.assertEqual([a["units"] for a in answers], [i % 400 for i in range(20000)])


# --- replies ----------------------------------------------------------------------------------------------------------

REPLIES = {
    "stop": """STOP|stop|Stop.|"STOP"|“stop”|STOP!!!|stop 🛑|ＳＴＯＰ|s\u200bto\u200bp|\ufeffSTOP|stop please|please stop|stop pls|
        stop, thank you|stop now|stop me|STOP STOP STOP|STOPALL|stop all|Unsubscribe|UNSUBSCRIBE PLEASE|END|quit!|cancel|
        revoke|optout|opt out|OPT-OUT|remove|ARRÊT|arrêt svp|désabonner|desinscrire|ALTO|BAJA|parar|no más|stopp bitte|
        Abmelden|sair|afmelden|annulla|stop por favor|stop~Sent from my iPhone|Stop~--~Jane Doe, ACME|S T O P|s.t.o.p|
        stop to quit|𝐒𝐓𝐎𝐏|stóp|*STOP*""",
    "start": "START|start|Start!|unstop|UNSTOP.|YES|yes|Yes!|ＳＴＡＲＴ|yes 👍",
    "help": "HELP|help|help?|INFO|info|aide|AYUDA|hilfe|\"help\"",
    "suspected_stop": """STPO|SOTP|STOOP|stoop|stopp it|UNSUBCRIBE|unsuscribe|CANCLE|STOP START|start stop|STOP HELP|
        stop texting me|please quit messaging me|stop sending me these|don't text me|do not contact me|never text me again|
        take me off your list|remove me from the list|remove my number|delete my number|lose my number|
        please unsubscribe me from this|I want to opt out|no more texts|no more messages please|leave me alone|go away|
        I revoke my consent|I did not sign up for this|this is spam|spam|I'm reporting you|I am on the do not call list|
        do not call|my lawyer will hear of this|I will sue you|wrong number|Wrong person|not John|I'm not Maria|
        this number no longer belongs to her|he is deceased|she passed away last month|fuck you|asshole|f off|
        not interested stop|Not interested, please stop|I'm good stop|stop who is this|stop doing this|cancel this|
        stop messeging me|how do I get these to stop|told you to stop|which part of stop do you not understand|
        I have requested removal|fk off|how do I cancel this|un-subscribe me from this please|do not send|
        I'll complain to the ombudsman|incorrect number|this is a new number|Steve changed his number|🛑|🖕|
        ne m'envoyez plus de messages|no me manden más mensajes|numero equivocado|keine Nachrichten mehr|falsche Nummer|
        falsch verbunden|número errado|verkeerd nummer|numero sbagliato|стоп|退订|yes, stop|ok stop""",
    "none": """don't stop|stop by at 5|I can't stop laughing|full stop|bus stop|pit stop|one stop shop|non stop|
        end of the month|I quit my job|cancel my appointment|the cancel button|help me move|more info please|
        yes I'll be there|when does it start|not interested|no thanks|No thank you!|who is this?|ok|no|👍|
        Liked “Sale! Reply STOP to opt out”|Loved "Reply STOP to end"|Reacted 👍 to “Hi. Reply STOP to opt out”|
        👍 to “Hi. Reply STOP to opt out”|Removed a heart from “Reply STOP to opt out”|Ha reaccionado con 👍 a “Responde STOP”|
        Gillade ”Hej, svara STOPP”|Hat „Hallo, antworte STOP“ mit „Gefällt mir“ markiert|he passed the exam|
        She passed her driving test|I'll pass on that|why did you stop texting me?|you stopped texting me|
        I got the wrong item|police station address?|the cops are here, running late|I stopped getting your texts, add me back|
        should I stop taking the pills?|where is the bus stop?|I had to stop for gas|the rain will stop|this is my stop|
        see you at the stop|fin de semana|es para ti|am Ende der Woche|basta un momento|stop@example.com|https://stop.example|
        > Reply STOP to opt out~see you|my phone died|dead battery|yes please|I need help|start time?|
        what time do we start||   |...|I will be late""",
}


class Replies(unittest.TestCase):
    def test_classes(self):
        rows = [(name, text.replace("~", "\n")) for name, texts in REPLIES.items()
                for text in "".join(line if line[:1] == " " and not line.strip() else line.lstrip()
                                    for line in texts.split("\n")).split("|")]
        for (name, text), answer in zip(rows, ask("reply", [{"text": text} for _, text in rows])):
            self.assertEqual(sorted(answer), ["because", "class"])
            with self.subTest(text):
                self.assertEqual(answer["class"], name, answer["because"])

    def test_any_case_and_marks_around(self):
        words = ["stop", "unsubscribe", "end", "quit", "cancel", "stopall", "revoke", "optout"]
        rows = [change(word) for word in words for change in (
            str.upper, str.title, lambda w: w + ".", lambda w: f" {w}\n", lambda w: f"«{w}»", lambda w: w + " 🙏",
            lambda w: "👉 " + w, lambda w: w + "\u200d", lambda w: f"({w})", lambda w: f"{w} {w}", lambda w: w + " thanks",
            lambda w: "".join(chr(ord(c) - 97 + 0xFF41) for c in w), lambda w: w + "\r\n\r\nSent from my Galaxy")]
        for text, answer in zip(rows, ask("reply", [{"text": text} for text in rows])):
            self.assertEqual(answer["class"], "stop", text)


# --- hours ------------------------------------------------------------------------------------------------------------

EPOCH = datetime.date(1970, 1, 1)
ZONES = ["Europe/London", "America/New_York", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
         "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Honolulu", "America/St_Johns", "Africa/Casablanca",
         "America/Santiago", "Africa/Cairo", "Asia/Tehran", "Pacific/Guam", "UTC"]


def minutes(clock):
    return int(clock[:2]) * 60 + int(clock[3:])


def weekdays(text):
    out = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        out |= set(range(int(first), int(last or first) + 1))
    return out


def is_open(question, zone, minute):
    offset = datetime.datetime.fromtimestamp(minute * 60, UTC).astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
    day, at = divmod(minute + int(offset.total_seconds()) // 60, 1440)
    closed = [(datetime.date.fromisoformat(d) - EPOCH).days for d in question.get("closed_dates", [])]
    if day in closed:
        return False
    for span in question["allow"]:
        days, start, end = weekdays(span["days"]), minutes(span["start"]), minutes(span["end"])
        weekday = (EPOCH + datetime.timedelta(day)).isoweekday()
        before = (EPOCH + datetime.timedelta(day - 1)).isoweekday()
        if start < end and weekday in days and start <= at < end:
            return True
        if start >= end and weekday in days and at >= start:
            return True
        if start >= end and before in days and at < end and day - 1 not in closed:
            return True
    return False


def work_out(question):
    at = datetime.datetime.fromisoformat(question["at"].replace("Z", "+00:00")).timestamp()
    first = -int(-at // 60)
    found = next((m for m in range(first, int(at // 60) + 21 * 1440 + 1)
                  if all(is_open(question, z, m) for z in question["zones"])), None)
    return {"allowed": all(is_open(question, z, int(at // 60)) for z in question["zones"]),
            "next": found and datetime.datetime.fromtimestamp(found * 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "zones": question["zones"]}


class Hours(unittest.TestCase):
    nine_to_five = [{"days": "1-7", "start": "09:00", "end": "17:00"}]

    def one(self, **question):
        return ask("hours", [{"allow": self.nine_to_five, "at": "2026-11-20T12:00:00Z", **question}])[0]

    def test_against_every_minute(self):
        rng = random.Random(1120)
        questions = []
        for _ in range(150):
            # Around the days the clocks change.
            day = rng.choice(["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-25", "2026-11-01", "2026-09-06", "2026-12-31"])
            at = datetime.datetime.fromisoformat(day + "T00:00:00+00:00") + datetime.timedelta(
                seconds=rng.randrange(-90000, 180000))
            if rng.randrange(2):
                at = at.replace(second=0)
            at = at.astimezone(datetime.timezone(datetime.timedelta(minutes=rng.choice([0, 0, -300, 345]))))
            clock = lambda: f"{rng.choice([0, 1, 2, 3, 9, 17, 22, 23]):02d}:{rng.choice([0, 0, 30, 59]):02d}"
            question = {"zones": rng.sample(ZONES, rng.choice([1, 1, 2, 3])), "at": at.isoformat(),
                        "allow": [{"days": rng.choice(["1-7", "1-5", "6-7", "7", "1,3,5"]), "start": clock(),
                                   "end": rng.choice([clock(), "24:00"])} for _ in range(rng.choice([1, 2]))]}
            if rng.randrange(3) == 0:
                question["closed_dates"] = [(at.date() + datetime.timedelta(rng.randrange(-1, 5))).isoformat()
                                            for _ in range(2)]
            questions.append(question)
        for question, answer in zip(questions, ask("hours", questions)):
            self.assertEqual(answer, work_out(question), question)

    def test_known_instants(self):
        self.assertEqual(self.one(zones=["Asia/Tokyo", "America/New_York"]),
                         {"allowed": False, "next": None, "zones": ["Asia/Tokyo", "America/New_York"]})
        at = "2026-11-20T16:59:30Z"
        answer = self.one(zones=["Europe/London"], at=at)
        self.assertEqual((answer["allowed"], answer["next"]), (True, "2026-11-21T09:00:00Z"))
        # 02:30 is missing on this day: a window that opens in the gap opens at the jump.
        answer = self.one(zones=["America/New_York"], at="2026-03-08T06:00:00Z",
                          allow=[{"days": "7", "start": "02:30", "end": "04:00"}])
        self.assertEqual(answer["next"], "2026-03-08T07:00:00Z")
        # British Columbia keeps -07:00 since 2026.
        answer = self.one(zones=["America/Vancouver"], at="2026-12-01T00:00:00Z")
        self.assertEqual(answer["next"], "2026-12-01T16:00:00Z")

    def test_zones_of_a_number(self):
        zones = lambda phone: set(self.one(phone=phone)["zones"])
        self.assertEqual(zones("+12125550123"), {"America/New_York"})
        panhandle = {"America/New_York", "America/Chicago"}
        self.assertEqual(zones("+18502345678"), panhandle)
        self.assertEqual(zones("+14482345678"), panhandle)
        australia = zones("+61412345678")
        self.assertEqual(len(australia), 8)
        self.assertLessEqual({"Australia/Perth", "Australia/Sydney", "Australia/Lord_Howe", "Indian/Cocos"}, australia)
        self.assertEqual(zones("+34612345678"), {"Europe/Madrid", "Atlantic/Canary"})
        self.assertEqual(len(zones("+79123456789")), 16)
        country = zones("+18002345678")
        self.assertLessEqual({"America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "America/Adak"}, country)
        # Not given out when the map was made, yet a number: as wide as any.
        self.assertEqual(zones("+13292345678"), country)
        self.assertEqual(zones("+1 (329) 234-5678"), country)

    def test_bad_questions(self):
        for wrong in ({"zones": []}, {"zones": ["Mars/Olympus"]}, {"zones": "UTC"}, {"phone": "5"}, {"phone": "hello"}, {},
                      {"zones": ["UTC"], "phone": "+12125550123"}, {"zones": [5]}, {"zones": ["UTC"], "at": "today"},
                      {"zones": ["UTC"], "at": 5}, {"zones": ["UTC"], "at": "2026-02-30T00:00:00Z"},
                      {"zones": ["UTC"], "allow": "9-5"}, {"zones": ["UTC"], "allow": []}, {"zones": ["UTC"], "allow": None},
                      {"zones": ["UTC"], "allow": [{"days": "8", "start": "09:00", "end": "10:00"}]},
                      {"zones": ["UTC"], "allow": [{"days": "1", "start": "25:00", "end": "26:00"}]},
                      {"zones": ["UTC"], "closed_dates": ["tomorrow"]}, {"zones": ["UTC"], "closed_date": ["2026-12-25"]}):
            with self.subTest(wrong):
                self.assertEqual(list(self.one(**wrong)), ["error"])


# --- webhooks ---------------------------------------------------------------------------------------------------------

TOKEN = "12345678901234567890123456789012"
INBOUND = {"MessageSid": "SM1", "SmsSid": "SM1", "SmsMessageSid": "SM1", "AccountSid": "AC2", "From": "+61400000001",
           "To": "+61400000002", "Body": "hello", "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received",
           "ApiVersion": "2010-04-01", "FromCity": ""}
PUBLIC = "https://example.org/tw/in?tenant=7"


def sign(url, fields=(), token=TOKEN):
    text = url + "".join(name + value for name, value in sorted(set(dict(fields).items())))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def hook(url=PUBLIC, fields=None, signature=None, public_url=None, method="POST", body=None, headers=None, signed=None,
         token=TOKEN):
    fields = INBOUND if fields is None else fields
    if body is None:
        body = urllib.parse.urlencode(fields)
    if signature is None:
        signature = sign(signed or url, fields if method == "POST" else ())
    all_headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    config = {"auth_token": token}
    if public_url is not None:
        config["public_url"] = public_url
    return {"carrier": "twilio", "config": config,
            "request": {"method": method, "url": url, "headers": all_headers, "body": body}}


def without(fields, *names):
    return {name: value for name, value in fields.items() if name not in names}


class Webhooks(unittest.TestCase):
    def one(self, *arguments, **options):
        return ask("webhook", [hook(*arguments, **options)])[0]

    def signature(self, *arguments, **options):
        answer = self.one(*arguments, **options)
        self.assertEqual(answer["accept"], answer["signature"] == "valid")
        return answer["signature"]

    def test_published_vectors(self):
        a = ("MessageSid=SM11111111111111111111111111111111&AccountSid=AC22222222222222222222222222222222&"
             "From=%2B61400000001&To=%2B61400000002&Body=Hello+%26+welcome%2C+it+costs+5%2B5%3D10&NumMedia=0&FromCity=")
        a_signature = "5U72Jcc4ILtTjquVRj+un9vWwqo="
        self.assertEqual(self.signature(body=a, signature=a_signature), "valid")
        answer = self.one(body=a, signature=a_signature)
        self.assertEqual({k: answer[k] for k in ("event", "from", "to", "text", "media", "opt", "provider_id")},
                         {"event": "inbound_message", "from": "+61400000001", "to": "+61400000002",
                          "text": "Hello & welcome, it costs 5+5=10", "media": [], "opt": None,
                          "provider_id": "SM11111111111111111111111111111111"})
        for tampered in ({"body": a + "&x=1"}, {"body": a.replace("10", "11")}, {"url": PUBLIC.replace("7", "8")},
                         {"url": PUBLIC.replace("https", "http")}, {"token": TOKEN[::-1]}, {"token": ""},
                         {"signature": a_signature[:-2] + "="}, {"body": a.replace("&FromCity=", "")}):
            self.assertEqual(self.signature(**{"body": a, "signature": a_signature, **tampered}), "invalid", tampered)

        b = {"MessageSid": "SM33333333333333333333333333333333", "MessageStatus": "undelivered", "ErrorCode": "30003",
             "Body": "Zürich 🚀"}
        for signature in ("viW6h+fRv168R6iCdcXOvgihG4s=", "2p0OOo8+gOUrJFsnt+weZoY/gUY="):
            answer = self.one("https://example.org:8443/tw/status", b, signature)
            self.assertEqual((answer["signature"], answer["event"], answer["state"], answer["error_code"]),
                             ("valid", "delivery_status", "failed", "30003"))

        c_url = "https://example.org/tw/json?bodySHA256=a7d4257df1517c462039cee52fbe6da71cfcbce14061e871bc09df93f75590b5"
        c = {"url": c_url, "signature": "Z9C81TEHVwTOcATW4G4wjK6ghWc=", "body": '{"status":"delivered","n":1}',
             "headers": {"Content-Type": "application/json"}}
        self.assertEqual(self.signature(**c), "valid")
        self.assertEqual(self.signature(**{**c, "body": '{"status":"delivered","n":2}'}), "invalid")

        d_url = "https://example.org/tw/in?Body=Hi%20there&From=%2B61400000001"
        d = {"url": d_url, "method": "GET", "body": "", "signature": "/WSTIbtc56EIQZ/hYb4kS8Z1Xh0="}
        self.assertEqual(self.signature(**d), "valid")
        answer = self.one(**d)
        self.assertEqual((answer["event"], answer["text"], answer["from"]), ("inbound_message", "Hi there", "+61400000001"))
        self.assertEqual(self.signature(**{**d, "url": d_url.replace("there", "here")}), "invalid")

        e = {"url": "https://example.org/x", "signature": "ZGF4hDIFeMffopbYh9ufwyV9MIQ="}
        for body in ("MediaUrl=b&MediaUrl=a&MediaUrl=b&Z=1", "Z=1&MediaUrl=a&MediaUrl=b"):
            self.assertEqual(self.signature(**e, body=body), "valid")

    def test_only_the_configured_url_counts(self):
        inner = "http://10.0.0.5:8080/tw/in?tenant=7"
        for public, url in (("https://example.org", inner), ("https://example.org/", inner),
                            ("https://example.org", "/tw/in?tenant=7"), ("https://example.org", PUBLIC),
                            ("https://example.org/tw/in", inner), ("https://example.org/tw/in", PUBLIC),
                            ("https://example.org/tw/in?tenant=7", inner), (PUBLIC, "/tw/in?tenant=7"), (PUBLIC, PUBLIC),
                            (PUBLIC, "http://10.0.0.5/tw/in"), (PUBLIC, "http://10.0.0.5/inner/path"),
                            ("https://example.org/tw", "http://10.0.0.5/in?tenant=7"), ("https://example.org/tw/", "/in?tenant=7"),
                            ("https://example.org/tw", inner), (PUBLIC + "#rc=3&rp=ct", inner)):
            with self.subTest(public=public, url=url):
                self.assertEqual(self.signature(url, public_url=public, signed=PUBLIC), "valid")
                if url.startswith("http://"):
                    self.assertEqual(self.signature(url, public_url=public, signed=url), "invalid")
        self.assertEqual(self.signature(inner, signed=inner), "valid")
        self.assertEqual(self.signature("https://example.org.evil.test/tw/in?tenant=7", public_url="https://example.org"),
                         "invalid")
        self.assertEqual(self.signature("http://10.0.0.5/tw/in?tenant=8", public_url=PUBLIC, signed=PUBLIC), "invalid")

    def test_headers(self):
        base = hook()
        pairs, small, absent = (json.loads(json.dumps(base)) for _ in range(3))
        pairs["request"]["headers"] = [[name.lower(), value] for name, value in base["request"]["headers"].items()]
        small["request"]["headers"] = {name.upper(): value for name, value in base["request"]["headers"].items()}
        absent["request"]["headers"] = {}
        bare = json.loads(json.dumps(base))
        del bare["request"]["headers"]["Content-Type"]
        self.assertEqual([a["signature"] for a in ask("webhook", [base, pairs, small, absent, bare])],
                         ["valid", "valid", "valid", "absent", "valid"])

    def test_inbound_messages(self):
        plain = self.one(headers={"I-Twilio-Idempotency-Token": "t-1"})
        self.assertEqual(plain, {"signature": "valid", "accept": True, "event": "inbound_message", "provider_id": "SM1",
                                 "event_id": "t-1", "from": "+61400000001", "to": "+61400000002", "text": "hello",
                                 "media": [], "opt": None})
        media = {**without(INBOUND, "Body"), "NumMedia": "2", "MediaUrl0": "https://m.example/0", "MediaContentType0":
                 "image/jpeg", "MediaUrl1": "https://m.example/1", "MediaContentType1": "text/vcard"}
        answer = self.one(fields=media)
        self.assertEqual((answer["text"], answer["media"]), ("", [
            {"url": "https://m.example/0", "type": "image/jpeg"}, {"url": "https://m.example/1", "type": "text/vcard"}]))
        for body, signal, opt in (("STOP", None, "stop"), ("stop please", None, "stop"), ("START", None, "start"),
                                  ("help", None, "help"), ("hello", None, None), ("please stop texting me", None, None),
                                  ("Genug", "STOP", "stop"), ("JOIN US", "START", "start"), ("hello", "HELP", "help"),
                                  ("YES", "STOP", "stop"), ("don't stop", None, None), ("", "STOP", "stop")):
            fields = {**INBOUND, "Body": body, **({"OptOutType": signal} if signal else {})}
            self.assertEqual(self.one(fields=fields)["opt"], opt, (body, signal))
        channel = self.one(fields={**INBOUND, "From": "whatsapp:+61400000001", "To": "whatsapp:+61400000002"})
        self.assertEqual((channel["from"], channel["to"]), ("+61400000001", "+61400000002"))
        self.assertEqual(self.one(fields={**INBOUND, "From": "12345"})["from"], "12345")
        get = self.one(PUBLIC + "&" + urllib.parse.urlencode(INBOUND), method="GET", body="")
        self.assertEqual((get["signature"], get["text"], get["from"]), ("valid", "hello", "+61400000001"))

    def test_states(self):
        states = {"accepted": "queued", "scheduled": "queued", "queued": "queued", "sending": "sending", "sent": "sent",
                  "delivered": "delivered", "read": "delivered", "undelivered": "failed", "failed": "failed",
                  "canceled": "canceled", "partially_delivered": "unchanged", "teleported": "unchanged"}
        for word, state in states.items():
            fields = {"MessageSid": "SM1", "SmsSid": "SM1", "MessageStatus": word, "SmsStatus": word, "From": "+61400000002",
                      "To": "+61400000001", "NewParameter": "1"}
            self.assertEqual(self.one(fields=fields), {
                "signature": "valid", "accept": True, "event": "delivery_status", "provider_id": "SM1",
                "from": "+61400000002", "to": "+61400000001", "provider_status": word, "state": state})
        failed = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610", "From": "+61400000002"}
        self.assertEqual(self.one(fields=failed)["error_code"], "21610")
        calls = {"completed": "completed", "no-answer": "missed", "busy": "failed", "canceled": "canceled"}
        for word, state in calls.items():
            answer = self.one(fields={"CallSid": "CA1", "CallStatus": word, "From": "+61400000002", "To": "+61400000001"})
            self.assertEqual((answer["event"], answer["provider_id"], answer["state"]), ("call_status", "CA1", state))

    def test_what_cannot_be_read(self):
        unreadable = self.one(fields={"MessageStatus": "sent"})
        self.assertEqual((unreadable["signature"], unreadable["event"], unreadable["state"]), ("valid", "delivery_status", "sent"))
        self.assertIn("MessageSid", unreadable["problem"])
        self.assertEqual(self.one(fields={"Hello": "world"})["event"], "ignored")
        for wrong in ({"carrier": "generic", "config": {"colour": "red"}, "request": {"method": "POST", "url": "/x"}},
                      {"carrier": "openphone", "config": {"signing_key": "%"}, "request": {"method": "POST", "url": "/x"}},
                      {"carrier": "pigeon", "config": {}, "request": {"method": "POST", "url": "/x"}},
                      {"config": {}, "request": {}}, {"carrier": "twilio", "config": {}}, {"carrier": "twilio", "request": {}},
                      {"carrier": "twilio", "config": {"public_url": "example.org"}, "request": {"method": "POST", "url": "/x"}},
                      {"carrier": "twilio", "config": {}, "request": {"method": "POST", "url": "/x", "headers": "none"}},
                      {"carrier": "twilio", "config": {}, "request": {"method": "POST", "url": "/x", "body": {}}}):
            answer = ask("webhook", [wrong])[0]
            self.assertEqual(list(answer), ["error"], wrong)
        unsigned = ask("webhook", [{"carrier": "openphone", "request": {"url": "/x"}}])[0]
        self.assertEqual((unsigned["signature"], unsigned["accept"]), ("absent", False))
        self.assertIn("known", json.dumps(ask("webhook", [{"carrier": "pigeon", "request": {"url": "/x"}}])[0]["error"]))

    def test_a_gateway_of_the_configurations_own(self):
        config = {"receipt": {"fields": "query", "status": "s", "states": {"1": "delivered"}}, "webhooks": {"token": "sixteen letters!"}}
        answer = ask("webhook", [{"carrier": "generic", "config": config, "request": {
            "method": "GET", "url": "https://example.org/webhooks/generic/generic/receipt?m=42&s=1&token=sixteen+letters%21"}}])[0]
        self.assertEqual(answer, {"signature": "valid", "accept": True, "event": "delivery_status", "provider_status": "1",
                                  "state": "delivered", "client_ref": "42"})


if __name__ == "__main__":
    unittest.main(verbosity=1)
