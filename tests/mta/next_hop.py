"""The next hop of what is redirected: somebody else's Waxseal at away.example,
to which the host of the tests is a client."""
import subprocess

import dkim

from delivery import EVIL
from machine import Maildir, compose, key_record, run, send, write

CONF = """authserv_id = mx.away.example
local_domains = away.example
users = /etc/waxseal/away.cdb
log = stderr
"""


def install():
    write('/etc/waxseal/away.conf', CONF)
    write('/etc/waxseal/away.txt',
          'dan@away.example:5000:5000:/var/vmail/away::\n')
    run('/usr/local/bin/waxseal', 'users', 'build', '/etc/waxseal/away.txt',
        '/etc/waxseal/away.cdb', stdout=subprocess.DEVNULL)


def opendkim(mail, key):
    """What it says of the signature of the bank."""
    write('/tmp/opendkim.keys', 's1._domainkey.bank.example %s\n' % key)
    write('/tmp/opendkim.conf', 'Mode v\nTestDNSData /tmp/opendkim.keys\n')
    with open('/tmp/opendkim.mail', 'wb') as out:
        out.write(mail.replace(b'\n', b'\r\n'))
    return run('opendkim', '-x', '/tmp/opendkim.conf', '-t',
               '/tmp/opendkim.mail', stdout=subprocess.PIPE).stdout


def test(to):
    """After test_redirect()."""
    away = Maildir('/var/vmail/away/Maildir')
    mail = to.stored('sent on', away)
    to.results(mail, 'spf=pass smtp.mailfrom=srs.home.example',
               'dkim=pass header.d=bank.example', 'arc=pass',
               'dmarc=pass header.from=bank.example')
    mail = mail[mail.index(b'\nARC-Seal:') + 1:]
    record = key_record().encode()
    to.tap.ok(dkim.arc_verify(mail, dnsfunc=lambda *a, **k: record)[0] ==
              dkim.CV_Pass, 'dkimpy verifies the seal there', mail)
    said = opendkim(mail, key_record())
    to.tap.ok(b'(s=s1, d=bank.example, 2048-bit key) succeeded' in said,
              'opendkim the signature of the author', said)
    send(EVIL, 'mail.evil.example', 'bulk@evil.example', ['dan@home.example'],
         compose('service@bank.example', 'dan@home.example', 'spoof for dan'))
    to.stored('spoof for dan', Maildir('/var/vmail/dan/Maildir'), 'Junk')
    to.tap.ok(len(away.files()) == 1 and not away.files('Junk'),
              'a spoof is not sent on', *away.everything())
