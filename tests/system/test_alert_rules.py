"""The alert rules do what they say, by Prometheus' own tool, and the dashboard asks for what there is."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

PROMTOOL = ROOT / "build/thirdparty/prometheus/usr/bin/promtool"
RULES = ROOT / "deploy/prometheus"
DASHBOARD = ROOT / "deploy/grafana/tidings.json"


def promtool(*words, folder=RULES):
    done = subprocess.run([PROMTOOL, *words], cwd=folder, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


class AlertRules(unittest.TestCase):
    def test_every_rule_fires_when_it_should_and_only_then(self):
        code, said = promtool("test", "rules", "tidings.rules.test.yml")
        self.assertEqual(code, 0, said)

    def test_every_rule_has_a_test_in_which_it_fires(self):
        rules = re.findall(r"- alert: (\w+)", (RULES / "tidings.rules.yml").read_text())
        tests = (RULES / "tidings.rules.test.yml").read_text()
        fires = set(re.findall(r"alertname: (\w+)\n\s+exp_alerts:\n\s+- exp_labels", tests))
        self.assertGreaterEqual(len(rules), 8)
        self.assertEqual(set(rules), fires)

    def test_the_dashboards_questions_are_good_promql(self):
        dashboard = json.loads(DASHBOARD.read_text())
        asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
        self.assertGreater(len(asked), 15)
        with tempfile.TemporaryDirectory() as folder:
            rules = [{"record": f"asked:{n}", "expr": one} for n, one in enumerate(asked)]
            pathlib.Path(folder, "asked.yml").write_text(json.dumps({"groups": [{"name": "asked", "rules": rules}]}))
            code, said = promtool("check", "rules", "asked.yml", folder=folder)
        self.assertEqual(code, 0, said)

    def test_a_rule_that_is_wrong_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            spoilt = (RULES / "tidings.rules.yml").read_text().replace("> 0.05", "> 0.5")
            pathlib.Path(folder, "tidings.rules.yml").write_text(spoilt)
            tests = (RULES / "tidings.rules.test.yml").read_text()
            pathlib.Path(folder, "tidings.rules.test.yml").write_text(tests)
            self.assertNotEqual(promtool("test", "rules", "tidings.rules.test.yml", folder=folder)[0], 0)


if __name__ == "__main__":
    unittest.main()
