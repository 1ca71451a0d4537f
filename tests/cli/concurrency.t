#!/usr/bin/python3
"""Many deliveries at once, with a reader among them: nothing is lost, nothing is
there twice, and nobody waits for another's DNS."""
import collections
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time

from tap import done, ok

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
WAXSEAL = os.path.abspath(
    os.environ.get("WAXSEAL", os.path.join(TOP, "build/waxseal")))
MAIL = """Received: from a.example by mx.b.example; %s
From: Ann <ann@a.example>
To: bob@b.example
Subject: mail %%s
Date: %s
Message-ID: <%%s@a.example>

Hello.
""" % (("Mon, 21 Sep 2026 13:33:00 +0000",) * 2)
CONF = """users = {0}/users.cdb
dns = zone {0}/zone
authserv_id = mx.b.example
log = {0}/log
sendmail = {0}/sendmail
now = 1790000000
"""
SENDMAIL = """#!/bin/sh
cat >{0}/out/$$
"""
folder = tempfile.mkdtemp()
maildir = os.path.join(folder, "home/Maildir")
uid = os.getuid() or 65534


def equal(got, want, name):
    ok(got == want, name, "got %s, want %s" % (got, want))


def write(name, text, mode=0o644):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def begin(script=""):
    """A new home with that script."""
    for name in ("home", "out"):
        path = os.path.join(folder, name)
        shutil.rmtree(path, ignore_errors=True)
        os.mkdir(path)
        os.chown(path, uid, uid)
    os.chown(write("home/.sieve", script), uid, uid)


