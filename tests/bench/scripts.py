"""What rules cost: instructions of a whole delivery with a script of them, and
with an empty one, counted by callgrind from main() on."""
import os
import re
import shutil
import subprocess

import corpus

COUNTS = (20, 200, 2000)
MAIL = "20KB-rsa-LF.eml"
# Rules as people have them: none matches, so that all are tried.
RULES = (
    'if header :contains "subject" "word%d" {\n\tfileinto "F%d"; stop;\n}\n',
    'if address :domain :is "from" "shop%d.example" {\n\tfileinto "F%d";\n}\n',
    'if anyof (header :contains ["list-id", "list-post"] "list%d",\n'
    '\t  address :is ["to", "cc"] "list%d@lists.example") {\n'
    '\tfileinto "L"; stop;\n}\n',
    'if allof (envelope :is "from" "bounce%d@shop.example",\n'
    '\t  header :matches "subject" "*order %d*") {\n\tfileinto "O";\n}\n',
    'if header :is "x-mailer" ["tool %d", "tool-%d"] {\n\tdiscard; stop;\n}\n',
)
ZONE = """\
sender.example TXT "v=spf1 ip4:192.0.2.10 -all"
_dmarc.sender.example TXT "v=DMARC1; p=reject"
"""


def script(count):
    head = 'require ["fileinto", "envelope"];\n' if count else ""
    return head + "".join(RULES[i % len(RULES)] % (i, i) for i in range(count))


def instructions(folder, program, count, mail=MAIL):
    home = os.path.join(folder, "home")
    rules = corpus.write(folder, "rules-%d.sieve" % count,
                         script(count).encode())
    counts = os.path.join(folder, "callgrind.out")
    shutil.rmtree(home, ignore_errors=True)
    os.mkdir(home, 0o700)
    subprocess.run(
        ["valgrind", "--tool=callgrind", "--toggle-collect=main",
         "--callgrind-out-file=" + counts, program, os.path.join(folder, "zone-scripts"),
         os.path.join(folder, mail), rules, home],
        check=True, capture_output=True)
    with open(counts) as out:
        found = re.search(r"^(?:totals|summary): (\d+)", out.read(), re.M)
    os.unlink(counts)
    return int(found[1])


def make_zone(folder):
    """After corpus.make()."""
    with open(os.path.join(folder, "zone")) as keys:
        corpus.write(folder, "zone-scripts", (keys.read() + ZONE).encode())


def measure(folder, program):
    """After corpus.make(): a row for each count, {"rules", "all", "script"}."""
    make_zone(folder)
    empty = instructions(folder, program, 0)
    rows = []
    for count in COUNTS:
        total = instructions(folder, program, count)
        rows.append({"rules": count, "all": total, "script": total - empty})
    return rows


def share(row):
    return row["script"] / row["all"]


def lines(rows):
    yield ("Instructions of a delivery of 20 KB, and of its Sieve rules, none "
           "of which matches:")
    for row in rows:
        yield "%5d rules: %6.2f million of %7.2f (%.1f %%), %d each" % (
            row["rules"], row["script"] / 1e6, row["all"] / 1e6,
            100 * share(row), row["script"] / row["rules"])
