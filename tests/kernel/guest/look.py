"""What is in a mailbox: each mail has to end with the bytes that were given.

	look.py MAILS MAILDIR		a line for each file and folder
"""
import hashlib
import os
import re
import sys

NUMBER = re.compile(rb"^Subject: hello (\d+)$", re.M)
UNIQUE = re.compile(r"\d+\.M\w+\.guest,")


def number_of(data, mails):
    """Of the mail that it holds whole, else 0; its length is in its name."""
    found = NUMBER.search(data)
    path = f"{mails}/{found.group(1).decode()}" if found else ""
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as file:
        return int(found.group(1)) if data.endswith(file.read()) else 0


def mail_at(path, mails):
    """Number and content; 0 too where the name says another length."""
    with open(path, "rb") as file:
        data = file.read()
    whole = f",S={len(data)}," in os.path.basename(path)
    return number_of(data, mails) if whole else 0, data


def files(maildir):
    """Each as folder ("" is INBOX), part ("new", "cur", "tmp" or "") and path."""
    for here, _, names in os.walk(maildir):
        folder, part = os.path.split(os.path.relpath(here, maildir))
        if part not in ("new", "cur", "tmp"):
            folder, part = os.path.join(folder, part), ""
        for name in names:
            yield folder, part, os.path.join(here, name)


def main(mails, maildir):
    lines = [f"{os.path.relpath(here, maildir)} folder"
             for here, _, _ in os.walk(maildir)]
    for folder, part, path in files(maildir):
        number, data = mail_at(path, mails)
        if part and not number:
            lines.append(f"WRONG {path}")
        name = UNIQUE.sub("NAME,", os.path.basename(path))
        lines.append(f"{folder}/{part}/{name} {number} "
                     f"{hashlib.sha256(data).hexdigest()}")
    print("\n".join(sorted(lines)))


if __name__ == "__main__":
    main(*sys.argv[1:])
