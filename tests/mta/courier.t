#!/usr/bin/python3
"""Courier on a mailbox that Waxseal delivers to: its IMAP server, maildirkw,
and both of its deliverquota, which keep maildirsize as we do."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from imap import (Imap, configure, deliver, fresh_home, make_mail,  # noqa: E402
                  remove_size, script, sizes, user_run)
from machine import Tap, append, compose, enter  # noqa: E402

BOX = '/home/ann/Maildir'
WAXSEAL = """keywords = courier
folder_names = utf8
quota = 1000000 1000
subscribe = on
"""
tap = Tap()


def set_up():
    configure(WAXSEAL)
    fresh_home('ann')


def courier():
    """As its start script has it: the configuration is the environment."""
    return Imap('ann', 'sh', '-c',
                'set -a; . /etc/courier/imapd; exec /usr/bin/imapd Maildir')


def ok_delivered(said, what):
    tap.ok(said is True, what, said)


# -- what its IMAP server sees ----------------------------------------------------

def test_imap():
    set_up()
    script('ann', r'require ["fileinto", "mailbox", "imap4flags"];'
           r'if header "subject" "plain" { stop; }'
           r'setflag ["\\Seen", "\\Flagged", "$label1", "work"];'
           r'fileinto :create "Entwürfe/Alt"; keep;')
    ok_delivered(deliver('plain'), 'a mail')
    ok_delivered(deliver('marked'), 'with flags and keywords')
    folder = 'INBOX.Entw&APw-rfe.Alt'
    wanted = {r'\Seen', r'\Flagged', '$label1', 'work'}
    with courier() as imap:
        tap.ok({'INBOX', folder} <= imap.folders(), 'Courier has the folder',
               *imap.folders())
        tap.ok(folder in imap.folders('lsub'), 'and is subscribed to it',
               *imap.folders('lsub'))
        for name in ('INBOX', folder):
            flags = imap.flags(name, 'marked')
            tap.ok(flags == wanted, 'and the flags in ' + name, flags)
        tap.ok(imap.flags('INBOX', 'plain') == set(), 'or none')
        before = imap.mails('INBOX')['marked'][0]
        imap.store('INBOX', 'marked', 'theirs')
        ok_delivered(deliver('later'), 'while Courier has it open')
        flags = imap.flags('INBOX', 'marked')
        tap.ok(flags == wanted | {'theirs'}, 'its keyword stays', flags)
        tap.ok(imap.mails('INBOX')['marked'][0] == before, 'and the UID')
        tap.ok(imap.flags('INBOX', 'later') == wanted, 'the new one is there')
        imap.create('INBOX.Gr&APwA3w-e')
    script('ann', 'require ["fileinto", "mailbox"];'
           'if mailboxexists "Grüße" { fileinto "Grüße"; }')
    ok_delivered(deliver('theirs'), 'into a folder that Courier made')
    with courier() as imap:
        tap.ok('theirs' in imap.mails('INBOX.Gr&APwA3w-e'), 'it is there')


def keywords(folder):
    """As maildirkw lists them: {file: keywords}."""
    lines = user_run('ann', 'maildirkw', '-L', folder).stdout.splitlines()
    return {line.split()[0]: set(line.split()[1:]) for line in lines}


def test_maildirkw():
    set_up()
    script('ann', 'require "imap4flags"; setflag ["$label1", "work"];')
    for subject in ('one', 'two'):
        ok_delivered(deliver(subject), subject)
    listed = keywords(BOX)
    tap.ok(list(listed.values()) == [{'$label1', 'work'}] * 2,
           'maildirkw lists our keywords', listed)
    first = sorted(listed)[0]
    user_run('ann', 'maildirkw', '-a', BOX, first, 'theirs')
    tap.ok(keywords(BOX)[first] == {'$label1', 'work', 'theirs'},
           'and adds one', keywords(BOX))
    ok_delivered(deliver('three'), 'a third one')
    listed = keywords(BOX)
    tap.ok(len(listed) == 3 and 'theirs' in listed[first], 'has its own',
           listed)


def test_refilter():
    """Its keywords, in files or in its list, and its quota."""
    set_up()
    script('ann', 'require "imap4flags"; setflag ["$label1", "work"];')
    for subject in ('one', 'two', 'three'):
        ok_delivered(deliver(subject), subject)
    with courier() as imap:
        imap.store('INBOX', 'one', 'theirs')
        imap.create('INBOX.Other')
        imap.create('INBOX.Trash')
    script('ann', 'require ["fileinto", "imap4flags"]; setflag "sorted";'
           'if header "subject" "three" { fileinto "Trash"; }'
           'else { fileinto "Other"; }')
    before = sizes(BOX)
    ended = user_run('ann', '/usr/local/bin/waxseal', 'refilter', '--apply',
                     '-d', 'ann', 'INBOX')
    tap.ok(ended.returncode == 0, 'waxseal refilter', ended.stdout)
    with courier() as imap:
        flags = [imap.flags('INBOX.Other', each) for each in ('one', 'two')]
        tap.ok(flags == [{'$label1', 'work', 'sorted', 'theirs'},
                         {'$label1', 'work', 'sorted'}],
               'Courier has the keywords where the mails are now', flags)
        tap.ok(imap.flags('INBOX.Trash', 'three') ==
               {'$label1', 'work', 'sorted'}, 'in Trash too')
    after = sizes(BOX)
    tap.ok(after[1] == before[1] - 1, 'what is there is not counted', before,
           after)


# -- quota ------------------------------------------------------------------------

def deliverquota(program, subject, quota='1000000S,1000C'):
    """Its exit status, and how large the mail is."""
    mail = compose('friend@far.example', 'ann', subject).decode()
    ended = user_run('ann', program, 'Maildir', quota, input=mail)
    return ended.returncode, len(mail)


def test_sum(program):
    """Each adds up what lies there, and goes on with the other's file."""
    set_up()
    script('ann', 'require ["fileinto", "mailbox", "imap4flags"];'
           'if header "subject" "deleted" { setflag "\\\\\\\\Deleted"; }'
           'if header "subject" "trash" { fileinto :create "Trash"; }'
           'else { fileinto :create "Lists/foo"; keep; }')
    for subject in ('one', 'deleted', 'trash'):
        ok_delivered(deliver(subject), subject)
    counted = sizes(BOX)
    make_mail(BOX + '/cur/1.M1.host:2,S', 1234)
    make_mail(BOX + '/.Lists.foo/new/2.M1.host,S=77', 77)
    make_mail(BOX + '/cur/3.M1.host:2,ST', 333)
    make_mail(BOX + '/.Trash/cur/4.M1.host:2,S', 5000)
    user_run('ann', 'maildirmake.courier', '-f', 'Trash.Old', 'Maildir')
    make_mail(BOX + '/.Trash.Old/cur/5.M1.host:2,S', 70)
    wanted = (counted[0] + 1234 + 77 + 70, counted[1] + 3)
    remove_size(BOX)
    ok_delivered(deliver('trash'), 'a mail that is not counted')
    tap.ok(sizes(BOX) == wanted, 'our sum: without Trash and deleted ones',
           sizes(BOX), wanted)
    remove_size(BOX)
    status, size = deliverquota(program, 'by courier')
    theirs = sizes(BOX)
    tap.ok(status == 0 and theirs == (wanted[0] + size, wanted[1] + 1),
           program + ': the same, and its mail', theirs, wanted, size)
    kept = os.stat(BOX + '/maildirsize').st_ino
    ok_delivered(deliver('ours'), 'we go on')
    tap.ok(os.stat(BOX + '/maildirsize').st_ino == kept and
           sizes(BOX)[1] == theirs[1] + 2, 'with its file', sizes(BOX))
    ours = sizes(BOX)
    status, size = deliverquota(program, 'again')
    tap.ok(os.stat(BOX + '/maildirsize').st_ino == kept and status == 0 and
           sizes(BOX) == (ours[0] + size, ours[1] + 1), 'and it with ours',
           sizes(BOX))


