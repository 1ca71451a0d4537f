"""Whole deliveries by the program, of mails that are made to cost, and the
memory of a large one; what twenty rules cost of a delivery.  Answers come from
a text zone."""
import os
import shutil
import statistics
import subprocess
import time

import corpus
import scripts

UID = 65534 if os.getuid() == 0 else os.getuid()
HUGE = 100000000
ZONE = """\
sender.example TXT "v=spf1 ip4:192.0.2.10 -all"
mx.sender.example A 192.0.2.10
10.2.0.192.in-addr.arpa PTR mx.sender.example
_dmarc.sender.example TXT "v=DMARC1; p=reject"
"""
ENVELOPE = ["-f", "ann@sender.example", "--client-ip", "192.0.2.10", "--helo",
            "mx.sender.example", "-d", "bob@home.example"]
SCRIPTS = {
    "one": 'keep;\n',
    "rules": scripts.script(20),
    "three": 'require ["fileinto", "copy", "mailbox"];\n'
             'fileinto :create :copy "A";\nfileinto :create :copy "B";\n'
             'keep;\n'}
SIGNATURE = (b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n d=d%d."
             b"example; s=s; h=From:To:Subject;\n bh=47DEQpj8HBSa+/TImW+5JCeu"
             b"QeRkm5NMpJWZG3hSuFU=;\n b=" + 40 * b"AAAA" + b"\n")
# More of each: mails, rounds, and rounds for the rules, which take so little
# that only many tell it.
FEW, MANY = (3, 3, 10), (15, 9, 60)


def mails(folder, sign):
    """{name: path}; all signed by their author."""
    def make(name, size, before=b""):
        mail = (corpus.HEAD + corpus.text(size)).encode()
        return corpus.write(folder, "whole-%s.eml" % name.replace(" ", ""),
                            before + corpus.signed(mail, sign, 1, 0, 0))
    made = {name: make(name, corpus.SIZES[name])
            for name in ("20 KB", "200 KB", "2 MB", "25 MB")}
    made["1 000 signatures"] = make(
        "signatures", 20000, b"".join(SIGNATURE % i for i in range(1000)))
    made["10 000 fields"] = make(
        "fields", 20000, b"".join(b"X-Field-%d: something\n" % i
                                  for i in range(10000)))
    return made


class Box:
    """A user with a mailbox, in a folder of its own."""

    def __init__(self, folder, waxseal, sign):
        self.folder, self.waxseal = os.path.join(folder, "box"), waxseal
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.home())
        zone = ZONE + "\n".join(corpus.key_lines(sign)) + "\n. FAIL\n"
        corpus.write(self.folder, "zone", zone.encode())
        corpus.write(self.folder, "users.txt", (
            "bob@home.example:%d:%d:%s::\n" % (UID, UID, self.home())
        ).encode())
        self.conf = corpus.write(self.folder, "conf", (
            "authserv_id = mx.home.example\nlocal_domains = home.example\n"
            "dns = zone %s/zone\nusers = %s/users.cdb\nlog = stderr\n"
            "sieve = %%h/rules\n" % (self.folder, self.folder)).encode())
        os.chown(self.home(), UID, UID)
        subprocess.run([waxseal, "users", "build", self.folder + "/users.txt",
                        self.folder + "/users.cdb"], check=True,
                       stdout=subprocess.DEVNULL)
        self.script(SCRIPTS["one"])

    def home(self):
        return os.path.join(self.folder, "home")

    def script(self, text):
        os.chown(corpus.write(self.home(), "rules", text.encode()), UID, UID)

    def clear(self):
        shutil.rmtree(self.home() + "/.waxseal", ignore_errors=True)
        for top, _, names in os.walk(self.home() + "/Maildir"):
            for name in names:
                os.unlink(os.path.join(top, name))

    def command(self):
        return [self.waxseal, "-c", self.conf, *ENVELOPE]

    def start(self, path):
        return os.posix_spawn(
            self.waxseal, self.command(),
            {"PATH": "/usr/bin:/bin"}, file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, path, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, self.folder + "/log", os.O_WRONLY |
                 os.O_CREAT | os.O_APPEND, 0o644)])

    def deliver(self, path, times):
        """CPU seconds each."""
        cpu = 0.0
        for _ in range(times):
            _, status, usage = os.wait4(self.start(path), 0)
            if status:
                with open(self.folder + "/log") as log:
                    raise SystemExit("%s: status %d: %s" % (
                        path, status, log.read()[-2000:]))
            cpu += usage.ru_utime + usage.ru_stime
        self.clear()
        return cpu / times