def start(number, *options, id="A%d"):
    """A delivery on its way; id: of the queue."""
    mail = MAIL % (number, number)
    if id and "%" in id:
        id = id % number
    process = subprocess.Popen(
        [WAXSEAL, "-c", folder + "/conf", "-d", "bob@b.example", "-r",
         "bob@b.example", "-f", "ann@a.example", "--client-ip", "192.0.2.1"] +
        (["--queue-id", id] if id else []) + list(options),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    process.stdin.write(mail.encode())
    process.stdin.close()
    return process


def finish(processes):
    """How they ended."""
    return collections.Counter(process.wait() for process in processes)


def subjects(*parts):
    """Of the mails in these parts of the mailbox: how often each is there."""
    found = collections.Counter()
    for part in parts:
        path = os.path.join(maildir, part)
        for name in os.listdir(path) if os.path.isdir(path) else ():
            with open(os.path.join(path, name)) as file:
                text = file.read()
            whole = text.endswith("Hello.\n")
            found[re.search("Subject: mail (.*)", text)[1]
                  if whole else "half"] += 1
    return found


def once(numbers):
    return collections.Counter(str(number) for number in numbers)


def test_one_folder():
    begin()
    equal(finish([start(i) for i in range(50)]), {0: 50}, "50 at once")
    equal(subjects("new"), once(range(50)), "each is there once")
    equal(os.listdir(os.path.join(maildir, "tmp")), [], "tmp/ is clean")


def test_new_folders():
    begin('require ["fileinto", "mailbox", "imap4flags"];'
          'fileinto :create "New"; fileinto :create :flags "\\\\Seen" "Old";')
    equal(finish([start(i) for i in range(20)]), {0: 20},
          "20 that make the same folders")
    equal(subjects(".New/new"), once(range(20)), "each is in the one")
    equal(subjects(".Old/cur"), once(range(20)), "and in the other")


def test_same_delivery():
    begin()
    equal(finish([start(1, id="same") for _ in range(8)]), {0: 8},
          "the same delivery 8 times at once")
    equal(subjects("new"), once([1]), "it is there once")
    equal(finish([start(1, id=None) for _ in range(8)]), {0: 8},
          "the same mail by hand 8 times at once")
    equal(subjects("new"), {"1": 9}, "it is there 8 times more")


def test_vacation():
    begin('require ["vacation", "duplicate", "fileinto", "mailbox"];'
          'vacation "gone";'
          'if duplicate { fileinto :create "Again"; }')
    equal(finish([start(i) for i in range(8)]), {0: 8},
          "8 for one who is on vacation")
    equal(subjects("new"), once(range(8)), "each is there")
    equal(len(os.listdir(folder + "/out")), 1, "and one answer was sent")
    equal(finish([start(3, id="B%d" % i) for i in range(8)]), {0: 8},
          "one of them again, 8 times")
    equal(subjects(".Again/new"), {"3": 8}, "known as a duplicate by each")


def test_quota():
    begin()
    equal(finish([start(10)]), {0: 1}, "one mail")
    new = os.path.join(maildir, "new")
    size = sum(os.path.getsize(os.path.join(new, name))
               for name in os.listdir(new))
    options = ("-o", "quota=%d" % (size * 5 + size // 2), "-o",
               "quota_grace=0")
    equal(finish([start(i, *options) for i in range(20, 40)]),
          {0: 4, 75: 16}, "20 at once where 4 more have room")
    equal(len(os.listdir(new)), 5, "no more are there")
    with open(os.path.join(maildir, "maildirsize")) as file:
        lines = [line.split() for line in file][1:]
    equal([sum(int(line[i]) for line in lines) for i in (0, 1)],
          [size * 5, 5], "and as many are counted")


class Reader(threading.Thread):
    """Moves what is new to cur/, and deletes every other of it."""

    def __init__(self):
        super().__init__()
        self.over = False
        self.deleted = collections.Counter()
        self.turn = 0

    def take(self, name):
        new = os.path.join(maildir, "new", name)
        cur = os.path.join(maildir, "cur", name + ":2,S")
        os.rename(new, cur)
        self.turn += 1
        if self.turn % 2:
            with open(cur) as file:
                self.deleted[re.search("Subject: mail (.*)",
                                       file.read())[1]] += 1
            os.unlink(cur)

    def run(self):
        while not self.over:
            path = os.path.join(maildir, "new")
            for name in os.listdir(path) if os.path.isdir(path) else ():
                self.take(name)


def test_reader():
    begin()
    reader = Reader()
    reader.start()
    processes = [start(i) for i in range(40)]
    killed = processes[::5]
    for process in killed:
        time.sleep(0.004)
        process.kill()
    finish(processes)
    equal(finish([start(i) for i in range(40)]), {0: 40},
          "40 and a reader, some killed, all tried again")
    reader.over = True
    reader.join()
    equal(subjects("new", "cur") + reader.deleted, once(range(40)),
          "each was there once")


def test_dns():
    begin()
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.1", 0))
    waiting = start(1, "-o", "dns=system", "-o", "dns_timeout=20", "-o",
                    "resolver=127.0.0.1:%d" % silent.getsockname()[1],
                    id="same")
    silent.settimeout(10)
    silent.recv(512)
    began = time.monotonic()
    equal(finish([start(1, id="same"), start(2)]), {0: 2},
          "while one waits for DNS")
    ok(waiting.poll() is None and time.monotonic() - began < 10,
       "others deliver to the same user, even the same delivery")
    waiting.kill()
    waiting.wait()
    equal(subjects("new"), once([1, 2]), "once")


os.chmod(folder, 0o755)
write("users.txt", "bob@b.example:%d:%d:%s/home::\n" % (uid, uid, folder))
subprocess.run([WAXSEAL, "users", "build", folder + "/users.txt",
                folder + "/users.cdb"], check=True, stdout=subprocess.DEVNULL)
write("zone", 'a.example TXT "v=spf1 ip4:192.0.2.1 -all"\n')
write("conf", CONF.format(folder))
write("sendmail", SENDMAIL.format(folder), 0o755)
test_one_folder()
test_new_folders()
test_same_delivery()
test_vacation()
test_quota()
test_reader()
test_dns()
shutil.rmtree(folder)
raise SystemExit(done())