def test_full(program):
    set_up()
    ok_delivered(deliver('one', '-o', 'quota=3000'), 'a small quota')
    ok_delivered(deliver('two', '-o', 'quota=3000', body=2000 * 'x' + '\n'),
                 'nearly full')
    status, _ = deliverquota(program, 'refused', '3000S')
    tap.ok(status == 0, program + ' goes on at 80 %', status)
    status, _ = deliverquota(program, 'refused', '2500S')
    tap.ok(status in (75, 77), 'and takes no more when it is full', status)
    said = deliver('too much', '-o', 'quota=2500', '-o', 'quota_grace=0')
    tap.ok(said.startswith('4.2.2 the mailbox is full'), 'as we do', said)
    said = deliver('too much', '-o', 'quota=2500', '-o', 'quota_grace=0',
                   '-o', 'quota_full=reject')
    tap.ok(said.startswith('5.2.2 the mailbox is full'), 'or for good', said)


def test_quota_of_imap():
    set_up()
    ok_delivered(deliver('one'), 'a mail')
    with courier() as imap:
        _, answer = imap.imap.getquotaroot('INBOX')
        used = sizes(BOX)
        tap.ok('(STORAGE %d 977 MESSAGE %d 1000)' % (-(-used[0] // 1024),
                                                    used[1]) in str(answer),
               'Courier tells clients of our quota', answer, used)
        imap.append('INBOX', 'theirs', 'hello\n')
        imap.store('INBOX', 'one', r'\Deleted')
        tap.ok(sizes(BOX)[1] == 1, 'what it deletes is not counted',
               sizes(BOX))
    went_on = sizes(BOX)
    script('ann', 'require ["fileinto", "mailbox"];'
           'fileinto :create "Trash";')
    remove_size(BOX)
    ok_delivered(deliver('trash'), 'a mail into Trash')
    tap.ok(sizes(BOX) == went_on, 'we add up the same', sizes(BOX), went_on)


enter(['courier-imap', 'courier-base', 'maildrop', 'iproute2'])
for folder in ('/usr/bin', '/usr/sbin'):
    if folder not in os.environ['PATH'].split(':'):
        os.environ['PATH'] += ':' + folder
test_imap()
test_maildirkw()
test_refilter()
for each in ('deliverquota.courier', 'deliverquota.maildrop'):
    test_sum(each)
    test_full(each)
test_quota_of_imap()
tap.done()