def anonymous(pid):
    """KiB of a process now; 0 when it has ended, or is not yet our program."""
    try:
        with open("/proc/%d/status" % pid) as status:
            words = dict(line.split(":", 1) for line in status)
        with open("/proc/%d/comm" % pid) as comm:
            if comm.read().strip() != "waxseal" or "RssAnon" not in words:
                return 0
        return int(words["RssAnon"].split()[0])
    except OSError:
        return 0


def processes(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as children:
            return [pid] + [int(child) for child in children.read().split()]
    except OSError:
        return [pid]


def peak(box, path, launch):
    """KiB, the larger process's: resident as the kernel keeps account of it,
    anonymous by looking again and again."""
    pid, most = box.start(path), 0
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        for process in processes(pid):
            most = max(most, anonymous(process))
        time.sleep(0.0005)
    box.clear()
    done = subprocess.run([launch, *box.command()], stdin=open(path, "rb"),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=True)
    box.clear()
    return {"anonymous": most, "resident": int(done.stdout.split()[-1])}


def rules_cost(box, path, times, rounds):
    """Seconds of CPU that twenty rules take of a delivery, by turns."""
    more = []
    for _ in range(rounds):
        taken = []
        for name in ("one", "rules"):
            box.script(SCRIPTS[name])
            taken.append(box.deliver(path, times))
        more.append(taken[1] - taken[0])
    box.script(SCRIPTS["one"])
    return more


def huge(folder, sign):
    mail = (corpus.HEAD + corpus.base64_lines(HUGE)).encode()
    return corpus.write(folder, "huge.eml",
                        corpus.signed(mail, sign, 1, 0, 0))


def measure(folder, waxseal, sign, launch, quick):
    box, made = Box(folder, waxseal, sign), mails(folder, sign)
    times, rounds, more = FEW if quick else MANY
    runs = {}
    for _ in range(rounds):
        for name, path in made.items():
            large = "MB" in name
            runs.setdefault(name, []).append(
                box.deliver(path, 1 if large else times))
        box.script(SCRIPTS["three"])
        runs.setdefault("three folders", []).append(
            box.deliver(made["20 KB"], times))
        box.script(SCRIPTS["one"])
    cpu = {name: statistics.median(of) for name, of in runs.items()}
    rules = rules_cost(box, made["20 KB"], times, more)
    path = huge(folder, sign)
    result = {"cpu": cpu, "runs": runs, "20 rules": statistics.median(rules),
              "rules runs": rules, "100 MB": peak(box, path, launch)}
    os.unlink(path)
    shutil.rmtree(box.folder)
    return result


def lines(whole):
    for name, seconds in whole["cpu"].items():
        yield "%-17s %8.2f ms of CPU" % (name, 1000 * seconds)
    yield "%-17s %8.3f ms of CPU more than one" % (
        "20 rules", 1000 * whole["20 rules"])
    yield "100 MB: %(anonymous)d KiB anonymous, %(resident)d KiB resident" % \
        whole["100 MB"]


def goals(whole):
    """(name, at most or at least, goal, measured)"""
    cpu = whole["cpu"]
    yield "three folders, x one", "<=", 1.3, \
        cpu["three folders"] / cpu["20 KB"]
    for name in ("1 000 signatures", "10 000 fields"):
        yield name + ", ms more than plain", "<=", 5.0, \
            1000 * (cpu[name] - cpu["20 KB"])
    yield "20 Sieve rules, ms more than one", "<=", 0.1, \
        1000 * whole["20 rules"]
    yield "a byte of 25 MB, x of 200 KB", "<=", 1.2, \
        (cpu["25 MB"] - cpu["20 KB"]) / (cpu["200 KB"] - cpu["20 KB"]) / \
        (25000 - 20) * (200 - 20)
    yield "100 MB, MiB anonymous", "<=", 8.0, \
        whole["100 MB"]["anonymous"] / 1024
    yield "100 MB, MiB resident", "<=", 16.0, \
        whole["100 MB"]["resident"] / 1024
