"""The mails of the bench and the zone with their keys, made by tests/sign."""
import base64
import collections
import hashlib
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = os.path.join(HERE, "../keys")
FIELDS = "from:to:subject:date:message-id:mime-version:content-type"

SIZES = {"2 KB": 2000, "20 KB": 20000, "200 KB": 200000, "2 MB": 2000000,
         "25 MB": 25000000}
# name: (rsa-2048, ed25519, ARC sets)
SIGNATURES = {"rsa": (1, 0, 0), "rsa+ed25519": (1, 1, 0),
              "dkim+arc3": (1, 0, 3)}
LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n"}

Mail = collections.namedtuple("Mail", "size signatures end path rsa ed25519 "
                              "sets")

HEAD = """\
Received: from mx.sender.example (mx.sender.example [192.0.2.10])
\tby mx.home.example (Postfix) with ESMTPS id 4D6B21C0031
\tfor <bob@home.example>; Thu, 01 Jan 2026 00:00:03 +0000 (UTC)
Received: from submission.sender.example (localhost [127.0.0.1])
\tby mx.sender.example (Postfix) with ESMTP id 8F1E72A0018
\tfor <bob@home.example>; Thu, 01 Jan 2026 00:00:02 +0000 (UTC)
From: Ann Sender <ann@sender.example>
To: Bob Receiver <bob@home.example>
Subject: The report of the fourth quarter, and what follows from it
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <20260101000000.4D6B21C0031@sender.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 7bit
User-Agent: A mail program

"""
WORDS = ("the report of this quarter says that sales went up while costs "
         "stayed where they were before summer which nobody had expected and "
         "so plans for next year have to be looked at again").split()


def text(size):
    """Flowing text: words of differing length, paragraphs, the same each time."""
    lines, line, length, i = [], "", 0, 0
    while length < size:
        word = WORDS[(i * 7 + i // 11) % len(WORDS)]
        i += 1
        if len(line) + len(word) >= 72:
            lines.append(line)
            length += len(line) + 1
            line = ""
            if len(lines) % 9 == 8:
                lines.append("")
        line += (" " if line else "") + word
    return "\n".join(lines) + "\n"


def base64_lines(size):
    """An attachment: the same bytes each time, and no two lines alike."""
    data = b"".join(hashlib.sha256(b"%d" % i).digest()
                    for i in range(size * 57 // 77 // 32 + 1))
    return base64.encodebytes(data).decode()


def flowing(size):
    """Text with a blank at each end of a line (RFC 3676)."""
    return text(size).replace("\n", " \n")


def sign(mail, program, *arguments):
    return subprocess.run([program, *arguments], input=mail, check=True,
                          stdout=subprocess.PIPE).stdout


def signed(mail, program, rsa, ed25519, sets):
    common = ["h=" + FIELDS, "t=1767225600"]
    if ed25519:
        mail = sign(mail, program, "key=%s/ed25519.pem" % KEYS,
                    "d=sender.example", "s=e", *common)
    if rsa:
        mail = sign(mail, program, "key=%s/rsa2048.pem" % KEYS,
                    "d=sender.example", "s=r", *common)
    for i in range(1, sets + 1):
        mail = sign(mail, program, "arc=%d" % i,
                    "cv=" + ("none" if i == 1 else "pass"),
                    "aar=mx.list%d.example; dkim=pass "
                    "header.d=sender.example; spf=pass "
                    "smtp.mailfrom=ann@sender.example; dmarc=pass "
                    "header.from=sender.example" % i,
                    "key=%s/rsa2048.pem" % KEYS, "d=list%d.example" % i,
                    "s=a", *common)
    return mail


def key_record(program, name):
    return subprocess.run([program, "--record", "%s/%s.pem" % (KEYS, name)],
                          check=True, capture_output=True,
                          text=True).stdout.strip()


def key_lines(program):
    """The zone's lines with the keys of sender.example and three lists."""
    rsa = key_record(program, "rsa2048")
    yield 'r._domainkey.sender.example TXT "%s"' % rsa
    yield 'e._domainkey.sender.example TXT "%s"' % key_record(program,
                                                              "ed25519")
    for i in range(1, 4):
        yield 'a._domainkey.list%d.example TXT "%s"' % (i, rsa)


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as out:
        out.write(data)
    return path


def make(folder, program, sizes):
    """(path of the zone, mails)"""
    os.makedirs(folder, exist_ok=True)
    zone = write(folder, "zone",
                 ("\n".join(key_lines(program)) + "\n").encode())
    mails = []
    for size in sizes:
        lf = (HEAD + text(SIZES[size])).encode()
        for signatures, counts in SIGNATURES.items():
            for end, line_end in LINE_ENDS.items():
                name = "%s-%s-%s.eml" % (size.replace(" ", ""), signatures,
                                         end)
                mail = signed(lf.replace(b"\n", line_end), program, *counts)
                mails.append(Mail(size, signatures, end,
                                  write(folder, name, mail), *counts))
    return zone, mails
