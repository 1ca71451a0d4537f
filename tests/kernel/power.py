"""The power goes: what was acknowledged has to be there.

A guest delivers mails to a file system on a disk that keeps all that was written,
flushed and acknowledged (status 0) in its order (disk.py), until it is killed.  At
points of that record we make the disk as it is when the power goes right there:
without what was not flushed, or with a part of it.  Another guest mounts it, and says what is there; what the MTA
still has is delivered again.

This sees an order of writes that is wrong, and a flush that is missing, wherever
the disk keeps its word; not a disk that lies about flushes, nor half a sector.
fsync = never shows that mails do get lost here.
"""
import random

from disk import Disk
from machine import Machine, run

# Names are written of the file system's own accord earlier than content: after a
# second, where it can be told so.
KINDS = {
    "ext4, ordered": ("ext4", "data=ordered,commit=1", 64),
    "ext4, writeback": ("ext4", "data=writeback,commit=1", 64),
    "xfs": ("xfs", "defaults", 320),
    "btrfs": ("btrfs", "commit=1", 256),
    "f2fs": ("f2fs", "defaults", 256),
}
CUTS = {"always": 12, "data": 6, "never": 3}
SEED = 5
MAILS = 30  # a multiple of three


def folders(number):
    return {"INBOX", "INBOXSeen", f"INBOXNew{number // 4}"}


class Lost(Exception):
    """The guest does not answer."""


def hear(guest):
    line = guest.hear(guest.talk)
    if line is None:
        raise Lost(f"see {guest.log.name}")
    return line.split(" ")


def record(tree, title, room):
    """What happened to the disk of each kind of fsync, in its order."""
    kind, options, size = KINDS[title]
    disks = {mode: Disk(f"{room}/{mode}", size << 20) for mode in CUTS}
    guest = Machine(tree, f"stream {title}", f"part=stream fs={kind} "
                    f"options={options} mails={MAILS}",
                    [disk.path for disk in disks.values()])
    try:
        mode = None
        words = hear(guest)
        while words[0] != "end":
            if words[0] == "begin":
                mode = words[1]
                disks[mode].mark("begin")
            elif words[0] == "stored":
                disks[words[1]].mark(int(words[2]))
            elif words[0] == "wait":
                disks[mode].mark("wait")
            if words[0] in ("begin", "wait"):
                guest.talk.say("go")
            words = hear(guest)
        logs = {mode: disk.log for mode, disk in disks.items()}
    finally:
        guest.kill()
        for disk in disks.values():
            disk.close()
    return logs


class Count:
    """Of one kind of fsync."""

    def __init__(self):
        self.cuts = self.acknowledged = self.lost = self.doubled = 0
        self.partial = self.retried = self.lost_later = self.dropped = 0
        self.notes = []

    def note(self, *words):
        self.notes.append(" ".join(str(word) for word in words))


def what_is_there(guest, count, cut):
    found = {}
    words = hear(guest)
    while words[0] == "file":
        folder, number = words[1], int(words[2])
        if number == 0:
            count.partial += 1
            count.note(cut, "not whole:", *words[3:])
        found[(number, folder)] = found.get((number, folder), 0) + 1
        words = hear(guest)
    return found


def missing(numbers, found):
    return sorted((number, folder) for number in numbers
                  for folder in folders(number) if (number, folder) not in found)


def try_cut(guest, disk, log, point, chance, count):
    marks = [entry for entry in log[:point]
             if isinstance(entry, (int, str)) and entry != "begin"]
    acknowledged = [mark for mark in marks if mark != "wait"]
    begun = 3 * marks.count("wait")
    again = [number for number in range(begun + 1, min(begun + 3, MAILS) + 1)
             if number not in acknowledged]
    cut = f"at {point}:"
    count.dropped += disk.lose(log[:point], chance)
    count.cuts += 1
    count.acknowledged += len(acknowledged)
    guest.talk.say("look")
    words = hear(guest)
    if words[1] != "0":
        count.note(cut, *words)
        count.lost += len(acknowledged)
        return hear(guest)
    gone = missing(acknowledged, what_is_there(guest, count, cut))
    count.lost += len({number for number, _ in gone})
    if gone:
        count.note(cut, "lost", gone)
    for number in again:
        guest.talk.say(f"deliver {number}")
        words = hear(guest)
        count.retried += 1
        if words[2] != "0":
            count.note(cut, *words)
            count.lost_later += 1
    guest.talk.say("unmount")
    found = what_is_there(guest, count, cut)
    gone = missing(again, found)
    count.lost_later += len({number for number, _ in gone})
    twice = sorted(where for where, copies in found.items()
                   if copies > 1 and where[0])
    count.doubled += len({number for number, _ in twice})
    if gone or twice:
        count.note(cut, "after the next try: lost", gone, "doubled", twice)
    return hear(guest)


def points(log, number, chance):
    """A third are acknowledgements, a third where a flush is about to come."""
    begin = log.index("begin")
    marks = [i + 1 for i, entry in enumerate(log) if isinstance(entry, int)]
    flushes = [i for i, entry in enumerate(log) if entry is None and i > begin]
    return sorted(
        chance.sample(marks, number // 3) +
        chance.sample(flushes, min(len(flushes), number // 3)) +
        [chance.randrange(begin, len(log)) for _ in range(number // 3)])


def look(tree, title, room, logs, factor):
    kind, options, size = KINDS[title]
    disk = Disk(f"{room}/after", size << 20)
    guest = Machine(tree, f"after {title}", f"part=after fs={kind} "
                    f"options={options}", [disk.path])
    counts = {mode: Count() for mode in CUTS}
    chance = random.Random(f"{SEED} {title}")
    try:
        hear(guest)
        for mode, count in counts.items():
            for point in points(logs[mode], CUTS[mode] * factor, chance):
                try_cut(guest, disk, logs[mode], point, chance, count)
    finally:
        guest.kill()
        disk.close()
    return counts


def tell(results, title, mode, count):
    right = {"always": not (count.lost or count.partial or count.doubled or
                            count.lost_later),
             "data": not count.partial,
             "never": count.lost > 0}[mode]
    results.ok(right and count.cuts > 0,
               f"{title}, fsync = {mode}: the power went {count.cuts} times "
               f"({count.dropped} sectors dropped); of {count.acknowledged} mails "
               f"acknowledged {count.lost} lost, {count.partial} files not whole; "
               f"of {count.retried} tried again {count.lost_later} lost; "
               f"{count.doubled} doubled", () if right else count.notes[:20])


def test(tree, results, title, factor):
    room = run("mktemp", "-d").strip()
    try:
        logs = record(tree, title, room)
        for mode, count in look(tree, title, room, logs, factor).items():
            tell(results, title, mode, count)
    except Lost as error:
        results.ok(False, f"{title}: the guest answers", [error])
    finally:
        run("rm", "-r", room)

