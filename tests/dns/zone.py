"""Text zones, as mda/zone.h has them, for the servers of the tests.

Lines "#! name behaviour ..." are comments to Waxseal; server.py does as they
say.  Names are bytes in lower case without the final dot.
"""
import re
import socket
import struct

TYPES = {'A': 1, 'CNAME': 5, 'SOA': 6, 'PTR': 12, 'MX': 15, 'TXT': 16,
         'AAAA': 28}
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = range(6)


def unescape(text):
    """"\\DDD" is a byte, "\\X" is X (RFC 1035 5.1)."""
    def byte(match):
        escape = match.group(1)
        return chr(int(escape)) if len(escape) == 3 else escape
    return re.sub(r'\\([0-9]{3}|.)', byte, text).encode('latin-1')


def name_of(word):
    name = unescape(word).lower()
    return name[:-1] if name.endswith(b'.') else name


def wire_name(name):
    labels = [label for label in name.split(b'.') if label]
    return b''.join(bytes([len(l)]) + l for l in labels) + b'\0'


def wire_text(text):
    if not text.startswith('"'):
        strings = [text.encode('latin-1')]
    else:
        strings = [unescape(s) for s in
                   re.findall(r'"((?:[^"\\]|\\.)*)"', text)]
    chunks = []
    for s in strings:
        chunks += [s[i:i + 255] for i in range(0, len(s), 255)] or [b'']
    return b''.join(bytes([len(c)]) + c for c in chunks)


def wire_data(kind, text):
    if kind == 'A':
        return socket.inet_pton(socket.AF_INET, text)
    if kind == 'AAAA':
        return socket.inet_pton(socket.AF_INET6, text)
    if kind == 'TXT':
        return wire_text(text)
    if kind == 'MX':
        preference, target = text.split()
        return struct.pack('>H', int(preference)) + wire_name(name_of(target))
    return wire_name(name_of(text))


class Zone:
    def __init__(self, path):
        self.records = {}       # name -> [(type's number, data)]
        self.fails = set()      # (name, type's number or None)
        self.behaviours = {}    # name -> {behaviour: [arguments]}
        self.exists = {b''}
        with open(path, encoding='latin-1') as lines:
            for line in lines:
                self.read_line(line.strip())

    def read_line(self, line):
        if line.startswith('#!'):
            word, behaviour, *arguments = line[2:].split()
            self.behaviours.setdefault(name_of(word), {})[behaviour] = arguments
        elif line and not line.startswith('#'):
            word, kind, *data = line.split(None, 2)
            name, kind = name_of(word), kind.upper()
            self.add_name(name)
            if kind == 'FAIL':
                self.fails.add((name, None))
            elif data == ['FAIL']:
                self.fails.add((name, TYPES[kind]))
            else:
                self.records.setdefault(name, []).append(
                    (TYPES[kind], wire_data(kind, ' '.join(data))))

    def add_name(self, name):
        labels = name.split(b'.')
        for i in range(len(labels)):
            self.exists.add(b'.'.join(labels[i:]))

    def find(self, name):
        """The name whose lines answer for this one (RFC 4592), or None."""
        if name in self.exists:
            return name
        above = name
        while above not in self.exists:
            above = above.partition(b'.')[2]
        wildcard = b'*.' + above if above else b'*'
        return wildcard if wildcard in self.exists else None

    def look(self, name, kind, follow=True):
        """(rcode, [(owner, type, data)]) as a resolver would answer."""
        found = []
        for _ in range(20):
            line = self.find(name)
            if line is None:
                return NXDOMAIN, found
            records = self.records.get(line, [])
            mine = [(name, t, d) for t, d in records if t == kind]
            if not mine and ((line, kind) in self.fails or
                             (line, None) in self.fails):
                return SERVFAIL, []
            aliases = [d for t, d in records if t == TYPES['CNAME']]
            if mine or not aliases:
                return NOERROR, found + mine
            found.append((name, TYPES['CNAME'], aliases[0]))
            name = b'.'.join(labels_of(aliases[0])).lower()
            if not follow:
                return NOERROR, found
        return NOERROR, found

    def zone_file(self):
        """All of it as one zone file (RFC 1035 5) of the root, for a real
        server."""
        yield '. 300 IN SOA ns. hostmaster. 1 300 300 300 300'
        yield '. 300 IN NS ns.'
        yield 'ns. 300 IN A 127.0.0.1'
        for name, records in self.records.items():
            owner = '.'.join(escape(label) for label in name.split(b'.'))
            for kind, data in records:
                yield '%s. 300 IN TYPE%d \\# %d %s' % (owner, kind, len(data),
                                                      data.hex())


def escape(label):
    return ''.join(chr(b) if chr(b).isalnum() or chr(b) in '-_*'
                   else '\\%03d' % b for b in label)


def labels_of(wire):
    labels = []
    while wire[0]:
        labels.append(wire[1:1 + wire[0]])
        wire = wire[1 + wire[0]:]
    return labels
