"""Two servers on one PostgreSQL as one: imports, live events, and how soon one goes on for the other."""
import contextlib
import json
import socket
import threading
import unittest

from harness import wait_for
from nodes import RATE, TURN_S, NodesWorld


class Listener:
    """Reads /api/events of one server: (event, data) in their order."""

    def __init__(self, port, key):
        self.heard = []
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.connection.sendall(f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        event = ""
        with contextlib.suppress(OSError, ValueError):  # it was closed
            for line in self.connection.makefile("rb"):
                if line.startswith(b"event: "):
                    event = line[7:].strip().decode()
                elif line.startswith(b"data: "):
                    self.heard.append((event, json.loads(line[6:])))
                elif b": listening" in line:
                    self.heard.append(("listening", {}))

    def of(self, event):
        return [data for name, data in list(self.heard) if name == event]


class NodesTogether(NodesWorld):
    def test_each_imports_what_it_took(self):
        self.assertEqual(self.import_people(self.people(200))["imported"], 200)
        here = self.url
        self.url = f"http://127.0.0.1:{self.other_port}"  # the other's file is nowhere else
        try:
            self.assertEqual(self.import_people(self.people(200, first=200))["imported"], 200)
        finally:
            self.url = here
        self.people_n = 400
        self.all_is_well(self.campaign(rate_per_s=RATE))

    def test_each_tells_what_happens_at_the_other(self):
        listeners = [Listener(port, self.key) for port in (self.port, self.other_port)]
        self.addCleanup(lambda: [listener.connection.close() for listener in listeners])

        def both(what, condition):
            wait_for("both tell " + what, lambda: all(condition(listener) for listener in listeners), 60)
        both("that they listen", lambda listener: listener.of("listening"))
        campaign = self.start(RATE)
        self.completed(campaign)
        both("its end", lambda listener: any(c["status"] == "completed" for c in listener.of("campaign")))
        both("what became of each message", lambda listener: len({m["id"] for m in listener.of("message")
                                                                  if m["state"] == "delivered"}) == RATE)
        self.inbound("+12026007000", "hello")
        both("a reply", lambda listener: [i["class"] for i in listener.of("inbound")] == ["none"])

        self.postgres.stop()
        both("that the database is away", lambda listener: len(listener.of("stalled")) == 1)
        self.postgres.start()
        both("that it is back", lambda listener: len(listener.of("resumed")) == 1)
        self.ready()
        self.inbound("+12026007001", "STOP")
        both("what comes then", lambda listener: [i["class"] for i in listener.of("inbound")] == ["none", "stop"])
        self.assertEqual([len(listener.of("missed")) for listener in listeners], [0, 0])

    def turn(self):
        """The holder's key, its data folder, and when its lease ends by the database's clock."""
        holder, node, until = self.postgres.sql("SELECT holder, node, until_at FROM turn", self.database).split("|")
        names = {(self.folder / name / "node").read_text(): name for name in ("data", "other")}
        return holder, names[node], int(until)

    def test_who_is_killed_is_replaced_before_its_lease_ends(self):
        """A machine that is busy with something else may be late, but not each time."""
        self.start(60 * RATE)
        for _ in range(4):
            wait_for("messages leave", lambda count=self.stats()["accepted"]: self.stats()["accepted"] > count + RATE)
            holder, where, until = self.turn()
            sender = self.server if where == "data" else self.other
            sender.kill()
            wait_for("the other takes over", lambda: self.turn()[0] != holder, every=0.01)
            early = until - (self.turn()[2] - 1000 * TURN_S)
            print(f"taken {early / 1000:.1f} s before the lease would have ended", flush=True)
            wait_for("it goes on", lambda count=self.stats()["accepted"]: self.stats()["accepted"] > count + RATE)
            if early > 0:
                break
            sender.start()
            self.ready()
        self.assertGreater(early, 0)
        self.assertEqual(self.stats()["doubles"], 0)
        self.rate_held()


if __name__ == "__main__":
    unittest.main(verbosity=1)
