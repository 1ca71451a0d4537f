#!/usr/bin/python3
"""Looks at disks after losses of power: mounts what the host puts into the drive,
which replays the journal, says what is there, delivers what it is told to, says
that, and unmounts.
"""
import os
import subprocess
import sys

import look

SERIAL = "/dev/ttyS1"
DISK = "/dev/vda"
MAILS = f"{os.environ['BUILD']}/kernel/mails"


def say(*words):
    os.write(TALK, (" ".join(str(word) for word in words) + "\n").encode())


def hear():
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(TALK, 1)
    return line.decode().split()


def tell():
    for folder, part, path in look.files("/fs/disk/home/Maildir"):
        if part in ("new", "cur"):
            number, data = look.mail_at(path, MAILS)
            say("file", f"INBOX{folder.strip('.')}", number, len(data), path)
    say("end")


def deliver(number):
    with open(f"{MAILS}/{number}", "rb") as mail:
        run = subprocess.run(
            [os.environ["WAXSEAL"], "-c", "conf", "-f", "ann@a.example", "-d",
             "bob@b.example", "--queue-id", f"Q{number}"], stdin=mail,
            stderr=subprocess.PIPE, check=False)
    say("status", number, run.returncode, run.stderr.decode().strip() or "-")


def work(kind, options):
    mount = subprocess.run(["mount", "-t", kind, "-o", options, DISK, "/fs/disk"],
                           stderr=subprocess.PIPE, text=True, check=False)
    say("mounted", mount.returncode, mount.stderr.strip().replace("\n", " "))
    if mount.returncode == 0:
        tell()
        words = hear()
        while words[0] == "deliver":
            deliver(words[1])
            words = hear()
        tell()
        subprocess.run(["umount", "/fs/disk"], check=True)
    subprocess.run(["blockdev", "--flushbufs", DISK], check=True)
    say("done")


TALK = os.open(SERIAL, os.O_RDWR | os.O_NOCTTY)
subprocess.run(["stty", "-F", SERIAL, "raw", "-echo"], check=True)
say("ready")
while hear()[0] == "look":
    work(*sys.argv[1:])
