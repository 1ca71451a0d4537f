#!/usr/bin/python3
"""rspamd at the next hop: what it finds in a redirected mail."""
import json
import os
import subprocess
import sys
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from delivery import OUTGOING, USERS, write_secrets  # noqa: E402
from machine import (NameServer, Tap, compose, configure_waxseal,  # noqa: E402
                     enter, run, sign, wait_for, write, zone_of_tests)

# No network but the name server; nothing that learns or stores.
LOCAL = {
    'options.inc': 'dns { nameserver = ["127.0.0.1:53"]; timeout = 5s; }\n'
                   'local_addrs = [];\ncontrol_socket = false;\n'
                   'url_tld = "/tmp/suffixes";\n',
    'worker-controller.inc': 'enabled = false;\n',
    'worker-proxy.inc': 'enabled = false;\n',
    'worker-fuzzy.inc': 'enabled = false;\n',
    'worker-normal.inc': 'bind_socket = "127.0.0.1:11333"; count = 1;\n',
    'logging.inc': 'type = "file"; filename = "/tmp/rspamd.log";\n',
    'fuzzy_check.conf': 'enabled = false;\n',
    'rbl.conf': 'enabled = false;\n',
    'dmarc.conf': 'reporting { enabled = false; }\n',
}


def start():
    for name, text in LOCAL.items():
        write('/etc/rspamd/local.d/' + name, text)
    write('/tmp/suffixes', 'example\n')   # it compiles the whole list
    for folder in ('/run/rspamd', '/var/lib/rspamd'):
        os.makedirs(folder, exist_ok=True)
        os.chown(folder, 5000, 5000)
    subprocess.Popen(('/usr/bin/rspamd', '-f', '-u', 'vmail', '-g', 'vmail',
                      '-c', '/etc/rspamd/rspamd.conf'),
                     stdout=subprocess.DEVNULL, stderr=open('/tmp/rspamd.err', 'w'))


def ask(mail, sender):
    request = urllib.request.Request(
        'http://127.0.0.1:11333/checkv2', mail.replace(b'\n', b'\r\n'),
        {'From': sender, 'IP': '192.0.2.99', 'Helo': 'mx.home.example',
         'Rcpt': 'dan@away.example'})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except OSError:
        return None


def redirected(mail):
    """With its envelope sender."""
    write('/tmp/sendmail', '#!/bin/sh\n{ echo "$3"; cat; } >/tmp/sent\n', 0o755)
    write('/var/vmail/dan/.sieve', 'redirect "dan@away.example";\n')
    os.chown('/var/vmail/dan', 5000, 5000)
    run('/usr/local/bin/waxseal', '-d', 'dan@home.example', '-f',
        'service@bank.example', '--client-ip', '192.0.2.10', '--helo',
        'mx.bank.example', '-o', 'sendmail=/tmp/sendmail', input=mail)
    with open('/tmp/sent', 'rb') as sent:
        sender, mail = sent.read().split(b'\n', 1)
    return sender.decode(), mail


def main():
    enter(['rspamd', 'nsd', 'iproute2'])
    tap = Tap()
    NameServer(zone_of_tests())
    configure_waxseal(USERS, OUTGOING)
    write_secrets(5000)
    start()
    genuine = sign(compose('service@bank.example', 'dan@home.example',
                           'sent on'), 'bank.example')
    sender, mail = redirected(genuine)
    found = wait_for(lambda: ask(mail, sender), 'rspamd', 60)
    symbols = found['symbols'] if found else {}
    for symbol, what in (('ARC_ALLOW', 'the seal verifies'),
                         ('R_DKIM_ALLOW', 'so does the author\'s signature'),
                         ('R_SPF_ALLOW', 'the envelope sender is ours'),
                         ('DMARC_POLICY_ALLOW', 'and DMARC passes')):
        tap.ok(symbol in symbols, what, *sorted(symbols))
    broken = ask(mail.replace(b'Hello', b'Hullo'), sender)
    tap.ok(broken and 'ARC_REJECT' in broken['symbols'],
           'and not when the body is another', broken and
           sorted(broken['symbols']))
    tap.done()


main()
