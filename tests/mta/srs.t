#!/usr/bin/python3
"""SRS with the same secret: what postsrsd and Exim make we read, and what we
make they read."""
import os
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from machine import Tap, enter, wait_for, write  # noqa: E402

DOMAIN = 'srs.home.example'
CONF = """authserv_id = mx.home.example
local_domains = home.example
srs_domain = %s
srs_secrets = /etc/waxseal/srs.secret
log = stderr
""" % DOMAIN
ADDRESSES = (
    'ann@example.com',
    'Ann.Lee@Example.COM',
    'bounces+a=b.example@lists.example.org',
    "o'brien-x_1@a-b.example",
    '=odd=@x.example',
    59 * 'l' + '@long.example',
)
# Of others, on their second way
REWRITTEN = (
    'SRS0=abcd=EE=first.example=x@hop.example',
    'SRS0+abcd=EE=first.example=x@hop.example',
    'SRS0-abcd=EE=first.example=x=y@hop.example',
    'SRS1=abcd=first.example==wxyz=EE=o.example=x@hop.example',
)
tap = Tap()


def ours(verb, address, *options):
    return subprocess.run(
        ('/usr/local/bin/waxseal', 'srs', *options, verb, address),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True).stdout.strip()


class Postsrsd:
    def __init__(self, secret):
        write('/tmp/postsrsd.secret', secret + '\n', 0o600)
        self.process = subprocess.Popen(
            ('/usr/sbin/postsrsd', '-4', '-d', DOMAIN, '-s',
             '/tmp/postsrsd.secret', '-f', '10001', '-r', '10002'))
        wait_for(lambda: self.ask(10001, 'a@b.example'), 'postsrsd')

    def ask(self, port, address):
        try:
            with socket.create_connection(('127.0.0.1', port), 5) as sock:
                sock.sendall(b'get ' + address.encode() + b'\n')
                code, _, text = sock.recv(4096).decode().partition(' ')
        except OSError:
            return None
        return text.strip() if code == '200' else code

    def forward(self, address):
        return self.ask(10001, address)

    def reverse(self, address):
        return self.ask(10002, address)


class Exim:
    def __init__(self, secret):
        self.secret = secret
        write('/etc/exim4/exim4.conf', 'primary_hostname = mx.home.example\n')
        for folder in ('/var/spool/exim4', '/var/log/exim4'):
            os.makedirs(folder, exist_ok=True)

    def expand(self, text):
        return subprocess.run(('/usr/sbin/exim4', '-be', text),
                              stdout=subprocess.PIPE,
                              text=True).stdout.strip()

    def forward(self, address):
        return self.expand('${srs_encode {%s}{%s}{%s}}' % (
            self.secret, address, DOMAIN))

    def reverse(self, address):
        return self.expand('${if inbound_srs {%s}{%s}{$srs_recipient}{no}}' % (
            address.rsplit('@', 1)[0], self.secret))


def test_peer(name, peer, addresses, lower, *options):
    """lower: it gives back addresses without their case."""
    for address in addresses:
        want = address.lower() if lower else address
        theirs, made = peer.forward(address), ours('forward', address, *options)
        tap.ok(theirs.lower() == made.lower(),
               '%s: %s becomes the same' % (name, address), theirs, made)
        back = ours('reverse', theirs, *options)
        reached = peer.reverse(made)
        if address.startswith('SRS1'):  # to the first of all
            want = back
            tap.ok(back.endswith('@first.example'), 'to the first', back)
        else:
            tap.ok(back == address, 'theirs leads back', back)
        tap.ok(reached == want, 'ours leads back with them', made, reached)
    spoilt = made.replace('example=', 'exampla=', 1)
    tap.ok(spoilt != made and ours('reverse', spoilt, *options) == '',
           name + ': a forged one does not', spoilt)
    tap.ok(peer.reverse(spoilt) in ('500', 'no'), 'nor with them',
           peer.reverse(spoilt))


def main():
    enter(['postsrsd', 'exim4-daemon-light', 'iproute2'])
    write('/etc/waxseal.conf', CONF)
    write('/etc/waxseal/srs.secret', 'correct horse\nolder\n', 0o600)
    test_peer('postsrsd', Postsrsd('correct horse'), ADDRESSES + REWRITTEN,
              False)
    test_peer('Exim', Exim('correct horse'), ADDRESSES, True, '-o',
              'srs_style=exim')
    tap.done()


main()
