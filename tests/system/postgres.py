"""A PostgreSQL of our own: a new cluster in a temporary folder on a free loopback port, from Debian's packages. The machine's own
cluster is never touched. Not as root: PostgreSQL refuses that, so its own user runs it then."""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile

from harness import World, free_port, wait_for


def binaries():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL's server is not installed: run tools/setup")
    return found[-1].parent


def other_user():
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        except KeyError:
            pass
    raise RuntimeError("no user to run PostgreSQL as")


class Postgres:
    def __init__(self, **settings):
        self.settings = {"fsync": "off", "unix_socket_directories": "", "max_connections": "200", **settings}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tidings-postgres-"))
        self.as_user = other_user()
        if self.as_user:
            os.chown(self.folder, self.as_user["user"], self.as_user["group"])
        self.log = open(str(self.folder) + ".log", "ab")
        self.port, self.process = free_port(), None
        self.run(str(binaries() / "initdb"), "-D", str(self.folder / "data"), "-U", "tidings", "-A", "trust", "--no-sync",
                 "--locale=C", "--encoding=UTF8", "--no-instructions")
        self.start()

    def run(self, *words):
        subprocess.run(words, check=True, stdout=self.log, stderr=self.log, cwd="/", **self.as_user)

    def start(self):
        settings = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen([str(binaries() / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port),
                                         "-h", "127.0.0.1", *settings], stdout=self.log, stderr=self.log,
                                        stdin=subprocess.DEVNULL, cwd="/", **self.as_user)
        wait_for("PostgreSQL answers", lambda: self.sql("SELECT 1", database="postgres", check=False) == "1", 60)

    def stop(self, how=signal.SIGINT):
        """SIGINT as an administrator does it; SIGQUIT without a word to anybody, recovery at the next start."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
        if self.process:
            self.process.wait()

    def end(self):
        self.stop(signal.SIGQUIT)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        pathlib.Path(str(self.folder) + ".log").unlink(missing_ok=True)

    def url(self, database):
        return f"postgres://tidings@127.0.0.1:{self.port}/{database}"

    def sql(self, text, database, check=True):
        done = subprocess.run([str(binaries() / "psql"), "-XAtq", "-d", self.url(database), "-c", text], cwd="/",
                              capture_output=True, text=True)
        if check and done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout.strip()

    def new_database(self, name="tidings"):
        self.sql(f"CREATE DATABASE {name}", database="postgres")
        return self.url(name)


class PostgresWorld(World):
    """A World whose database is a fresh one of this class's own PostgreSQL server."""

    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.end)
        cls.databases = 0

    def setUp(self):
        type(self).databases += 1
        self.database = f"t{self.databases}"
        self.store = f'database = "{self.postgres.new_database(self.database)}"'
        super().setUp()
