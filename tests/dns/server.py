#!/usr/bin/python3
"""A name server that misbehaves: server.py [-p PORT] ZONE ADDRESS...

Serves a text zone by UDP and TCP on each address (one port for all, any free
one without -p) and prints the port.  It ends when its stdin does.  In the zone, lines
"#! name behaviour" (name "*": all others) make it, for that name:

    mute                never answer
    delay SECONDS       answer late
    flaky N             not answer the first N times
    servfail, refused, notimp, formerr
    no-edns             FORMERR to questions with EDNS
    truncate            by UDP, only say that TCP is to be asked
    truncate-all        the same by TCP
    tcp-delay SECONDS   answer late by TCP
    tcp-mute            never answer by TCP
    wrong-id            answer with another ID
    wrong-question      answer another question
    no-question         answer without the question
    loop                a name that points to itself
    garbage             six bytes and the right ID
    ad                  say that DNSSEC was validated
    split               give the first CNAME only

"count" is not of the zone: a TXT question for "count.NAME" tells how many
questions for NAME came.
"""
import os
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import zone as zones  # noqa: E402

QR_RD_RA, TC, AD, OPT = 0x8180, 0x0200, 0x0020, 41


class Question:
    def __init__(self, message):
        self.id, self.flags = struct.unpack_from('>HH', message)
        self.edns = struct.unpack_from('>H', message, 10)[0] > 0
        labels, at = [], 12
        while message[at]:
            labels.append(message[at + 1:at + 1 + message[at]])
            at += 1 + message[at]
        self.wire = message[12:at + 5]
        self.name = b'.'.join(labels).lower()
        self.kind = struct.unpack_from('>H', message, at + 1)[0]


class Server:
    def __init__(self, path):
        self.zone = zones.Zone(path)
        self.counts = {}
        self.lock = threading.Lock()

    def behaviour(self, name):
        return self.zone.behaviours.get(
            name, self.zone.behaviours.get(b'*', {}))

    def respond(self, message, tcp):
        """The answer's bytes, or None."""
        try:
            question = Question(message)
        except (IndexError, struct.error):
            return None
        with self.lock:
            count = self.counts.get(question.name, 0) + 1
            self.counts[question.name] = count
        does = self.behaviour(question.name)
        if 'mute' in does or (tcp and 'tcp-mute' in does):
            return None
        if 'flaky' in does and count <= int(does['flaky'][0]):
            return None
        time.sleep(float(does.get('delay', [0])[0]))
        if tcp:
            time.sleep(float(does.get('tcp-delay', [0])[0]))
        return self.answer(question, does, tcp)

    def look(self, question, does):
        for code, word in ((zones.SERVFAIL, 'servfail'),
                           (zones.REFUSED, 'refused'),
                           (zones.NOTIMP, 'notimp'),
                           (zones.FORMERR, 'formerr')):
            if word in does or (word == 'formerr' and 'no-edns' in does and
                                question.edns):
                return code, []
        if question.name.startswith(b'count.'):
            count = self.counts.get(question.name[6:], 0)
            text = zones.wire_text('"%d"' % count)
            return zones.NOERROR, [(question.name, 16, text)]
        return self.zone.look(question.name, question.kind,
                              'split' not in does)

    def answer(self, question, does, tcp):
        code, records = self.look(question, does)
        wire, flags = question.wire, QR_RD_RA | code
        if 'ad' in does and question.flags & AD:
            flags |= AD
        if 'truncate-all' in does or ('truncate' in does and not tcp):
            flags, records = flags | TC, []
        if 'garbage' in does:
            return struct.pack('>HHH', question.id, flags, 1)
        if 'wrong-id' in does:
            question.id ^= 1
        if 'wrong-question' in does:
            wire = b'\5wrong' + wire
        head = struct.pack('>HHHHHH', question.id, flags,
                           'no-question' not in does, len(records), 0,
                           int(question.edns and code != zones.FORMERR))
        body = b'' if 'no-question' in does else wire
        for owner, kind, data in records:
            name = zones.wire_name(owner)
            if 'loop' in does:
                name = struct.pack('>H', 0xc000 | len(head + body))
            body += name + struct.pack('>HHIH', kind, 1, 300, len(data)) + data
        if question.edns and code != zones.FORMERR:
            body += struct.pack('>BHHIH', 0, OPT, 1232, 0, 0)
        if not tcp and len(head + body) > (1232 if question.edns else 512):
            head = head[:2] + struct.pack('>H', flags | TC) + head[4:]
            head = head[:6] + b'\0\0\0\0\0\0'
            body = wire
        return head + body

    def udp(self, sock):
        def one(message, peer):
            answer = self.respond(message, False)
            if answer is not None:
                sock.sendto(answer, peer)
        while True:
            message, peer = sock.recvfrom(4096)
            start(one, message, peer)

    def tcp(self, sock):
        def one(connection):
            with connection, connection.makefile('rb') as stream:
                while len(size := stream.read(2)) == 2:
                    message = stream.read(struct.unpack('>H', size)[0])
                    answer = self.respond(message, True)
                    if answer is not None:
                        connection.sendall(
                            struct.pack('>H', len(answer)) + answer)
        while True:
            start(one, sock.accept()[0])


def start(function, *arguments):
    threading.Thread(target=function, args=arguments, daemon=True).start()


def open_sockets(port, addresses):
    """One port for UDP and TCP of all addresses."""
    sockets = []
    for address in addresses:
        family = socket.AF_INET6 if ':' in address else socket.AF_INET
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            sock = socket.socket(family, kind)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((address, port))
            port = sock.getsockname()[1]
            sockets.append(sock)
            if kind == socket.SOCK_STREAM:
                sock.listen(50)
    return port, sockets


def open_some_port(port, addresses):
    for _ in range(20):
        try:
            return open_sockets(port, addresses)
        except OSError as error:
            failure = error
    raise failure


def main():
    arguments, port = sys.argv[1:], 0
    if arguments[0] == '-p':
        port, arguments = int(arguments[1]), arguments[2:]
    server = Server(arguments[0])
    port, sockets = open_some_port(port, arguments[1:] or ['127.0.0.1'])
    for sock in sockets:
        start(server.tcp if sock.type == socket.SOCK_STREAM else server.udp,
              sock)
    sys.stdout.write('%d\n' % port)
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == '__main__':
    main()
