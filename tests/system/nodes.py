"""Two servers on one PostgreSQL, and what must hold of them whatever happens to either."""
from harness import Process, answers, free_port, wait_for
from postgres import PostgresWorld

RATE = 40   # messages a second: of the campaign
TURN_S = 8  # limits::kTurnMs


class NodesWorld(PostgresWorld):
    sandbox_options = "latency_ms=50,sent_ms=20,delivered_ms=50"
    config = '''
[dispatch]
lease_ms = 30000
unknown_first_ms = 1000
unknown_again_ms = 500
unknown_confirm_ms = 2000
'''

    def setUp(self):
        super().setUp()
        self.other_port = free_port()
        mine = (self.folder / "tidings.toml").read_text()
        (self.folder / "other.toml").write_text(mine.replace(f"port = {self.port}\n", f"port = {self.other_port}\n", 1)
                                                .replace(f'"{self.folder}/data"', f'"{self.folder}/other"'))
        self.other = Process("other", ["serve", "--config", str(self.folder / "other.toml")], self.folder / "other.log")
        self.addCleanup(self.other.kill)
        self.other.start()
        self.ready()

    def ready(self):
        for port in (self.port, self.other_port):
            wait_for(f"the server on {port} is ready", lambda: answers(f"http://127.0.0.1:{port}/readyz"), 60)

    def has_turn(self, process):
        """By its own log: the last it said about its turn."""
        said = [line for line in process.logged().splitlines() if "turn_taken" in line or "turn_lost" in line]
        return bool(said) and "turn_taken" in said[-1]

    def start(self, people, **fields):
        self.people_n = people
        self.assertEqual(self.import_people(self.people(people))["imported"], people)
        return self.campaign(rate_per_s=RATE, **fields)

    def all_is_well(self, campaign, seconds=300):
        progress = self.completed(campaign, seconds)
        self.assertEqual(sum(c["n"] for c in progress["counts"]), self.people_n)
        stats = self.stats()
        self.assertEqual(stats["doubles"], 0, stats)
        self.assertEqual(stats["most_per_recipient"], 1, "nobody twice")
        self.assertEqual(stats["recipients"], self.people_n, "nobody skipped")
        self.rate_held()

    def rate_held(self):
        """Exactly, by when messages were handed over, whichever node did it. The carrier's count of arrivals is no exact measure: on
        a busy machine those of one second may be read in the next."""
        handed = [int(at) for at in self.postgres.sql("SELECT handed_at FROM message WHERE handed_at > 0 ORDER BY handed_at",
                                                      self.database).split()]
        first, most = 0, 0
        for i, at in enumerate(handed):
            while handed[first] <= at - 990:  # the wall clock and the one rates are kept by are read one after the other
                first += 1
            most = max(most, i - first + 1)
        peak = self.stats()["peak_per_second"]
        print(f"at most {most} handed over in a second, {peak} arrived, of {RATE}", flush=True)
        self.assertLessEqual(most, RATE, "no rate exceeded")
        self.assertLess(peak, 2 * RATE, "two nodes at once")
