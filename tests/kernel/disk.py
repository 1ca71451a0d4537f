"""A disk that loses what was not flushed: a server of the NBD protocol, of which
the guest's disk has a volatile write cache.

It keeps all writes, flushes and marks (such as "this mail's status was 0") in
their order.  A loss of power at some point of it leaves what had been written
before the last flush, and of what was written since an arbitrary part, in pieces
of a sector of 4096 bytes, which is what the guest takes for a sector.
"""
import mmap
import os
import socket
import struct
import threading

SECTOR = 4096
INIT, OPTION, REPLY = b"NBDMAGIC", b"IHAVEOPT", 0x3e889045565a9
EXPORT_NAME, ABORT, INFO, GO = 1, 2, 6, 7
ACK, INFORMATION, UNSUPPORTED = 1, 3, 0x80000001
FLAGS = 1 | 4  # these flags are there; it flushes
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3


class Disk:
    def __init__(self, path, size):
        self.path, self.size = path, size
        self.content = mmap.mmap(-1, size)
        self.log = []  # (offset, bytes) a write, None a flush, else a mark
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.listener.close()
        os.unlink(self.path)
        self.content.close()
        self.log = []

    def mark(self, what):
        with self.lock:
            self.log.append(what)

    # -- the protocol ---------------------------------------------------------

    def serve(self):
        try:
            peer, _ = self.listener.accept()
            with peer, peer.makefile("rb") as stream:
                if self.greet(peer, stream):
                    while self.answer(peer, stream):
                        pass
        except (OSError, struct.error, ValueError):
            pass  # the guest is gone

    def greet(self, peer, stream):
        peer.sendall(INIT + OPTION + struct.pack(">H", 1 | 2))
        stream.read(4)
        while True:
            _, option, length = struct.unpack(">8sII", stream.read(16))
            stream.read(length)
            if option == EXPORT_NAME:
                peer.sendall(struct.pack(">QH", self.size, FLAGS))
                return True
            if option == GO or option == INFO:
                info = struct.pack(">HQH", 0, self.size, FLAGS)
                peer.sendall(struct.pack(">QIII", REPLY, option, INFORMATION,
                                         len(info)) + info)
            kind = ACK if option in (GO, INFO, ABORT) else UNSUPPORTED
            peer.sendall(struct.pack(">QIII", REPLY, option, kind, 0))
            if option in (GO, ABORT):
                return option == GO

    def answer(self, peer, stream):
        header = stream.read(28)
        if len(header) < 28:
            return False
        _, _, kind, handle, offset, length = struct.unpack(">IHHQQI", header)
        data = b""
        if kind == WRITE:
            data, written = b"", stream.read(length)
            with self.lock:
                self.content[offset:offset + length] = written
                self.log.append((offset, written))
        elif kind == FLUSH:
            self.mark(None)
        elif kind == READ:
            data = self.content[offset:offset + length]
        else:
            return False
        peer.sendall(struct.pack(">IIQ", 0x67446698, 0, handle) + data)
        return True

    # -- the power ------------------------------------------------------------

    def lose(self, log, random):
        """Puts in place what another disk holds after it, and its power, end."""
        flushed = max((i for i, entry in enumerate(log) if entry is None),
                      default=0)
        kept = random.choice([0, 0.1, 0.5, 0.9])
        self.content.close()
        self.content, self.log = mmap.mmap(-1, self.size), []
        lost = 0
        for i, entry in enumerate(log):
            if not isinstance(entry, tuple):
                continue
            offset, data = entry
            if i < flushed:
                self.content[offset:offset + len(data)] = data
                continue
            for at in range(0, len(data), SECTOR):
                piece = data[at:at + SECTOR]
                if random.random() < kept:
                    self.content[offset + at:offset + at + len(piece)] = piece
                else:
                    lost += 1
        return lost
